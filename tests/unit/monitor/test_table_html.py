"""A table as HTML, where what a city calls things ends up in a style."""

from html import unescape

from tests.unit.monitor.hand_made import figures_with
from warehouse.monitor.content import Column, Page, Section, Table, TableRow
from warehouse.monitor.html import Html


def test_an_apostrophe_in_a_heading_does_not_end_the_style_that_repeats_it_on_a_phone() -> None:
    table = Table("t", ("bijschrift",), "outflow", "Soort", (Column("Foto's"),), (TableRow(("rij",), (("cel",),)),))
    html = Html(figures_with(), [], []).page(Page("p", "menu", "titel", ("lead",), (Section("s", ("kop",), (table,)),)))
    style = unescape(html.partition('<table role="table"')[2].partition('style="')[2].partition('"')[0])
    assert style.partition("--l1:")[2] == "'Foto’s ';"
