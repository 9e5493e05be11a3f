"""Verantwoording: what it counts, by which thresholds people are protected, and what it does not lead to."""

from datetime import date

from tests.disclosed import disclosure
from tests.unit.monitor.hand_made import WHOLE, figures_with, table
from warehouse.disclosure.thresholds import Thresholds
from warehouse.monitor.content import Bullets, Figure, Filter, Link, found_in, plain
from warehouse.monitor.pages import accountability

WAITED = WHOLE | {"n_started": 25}


def test_rows_are_counted_by_how_they_are_shown_and_name_what_they_count() -> None:
    rows = [WAITED | {"shown_as": "rounded", "data_until": date(2025, 2, 28)}, WAITED | {"shown_as": "hidden"}]
    page = accountability.page(figures_with(waiting_time=rows))
    told = {row[0]: row[1:] for row in table(page, "zo-getoond")}
    assert len(told) == len(disclosure().marts)
    about = "Wachttijd van aanmelding tot start, van gestarte deelnames."
    assert told[about] == ["0", "0", "1", "1", "31 maart 2025"]
    keys = {one.key: one.text for one in found_in(page, Figure) if one.mart == "waiting_time"}
    assert keys == {
        "shown_as=exact": "0", "shown_as=pooled": "0", "shown_as=rounded": "1", "shown_as=hidden": "1",
        "*|*": "31 maart 2025",
    }  # fmt: skip


def test_people_are_protected_by_the_thresholds_of_the_build() -> None:
    figures = figures_with()
    figures.thresholds = Thresholds(7, 4)
    page = accountability.page(figures)
    section = next(one for one in page.sections if one.slug == "bescherming")
    told = " ".join(plain(item) for one in found_in(section, Bullets) for item in one.items)
    for said in ("ten minste 7 mensen", "veelvoud van 4,", "vanaf 16 mensen", "vanaf 10 mensen", "vanaf 3 groepen"):
        assert said in told


def test_other_pages_lead_to_its_anchors_and_it_leads_to_nothing_outside_its_folder() -> None:
    page = accountability.page(figures_with())
    assert {"bescherming", "begrippen"} <= {section.slug for section in page.sections}
    assert not any(link.to.startswith(("..", "http")) for link in found_in(page, Link))


def test_the_dictionary_has_every_mart_with_what_every_column_means() -> None:
    page = accountability.page(figures_with())
    [choice] = found_in(page, Filter)
    assert [option.name for option in choice.options] == list(disclosure().marts)
    for option in choice.options:
        for row in option.blocks[0].rows:
            assert len(plain(row.cells[0])) > 3, (option.name, plain(row.heading))
