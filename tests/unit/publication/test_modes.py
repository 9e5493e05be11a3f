"""Who may read a published build."""

import grp
import os
import stat
from pathlib import Path

import pytest

from warehouse.publication.modes import NoSuchGroup, set_modes

FILES = ("analysis.duckdb", "manifest.json", "dashboard.duckdb", "parquet/marts/x.parquet")


@pytest.fixture
def build(tmp_path: Path) -> Path:
    for name in FILES:
        (tmp_path / "build" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "build" / name).touch(0o600)
    return tmp_path / "build"


def modes(build: Path) -> dict[str, int]:
    return {str(path.relative_to(build)): stat.S_IMODE(path.stat().st_mode) for path in (build, *build.rglob("*"))}


def test_everybody_may_read_what_dashboards_show_and_nothing_else(build: Path) -> None:
    set_modes(build, None)
    assert modes(build) == {
        ".": 0o755, "analysis.duckdb": 0o640, "manifest.json": 0o640, "dashboard.duckdb": 0o644, "parquet": 0o755,
        "parquet/marts": 0o755, "parquet/marts/x.parquet": 0o644,
    }  # fmt: skip


def test_one_group_may_when_it_is_named(build: Path) -> None:
    group = next((g for g in grp.getgrall() if g.gr_gid != os.getgid() and os.getuid() == 0), grp.getgrgid(os.getgid()))
    set_modes(build, group.gr_name)
    found = modes(build)
    assert {found[name] for name in FILES} == {0o640}
    assert {found[name] for name in (".", "parquet", "parquet/marts")} == {0o751}
    for name in ("dashboard.duckdb", "parquet", "parquet/marts/x.parquet"):
        assert (build / name).stat().st_gid == group.gr_gid
    assert (build / "analysis.duckdb").stat().st_gid == os.getgid()


def test_a_group_that_is_not_there_is_told(build: Path) -> None:
    with pytest.raises(NoSuchGroup, match="no group nobodys"):
        set_modes(build, "nobodys")
