"""Mapping files: spellings, labels, constants, and plain words for a file that cannot be used."""

from pathlib import Path

import pytest

from schemas.kinds import KINDS
from schemas.mapping import (
    DEFAULT_MAPPING_DIR,
    MappingFault,
    load_mappings,
    mapping_files,
    mapping_folders_of_the_project,
)


def test_every_column_is_a_spelling_of_itself() -> None:
    for name, mapping in load_mappings().items():
        for column in KINDS[name].columns:
            assert mapping.column_of(column.upper().replace("_", " ")) == column


def test_every_code_is_a_label_of_itself() -> None:
    for name, mapping in load_mappings().items():
        for column, role in KINDS[name].roles.items():
            for code in role.label_set or ():
                assert mapping.code_of(column, f" {code.upper()} ") == code


def test_own_mapping(tmp_path: Path) -> None:
    (tmp_path / "wiz.yml").write_text(
        "headers: {naam: ['Groeps-titel']}\n"
        "labels: {groepstype: {Muziekcafé (pilot): ontmoetingsgroep}, doelgroep: {kids: jongeren}}\n"
        "constants: {doelgroep: {_kind_: jongeren}}\n",
        encoding="utf-8",
    )
    mapping = load_mappings(tmp_path)["wiz/groepen"]
    assert mapping.column_of("GROEPSTITEL") == "naam"
    assert mapping.code_of("groepstype", "muziekcafe pilot") == "ontmoetingsgroep"
    assert mapping.spelled("doelgroep", "KIDS") == "jongeren"
    assert mapping.constants_for("Groepen_KIND_2025.csv") == {"doelgroep": "jongeren"}
    assert mapping.constants_for("groepen_2025.csv") == {}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("headers: {onzin: [a]}", "onzin"),
        ("labels: {groepstype: {a: onzin}}", "onzin"),
        ("headers: [", "not YAML"),
        ("hoofden: {}", "hoofden"),
        ("headers: {naam: [a]}\nheaders: {naam: [b]}", "headers stands twice"),
        ("labels: {wijk: {a: WK034401, a: WK034402}}", "a stands twice"),
        ("- naam", "not a mapping file"),
        ("labels: {wijk: {Zuid-west: WK034408, zuidwest: WK034407}}", "two codes of wijk one label"),
        ("labels: {groepstype: {sportgroep: oudertraining}}", "two codes of groepstype one label"),
        ("headers: {naam: [startdatum]}", "one header spelling"),
        ("labels: {rol: {mama: moedr}}", "rol to a value that it cannot have: moedr"),
        ("constants: {doelgroep: {_kind_: kinderen}}", "doelgroep to a value that it cannot have: kinderen"),
        ("prefixes: {client_id: {a: b}}", "a prefix for client_id: only numbers of a source's own take one"),
        ("prefixes: {naam: {a: b}}", "a prefix for naam"),
        ("prefixes: {onzin: {a: b}}", "onzin"),
        ("leave_out: {Status: Survey Preview}", "leave_out.Status: .*list"),
        ("leave_out: {Status: [a]}", "only responses of a survey can be left out"),
    ],
)
def test_faults_are_told_plainly(tmp_path: Path, content: str, words: str) -> None:
    (tmp_path / "wiz.yml").write_text(content, encoding="utf-8")
    with pytest.raises(MappingFault, match=words) as fault:
        load_mappings(tmp_path)
    assert "wiz.yml" in str(fault.value)


def test_the_longest_part_of_a_name_decides_and_a_contradiction_says_nothing(tmp_path: Path) -> None:
    (tmp_path / "ervaringwijzer.yml").write_text(
        "constants: {meetmoment: {na: einde, na12: na_12_maanden}, vragenlijst: {EW-J: EW-J, EW-O: EW-O, ouders: EW-O}}"
    )
    mapping = load_mappings(tmp_path)["ervaringwijzer/antwoorden"]
    assert mapping.constants_for("antwoorden_NA12.csv") == {"meetmoment": "na_12_maanden"}
    assert mapping.constants_for("antwoorden_EW-J_en_EW-O.csv") == {}
    assert mapping.constants_for("antwoorden_ouders_EW-J.csv") == {"vragenlijst": "EW-O"}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("keep: {Status: [a]}", "keeps values of Status: say in leave_out"),
        ("reversed: [respons_id]", "has a scale for respons_id: only answers"),
        ("scale: {op_gemak: {4: 1}}\nreversed: [op_gemak]", "under scale and under reversed"),
        ("scale: {op_gemak: {4: 0, 5: n.v.t., 6: a5}}", "op_gemak has 0, a5, n.v.t.: write 1, 2, 3, 4 or 5"),
        ("scale: {op_gemak: {4: 1}}\nlabels: {op_gemak: {4: 2}}", "one thing of a code of op_gemak under labels"),
        ("scale: {gemak: {4: 1}}", "names columns that no delivery of"),
    ],
)
def test_faults_in_what_survey_tools_mean_are_told_plainly(tmp_path: Path, content: str, words: str) -> None:
    (tmp_path / "ervaringwijzer.yml").write_text(content, encoding="utf-8")
    with pytest.raises(MappingFault, match=words):
        load_mappings(tmp_path)


def test_a_prefix_follows_from_the_name_as_a_constant_does(tmp_path: Path) -> None:
    (tmp_path / "ervaringwijzer.yml").write_text("prefixes: {respons_id: {'123456': A-, '1234567': B-}}")
    mapping = load_mappings(tmp_path)["ervaringwijzer/antwoorden"]
    assert mapping.prefixes_for("antwoorden_1234567_2025-03-01.csv") == {"respons_id": "B-"}
    assert mapping.prefixes_for("antwoorden_2025-03-01.csv") == {}


def test_what_is_left_out_is_told_by_a_header_and_its_values(tmp_path: Path) -> None:
    (tmp_path / "ervaringwijzer.yml").write_text("leave_out: {Af-gerond: [NEE, '0', '']}")
    mappings = load_mappings(tmp_path)
    marks = mappings["ervaringwijzer/antwoorden"].marks_of("afgerond ")
    assert marks is not None
    assert (marks.header, marks.left_out) == ("Af-gerond", {"nee", "0", ""})
    assert mappings["ervaringwijzer/antwoorden"].marks_of("status") is None
    assert mappings["ervaringwijzer/uitnodigingen"].marks_of("afgerond") is None


def test_a_header_stands_once_in_what_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "ervaringwijzer.yml").write_text("leave_out: {Status: [a], STATUS: [b]}")
    with pytest.raises(MappingFault, match="one header twice in leave_out: STATUS"):
        load_mappings(tmp_path)


def test_every_value_is_the_text_that_stands_there(tmp_path: Path) -> None:
    (tmp_path / "wiz.yml").write_text("labels: {reden_beeindiging: {nee: 01, 2025-01-01: 02, 7: 03, null: 04}}")
    mapping = load_mappings(tmp_path)["wiz/deelnames"]
    labels = ("nee", "2025-01-01", "7", "null")
    assert [mapping.code_of("reden_beeindiging", label) for label in labels] == ["01", "02", "03", "04"]


def test_a_source_without_a_file_has_the_projects_own(tmp_path: Path) -> None:
    (tmp_path / "wiz.yml").write_text("headers: {naam: [titel]}")
    own, default = load_mappings(tmp_path), load_mappings()
    assert own["beschikkingen/beschikkingen"] == default["beschikkingen/beschikkingen"]
    assert own["wiz/groepen"].column_of("groepsnaam") is None
    assert default["wiz/groepen"].column_of("groepsnaam") == "naam"
    assert mapping_files(tmp_path)["wiz"] == tmp_path / "wiz.yml"
    assert mapping_files(tmp_path)["coderingen"] == DEFAULT_MAPPING_DIR / "coderingen.yml"


@pytest.mark.parametrize("name", ["wizz.yml", "wiz.yaml"])
def test_a_file_of_no_source_is_told_plainly(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("headers: {naam: [titel]}")
    with pytest.raises(MappingFault, match=f"{name}.*wiz.yml"):
        load_mappings(tmp_path)


@pytest.mark.parametrize("folder", mapping_folders_of_the_project()[1:], ids=lambda folder: folder.name)
def test_the_mappings_of_the_survey_tools_are_sound(folder: Path) -> None:
    mapping = load_mappings(folder)["ervaringwijzer/antwoorden"]
    assert mapping.constants_for("antwoorden_EW-J_v2_na12_2025-03-10.csv") == {
        "vragenlijst": "EW-J", "versie": "2", "meetmoment": "na_12_maanden",
    }  # fmt: skip


def test_a_missing_folder_is_told_plainly(tmp_path: Path) -> None:
    with pytest.raises(MappingFault, match="MAPPING_DIR"):
        load_mappings(tmp_path / "none")
