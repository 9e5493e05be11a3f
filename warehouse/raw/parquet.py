"""Parquet files of the raw store: read block by block, and written again without some rows or values, as a fresh file
that is put in place whole.

Which rows go is decided elsewhere.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from warehouse.disk.files import replacing

_ROWS_IN_A_BATCH = 16_384


def batches(file: pq.ParquetFile, columns: Sequence[str] | None = None) -> Iterator[pa.RecordBatch]:
    """The file's rows, in order. Read across row groups, a file of two gigabytes took 600 MB."""
    for group in range(file.num_row_groups):
        yield from file.iter_batches(_ROWS_IN_A_BATCH, row_groups=[group], columns=columns, use_threads=False)


def without_lines(gone: Collection[int]) -> Callable[[pa.Table], pa.Table]:
    """A change that leaves out rows by their `line`."""
    lines = np.unique(np.fromiter(gone, dtype=np.int64, count=len(gone)))
    lines_or_none = np.append(lines, -1)

    def change(rows: pa.Table) -> pa.Table:
        line = rows["line"].to_numpy()
        return rows.filter(pa.array(lines_or_none[np.searchsorted(lines, line)] != line))

    return change


def emptied_on_lines(column: str, chosen: Collection[int]) -> Callable[[pa.Table], pa.Table]:
    """A change that empties one column on some lines."""
    lines = pa.array(sorted(chosen), pa.int64())

    def change(rows: pa.Table) -> pa.Table:
        position = rows.schema.get_field_index(column)
        empty = pa.scalar(None, rows.schema.field(position).type)
        values = pc.if_else(pc.is_in(rows["line"], lines), empty, rows[column])
        return rows.set_column(position, rows.schema.field(position), values)

    return change


def rewrite(path: Path, *changes: Callable[[pa.Table], pa.Table], schema: pa.Schema | None = None) -> None:
    """Apply the changes, block by block, and replace the file. schema: that of the rows then, where it is another."""
    with replacing(path) as again, pq.ParquetFile(path) as source:
        schema = schema or source.schema_arrow
        with pq.ParquetWriter(again, schema, compression="zstd") as out:
            for batch in batches(source):
                rows = pa.Table.from_batches([batch])
                for change in changes:
                    rows = change(rows)
                out.write_table(rows.select(schema.names).cast(schema))
