"""Opinion rows for dashboards: which pairs of answers are told of."""

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from tests.disclosed import disclosure
from warehouse.disclosure.marts import OpinionMart
from warehouse.disclosure.opinion import released_opinions
from warehouse.disclosure.release_calendar import AT_THE_END, CONTACTS, PAIRS, RESPONDENTS, Place, Renewal
from warehouse.disclosure.thresholds import Thresholds

UNTIL = date(2025, 3, 31)
NETWORK = "network_over_time"
COUNTS = {NETWORK: ["n_respondents", "n_answered", "n_pairs", "n_gained", "n_lost"],
          "theme_mentions": ["n_mentions", "n_respondents"],
          "group_comparison": ["n_respondents", "n_answered", "n_answered_others"]}  # fmt: skip


def without_rows() -> dict[str, pd.DataFrame]:
    return {
        mart.name: pd.DataFrame(
            columns=[*mart.labels, *COUNTS.get(mart.name, ["n_respondents", "n_invited", "n_units"])]
        )
        for mart in (*disclosure().opinions, disclosure().quotes)
    }


def network(answered_at_start: int, answered_at_the_end: int, n_pairs: int) -> dict[str, object]:
    """The row of `start` in a release of these answers."""
    marts = without_rows()
    start = ["opvoeders", "start", 1, answered_at_start, answered_at_start, n_pairs, 4, 0]
    at_the_end = ["opvoeders", "einde", 2, answered_at_the_end, answered_at_the_end, None, None, None]
    marts[NETWORK] = pd.DataFrame([start, at_the_end], columns=marts[NETWORK].columns)
    places = frozenset(
        {Place(CONTACTS, "opvoeders", AT_THE_END), *(Place(one, "opvoeders", "start") for one in (CONTACTS, PAIRS))}
    )
    renewed = Renewal(frozenset({"opvoeders"}), frozenset(), places)
    rows = released_opinions(disclosure(), marts, {}, renewed, UNTIL, Thresholds(5, 5))[NETWORK]
    return dict(rows[rows["moment_key"] == "start"].iloc[0])


@pytest.mark.parametrize(
    ("answers", "are_shown"),
    [
        ((12, 11, 11), False),  # who left after the start is known by subtraction
        ((16, 11, 11), True),
        ((15, 20, 11), False),  # four, whose answers a row of another moment might leave
        ((11, 12, 11), False),
        ((11, 11, 11), True),  # nobody is left
        ((30, 30, 4), False),
    ],
)
def test_pairs_are_told_of_where_enough_are_in_none(answers: tuple[int, int, int], are_shown: bool):
    row = network(*answers)
    assert row["n_answered"] == answers[0]
    assert [row[name] for name in ("n_pairs", "n_gained", "n_lost")] == (
        [answers[2], 4, 0] if are_shown else [None, None, None]
    )


@pytest.mark.parametrize("is_renewed", [True, False])
def test_of_two_windows_of_twelve_months_one_stands(is_renewed: bool):
    """Parts of an earlier window go, with all others of their target group, in the closing that renews its slices."""

    def of_months(months: str, n: int) -> dict[str, pd.DataFrame]:
        rows = [
            ("opvoeders", "all", "all", n),
            *(("opvoeders", "last_12_months", part, n) for part in (months, "eerder")),
        ]
        columns = ["target_group", "slice", "slice_value", "n_invited"]
        return without_rows() | {"response_rate": pd.DataFrame(rows, columns=columns)}

    before = of_months("2024-02 t/m 2025-01", 10)
    stood = {name: frame.assign(data_until=date(2025, 1, 31)) for name, frame in before.items()}
    renewed = frozenset({"opvoeders"} if is_renewed else ())
    shown = released_opinions(
        disclosure(), of_months("2024-04 t/m 2025-03", 20), stood, Renewal(renewed, renewed, frozenset()), UNTIL,
        Thresholds(5, 5),
    )["response_rate"]  # fmt: skip
    parts = shown.loc[shown["slice"] == "last_12_months", ["slice_value", "n_invited", "data_until"]]
    of = ("2024-04 t/m 2025-03", 20, UNTIL) if is_renewed else ("2024-02 t/m 2025-01", 10, date(2025, 1, 31))
    assert sorted(parts.itertuples(index=False, name=None)) == [of, ("eerder", *of[1:])]
    assert set(shown.loc[shown["slice"] == "last_12_months", "shown_as"]) == {"exact"}, "a window is no pool"


def test_a_new_mart_of_opinions_is_its_yml_alone():
    mart = OpinionMart(
        name="new_opinion", kind="opinion", counted="respondents", enough_of="n_respondents",
        keys=("target_group", "question", "slice", "slice_value"),
    )  # fmt: skip
    known = replace(disclosure(), marts=dict(disclosure().marts) | {"new_opinion": mart})
    rows = [
        ("all", "all", 20), ("group_type", "sportgroep", 12), ("group_type", "overig", 8),
        ("moment", "einde", 16), ("moment", "start", 4),
    ]  # fmt: skip
    closed = without_rows() | {
        "new_opinion": pd.DataFrame(
            [("opvoeders", "rust", *row, 3) for row in rows],
            columns=["target_group", "question", "slice", "slice_value", "n_respondents", "n_agree"],
        )
    }
    moments = {Place(RESPONDENTS, "opvoeders", moment) for moment in (AT_THE_END, "start")}
    renewed = Renewal(frozenset({"opvoeders"}), frozenset({"opvoeders"}), frozenset(moments))
    shown = released_opinions(known, closed, {}, renewed, UNTIL, Thresholds(5, 5))["new_opinion"]
    told = {row.slice_value: (row.shown_as, row.n_agree) for row in shown.itertuples()}
    assert told == {
        "all": ("exact", 3), "sportgroep": ("exact", 3), "overig": ("pooled", 3), "einde": ("exact", 3),
        "start": ("hidden", None),
    }  # fmt: skip
