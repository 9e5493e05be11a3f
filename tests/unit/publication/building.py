"""A small audited build file, for tests of what becomes of one."""

from datetime import date
from pathlib import Path

import duckdb

from tests.duck import attached
from warehouse.disk.places import Places
from warehouse.publication.audit import Audit, audit_build
from warehouse.publication.check_results import CheckKind, CheckResult, Severity, store_checks
from warehouse.publication.manifest import Inputs
from warehouse.publication.outputs import BUILD_OF
from warehouse.publication.publish import Keeping

AS_OF = date(2025, 4, 15)
KEEPING = Keeping(keep_builds=7, memory_limit="1GB")

# n_respondents a row of statement_agreement: one row below a minimum group of five, one on it.
RESPONDENTS = (4, 5, 43)
OF_THE_DAY = CheckResult("day", CheckKind.COUNT, Severity.WARN, passed=True, n_failed=0)
# What the stages before the audit found.
OF_STAGES = [
    CheckResult(f"all of {kind}", kind, Severity.ERROR, passed=True, n_failed=0)
    for kind in CheckKind
    if kind is not CheckKind.COUNT
]


def inputs(deliveries: str = "first") -> Inputs:
    return Inputs(AS_OF, "0.1.0+test", deliveries, minimum_group=5, minimum_cell=5)


def make_build_file(places: Places, participants: int = 60, *, empty_marts: bool = False) -> None:
    """The build file as dbt leaves it: core, marts and dbt's audit tables, with comments and a view."""
    places.build_database.unlink(missing_ok=True)
    make_dashboard(places)
    with attached(places.build_database) as opened:
        for schema in ("raw", "core", "marts", "audit"):
            opened.execute(f"CREATE SCHEMA {schema}")
        opened.execute("CREATE TABLE raw.antwoorden AS SELECT 'free text' AS open_positief")
        opened.execute(
            f"CREATE TABLE core.dim_participant AS SELECT 'k' || i AS participant_key FROM range({participants}) t(i)"
        )
        opened.execute("COMMENT ON TABLE core.dim_participant IS 'A client''s row'")
        opened.execute("COMMENT ON COLUMN core.dim_participant.participant_key IS 'Key'")
        opened.execute("CREATE VIEW core.dim_moment AS SELECT 'start' AS moment_key")
        opened.execute(
            "CREATE TABLE audit.delivery_file AS"
            " SELECT 'wiz/groepen' AS kind, 'accepted' AS status, DATE '2025-04-14' AS delivered_on,"
            " 10 AS n_read, 7 AS n_loaded, 1 AS n_quarantined, 1 AS n_dropped, 1 AS n_waiting"
        )
        _make_marts(opened, () if empty_marts else RESPONDENTS)
    store_checks(places.build_database, "1GB", OF_STAGES)


def _make_marts(opened: duckdb.DuckDBPyConnection, respondents: tuple[int, ...]) -> None:
    rows = ", ".join(f"('group {n}', {n}, {n - 1}, 90.0, false)" for n in respondents) or "('', 0, 0, 0.0, false)"
    where = "" if respondents else "WHERE false"
    opened.execute(
        "CREATE TABLE marts.statement_agreement AS SELECT 'jongeren' AS target_group, 'op_gemak' AS statement_key,"
        " 1 AS statement_order, 'Ik voelde me op mijn gemak' AS wording, 'veiligheid' AS outcome_area,"
        f" 'group_type' AS slice, * FROM (VALUES {rows})"
        f" AS t(slice_value, n_respondents, n_agree, pct_agree, needs_caution) {where}"
    )
    opened.execute("COMMENT ON TABLE marts.statement_agreement IS 'Agreement'")
    opened.execute(
        "CREATE TABLE marts.response_rate AS SELECT 'jongeren' AS target_group, 'all' AS slice, 'all' AS slice_value,"
        " 13 AS n_invited, 9 AS n_responded"
    )
    opened.execute(
        "CREATE TABLE marts.theme_mentions AS SELECT 'opbrengst' AS kind, 'steun' AS theme_key,"
        " 'jongeren' AS target_group, 'all' AS slice, 'all' AS slice_value, 3 AS n_mentions, 4 AS n_respondents"
    )


def make_dashboard(places: Places) -> None:
    """The figures for dashboards as disclosure control leaves them."""
    places.dashboard.unlink(missing_ok=True)
    with attached(places.dashboard) as opened:
        opened.execute("CREATE SCHEMA marts")
        opened.execute("CREATE TABLE marts.response_rate AS SELECT 13 AS n_invited, 9 AS n_responded")
        opened.execute("CREATE TABLE marts.theme_mentions AS SELECT 43 AS n_respondents, 30 AS n_mentions")


def audit(
    places: Places,
    previous: dict[str, int] | None = None,
    max_row_drop: float = 0.3,
) -> Audit:
    """Audit the build file, and lay its monitor beside it, as the night does."""
    found = audit_build(
        places.build_database,
        memory_limit="1GB",
        as_of=AS_OF,
        code_version="0.1.0+test",
        previous=previous or {},
        max_row_drop=max_row_drop,
        of_the_day=OF_THE_DAY,
    )
    make_monitor(places, found.record.build_id)
    return found


def make_monitor(places: Places, build_id: str) -> None:
    places.monitor.mkdir(exist_ok=True)
    (places.monitor / BUILD_OF).write_text(f"{build_id}\n")
    (places.monitor / "index.html").write_text("<h1>Monitor</h1>")


def read(file: Path, query: str) -> list[tuple[object, ...]]:
    with attached(file, read_only=True) as opened:
        return opened.execute(query).fetchall()
