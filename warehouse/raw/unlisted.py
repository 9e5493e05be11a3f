"""Codes in raw rows that the reference files list no more: the build is made as if a label were unknown, and rows of
such a questionnaire, moment or theme are kept aside. Stored rows stay, and count again once the code is listed.

What a delivery says now is judged where it is read; this is for rows whose file is gone from the landing area.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import duckdb

from schemas.kinds import KINDS, DeliveryKind
from schemas.reference import Reference
from schemas.values import UNKNOWN
from warehouse.duck.databases import literal
from warehouse.raw.rows import SCORES

_TABLE = "raw.unlisted_code"


@dataclass(frozen=True)
class _Listed:
    """A column of a kind whose codes are listed. `each`: SQL of the codes in a row; `kept`: SQL of whether the row
    stays, or `replaced`: of what the column becomes.
    """

    column: str
    codes: list[str]
    each: str
    kept: str | None = None
    replaced: str | None = None


def withhold_unlisted(connection: duckdb.DuckDBPyConnection, reference: Reference) -> None:
    """Note such codes in raw.unlisted_code (delivery_id, kind, column_name, code, n_rows), and put a view without them
    in the place of each raw.<kind> that holds some.
    """
    connection.execute(
        f"create table {_TABLE} (delivery_id varchar, kind varchar, column_name varchar, code varchar, n_rows bigint)"
    )
    for kind in KINDS.values():
        found = [listed for listed in _listed(kind, reference) if _note(connection, kind, listed)]
        if found:
            _withhold(connection, kind, found)


def _listed(kind: DeliveryKind, reference: Reference) -> Iterator[_Listed]:
    for column, role in kind.roles.items():
        if role.listed is None:
            continue
        codes = reference.codes(role.listed)
        if role.is_list:
            each = f"string_split({column}, ',')"
            known = f"list_transform({each}, lambda code: if(code in ({_quoted(codes)}), code, '{UNKNOWN}'))"
            replaced = f"array_to_string({known}, ',')"
            yield _Listed(column, [*codes, UNKNOWN], f"unnest({each})", replaced=replaced)
        elif role.takes_labels:
            replaced = f"if({column} not in ({_quoted(codes)}), '{UNKNOWN}', {column})"
            yield _Listed(column, [*codes, UNKNOWN], column, replaced=replaced)
        else:
            yield _Listed(column, codes, f"{column}::varchar", kept=f"{column}::varchar in ({_quoted(codes)})")
    if kind.holds_responses:
        versions = [f"{questionnaire} {version}" for questionnaire, version in sorted(reference.versions)]
        version = "vragenlijst || ' ' || versie"
        yield _Listed("versie", versions, version, kept=f"{version} in ({_quoted(versions)})")
        asked = [f"{one} {statement}" for statement, by in reference.wordings.items() for one in by]
        scored = "vragenlijst || ' ' || {}.statement"
        kept = f"list_filter({SCORES.name}, lambda one: {scored.format('one')} in ({_quoted(asked)}))"
        yield _Listed(SCORES.name, asked, scored.format(f"unnest({SCORES.name})"), replaced=kept)


def _note(connection: duckdb.DuckDBPyConnection, kind: DeliveryKind, listed: _Listed) -> bool:
    """Note the column's codes that are not listed; tells whether there are any."""
    (n_noted,) = connection.execute(
        f"""
        insert into {_TABLE}
        select delivery_id, '{kind.name}', '{listed.column}', code, count(*)
        from (select delivery_id, {listed.each} as code from raw.{kind.prefix})
        where code is not null and code not in ({_quoted(listed.codes)})
        group by all
        """
    ).fetchone() or (0,)
    return bool(n_noted)


def _withhold(connection: duckdb.DuckDBPyConnection, kind: DeliveryKind, found: list[_Listed]) -> None:
    replaced = [f"{listed.replaced} as {listed.column}" for listed in found if listed.replaced]
    kept = [listed.kept for listed in found if listed.kept]
    columns = f"* replace ({', '.join(replaced)})" if replaced else "*"
    connection.execute(f"alter view raw.{kind.prefix} rename to stored_{kind.prefix}")
    connection.execute(
        f"create view raw.{kind.prefix} as select {columns} from raw.stored_{kind.prefix}"
        f" where {' and '.join(kept) or 'true'}"
    )


def _quoted(codes: list[str]) -> str:
    return ", ".join(map(literal, codes))
