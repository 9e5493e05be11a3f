"""Mapping files: spellings, labels, constants, and plain words for a file that cannot be used."""

from pathlib import Path

import pytest

from schemas.kinds import KINDS
from schemas.mapping import MappingFault, load_mappings


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
        ("headers: {naam: [startdatum]}", "one header spelling"),
    ],
)
def test_faults_are_told_plainly(tmp_path: Path, content: str, words: str) -> None:
    (tmp_path / "wiz.yml").write_text(content, encoding="utf-8")
    with pytest.raises(MappingFault, match=words) as fault:
        load_mappings(tmp_path)
    assert "wiz.yml" in str(fault.value)


def test_a_missing_folder_is_told_plainly(tmp_path: Path) -> None:
    with pytest.raises(MappingFault, match="MAPPING_DIR"):
        load_mappings(tmp_path / "none")
