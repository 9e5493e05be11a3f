"""What is told about a file and its mapping, and what is never told; and that the skeleton completes the mapping."""

import os
from datetime import date
from functools import cache
from pathlib import Path

import openpyxl
import pandas as pd
import pyreadstat
import pytest

from schemas.mapping import KindMapping, load_mappings, mapping_folders_of_the_project
from tests.unit.reading.building import saved, workbook_of
from warehouse.faults import Fault
from warehouse.mapping.report import MappingReport, kind_of_path, report_on
from warehouse.mapping.skeleton import skeleton
from warehouse.mapping.told import told
from warehouse.privacy.scrubbing import WITHHELD
from warehouse.privacy.shown_texts import shown

GROUPS = "wiz/groepen"
MAPPINGS = load_mappings()
EXAMPLES = Path(__file__).parents[2] / "data" / "survey_tools"
HEADER = "groep_id;naam;groepstype;doelgroep;organisatie;partners;startdatum\n"


def landed(folder: Path, content: str | bytes, name: str = "groepen_2025-02-01.csv") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def report(path: Path, mapping: KindMapping | None = None) -> MappingReport:
    mapping = mapping or MAPPINGS[GROUPS]
    return report_on(path, mapping, date(2025, 6, 1), known(mapping.kind.name), only_test_bsns=True)


def lines(found: MappingReport) -> str:
    return "\n".join(told(found, Path("wiz.yml")))


def known(kind: str) -> list[KindMapping]:
    return [mappings[kind] for mappings in mappings_of_the_project()]


@cache
def mappings_of_the_project() -> list[dict[str, KindMapping]]:
    return [load_mappings(folder) for folder in mapping_folders_of_the_project()]


def test_headers_labels_and_rows(tmp_path: Path) -> None:
    rows = (
        "1;Een;x;Sportgroep;jongeren;JoU;DOCK Utrecht, Kookclub;2025-01-01\n"
        "2;Twee;y;kookgroep;iedereen;JoU;;nooit\n"
    )  # fmt: skip
    found = report(landed(tmp_path, HEADER.replace("naam", "Naam groep;Geheim") + rows))
    assert [(header.text, header.column) for header in found.headers][1:3] == [("Naam groep", "naam"), ("Geheim", None)]
    told_lines = lines(found).splitlines()
    for line in (
        "groepen_2025-02-01.csv as wiz/groepen: 2 rows, header on line 1",
        "  Naam groep -> naam",
        "  Geheim -> not used",
        "  partners: Kookclub -> unknown, becomes onbekend (1 row)",
        "  partners: DOCK Utrecht -> DOCK (1 row)",
    ):
        assert line in told_lines


def test_values_are_counted_and_labels_shown(tmp_path: Path) -> None:
    rows = "1;Een;kookgroep;iedereen;JoU;;nooit\n2;Twee;kookgroep;jongeren;JoU;;2025-01-01\n3;x\n"
    text = lines(report(landed(tmp_path, HEADER + rows)))
    assert "groepstype: kookgroep -> unknown, becomes onbekend (2 rows)" in text
    assert "doelgroep: domain, 1 row" in text
    assert "startdatum: date, 1 row" in text
    assert "the row: field_count, 1 row" in text
    assert "doelgroep: iedereen -> unknown (1 row)" in text
    assert "nooit" not in text


def test_what_is_missing_and_doubled(tmp_path: Path) -> None:
    found = report(landed(tmp_path, HEADER.replace("organisatie", "groep-id")))
    assert found.missing == ["organisatie"]
    assert found.doubled == ["groep_id", "groep-id"]
    assert {"wijk", "einddatum"} < set(found.not_there)
    assert "organisatie" not in found.not_there


def test_two_sheets_of_a_kind_are_told_as_intake_would_reject_them(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for sheet in (book.active, book.create_sheet("kopie"), book.create_sheet("toelichting")):
        sheet.append(["toelichting"] if sheet.title == "toelichting" else HEADER.strip().split(";"))
    text = lines(report(landed(tmp_path, saved(book), "groepen_2025-02-01.xlsx")))
    assert "Several sheets of this kind: the file would be rejected, leave one in it\n  Sheet\n  kopie\n\n" in text


def test_a_prefix_is_told(tmp_path: Path) -> None:
    (tmp_path / "wiz.yml").write_text("prefixes: {groep_id: {'groepen_': G-}}")
    text = lines(report(landed(tmp_path, HEADER), load_mappings(tmp_path)[GROUPS]))
    assert "From the file's name\n  groep_id: G- before every value" in text


def test_a_survey_that_counts_from_one_is_told_until_it_has_a_prefix(tmp_path: Path) -> None:
    def told_of(first: int, mapping: KindMapping = MAPPINGS["ervaringwijzer/antwoorden"]) -> str:
        rows = "".join(f"EW-J;{number};01-03-2025\n" for number in (first, first + 1))
        content = f"vragenlijst;respons_id;ingevuld_op\n{rows}"
        return lines(report(landed(tmp_path, content, "antwoorden_golf1_2025-03-02.csv"), mapping))

    assert "respons_id counts from 1." in told_of(1)
    assert "counts from 1" not in told_of(101)
    (tmp_path / "ervaringwijzer.yml").write_text("prefixes: {respons_id: {golf1: golf1-}}")
    assert "counts from 1" not in told_of(1, load_mappings(tmp_path)["ervaringwijzer/antwoorden"])


@pytest.mark.parametrize(
    "value",
    ["999900006", "06-12345678 bellen", "a@b.nl", "15-08-1973", "1973/8/15", "3572 XZ", "3572xz", "1234\u200b5678"],
)
def test_a_header_or_label_like_a_personal_value_is_not_shown(tmp_path: Path, value: str) -> None:
    row = f"1;Een;{value};jongeren;JoU;;2025-01-01\n"
    found = report(landed(tmp_path, HEADER.replace("partners", value) + row))
    assert value not in lines(found) + skeleton(found, known(GROUPS))
    assert "not shown" in lines(found)


def test_what_is_shown_is_one_short_printable_line() -> None:
    assert shown("a\x1b[31m\n b\u202e") == "a\\x1b[31m b\\u202e"
    assert len(shown("x" * 200)) == 80


def test_values_of_a_closed_list_that_nothing_knows_are_shown_unless_they_are_words(tmp_path: Path) -> None:
    path = tmp_path / "aanwezigheid_2025-03-01.csv"
    path.write_text("deelname_id;bijeenkomst_id;status\nD1;B1;Present\nD2;B1;aanwezig\nD3;B1;Present\n")
    mapping = MAPPINGS["wiz/aanwezigheid"]
    found = report(path, mapping)
    assert "  status: Present -> unknown (2 rows)" in lines(found)
    assert '# under labels: status: {"Present": …}  # one of: aanwezig, afgemeld, afwezig' in skeleton(found, [])
    path.write_text(f"deelname_id;bijeenkomst_id;status\nD1;B1;{'een zin van iemand ' * 3}\n")
    found = report(path, mapping)
    assert "iemand" not in lines(found) + skeleton(found, [])


ABOUT_A_PERSON = [
    "Ik ben Fatima el Amrani en mijn broer Daan slaat mij",
    "C4000003",
    "bel 06 12 34 56 78",
    "999 900 006",
    "Kerkstraat 12 te Utrecht",
]


@pytest.mark.parametrize("text", ABOUT_A_PERSON)
def test_a_label_that_may_be_about_a_person_is_not_shown(tmp_path: Path, text: str) -> None:
    row = f"1;Een;{text};jongeren;{text};{text};2025-01-01\n2;Een;Muziekcafé (pilot);jongeren;JoU;;2025-01-01\n"
    found = report(landed(tmp_path, HEADER + row))
    proposed = skeleton(found, known(GROUPS))
    assert text not in lines(found) + proposed
    for column in ("groepstype", "organisatie", "partners"):
        assert f"{column}: {WITHHELD} -> unknown, becomes onbekend (1 row)" in lines(found)
    assert '"Muziekcafé (pilot)": onbekend' in proposed
    assert f'"{WITHHELD}"' not in proposed


@pytest.mark.parametrize("text", [*ABOUT_A_PERSON, "Fatima el Amrani"])
def test_a_value_of_a_closed_list_that_may_be_about_a_person_is_not_shown(tmp_path: Path, text: str) -> None:
    content = f"client_id;rol;geslacht\nC1;{text};{text}\nC2;moeder;M\n"
    found = report(landed(tmp_path, content, "deelnemers_2025-02-01.csv"), MAPPINGS["wiz/deelnemers"])
    assert text not in lines(found) + skeleton(found, [])
    assert "rol: (not shown: " in lines(found)


def test_texts_in_a_column_of_labels_are_not_shown(tmp_path: Path) -> None:
    """A name on every row is another column's; a label that several of these rows have is one all the same."""
    rows = "".join(f"{n};Een;Naam {chr(65 + n)};jongeren;JoU;;2025-01-01\n" for n in range(40))
    rows += "".join(f"{n};Een;kookgroep;jongeren;JoU;;2025-01-01\n" for n in range(40, 45))
    text = lines(report(landed(tmp_path, HEADER + rows)))
    assert "groepstype: (not shown: texts rather than labels; is this the right column?)" in text
    assert "groepstype: kookgroep -> unknown, becomes onbekend (5 rows)" in text
    assert "Naam A" not in text


def test_a_column_of_many_labels_is_cut_short(tmp_path: Path) -> None:
    rows = "".join(f"{n};Een;soort {chr(65 + n // 2)};jongeren;JoU;;2025-01-01\n" for n in range(80))
    text = lines(report(landed(tmp_path, HEADER + rows)))
    assert "groepstype: and 15 more labels; is this the right column?" in text
    assert text.count("groepstype: soort") == 25


def test_a_first_row_without_any_known_header_is_not_shown(tmp_path: Path) -> None:
    first_row = "C4000003;Fatima;Kerkstraat 12;JoU;JoU;kookgroep\n"
    found = report(landed(tmp_path, "\n" + first_row))
    text = lines(found) + skeleton(found, known(GROUPS))
    for cell in ("C4000003", "Fatima", "Kerkstraat", "JoU ->"):
        assert cell not in text
    assert "Line 2 does not look like a header of this kind: 6 cells are not shown." in text


def test_a_header_that_another_mapping_of_the_project_spells_is_shown(tmp_path: Path) -> None:
    (tmp_path / "wiz.yml").write_text("{}", encoding="utf-8")
    found = report(landed(tmp_path, "v1;v2;Soort groep\n"), load_mappings(tmp_path)[GROUPS])
    assert "2 cells are not shown" in lines(found)
    assert "  Soort groep -> not used" in lines(found)
    assert 'groepstype: ["Soort groep"]' in skeleton(found, known(GROUPS))


def test_the_question_texts_of_a_new_survey_are_shown(tmp_path: Path) -> None:
    question = "Ik kon mijn verhaal kwijt bij de begeleiders van deze groep"
    path = landed(tmp_path, f"respons_id;{question}\n1;2\n", "antwoorden_2025-03-01.csv")
    found = report(path, MAPPINGS["ervaringwijzer/antwoorden"])
    assert f"  {question} -> not used" in lines(found)
    assert f'# not used: "{question}"' in skeleton(found, [])


GROUP = "Een;Sportgroep;jongeren;JoU;;2025-01-01\n"
ANSWERS_HEADER = "vragenlijst;respons_id;ingevuld_op;respondentcode\n"
DECISIONS_HEADER = "gemeentecode;toewijzingnummer;beschikkingnummer;datum_afgifte;bsn;resultaat;productcategorie\n"


@pytest.mark.parametrize(
    ("kind", "name", "content", "verdict"),
    [
        (GROUPS, "groepen_2025-02-01.csv", f"{HEADER}1;{GROUP}1;{GROUP}", "take it: 1 row valid, 0 quarantined, 1"),
        (GROUPS, "groepen.csv", f"{HEADER}1;{GROUP}1;X{GROUP}", "take it: 0 rows valid, 2 quarantined, 0 dropped"),
        (GROUPS, "groepen_2025-13-01.csv", f"{HEADER}1;{GROUP}", "reject it (bad_date_in_name): the date"),
        (GROUPS, "groepen_2025-06-02.csv", f"{HEADER}1;{GROUP}", "reject it (bad_date_in_name): the date"),
        (GROUPS, "groepen_2025-02-01.csv", HEADER, "reject it (no_rows): a full snapshot"),
        (GROUPS, "groepen_2025-02-01.csv", "groep_id\n1\n", "reject it (missing_column): missing: naam, "),
        (
            GROUPS, "groepen_2025-02-01.csv", HEADER + "".join(f"1;{n}{GROUP}" for n in range(25)),
            "reject it (too_many_bad_rows): 25 of 25 rows break a rule (duplicate_key 25)",
        ),
        (
            "ervaringwijzer/antwoorden", "antwoorden_2025-03-01.csv",
            ANSWERS_HEADER + "".join(f"EW-J;{n};2025-03-05 10:00;\n" for n in range(25)),
            "reject it (too_many_bad_rows): 25 of 25 rows break a rule (in_future 25)",
        ),
        (
            "ervaringwijzer/antwoorden", "antwoorden_2025-03-06.csv",
            ANSWERS_HEADER + "".join(f"EW-J;{n};2025-03-05 10:00;999900006\n" for n in range(25)),
            "reject it (identifier_in_wrong_column): respondentcode seems to hold BSNs",
        ),
        (
            "beschikkingen/beschikkingen", "beschikkingen_2025-03-01.csv",
            DECISIONS_HEADER + "".join(f"0344;T{n};B{n};2025-01-01;999900006;toegewezen;54\n" for n in range(25)),
            "reject it (too_many_bad_rows): 25 of 25 rows break a rule (required 25)",
        ),
    ],
)  # fmt: skip
def test_what_a_night_would_do_with_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, name: str, content: str, verdict: str
) -> None:
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    found = report(landed(tmp_path, content, name), MAPPINGS[kind])
    assert told(found, Path("x.yml"))[2].startswith(f"As it is, the nightly would {verdict}")
    assert list((tmp_path / "temporary").iterdir()) == []


def test_a_broken_rule_of_a_column_that_is_not_there_is_told(tmp_path: Path) -> None:
    row = "0344;T1;B1;2025-01-01;999900006;toegewezen;54\n"
    path = landed(tmp_path, DECISIONS_HEADER + row, "beschikkingen_2025-03-01.csv")
    assert "toewijzingsdatumtijd: required, 1 row" in lines(report(path, MAPPINGS["beschikkingen/beschikkingen"]))


def test_a_file_under_a_name_that_no_night_would_take_is_judged_as_if_it_had_one(tmp_path: Path) -> None:
    text = lines(report(landed(tmp_path, f"{HEADER}1;{GROUP}", "export.csv")))
    assert "Under a name that begins with groepen, the nightly would take it: 1 row valid" in text


def test_the_question_texts_of_qualtrics_and_spss_are_told() -> None:
    mapping = MAPPINGS["ervaringwijzer/antwoorden"]
    for tool, name in (("qualtrics", "Q1_1"), ("spss", "st01")):
        (path,) = (EXAMPLES / tool).glob("*/antwoorden_EW-J*")
        found = report(path, mapping)
        (question,) = (header.question for header in found.headers if header.text == name)
        assert question.endswith("Ik voelde me op mijn gemak in de groep")
        assert found.n_rows == 4


@pytest.mark.parametrize("tool", ["limesurvey", "forms", "qualtrics", "spss"])
def test_the_skeleton_alone_brings_a_new_tool_most_of_the_way(tmp_path: Path, tool: str) -> None:
    """With the wordings that the project knows, pasted into a file of one's own and completed where it asks for it."""
    kind = "ervaringwijzer/antwoorden"
    (path,) = (EXAMPLES / tool).glob("*/antwoorden_EW-O*")
    own = tmp_path / "ervaringwijzer.yml"
    own.write_text("{}", encoding="utf-8")
    proposed = skeleton(report(path, load_mappings(tmp_path)[kind]), known(kind))
    for line in proposed.splitlines():
        if "# required; perhaps " in line:
            proposed = proposed.replace(line, line.replace("[]", f"[{line.rpartition('perhaps ')[2]}]"))
    own.write_text(proposed, encoding="utf-8")
    completed = report(path, load_mappings(tmp_path)[kind])
    assert completed.missing == []
    assert {"op_gemak", "gezin_geleerd", "aanraden", "open_positief"} <= {header.column for header in completed.headers}


def test_pasting_the_labels_of_the_skeleton_maps_them(tmp_path: Path) -> None:
    row = '1;Een;"Kook: ""groep"" #1";jongeren;JoU;;2025-01-01\n2;Een;nee;jongeren;- ja;;2025-01-01\n'
    path = landed(tmp_path, HEADER + row)
    proposed = skeleton(report(path), known(GROUPS))
    assert "# one of: oudertraining" in proposed
    (tmp_path / "wiz.yml").write_text(proposed, encoding="utf-8")
    completed = report(path, load_mappings(tmp_path)[GROUPS])
    assert [label for label in completed.labels if label[2] is None] == []


def test_a_mapping_that_misses_nothing_needs_no_skeleton(tmp_path: Path) -> None:
    columns = MAPPINGS["wiz/bijeenkomsten"].kind.columns
    path = landed(tmp_path, ";".join(columns) + "\n", "bijeenkomsten_2025-02-01.csv")
    mapping = MAPPINGS["wiz/bijeenkomsten"]
    assert skeleton(report(path, mapping), [mapping]) == ""


@pytest.mark.parametrize(
    ("folder", "name", "named", "kind"),
    [
        ("wiz", "groepen_2025.csv", None, "wiz/groepen"),
        ("downloads", "Groepen (3).csv", None, "wiz/groepen"),
        ("downloads", "antwoorden_EW-J.sav", None, "ervaringwijzer/antwoorden"),
        ("wiz", "groepen_2025.csv", "deelnames", "wiz/deelnames"),
        ("wiz", "export.csv", "WIZ/deelnames/", "wiz/deelnames"),
    ],
)
def test_the_kind_is_guessed_or_named(tmp_path: Path, folder: str, name: str, named: str | None, kind: str) -> None:
    assert kind_of_path(tmp_path / folder / name, named).name == kind


@pytest.mark.parametrize(("name", "named"), [("export.csv", None), ("groepenboek.csv", None), ("groepen.csv", "groep")])
def test_an_unknown_kind_is_asked_for(tmp_path: Path, name: str, named: str | None) -> None:
    with pytest.raises(Fault, match="KIND=, one of: beschikkingen/beschikkingen"):
        kind_of_path(tmp_path / name, named)


def test_files_that_cannot_be_read_are_told_plainly(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "groepen_pipe.csv")
    cases = {
        tmp_path / "groepen_weg.csv": "There is no file",
        tmp_path / "groepen_pipe.csv": "There is no file",
        landed(tmp_path, b"", "groepen_leeg.csv"): "cannot be read: The file is empty",
        landed(tmp_path, workbook_of([["groep_id"]]), "groepen_xlsx.csv"): "cannot be read: The file is a workbook",
        landed(tmp_path, "x", "groepen.sav"): "comes as csv or xlsx",
        landed(tmp_path, 'groep_id;naam\n1;"x\n', "groepen_open.csv"): "line 2",
    }
    for path, words in cases.items():
        with pytest.raises(Fault, match=words):
            report(path)


SURVEY = "vragenlijst;respons_id;ingevuld_op;op_gemak;geluisterd;toepassen;Afgerond\n"


def test_answers_on_another_scale_are_told_with_the_lines_that_say_it(tmp_path: Path) -> None:
    mixed = ("Helemaal mee eens", "2", "3", "4")
    rows = [
        f"EW-J;{number};2025-02-01;{number % 5 + 4};{mixed[number % 4]};{9 if number < 8 else 3};ja\n"
        for number in range(40)
    ]
    path = landed(tmp_path, SURVEY + "".join(rows), "antwoorden_2025-03-01.csv")
    kind = "ervaringwijzer/antwoorden"
    found = report(path, MAPPINGS[kind])
    text = lines(found)
    assert "op_gemak: 40 answers, 24 of them none of the five (4: 8, 5: 8, 6: 8, 7: 8, 8: 8)" in text
    assert "geluisterd: 40 answers, 0 of them none of the five (2: 10, 3: 10, 4: 10, Helemaal mee eens: 10)" in text
    assert "30 bare codes beside codes with a label" in text
    proposed = skeleton(found, []).splitlines()
    either = '  # or the other way round: {"4": 5, "5": 4, "6": 3, "7": 2, "8": 1}'
    assert '  op_gemak: {"4": 1, "5": 2, "6": 3, "7": 4, "8": 5}' + either in proposed
    assert '  geluisterd: {"1": 1, "2": 2, "3": 3, "4": 4, "5": 5}' in [line.split("  #")[0] for line in proposed]
    assert [line for line in proposed if line.startswith("# under")] == [
        '# under labels: toepassen: {"9": …}  # one of: 1, 2, 3, 4, 5'
    ]
    start = proposed.index(next(line for line in proposed if line.startswith("scale:")))
    (tmp_path / "ervaringwijzer.yml").write_text("\n".join(proposed[start : start + 3]))
    completed = report(path, load_mappings(tmp_path)[kind])
    assert completed.taken.other_scales == []
    assert completed.taken.quarantined_by_rule == {"domain": 8}


@pytest.mark.parametrize(
    "ends", [("1 = helemaal mee eens", "5 = helemaal niet mee eens"), ("Zeer eens", "Zeer oneens")]
)
def test_no_scale_is_proposed_that_would_leave_texts_of_the_column_out(tmp_path: Path, ends: tuple[str, str]) -> None:
    """Pasted as it is, it would mend nothing: each text is to be given its answer by somebody."""
    texts = (*ends, "2", "3", "4")
    rows = [f"EW-J;{number};2025-02-01;{texts[number % 5]};3;3;ja\n" for number in range(40)]
    path = landed(tmp_path, SURVEY + "".join(rows), "antwoorden_2025-03-01.csv")
    kind = "ervaringwijzer/antwoorden"
    proposed = skeleton(report(path, MAPPINGS[kind]), [])
    assert "\nscale:" not in proposed
    line = next(line for line in proposed.splitlines() if line.startswith("# under scale: op_gemak:"))
    assert all(f'"{text}": …' in line for text in texts)
    answers = dict(zip(texts, "51432" if "1" in ends[0] else "51234", strict=True))
    completed = "".join(f"\n  {text!r}: {answer}" for text, answer in answers.items()).replace("\n", "\n  ")
    (tmp_path / "ervaringwijzer.yml").write_text(f"scale:\n  op_gemak:{completed}\n")
    assert report(path, load_mappings(tmp_path)[kind]).taken.quarantined_by_rule == {}


def test_a_scale_of_its_own_is_proposed_beside_the_labels_of_a_few_codes(tmp_path: Path) -> None:
    """A fifth of a scale 0..4 is none of the five answers, which is no other scale yet."""
    rows = [f"EW-J;{number};2025-02-01;{number % 5};3;3;ja\n" for number in range(40)]
    path = landed(tmp_path, SURVEY + "".join(rows), "antwoorden_2025-03-01.csv")
    proposed = skeleton(report(path, MAPPINGS["ervaringwijzer/antwoorden"]), [])
    assert '# under labels: op_gemak: {"0": …}' in proposed
    assert 'if it is one of its own: op_gemak: {"0": 1, "1": 2, "2": 3, "3": 4, "4": 5}' in proposed


def test_the_labels_of_an_spss_scale_that_nothing_knows_are_told(tmp_path: Path) -> None:
    path = tmp_path / "antwoorden_2025-03-01.sav"
    rows = {"vragenlijst": "EW-J", "respons_id": ["a", "b", "c"], "ingevuld_op": "2025-02-01", "op_gemak": [1, 2, 5]}
    labels = {"op_gemak": {1: "Zeer eens", 5: "Zeer oneens"}}
    pyreadstat.write_sav(pd.DataFrame(rows), path, variable_value_labels=labels)
    found = report(path, MAPPINGS["ervaringwijzer/antwoorden"])
    assert "the file's labels: 1 is Zeer eens, 5 is Zeer oneens" in lines(found)
    assert '# or the other way round: {"1": 5, "2": 4, "3": 3, "4": 2, "5": 1}' in skeleton(found, [])


def test_a_value_that_says_neither_is_told_with_the_line_to_complete(tmp_path: Path) -> None:
    rows = ["EW-J;1;2025-02-01;4;4;4;Ja\n", "EW-J;2;2025-02-01;4;4;4;Half\n", "EW-J;3;2025-02-01;4;4;4;\n"]
    path = landed(tmp_path, SURVEY + "".join(rows), "antwoorden_2025-03-01.csv")
    (tmp_path / "ervaringwijzer.yml").write_text("leave_out: {afgerond: [nee], Status: [Survey Preview]}")
    found = report(path, load_mappings(tmp_path)["ervaringwijzer/antwoorden"])
    assert "  afgerond: Half (1 row)" in lines(found)
    assert "  afgerond: (empty) (1 row)" in lines(found)
    assert "nobody is left out by it\n  Status\n" in lines(found)
    assert 'under leave_out (no response) or keep (a response): afgerond: ["Half", ""]' in skeleton(found, [])
