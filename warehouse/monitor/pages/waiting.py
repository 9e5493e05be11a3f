"""Wachten en meedoen: how long people wait until their group starts, how large groups are, how far people take part.

How participations end, and what follows, is in `outflow`.
"""

from collections.abc import Iterator, Sequence

from warehouse.monitor.columns import (
    amount,
    count,
    percentage,
    share,
)
from warehouse.monitor.content import (
    Absent,
    Block,
    Bullets,
    Card,
    Cards,
    Cell,
    Column,
    Filter,
    Link,
    Option,
    OptionGroup,
    Page,
    Paragraph,
    Section,
    Share,
    Table,
    TableRow,
    Text,
    joined,
)
from warehouse.monitor.figures import ALL, OTHERS, UNKNOWN, Figures, Row
from warehouse.monitor.findings import are_few, listed
from warehouse.monitor.pages.parts import (
    anchor,
    last_12_months,
    part_beneath,
    part_name,
    rounded_count,
    rounding_note,
    shown_row,
    slice_rows,
)

MART = "waiting_time"
PROFILE = "group_profile"
# The slices that groups are compared by, in the order of the list, with their words.
SLICES = {
    "group_type": "Per soort groep", "half_year": "Per halfjaar van de start", "neighbourhood": "Per wijk",
    "lead_organisation": "Per organisatie",
}  # fmt: skip
_GROUPS = (
    Column("Groepen", ("n_groups",)), Column("Deelnemers", ("n_participants",)),
    Column("Deelnemers per groep", ("median_size",)), Column("Bijeenkomsten", ("median_sessions",)),
)  # fmt: skip
_TAKING_PART = (
    Column("Aanwezig", ("attendance_share",)), Column("Einde bekend", ("n_known_ends",)),
    Column("Eerder gestopt", ("n_dropouts",)), Column("Deel dat stopte", ("pct_dropout",)),
)  # fmt: skip
_MIDDLE = (
    "Bij deelnemers per groep en bijeenkomsten geldt: de helft van de groepen had dit aantal of minder, de andere helft"
    " dit aantal of meer."
)
_STILL_RUNNING = (
    "In het nieuwste halfjaar lopen vaak nog groepen. Wie eerder stopte telt dan al mee, wie het afmaakt nog niet."
    " Daardoor kan het deel dat stopte er hoger lijken dan het is."
)


def page(figures: Figures) -> Page:
    whole = shown_row(figures, MART, slice=ALL)
    sections = (*_waiting(figures, whole), *_profile(figures))
    return Page(
        slug="wachten",
        menu="Wachten en meedoen",
        title="Hoe lang wachten mensen, en hoe doen zij mee?",
        lead=finding(figures) or ("Er zijn nog te weinig deelnames om te tonen hoe lang mensen wachten.",),
        opening=(*_cards(figures, whole), *rounding_note(figures.rows(MART))),
        sections=(*sections, _limits()) if sections else (),
    )


def finding(figures: Figures) -> Text:
    """How long half and nine of ten waited at most, and how many longer than the limit; nothing where none is shown."""
    whole = shown_row(figures, MART, slice=ALL)
    if whole is None or whole["median_days"] is None:
        return ()
    sentences: list[Text] = [
        ("Van de ", count(whole, "n_started"), " deelnames die begonnen, wachtte de helft ",
         amount(whole, "median_days"), " dagen of korter."),
    ]  # fmt: skip
    if whole["p90_days"] is not None:
        sentences.append(("Negen van de tien wachtten ", amount(whole, "p90_days"), " dagen of korter."))
    n_long, share_long = _long(figures)
    if whole[n_long] and whole[share_long] is not None:
        sentences.append((f"Langer dan {figures.limits.long_wait_days} dagen wachtten er ", count(whole, n_long),
                          " (", share(whole, share_long), ")."))  # fmt: skip
    return joined(sentences)


def _long(figures: Figures) -> tuple[str, str]:
    """The columns of who waited longer than the limit, which are named after it."""
    days = figures.limits.long_wait_days
    return f"n_over_{days}_days", f"share_over_{days}_days"


def _cards(figures: Figures, whole: Row | None) -> Iterator[Block]:
    if whole is None or whole["median_days"] is None:
        return
    cards = [Card((amount(whole, "median_days"), " dagen"), ("De helft wachtte zo lang, of korter.",))]
    if whole["p90_days"] is not None:
        cards.append(Card((amount(whole, "p90_days"), " dagen"), ("Negen van de tien wachtten zo lang, of korter.",)))
    n_long, share_long = _long(figures)
    if whole[n_long] and whole[share_long] is not None:
        words = f"Dit deel wachtte langer dan {figures.limits.long_wait_days} dagen."
        cards.append(Card((share(whole, share_long),), (words,)))
    yield Cards(tuple(cards))


# Waiting


def _waiting(figures: Figures, whole: Row | None) -> Iterator[Section]:
    recent = last_12_months(figures, MART)
    periods = [*filter(None, [whole, recent]), *slice_rows(figures, MART, "half_year")]
    types = slice_rows(figures, MART, "group_type")
    if any(row["median_days"] is not None for row in periods):
        heading: Text = ("Hoe lang wachten mensen?",)
        caption = ("Wachttijd per halfjaar waarin de deelname begon",)
        table = _waits(figures, periods, "wachttijd-periode", caption, "Begonnen in")
        yield Section("wachttijd", heading, (table,), ("Van aanmelding tot de start van de groep",))
    if any(row["median_days"] is not None for row in types):
        table = _waits(figures, types, "wachttijd-soort", ("Wachttijd per soort groep",), "Soort groep")
        yield Section(
            "wachttijd-soort", _by_type(figures, types), (table,), ("Van aanmelding tot de start van de groep",)
        )


def _by_type(figures: Figures, types: Sequence[Row]) -> Text:
    """Of which type people wait longest and shortest, among those of not too few; of one type nothing is said."""
    told = [
        row for row in types
        if row["slice_value"] not in (OTHERS, UNKNOWN) and row["median_days"] is not None
        and not are_few(row["n_started"], figures.limits)
    ]  # fmt: skip
    longest, shortest = (pick(told, key=lambda row: row["median_days"], default=None) for pick in (max, min))
    if longest is None or shortest is None or longest["median_days"] == shortest["median_days"]:
        return ("Hoe lang mensen wachten, per soort groep",)
    of_longest, of_shortest = (figures.group_type(row["slice_value"]).lower() for row in (longest, shortest))
    return (f"Mensen wachten het langst op een {of_longest}, het kortst op een {of_shortest}",)


def _waits(figures: Figures, rows: Sequence[Row], name: str, caption: Text, row_heading: str) -> Table:
    n_long, share_long = _long(figures)
    columns = (
        Column("Deelnames", ("n_started",)), Column("De helft (dagen)", ("median_days",)),
        Column("Negen van tien (dagen)", ("p90_days",)),
        Column(f"Langer dan {figures.limits.long_wait_days} dagen", (n_long,)),
        Column("Deel dat langer wachtte", (share_long,)),
    )  # fmt: skip
    told = [row for row in rows if row["median_days"] is not None]
    few = [_name(figures, row).lower() for row in rows if row["median_days"] is None]
    notes: list[Text] = [("‘De helft’ betekent: de helft wachtte zo lang, of korter.",)]
    on_marks: Text = (f"De balk is het deel dat langer dan {figures.limits.long_wait_days} dagen wachtte.",)
    if few:
        notes.append((f"Te weinig deelnames om te tonen: {listed(few)}.",))
    return Table(
        name=name, caption=caption, mart=MART, row_heading=row_heading, columns=columns,
        rows=tuple(_wait(figures, row) for row in told), notes=tuple(notes), on_marks=(on_marks,),
    )  # fmt: skip


def _wait(figures: Figures, row: Row) -> TableRow:
    n_long, share_long = _long(figures)
    cells: tuple[Cell, ...] = (
        count(row, "n_started"), amount(row, "median_days"), amount(row, "p90_days"), rounded_count(row, n_long),
        share(row, share_long) if row[n_long] else Absent.TOO_FEW,
    )  # fmt: skip
    value = row[share_long] if row[n_long] else None
    marks = (Share(100 * value),) if value is not None else ()
    return TableRow((_name(figures, row),), cells, marks, _beneath(figures, row, "n_started"))


def _name(figures: Figures, row: Row) -> str:
    return part_name(figures, row["slice"], row["slice_value"])


def _beneath(figures: Figures, row: Row, of: str) -> Text:
    return part_beneath(figures, row["slice"], row["slice_value"], row[of])


# Taking part


def _profile(figures: Figures) -> Iterator[Section]:
    whole = shown_row(figures, PROFILE, slice=ALL)
    if whole is None:
        return
    parts = {slice_: slice_rows(figures, PROFILE, slice_) for slice_ in SLICES}
    options = tuple(_option(figures, whole, slice_, rows) for slice_, rows in parts.items() if rows)
    by_part = Filter("Toon", "per", (OptionGroup("", options),))
    blocks = (by_part,) if options else _tables(figures, [whole])
    yield Section("meedoen", _attended(whole), (*_told(whole), *blocks))


def _attended(whole: Row) -> Text:
    if whole["attendance_share"] is None:
        return ("Hoe groepen eruitzien",)
    return ("Deelnemers kwamen naar ", share(whole, "attendance_share"), " van de bijeenkomsten")


def _told(whole: Row) -> Iterator[Block]:
    """How large groups are, and how many stopped: each where there are enough."""
    sentences: list[Text] = []
    if whole["median_size"] is not None and whole["median_sessions"] is not None:
        sentences.append((
            "De helft van de groepen had ", amount(whole, "median_size"), " deelnemers of minder, en de helft had ",
            amount(whole, "median_sessions"), " bijeenkomsten of minder.",
        ))  # fmt: skip
    if whole["n_dropouts"] and whole["pct_dropout"] is not None:
        sentences.append((
            "Van ", count(whole, "n_known_ends"), " deelnames is bekend hoe zij eindigden. ",
            count(whole, "n_dropouts"), " daarvan (", percentage(whole, "pct_dropout"), ") stopten anders dan gepland:"
            " zie ", Link("Hoe het eindigt", "afloop.html"), ".",
        ))  # fmt: skip
    if sentences:
        yield Paragraph(joined(sentences))


def _option(figures: Figures, whole: Row, slice_: str, rows: list[Row]) -> Option:
    recent = last_12_months(figures, PROFILE) if slice_ == "half_year" else None
    blocks = _tables(figures, [whole, *([recent] if recent else []), *rows])
    if slice_ == "half_year":
        blocks = (*blocks, Paragraph((_STILL_RUNNING,)))
    return Option(SLICES[slice_], anchor(slice_), blocks)


def _tables(figures: Figures, rows: Sequence[Row]) -> tuple[Block, ...]:
    groups = Table(
        name="groepen", caption=("Zo groot zijn de groepen",), mart=PROFILE, row_heading="Welke groepen",
        columns=_GROUPS, rows=tuple(_group(figures, row) for row in rows), notes=((_MIDDLE,),),
    )  # fmt: skip
    part = Table(
        name="meedoen", caption=("Zo vaak zijn deelnemers er, en zo veel stoppen eerder",), mart=PROFILE,
        row_heading="Welke groepen", columns=_TAKING_PART, rows=tuple(_taking_part(figures, row) for row in rows),
        on_marks=(("De balk is het deel dat anders dan gepland stopte, van wie het einde bekend is.",),),
    )  # fmt: skip
    return groups, part


def _group(figures: Figures, row: Row) -> TableRow:
    cells = (count(row, "n_groups"), count(row, "n_participants"), amount(row, "median_size"),
             amount(row, "median_sessions"))  # fmt: skip
    return TableRow((_name(figures, row),), cells, (), _beneath(figures, row, "n_participants"))


def _taking_part(figures: Figures, row: Row) -> TableRow:
    is_told = row["n_dropouts"] and row["pct_dropout"] is not None
    cells: tuple[Cell, ...] = (
        share(row, "attendance_share"), rounded_count(row, "n_known_ends"), rounded_count(row, "n_dropouts"),
        percentage(row, "pct_dropout") if is_told else Absent.TOO_FEW,
    )  # fmt: skip
    marks = (Share(row["pct_dropout"]),) if is_told else ()
    return TableRow((_name(figures, row),), cells, marks, _beneath(figures, row, "n_participants"))


def _limits() -> Section:
    items: tuple[Text, ...] = (
        ("Wachttijd is er alleen van wie begon. Wie nog wacht, of niet meer wilde, telt niet mee.",),
        ("Wie aan meer groepen meedeed, telt bij deelnames voor elke groep mee, en bij deelnemers één keer.",),
        ("Eerder stoppen kan ook door een verhuizing of ziekte. Het zegt niet dat de groep niet goed was.",),
    )
    return Section("lezen", ("Wat deze cijfers niet zeggen",), (Bullets(items),))
