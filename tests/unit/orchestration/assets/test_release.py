"""What keeps a release from being made leaves dashboards at their last one: also a disk that is full by then."""

import errno
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from orchestration.assets import release
from tests.disclosed import disclosure
from warehouse.disclosure.context import ReleaseContext
from warehouse.disclosure.history import LastRelease
from warehouse.disclosure.report import ReleaseReport
from warehouse.disclosure.thresholds import Thresholds
from warehouse.disk.places import Places
from warehouse.privacy.pseudonyms import Pseudonymiser


def release_in(folder: Path) -> LastRelease:
    folder.mkdir(parents=True)
    found = LastRelease(folder / "dashboard.duckdb", folder / "analysis.duckdb")
    found.dashboard.touch()
    found.analysis.touch()
    return found


def test_a_disk_that_is_full_when_earlier_releases_are_copied_leaves_the_last_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    places = Places(tmp_path / "warehouse")
    places.prepare()
    published = [release_in(tmp_path / name) for name in ("last", "earlier")]
    last = release_in(places.last_release / "0")
    night: Any = SimpleNamespace(
        places=places, settings=SimpleNamespace(as_of=date(2025, 4, 15)), announce=lambda _: None
    )
    context = ReleaseContext(
        places.build_database, places.dashboard, [last], disclosure(), Thresholds(5, 5), Pseudonymiser(bytes(32)), "1GB"
    )
    kept: list[tuple[bool, bool]] = []

    def closed(*_: object) -> Path:
        places.closed.mkdir()
        return places.closed / "build.duckdb"

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    def keep(context: ReleaseContext) -> ReleaseReport:
        kept.append((context.kept[0].dashboard.exists(), places.closed.exists()))
        return ReleaseReport()

    monkeypatch.setattr(release, "closed_build", closed)
    monkeypatch.setattr(release.shutil, "copy", full)
    monkeypatch.setattr(release, "keep_release", keep)
    report = release._made_or_kept(night, context, published)
    assert kept == [(True, False)], "the last release is there, and room was made"
    assert report.failure
    assert "disk" in report.failure
