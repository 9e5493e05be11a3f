"""Sealed connections: what they are handed they read, and nothing else."""

from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from warehouse.duck.sealed import seal, sealed_connection, sealed_reader


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    file = tmp_path / "secret.csv"
    file.write_text("a\n1\n")
    return file


def test_it_reads_what_it_is_handed_and_no_file(tmp_path: Path, secret: Path) -> None:
    with sealed_connection(tmp_path / "spill") as opened:
        opened.register("rows", pa.table({"a": [1, 2]}))
        assert opened.execute("select sum(a) from rows").fetchall() == [(3,)]
        for query in (
            f"select * from read_csv('{secret}')", f"attach '{tmp_path / 'new.duckdb'}' as new", "install httpfs",
            f"copy (select 1) to '{tmp_path / 'out.csv'}'", "set enable_external_access = true",
        ):  # fmt: skip
            with pytest.raises(duckdb.Error):
                opened.execute(query)
    assert [path.name for path in tmp_path.iterdir()] == [secret.name]


def test_a_reader_reads_its_file_alone(tmp_path: Path, secret: Path) -> None:
    with duckdb.connect(tmp_path / "x.duckdb") as opened:
        opened.execute("create table t as select 1 as a")
    with sealed_reader(tmp_path / "x.duckdb") as opened:
        assert opened.execute("from t").fetchall() == [(1,)]
        with pytest.raises(duckdb.Error):
            opened.execute(f"select * from read_csv('{secret}')")


def test_of_folders_only_those_that_were_named(tmp_path: Path, secret: Path) -> None:
    inside = tmp_path / "inside"
    inside.mkdir()
    with duckdb.connect() as opened:
        seal(opened, inside)
        opened.execute(f"copy (select 1 as a) to '{inside / 'x.parquet'}'")
        assert opened.execute(f"from '{inside / 'x.parquet'}'").fetchall() == [(1,)]
        for outside in (secret, inside / ".." / secret.name):
            with pytest.raises(duckdb.Error):
                opened.execute(f"select * from read_csv('{outside}')")
