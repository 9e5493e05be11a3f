"""What a changed mapping does the next night: rejected files, quarantined rows and unmapped labels get another try."""

from pathlib import Path

import pytest

from tests.integration.intake.landing_night import GROUPS, LandingNight
from warehouse.faults import Fault

FILE = "wiz/groepen_2025-02-01.csv"
EVERY_TABLE = ("delivery_file", "snapshot", "groepen", "quarantined_row", "unmapped_label", "listed_key")


@pytest.fixture
def mapping(night: LandingNight, tmp_path: Path) -> Path:
    """The mapping file of wiz in a folder of one's own, empty to begin with."""
    night.mapping_dir = tmp_path / "mappings"
    night.mapping_dir.mkdir()
    path = night.mapping_dir / "wiz.yml"
    path.write_text("{}", encoding="utf-8")
    return path


def tables(night: LandingNight) -> list[list[tuple[object, ...]]]:
    return [night.query(f"select * from raw.{name} order by all") for name in EVERY_TABLE]


def test_a_label_that_is_mapped_is_unmapped_no_more(night: LandingNight, mapping: Path) -> None:
    night.put(
        FILE, GROUPS.replace("sportgroep", "Muziekcafé (pilot)") + "G3;3;MUZIEKCAFE pilot;jongeren;JoU;2025-01-01"
    )
    night.night()
    assert night.query("select kind, column_name, label, n_rows from raw.unmapped_label order by label") == [
        ("wiz/groepen", "groepstype", "MUZIEKCAFE pilot", 1), ("wiz/groepen", "groepstype", "Muziekcafé (pilot)", 1),
    ]  # fmt: skip
    assert night.query("select groepstype from raw.groepen order by groep_id")[0] == ("onbekend",)
    mapping.write_text("labels: {groepstype: {Muziekcafé (pilot): ontmoetingsgroep}}", encoding="utf-8")
    assert night.intake().look().changed is True
    night.night()
    assert night.query("select * from raw.unmapped_label") == []
    assert night.query("select groepstype from raw.groepen order by groep_id") == [
        ("ontmoetingsgroep",), ("oudertraining",), ("ontmoetingsgroep",),
    ]  # fmt: skip
    assert night.intake().look().changed is False


def test_a_quarantined_row_is_tried_again(night: LandingNight, mapping: Path) -> None:
    night.put(FILE, GROUPS.replace("opvoeders", "ouders"))
    night.night()
    assert night.query("select line, column_name, rule from raw.quarantined_row") == [(3, "doelgroep", "domain")]
    assert night.query("select key from raw.listed_key") == [("G2",)]
    mapping.write_text("labels: {doelgroep: {ouders: opvoeders}}", encoding="utf-8")
    night.night()
    assert night.query("select * from raw.quarantined_row union all by name select * from raw.listed_key") == []
    assert night.query("select doelgroep from raw.groepen order by groep_id") == [("jongeren",), ("opvoeders",)]
    row = night.rows[FILE]
    assert (row.n_read, row.n_valid, row.n_quarantined) == (2, 2, 0)


def test_a_rejected_file_is_tried_again(night: LandingNight, mapping: Path) -> None:
    night.put(FILE, GROUPS.replace("organisatie", "trekker").replace("sportgroep", "kookgroep"))
    night.night()
    assert night.statuses() == {FILE: ("rejected", "missing_column")}
    assert night.query("select * from raw.unmapped_label") == []
    mapping.write_text("headers: {organisatie: [Trekker]}", encoding="utf-8")
    night.night()
    assert night.statuses() == {FILE: ("accepted", None)}
    assert night.query("select label from raw.unmapped_label") == [("kookgroep",)]


def test_a_file_with_too_many_bad_rows_is_tried_again(night: LandingNight, mapping: Path) -> None:
    rows = [f"G{number};Groep;sportgroep;kids;JoU;2025-01-01" for number in range(20)]
    night.put(FILE, "\n".join([GROUPS.splitlines()[0], *rows]))
    night.night()
    assert night.statuses() == {FILE: ("rejected", "too_many_bad_rows")}
    mapping.write_text("labels: {doelgroep: {kids: jongeren}}", encoding="utf-8")
    night.night()
    assert night.statuses() == {FILE: ("accepted", None)}
    assert night.query("select count(*) from raw.groepen") == [(20,)]
    assert night.query("select * from raw.quarantined_row") == []


def test_nothing_stays_of_a_file_that_is_rejected_under_the_changed_mapping(
    night: LandingNight, mapping: Path
) -> None:  # fmt: skip
    mapping.write_text("headers: {organisatie: [Trekker]}", encoding="utf-8")
    night.put(FILE, GROUPS.replace("organisatie", "trekker").replace("opvoeders", "ouders"))
    night.night()
    assert len(list(night.warehouse.rglob("*.parquet"))) == 2
    mapping.write_text("{}", encoding="utf-8")
    night.night()
    assert night.statuses() == {FILE: ("rejected", "missing_column")}
    assert list(night.warehouse.rglob("*.parquet")) == []
    assert night.query("select * from raw.quarantined_row") == []


def test_a_mapping_that_is_taken_back_gives_what_was_there_before(night: LandingNight, mapping: Path) -> None:
    night.put(FILE, GROUPS.replace("opvoeders", "ouders").replace("sportgroep", "kookgroep"))
    night.night()
    before = tables(night)
    mapping.write_text("labels: {doelgroep: {ouders: opvoeders}, groepstype: {kookgroep: ontmoetingsgroep}}")
    night.night()
    assert tables(night) != before
    mapping.write_text("{}", encoding="utf-8")
    night.night()
    assert tables(night) == before


def test_it_makes_no_difference_when_the_mapping_came(night: LandingNight, mapping: Path, tmp_path: Path) -> None:
    """Mapped before the first night or after it: the same tables."""
    content = GROUPS.replace("opvoeders", "ouders").replace("sportgroep", "kookgroep")
    night.put(FILE, content)
    night.night()
    mapping.write_text("labels: {doelgroep: {ouders: opvoeders}, groepstype: {kookgroep: ontmoetingsgroep}}")
    night.night()
    (tmp_path / "other").mkdir()
    other = LandingNight(tmp_path / "other")
    other.mapping_dir = night.mapping_dir
    other.put(FILE, content)
    other.night()
    assert tables(other) == tables(night)


def test_the_rows_of_a_file_that_is_gone_stay_as_they_were_read(night: LandingNight, mapping: Path) -> None:
    path = night.put(FILE, GROUPS.replace("sportgroep", "kookgroep"))
    night.night()
    path.unlink()
    mapping.write_text("labels: {groepstype: {kookgroep: ontmoetingsgroep}}", encoding="utf-8")
    night.night()
    assert night.query("select groepstype from raw.groepen where groep_id = 'G1'") == [("onbekend",)]
    assert night.query("select label from raw.unmapped_label") == [("kookgroep",)]


def test_a_mapping_that_cannot_be_used_stops_the_night_in_plain_words(night: LandingNight, mapping: Path) -> None:
    mapping.write_text("labels: {groepstype: {kookgroep: koken}}", encoding="utf-8")
    with pytest.raises(Fault, match=r"wiz\.yml maps groepstype to codes that do not exist: koken"):
        night.intake()
