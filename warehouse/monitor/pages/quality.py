"""Kwaliteit: what was delivered and how new it is, what could be linked, how far coders agree, what is not there.

What columns mean and which deliveries are behind all figures is `sources`' matter.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from enum import Enum

from warehouse.monitor import numbers
from warehouse.monitor.columns import (
    amount,
    count,
    newest,
    share,
)
from warehouse.monitor.content import (
    Block,
    Bullets,
    Cell,
    Column,
    Day,
    Notice,
    Page,
    Paragraph,
    Section,
    Table,
    TableRow,
    Text,
)
from warehouse.monitor.figures import Figures, Row
from warehouse.monitor.findings import listed
from warehouse.monitor.sources import DELIVERIES, Delivered, deliveries

CODERS = "coder_agreement"
# Krippendorff: conclusions from 0.8 on, tentative ones from 0.667 on.
RELIABLE_FROM, TENTATIVE_FROM = 0.8, 0.667

# What stands before and after a share of what is linked, by its column.
LINKED: dict[str, tuple[Text, str]] = {
    "share_responses_linked": (
        (),
        " van de antwoorden in de nieuwste bestanden hoort bij een bekende groep. De andere tellen mee in de totalen,"
        " en in delen van groepen als ‘onbekend’.",
    ),
    "share_participants_linked": (
        ("Bij ",),
        " van de deelnemers in de nieuwste bestanden is een beschikking voor individuele hulp bekend. Dat de anderen er"
        " geen hebben is geen fout: niet iedereen krijgt die hulp.",
    ),
}


class Age(Enum):
    """How old the newest file of a kind is, on the day of the build."""

    WEEK = "een week of minder"
    MONTH = "een maand of minder"
    QUARTER = "meer dan een maand"
    OLD = "meer dan drie maanden"


class Agreement(Enum):
    """How far coders agree on a theme, in words."""

    ALWAYS = "altijd eens"
    NEARLY_ALWAYS = "bijna altijd eens"
    MOSTLY = "meestal eens"
    OFTEN_NOT = "vaak oneens: lees dit thema met voorzichtigheid"
    SAME = "alle codeurs zeiden steeds hetzelfde"


def page(figures: Figures) -> Page:
    delivered = deliveries(figures)
    return Page(
        slug="kwaliteit",
        menu="Kwaliteit",
        title="Hoe goed zijn de gegevens?",
        lead=_lead(figures),
        sections=(
            _of_deliveries(figures, delivered),
            _of_links(figures),
            _of_coders(figures),
            _of_gaps(delivered),
        ),
    )


def age(day: date, as_of: date) -> Age:
    """Of a file, in words: up to 7, 31 and 92 days."""
    for most, found in ((7, Age.WEEK), (31, Age.MONTH), (92, Age.QUARTER)):
        if as_of - day <= timedelta(days=most):
            return found
    return Age.OLD


def agreement(alpha: float | None) -> Agreement:
    """Of a theme. No alpha: the coders of all answers said the same."""
    if alpha is None:
        return Agreement.SAME
    if alpha == 1:
        return Agreement.ALWAYS
    if alpha >= RELIABLE_FROM:
        return Agreement.NEARLY_ALWAYS
    return Agreement.MOSTLY if alpha >= TENTATIVE_FROM else Agreement.OFTEN_NOT


def _lead(figures: Figures) -> Text:
    rows = figures.rows(DELIVERIES)
    last = newest(rows, "newest_delivered_on", rows[0].every) if rows else None
    if not last:
        return ("Er is nog niets geleverd.",)
    return ("Het nieuwste bestand is van ", last, ". Hieronder staat per soort gegevens hoe nieuw zij zijn en wat er"
            " mee is gebeurd.")  # fmt: skip


def _of_deliveries(figures: Figures, delivered: Sequence[Delivered]) -> Section:
    as_of = figures.build.as_of
    table = Table(
        name="leveringen",
        caption=("Leveringen per soort gegevens",),
        subtitle=("Hoe oud het nieuwste bestand was op ", Day(as_of), ", en hoeveel bestanden er kwamen"),
        mart=DELIVERIES,
        row_heading="Soort gegevens",
        columns=(
            Column("nieuwste", ("newest_delivered_on",)),
            Column("hoe oud"),
            Column("ingenomen", ("n_files_taken",)),
            Column("afgewezen", ("n_files_rejected",)),
            Column("al bekend", ("n_files_duplicate",)),
        ),
        rows=tuple(_of_kind(one, as_of) for one in delivered),
        notes=(
            ("Afgewezen: het bestand hield zich niet aan de afspraken, of was niet te lezen. Het telt nergens mee.",),
            ("Al bekend: de inhoud was al eens geleverd. Zij telt niet dubbel.",),
        ),
    )
    return Section("leveringen", (freshness(delivered, as_of),), (table,))


def freshness(delivered: Sequence[Delivered], as_of: date) -> str:
    """The heading: whether all kinds were delivered in the last month, and else which were not."""
    old = [one.title.lower() for one in delivered
           if not one.newest_day or age(one.newest_day, as_of) not in (Age.WEEK, Age.MONTH)]  # fmt: skip
    if not old:
        return "Van elke soort gegevens is er een bestand van de laatste maand"
    if len(old) == len(delivered):
        return "Van geen enkele soort gegevens is er een bestand van de laatste maand"
    return f"Geen bestand van de laatste maand: {listed(old)}"


def _of_kind(one: Delivered, as_of: date) -> TableRow:
    columns = ("n_files_taken", "n_files_rejected", "n_files_duplicate")
    counts: tuple[Cell, ...] = tuple(one.total(column) for column in columns) if one.rows else (("geen",),) * 3
    if not one.newest or not one.newest_day:
        return TableRow((one.title,), (("nog niets",), ("niet bekend",), *counts))
    return TableRow((one.title,), (one.newest, (age(one.newest_day, as_of).value,), *counts))


def _of_links(figures: Figures) -> Section:
    rows = {column: _newest_with(figures, column) for column in LINKED}
    found = {column: row for column, row in rows.items() if row}
    sentences = tuple((*before, share(row, column), after) for column, row in found.items()
                      for before, after in [LINKED[column]])  # fmt: skip
    notes = dict.fromkeys(row["note"] for row in found.values() if row["note"])
    blocks: tuple[Block, ...] = (Bullets(sentences), *(Paragraph((note,)) for note in notes))
    if not sentences:
        blocks = (Notice("Hier is nog weinig te zien.", (
            "De nieuwste bestanden hadden te weinig rijen om te tonen hoeveel ervan te koppelen was.",
        )),)  # fmt: skip
    return Section("koppelingen", ("Wat hoort bij elkaar?",), blocks)


def _newest_with(figures: Figures, column: str) -> Row | None:
    return max((row for row in figures.rows(DELIVERIES) if row[column] is not None),
               key=lambda row: row["night"], default=None)  # fmt: skip


def _of_coders(figures: Figures) -> Section:
    rows = [row for row in figures.rows(CODERS) if not row.is_hidden]
    if not rows:
        why = ("Nog te weinig antwoorden zijn door twee codeurs bekeken. Pas dan is te zien of zij hetzelfde lezen.",)
        return Section("codeurs", ("Lezen codeurs hetzelfde?",), (Notice("Hier is nog niets te zien.", why),))
    table = Table(
        name="codeurs",
        caption=("Hoe eens codeurs het zijn, per thema",),
        subtitle=("Van de open antwoorden die twee of meer codeurs bekeken",),
        mart=CODERS,
        row_heading="Thema",
        columns=(Column("antwoorden", ("n_units",)), Column("score", ("krippendorff_alpha",)), Column("dat is")),
        rows=tuple(_of_theme(row) for row in sorted(rows, key=lambda row: (row["kind"], row["label"]))),
        notes=(_how_scores_read(),),
    )
    words = ("Codeurs lezen de open antwoorden en zeggen welke thema’s erin staan. Twee codeurs lezen dezelfde"
             " antwoorden, los van elkaar. Dan is te zien of een thema voor iedereen hetzelfde betekent.",)  # fmt: skip
    return Section("codeurs", (coders_found(rows),), (Paragraph(words), table))


def coders_found(rows: Sequence[Row]) -> str:
    """The heading: whether coders agree on every theme, and else on which they often do not."""
    doubtful = [row["label"].lower() for row in rows if agreement(row["krippendorff_alpha"]) is Agreement.OFTEN_NOT]
    mostly = [row for row in rows if agreement(row["krippendorff_alpha"]) is Agreement.MOSTLY]
    if doubtful:
        return f"Codeurs waren het vaak oneens over: {listed(doubtful)}"
    return "Codeurs waren het meestal eens" if mostly else "Codeurs waren het bijna altijd eens"


def _of_theme(row: Row) -> TableRow:
    alpha = row["krippendorff_alpha"]
    score: Cell = ("geen",) if alpha is None else amount(row, "krippendorff_alpha", 2)
    return TableRow((row["label"],), (count(row, "n_units"), score, (agreement(alpha).value,)), beneath=(row["kind"],))


def _how_scores_read() -> Text:
    reliable, tentative = (numbers.number(limit, 2) for limit in (RELIABLE_FROM, TENTATIVE_FROM))
    return (
        f"Een score van 1 betekent: altijd eens. Vanaf {reliable} heet het bijna altijd eens, vanaf {tentative} meestal"
        " eens. Een score van 0 betekent: niet vaker eens dan door toeval. Geen score: niemand zei iets anders.",
    )


def _of_gaps(delivered: Sequence[Delivered]) -> Section:
    missing = [one.title.lower() for one in delivered if not one.newest]
    sentences: list[Text] = [(f"Nog nooit ingenomen: {listed(missing)}.",)] if missing else []
    sentences += [
        ("Van wie de vragenlijst niet invulde weten we niet wat die vindt.",),
        ("Van wie geen bekend BSN heeft zien we individuele hulp niet.",),
        ("Een rij die een regel breekt wacht tot zij is verbeterd. Tot dan telt zij niet mee.",),
    ]
    return Section("ontbreekt", ("Wat er niet is",), (Bullets(tuple(sentences)),))
