"""Which rows of one file have a key that stands more than once in it, in bounded memory.

What becomes of them is the raw store's.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from schemas.kinds import KEY_SEPARATOR, DeliveryKind
from warehouse.duck.sealed import sealed_connection
from warehouse.raw.parquet import batches
from warehouse.raw.rows import raw_schema

_ROWS_AT_ONCE = 1_000_000
_MEMORY = "500MB"


def repeated_rows(kind: DeliveryKind, rows: Path, spill: Path) -> Iterator[pd.DataFrame]:
    """Rows whose key stands more than once: line, listed_key and owner, whether they contradict (is_conflict), and
    whether they come after the first of the key (is_later).

    rows: a Parquet file as raw holds them. spill: a folder in the restricted area. Of a large file one share of the
    keys after another is looked at, so that memory does not grow with it.
    """
    shares = 1 + pq.read_metadata(rows).num_rows // _ROWS_AT_ONCE
    by = _compared(kind)
    of_share = f"from rows_of_file where hash({', '.join(by)}) % {shares} = $share"
    any_again = f"select exists (select 1 {of_share} group by {', '.join(by)} having count(*) > 1)"
    for share in range(shares):
        bound = {"share": share}
        # Each has a connection of its own, which gives its memory back.
        with sealed_connection(spill, _MEMORY) as connection:
            connection.register("rows_of_file", _columns(rows, map(kind.stored_name, kind.key + kind.version_columns)))
            if connection.execute(any_again, bound).fetchone() == (True,):
                connection.register("rows_of_file", _columns(rows, _content(kind)))
                # A table of its own: rows that are handed over can be read once, and DuckDB takes them for few.
                connection.execute(f"create temp table rows_of_share as {_what_matters(kind)} {of_share}", bound)
                yield connection.execute(_grouped(kind)).df()


def _compared(kind: DeliveryKind) -> list[str]:
    """What makes two rows versions of one another: the key, and the first version column that says something."""
    key, versions = _stored(kind, kind.key), _stored(kind, kind.version_columns)
    return [*key, f"coalesce({', '.join(versions)})"] if versions else key


def _what_matters(kind: DeliveryKind) -> str:
    parts = [f"{column} as part_{number}" for number, column in enumerate(_compared(kind))]
    owner = "null::varchar"
    for column in reversed(_stored(kind, kind.owner)):
        owner = f"{column} || coalesce('{KEY_SEPARATOR}' || {owner}, '')"
    content = f"hash({', '.join(_quoted(_content(kind)))})"
    return f"select line, {', '.join(parts)}, {content} as content, {owner} as owner"


def _grouped(kind: DeliveryKind) -> str:
    parts = [f"part_{number}" for number in range(len(_compared(kind)))]
    listed_key = f" || '{KEY_SEPARATOR}' || ".join(parts[: len(kind.key)])
    return f"""
        select
            line, {listed_key} as listed_key, owner,
            min(content) over same_key <> max(content) over same_key as is_conflict,
            line > min(line) over same_key as is_later
        from rows_of_share
        window same_key as (partition by {", ".join(parts)})
        qualify count(*) over same_key > 1
    """


def _content(kind: DeliveryKind) -> list[str]:
    """The columns that say whether two rows of one key contradict."""
    return [name for name in raw_schema(kind).names if name not in ("delivery_id", "line")]


def _stored(kind: DeliveryKind, columns: Iterable[str]) -> list[str]:
    return _quoted(map(kind.stored_name, columns))


def _quoted(columns: Iterable[str]) -> list[str]:
    return [f'"{column}"' for column in columns]


def _columns(rows: Path, columns: Iterable[str]) -> pa.RecordBatchReader:
    """These columns of the rows and their lines, to be read once. A dataset would read far ahead of its reader."""
    wanted = {*columns, "line"}
    file = pq.ParquetFile(rows)
    schema = pa.schema([field for field in file.schema_arrow if field.name in wanted])
    return pa.RecordBatchReader.from_batches(schema, batches(file, schema.names))
