"""What must hold after a night that was stopped at a stage, and after the night that follows it."""

import signal
from collections.abc import Iterable
from pathlib import Path

from tests.integration.orchestration.running import FULL, QUOTED, World, end_of
from tests.nights.command import assert_same_tables, tables
from warehouse.publication.builds import current_build
from warehouse.publication.manifest import verify

STATUS = {"fault": 1, "SIGINT": 130, "SIGTERM": -signal.SIGTERM, "SIGKILL": -signal.SIGKILL}


def assert_mended_after(world: World, stops: Iterable[tuple[str, str]], **settings: str) -> None:
    """Readers keep the build they had; the next night needs no hand and gives the same tables. Started twice, one of
    the two works.

    stops: how each of some nights is stopped, and at which stage.
    """
    before, as_before = world.build_id, tables(world.warehouse_dir, "core", "marts", "history")
    for how, stage in stops:
        status, printed = world.stopped_night(how, stage, **settings)
        assert status == STATUS[how], printed
        assert (how == "SIGINT") == ("Interrupted. Nothing was published. Readers keep build" in printed)
        assert stage in printed
        assert "Traceback" not in printed, printed
        build = current_build(world.places)
        assert build is not None
        assert verify(build).build_id == before
        assert_the_fault_is_told_without_its_words(world, how, printed)
    nights = [world.start("--rebuild"), world.start("--rebuild")]
    ended = [end_of(night) for night in nights]
    printed = "".join(printed for _, printed in ended)
    assert sorted(status for status, _ in ended) == [0, 75], printed
    assert printed.count("Another night is running") == 1
    assert world.build_id != before
    assert_same_tables(as_before, tables(world.warehouse_dir, "core", "marts", "history"))
    assert not list(world.places.published.rglob(".unfinished-*"))


def assert_the_fault_is_told_without_its_words(world: World, how: str, printed: str) -> None:
    assert (how == "fault") == ("An unforeseen fault, RuntimeError" in printed)
    assert QUOTED.decode() not in printed
    files = [path for path in world.warehouse_dir.rglob("*") if path.is_file() and not path.is_symlink()]
    assert not [file for file in files if b"client " + QUOTED in file.read_bytes()]


def assert_told_of_a_full_disk(world: World, limit: int) -> None:
    """A night that may write no file of more than so many bytes ends in plain words, and leaves no harm."""
    # Python itself would leave half of a compiled module.
    status, printed = world.night(str(limit), "--rebuild", command=FULL, PYTHONDONTWRITEBYTECODE="1")
    assert status == 1, printed
    assert "The disk is full or cannot be written" in printed
    assert "Traceback" not in printed, printed
    build = current_build(world.places)
    assert build is not None
    verify(build)
    assert not list(world.places.published.rglob(".unfinished-*"))


def cut_the_power(dagster_home: Path) -> None:
    """After a kill: throw away the events that SQLite had not yet moved from its log to the file."""
    unsaved = [file for file in dagster_home.rglob("*-wal") if file.stat().st_size]
    assert unsaved
    for file in unsaved:
        file.unlink()
