"""What one night leaves behind: for readers, for the operator, in Dagster, and nothing that betrays a person."""

import json
import re
import stat
from pathlib import Path

import dagster as dg
import duckdb
import pytest

from orchestration.assets.raw import raw_key
from orchestration.automation.jobs import SERVING_KEY
from orchestration.build import build_defs
from orchestration.checks import DATA_TESTS, READABLE_FILES
from orchestration.dbt.project import prepared_manifest
from orchestration.instance.home import open_instance
from orchestration.night import Night
from orchestration.settings import load_settings
from schemas.kinds import KINDS
from tests.conftest import LACKS_A_COLUMN
from tests.integration.orchestration.running import World
from tests.nights.command import KEY
from tests.nights.processes import REPOSITORY

FirstNight = tuple[World, int, str]


@pytest.fixture(scope="module")
def definitions(first_night: FirstNight) -> dg.Definitions:
    """The code location that the UI loads after this night."""
    world = first_night[0]
    settings = load_settings(
        landing_url=str(world.landing), warehouse_dir=world.warehouse_dir, pseudonym_key=KEY, as_of="2025-04-15"
    )
    manifest = prepared_manifest(world.places)
    return build_defs(lambda: Night(settings), manifest, world.places.published, dg.DefaultScheduleStatus.STOPPED)


def test_it_is_published_and_says_so(first_night: FirstNight):
    world, status, printed = first_night
    assert status == 0
    assert world.build_id
    assert world.build_id in printed
    assert "Traceback" not in printed


def test_the_summary_shows_what_a_newcomer_asks_for(first_night: FirstNight):
    _, _, printed = first_night
    for asked in (
        *KINDS,
        "Table 1, jongeren (n = 9)",
        "Table 1, opvoeders (n = 43)",
        "Where to look next",
        "make ui",
        "make bi",
    ):
        assert asked in printed


def test_a_file_without_a_column_is_rejected_by_name_and_the_others_load(first_night: FirstNight):
    world, _, printed = first_night
    assert f"rejected: {LACKS_A_COLUMN} (missing_column)" in printed
    with duckdb.connect(world.warehouse_dir / "published" / "analysis.duckdb", read_only=True) as opened:
        judged = opened.execute(
            "SELECT status, reason, n_loaded FROM audit.delivery_file WHERE file_name = ?", [LACKS_A_COLUMN]
        ).fetchall()
        accepted = opened.execute("SELECT count(DISTINCT kind) FROM audit.delivery_file WHERE status = 'accepted'")
        assert accepted.fetchone() == (9,)
    assert judged == [("rejected", "missing_column", 0)]


def test_the_audit_tables_tell_of_counts_and_checks(first_night: FirstNight):
    world, _, _ = first_night
    with duckdb.connect(world.warehouse_dir / "published" / "analysis.duckdb", read_only=True) as opened:
        build = opened.execute("SELECT build_id, as_of::VARCHAR, deliveries_until::VARCHAR FROM audit.build").fetchall()
        kinds = opened.execute("SELECT kind, bool_and(passed) FROM audit.check_result GROUP BY kind").fetchall()
        counts = dict(opened.execute("SELECT table_name, n_rows FROM audit.table_count").fetchall())
        n_participants = opened.execute("SELECT count(*) FROM core.dim_participant").fetchall()[0][0]
    assert build == [(world.build_id, "2025-04-15", "2025-04-14")]
    assert dict(kinds).keys() >= {"intake", "pandera", "dbt", "count"}
    assert dict(kinds)["dbt"]
    assert not dict(kinds)["intake"]
    assert counts["dim_participant"] == n_participants


@pytest.mark.parametrize("file", ["analysis.duckdb", "dashboard.duckdb"])
def test_every_table_and_column_that_readers_meet_is_described(first_night: FirstNight, file: str):
    world, _, _ = first_night
    with duckdb.connect(world.warehouse_dir / "published" / file, read_only=True) as opened:
        undescribed = opened.execute(
            "SELECT table_name FROM duckdb_tables() WHERE coalesce(comment, '') = '' UNION ALL"
            " SELECT table_name || '.' || column_name FROM duckdb_columns()"
            " WHERE NOT internal AND coalesce(comment, '') = ''"
        ).fetchall()
    assert undescribed == []


def test_the_data_dictionary_has_every_published_table_and_no_other(first_night: FirstNight):
    world, _, _ = first_night
    with duckdb.connect(world.warehouse_dir / "published" / "analysis.duckdb", read_only=True) as opened:
        tables = opened.execute("SELECT schema_name || '.' || table_name FROM duckdb_tables() ORDER BY 1").fetchall()
    page = (REPOSITORY / "docs" / "data_dictionary.md").read_text("utf-8")
    assert sorted(re.findall(r"^### (.+)$", page, re.MULTILINE)) == [name for (name,) in tables]


def test_dagster_shows_the_run_with_every_asset_and_its_checks(first_night: FirstNight, definitions: dg.Definitions):
    world, _, _ = first_night
    keys = definitions.resolve_asset_graph().materializable_asset_keys
    with open_instance(world.warehouse_dir / "dagster") as instance:
        (run,) = instance.get_runs()
        assert run.status is dg.DagsterRunStatus.SUCCESS
        assert run.job_name == "night"
        assert (run.tags["as_of"], run.tags["build"]) == ("2025-04-15", world.build_id)
        assert run.tags["code_version"]
        missing = [key.to_user_string() for key in keys if instance.get_latest_materialization_event(key) is None]
        events = instance.all_logs(run.run_id, of_type=dg.DagsterEventType.ASSET_CHECK_EVALUATION)
        row_counts = instance.get_latest_materialization_event(dg.AssetKey(["core", "dim_participant"]))
    # There is no copy in PostgreSQL.
    assert missing == [SERVING_KEY.to_user_string()]
    evaluations = [event.dagster_event.asset_check_evaluation_data for event in events if event.dagster_event]
    (failed,) = [found for found in evaluations if not found.passed]
    assert (failed.asset_key, failed.check_name) == (raw_key(KINDS["wiz/groepen"]), READABLE_FILES)
    assert failed.severity is dg.AssetCheckSeverity.WARN
    assert LACKS_A_COLUMN in (failed.description or "")
    assert {(found.asset_key, found.check_name) for found in evaluations} == {
        (key.asset_key, key.name)
        for key in definitions.resolve_asset_graph().asset_check_keys
        if key.asset_key != SERVING_KEY
    }
    assert row_counts is not None
    assert row_counts.asset_materialization is not None
    assert isinstance(row_counts.asset_materialization.metadata["dagster/row_count"].value, int)


def test_dagster_tells_what_became_of_a_kinds_rows_once_the_other_kinds_are_known(first_night: FirstNight):
    world, _, _ = first_night
    with duckdb.connect(world.warehouse_dir / "published" / "analysis.duckdb", read_only=True) as opened:
        rows = opened.execute(
            "SELECT kind, sum(n_loaded), sum(n_quarantined), sum(n_waiting) FROM audit.delivery_file"
            " WHERE kind IS NOT NULL GROUP BY kind"
        ).fetchall()
    with open_instance(world.warehouse_dir / "dagster") as instance:
        for kind, *counts in rows:
            (record,) = instance.fetch_observations(raw_key(KINDS[kind]), limit=1).records
            observed = record.asset_observation
            assert observed is not None
            assert [value.value for value in observed.metadata.values()] == counts
    assert len(rows) > 4


def test_every_test_of_the_dbt_project_is_named_by_a_check_that_dagster_shows(
    first_night: FirstNight, definitions: dg.Definitions
):
    manifest = json.loads(prepared_manifest(first_night[0].places).read_text("utf-8"))
    tests = {node["name"] for node in manifest["nodes"].values() if node["resource_type"] == "test"}
    graph = definitions.resolve_asset_graph()
    told = [graph.get_check_spec(key).description or "" for key in graph.asset_check_keys if key.name == DATA_TESTS]
    named = {line.split()[1] for description in told for line in description.splitlines() if line.startswith("- ")}
    assert len(tests) > 100
    assert named == tests


def test_the_lineage_can_be_read(definitions: dg.Definitions):
    dg.Definitions.validate_loadable(definitions)
    specs = list(definitions.resolve_all_asset_specs())
    groups = {spec.group_name for spec in specs}
    assert groups >= {"deliveries", "raw", "staging", "intermediate", "core", "marts", "audit", "published"}
    assert "default" not in groups
    assert [spec.key.to_user_string() for spec in specs if not (spec.owners and spec.kinds and spec.description)] == []


def test_between_build_and_publication_stand_blocking_checks(definitions: dg.Definitions):
    graph = definitions.resolve_asset_graph()
    published = graph.get(dg.AssetKey(["published", "warehouse"]))
    assert published.parent_keys == {dg.AssetKey(["audit", "build"]), dg.AssetKey(["monitor"])}
    assert graph.get(dg.AssetKey(["monitor"])).parent_keys >= {
        dg.AssetKey(["audit", "build"]), dg.AssetKey(["release", "dashboard"]),
    }  # fmt: skip
    audit = graph.get(dg.AssetKey(["audit", "build"]))
    assert audit.parent_keys >= {dg.AssetKey(["marts", "statement_agreement"]), dg.AssetKey(["core", "fct_response"])}
    blocking = {key.name for key in graph.asset_check_keys if graph.get_check_spec(key).blocking}
    assert blocking >= {"every_row_is_accounted_for", "no_core_table_shrank_too_much", "no_mart_became_empty"}


def test_no_delivered_identity_and_no_key_is_anywhere_below_the_warehouse(first_night: FirstNight):
    world, _, printed = first_night
    secrets = {*world.delivered_identities(), KEY.encode()}
    assert len(secrets) > 100
    # To look for each of hundreds would take five times as long as for all that has the shape of one.
    shapes = [re.compile(b"(?=(%b))" % shape) for shape in {re.sub(rb"\d", rb"\\d", secret) for secret in secrets}]
    assert secrets <= identities_in(b"".join(secrets), shapes)
    for file in files_below(world.warehouse_dir):
        assert not secrets & identities_in(file.read_bytes(), shapes), file
    assert not [secret for secret in secrets if secret.decode() in printed]


def test_nothing_but_what_is_published_may_be_read_by_others(first_night: FirstNight):
    world, _, _ = first_night
    published = world.places.published
    readable = [
        file
        for file in files_below(world.warehouse_dir)
        if not file.is_relative_to(published) and stat.S_IMODE(file.stat().st_mode) & 0o077
    ]
    assert readable == []
    closed = [world.places.build, world.places.quarantine, world.warehouse_dir / "dagster"]
    assert {stat.S_IMODE(folder.stat().st_mode) for folder in closed} == {0o700}


def identities_in(content: bytes, shapes: list[re.Pattern[bytes]]) -> set[bytes]:
    """All that has one of the shapes, wherever it begins."""
    return {found for shape in shapes for found in shape.findall(content)}


def files_below(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()]
