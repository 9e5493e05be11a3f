"""A published build into PostgreSQL, in one transaction: readers see the former build, then all of this one.

Rows are deleted and written, not tables: TRUNCATE and another table would be seen by readers in the middle of a
transaction, and wait for them.
"""

from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import duckdb

from warehouse.duck.databases import Table
from warehouse.duck.sealed import sealed_reader
from warehouse.publication.outputs import ANALYSIS, DASHBOARD
from warehouse.serving.access import close_to_all_but, open_to, require_roles
from warehouse.serving.session import ServingFault, Session, session
from warehouse.serving.shapes import bring_to_shape, empty, own_tables, sql_name
from warehouse.serving.source import published_tables, rows_of
from warehouse.serving.target import Target

STAR = "core"
# In which order they are filled: the one row that names the build comes last.
FIGURES, BUILD_OF = "marts", "audit"
# One copy at a time, from whatever machine; the number is the copy's own.
_ONE_COPY = 4_720_195_301


@dataclass(frozen=True)
class Copied:
    """What was copied: the rows of each table. not_cleared: why deleted rows still lie in the server's files."""

    build_id: str
    n_rows: dict[Table, int]
    not_cleared: str | None


def copy_build(build: Path, target: Target) -> Copied:
    """Put the released marts of a published build's folder, and the star where it is asked for, in the database.

    Raises ServingFault where that fails; then nothing of it stands.
    """
    with ExitStack() as held:
        dashboard = held.enter_context(sealed_reader(build / DASHBOARD))
        opened = held.enter_context(session(target))
        with opened.transaction():
            opened.run(f"SELECT pg_advisory_xact_lock({_ONE_COPY})")
            require_roles(opened, target)
            copied = _put(opened, dashboard, FIGURES, target.reader_role)
            if target.star_role:
                analysis = held.enter_context(sealed_reader(build / ANALYSIS))
                copied |= _put(opened, analysis, STAR, target.star_role)
                close_to_all_but(opened, STAR, own_tables(opened, STAR) or [], target.star_role)
            else:
                _take_the_star_away(opened)
            copied |= _put(opened, dashboard, BUILD_OF, target.reader_role)
    return Copied(build.name, copied, _vacuum(target))


def _put(opened: Session, file: duckdb.DuckDBPyConnection, schema: str, role: str | None) -> dict[Table, int]:
    """A schema of a published file, for a role. Returns the rows of each table."""
    published = published_tables(file, schema)
    bring_to_shape(opened, schema, published)
    n_rows = {}
    for of in published:
        with rows_of(file, of) as rows:
            n_rows[of.table] = sum(opened.append(of.table, some) for some in rows)
    open_to(opened, schema, list(n_rows), role)
    return n_rows


def _take_the_star_away(opened: Session) -> None:
    """Nothing exact is left standing where it is asked for no longer."""
    if tables := own_tables(opened, STAR):
        empty(opened, tables)
        close_to_all_but(opened, STAR, tables, None)


def _vacuum(target: Target) -> str | None:
    """Deleted rows stay in the server's files until then, those of who is forgotten too. Returns why they still do."""
    try:
        with session(target) as opened:
            tables = [table for schema in (FIGURES, STAR, BUILD_OF) for table in own_tables(opened, schema) or ()]
            opened.run(f"VACUUM (ANALYZE) {', '.join(map(sql_name, tables))}")
    except ServingFault as fault:
        return f"The rows before it still lie in the server's files: let its administrator run VACUUM. {fault}"
    return None
