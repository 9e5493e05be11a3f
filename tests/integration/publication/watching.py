"""A reader in a process of its own, which opens, queries and closes while builds are published under its eyes.

It reads a pair of files in two ways. Through `published/current`, resolved once, both are of one build. By the two
reader names, opened one after the other, the second may be of a newer build than the first, never of an older one:
whoever needs a pair resolves `current` once.
"""

import selectors
import subprocess
import sys
from pathlib import Path

import duckdb

from tests.unit.publication.building import KEEPING, audit, inputs, make_build_file
from warehouse.disk.places import Places
from warehouse.publication.publish import publish

REPOSITORY = Path(__file__).resolve().parents[3]
RESOLVED, NAMED = "resolved", "named"


def watched_publications(places: Places, n: int) -> tuple[list[str], dict[str, list[tuple[str, str]]]]:
    """Publish so many builds: their ids in order, and the pairs (analysis, dashboard) that a reader saw meanwhile."""
    published = [_publish(places, 0)]
    command = [sys.executable, "-m", "tests.integration.publication.watching", str(places.published)]
    with subprocess.Popen(
        command, cwd=REPOSITORY, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as reader:
        assert reader.stdout
        assert reader.stdout.readline() == "reading\n"
        published += [_publish(places, night) for night in range(1, n)]
        printed, errors = reader.communicate()
    assert reader.returncode == 0, errors
    seen: dict[str, list[tuple[str, str]]] = {RESOLVED: [], NAMED: []}
    for way, analysis, dashboard in map(str.split, printed.splitlines()):
        seen[way].append((analysis, dashboard))
    return published, seen


def assert_no_reader_was_misled(published: list[str], seen: dict[str, list[tuple[str, str]]]) -> None:
    age = {build_id: n for n, build_id in enumerate(published)}
    assert all(analysis == dashboard for analysis, dashboard in seen[RESOLVED])
    for pairs in seen.values():
        ages = [age[build_id] for pair in pairs for build_id in pair]
        assert ages == sorted(ages)
        assert ages[-1] == len(published) - 1
        assert len(set(ages)) > len(published) // 3


def _publish(places: Places, night: int) -> str:
    make_build_file(places, 60 + night)
    audit(places)
    return publish(places, inputs(str(night)), KEEPING).build_id


def _read(database: Path) -> str:
    with duckdb.connect(database, read_only=True) as opened:
        ((build_id,),) = opened.execute("SELECT build_id FROM audit.build").fetchall()
        return str(build_id)


def _read_until_told_to_stop(published: Path) -> None:
    """A line a pair that was read; the last pair is read after the last publication."""
    selector = selectors.DefaultSelector()
    selector.register(sys.stdin, selectors.EVENT_READ)
    sys.stdout.write("reading\n")
    sys.stdout.flush()
    seen, is_last = [], False
    while not is_last:
        is_last = bool(selector.select(timeout=0))
        for way, folder in ((RESOLVED, (published / "current").resolve()), (NAMED, published)):
            seen.append((way, _read(folder / "analysis.duckdb"), _read(folder / "dashboard.duckdb")))
    sys.stdout.writelines(" ".join(line) + "\n" for line in seen)


if __name__ == "__main__":
    _read_until_told_to_stop(Path(sys.argv[1]))
