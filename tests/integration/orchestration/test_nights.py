"""Nights after the first: nothing new, a check that stops publication, a night too many, one killed, one empty."""

import csv
import os
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import dagster as dg
import duckdb
import pandas as pd
import pytest
from dagster._core.storage.asset_check_execution_record import AssetCheckExecutionRecord

from orchestration.assets.audit import AUDIT_KEY
from orchestration.assets.dbt import Project, build_dbt_assets
from orchestration.automation.jobs import NIGHT
from orchestration.build import build_defs
from orchestration.checks import DATA_TESTS, DAY_IS_NEAR
from orchestration.dbt.project import prepared_manifest
from orchestration.instance.home import open_instance, prepare_home
from orchestration.instance.run_launcher import CUT_OFF
from orchestration.night import Work
from tests.integration.orchestration.running import (
    FOUND,
    KILLED_WHEN_PUBLISHED,
    QUOTED,
    STOPPED_ERASURE,
    UNRELEASED,
    World,
    night_of,
)
from tests.integration.orchestration.stopped import assert_mended_after, assert_told_of_a_full_disk, cut_the_power
from tests.nights.command import assert_same_tables, tables_of
from tests.nights.shared import warehouse_with
from warehouse.disk.lock import hold
from warehouse.erasure.forgotten import Forgotten
from warehouse.publication.audit import audited_build, withdraw_audit
from warehouse.publication.builds import build_ids, current_build
from warehouse.publication.data_tests import DataTestOutcome, run_data_tests
from warehouse.publication.manifest import verify


def test_a_second_night_is_quick_and_changes_nothing(after_first_night: World):
    before = after_first_night.build_id
    status, printed = after_first_night.night()
    assert status == 0
    assert "Starting Dagster" not in printed
    assert "Nothing new delivered" in printed
    assert after_first_night.build_id == before


def test_a_new_day_without_deliveries_makes_what_depends_on_the_day_as_a_rebuild_would(after_first_night: World):
    """In that time sessions are held, participations end, and a month closes."""
    world = after_first_night
    first = tables_in_builds_of(world)
    status, printed = world.night(AS_OF="2025-05-02")
    assert status == 0, printed
    assert "Nothing new was delivered: what depends on the day was made anew." in printed
    with open_instance(world.warehouse_dir / "dagster") as instance:
        run = instance.get_runs(limit=1)[0]
        events = instance.all_logs(run.run_id, of_type=dg.DagsterEventType.ASSET_MATERIALIZATION)
        made = {event.dagster_event.asset_key.to_user_string() for event in events if event.dagster_event}
    assert made >= {"core/fct_participation", "marts/waiting_time", "release/dashboard", "published/warehouse"}
    assert not made & {"raw/groepen", "staging/stg_groepen", "core/fct_response", "core/dim_participant"}
    of_the_day = tables_in_builds_of(world)
    status, printed = world.night("--rebuild", AS_OF="2025-05-02")
    assert status == 0, printed
    assert_same_tables(of_the_day, tables_in_builds_of(world))
    assert not of_the_day["core.fct_participation"].equals(first["core.fct_participation"])


def test_under_a_day_far_after_all_that_is_known_nothing_is_done_that_cannot_be_undone(after_first_night: World):
    """A clock ten years ahead, twice: the second such night has no word from the first. The day can be confirmed."""
    world = after_first_night
    log = world.places.logs / "old.log"
    log.write_text("")
    os.utime(log, (0, 0))
    released = released_until(world)
    for day in ("2035-04-15", "2035-04-16"):
        status, printed = world.night(AS_OF=day, RETENTION_DAYS="1")
        assert status == 0, printed
        assert f"CONFIRM_AS_OF={day}" in printed
        assert found_about_the_day(world) == [("warn", False)]
        assert released_until(world) == released
        assert log.exists()
    status, printed = world.night(AS_OF="2035-04-16", CONFIRM_AS_OF="2035-04-16")
    assert status == 0, printed
    assert "CONFIRM_AS_OF" not in printed
    assert found_about_the_day(world) == [("warn", True)]
    assert released_until(world) == [(date(2035, 3, 31),)]
    assert not log.exists()
    status, printed = world.night(AS_OF="2035-04-17")
    assert "CONFIRM_AS_OF" not in printed


def found_about_the_day(world: World) -> list[tuple[Any, ...]]:
    with duckdb.connect(world.places.published / "analysis.duckdb", read_only=True) as opened:
        query = "select severity, passed from audit.check_result where check_name = ?"
        return opened.execute(query, [DAY_IS_NEAR]).fetchall()


def released_until(world: World) -> list[tuple[Any, ...]]:
    with duckdb.connect(world.places.published / "analysis.duckdb", read_only=True) as opened:
        return opened.execute("select data_until from audit.release").fetchall()


def tables_in_builds_of(world: World) -> dict[str, pd.DataFrame]:
    """What readers see, but for what names the build and compares it with the one before."""
    tables = tables_of(world.places.published / "analysis.duckdb", "core", "marts", "history", "audit")
    released = tables_of(world.places.published / "dashboard.duckdb", "marts")
    of_the_build = {"audit.build", "audit.table_count"}
    checks = tables["audit.check_result"]
    kept = {name: rows for name, rows in tables.items() if name not in of_the_build}
    kept["audit.check_result"] = checks[~checks["kind"].isin(["count", "disclosure"])].reset_index(drop=True)
    return kept | {f"dashboard {name}": rows for name, rows in released.items()}


@pytest.mark.parametrize(
    ("settings", "work"),
    [
        ({}, Work.NOTHING),
        ({"as_of": "2025-04-16"}, Work.THE_DAY),
        ({"as_of": "2025-04-14"}, Work.EVERYTHING),  # a file of the 15th lies in the future
        ({"as_of": "2025-04-16", "minimum_cell": 7}, Work.EVERYTHING),
        ({"as_of": "2025-04-16", "max_quarantined_share": 0.5}, Work.EVERYTHING),
    ],
)
def test_a_night_does_no_more_than_it_has_to(first_night: tuple[World, int, str], settings: dict[str, Any], work: Work):
    assert night_of(first_night[0], **settings).work is work


# Ends well if the build file, which another process reads, is not taken for one that a night may change.
LOOK = """
import sys
from pathlib import Path
from warehouse.disk.places import Places
from warehouse.publication.audit import audited_build
sys.exit(audited_build(Places(Path(sys.argv[1])).build_database) is not None)
"""


def test_a_night_makes_everything_where_a_file_came_or_the_build_file_is_not_what_was_published(
    after_first_night: World,
):
    world = after_first_night
    assert night_of(world, as_of="2025-04-16").work is Work.THE_DAY
    (world.landing / "new.txt").touch()
    assert night_of(world, as_of="2025-04-16").work is Work.EVERYTHING
    (world.landing / "new.txt").unlink()
    manifest = world.places.published / "current" / "manifest.json"
    told = manifest.read_text()
    manifest.write_text(told.replace('"is_of_one_run": true', '"is_of_one_run": false'))
    assert night_of(world).work is Work.EVERYTHING
    manifest.write_text(told)
    with duckdb.connect(world.places.build_database, read_only=True):
        reader_elsewhere = subprocess.run([sys.executable, "-c", LOOK, str(world.warehouse_dir)], check=False)
        assert reader_elsewhere.returncode == 0
    assert night_of(world, as_of="2025-04-16").work is Work.THE_DAY
    withdraw_audit(world.places.build_database, "1GB")
    assert night_of(world, as_of="2025-04-16").work is Work.EVERYTHING


def test_a_snapshot_that_lost_most_of_its_rows_stops_publication_until_somebody_allows_it(after_first_night: World):
    """Meanwhile a published file is damaged: the night that is allowed tells it, and its build takes the place."""
    keep_one_row_in(
        after_first_night.landing / "wiz" / "deelnemers_2025-04-14.csv", every=4, as_name="deelnemers_2025-04-15.csv"
    )
    before = after_first_night.build_id
    status, printed = after_first_night.night()
    assert status == 1
    assert "Nothing was published" in printed
    assert "core.dim_participant" in printed
    assert "MAX_ROW_DROP=1" in printed
    assert words_on_the_failed_page_of(after_first_night) in printed
    assert "Traceback" not in printed
    assert after_first_night.build_id == before
    flip_a_bit_of(after_first_night.places.published / "dashboard.duckdb")
    status, printed = after_first_night.night(MAX_ROW_DROP="1")
    assert status == 0
    assert f"Build {before} is damaged: dashboard.duckdb is not as it was published" in printed
    assert "The published build took its place" in printed
    assert "Traceback" not in printed
    fresh = current_build(after_first_night.places)
    assert fresh is not None
    assert verify(fresh).build_id == after_first_night.build_id != before


def words_on_the_failed_page_of(world: World) -> str:
    """What the last run's page says of its failure, above the stack trace."""
    with open_instance(world.warehouse_dir / "dagster") as instance:
        (run,) = instance.get_runs(limit=1)
        assert run.status is dg.DagsterRunStatus.FAILURE
        (failure,) = instance.all_logs(run.run_id, of_type=dg.DagsterEventType.RUN_FAILURE)
        assert failure.dagster_event is not None
        first_failure = failure.dagster_event.job_failure_data.first_step_failure_event
        assert first_failure is not None
        return str(first_failure.step_failure_data.error.message.split("Failure: ", 1)[1]).strip()


def test_what_the_auditor_finds_leaves_dashboards_at_their_last_release_and_stops_nothing_else(
    after_first_night: World,
) -> None:
    world, dashboard = after_first_night, after_first_night.places.published / "dashboard.duckdb"
    before, shown = world.build_id, tables_of(dashboard, "marts")
    stale_log = dashboard.with_name("dashboard.duckdb.wal")
    stale_log.touch()
    status, printed = world.night(command=FOUND, AS_OF="2025-05-02")
    assert status == 0, printed
    assert "Warning: dashboards were not renewed." in printed
    assert "until 2025-03-31" in printed
    assert world.build_id != before
    assert not stale_log.exists()
    stands = tables_of(dashboard, "marts")
    for of_marts in (shown, stands):
        del of_marts["marts.delivery_quality"]
    assert_same_tables(shown, stands)
    with duckdb.connect(world.places.published / "analysis.duckdb", read_only=True) as opened:
        assert opened.execute("SELECT as_of FROM audit.build").fetchall() == [(date(2025, 5, 2),)]
        failed = "SELECT severity, n_failed FROM audit.check_result WHERE NOT passed AND kind = 'disclosure'"
        assert opened.execute(failed).fetchall() == [("warn", 1)]
    assert check_of_release(world)[0] == "FAILED"


def test_a_fault_while_a_release_is_made_leaves_dashboards_as_they_were_until_a_night_succeeds(
    after_first_night: World,
) -> None:
    world, dashboard = after_first_night, after_first_night.places.published / "dashboard.duckdb"
    before, shown = world.build_id, tables_of(dashboard, "marts")
    for what, told, log in [
        ("auditor", "An unforeseen fault, ArithmeticError, stopped this (making the figures", "logs/fault-"),
        ("dbt", "dbt could not build the figures of a closed month", "dbt/closed/dbt.log"),
    ]:
        status, printed = world.night(what, command=UNRELEASED, AS_OF="2025-05-02")
        assert status == 0, printed
        assert world.build_id != before
        before = world.build_id
        assert_dashboards_stand(world, shown)
        assert "Warning: dashboards were not renewed" in printed
        assert "until 2025-03-31" in printed
        status_of_check, description = check_of_release(world)
        assert status_of_check == "FAILED"
        for text in (printed, description):
            assert told in text
            assert log in text
            assert QUOTED.decode() not in text
            assert "Traceback" not in text
    status, printed = world.night(AS_OF="2025-05-02")
    assert status == 0
    assert "For dashboards: data until 2025-04-30" in printed
    assert check_of_release(world)[0] == "SUCCEEDED"


def assert_dashboards_stand(world: World, shown: dict[str, pd.DataFrame]) -> None:
    """The night was published, with the figures that dashboards had and a check that failed."""
    stands = tables_of(world.places.published / "dashboard.duckdb", "marts")
    of_the_build = "marts.delivery_quality"
    assert_same_tables(*({name: of[name] for name in of if name != of_the_build} for of in (shown, stands)))
    with duckdb.connect(world.places.published / "analysis.duckdb", read_only=True) as opened:
        assert opened.execute("SELECT as_of FROM audit.build").fetchall() == [(date(2025, 5, 2),)]
        assert opened.execute("SELECT data_until FROM audit.release").fetchall() == [(date(2025, 3, 31),)]
        failed = "SELECT check_name, severity FROM audit.check_result WHERE NOT passed AND kind = 'disclosure'"
        assert opened.execute(failed).fetchall() == [("dashboard: no fault while a release was made", "warn")]


def check_of_release(world: World) -> tuple[str, str]:
    """How the check on what dashboards get ended last, and what it says."""
    with open_instance(world.warehouse_dir / "dagster") as instance:
        key = dg.AssetCheckKey(dg.AssetKey(["release", "dashboard"]), "nobody_is_recognisable")
        (check,) = instance.event_log_storage.get_asset_check_execution_history(key, limit=1)
        assert check.event is not None
        return check.status.value, str(check.event.dagster_event.asset_check_evaluation_data.description)


def test_while_another_night_runs_a_second_one_leaves_with_its_own_status(after_first_night: World):
    with hold(after_first_night.places.lock):
        status, printed = after_first_night.night()
    assert status == 75
    assert "Another night is running" in printed
    assert "Traceback" not in printed


def test_a_run_of_the_schedule_or_the_ui_that_meets_another_night_is_cancelled_with_its_reason(
    after_first_night: World,
):
    before = after_first_night.build_id
    prepare_home(after_first_night.warehouse_dir / "dagster")
    with hold(after_first_night.places.lock):
        after_first_night.scheduled_night()
    assert after_first_night.build_id == before
    with open_instance(after_first_night.warehouse_dir / "dagster") as instance:
        (run,) = instance.get_runs(limit=1)
        assert run.status is dg.DagsterRunStatus.CANCELED
        told, *_ = instance.all_logs(run.run_id, of_type=dg.DagsterEventType.RUN_CANCELED)
        assert told.dagster_event is not None
        assert "Another night is running" in (told.dagster_event.message or "")
        assert not instance.all_logs(run.run_id, of_type=dg.DagsterEventType.RUN_FAILURE)


def test_stopped_nights_change_nothing_and_the_next_one_needs_no_hand(after_first_night: World) -> None:
    stops = [("fault", "Preparing the build file"), ("SIGINT", "Building and testing"), ("SIGTERM", "Publishing")]
    assert_mended_after(after_first_night, stops)


def test_a_check_of_a_table_can_be_made_by_itself_and_changes_nothing(after_first_night: World) -> None:
    world, table = after_first_night, dg.AssetKey(["core", "dim_participant"])
    checked = dg.materialize(
        [build_dbt_assets(Project(prepared_manifest(world.places)))],
        selection=dg.AssetSelection.checks(dg.AssetCheckKey(table, DATA_TESTS)),
        resources={"night": night_of(world)},
    )  # fmt: skip
    (evaluation,) = checked.get_asset_check_evaluations()
    assert (evaluation.asset_key, evaluation.passed) == (table, True)
    assert audited_build(world.places.build_database) == world.build_id


@pytest.mark.parametrize("made", [[], ["core/dim_participant", "marts/outflow"]])
def test_the_audit_alone_or_after_some_models_finds_all_checks_of_the_night(
    after_first_night: World, made: list[str]
) -> None:
    world = after_first_night
    query = "SELECT * FROM audit.check_result ORDER BY ALL"
    with duckdb.connect(world.places.published / "analysis.duckdb", read_only=True) as opened:
        of_the_night = opened.execute(query).fetchall()
    # As on that first night there is no build to compare with.
    shutil.rmtree(world.places.published)
    selected = [*map(dg.AssetKey.from_user_string, made), AUDIT_KEY]
    defs = build_defs(
        lambda: night_of(world), prepared_manifest(world.places), world.places.published,
        dg.DefaultScheduleStatus.STOPPED,
    )  # fmt: skip
    with open_instance(world.warehouse_dir / "dagster") as instance:
        ended = defs.resolve_job_def(NIGHT.name).execute_in_process(instance=instance, asset_selection=selected)
        assert {event.asset_key for event in ended.get_asset_materialization_events()} == set(selected)
    with duckdb.connect(world.places.build_database, read_only=True) as opened:
        assert opened.execute(query).fetchall() == of_the_night
        assert opened.execute("SELECT count(*) FROM audit.build").fetchall() == [(1,)]


def test_a_check_of_a_table_that_the_day_does_not_change_is_renewed_by_what_it_finds(
    after_first_night: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A test of it looks at a table that is remade: it fails, and the night after that it passes again."""
    world = after_first_night
    project = Project(prepared_manifest(world.places))
    not_remade = {test.of for test in project.tests if project.key_of(test.of) not in project.of_the_day}
    looking = next(
        test
        for test in project.tests
        if test.of in not_remade and not project.of_the_day.isdisjoint(map(project.key_of, test.reads))
    )
    of_its_table = [test.name for test in project.tests if test.of == looking.of]

    def as_if_it_failed(*given: Any) -> list[DataTestOutcome]:
        return [
            DataTestOutcome(outcome.test, passed=False, n_failed=3) if outcome.test.name == looking.name else outcome
            for outcome in run_data_tests(*given)
        ]

    def night_of_the_day(tests_are: Any) -> AssetCheckExecutionRecord:
        monkeypatch.setattr("orchestration.assets.dbt.run_data_tests", tests_are)
        with open_instance(world.warehouse_dir / "dagster") as instance:
            dg.materialize(
                [build_dbt_assets(Project(prepared_manifest(world.places)))],
                selection=sorted(project.of_the_day), instance=instance, raise_on_error=False,
                resources={"night": night_of(world, as_of="2025-04-16")},
            )  # fmt: skip
            key = dg.AssetCheckKey(project.key_of(looking.of), DATA_TESTS)
            (newest,) = instance.event_log_storage.get_asset_check_execution_history(key, limit=1)
            assert newest.run_id == instance.get_runs(limit=1)[0].run_id
            return newest

    failed = night_of_the_day(as_if_it_failed)
    assert failed.status.value == "FAILED"
    assert looking.name in str(failed.evaluation and failed.evaluation.description)
    mended = night_of_the_day(run_data_tests)
    assert mended.status.value == "SUCCEEDED"
    assert mended.evaluation is not None
    assert mended.evaluation.metadata["tests"].value == len(of_its_table)


def test_a_power_cut_loses_events_of_dagster_but_no_build(after_first_night: World) -> None:
    """In the middle of a night, and when one had just published; the next night, with nothing to do, tells of it."""
    world, home, before = after_first_night, after_first_night.warehouse_dir / "dagster", after_first_night.build_id
    world.stopped_night("SIGKILL", "Preparing the build file")
    cut_the_power(home)
    world.night("--rebuild", command=KILLED_WHEN_PUBLISHED)
    cut_the_power(home)
    published = current_build(world.places)
    assert published is not None
    assert verify(published).build_id == world.build_id != before
    status, printed = world.night()
    assert status == 0, printed
    assert "Nothing new delivered" in printed
    assert current_build(world.places) == published
    with open_instance(home) as instance:
        killed_later, killed_first, undisturbed = instance.get_runs()
        assert f"was cut off (run {killed_later.run_id[:8]}). {CUT_OFF}" in printed
        for run in (killed_later, killed_first):
            assert run.status is dg.DagsterRunStatus.FAILURE
            assert instance.all_logs(run.run_id, of_type=dg.DagsterEventType.RUN_FAILURE)
        assert undisturbed.status is dg.DagsterRunStatus.SUCCESS
        assert instance.get_latest_materialization_event(dg.AssetKey(["core", "dim_participant"])) is not None


@pytest.mark.parametrize("limit", [1_000, 300_000])
def test_on_a_full_disk_nothing_is_published_and_the_message_is_plain(after_first_night: World, limit: int) -> None:
    before = after_first_night.build_id
    assert_told_of_a_full_disk(after_first_night, limit)
    assert after_first_night.build_id == before


def test_a_night_of_the_schedule_finishes_what_an_interrupted_erasure_left(
    after_first_night: World, tmp_path: Path
) -> None:
    world, ids = after_first_night, tmp_path / "ids.txt"
    client_id = next(csv.DictReader((world.landing / "wiz" / "deelnemers_2025-04-14.csv").open(), delimiter=";"))
    ids.write_text(f"{client_id['client_id']}\n")
    world.night(str(ids), command=STOPPED_ERASURE)
    before = world.build_id
    assert not Forgotten.load(world.places.forgotten).is_cleared
    assert world.scheduled_night() == 0
    assert Forgotten.load(world.places.forgotten).is_cleared
    assert build_ids(world.places) == [world.build_id] != [before]
    with open_instance(world.warehouse_dir / "dagster") as instance:
        (run,) = instance.get_runs()
        assert run.status is dg.DagsterRunStatus.SUCCESS
        assert (run.tags["as_of"], run.tags["build"]) == ("2025-04-15", world.build_id)
        assert run.tags["code_version"]


def test_without_a_landing_folder_nothing_is_published(tmp_path: Path):
    status, printed = World(tmp_path / "nowhere", tmp_path / "warehouse").night()
    assert status == 1
    assert "There is no landing folder" in printed
    assert "Traceback" not in printed


def test_wrong_settings_are_told_before_anything_is_made(tmp_path: Path):
    status, printed = World(tmp_path / "landing", tmp_path / "warehouse").night(MAX_ROW_DROP="much")
    assert status == 1
    assert "MAX_ROW_DROP" in printed
    assert not (tmp_path / "warehouse").exists()


@pytest.mark.parametrize("secret", ["k" * 31, "sesame"])
def test_a_short_key_is_refused_without_being_shown(tmp_path: Path, secret: str):
    status, printed = World(tmp_path / "landing", tmp_path / "warehouse").night(PSEUDONYM_KEY=secret)
    assert status == 1
    assert secret not in printed


def test_an_empty_landing_area_gives_a_published_empty_star(dbt_read: Path, tmp_path: Path):
    world = World(tmp_path / "landing", warehouse_with(dbt_read, tmp_path / "warehouse"))
    world.landing.mkdir()
    status, printed = world.night()
    assert status == 0
    assert "Traceback" not in printed
    with duckdb.connect(world.places.published / "analysis.duckdb", read_only=True) as opened:
        tables = opened.execute(
            "SELECT table_schema || '.' || table_name FROM information_schema.tables"
            " WHERE table_schema IN ('core', 'marts', 'history') AND table_name NOT LIKE 'dim_%'"
        ).fetchall()
        filled = [name for (name,) in tables if opened.execute(f"SELECT count(*) FROM {name}").fetchone() != (0,)]
        assert sorted(filled) == ["core.bridge_questionnaire_statement", "marts.assumptions"]
        assert opened.execute("SELECT DISTINCT verdict, n FROM marts.assumptions").fetchall() == [("te_weinig", 0)]
        assert opened.execute("SELECT group_key FROM core.dim_group").fetchall() == [("onbekend",)]
        exact = opened.execute("SELECT * FROM marts.assumptions ORDER BY ALL").fetchall()
    with duckdb.connect(world.places.published / "dashboard.duckdb", read_only=True) as opened:
        released = "SELECT * EXCLUDE (shown_as, is_suppressed, note, data_until) FROM marts.assumptions ORDER BY ALL"
        assert opened.execute(released).fetchall() == exact
        assert opened.execute("SELECT DISTINCT shown_as FROM marts.assumptions").fetchall() == [("exact",)]


def flip_a_bit_of(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)


def keep_one_row_in(file: Path, every: int, as_name: str) -> None:
    header, *rows = csv.reader(file.read_text("utf-8").splitlines(), delimiter=";")
    with file.with_name(as_name).open("w", newline="", encoding="utf-8") as out:
        csv.writer(out, delimiter=";").writerows([header, *rows[::every]])
