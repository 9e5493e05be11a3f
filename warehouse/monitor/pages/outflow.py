"""Hoe het eindigt: how participations end, as planned or not, and what follows, as registered at the end.

Help that begins later is in `individual_help`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from warehouse.monitor.columns import count, percentage
from warehouse.monitor.content import (
    Absent,
    Bullets,
    Cell,
    Column,
    Filter,
    Link,
    Option,
    OptionGroup,
    Page,
    Part,
    Section,
    Share,
    Table,
    TableRow,
    Text,
    joined,
)
from warehouse.monitor.figures import ALL, UNKNOWN, Figures, Row
from warehouse.monitor.findings import listed
from warehouse.monitor.pages.parts import (
    anchor,
    last_12_months,
    part_beneath,
    part_name,
    rounded_count,
    rounding_note,
    slice_values,
)

MART = "outflow"
# Above it, parts are more than a whole, and not because each is shown to whole per cent.
_A_WHOLE = 100.5
COLUMNS = (Column("Deelnames", ("n_ended",)), Column("Deel", ("pct_ended",)))
# The slices that ends are compared by, in the order of the list, with their words.
SLICES = {"group_type": "Per soort groep", "half_year": "Per halfjaar van het einde"}


@dataclass(frozen=True)
class Outcome:
    """What is told of an end. file, column: where its fine outcomes and their codes stand in the reference data."""

    name: str
    slug: str
    file: str
    column: str
    question: str
    caption: str
    fine_caption: str
    row_heading: str

    @property
    def of_classes(self) -> str:
        return f"{self.name}_class"


OUTCOMES = (
    Outcome("end_reason", "einde", "end_reasons", "reason", "Waarom eindigde het meedoen?", "Volgens plan of anders",
            "De redenen", "Reden"),
    Outcome("follow_up", "vervolg", "follow_ups", "follow_up", "Wat volgde er na de groep?", "Wat volgde, in het kort",
            "Wat volgde, precies", "Vervolg"),
)  # fmt: skip


def page(figures: Figures) -> Page:
    sections = tuple(_section(figures, outcome) for outcome in OUTCOMES if _classes(figures, outcome))
    return Page(
        slug="afloop",
        menu="Hoe het eindigt",
        title="Hoe eindigt het meedoen, en wat volgt er?",
        lead=finding(figures) or ("Er zijn nog te weinig deelnames geëindigd om te tonen hoe dat ging.",),
        opening=tuple(rounding_note(figures.rows(MART, slice=ALL))),
        sections=(*sections, *_by_part(figures), _limits()) if sections else (),
    )


def finding(figures: Figures) -> Text:
    """Of all who ended the classes of reasons and of what followed, each with its part; nothing where none is shown."""
    reasons, follow_ups = (_classes(figures, outcome) for outcome in OUTCOMES)
    if not reasons and not follow_ups:
        return ()
    total = (reasons or follow_ups)[0]
    sentences: list[Text] = [("Er eindigden ", count(total, "n_ended_total"), " deelnames.")]
    for opening, rows in (("Zo ging dat: ", reasons), ("En dit volgde: ", follow_ups)):
        told = [row for row in rows if row["pct_ended"] is not None]
        if told:
            sentences.append((opening, *_parts(told), "."))
    return joined(sentences)


def _parts(rows: Sequence[Row]) -> Text:
    """`75% volgens plan, 19% anders en 6% onbekend`."""
    parts: list[Part] = []
    for at, row in enumerate(rows):
        joint = "" if at == 0 else " en " if at == len(rows) - 1 else ", "
        parts += [joint, percentage(row, "pct_ended"), f" {row['label'].lower()}"]
    return tuple(parts)


def _classes(figures: Figures, outcome: Outcome) -> list[Row]:
    return _in_order(figures, outcome, _shown(figures, outcome.of_classes))


def _shown(figures: Figures, name: str, slice_: str = ALL, value: str = ALL) -> list[Row]:
    rows = figures.rows(MART, outcome=name, slice=slice_, slice_value=value)
    return [row for row in rows if not row.is_hidden]


def _in_order(figures: Figures, outcome: Outcome, rows: Sequence[Row]) -> list[Row]:
    """In the order of the reference data, fine or in classes; what is not known comes last."""
    order = list(_labels(figures, outcome)) + list(_class_labels(figures, outcome))
    return sorted(rows, key=lambda row: (row["outcome_key"] == UNKNOWN, order.index(row["outcome_key"])
                                         if row["outcome_key"] in order else len(order)))  # fmt: skip


def _labels(figures: Figures, outcome: Outcome) -> dict[str, str]:
    """Every fine outcome that a city has, with its label."""
    known = {getattr(row, outcome.column): row.label for row in figures.reference.rows[outcome.file]}
    return known | {UNKNOWN: "Onbekend"}


def _class_labels(figures: Figures, outcome: Outcome) -> dict[str, str]:
    known = {row.outcome_class: row.class_label for row in figures.reference.rows[outcome.file]}
    return known | {UNKNOWN: "Onbekend"}


def _section(figures: Figures, outcome: Outcome) -> Section:
    classes = _classes(figures, outcome)
    fine = _in_order(figures, outcome, _shown(figures, outcome.name))
    tables = [
        _table(rows, name, caption, outcome.row_heading, labels)
        for rows, name, caption, labels in (
            (classes, outcome.slug, outcome.caption, _class_labels(figures, outcome)),
            (fine, f"{outcome.slug}-precies", outcome.fine_caption, _labels(figures, outcome)),
        )
        if rows
    ]
    subtitle: Text = ("Van de ", count(classes[0], "n_ended_total"), " deelnames die eindigden")
    return Section(outcome.slug, _heading(outcome, classes), tuple(tables), subtitle)


def _heading(outcome: Outcome, classes: Sequence[Row]) -> Text:
    """What most often was so; neutral where that is not known, or where there are too few for a part."""
    most = max(classes, key=lambda row: row["n_ended"])
    is_told = most["pct_ended"] is not None and most["outcome_key"] != UNKNOWN
    return (
        (f"{most['label']}: ", percentage(most, "pct_ended"), " van de deelnames") if is_told else (outcome.question,)
    )


def _table(rows: Sequence[Row], name: str, caption: str, row_heading: str, labels: dict[str, str]) -> Table:
    missing = [label.lower() for key, label in labels.items() if key not in {row["outcome_key"] for row in rows}]
    notes: tuple[Text, ...] = ()
    if missing:
        notes = ((f"Te weinig om te tonen: {listed(missing)}. Het kunnen er een paar zijn, of geen.",),)
    return Table(
        name=name, caption=(caption,), mart=MART, row_heading=row_heading, columns=COLUMNS,
        rows=tuple(_row(row) for row in rows), notes=notes,
    )  # fmt: skip


def _row(row: Row) -> TableRow:
    marks = (Share(row["pct_ended"]),) if row["pct_ended"] is not None else ()
    return TableRow((row["label"],), (rounded_count(row, "n_ended"), percentage(row, "pct_ended")), marks)


# By type of group and by period


def _by_part(figures: Figures) -> Iterator[Section]:
    options = [option for slice_ in SLICES if (option := _option(figures, slice_))]
    if options:
        yield Section("delen", ("Per soort groep en per halfjaar",),
                      (Filter("Toon", "per", (OptionGroup("", tuple(options)),)),))  # fmt: skip


def _option(figures: Figures, slice_: str) -> Option | None:
    tables = [table for outcome in OUTCOMES if (table := _parts_table(figures, outcome, slice_))]
    return Option(SLICES[slice_], anchor(slice_), tuple(tables)) if tables else None


def _parts_table(figures: Figures, outcome: Outcome, slice_: str) -> Table | None:
    """Parts below one another, classes beside each other. Parts of too few are named in a note."""
    classes = _classes(figures, outcome)
    parts = [(ALL, ALL), *_recent(figures, slice_), *((slice_, one) for one in slice_values(figures, MART, slice_))]
    rows_of = {part: _shown(figures, outcome.of_classes, *part) for part in parts}
    told = {part: rows for part, rows in rows_of.items() if any(row["pct_ended"] is not None for row in rows)}
    few = [part_name(figures, *part).lower() for part, rows in rows_of.items() if part not in told]
    if len(told) < 2 or not classes:
        return None
    columns = tuple(Column(row["label"], ("pct_ended",)) for row in classes)
    rows = tuple(_part_row(figures, part, rows, classes) for part, rows in told.items())
    notes: list[Text] = []
    if any(sum(one["pct_ended"] or 0 for one in of_part) > _A_WHOLE for of_part in told.values()):
        notes.append(("Delen in een rij zijn samen soms meer dan het geheel: elk aantal is apart afgerond.",))
    if any(Absent.TOO_FEW in row.cells for row in rows):
        notes.append(("‘Te weinig’: een paar, of geen.",))
    if few:
        notes.append((f"Te weinig deelnames om te tonen: {listed(few)}.",))
    return Table(
        name=f"{outcome.slug}-per-deel", caption=(outcome.question,), mart=MART, row_heading="Welke deelnames",
        columns=(Column("Deelnames", ("n_ended_total",)), *columns),
        rows=rows, notes=tuple(notes), on_marks=((f"De balk is het deel: {classes[0]['label'].lower()}.",),),
    )  # fmt: skip


def _recent(figures: Figures, slice_: str) -> list[tuple[str, str]]:
    recent = last_12_months(figures, MART, outcome=OUTCOMES[0].of_classes) if slice_ == "half_year" else None
    return [(recent["slice"], recent["slice_value"])] if recent else []


def _part_row(figures: Figures, part: tuple[str, str], rows: Sequence[Row], classes: Sequence[Row]) -> TableRow:
    of = {row["outcome_key"]: row for row in rows}
    cells: tuple[Cell, ...] = tuple(
        percentage(of[one["outcome_key"]], "pct_ended") if one["outcome_key"] in of else Absent.TOO_FEW
        for one in classes
    )
    first = of.get(classes[0]["outcome_key"])
    marks = (Share(first["pct_ended"]),) if first and first["pct_ended"] is not None else ()
    beneath = part_beneath(figures, *part, rows[0]["n_ended_total"])
    return TableRow((part_name(figures, *part),), (count(rows[0], "n_ended_total"), *cells), marks, beneath)


def _limits() -> Section:
    items: tuple[Text, ...] = (
        ("Wie aan meer groepen meedeed, telt voor elke groep mee.",),
        ("Het vervolg is wat begeleiders bij het einde opschreven. Wat daarna gebeurt, staat bij ",
         Link("Hulp rond en na de groep", "hulp.html"), "."),
        ("Anders dan gepland eindigen is niet altijd slecht: mensen verhuizen, of kunnen zonder de groep verder.",),
    )  # fmt: skip
    return Section("lezen", ("Wat deze cijfers niet zeggen",), (Bullets(items),))
