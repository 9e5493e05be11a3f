"""Publication: what readers find, that they find all of one build, and that nobody else may read what is closed."""

import grp
import os
import stat
import subprocess
import sys
import textwrap
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from tests.unit.publication.building import KEEPING, audit, inputs, make_build_file, make_monitor, read
from warehouse.disk.places import Places
from warehouse.publication.audit import NotAudited
from warehouse.publication.builds import build_ids, builds_folder, current_build, current_manifest
from warehouse.publication.check_results import CheckKind, CheckResult, Severity, store_checks
from warehouse.publication.manifest import Manifest, verify
from warehouse.publication.outputs import OUTPUTS, NoMonitor, Output
from warehouse.publication.publish import Keeping, LeftOverLog, NotReleased, publish


def published(
    places: Places, deliveries: str = "first", participants: int = 60, keeping: Keeping = KEEPING
) -> Manifest:
    make_build_file(places, participants)
    audit(places)
    return publish(places, inputs(deliveries), keeping)


def test_analysis_holds_tables_only_with_their_comments_and_no_raw_rows(places: Places, first: Manifest):
    analysis = places.published / "analysis.duckdb"
    kinds = read(analysis, "SELECT DISTINCT table_type FROM information_schema.tables")
    schemas = read(analysis, "SELECT DISTINCT table_schema FROM information_schema.tables ORDER BY ALL")
    comments = read(analysis, "SELECT comment FROM duckdb_tables() WHERE table_name = 'dim_participant'")
    columns = read(analysis, "SELECT comment FROM duckdb_columns() WHERE column_name = 'participant_key'")
    assert kinds == [("BASE TABLE",)]
    assert schemas == [("audit",), ("core",), ("marts",)]
    assert (comments, columns) == ([("A client's row",)], [("Key",)])
    assert read(analysis, "SELECT count(*) FROM core.dim_participant") == [(60,)]


def test_dashboard_holds_released_marts_and_the_build_and_parquet_holds_the_same(places: Places, first: Manifest):
    tables = read(
        places.published / "dashboard.duckdb", "SELECT table_schema, table_name FROM information_schema.tables"
    )
    assert set(tables) == {
        ("audit", "build"),
        ("marts", "response_rate"),
        ("marts", "theme_mentions"),
    }
    parquet = places.published / "parquet"
    assert {file.relative_to(parquet).as_posix() for file in parquet.rglob("*.parquet")} == {
        f"{schema}/{table}.parquet" for schema, table in tables
    }
    assert read(places.published / "dashboard.duckdb", "SELECT build_id FROM audit.build") == [(first.build_id,)]


def test_manifest_tells_what_the_build_holds_and_holds_the_checksums(places: Places):
    manifest = published(places)
    build = current_build(places)
    assert build is not None
    assert verify(build) == manifest == current_manifest(places)
    assert manifest.n_rows["core.dim_participant"] == 60
    assert manifest.deliveries_until == "2025-04-14"
    assert set(manifest.sha256) >= {
        "analysis.duckdb",
        "dashboard.duckdb",
        "parquet/marts/response_rate.parquet",
        "monitor/index.html",
    }
    assert not list(build.rglob("*.wal"))


def test_only_what_is_for_everybody_may_be_read_by_everybody(places: Places, first: Manifest):
    build = current_build(places)
    assert build is not None
    modes = {path.relative_to(build).as_posix(): stat.S_IMODE(path.stat().st_mode) for path in build.rglob("*")}
    assert modes["analysis.duckdb"] == 0o640
    assert modes["manifest.json"] == 0o640
    assert (
        modes["dashboard.duckdb"]
        == modes["parquet/marts/response_rate.parquet"]
        == modes["monitor/index.html"]
        == 0o644
    )
    assert modes["parquet"] == modes["parquet/marts"] == stat.S_IMODE(build.stat().st_mode) == 0o755
    assert stat.S_IMODE(places.build.stat().st_mode) == stat.S_IMODE(places.quarantine.stat().st_mode) == 0o700


def test_a_reader_keeps_its_build_until_it_reconnects(places: Places, first_of_two: Manifest):
    reader = subprocess.Popen(
        [sys.executable, "-c", READER, str(places.published / "analysis.duckdb")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert reader.stdin
    assert reader.stdout
    assert reader.stdout.readline() == "60\n"
    publish(places, inputs("second"), KEEPING)
    reader.stdin.write("again\n")
    reader.stdin.flush()
    assert reader.stdout.readline() == "60\n"
    assert reader.stdout.readline() == "70\n"
    assert reader.wait(timeout=30) == 0


READER = textwrap.dedent("""
    import sys, duckdb
    file, query = sys.argv[1], "SELECT count(*) FROM core.dim_participant"
    connection = duckdb.connect(file, read_only=True)
    print(connection.execute(query).fetchone()[0], flush=True)
    sys.stdin.readline()
    print(connection.execute(query).fetchone()[0], flush=True)
    connection.close()
    print(duckdb.connect(file, read_only=True).execute(query).fetchone()[0], flush=True)
""")


def test_a_build_that_was_not_audited_is_not_published(places: Places, first: Manifest):
    before = current_build(places)
    make_build_file(places)
    with pytest.raises(NotAudited):
        publish(places, inputs("second"), KEEPING)
    assert current_build(places) == before


def test_publishing_the_same_build_again_changes_nothing(places: Places, first: Manifest):
    assert publish(places, inputs(), KEEPING) == first
    assert build_ids(places) == [first.build_id]


def test_the_newest_builds_stay_with_the_one_just_replaced(places: Places):
    keeping = Keeping(keep_builds=1, memory_limit="1GB")
    manifests = [published(places, str(night), keeping=keeping) for night in range(3)]
    assert set(build_ids(places)) == {manifest.build_id for manifest in manifests[1:]}


def test_what_a_killed_night_left_is_cleared_and_never_seen(places: Places, first_of_two: Manifest):
    leftover = builds_folder(places) / ".unfinished-20250101T000000.000000Z-00000000"
    leftover.mkdir()
    (leftover / "analysis.duckdb").write_bytes(b"half")
    (places.published / ".unfinished-current").symlink_to("builds/nowhere")
    assert len(build_ids(places)) == 1
    publish(places, inputs("second"), KEEPING)
    assert not list(places.published.rglob(".unfinished-*"))


@pytest.mark.parametrize("call", ["fsync", "rename", "chmod", "replace"])
def test_killed_at_a_step_readers_see_wholly_the_old_or_wholly_the_new_build(
    places: Places, first_of_two: Manifest, call: str
):
    killed = subprocess.run([sys.executable, "-c", KILLED, call, str(places.warehouse_dir)], check=False)
    assert killed.returncode == -9
    seen = current_manifest(places)
    assert seen is not None
    build = current_build(places)
    assert build is not None
    assert verify(build) == seen
    n_rows = read(places.published / "analysis.duckdb", "SELECT count(*) FROM core.dim_participant")
    assert n_rows == [(60,)] if seen.build_id == first_of_two.build_id else [(70,)]
    new = publish(places, inputs("second"), KEEPING)
    assert current_manifest(places) == new
    assert read(places.published / "analysis.duckdb", "SELECT count(*) FROM core.dim_participant") == [(70,)]
    assert not list(places.published.rglob(".unfinished-*"))


KILLED = textwrap.dedent("""
    import os, pathlib, signal, sys
    from pathlib import Path
    from tests.unit.publication.building import KEEPING, inputs
    from warehouse.disk.places import Places
    from warehouse.publication.publish import publish

    call, warehouse_dir = sys.argv[1:]

    def die(*_, **__):
        os.kill(os.getpid(), signal.SIGKILL)

    places = Places(Path(warehouse_dir))
    owner, name = {
        "fsync": (os, "fsync"),
        "rename": (Path, "rename"),
        "chmod": (Path, "chmod"),
        "replace": (Path, "replace"),
    }[call]
    if call == "chmod":
        first = Path.chmod
        Path.chmod = lambda path, mode: die() if path.suffix == ".parquet" else first(path, mode)
    else:
        setattr(owner, name, die)
    publish(places, inputs("second"), KEEPING)
""")


def test_without_figures_for_dashboards_nothing_is_published(places: Places, first_of_two: Manifest):
    """The night takes them away where its auditor found something in them."""
    places.dashboard.unlink()
    with pytest.raises(NotReleased, match="Run the whole night"):
        publish(places, inputs("second"), KEEPING)
    assert current_manifest(places) == first_of_two


def test_without_a_monitor_of_its_own_a_build_is_not_published(places: Places, first_of_two: Manifest):
    make_monitor(places, first_of_two.build_id)
    with pytest.raises(NoMonitor, match="Run the whole night"):
        publish(places, inputs("second"), KEEPING)
    assert current_manifest(places) == first_of_two


def test_a_write_ahead_log_left_beside_a_file_stops_publication(
    places: Places, first_of_two: Manifest, monkeypatch: pytest.MonkeyPatch
):
    def leave_a_log(_: duckdb.DuckDBPyConnection, __: Places, file: Path) -> None:
        file.with_suffix(".duckdb.wal").touch()

    another = Output("another.duckdb", "", is_released=False, write=leave_a_log)
    monkeypatch.setattr("warehouse.publication.publish.OUTPUTS", (*OUTPUTS, another))
    with pytest.raises(LeftOverLog, match=r"another\.duckdb\.wal was left behind"):
        publish(places, inputs("second"), KEEPING)
    assert current_manifest(places) == first_of_two


def test_another_group_of_readers_is_let_in_to_earlier_builds_too_and_stays(places: Places, first_of_two: Manifest):
    group = grp.getgrgid(os.getgid()).gr_name
    second = publish(places, inputs("second"), replace(KEEPING, readers_group=group))
    places.prepare()
    for build in (first_of_two, second):
        assert stat.S_IMODE((builds_folder(places) / build.build_id / "dashboard.duckdb").stat().st_mode) == 0o640
    assert stat.S_IMODE(places.published.stat().st_mode) == 0o751


@pytest.mark.parametrize("passed", [True, False])
def test_a_release_that_could_not_be_made_is_still_due_whichever_run_publishes(places: Places, passed: bool):
    make_build_file(places)
    found = CheckResult("all of disclosure", CheckKind.DISCLOSURE, Severity.WARN, passed, int(not passed))
    store_checks(places.build_database, "1GB", [found])
    audit(places)
    assert publish(places, inputs(), KEEPING).is_release_due is not passed
