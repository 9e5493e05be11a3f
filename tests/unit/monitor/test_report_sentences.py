"""The report's sentences, on both sides of where they change."""

from typing import Any

import pytest

from tests.unit.monitor.hand_made import WHOLE, figures_with
from warehouse.monitor.content import Figure, plain
from warehouse.monitor.figures import Row
from warehouse.monitor.report.sentences import agreement, filled_in, named

LIMITS = figures_with().limits


def agreed(n: int, of: int, low: float, high: float, who: str = "ouders", **other: Any) -> Row:
    values = {
        "target_group": who, "wording": "Het was fijn", "n_agree": n, "n_respondents": of, "n_answered": of,
        "pct_agree": 100 * n / of, "agree_low": low, "agree_high": high, "shown_as": "exact",
    }  # fmt: skip
    return Row("statement_agreement", f"{who}|fijn|all|all", values | other)


def theme(label: str, n: int, of: int = 52) -> Row:
    return Row("theme_mentions", label, {"label": label, "n_mentions": n, "n_respondents": of})


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (agreed(41, 43, 84.5, 98.7), "De meeste ouders (N=41; 95%) zijn het eens met ‘Het was fijn’."),
        (agreed(11, 43, 15.0, 40.0), "Minder dan de helft van de ouders (N=11; 26%) zijn het eens met ‘Het was fijn’."),
        (agreed(20, 40, 35.0, 65.0), "20 van de 40 ouders (50%) zijn het eens met ‘Het was fijn’."),
        (agreed(8, 9, 56.5, 98.0), "8 van de 9 ouders (89%) zijn het eens met ‘Het was fijn’."),
        (agreed(9, 10, 59.6, 98.2), "De meeste ouders (N=9; 90%) zijn het eens met ‘Het was fijn’."),
        (agreed(1, 9, 2.0, 43.5), "1 van de 9 ouders (11%) is het eens met ‘Het was fijn’."),
        (agreed(0, 9, 0.0, 29.9), "Niemand van de 9 ouders is het eens met ‘Het was fijn’."),
        (agreed(43, 43, 91.8, 100.0), "Alle 43 ouders zijn het eens met ‘Het was fijn’."),
        (agreed(9, 9, 70.1, 100.0), "Alle 9 ouders zijn het eens met ‘Het was fijn’."),
        (agreed(9, 10, 59.6, 98.2, n_answered=9), "9 van de 10 ouders (90%) zijn het eens met ‘Het was fijn’."),
    ],
    ids=["most", "less than half", "half", "few", "enough", "one", "nobody", "all", "all of few", "few answered"],
)  # fmt: skip
def test_a_statement_says_no_more_than_its_interval(row: Row, told: str) -> None:
    assert plain(agreement([row], LIMITS)) == told


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (
            [agreed(8, 9, 56.5, 98.0, "jongeren"), agreed(41, 43, 84.5, 98.7)],
            "8 van de 9 jongeren (89%) en de meeste ouders (N=41; 95%) zijn",
        ),
        (
            [agreed(81, 90, 82.0, 95.0, "jongeren"), agreed(41, 43, 84.5, 98.7)],
            "De meeste jongeren (N=81; 90%) en ouders (N=41; 95%) zijn",
        ),
        (
            [agreed(0, 9, 0.0, 29.9, "jongeren"), agreed(1, 9, 2.0, 43.5)],
            "Niemand van de 9 jongeren en 1 van de 9 ouders (11%) zijn",
        ),
        (
            [agreed(81, 90, 82.0, 95.0, "jongeren"), agreed(20, 40, 35.0, 65.0), agreed(30, 40, 60.0, 86.0, "makers")],
            "De meeste jongeren (N=81; 90%), 20 van de 40 ouders (50%) en de meeste makers (N=30; 75%) zijn",
        ),
    ],
    ids=["few beside most", "most together", "nobody beside one", "three"],
)
def test_target_groups_are_told_in_one_sentence(rows: list[Row], told: str) -> None:
    assert plain(agreement(rows, LIMITS)) == f"{told} het eens met ‘Het was fijn’."


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (
            [theme("Rust", 8), theme("Sfeer", 34), theme("Niets", 0)],
            " het vaakst ‘Sfeer’ (34 keer), daarna ‘Rust’ (8 keer).",
        ),
        (
            [theme("Sfeer", 8), theme("Rust", 8), theme("Tips", 2)],
            " het vaakst ‘Rust’ (8 keer) en ‘Sfeer’ (8 keer), daarna ‘Tips’ (2 keer).",
        ),
        ([theme("A", 2), theme("B", 2), theme("C", 2)], ": ‘A’ (2 keer), ‘B’ (2 keer) en ‘C’ (2 keer)."),
        ([theme("A", 5, of=9), theme("B", 2, of=9)], ": ‘A’ (5 keer) en ‘B’ (2 keer)."),
        ([theme("A", 3)], " het vaakst ‘A’ (3 keer)."),
    ],
    ids=["one first", "two first", "none first", "few", "only one"],
)
def test_themes_are_told_by_how_often_they_are_named(rows: list[Row], told: str) -> None:
    assert plain(named(rows, "als opbrengst", LIMITS)) == f"Deelnemers noemen als opbrengst{told}"


@pytest.mark.parametrize("rows", [[], [theme("A", 0)]], ids=["none", "nobody"])
def test_of_themes_that_nobody_names_nothing_is_told(rows: list[Row]) -> None:
    assert named(rows, "als opbrengst", LIMITS) == ()


def test_response_is_told_in_natural_frequencies_and_only_where_it_is_shown() -> None:
    figures = figures_with(
        response_rate=[
            WHOLE | {"target_group": "jongeren", "n_invited": 13, "n_responded": 9, "pct_responded": 69.2,
                     "responded_low": 42.4, "responded_high": 87.3}
        ]
    )  # fmt: skip
    answers = [agreed(8, 9, 56.5, 98.0, "jongeren"), agreed(41, 43, 84.5, 98.7)]
    told = filled_in(answers, figures.rows("response_rate"))
    assert plain(told) == (
        "9 jongeren en 43 ouders vulden aan het einde van de groep de vragenlijst in."
        " Van de 13 uitnodigingen aan jongeren zijn er 9 beantwoord: 69% (42 tot 87%)."
    )
    assert {part.mart for part in told if isinstance(part, Figure)} == {"statement_agreement", "response_rate"}
