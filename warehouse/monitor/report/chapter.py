"""Chapter 3 of the report as it would be written today: what stands in it, in the order in which it stands.

Of what pages show too it takes the pages' own blocks. How it looks is `pdf`'s and `word`'s matter.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count as numbers_from
from itertools import islice

from warehouse.monitor import numbers
from warehouse.monitor.content import (
    Block,
    Bullets,
    Cards,
    Day,
    Figure,
    Filter,
    Heading,
    Notice,
    Page,
    Paragraph,
    Quote,
    Quotes,
    Section,
    Table,
    Text,
    found_in,
    joined,
    plain,
)
from warehouse.monitor.figures import ALL, Figures, Row
from warehouse.monitor.findings import listed
from warehouse.monitor.pages.parts import few_notice
from warehouse.monitor.pages.table_1 import answers, by_statement, table_1
from warehouse.monitor.pages.themes import GAINS, IMPROVEMENTS, Kind, together
from warehouse.monitor.report.sentences import agreement, by_mentions, filled_in, named

CHAPTER = 3
# As many quotations stand below the themes of a kind.
QUOTES_TOLD = 5
NO_VERDICT = (
    "Waar niet ‘alle’, ‘niemand’, ‘de meeste’ of ‘minder dan de helft’ staat, zijn er te weinig antwoorden om dat te"
    " zeggen, of ligt het te dicht bij de helft. Percentages zijn van allen die de vragenlijst invulden."
)


@dataclass(frozen=True)
class Report:
    """about: lines below the title. until: what days its figures are of, in a few words."""

    title: str
    until: str
    about: tuple[Text, ...]
    made_up: str
    heading: str
    opening: tuple[Block, ...]
    sections: tuple[Section, ...]

    @property
    def blocks(self) -> Iterator[Block]:
        yield from self.opening
        for section in self.sections:
            yield from section.blocks


@dataclass(frozen=True)
class FromPage:
    """A part of the report that a page has too: which page, and which of its sections, by their slugs."""

    heading: str
    page: str
    sections: tuple[str, ...] = ()


# What the report of 2025 asked for and could not have.
FROM_PAGES = (
    FromPage("Contact buiten de groep", "contact", ("moment", "gekregen-en-kwijt", "doorgaan")),
    FromPage("Wachten en meedoen", "wachten", ("wachttijd", "wachttijd-soort")),
    FromPage("Hoe meedoen eindigt", "afloop", ("einde", "vervolg")),
    FromPage("Individuele hulp rond en na de groep", "hulp", ("rond", "na")),
    FromPage("Verschillen tussen groepen, en hoeveel antwoorden daarvoor nodig zijn", "verschillen", ("nog-niet",)),
)  # fmt: skip


def report_of(figures: Figures, pages: Sequence[Page]) -> Report:
    """The report of the figures, with what it takes of the pages."""
    by_slug = {page.slug: page for page in pages}
    parts = [
        *_satisfaction(figures),
        *_improvements(figures),
        *(_from_page(by_slug[one.page], one) for one in FROM_PAGES),
    ]
    sections = _with_numbers([*parts, _made(figures, _with_numbers(parts))])
    return _numbered(Report(
        title=f"Monitor collectief werken {figures.city}",
        until=_until(figures),
        about=_about(figures),
        made_up="Voorbeeld. Deze cijfers zijn verzonnen: geen enkele deelnemer bestaat." if figures.is_made_up else "",
        heading=f"{CHAPTER}. Monitoring: resultaten",
        opening=_opening(figures),
        sections=sections,
    ))  # fmt: skip


def _with_numbers(parts: Sequence[Section]) -> tuple[Section, ...]:
    return tuple(replace(part, heading=(f"{CHAPTER}.{at} ", *part.heading)) for at, part in enumerate(parts, 1))


def _until(figures: Figures) -> str:
    return f"Stand: {numbers.day(figures.build.as_of)}"


def _about(figures: Figures) -> tuple[Text, ...]:
    until = [(name, day) for name, day in (("Meningen", figures.opinions_until),
                                           ("Registraties", figures.registrations_until)) if day]  # fmt: skip
    return (
        (_until(figures),),
        *((f"{name} tot en met ", Day(day)) for name, day in until),
        (f"Gemaakt op {numbers.moment(figures.build.built_at)}, uit publicatie {figures.build.build_id}",),
    )


def _opening(figures: Figures) -> tuple[Block, ...]:
    words: Text = (
        "Dit hoofdstuk laat zien wat deelnemers vinden van het groepsaanbod, en wat er bekend is over contact, wachten,"
        " afronden en hulp. Alle cijfers komen uit de monitor. Zij laten niet zien of iets door de groep komt.",
    )
    return (Paragraph(words), *few_notice(figures, answers(figures)))


# 3.1 and 3.2: what participants say


def _satisfaction(figures: Figures) -> Iterator[Section]:
    heading: Text = (f"Tevredenheid van {listed(figures.target_groups)}",)
    wholes = answers(figures)
    if not wholes:
        words = "Er zijn nog te weinig antwoorden om te tonen wat deelnemers vinden."
        yield Section("tevredenheid", heading, (Paragraph((words,)),))
        return
    items = tuple(
        joined([agreement(list(of.values()), figures.limits) for of in statements])
        for statements in _by_area(by_statement(wholes))
    )
    table = table_1(figures)
    assert table is not None, "there are answers"
    blocks = (
        Paragraph(_response(figures, wholes)),
        *_themes(figures, GAINS),
        Paragraph(("Antwoorden op de stellingen (Tabel 1):",)),
        Bullets(items),
        Paragraph((NO_VERDICT,)),
        table,
    )
    yield Section("tevredenheid", heading, blocks)


def _response(figures: Figures, wholes: Mapping[str, Sequence[Row]]) -> Text:
    invited = [row for name in wholes for row in figures.rows("response_rate", target_group=name, slice=ALL)]
    until = figures.opinions_until
    assert until is not None, "there are answers"
    told = filled_in([rows[0] for rows in wholes.values()], [row for row in invited if not row.is_hidden])
    return (*told, " De antwoorden zijn gegeven tot en met ", Day(until), ".")


def _by_area(statements: Sequence[dict[str, Row]]) -> list[list[dict[str, Row]]]:
    """Statements about one subject together, in the order of the first of each."""
    areas: dict[str, list[dict[str, Row]]] = {}
    for of in statements:
        areas.setdefault(next(iter(of.values()))["outcome_area"], []).append(of)
    return list(areas.values())


def _themes(figures: Figures, kind: Kind) -> Iterator[Block]:
    """The themes of a kind, and of those named most often what participants said."""
    rows = together(figures, kind)
    told = named(rows, f"als {kind.one}", figures.limits)
    if not told:
        return
    yield Paragraph(told)
    quotes = tuple(islice(_quotes(figures, by_mentions(rows)), QUOTES_TOLD))
    if quotes:
        yield Quotes(quotes)


def _quotes(figures: Figures, themes: Sequence[Row]) -> Iterator[Quote]:
    """Of each theme one of each target group; what two people said in the same words stands once."""
    told = set()
    for theme in themes:
        for name in figures.target_groups:
            said = [
                row["quote"]
                for row in figures.rows("quotes", theme_key=theme["theme_key"], target_group=name)
                if not row.is_hidden and row["quote"] not in told
            ]
            if said:
                told.add(said[0])
                yield Quote(said[0], f"een van de {name}")


def _improvements(figures: Figures) -> Iterator[Section]:
    blocks = tuple(_themes(figures, IMPROVEMENTS))
    if blocks:
        yield Section("verbeterpunten", ("Verbeterpunten",), blocks)


# What pages show too


def _from_page(page: Page, part: FromPage) -> Section:
    """The page's answer, and what it shows of it; a list to choose from is for pages alone, and so are cards."""
    chosen = {section.slug: section for section in page.sections}
    blocks = [
        Paragraph(page.lead), *_printed(page.opening),
        *(block for slug in part.sections if slug in chosen for block in _with_heading(chosen[slug])),
    ]  # fmt: skip
    return Section(page.slug, (part.heading,), tuple(blocks))


def _with_heading(section: Section) -> Iterator[Block]:
    """A section of a page below its heading; whom it is of is said in the caption of the table that comes first."""
    yield Heading(section.heading)
    blocks = list(_printed(section.blocks))
    of_whom = section.subtitle
    if of_whom and blocks and isinstance(first := blocks[0], Table) and not first.subtitle:
        blocks[0] = replace(first, subtitle=of_whom)
    elif of_whom:
        yield Paragraph((*of_whom, "" if plain(of_whom).endswith(".") else "."))
    yield from blocks


def _printed(blocks: Sequence[Block]) -> Iterator[Block]:
    return (block for block in blocks if not isinstance(block, Filter | Cards))


# How it was made


def _made(figures: Figures, parts: Sequence[Section]) -> Section:
    """What protects people, what a margin is, and of which tables each part is made, until which day."""
    items: tuple[Text, ...] = (
        ("Van kleine groepen mensen zijn antwoorden samengevoegd, en aantallen mensen zijn afgerond. Zo is niemand te"
         " herkennen. Wat dan nog te klein is, staat er niet.",),
        ("Tussen haakjes staat soms een marge. Niet iedereen antwoordde: het echte deel ligt waarschijnlijk (95%)"
         " daartussen.",),
        ("Wat de woorden betekenen en hoe er is gerekend, staat op de pagina Verantwoording van de monitor. In de"
         " monitor staan ook cijfers per wijk, organisatie en soort groep, en welke verschillen duidelijk zijn.",),
    )  # fmt: skip
    sources = tuple(source for part in parts if (source := _source(figures, part)))
    behind: tuple[Block, ...] = (Heading(("Bronnen",)), Bullets(sources)) if sources else ()
    return Section("herkomst", ("Hoe deze cijfers zijn gemaakt",), (Bullets(items), *behind))


def _source(figures: Figures, part: Section) -> Text:
    """Of which marts a part is made, and the newest day that they hold; nothing where it has no figures."""
    marts = sorted({figure.mart for figure in found_in(part.blocks, Figure)})
    until = max(filter(None, map(figures.until, marts)), default=None)
    return (f"{plain(part.heading)}: {listed(marts)}, tot en met ", Day(until), ".") if until else ()


def _numbered(report: Report) -> Report:
    """The same with a number before the caption of each table, in the order in which they stand; what several pages say
    in the same words stands where it comes first.
    """
    numbers_of_tables = numbers_from(1)
    said = {plain(block.text) for block in report.opening if isinstance(block, Paragraph | Notice)}

    def settled(blocks: Sequence[Block]) -> Iterator[Block]:
        for block in blocks:
            if isinstance(block, Table):
                yield replace(block, caption=(f"Tabel {next(numbers_of_tables)}. ", *block.caption))
            elif not isinstance(block, Paragraph | Notice):
                yield block
            elif plain(block.text) not in said:
                said.add(plain(block.text))
                yield block

    sections = [replace(one, blocks=tuple(settled(one.blocks))) for one in report.sections]
    return replace(report, sections=tuple(sections))
