"""Disclosure control of opinion marts: a row below the smallest group shows its labels and not one figure."""

from collections.abc import Iterator

import duckdb
import pytest

from tests.unit.publication.building import make_build_file
from warehouse.places import Places
from warehouse.publication.disclosure import Thresholds, release
from warehouse.publication.duck import attached, connection


@pytest.fixture
def released(places: Places) -> Iterator[duckdb.DuckDBPyConnection]:
    make_build_file(places)
    with connection(places.build, "1GB") as opened, attached(opened, places.build_database, "build"):
        opened.execute("ATTACH ':memory:' AS dashboard")
        release(opened, "build", "dashboard", Thresholds(minimum_group=5, minimum_cell=5))
        yield opened


def test_a_row_below_the_smallest_group_loses_every_figure_and_says_why(released: duckdb.DuckDBPyConnection):
    row = released.execute(
        "SELECT n_respondents, n_agree, pct_agree, needs_caution, is_suppressed, note, wording, statement_order"
        " FROM dashboard.marts.statement_agreement WHERE slice_value = 'group 4'"
    ).fetchone()
    assert row == (
        None,
        None,
        None,
        None,
        True,
        "Niet getoond: minder dan 5 respondenten.",
        "Ik voelde me op mijn gemak",
        1,
    )


def test_a_row_of_the_smallest_group_is_shown_as_it_is(released: duckdb.DuckDBPyConnection):
    row = released.execute(
        "SELECT n_respondents, n_agree, pct_agree, needs_caution, is_suppressed, note"
        " FROM dashboard.marts.statement_agreement WHERE slice_value = 'group 5'"
    ).fetchone()
    assert row == (5, 4, 90.0, False, False, None)


def test_every_row_stays_so_that_readers_see_that_something_is_hidden(released: duckdb.DuckDBPyConnection):
    counted = released.execute(
        "SELECT count(*), count(n_respondents) FROM dashboard.marts.statement_agreement"
    ).fetchone()
    assert counted == (3, 2)
    mentions = released.execute("SELECT n_mentions, n_respondents FROM dashboard.marts.theme_mentions").fetchall()
    assert mentions == [(None, None)]


def test_comments_for_readers_are_kept(released: duckdb.DuckDBPyConnection):
    comment = released.execute(
        "SELECT comment FROM duckdb_tables() WHERE database_name = 'dashboard' AND table_name = 'statement_agreement'"
    ).fetchone()
    assert comment == ("Agreement",)
