"""The dashboard file of a release: its tables, with the types and comments of the build's marts.

What stands in them is decided in the other modules.

Databases are attached by name: `build` (tonight's), `closed` (of a closed month), `last` (the last release's dashboard
file), `dashboard` (the file in the making).
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pandas as pd

from warehouse.disclosure.marts import SCHEMA, DeliveriesMart, Marts, QuotesMart, Shown
from warehouse.disclosure.notes import ADDED, BOOKKEEPING, EXACT, ROUNDED
from warehouse.duck.databases import Table, attached, quoted, tables_in
from warehouse.publication.tables import comment_on, copy_comments, is_published


@contextmanager
def new_dashboard(opened: duckdb.DuckDBPyConnection, target: Path) -> Iterator[None]:
    """The dashboard file, new and attached as `dashboard`; in the end its tables get the comments of the build's."""
    target.unlink(missing_ok=True)
    with attached(opened, target, "dashboard", "READ_WRITE"):
        opened.execute("CREATE SCHEMA dashboard.marts")
        yield
        copy_comments(opened, tables_in(opened, "dashboard", ("marts",)), "build", "dashboard")
        comment_on(opened, "dashboard", _added_columns(opened))


def _added_columns(opened: duckdb.DuckDBPyConnection) -> list[tuple[Table, str, str]]:
    """Each bookkeeping column with what it says; a release of former rules may lack one."""
    told = {added.name: added.description for added in ADDED}
    found = opened.execute(
        "SELECT table_name, column_name FROM duckdb_columns() WHERE database_name = 'dashboard' ORDER BY ALL"
    ).fetchall()
    return [(Table("marts", mart), column, told[column]) for mart, column in found if column in told]


def read_marts(opened: duckdb.DuckDBPyConnection, marts: Iterable[Shown], database: str) -> Marts:
    """Those of the marts that an attached database has."""
    known = tables_in(opened, database, (SCHEMA,))
    return {
        mart.name: opened.execute(f"SELECT * FROM {mart.table.within(database)} ORDER BY ALL").df()
        for mart in marts
        if mart.table in known
    }


def without_rows(opened: duckdb.DuckDBPyConnection, mart: Shown) -> pd.DataFrame:
    return pd.DataFrame(columns=[*_released_columns(opened, mart), *BOOKKEEPING], dtype=object)


def create_mart(opened: duckdb.DuckDBPyConnection, mart: Shown, frame: pd.DataFrame) -> None:
    """A table with the types and names of the build's mart, and how its rows are shown."""
    types = _released_columns(opened, mart) | {added.name: added.data_type for added in ADDED}
    casts = ", ".join(f"CAST({quoted(name)} AS {kind}) AS {quoted(name)}" for name, kind in types.items())
    opened.register("released", frame.astype(object).where(frame.notna(), None))
    opened.execute(f"CREATE TABLE {mart.table.within('dashboard')} AS SELECT {casts} FROM released ORDER BY ALL")
    opened.unregister("released")


def withdraw_quotes(opened: duckdb.DuckDBPyConnection, quotes: QuotesMart) -> None:
    """A quote that was withdrawn since, or whose author is forgotten, goes at once. The last release may be of before
    there were quotes."""
    if quotes.table not in tables_in(opened, "dashboard", (SCHEMA,)):
        return
    keys, ours, builds = ", ".join(quotes.keys), quotes.table.within("dashboard"), quotes.table.within("build")
    opened.execute(f"DELETE FROM {ours} WHERE ({keys}) NOT IN (SELECT ({keys}) FROM {builds})")


def add_deliveries(opened: duckdb.DuckDBPyConnection, mart: DeliveriesMart, enough: int) -> None:
    """Every night: counts of files, and how many rows could be linked only as a rounded share of enough rows."""
    columns = {name: name for name in _released_columns(opened, mart)}
    columns |= {name: f"CASE WHEN {of} >= {enough} THEN round({name}, 1) END AS {name}"
                for name, of in mart.tenths.items()}  # fmt: skip
    is_rounded = " OR ".join(f"{name} IS NOT NULL" for name in mart.tenths)
    opened.execute(
        f"""CREATE TABLE {mart.table.within("dashboard")} AS
        SELECT *,
            CASE WHEN {is_rounded} THEN '{ROUNDED}' ELSE '{EXACT}' END AS shown_as,
            false AS is_suppressed,
            CASE WHEN {is_rounded} THEN 'Aandelen zijn afgerond op tienden.' END AS note,
            night AS data_until
        FROM (
            SELECT {", ".join(columns.values())} FROM {mart.table.within("build")}
        )"""
    )


def has_todays_columns(opened: duckdb.DuckDBPyConnection, marts: Iterable[Shown]) -> bool:
    """Whether the last release has the marts and columns that one made today would have."""
    known = set(tables_in(opened, "last", (SCHEMA,)))
    return all(
        mart.table in known and {*_columns(opened, mart, "last")} == {*_released_columns(opened, mart), *BOOKKEEPING}
        for mart in marts
    )


def _columns(opened: duckdb.DuckDBPyConnection, mart: Shown, database: str) -> dict[str, str]:
    """Name and type of each column of a mart."""
    described = opened.execute(f"DESCRIBE {mart.table.within(database)}").fetchall()
    return {name: kind for name, kind, *_ in described}


def _released_columns(opened: duckdb.DuckDBPyConnection, mart: Shown) -> dict[str, str]:
    """Those of the build's columns that dashboards get."""
    columns = _columns(opened, mart, "build")
    return {name: kind for name, kind in columns.items() if is_published(name) and name not in mart.left_out}
