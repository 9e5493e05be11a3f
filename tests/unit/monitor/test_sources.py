"""From a figure to what it means and is made of."""

import re
from dataclasses import replace

import pytest

from schemas.kinds import KINDS
from tests.disclosed import disclosure, manifest
from tests.unit.monitor.hand_made import WHOLE, figures_with
from warehouse.monitor.columns import count, number_of_rows, with_margin
from warehouse.monitor.content import (
    ROWS,
    Absent,
    Bullets,
    Column,
    Figure,
    Filter,
    Option,
    OptionGroup,
    Section,
    Table,
    TableRow,
    plain,
)
from warehouse.monitor.figures import Figures, dutch
from warehouse.monitor.html import Html
from warehouse.monitor.pages import PAGES
from warehouse.monitor.sources import deliveries_behind, sources_of
from warehouse.publication.tables import is_published

RESPONSE = WHOLE | {
    "target_group": "opvoeders", "n_invited": 50, "n_responded": 43, "pct_responded": 86.0, "responded_low": 73.0,
    "responded_high": 93.0,
}  # fmt: skip
DELIVERED = {
    "night": "2025-04-15", "kind": "wiz/groepen", "n_files_taken": 2, "n_files_rejected": 1, "n_files_duplicate": 0,
    "newest_delivered_on": None, "share_responses_linked": None, "share_participants_linked": None,
}  # fmt: skip


def figures() -> Figures:
    return figures_with(response_rate=[RESPONSE])


def table() -> Table:
    row = figures().rows("response_rate")[0]
    cell = with_margin(row, "pct_responded", "responded_low", "responded_high")
    columns = (Column("opvoeders (marge)", ("pct_responded", "responded_low", "responded_high")),)
    return Table("t", ("Wie deed mee",), "response_rate", "Wie", columns, (TableRow(("x",), (Absent.HIDDEN,)),
                 TableRow(("y",), (cell,))))  # fmt: skip


def test_every_figure_that_is_shown_says_in_dutch_what_is_counted_of_whom() -> None:
    """The sentence stands beside figures, for people who know no names of columns."""
    nodes = {node["name"]: node for node in manifest()["nodes"].values()}
    for mart in disclosure().marts.values():
        columns = nodes[mart.name]["columns"]
        figures = [name for name in columns if is_published(name) and name not in (*mart.labels, *mart.left_out)]
        for name in figures:
            sentence, _, english = columns[name]["description"].partition(". (")
            assert english, f"{mart.name}.{name}"
            assert len(sentence.split()) >= 5, f"{mart.name}.{name}"
            without_limits = re.sub(r"\{\{.*?\}\}", "", sentence)
            assert not re.search(r"[(_`]|\b0-1", without_limits), f"{mart.name}.{name}"


def test_a_meaning_is_the_dutch_half_to_its_full_stop() -> None:
    assert dutch("Doelgroep, of `all`. (Target group, or all.) More.") == "Doelgroep, of all."
    assert dutch("`pooled` (samengevoegd) of niet. (How.)") == "pooled (samengevoegd) of niet."


def test_a_column_is_told_once_by_its_headings_with_its_bounds_named() -> None:
    inner = Filter("Toon", "toon", (OptionGroup("", (Option("a", "a", (table(),)),)),))
    found = sources_of(figures(), Section("deel", ("Deel",), (table(), inner)))
    assert [(one.names, one.meaning.column) for one in found] == [
        (("opvoeders",), "pct_responded"),
        (("opvoeders, ondergrens",), "responded_low"),
        (("opvoeders, bovengrens",), "responded_high"),
    ]
    assert all(str(one.until) == "2025-03-31" for one in found)


def test_figures_in_texts_are_told_too() -> None:
    row = figures().rows("response_rate")[0]
    block = Bullets((("Dat zijn ", count(row, "n_responded"), " mensen."),))
    found = sources_of(figures(), Section("deel", ("Van ", count(row, "n_invited")), (block,)))
    assert [(one.names, one.meaning.column) for one in found] == [((), "n_invited"), ((), "n_responded")]


def test_what_is_computed_of_a_column_is_told_as_that_column_and_rows_as_rows() -> None:
    divided = Figure("2%", "response_rate", ("100/n_invited",), "k")
    rows = number_of_rows("response_rate", [], "shown_as=rounded")
    assert [one.meaning.column for one in sources_of(figures(), (divided, rows))] == ["n_invited", ROWS]


def test_a_figure_of_a_column_that_is_not_there_is_refused() -> None:
    with pytest.raises(KeyError):
        sources_of(figures(), (Figure("2%", "response_rate", ("pct_invited",), "k"),))


def test_every_kind_of_delivery_is_told_as_a_sum_over_nights_with_its_newest_day() -> None:
    delivered = figures_with(delivery_quality=[
        DELIVERED | {"newest_delivered_on": figures().build.as_of},
        DELIVERED | {"night": "2025-04-16", "n_files_taken": 3},
    ])  # fmt: skip
    lines = deliveries_behind(delivered)
    assert len(lines) == len(KINDS)
    assert plain(lines[0]) == "Groepen. Bestanden: 5, het nieuwste van 15 april 2025"
    assert [one.key for one in lines[0] if isinstance(one, Figure)] == ["*|wiz/groepen"] * 2
    assert plain(lines[1]) == "Bijeenkomsten van groepen. Nog niets ingenomen"


def test_a_list_of_sources_stands_on_the_page_below_every_part_with_figures() -> None:
    made = figures()
    page = replace(PAGES[0](made), lead=("Zie.",), opening=(), sections=(
        Section("met", ("Met",), (table(),)), Section("zonder", ("Zonder",), (Bullets((("Niets.",),)),)),
    ))  # fmt: skip
    html = Html(made, [page], deliveries_behind(made)).page(page)
    assert html.count("Waar komen deze cijfers vandaan?") == 1
    assert 'data-of="response_rate.responded_low"' in html
    assert "Percentage uitnodigingen waarop een ingevulde vragenlijst terugkwam" in html
