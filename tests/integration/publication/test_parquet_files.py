"""The Parquet files of a publication: the tables of the dashboards' file, in what every reader of Parquet knows."""

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tests.duck import attached

# Text, days, moments without a zone, whole numbers, decimals and true/false; flat columns that may be NULL.
KNOWN_TYPES = {
    ("BYTE_ARRAY", "STRING"), ("INT32", "DATE"), ("INT64", "TIMESTAMP"), ("INT32", "INT"), ("INT64", "INT"),
    ("DOUBLE", "NONE"), ("BOOLEAN", "NONE"),
}  # fmt: skip
# Power BI's service did not know newer ones (pola-rs/polars#18819).
KNOWN_ENCODINGS = {"PLAIN", "PLAIN_DICTIONARY", "RLE"}


@pytest.fixture(scope="module")
def published(report_warehouse: Path) -> Path:
    return report_warehouse / "published"


def test_each_table_is_a_file_with_the_same_rows_and_types(published: Path) -> None:
    files = {f"{file.parent.name}.{file.stem}": file for file in (published / "parquet").rglob("*.parquet")}
    with attached(published / "dashboard.duckdb", read_only=True) as opened:
        tables = opened.execute(
            "SELECT schema_name || '.' || table_name FROM duckdb_tables() WHERE database_name = 'attached'"
        ).fetchall()
        assert set(files) == {name for (name,) in tables}
        for name, file in files.items():
            assert pq.read_table(file).equals(opened.sql(f"FROM attached.{name}").to_arrow_table()), name


def test_they_hold_nothing_that_a_reader_may_not_know(published: Path) -> None:
    for path in (published / "parquet").rglob("*.parquet"):
        file = pq.ParquetFile(path)
        assert file.metadata.format_version == "1.0"
        for place in range(file.metadata.num_columns):
            column = file.schema.column(place)
            assert (column.physical_type, column.logical_type.type) in KNOWN_TYPES, column.name
            assert (column.max_definition_level, column.max_repetition_level) == (1, 0), column.name
            for group in range(file.metadata.num_row_groups):
                chunk = file.metadata.row_group(group).column(place)
                assert chunk.compression == "SNAPPY"
                assert set(chunk.encodings) <= KNOWN_ENCODINGS, column.name
