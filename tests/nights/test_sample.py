"""Three nights on deliveries by another hand, held against the reference: a second, independent computation in plain
Python of the ledger, the quarantine, the star and every figure. Then a rebuild, which must change nothing.
"""

import shutil
from datetime import date
from pathlib import Path

import duckdb
import pytest

from tests.nights.beside_reference import assert_as_reference
from tests.nights.command import assert_same_tables, query, run_night, tables, tables_of
from tests.nights.shared import warehouse_with
from warehouse.disk.places import Places

pytestmark = pytest.mark.xdist_group("sample")
SAMPLE = Path(__file__).resolve().parents[1] / "data" / "sample_landing"
NIGHTS = [
    (SAMPLE / "night_1", date(2026, 3, 3)),
    (SAMPLE / "night_2", date(2026, 3, 24)),
    (SAMPLE / "night_3", date(2026, 8, 11)),
]
# Today's state as a night published it, and the same asked of the history for a past day.
AS_PUBLISHED = {
    "groups": """select group_key, group_name, group_type, lead_organisation, neighbourhood_key, start_date, end_date,
        planned_sessions, continues_as_network from core.dim_group where group_key <> 'onbekend'""",
    "participants": """select participant_key, role, gender, birth_year, postcode4, neighbourhood_key, has_bsn
        from core.dim_participant where participant_key <> 'onbekend'""",
    "participations": """select participation_key, participant_key, group_key, applied_date_key, started_date_key,
        ended_date_key, days_waited from core.fct_participation""",
    "waiting_time": "select n_started, median_days, share_over_42_days from marts.waiting_time where slice = 'all'",
}
ON_THE_DAY = "valid_from <= date '{day}' and (valid_to is null or valid_to > date '{day}')"
PARTICIPATIONS = f"""select participation_key, participant_key, group_key, applied_on,
    case when started_on <= date '{{day}}' then started_on end as started,
    case when ended_on <= date '{{day}}' then ended_on end as ended,
    date_diff('day', applied_on, started) as waited
    from history.participations
    where {ON_THE_DAY}
        and participant_key in (select participant_key from history.participants where {ON_THE_DAY})
        and group_key in (select group_key from history.groups where {ON_THE_DAY})"""
AS_KNOWN = {
    "groups": f"""select group_key, group_name, group_type, lead_organisation, neighbourhood_key, start_date, end_date,
        planned_sessions, continues_as_network from history.groups where {ON_THE_DAY}""",
    "participants": f"""select participant_key, role, gender, birth_year, postcode4, neighbourhood_key, has_bsn
        from history.participants where {ON_THE_DAY}""",
    "participations": PARTICIPATIONS,
    "waiting_time": f"""select count(*), quantile_cont(waited, 0.5), avg((waited > 42)::int)
        from ({PARTICIPATIONS}) where started is not null""",
}
# A folder whose name means something to SQL, shells, templates, YAML and readers of partitions is one like any other.
WAREHOUSE = '- {{ it\'s }} {a,b} "q" $HOME participant_key=é 👩‍👧'
# Tables that tell of the build itself.
OF_THE_BUILD = ("audit.build", "audit.table_count", "audit.check_result")


@pytest.fixture(scope="module")
def folder(dbt_read: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sample")
    warehouse_with(dbt_read, folder / WAREHOUSE)
    return folder


@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_night_agrees_with_the_reference(folder: Path, number: int) -> None:
    source, as_of = NIGHTS[number - 1]
    shutil.copytree(source, folder / "landing", dirs_exist_ok=True)
    night = run_night(folder / "landing", folder / WAREHOUSE, as_of.isoformat())
    assert night.returncode == 0, night.stdout + night.stderr
    assert "Traceback" not in night.stdout + night.stderr
    assert_as_reference(folder / WAREHOUSE / "published" / "analysis.duckdb", NIGHTS[:number])


def test_a_night_of_another_day_does_not_read_the_dbt_project_again(folder: Path, dbt_read: Path) -> None:
    """Nor does a release of another month: only the first has nothing to go by."""
    dbt = Places(folder / WAREHOUSE).dbt
    for read in ("parsed", "parsed/pooled"):
        assert (dbt / read / "dbt.log").read_bytes() == (Places(dbt_read).dbt / read / "dbt.log").read_bytes()
    for run in ("target", "closed"):
        assert "Running with dbt" in (dbt / run / "dbt.log").read_text(encoding="utf-8")


@pytest.mark.parametrize("table", AS_KNOWN)
def test_a_past_night_can_be_asked(folder: Path, table: str) -> None:
    """What the history of the last night says was known on the day of an earlier one, is what that night published."""
    asked = 0
    for build in (folder / WAREHOUSE / "published" / "builds").iterdir():
        with duckdb.connect(build / "analysis.duckdb", read_only=True) as past:
            ((as_of,),) = past.execute("select as_of from audit.build").fetchall()
            published = past.execute(AS_PUBLISHED[table]).fetchall()
        known = query(folder / WAREHOUSE, AS_KNOWN[table].format(day=as_of))
        assert sorted(known, key=repr) == sorted(published, key=repr), as_of
        assert published
        asked += 1
    assert asked == len(NIGHTS)


def test_a_rebuild_changes_no_row(folder: Path) -> None:
    nights = tables(folder / WAREHOUSE, "core", "marts", "history", "audit")
    released = tables_of(folder / WAREHOUSE / "published" / "dashboard.duckdb", "marts")
    rebuilt = run_night(folder / "landing", folder / WAREHOUSE, NIGHTS[-1][1].isoformat(), "--rebuild")
    assert rebuilt.returncode == 0, rebuilt.stdout + rebuilt.stderr
    anew = tables(folder / WAREHOUSE, "core", "marts", "history", "audit")
    for name in OF_THE_BUILD:
        del nights[name], anew[name]
    assert len(nights) > 30
    assert_same_tables(nights, anew)
    assert_same_tables(released, tables_of(folder / WAREHOUSE / "published" / "dashboard.duckdb", "marts"))
    assert len(released["marts.outflow"]) > 0
