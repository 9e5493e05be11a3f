"""A night on numbers that are handed out again: figures by wave, and every warning by name where people look."""

from pathlib import Path

import dagster as dg
import duckdb
import pytest

from orchestration.assets.raw import raw_key
from orchestration.checks import DAY_IS_NEAR, VALID_ROWS, intake_checks, pandera_checks
from orchestration.instance.home import open_instance
from schemas.kinds import KINDS
from tests.integration.orchestration.running import World, night_of
from warehouse.publication.check_results import CheckKind, read_checks

N_INVITED, N_ANSWERED_LATER = 30, 20
WITH_MOMENT = "uitnodiging_id;vragenlijst;uitgenodigd_op;meetmoment"
WITHOUT_MOMENT = "uitnodiging_id;vragenlijst;uitgenodigd_op"
ANSWERS = "vragenlijst;respons_id;ingevuld_op;uitnodiging_id;meetmoment;op_gemak"
TOKENS = [f"T{number:03d}" for number in range(1, N_INVITED + 1)]

Night = tuple[World, str]


def put(world: World, name: str, header: str, rows: list[str]) -> None:
    path = world.landing / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join([header, *rows]) + "\n")


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> Night:
    """Parents are asked twice under one token, young people twice by a tool that says no moment; a session lies far
    from its group; a snapshot of clients comes in parts.
    """
    folder: Path = tmp_path_factory.mktemp("warnings")
    world = World(folder / "landing", folder / "warehouse")
    survey = "ervaringwijzer"
    first = [f"{token};EW-O;2025-01-10;start" for token in TOKENS]
    put(world, f"{survey}/uitnodigingen_2025-01-10.csv", WITH_MOMENT, first)
    second = [f"{token};EW-O;2025-04-10;na_6_maanden" for token in TOKENS]
    put(world, f"{survey}/uitnodigingen_2025-04-10.csv", WITH_MOMENT, second)
    first = [f"EW-O;S{token};2025-01-20 10:00;{token};start;2" for token in TOKENS]
    put(world, f"{survey}/antwoorden_2025-01-31.csv", ANSWERS, first)
    second = [f"EW-O;N{token};2025-04-11 10:00;{token};na_6_maanden;5" for token in TOKENS[:N_ANSWERED_LATER]]
    put(world, f"{survey}/antwoorden_2025-04-12.csv", ANSWERS, second)
    for day in ("2025-01-11", "2025-04-11"):
        put(world, f"{survey}/uitnodigingen_j_{day}.csv", WITHOUT_MOMENT, [f"T001;EW-J;{day}"])
    group = "G1;Een;sportgroep;jongeren;JoU;2025-01-01;2025-03-01"
    put(
        world,
        "wiz/groepen_2025-04-01.csv",
        "groep_id;naam;groepstype;doelgroep;organisatie;startdatum;einddatum",
        [group],
    )
    sessions = ["B1;G1;2025-01-08", "B2;G1;2024-01-08", "B3;G1;gisteren"]
    put(world, "wiz/bijeenkomsten_2025-04-01.csv", "bijeenkomst_id;groep_id;datum", sessions)
    for part in "12":
        put(world, f"wiz/deelnemers_2025-04-01_deel{part}.csv", "client_id;rol", [f"C{part};jongere"])
    status, printed = world.night()
    assert status == 0, printed
    return world, printed


def query(night: Night, sql: str) -> list[tuple[object, ...]]:
    with duckdb.connect(night[0].places.published / "analysis.duckdb", read_only=True) as opened:
        return opened.execute(sql).fetchall()


def test_each_wave_has_its_own_invitations_answers_and_respondents(night: Night) -> None:
    rates = query(
        night,
        "SELECT slice_value, n_invited, n_responded, round(pct_responded, 1) FROM marts.response_rate"
        " WHERE slice = 'moment' AND target_group = 'opvoeders' ORDER BY 1",
    )
    assert rates == [("na_6_maanden", 30, 20, 66.7), ("start", 30, 30, 100.0)]
    agreement = query(
        night,
        "SELECT slice_value, n_respondents, n_agree FROM marts.statement_agreement"
        " WHERE slice = 'moment' AND target_group = 'opvoeders' AND statement_key = 'op_gemak' ORDER BY 1",
    )
    assert agreement == [("na_6_maanden", 20, 20), ("start", 30, 0)]


def test_every_failed_check_that_warns_stands_in_the_summary_and_in_the_audit(night: Night) -> None:
    warnings = query(
        night,
        "SELECT check_name, kind, n_failed, meaning FROM audit.check_result WHERE NOT passed AND severity = 'warn'",
    )
    by_name = {name: n_failed for name, kind, n_failed, _ in warnings if kind == "dbt"}
    assert by_name == {
        "repeated_invitation": 1,
        "stg_bijeenkomsten_lie_within_the_dates_of_their_groups": 1,
        "snapshots_of_one_day_are_no_parts": 1,
    }
    for name, kind, n_failed, meaning in warnings:
        assert meaning
        told = f"warning {name}: {n_failed} found. {meaning}"
        if kind == "pandera":
            told = f"warning {name} {n_failed}; in quarantine (audit.quarantined_row)"
        assert told in night[1].splitlines() or f"  {told}" in night[1].splitlines()


def test_a_part_that_is_left_out_is_named_once_and_warned_of_once(night: Night) -> None:
    assert query(night, "SELECT file_name, n_left_out FROM audit.delivery_file WHERE n_left_out > 0") == [
        ("wiz/deelnemers_2025-04-01_deel1.csv", 1)
    ]
    assert night[1].count("deelnemers_2025-04-01_deel1.csv") == 1
    assert night[1].count("deliver them as one file") == 1


def test_a_day_that_is_believed_says_nothing_in_the_audit(night: Night) -> None:
    assert query(night, f"SELECT passed, meaning FROM audit.check_result WHERE check_name = '{DAY_IS_NEAR}'") == [
        (True, "")
    ]


def test_the_check_of_sessions_counts_those_that_only_their_group_tells_are_wrong(night: Night) -> None:
    key = dg.AssetCheckKey(raw_key(KINDS["wiz/bijeenkomsten"]), VALID_ROWS)
    with open_instance(night[0].warehouse_dir / "dagster") as instance:
        (record,) = instance.event_log_storage.get_asset_check_execution_history(key, limit=10)
    assert record.event is not None
    assert record.event.dagster_event is not None
    found = record.event.dagster_event.asset_check_evaluation_data
    assert (found.passed, found.severity) == (False, dg.AssetCheckSeverity.WARN)
    assert {rule: count.value for rule, count in found.metadata.items()} == {"date": 1, "outside_group_dates": 1}


def test_a_run_that_goes_on_where_another_failed_judges_what_that_one_took_as_it_did(
    night: Night,
) -> None:
    reports = night_of(night[0]).reports()
    with duckdb.connect(night[0].places.published / "analysis.duckdb", read_only=True) as opened:
        of_intake = [
            check for check in read_checks(opened, "analysis") if check.kind in (CheckKind.INTAKE, CheckKind.PANDERA)
        ]
    assert [*intake_checks(reports), *pandera_checks(reports)] == of_intake
    assert [check.check_name for check in of_intake if not check.passed] == ["raw.wiz/bijeenkomsten: date"]
