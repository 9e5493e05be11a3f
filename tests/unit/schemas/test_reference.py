"""Reference files: what is wrong in one is told by file, line and column, and nothing of such a folder is used."""

import csv
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from schemas.kinds import kinds_in
from schemas.reference import DEFAULT_REFERENCE_DIR, ReferenceFault, load_reference
from schemas.reference_files import FILES

SEEDS = Path(__file__).parents[3] / "dbt_project" / "code_lists" / "_seeds.yml"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of one's own, as Utrecht's."""
    return Path(shutil.copytree(DEFAULT_REFERENCE_DIR, tmp_path / "reference"))


def replaced(file: str, old: str, new: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        text = (folder / file).read_text("utf-8")
        assert old in text
        (folder / file).write_text(text.replace(old, new, 1), "utf-8")

    return change


def without(file: str) -> Callable[[Path], None]:
    return lambda folder: (folder / file).unlink()


def added(file: str, text: str) -> Callable[[Path], None]:
    return lambda folder: (folder / file).write_text((folder / file).read_text("utf-8") + text, "utf-8")


def in_a_district(name: str) -> Callable[[Path], None]:
    """The first wijk lies in a district, of the others none is named."""

    def change(folder: Path) -> None:
        file = folder / "neighbourhoods.csv"
        header, first, *others = file.read_text("utf-8").splitlines()
        file.write_text("\n".join([f"{header},district", f"{first},{name}", *(f"{one}," for one in others)]), "utf-8")

    return change


def test_the_files_of_utrecht_are_right_and_described_once():
    reference = load_reference()
    assert next(iter(reference.wordings)) == "op_gemak"
    assert reference.wordings["geleerd"].keys() == {"EW-J"}
    assert reference.versions == {("EW-J", 1), ("EW-J", 2), ("EW-O", 1), ("EW-O", 2)}
    seeds = {seed["name"]: seed["config"]["column_types"] for seed in yaml.safe_load(SEEDS.read_text("utf-8"))["seeds"]}
    for name, row in FILES.items():
        assert list(seeds[name]) == list(row.model_fields), name


MISTAKES = [
    (without("moments.csv"), "moments.csv: missing_file: put it there"),
    (lambda folder: (folder / "wijken.csv").touch(), "wijken.csv: strange_file"),
    (
        replaced("moments.csv", "moment_order", "orde"),
        "moments.csv, line 1, column moment_order: missing_column: add it",
    ),
    (replaced("moments.csv", "moment_order", "orde"), "moments.csv, line 1, column orde: unknown_column: take it away"),
    (replaced("moments.csv", "moment_order", "moment"), "moments.csv, line 1, column moment: double_column"),
    (replaced("organisations.csv", "name,", "name;"), "organisations.csv, line 1: delimiter: its fields are parted"),
    (
        lambda folder: (folder / "themes.csv").write_bytes(b"theme,kind,label\nx\xff,opbrengst,X\n"),
        "themes.csv: unreada",
    ),
    (lambda folder: (folder / "themes.csv").write_text("theme,kind,label\n"), "themes.csv: no_rows: it has a header"),
    (lambda folder: (folder / "themes.csv").write_text(""), "themes.csv: no_rows: it is empty"),
    (added("moments.csv", "later,5\n"), "moments.csv, line 6: field_count: it has 2 fields, its header 3"),
    (
        added("moments.csv", "start,5,Nog eens\n"),
        "moments.csv, line 6, column moment: double_code: it stands on line 2",
    ),
    (added("moments.csv", "later,6,Later\n"), "moments.csv, line 6, column moment_order: order: number the lines"),
    (replaced("moments.csv", "einde,2", "eind,2"), "moments.csv, column moment: missing_code: add a line for einde"),
    (
        replaced("moments.csv", "start,1", "start,een"),
        "moments.csv, line 2, column moment_order: domain: it must be order",
    ),
    (replaced("moments.csv", "start,", "start ,"), "moments.csv, line 2, column moment: blanks: take away the blank"),
    (
        replaced("statements.csv", "veiligheid", "zekerheid"),
        "statements.csv, line 2, column outcome_area: unknown_code: li",
    ),
    (
        replaced("statements.csv", "false", "nee"),
        "statements.csv, line 2, column is_reversed: domain: it must be `true`",
    ),
    (
        replaced("statements.csv", "eens_5", "eens_7"),
        "statements.csv, line 2, column scale: domain: it must be `eens_5`",
    ),
    (
        added("statements.csv", "nieuw,12,leren,eens_5,false\n"),
        "statements.csv, line 13, column statement: no_wording: gi",
    ),
    (
        replaced("questionnaire_statements.csv", "op_gemak,Ik voelde me op mijn gemak in de groep", "op_gemak,"),
        "questionnaire_statements.csv, line 2, column wording: domain: it must be in full",
    ),
    (
        replaced(
            "questionnaire_statements.csv",
            "geluisterd,Er werd goed naar mij geluisterd",
            "geluisterd,ik voelde me op mijn gemak in de groep!",
        ),
        "questionnaire_statements.csv, line 3, column wording: double_label: another statement reads the same",
    ),
    (
        added("questionnaire_statements.csv", "EW-X,aanraden,Aan te raden\n"),
        "line 22, column questionnaire: unknown_code",
    ),
    (
        added("questionnaires.csv", "EW-P,1,professionals\n"),
        "questionnaires.csv, line 6, column questionnaire: no_wording",
    ),
    (
        added("questionnaires.csv", "EW-P,1,jongeren\n"),
        "questionnaires.csv, line 6, column target_group: two_questionnai",
    ),
    (
        added("themes.csv", "geen,opbrengst,Geen\n"),
        "themes.csv, line 15, column theme: reserved: geen means something el",
    ),
    (
        added("questionnaires.csv", "EW-A,1,all\n"),
        "questionnaires.csv, line 6, column target_group: reserved: all means",
    ),
    (
        added("neighbourhoods.csv", "WK034411,Onbekend,0344,\n"),
        "neighbourhoods.csv, line 12, column name: reserved: onbekend",
    ),
    (
        in_a_district("onbekend"),
        "neighbourhoods.csv, line 2, column district: reserved: onbekend",
    ),
    (
        added("follow_ups.csv", "weg,5,Weg,onbekend,Onbekend,\n"),
        "follow_ups.csv, line 6, column outcome_class: reserved: onb",
    ),
    (
        added("follow_ups.csv", "weg,5,Weg,andere_groep,Weg,\n"),
        "follow_ups.csv, line 6, column class_label: two_labels: ande",
    ),
    (
        added("organisations.csv", '"Huis, Tuin",\n'),
        "it must be name, also its code in deliveries; no comma, semicolon",
    ),
    (
        replaced("outcome_areas.csv", "veiligheid,", "Eigen regie,"),
        "outcome_areas.csv, line 2, column outcome_area: domain: it must be code; a lower-case letter",
    ),
    (
        added("organisations.csv", "Nieuw,DOCK Utrecht\n"),
        "organisations.csv, line 9, column other_labels: double_label: D",
    ),
    (
        replaced("neighbourhoods.csv", "WK034401", "West"),
        "neighbourhoods.csv, line 2, column wijk_code: domain: it must be",
    ),
    (
        replaced("assumption_indicators.csv", "contact_buiten,einde", ",einde"),
        "assumption_indicators.csv, line 11, column statement: required: measure contact needs it",
    ),
]


@pytest.mark.parametrize(("change", "told"), MISTAKES, ids=[told for _, told in MISTAKES])
def test_a_mistake_is_told_by_file_line_column_rule_and_what_to_do(
    folder: Path, change: Callable[[Path], None], told: str
):  # fmt: skip
    change(folder)
    with pytest.raises(ReferenceFault) as fault:
        load_reference(folder)
    assert any(str(mistake).startswith(told) or told in str(mistake) for mistake in fault.value.mistakes), str(
        fault.value
    )
    assert str(folder) in str(fault.value)


def test_a_wijk_may_lie_in_a_district_and_a_folder_of_before_there_were_any_is_right(folder: Path):
    assert {wijk.district for wijk in load_reference(folder).rows["neighbourhoods"]} == {""}
    in_a_district("Boven")(folder)
    assert {wijk.district for wijk in load_reference(folder).rows["neighbourhoods"]} == {"Boven", ""}


def test_every_mistake_is_told_at_once(folder: Path):
    for _, change in zip(range(30), [added("themes.csv", f"Thema {n},opbrengst,X\n") for n in range(30)], strict=True):
        change(folder)
    with pytest.raises(ReferenceFault, match="And 10 more"):
        load_reference(folder)


def test_a_statement_is_not_called_as_another_column(folder: Path):
    replaced("statements.csv", "aanraden,", "versie,")(folder)
    replaced("assumption_indicators.csv", ",aanraden,", ",versie,")(folder)
    path = folder / "questionnaire_statements.csv"
    path.write_text(path.read_text("utf-8").replace(",aanraden,", ",versie,"), "utf-8")
    with pytest.raises(ReferenceFault, match=r"statements.csv, column statement: reserved: versie is another column"):
        kinds_in(load_reference(folder))


def test_a_statement_does_not_read_as_another_column(folder: Path):
    replaced("questionnaire_statements.csv", "Ik wist waar ik terecht kon met mijn vraag", "Ingevuld op")(folder)
    told = "questionnaire_statements.csv, column wording: reserved: Ingevuld op is another column"
    with pytest.raises(ReferenceFault, match=told):
        kinds_in(load_reference(folder))


def test_a_folder_that_is_not_there_is_told(tmp_path: Path):
    with pytest.raises(ReferenceFault, match="correct REFERENCE_DIR"):
        load_reference(tmp_path / "none")


def test_lines_are_counted_as_an_editor_shows_them(folder: Path):
    with (folder / "moments.csv").open("a", encoding="utf-8", newline="") as file:
        csv.writer(file).writerow(["later", "9", "Nog\nlater"])
    replaced("moments.csv", "moment,", "﻿moment,")(folder)
    with pytest.raises(ReferenceFault) as fault:
        load_reference(folder)
    assert {mistake.line for mistake in fault.value.mistakes} == {6}
