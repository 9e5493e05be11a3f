"""Which figures are made anew tonight: those of a period that closed, and those that show too much by now."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import duckdb
import pytest

from tests.unit.disclosure.dashboards import AS_OF, HALF_YEAR, MONTH, THRESHOLDS, Dashboard, dashboard, write
from warehouse.disclosure.closing import FigureClass
from warehouse.disclosure.release import due
from warehouse.disclosure.thresholds import LastRelease, Thresholds

OPINION, REGISTRATION = FigureClass.OPINION, FigureClass.REGISTRATION


def last_release(folder: Path, marts: Dashboard, as_of: date = AS_OF) -> LastRelease:
    """A published dashboard file; a mart without rows is left as an empty table."""
    file = write(folder / "dashboard.duckdb", {name: rows for name, rows in marts.items() if rows})
    with duckdb.connect(file) as opened:
        for name in (name for name, rows in marts.items() if not rows):
            opened.execute(f"CREATE TABLE marts.{name} (is_suppressed BOOLEAN, note VARCHAR, data_until DATE)")
        opened.execute("CREATE SCHEMA audit")
        opened.execute("CREATE TABLE audit.build AS SELECT CAST(? AS DATE) AS as_of", [as_of])
    return LastRelease(file, file, THRESHOLDS)


def due_after(last: LastRelease, as_of: date = AS_OF, thresholds: Thresholds = THRESHOLDS) -> dict[FigureClass, date]:
    return due(last, as_of, thresholds, "1GB")


def test_without_a_last_release_all_figures_are_due():
    assert due(None, AS_OF, THRESHOLDS, "1GB") == {OPINION: MONTH, REGISTRATION: HALF_YEAR}


def test_figures_are_due_when_their_period_closed_and_no_more_after_that(tmp_path: Path):
    last = last_release(tmp_path, dashboard())
    assert due_after(last) == {}
    assert due_after(last, date(2026, 3, 1)) == {OPINION: date(2026, 2, 28)}
    assert due_after(last, date(2026, 7, 1)) == {OPINION: date(2026, 6, 30), REGISTRATION: date(2026, 6, 30)}


@pytest.mark.parametrize("empty", [{"statement_agreement", "assumptions"}, set(dashboard())], ids=["some", "all"])
def test_a_release_without_rows_is_made_once_a_period_too(tmp_path: Path, empty: set[str]):
    marts = {name: [] if name in empty else rows for name, rows in dashboard().items()}
    assert due_after(last_release(tmp_path, marts)) == {}


def test_marts_that_keep_an_earlier_period_wait_for_the_next_one(tmp_path: Path):
    marts = dashboard()
    for name in ("waiting_time", "outflow", "group_profile", "help_follow_up_curve"):
        marts[name] = [row | {"data_until": date(2025, 6, 30)} for row in marts[name]]
    assert due_after(last_release(tmp_path, marts)) == {}


def test_a_dashboard_file_of_no_closed_period_is_replaced(tmp_path: Path):
    marts = {name: [{"n_invited": 9}] for name in dashboard()}
    assert set(due_after(last_release(tmp_path, marts))) == {OPINION, REGISTRATION}


@pytest.mark.parametrize(
    ("group", "cell", "expected"),
    [(6, 5, {OPINION}), (5, 6, {OPINION, REGISTRATION}), (4, 6, {OPINION, REGISTRATION}), (4, 5, set()), (4, 4, set())],
)
def test_raised_thresholds_count_at_once_and_lowered_ones_from_the_next_period(
    tmp_path: Path, group: int, cell: int, expected: set[FigureClass]
):
    last = last_release(tmp_path, dashboard())
    thresholds = replace(THRESHOLDS, minimum_group=group, minimum_cell=cell)
    assert set(due_after(last, thresholds=thresholds)) == expected
