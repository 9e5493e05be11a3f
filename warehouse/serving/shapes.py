"""The schemas and tables of the serving copy, brought in place to the shape that is published: grants, and views that
others made on them, stay.

Which are the copy's is told by the comment on their schema; nothing else is touched. Rights do not belong here.
"""

from collections.abc import Collection, Iterable, Sequence

from warehouse.duck.databases import Table, literal, quoted
from warehouse.serving.session import ServingFault, Session
from warehouse.serving.source import PublishedTable

_OURS = "Serving copy of the warehouse of collectief werken, which alone writes here. Its tables: "


def sql_name(table: Table) -> str:
    return f"{quoted(table.schema)}.{quoted(table.name)}"


def own_tables(opened: Session, schema: str) -> list[Table] | None:
    """The tables of the copy that stand in a schema; None where the schema is not the copy's."""
    mark = _mark(opened, schema)
    if mark is None or not mark.startswith(_OURS):
        return None
    named = mark.removeprefix(_OURS).split(", ")
    return [Table(schema, name) for name in sorted(_relations(opened, schema).intersection(named))]


def bring_to_shape(opened: Session, schema: str, published: Sequence[PublishedTable]) -> None:
    """Empty the copy's tables in a schema, and make them those that are published; what is published no longer goes.

    Raises ServingFault where the schema, or a table of one of the names, is somebody else's, and where a view of
    somebody stands on what goes.
    """
    ours = _own_tables_in_own_schema(opened, schema)
    wanted = {of.table: of for of in published}
    if taken := sorted({table.name for table in wanted} & (_relations(opened, schema) - {own.name for own in ours})):
        raise ServingFault(
            f"Schema {schema} of the serving copy holds {', '.join(taken)}, made by somebody else: rename or remove it."
        )
    for own in ours:
        opened.run(f"DELETE FROM {sql_name(own)}")
        if own in wanted:
            _reshape(opened, wanted[own])
        else:
            _refuse_under_views(opened, own, None)
            opened.run(f"DROP TABLE {sql_name(own)}")
    for table in wanted.keys() - set(ours):
        columns = ", ".join(f"{quoted(column.name)} {column.data_type}" for column in wanted[table].columns)
        opened.run(f"CREATE TABLE {sql_name(table)} ({columns})")
    _comment(opened, schema, published)


def empty(opened: Session, tables: Iterable[Table]) -> None:
    """Take all rows away. The tables stay: somebody's views may stand on them."""
    for table in tables:
        opened.run(f"DELETE FROM {sql_name(table)}")


def has_rows(opened: Session, tables: Sequence[Table]) -> bool:
    if not tables:
        return False
    any_row = " OR ".join(f"EXISTS (SELECT FROM {sql_name(table)})" for table in tables)
    return bool(opened.rows(f"SELECT {any_row}")[0][0])


def _mark(opened: Session, schema: str) -> str | None:
    """The comment on a schema, empty where it has none; None where there is no such schema."""
    found = opened.rows(
        f"SELECT coalesce(obj_description(oid, 'pg_namespace'), '') FROM pg_namespace WHERE nspname = {literal(schema)}"
    )
    return str(found[0][0]) if found else None


def _own_tables_in_own_schema(opened: Session, schema: str) -> list[Table]:
    """The copy's tables in a schema that becomes the copy's where it is not there yet, or is empty."""
    mark = _mark(opened, schema)
    if mark is None:
        opened.run(f"CREATE SCHEMA {quoted(schema)}")
        return []
    ours = own_tables(opened, schema)
    if ours is None and _relations(opened, schema):
        raise ServingFault(
            f"The database has a schema {schema} that this warehouse did not make: nothing in it was touched. Give the"
            " serving copy a database of its own (docs/serving.md)."
        )
    return ours or []


def _relations(opened: Session, schema: str) -> set[str]:
    """Names of tables, views and whatever else a table of the same name would clash with."""
    found = opened.rows(f"SELECT relname FROM pg_class WHERE relnamespace = {literal(quoted(schema))}::regnamespace")
    return {name for (name,) in found}


def _reshape(opened: Session, published: PublishedTable) -> None:
    """Add, drop and change columns of an empty table."""
    table = published.table
    stands = dict(
        opened.rows(
            "SELECT attname, format_type(atttypid, atttypmod) FROM pg_attribute"
            f" WHERE attrelid = {_regclass(table)} AND attnum > 0 AND NOT attisdropped"
        )
    )
    wanted = {column.name: column.data_type for column in published.columns}
    gone = stands.keys() - wanted.keys()
    changed = {name for name in stands.keys() & wanted.keys() if stands[name] != wanted[name]}
    _refuse_under_views(opened, table, gone | changed)
    changes = [f"DROP COLUMN {quoted(name)}" for name in sorted(gone)]
    changes += [
        f"ALTER COLUMN {quoted(name)} TYPE {wanted[name]} USING NULL::{wanted[name]}" for name in sorted(changed)
    ]
    changes += [f"ADD COLUMN {quoted(name)} {data_type}" for name, data_type in wanted.items() if name not in stands]
    if changes:
        opened.run(f"ALTER TABLE {sql_name(table)} {', '.join(changes)}")


def _refuse_under_views(opened: Session, table: Table, going: Collection[str] | None) -> None:
    """Raises ServingFault where a view stands on one of the columns that go, or, with None, on the table."""
    views = opened.rows(
        "SELECT DISTINCT view_schema.nspname || '.' || view.relname, attname FROM pg_depend"
        " JOIN pg_rewrite ON pg_rewrite.oid = objid JOIN pg_class AS view ON view.oid = ev_class"
        " JOIN pg_namespace AS view_schema ON view_schema.oid = view.relnamespace"
        " LEFT JOIN pg_attribute ON attrelid = refobjid AND attnum = refobjsubid"
        f" WHERE classid = 'pg_rewrite'::regclass AND refobjid = {_regclass(table)} ORDER BY 1, 2"
    )
    in_the_way = [(view, column) for view, column in views if going is None or column in going]
    if in_the_way:
        names = ", ".join(sorted({view for view, _ in in_the_way}))
        columns = ", ".join(sorted({column for _, column in in_the_way if column}))
        what = f"loses or changes {columns}" if going is not None else "is published no longer"
        uses = "" if going is not None else f" ({columns})" if columns else ""
        raise ServingFault(
            f"Table {table} {what}, which is used by view {names}{uses}. Nothing was copied. Change or drop that view"
            " (its owner can); the next copy then passes."
        )


def _comment(opened: Session, schema: str, published: Sequence[PublishedTable]) -> None:
    """Comments on tables and columns, and the mark on the schema, where they are not there yet."""
    told = {
        (name, column): text
        for name, column, text in opened.rows(
            "SELECT relname, attname, description FROM pg_description JOIN pg_class ON pg_class.oid = objoid"
            " LEFT JOIN pg_attribute ON attrelid = objoid AND attnum = objsubid AND objsubid > 0"
            f" WHERE classoid = 'pg_class'::regclass AND relnamespace = {literal(quoted(schema))}::regnamespace"
        )
    }
    for of in published:
        name = of.table.name
        if told.get((name, None)) != of.comment:
            opened.run(f"COMMENT ON TABLE {sql_name(of.table)} IS {_text(of.comment)}")
        for column in of.columns:
            if told.get((name, column.name)) != column.comment:
                full_name = f"{sql_name(of.table)}.{quoted(column.name)}"
                opened.run(f"COMMENT ON COLUMN {full_name} IS {_text(column.comment)}")
    mark = _OURS + ", ".join(sorted(of.table.name for of in published))
    if _mark(opened, schema) != mark:
        opened.run(f"COMMENT ON SCHEMA {quoted(schema)} IS {literal(mark)}")


def _text(comment: str | None) -> str:
    return "NULL" if comment is None else literal(comment)


def _regclass(table: Table) -> str:
    return f"{literal(sql_name(table))}::regclass"
