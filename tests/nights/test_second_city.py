"""Another city is set up with CSV files alone: a whole night of the real command on it, its Table 1, and an erasure."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.nights import second_city
from tests.nights.command import KEY, query, run_command, run_night
from tests.nights.second_city import AS_OF, GONE, N_RESPONSES, PROFESSIONALS, STATEMENTS

pytestmark = pytest.mark.xdist_group("second_city")


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the city's reference files, its landing area and a warehouse."""
    folder = tmp_path_factory.mktemp("second city")
    second_city.write_reference(folder / "reference")
    second_city.deliver(folder / "landing")
    return folder


@pytest.fixture(scope="module")
def night(city: Path) -> Callable[[], str]:
    """Runs a night, and gives what it told."""

    def run() -> str:
        told = run_night(city / "landing", city / "warehouse", AS_OF, REFERENCE_DIR=str(city / "reference"))
        assert told.returncode == 0, told.stdout + told.stderr
        return told.stdout

    return run


@pytest.fixture(scope="module")
def told(night: Callable[[], str]) -> str:
    return night()


@pytest.fixture
def warehouse(city: Path, told: str) -> Path:
    assert told
    return city / "warehouse"


def table_1_of_the_professionals() -> list[tuple[object, ...]]:
    """Counted from what each of them meant: wording, answered, disagree, neutral, agree."""
    rows = []
    for code, (wording, _) in STATEMENTS.items():
        meant = Counter(second_city.scores(number).get(code) for number in range(N_RESPONSES))
        given = [meant[score] for score in (1, 2, 3, 4, 5)]
        rows.append((wording, sum(given), given[0] + given[1], given[2], given[3] + given[4]))
    return rows


def test_its_table_1_is_as_an_independent_count(warehouse: Path, told: str):
    found = query(
        warehouse,
        "select wording, n_answered, n_disagree, n_neutral, n_agree from marts.statement_agreement"
        f" where slice = 'all' and target_group = '{PROFESSIONALS}' order by statement_order",
    )
    assert found == table_1_of_the_professionals()
    assert f"Table 1, {PROFESSIONALS} (n = {N_RESPONSES})" in told
    assert all(wording[:40] in told for wording, _ in STATEMENTS.values())
    others = "select distinct target_group, n_respondents from marts.statement_agreement where slice = 'all' order by 1"
    assert query(warehouse, others) == [("jongeren", 10), ("opvoeders", 20), (PROFESSIONALS, N_RESPONSES)]


def test_its_wijken_and_organisations_are_its_own(warehouse: Path):
    wijken = query(warehouse, "select name from core.dim_neighbourhood order by 1")
    assert wijken == [("Gestel",), ("Strijp",), ("Woensel",), ("onbekend",)]
    led = query(
        warehouse,
        "select group_id, lead_organisation, name from core.dim_group join core.dim_neighbourhood"
        " using (neighbourhood_key) where group_id <> 'onbekend' order by 1",
    )
    assert led == [("G1", "Samenkracht", "Strijp"), ("G2", "Samenkracht", "Woensel"), ("G3", "#Jeugdhuis", "Gestel")]
    unmapped = query(warehouse, "select column_name, label from audit.unmapped_label order by 1")
    assert unmapped == [("groepstype", "kookgroep"), ("partners", "Elders")]


def test_figures_are_cut_by_its_districts(warehouse: Path):
    """Groups 1 and 2 meet in wijken of the one district. Of those who answer at their end, all jongeren and half of the
    opvoeders are theirs, and two in three professionals.
    """
    in_it, elsewhere = second_city.DISTRICT, "onbekend"
    answers = (
        "select distinct target_group, slice_value, n_respondents from marts.statement_agreement"
        " where slice = 'district' order by all"
    )
    assert query(warehouse, answers) == [
        ("jongeren", in_it, 10), ("opvoeders", in_it, 10), ("opvoeders", elsewhere, 10),
        (PROFESSIONALS, in_it, 16), (PROFESSIONALS, elsewhere, 8),
    ]  # fmt: skip
    # A slice of one part is the whole.
    assert [row for row in query(warehouse, answers, "dashboard") if row[0] == "jongeren"] == []
    assert set(query(warehouse, answers, "dashboard")) >= {("opvoeders", in_it, 10), ("opvoeders", elsewhere, 10)}
    for mart, count in (("response_rate", "n_invited"), ("theme_mentions", "n_respondents")):
        counted = query(warehouse, f"select sum({count}) from marts.{mart} where slice = 'district'")
        assert counted == query(warehouse, f"select sum({count}) from marts.{mart} where slice = 'all'"), mart
    groups = query(
        warehouse, "select slice_value, n_groups, n_participants from marts.group_profile where slice = 'district'"
    )
    assert sorted(groups) == [(in_it, 2, 20), (elsewhere, 1, 10)]
    wijken = query(warehouse, "select name, district from core.dim_neighbourhood order by 1")
    assert wijken == [("Gestel", elsewhere), ("Strijp", in_it), ("Woensel", in_it), (elsewhere, elsewhere)]


def test_what_dashboards_get_of_it_is_released(warehouse: Path, told: str):
    assert "dashboards were not renewed" not in told
    shown = query(
        warehouse, "select distinct target_group from marts.statement_agreement where slice = 'all'", "dashboard"
    )  # fmt: skip
    assert (PROFESSIONALS,) in shown


def test_a_client_is_forgotten_there_too(
    city: Path, warehouse: Path, night: Callable[[], str], tmp_path: Path
):  # fmt: skip
    asked = "select count(*), count(*) filter (participant_key <> 'onbekend') from core.fct_invitation"
    before = query(warehouse, asked)
    (tmp_path / "ids.txt").write_text(f"{GONE}\n")
    erased = run_command(
        "orchestration", "erase", str(tmp_path / "ids.txt"), LANDING_URL=city / "landing", WAREHOUSE_DIR=warehouse,
        PSEUDONYM_KEY=KEY, AS_OF=AS_OF, REFERENCE_DIR=city / "reference",
    )  # fmt: skip
    assert erased.returncode == 0, erased.stdout + erased.stderr
    night()
    ((n_all, n_known),) = before
    assert query(warehouse, asked) == [(n_all - 1, n_known - 1)]
    left = query(
        warehouse, "select distinct n_respondents from marts.statement_agreement where slice = 'all' order by 1"
    )
    assert left == [(10,), (19,), (N_RESPONSES,)]


def test_a_mistake_in_its_files_stops_the_night_and_readers_keep_the_last_build(city: Path, warehouse: Path):
    file = city / "reference" / "statements.csv"
    right = file.read_text("utf-8")
    before = query(warehouse, "select build_id from audit.build")
    try:
        file.write_text(right.replace("op_gemak,1,veiligheid", "op_gemak,1,gezelligheid"), "utf-8")
        stopped = run_night(city / "landing", warehouse, "2025-04-16", REFERENCE_DIR=str(file.parent))
    finally:
        file.write_text(right, "utf-8")
    assert stopped.returncode == 1
    assert "statements.csv, line 2, column outcome_area: unknown_code: list it in outcome_areas.csv" in stopped.stdout
    assert "Taking" not in stopped.stdout
    assert query(warehouse, "select build_id from audit.build") == before
