"""A table as HTML, where what a city calls things ends up in a style."""

from dataclasses import replace
from html import unescape

from tests.unit.monitor.hand_made import figures_with
from warehouse.monitor.content import Column, Page, Section, Table, TableRow
from warehouse.monitor.html import LONG, Html


def _rendered(table: Table) -> str:
    page = Page("p", "menu", "titel", ("lead",), (Section("s", ("kop",), (table,)),))
    return Html(figures_with(), [page], []).page(page)


def _style_of(rendered: str) -> str:
    return unescape(rendered.partition('<table role="table"')[2].partition('style="')[2].partition('"')[0])


def test_an_apostrophe_in_a_heading_does_not_end_the_style_that_repeats_it_on_a_phone() -> None:
    table = Table("t", ("bijschrift",), "outflow", "Soort", (Column("Foto's"),), (TableRow(("rij",), (("cel",),)),))
    assert _style_of(_rendered(table)).partition("--l1:")[2] == "'Foto’s ';"


def test_on_a_phone_every_cell_says_what_it_is_and_the_first_of_a_group_of_columns_whose() -> None:
    columns = (Column("oneens"), Column("eens")) * 4
    groups = tuple(((f"{name} \\ 't",), 2) for name in ("A", "B", "C", "D"))
    table = Table("t", ("bijschrift",), "outflow", "Stelling", columns,
                  (TableRow(("rij",), (("cel",),) * len(columns)),), column_groups=groups)  # fmt: skip
    rendered = _rendered(table)
    style = _style_of(rendered)
    assert "--l3:'B \\\\ ’t\\a oneens ';--b3:100%;--l4:'eens ';" in style
    shown = [at for at in range(1, 9) if f"td:nth-of-type({at})::before{{content:var(--l{at})}}" in rendered]
    assert shown == list(range(1, 9))


def test_all_rows_of_a_long_table_share_widths_and_stand_in_groups_that_are_drawn_when_they_are_seen() -> None:
    rows = tuple(TableRow((str(at),), (("-22 tot -1",), ("x",))) for at in range(LONG + 1))
    table = Table("t", ("bijschrift",), "outflow", "Soort", (Column("marge"), Column("een lange kop")), rows)
    rendered = _rendered(table)
    assert "--w:11ch 6ch;" in _style_of(rendered)
    assert rendered.count("<tbody") == 3
    assert rendered.count("<tr role=row>") == LONG + 1
    assert "--w:" not in _style_of(_rendered(replace(table, rows=rows[:LONG])))
