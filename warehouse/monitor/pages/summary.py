"""In het kort: the findings of the other pages, a sentence or two each, and what is not known.

It has no rule of its own: what it says of a subject is what the page of that subject says, or a rule in `findings`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from warehouse.monitor import findings
from warehouse.monitor.columns import count, with_margin
from warehouse.monitor.content import (
    Block,
    Bullets,
    Card,
    Cards,
    Day,
    Heading,
    Link,
    Page,
    Paragraph,
    Part,
    Section,
    Text,
)
from warehouse.monitor.figures import ALL, Figures, Row
from warehouse.monitor.pages import individual_help, opinions, outflow, participation, themes, waiting
from warehouse.monitor.pages.parts import how_rounded, tone_of

PARTICIPATION = Link("Wie deden mee?", "deelname.html")
NO_CAUSE = (
    "Wij weten niet waardoor iets komt. Er is geen vergelijking met mensen die niet aan een groep meededen."
    " Verschillen komen dus niet per se door de groep."
)


@dataclass(frozen=True)
class Subject:
    """finding: what is found, with how many and how certain; nothing where there is too little to say it."""

    page: Link
    finding: Callable[[Figures], Text]


# In the order of the menu.
SUBJECTS = (
    Subject(Link("Wat vinden deelnemers?", "meningen.html"), opinions.finding),
    Subject(Link("Wat noemen zij zelf?", "themas.html"), themes.finding),
    Subject(Link("Contact en netwerk", "contact.html"), findings.contact),
    Subject(Link("Wachten en meedoen", "wachten.html"), waiting.finding),
    Subject(Link("Hoe het eindigt", "afloop.html"), outflow.finding),
    Subject(Link("Hulp rond en na de groep", "hulp.html"), individual_help.finding),
)


def page(figures: Figures) -> Page:
    found = {subject.page: text for subject in SUBJECTS if (text := subject.finding(figures))}
    missing = [subject.page for subject in SUBJECTS if subject.page not in found]
    return Page(
        slug="index",
        menu="In het kort",
        title="In het kort",
        lead=_lead(figures),
        opening=tuple(_cards(figures)),
        sections=(*_found(figures, found), _not_known(figures, missing)),
    )


def _lead(figures: Figures) -> Text:
    """Of whom the figures are, and until when."""
    what = f"Deelnemers aan groepen in {figures.city}: wat zij zeggen, en wat over hun deelname is vastgelegd."
    until = [
        (f"{name} tot en met ", Day(day))
        for name, day in (("Meningen", figures.opinions_until), ("Registraties", figures.registrations_until))
        if day
    ]
    if not until:
        return (what, " Er zijn nog geen cijfers.")
    return (what, *(part for one in until for part in (" ", *one, ".")))


def _cards(figures: Figures) -> Sequence[Block]:
    """How many took part, of each target group."""
    rows = participation.wholes(figures)
    return [Cards(tuple(_card(figures, row) for row in rows))] if rows else []


def _card(figures: Figures, row: Row) -> Card:
    name = row["target_group"]
    margin = with_margin(row, "pct_responded", "responded_low", "responded_high")
    text: Text = (f"uitnodigingen aan {name} zijn beantwoord: ", margin, ". ", PARTICIPATION)
    return Card((count(row, "n_responded"), " van de ", count(row, "n_invited")), text, tone_of(figures, name))


def _found(figures: Figures, found: dict[Link, Text]) -> Sequence[Section]:
    if not found:
        return ()
    blocks = tuple(block for link, text in found.items() for block in (Heading((link,)), Paragraph(text)))
    note = how_rounded(figures.rows("waiting_time", slice=ALL))
    subtitle: Text = ("Over wachten, einde en hulp: ", *note) if note else ()
    return (Section("gevonden", ("Wat zien wij?",), blocks, subtitle),)


def _not_known(figures: Figures, missing: Sequence[Link]) -> Section:
    told: list[Text] = [(NO_CAUSE,)]
    if participation.wholes(figures):
        told.append(("Wie niet antwoordde, denkt er misschien anders over. ", PARTICIPATION))
    if few := opinions.not_told(figures):
        told.append((*few, " Daarvoor zijn meer antwoorden nodig."))
    if missing:
        told.append(("Nog te weinig gegevens zijn er voor: ", *_listed(missing), "."))
    return Section("onbekend", ("Wat weten wij niet?",), (Bullets(tuple(told)),))


def _listed(links: Sequence[Link]) -> Text:
    parts: list[Part] = []
    for at, link in enumerate(links):
        parts += ["" if at == 0 else " en " if at == len(links) - 1 else ", ", link]
    return tuple(parts)
