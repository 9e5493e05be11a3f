"""A mart made anew within its period shows a part of what stood: never another figure, whatever was corrected since."""

import pandas as pd
import pytest

from tests.unit.disclosure.dashboards import Row, curve_rows, row_of, waiting_rows
from warehouse.disclosure.narrowing import narrowed, without_figures

FIGURES = ["n_started", "n_over_42_days", "share_over_42_days", "median_days", "p90_days"]


def narrowed_rows(stood: list[Row], anew: list[Row], mart: str = "waiting_time") -> list[Row]:
    frame = narrowed(mart, pd.DataFrame(stood), pd.DataFrame(anew))
    return frame.astype(object).where(frame.notna(), None).to_dict("records")


def figures_of(row: Row) -> list[float | None]:
    return [row[figure] for figure in FIGURES]


def test_what_is_as_it_was_stays_as_it_was():
    assert narrowed_rows(waiting_rows(), waiting_rows()) == waiting_rows()


def test_what_is_hidden_anew_is_hidden_and_what_was_hidden_stays_so():
    anew = waiting_rows()
    row_of(anew, slice_value="weerbaar").update(n_over_42_days=None, share_over_42_days=None, p90_days=None)
    row_of(anew, slice_value="ouder").update(n_over_42_days=6, share_over_42_days=0.2, p90_days=44.0)
    rows = narrowed_rows(waiting_rows(), anew)
    assert figures_of(row_of(rows, slice_value="weerbaar")) == [30, None, None, 20.0, None]
    assert row_of(rows, slice_value="weerbaar")["is_suppressed"]
    assert row_of(rows, slice_value="ouder") == row_of(waiting_rows(), slice_value="ouder")


def test_a_row_in_which_a_figure_was_corrected_tells_nothing_more():
    anew = waiting_rows()
    row_of(anew, slice="all").update(n_started=91)
    rows = narrowed_rows(waiting_rows(), anew)
    assert figures_of(row_of(rows, slice="all")) == [None] * 5
    assert row_of(rows, slice="all")["is_suppressed"]
    assert figures_of(row_of(rows, slice_value="2025-1")) == figures_of(row_of(waiting_rows(), slice_value="2025-1"))


def test_a_double_that_was_added_up_in_another_order_is_no_correction():
    anew = waiting_rows()
    row_of(anew, slice="all").update(share_over_42_days=20 / 90 + 1e-13)
    assert narrowed_rows(waiting_rows(), anew) == waiting_rows()


def test_rows_that_came_or_went_are_listed_without_figures():
    stood = [row for row in waiting_rows() if row["slice_value"] != "2025-1"]
    anew = [row for row in waiting_rows() if row["slice_value"] != "2025-2"]
    rows = narrowed_rows(stood, anew)
    for half in ("2025-1", "2025-2"):
        assert figures_of(row_of(rows, slice_value=half)) == [None] * 5
        assert row_of(rows, slice_value=half)["is_suppressed"]


@pytest.mark.parametrize(("day", "kept"), [(100, [0, 100]), (120, [0])])
def test_a_curve_keeps_the_days_it_had_or_day_0_only(day: int, kept: list[int]):
    anew = curve_rows()
    row_of(anew, group_type="all", day=100).update(day=day)
    rows = [row for row in narrowed_rows(curve_rows(), anew, "help_follow_up_curve") if row["group_type"] == "all"]
    assert [row["day"] for row in rows] == kept
    assert rows[0] == row_of(curve_rows(), group_type="all", day=0)


def test_without_figures_the_labels_stay():
    frame = without_figures("waiting_time", pd.DataFrame(waiting_rows()))
    assert frame[FIGURES].isna().all(axis=None)
    assert list(frame["slice_value"]) == [row["slice_value"] for row in waiting_rows()]
    assert frame["is_suppressed"].all()
