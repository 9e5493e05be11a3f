"""What is computed from rounded counts: never beyond everybody, and only of enough."""

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from warehouse.disclosure.marts import GROUP_PROFILE, OUTFLOW, WAITING_TIME
from warehouse.disclosure.registration import Rounded, add_rounded
from warehouse.disclosure.rounding import Rounding
from warehouse.privacy.pseudonyms import Pseudonymiser

digests = st.text("0123456789", min_size=1, max_size=6)


@st.composite
def part_and_whole(draw: st.DrawFn) -> tuple[int, int, str, str]:
    whole = draw(st.integers(1, 300))
    return draw(st.integers(0, whole)), whole, draw(digests), draw(digests)


def marts(part: int, whole: int, of_part: str, of_whole: str) -> dict[str, pd.DataFrame]:
    """One row a mart, in which the part is of the whole."""
    waiting = {
        "slice": "all", "slice_value": "all", "n_started": whole, "n_started_digest": of_whole, "median_days": 20.5,
        "p90_days": 60.4, "n_over_42_days": part, "n_over_42_days_digest": of_part, "share_over_42_days": part / whole,
    }  # fmt: skip
    outflow = {
        "outcome": "follow_up", "outcome_key": "onbekend", "label": "Onbekend", "slice": "all", "slice_value": "all",
        "n_ended": part, "n_ended_digest": of_part, "n_ended_total": whole, "n_ended_total_digest": of_whole,
        "pct_ended": 100 * part / whole,
    }  # fmt: skip
    profile = {
        "slice": "all", "slice_value": "all", "n_groups": 4, "n_participants": whole,
        "n_participants_digest": of_whole, "median_size": 7.5, "median_sessions": 8.0, "median_age_spread_years": None,
        "attendance_share": 0.876, "pct_dropout": 100 * part / whole, "pct_continues_as_network": 50.0,
        "n_attended": 9, "n_possible": 10, "n_known_ends": whole, "n_known_ends_digest": of_whole, "n_dropouts": part,
        "n_dropouts_digest": of_part, "n_ended_known": 2, "n_continuing": 1,
    }  # fmt: skip
    rows = {WAITING_TIME: waiting, OUTFLOW: outflow, GROUP_PROFILE: profile}
    return {mart: pd.DataFrame([row]) for mart, row in rows.items()}


@given(part_and_whole())
def test_percentages_are_of_rounded_counts_within_their_bounds_and_of_enough(
    case: tuple[int, int, str, str],
) -> None:
    rounded = Rounded()
    add_rounded(marts(*case), Rounding(Pseudonymiser(b"k" * 32), 5), rounded)
    for mart, share, part, whole, everybody in (
        (WAITING_TIME, "share_over_42_days", "n_over_42_days", "n_started", 1),
        (OUTFLOW, "pct_ended", "n_ended", "n_ended_total", 100),
        (GROUP_PROFILE, "pct_dropout", "n_dropouts", "n_known_ends", 100),
    ):
        for row in rounded.marts[mart].to_dict("records"):
            if row[whole] < 20:
                assert pd.isna(row[share])
            else:
                assert row[share] == min(everybody, everybody * row[part] / row[whole])
                assert 0 <= row[share] <= everybody


def test_medians_and_other_shares_are_whole_and_of_enough() -> None:
    rounded = Rounded()
    add_rounded(marts(10, 55, "1", "2"), Rounding(Pseudonymiser(b"k" * 32), 5), rounded)
    [waiting], [profile] = (rounded.marts[mart].to_dict("records") for mart in (WAITING_TIME, GROUP_PROFILE))
    assert (waiting["n_started"], waiting["median_days"], waiting["p90_days"]) == (55, 21, 60)
    assert (profile["median_size"], profile["attendance_share"]) == (8, 0.88)
    assert pd.isna(profile["pct_continues_as_network"])
    few = Rounded()
    add_rounded(marts(0, 5, "1", "2"), Rounding(Pseudonymiser(b"k" * 32), 5), few)
    [waiting] = few.marts[WAITING_TIME].to_dict("records")
    assert pd.isna(waiting["median_days"])
    assert len(few.marts[OUTFLOW]) == 0
