"""A shown difference from the others tells how many others answered, and with that what of them is hidden."""

from math import sqrt
from pathlib import Path

import pytest

from tests.unit.disclosure.dashboards import AS_OF, MONTH, THRESHOLDS, Row, answers_of, released, row_of, write
from warehouse.disclosure.auditing import Finding, audit_dashboard
from warehouse.disclosure.auditing.opinion import others_of

Z = 1.959963984540054


def wilson(agree: int, n: int) -> tuple[float, float]:
    share = agree / n
    centre = (share + Z * Z / (2 * n)) / (1 + Z * Z / n)
    half = Z * sqrt(share * (1 - share) / n + Z * Z / (4 * n * n)) / (1 + Z * Z / n)
    return centre - half, centre + half


def comparison(agree: int, n: int, agree_others: int, n_others: int) -> Row:
    """The columns that are published of a value and its others, as percentages."""
    share, others = agree / n, agree_others / n_others
    low, high = wilson(agree, n)
    low_others, high_others = wilson(agree_others, n_others)
    difference = share - others
    return {
        "pct_agree_answered": 100 * share,
        "agree_low": 100 * low,
        "agree_high": 100 * high,
        "difference_pp": 100 * difference,
        "difference_low": 100 * (difference - sqrt((share - low) ** 2 + (high_others - others) ** 2)),
        "difference_high": 100 * (difference + sqrt((high - share) ** 2 + (others - low_others) ** 2)),
        "fisher_p": 0.5,
    }


@pytest.mark.parametrize("others", [(9, 30), (0, 5), (7, 7), (1, 400), (399, 400), (6, 12), (612, 1811)])
@pytest.mark.parametrize("own", [(7, 12), (0, 6), (8, 8), (300, 900)])
def test_the_others_follow_from_the_interval_alone(own: tuple[int, int], others: tuple[int, int]):
    agree, answered = others
    assert others_of(comparison(*own, *others)) == (answered, agree)


def test_a_hidden_difference_tells_nothing():
    row = dict.fromkeys(comparison(7, 12, 9, 30))
    assert others_of(row | {"pct_agree_answered": 50.0, "agree_low": 40.0, "agree_high": 60.0}) is None


ANSWERS = {("all", "all"): 40, ("size_band", "1-5"): 20, ("size_band", "6-8"): 12}
HIDDEN = (("size_band", "9-12"), ("size_band", "onbekend"))


def audit(tmp_path: Path, difference: Row) -> list[Finding]:
    """Of 40 respondents 8 are in hidden bands: four in 9-12 and four in groups of unknown size."""
    counts = ANSWERS | dict.fromkeys(HIDDEN)
    agreement = [
        {
            "target_group": "jongeren",
            "statement_key": "op_gemak",
            "slice": cut[0],
            "slice_value": cut[1],
            **answers_of(n),
        }
        for cut, n in counts.items()
    ]
    nothing = dict.fromkeys(comparison(10, 20, 8, 16))
    compared = [
        {
            "target_group": "jongeren",
            "statement_key": "op_gemak",
            "characteristic": cut[0],
            "value": cut[1],
            "n_respondents": n,
            "n_answered": n,
            "n_agree": None if n is None else n // 2,
        }
        | nothing
        for cut, n in counts.items()
        if cut[1] not in ("all", "onbekend")
    ]
    row_of(compared, value="1-5").update(difference)
    marts = {
        "statement_agreement": [released(row, MONTH) for row in agreement],
        "group_comparison": [released(row, MONTH) for row in compared],
    }
    return audit_dashboard(write(tmp_path / "dashboard.duckdb", marts), None, AS_OF, THRESHOLDS)


def test_a_hidden_band_stays_hidden_without_the_difference(tmp_path: Path):
    assert audit(tmp_path, {}) == []


def test_a_difference_that_tells_of_a_hidden_band_is_found(tmp_path: Path):
    wheres = [finding.where for finding in audit(tmp_path, comparison(10, 20, 8, 16))]
    assert "target_group=jongeren, slice=size_band, slice_value=9-12, n_respondents" in wheres


def test_a_p_value_beside_a_hidden_difference_is_found(tmp_path: Path):
    (finding,) = audit(tmp_path, {"fisher_p": 0.5})
    assert (finding.mart, finding.where.rpartition(", ")[2]) == ("group_comparison", "fisher_p")
