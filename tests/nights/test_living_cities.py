"""Small worlds held against the reference: cities that live for two years, and one file for each awkward shape.

Then the same city in another order, which must give the same keys and the same figures.
"""

import hashlib
import random
import shutil
from datetime import date
from pathlib import Path

import pytest

from tests.nights.beside_reference import assert_as_reference
from tests.nights.building import build_tables
from tests.nights.command import assert_same_tables, make_demo, tables_of
from tests.nights.shared import warehouse_with
from tests.reference import edges

AS_OF = date(2026, 6, 30)


@pytest.fixture(scope="module")
def landing(tmp_path_factory: pytest.TempPathFactory) -> Path:
    landing = tmp_path_factory.mktemp("city") / "landing"
    make_demo("stad", landing, "--participants", "100", "--seed", "3", "--until", AS_OF.isoformat())
    return landing


@pytest.fixture(scope="module")
def database(landing: Path, dbt_read: Path) -> Path:
    warehouse = warehouse_with(dbt_read, landing.parent / "warehouse")
    return build_tables([(landing, AS_OF)], warehouse, seed_of_iteration=1)


@pytest.mark.xdist_group("city")
def test_a_city_is_as_the_reference_says(landing: Path, database: Path) -> None:
    assert_as_reference(database, [(landing, AS_OF)])


@pytest.mark.xdist_group("city")
def test_no_order_changes_a_key_or_a_figure(landing: Path, database: Path, dbt_read: Path, tmp_path: Path) -> None:
    """Rows shuffled within their files, the newest files taken first, another seed of iteration."""
    shuffled, newest = tmp_path / "shuffled", tmp_path / "newest"
    shutil.copytree(landing, shuffled)
    for path in shuffled.rglob("*.csv"):
        path.write_bytes(in_another_order(path.read_bytes()))
    shutil.copytree(shuffled, newest, ignore=shutil.ignore_patterns("*_2024-*", "*_2025-*"))
    warehouse = warehouse_with(dbt_read, tmp_path / "warehouse")
    other = build_tables([(newest, AS_OF), (shuffled, AS_OF)], warehouse, seed_of_iteration=2)
    one, another = (tables_of(file, "core", "marts", "history") for file in (database, other))
    hashes_of_files = [found.pop("core.fct_delivery_file")["delivery_file_key"] for found in (one, another)]
    assert not hashes_of_files[0].equals(hashes_of_files[1])
    assert min(len(one[name]) for name in ("core.fct_participation", "core.fct_response", "history.groups")) > 10
    assert_same_tables(one, another)


def test_a_file_of_every_awkward_shape(dbt_read: Path, tmp_path: Path) -> None:
    edges.write(tmp_path / "landing")
    nights = [(tmp_path / "landing", AS_OF)]
    assert_as_reference(build_tables(nights, warehouse_with(dbt_read, tmp_path / "warehouse")), nights)


def in_another_order(content: bytes) -> bytes:
    """The same rows below the same header; the same bytes come out the same."""
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "latin-1"
    rows: list[str] = []
    for line in content.decode(encoding).removesuffix("\n").split("\n"):
        if rows and rows[-1].count('"') % 2:
            rows[-1] += "\n" + line
        else:
            rows.append(line)
    header, *below = (row.removesuffix("\r") for row in rows)
    random.Random(hashlib.sha256(content).hexdigest()).shuffle(below)
    return ("\r\n".join([header, *below]) + "\r\n").encode(encoding)
