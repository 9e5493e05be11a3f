"""The export of one survey gives the same rows from every survey tool, through the mapping that ships for it."""

from pathlib import Path

import pytest

from schemas.mapping import DEFAULT_MAPPING_DIR
from tests.integration.intake.landing_night import LandingNight
from tests.integration.intake.survey_exports import (
    ANSWERS,
    NAMES,
    RESPONSES,
    TOOLS,
    Tool,
    contract_csv,
    labelled_sav,
    qualtrics,
)

EXAMPLES = Path(__file__).parents[2] / "data" / "survey_tools"
ROWS = "select * exclude (delivery_id, line) from answered order by vragenlijst, respons_id"


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[object, ...]]:
    """The rows of the survey when it is delivered in the contract's own words."""
    night = LandingNight(tmp_path_factory.mktemp("contract"))
    for questionnaire, name in NAMES.items():
        night.put(f"ervaringwijzer/{name}.csv", contract_csv(questionnaire))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("warehouse.intake.landed_files._SECONDS_BETWEEN_LOOKS", 0)
        night.night()
    return night.query(ROWS)


@pytest.mark.parametrize("tool", TOOLS.values(), ids=TOOLS)
def test_every_tool_gives_the_same_rows(night: LandingNight, expected: list[tuple[object, ...]], tool: Tool) -> None:
    night.mapping_dir = DEFAULT_MAPPING_DIR / tool.mapping
    for questionnaire, name in NAMES.items():
        night.put(f"ervaringwijzer/{name}.{tool.extension}", tool.export(questionnaire))
    night.night()
    assert {status for status, _ in night.statuses().values()} == {"accepted"}
    assert len(expected) == len(RESPONSES)
    assert night.query(ROWS) == expected
    assert night.query("select * from raw.unmapped_label") == []


@pytest.mark.parametrize("tool", ["limesurvey", "forms", "qualtrics", "spss"])
def test_the_example_exports_give_them_too(
    night: LandingNight, expected: list[tuple[object, ...]], tool: str
) -> None:  # fmt: skip
    night.mapping_dir = DEFAULT_MAPPING_DIR / tool
    night.landing = EXAMPLES / tool
    night.night()
    assert night.query(ROWS) == expected


def test_a_response_that_was_not_submitted_is_kept_aside(night: LandingNight) -> None:
    night.mapping_dir = DEFAULT_MAPPING_DIR / "limesurvey"
    name = f"ervaringwijzer/{NAMES['EW-J']}.csv"
    night.put(name, TOOLS["limesurvey, codes"].export("EW-J"))
    night.night()
    assert night.query("select column_name, rule from raw.quarantined_row") == [("ingevuld_op", "required")]
    row = night.rows[name]
    assert (row.n_read, row.n_valid, row.n_quarantined, row.n_dropped) == (5, 4, 1, 0)
    assert "lastpage" in row.extra_columns


@pytest.mark.parametrize(
    ("first", "is_reversed", "lines"),
    [(1, True, "reversed: [op_gemak]"), (0, False, "scale: {op_gemak: {0: 1, 1: 2, 2: 3, 3: 4, 4: 5}}")],
)
def test_of_a_scale_with_labels_at_its_ends_nothing_counts_until_a_mapping_says_it(
    night: LandingNight, first: int, is_reversed: bool, lines: str
) -> None:
    night.mapping_dir = night.landing.parent / "mappings"
    night.mapping_dir.mkdir()
    mapping = night.mapping_dir / "ervaringwijzer.yml"
    mapping.write_text("{}")
    codes = {answer: first + (5 - answer if is_reversed else answer - 1) for answer in range(1, 6)}
    ends = {codes[answer]: ANSWERS[answer] for answer in (1, 5)}
    all_labels = {codes[answer]: ANSWERS[answer] for answer in range(1, 6)}
    night.put("ervaringwijzer/antwoorden_2025-03-10.sav", labelled_sav(codes, op_gemak=ends, geluisterd=all_labels))
    night.night()
    answers = "select op_gemak, geluisterd from answered order by respons_id"
    assert night.query(answers) == [(None, answer) for answer in range(1, 6)]
    notes = "select line, column_name, rule, scope from raw.quarantined_row order by line"
    assert night.query(notes) == [(line, "op_gemak", "other_scale", "value") for line in range(2, 7)]
    mapping.write_text(lines)
    night.night()
    assert night.query(answers) == [(answer, answer) for answer in range(1, 6)]
    assert night.query(notes) == []


def test_a_column_that_is_mostly_outside_the_scale_is_not_believed(night: LandingNight) -> None:
    rows = [f"EW-J;{number};2025-03-01;{number % 5 + 4};{number % 5 + 1}\n" for number in range(40)]
    night.put(
        "ervaringwijzer/antwoorden_2025-03-10.csv",
        "vragenlijst;respons_id;ingevuld_op;op_gemak;geluisterd\n" + "".join(rows),
    )
    night.night()
    assert night.query("select count(op_gemak), count(geluisterd), count(*) from answered") == [(0, 40, 40)]
    assert night.query("select column_name, rule, count(*) from raw.quarantined_row group by all") == [
        ("op_gemak", "other_scale", 40)
    ]


def test_an_unfinished_response_is_none_as_a_dutch_spreadsheet_writes_it(night: LandingNight) -> None:
    night.mapping_dir = DEFAULT_MAPPING_DIR / "qualtrics"
    rows = [("WAAR", 4), ("ONWAAR", 1), ("", 2), ("Misschien", 3), ("TRUE", 5)]
    texts = [f"1-2-2025 10:05;IP Address;{finished};R_{answer};{answer}\n" for finished, answer in rows]
    night.put(
        "ervaringwijzer/antwoorden_EW-J_v1_einde_2025-03-01.csv",
        "EndDate;Status;Finished;ResponseId;Q1_1\n" + "".join(texts),
    )
    night.night()
    assert night.query("select op_gemak from answered order by 1") == [(4,), (5,)]
    assert night.query("select line, column_name, rule, scope from raw.quarantined_row order by line") == [
        (3, None, "not_a_response", "row"), (4, "Finished", "domain", "row"), (5, "Finished", "domain", "row"),
    ]  # fmt: skip


def test_the_header_rows_below_the_first_are_dropped_and_counted(night: LandingNight) -> None:
    night.mapping_dir = DEFAULT_MAPPING_DIR / "qualtrics"
    name = f"ervaringwijzer/{NAMES['EW-J']}.csv"
    night.put(name, qualtrics("EW-J", numeric=True))
    night.night()
    row = night.rows[name]
    assert (row.n_read, row.n_valid, row.n_quarantined, row.n_dropped) == (6, 4, 0, 2)
    assert night.query("select min(line) from answered") == [(4,)]


@pytest.mark.parametrize(
    ("numeric", "others"),
    [
        (False, [("Survey Preview", "True"), ("Survey Test", "True"), ("IP Address", "False")]),
        (False, [("IP Address", "False")] * 30),
        (True, [("1", "1"), ("2", "1"), ("9", "1"), ("17", "1"), ("0", "0")]),
    ],
)
def test_previews_and_unfinished_responses_are_kept_aside(
    night: LandingNight, numeric: bool, others: list[tuple[str, str]]
) -> None:
    night.mapping_dir = DEFAULT_MAPPING_DIR / "qualtrics"
    name = f"ervaringwijzer/{NAMES['EW-J']}.csv"
    night.put(name, qualtrics("EW-J", numeric=numeric, others=others))
    night.night()
    row = night.rows[name]
    assert (row.status, row.reason) == ("accepted", None)
    assert (row.n_read, row.n_valid, row.n_quarantined, row.n_dropped) == (6 + len(others), 4, len(others), 2)
    assert night.query("select respons_id from answered order by 1") == [("101",), ("102",), ("103",), ("104",)]
    notes = night.query("select column_name, rule, scope from raw.quarantined_row")
    assert notes == [(None, "not_a_response", "row")] * len(others)
    assert not {"Status", "Finished"} & set(row.extra_columns)


def test_times_in_another_zone_reject_the_file(night: LandingNight) -> None:
    night.mapping_dir = DEFAULT_MAPPING_DIR / "qualtrics"
    name = f"ervaringwijzer/{NAMES['EW-J']}.csv"
    night.put(name, qualtrics("EW-J", numeric=False, zone="America/Denver"))
    night.night()
    row = night.rows[name]
    assert (row.status, row.reason, row.n_read) == ("rejected", "unreadable", 0)
    assert row.detail == (
        "line 3 says that the times are not in Amsterdam time: export with the time zone Europe/Amsterdam"
    )
    assert night.query("from answered") == []


def test_what_identifies_a_respondent_is_not_kept(night: LandingNight) -> None:
    for tool in ("limesurvey, codes", "forms", "qualtrics, choice texts"):
        night.mapping_dir = DEFAULT_MAPPING_DIR / TOOLS[tool].mapping
        night.put(f"ervaringwijzer/{NAMES['EW-J']}.{TOOLS[tool].extension}", TOOLS[tool].export("EW-J"))
        night.night()
        kept = repr([night.query(f"from raw.{table}") for table in ("antwoorden", "delivery_file", "quarantined_row")])
        assert "U-0101" in kept
        for value in ("192.0.2.7", "anonymous", "52.09", "Kookgroep"):
            assert value not in kept + (night.warehouse / "build" / "ledger.json").read_text(encoding="utf-8")
