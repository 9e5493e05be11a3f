"""Tables as CSV: what a spreadsheet finds in a file, and what stops one from being written."""

import csv
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from warehouse.monitor.columns import (
    amount,
    count,
    interval_of_difference,
    newest,
    percentage,
    with_margin,
)
from warehouse.monitor.content import (
    Absent,
    Block,
    Cell,
    Column,
    Filter,
    Option,
    OptionGroup,
    Page,
    Section,
    Table,
    TableRow,
)
from warehouse.monitor.csv_files import README, HeadingTaken, TableNameTaken, csv_files, write_csv
from warehouse.monitor.figures import Build, Figures, Row

BUILD = Build("B1", datetime(2025, 4, 16, 1), date(2025, 4, 16), "1.0", date(2025, 4, 15))
FIGURES = cast(Figures, SimpleNamespace(build=BUILD, city="Utrecht", is_made_up=True))


def row(**values: Any) -> Row:
    return Row("some_mart", "k", {"shown_as": "exact", **values})


def table(headings: Sequence[str], *cells: tuple[Cell, ...], **said: Any) -> Table:
    rows = tuple(TableRow((f"rij {at}",), one) for at, one in enumerate(cells))
    return Table("naam", ("Wat erin staat",), "some_mart", "Stelling", tuple(map(Column, headings)), rows, **said)


def page(*blocks: Block, slug: str = "pagina") -> Page:
    return Page(slug, "Een pagina", "Wat?", ("Dit.",), (Section("deel", ("Delen",), blocks),))


def read(folder: Path, name: str = "naam") -> list[list[str]]:
    return list(csv.reader((folder / f"{name}.csv").read_text("utf-8-sig").splitlines(), delimiter=";"))


def written(folder: Path, *blocks: Block) -> list[list[str]]:
    folder.mkdir(exist_ok=True)
    write_csv(FIGURES, [page(*blocks)], folder / "csv")
    return read(folder / "csv")


def test_a_figure_with_a_margin_is_three_numbers_rounded_as_on_the_page(tmp_path: Path) -> None:
    shown = with_margin(row(p=88.5, p_low=57.4, p_high=98.0), "p", "p_low", "p_high")
    assert str(shown) == "89% (57 tot 98%)"
    assert written(tmp_path, table(["jongeren (marge)"], (shown,), (Absent.TOO_FEW,))) == [
        ["Stelling", "jongeren (%)", "jongeren, ondergrens (%)", "jongeren, bovengrens (%)"],
        ["rij 0", "89", "57", "98"],
        ["rij 1", "te weinig", "te weinig", "te weinig"],
    ]


def test_numbers_have_a_decimal_comma_no_thousands_and_a_plain_minus(tmp_path: Path) -> None:
    one = row(n=1781, p=62.45, low=-3.2, high=0.2, day=date(2025, 4, 3))
    cells = (count(one, "n"), percentage(one, "p", 1), interval_of_difference(one, "low", "high"))
    found = newest([one], "day", "*")
    assert found is not None
    headings, values = written(tmp_path, table(["aantal", "deel", "verschil", "nieuwste"], (*cells, found)))
    assert headings[2:] == [
        "deel (%)", "verschil, ondergrens (procentpunt)", "verschil, bovengrens (procentpunt)", "nieuwste",
    ]  # fmt: skip
    assert values[1:] == ["1781", "62,5", "-3", "0", "2025-04-03"]


def test_what_is_of_another_unit_stands_in_a_column_of_its_own(tmp_path: Path) -> None:
    one = row(p=40.0, days=37.0)
    assert written(tmp_path, table(["waarde"], (percentage(one, "p"),), (amount(one, "days"),))) == [
        ["Stelling", "waarde (%)", "waarde"], ["rij 0", "40", ""], ["rij 1", "", "37"],
    ]  # fmt: skip


def test_why_nothing_is_shown_is_a_word_and_no_text_is_computed(tmp_path: Path) -> None:
    harmful = replace(table(["a", "b"], (Absent.NOBODY, ("=1+1",))), rows=(
        TableRow(("@naam",), (Absent.NOBODY, ("=1+1",))),
    ))  # fmt: skip
    assert written(tmp_path, harmful)[1] == ["'@naam", "niemand", "'=1+1"]


def test_excel_knows_the_encoding_and_the_ends_of_lines(tmp_path: Path) -> None:
    written(tmp_path, table(["één"], (("×",),)))
    assert (tmp_path / "csv/naam.csv").read_bytes() == "\ufeffStelling;één\r\nrij 0;×\r\n".encode()


def test_states_of_a_filter_are_one_file_that_says_which(tmp_path: Path) -> None:
    one = row(n=20)
    states = (
        Option("Overig", "a", (table(["opvoeders"], (count(one, "n"),), subtitle=("20 opvoeders",)),)),
        Option("Sportgroep", "b", (table(["jongeren"], (Absent.HIDDEN,), subtitle=("weinig",)),)),
    )
    block = Filter("Toon", "toon", (OptionGroup("Soort groep", states),))
    assert written(tmp_path, block) == [
        ["Onderdeel", "Stelling", "opvoeders", "jongeren", "Over wie"],
        ["Soort groep: Overig", "rij 0", "20", "", "20 opvoeders"],
        ["Soort groep: Sportgroep", "rij 0", "", "verborgen", "weinig"],
    ]


def test_a_name_is_one_tables_over_all_pages() -> None:
    twice = [page(table(["a"], (Absent.NOBODY,)), slug=slug) for slug in ("een", "twee")]
    with pytest.raises(TableNameTaken, match="twee: naam"):
        csv_files(twice)
    states = tuple(Option(name, "x", (table(["a"], (Absent.NOBODY,)),)) for name in ("Overig", "Overig"))
    with pytest.raises(TableNameTaken):
        csv_files([page(Filter("Toon", "toon", (OptionGroup("", states),)))])


def test_two_columns_of_a_table_are_never_one(tmp_path: Path) -> None:
    with pytest.raises(HeadingTaken, match="naam"):
        written(tmp_path, table(["eens", "eens"], (Absent.NOBODY, Absent.NOBODY)))
    groups = ((("Jongeren",), 1), (("Opvoeders",), 1))
    apart = table(["eens", "eens"], (Absent.NOBODY, Absent.NOBODY), column_groups=groups)
    assert written(tmp_path / "apart", apart)[0] == ["Stelling", "Jongeren: eens", "Opvoeders: eens"]


def test_one_file_says_what_all_are_of(tmp_path: Path) -> None:
    written(tmp_path, table(["eens"], (Absent.NOBODY,)))
    told = (tmp_path / "csv" / README).read_text("utf-8-sig")
    for said in ("verzonnen", "16 april 2025", "B1", "naam.csv (Een pagina): Wat erin staat"):
        assert said in told


def test_states_of_one_caption_are_told_by_it() -> None:
    states = tuple(Option(name, name.lower(), (table(["eens"], (Absent.NOBODY,)),)) for name in ("Een", "Twee"))
    [found] = csv_files([page(Filter("Kies", "kies", (OptionGroup("", states),)))])
    assert found.about == "Wat erin staat"
