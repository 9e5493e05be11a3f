"""The audit: what stops publication, what does not, and what is written into the build."""

import duckdb
import pytest

from tests.unit.publication.building import AS_OF, OF_STAGES, OF_THE_DAY, audit, make_build_file, read
from warehouse.disk.places import Places
from warehouse.publication.audit import Gate, NotAudited, TableCount, audited_build, withdraw_audit
from warehouse.publication.builds import BUILD_ID
from warehouse.publication.check_results import CheckKind, CheckResult, Severity, store_checks


def test_a_good_build_is_counted_checked_and_named(places: Places):
    make_build_file(places)
    found = audit(places, previous={"core.dim_participant": 70})
    assert found.may_be_published
    assert BUILD_ID.fullmatch(found.record.build_id)
    build = read(
        places.build_database, "SELECT build_id, as_of, code_version, deliveries_until::VARCHAR FROM audit.build"
    )
    assert build == [(found.record.build_id, AS_OF, "0.1.0+test", "2025-04-14")]
    counted = read(
        places.build_database,
        "SELECT n_rows, n_rows_previous FROM audit.table_count WHERE table_name = 'dim_participant'",
    )
    assert counted == [(60, 70)]
    noted = read(places.build_database, "SELECT check_name, kind, passed FROM audit.check_result")
    counted = [*(check.check_name for findings in found.gates.values() for check in findings), OF_THE_DAY.check_name]
    of_stages = [(check.check_name, str(check.kind), True) for check in OF_STAGES]
    assert sorted(noted) == sorted([*of_stages, *((name, "count", True) for name in counted)])


@pytest.mark.parametrize(
    ("n_rows", "n_before", "is_too_much"),
    [(60, 100, True), (70, 100, False), (69, 100, True), (0, 49, False), (34, 50, True)],
)
def test_only_a_table_of_fifty_rows_or_more_can_lose_too_many(n_rows: int, n_before: int, is_too_much: bool):
    assert TableCount("core", "dim_group", n_rows, n_before).shrank_by_more_than(0.3) is is_too_much


def test_a_core_table_that_shrank_too_much_stops_publication_and_is_named(places: Places):
    make_build_file(places)
    found = audit(places, previous={"core.dim_participant": 100})
    assert not found.may_be_published
    (failed,) = [check for check in found.gates[Gate.NO_ROW_DROP] if not check.passed]
    assert "core.dim_participant" in failed.check_name
    assert (failed.n_failed, failed.meaning) == (40, "60 are left")
    assert read(places.build_database, "SELECT count(*) FROM audit.build") == [(0,)]


def test_a_mart_that_became_empty_stops_publication_one_that_always_was_does_not(places: Places):
    make_build_file(places, empty_marts=True)
    assert audit(places, previous={"marts.statement_agreement": 0}).may_be_published
    before = {"core.dim_participant": 1000, "marts.statement_agreement": 12}
    assert not audit(places, previous={"marts.statement_agreement": 12}).may_be_published
    assert audit(places, previous=before, max_row_drop=1).may_be_published


def test_a_file_that_does_not_add_up_stops_publication(places: Places):
    make_build_file(places)
    with duckdb.connect(places.build_database) as opened:
        opened.execute("UPDATE audit.delivery_file SET n_read = 11")
    assert not audit(places).may_be_published


def test_without_a_build_file_none_is_made(places: Places):
    with pytest.raises(NotAudited, match="Run the whole night"):
        withdraw_audit(places.build_database, "1GB")
    assert not places.build_database.exists()


def test_tables_that_change_take_their_audit_away(places: Places):
    make_build_file(places)
    audit(places)
    withdraw_audit(places.build_database, "1GB")
    tables = read(places.build_database, "SELECT table_name FROM duckdb_tables() WHERE schema_name = 'audit'")
    assert ("build",) not in tables


def test_what_dbt_found_stands_until_it_is_asked_again(places: Places):
    make_build_file(places)
    kept, again = dbt_check("kept", n_failed=0), dbt_check("again", n_failed=3)
    withdraw_audit(places.build_database, "1GB", [kept, again])
    assert not audit(places).may_be_published
    store_checks(places.build_database, "1GB", [dbt_check("again", n_failed=0)])
    found = audit(places)
    assert found.may_be_published
    assert {check.check_name for check in found.checks if check.kind is CheckKind.DBT} == {
        "all of dbt",
        "kept",
        "again",
    }


def test_a_stage_that_is_run_again_leaves_nothing_of_what_it_found_before(places: Places):
    make_build_file(places)
    broken, all_is_well = (pandera_check(f"raw.wiz/groepen: {rule}") for rule in ("required", "all rules"))
    store_checks(places.build_database, "1GB", [broken])
    withdraw_audit(places.build_database, "1GB", [all_is_well], [CheckKind.PANDERA])
    found = audit(places).checks
    assert [check for check in found if check.kind is CheckKind.PANDERA] == [all_is_well]
    assert audit(places).checks == found, "an audit adds nothing of its own a second time"


@pytest.mark.parametrize("kind", [check.kind for check in OF_STAGES])
def test_a_build_without_the_checks_of_a_stage_is_not_audited(places: Places, kind: CheckKind):
    """Each stage stores what it found: one that does not, or whose checks were taken out, is missed."""
    make_build_file(places)
    withdraw_audit(places.build_database, "1GB", withdrawn=[kind])
    with pytest.raises(NotAudited, match=f"no checks of: {kind}"):
        audit(places)


def test_a_build_file_that_is_being_changed_or_is_damaged_holds_no_build(places: Places):
    assert audited_build(places.build_database) is None
    make_build_file(places)
    assert audited_build(places.build_database) is None
    assert audited_build(places.build_database) is None
    build_id = audit(places).record.build_id
    assert audited_build(places.build_database) == build_id
    withdraw_audit(places.build_database, "1GB")
    assert audited_build(places.build_database) is None
    places.build_database.write_bytes(b"no database")
    assert audited_build(places.build_database) is None


def dbt_check(name: str, n_failed: int) -> CheckResult:
    return CheckResult(name, CheckKind.DBT, Severity.ERROR, n_failed == 0, n_failed)


def pandera_check(name: str) -> CheckResult:
    return CheckResult(name, CheckKind.PANDERA, Severity.WARN, passed=True, n_failed=0)
