"""What several pages have in common: how parts of slices read, notices of few answers, the shape of a target group."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from warehouse.monitor import numbers
from warehouse.monitor.columns import count
from warehouse.monitor.content import (
    Absent,
    Block,
    Figure,
    Notice,
    Option,
    OptionGroup,
    Paragraph,
    Text,
    joined,
)
from warehouse.monitor.figures import ALL, OTHERS, UNKNOWN, Figures, Row
from warehouse.monitor.findings import are_few, listed

_SPAN = " t/m "
_LAST = {OTHERS: 1, UNKNOWN: 2}
_BEFORE = "eerder"
# The slices that readers choose from, in the order of the list, with their words.
SLICES = {
    "group_type": "Soort groep", "district": "Stadsdeel", "neighbourhood": "Wijk", "lead_organisation": "Organisatie",
    "half_year": "Halfjaar", "last_12_months": "Laatste twaalf maanden",
}  # fmt: skip


def tone_of(figures: Figures, target_group: str) -> str:
    """The name of the shape and colour of a target group: the same on every page."""
    known = figures.target_groups
    return f"g{known.index(target_group)}" if target_group in known[:3] else ""


def slice_label(figures: Figures, slice_: str, value: str) -> str:
    """A part of a slice as readers read it."""
    if slice_ == "group_type":
        return figures.group_type(value)
    if slice_ == "moment":
        return figures.moment(value)
    if slice_ == "half_year" and value not in _LAST:
        return _SPAN.join(_half_year(part) for part in value.split(_SPAN))
    if slice_ == "last_12_months" and _SPAN in value:
        return _SPAN.join(numbers.month(date.fromisoformat(f"{part}-01")) for part in value.split(_SPAN))
    units = {"size_band": "deelnemers", "age_spread_band": "jaar verschil", "sessions_band": "bijeenkomsten"}
    if slice_ in units and value not in _LAST:
        return f"{value} {units[slice_]}"
    return {OTHERS: "Overig", UNKNOWN: "Onbekend", ALL: "Alle", _BEFORE: "Eerder"}.get(value, value)


def full_label(figures: Figures, slice_: str, value: str) -> str:
    """The same where no list says of which slice it is: `Wijk: overig`, as several slices have such a part."""
    label = slice_label(figures, slice_, value)
    return f"{SLICES[slice_]}: {label.lower()}" if value in _LAST else label


def _half_year(value: str) -> str:
    year, _, half = value.partition("-")
    return f"{ {'1': 'eerste', '2': 'tweede'}.get(half, half) } helft {year}"


def anchor(*names: str) -> str:
    """Names as one word of an address: `neighbourhood-leidsche-rijn`."""
    return re.sub(r"[^0-9a-z]+", "-", " ".join(names).lower()).strip("-")


def slice_values(figures: Figures, mart: str, slice_: str) -> list[str]:
    """The parts of a slice that some target group shows."""
    return in_order(
        figures, slice_, {row["slice_value"] for row in figures.rows(mart, slice=slice_) if not row.is_hidden}
    )


def in_order(figures: Figures, slice_: str, values: Iterable[str]) -> list[str]:
    """Parts of a slice in the order of the reference data, by size, or by name."""
    files = {"group_type": ("group_types", "group_type"), "moment": ("moments", "moment")}
    file, column = files.get(slice_, (None, ""))
    order = [getattr(row, column) for row in figures.reference.rows[file]] if file else []

    def place(value: str) -> tuple[int, int, str]:
        size = re.match(r"\d+", value)
        at = order.index(value) if value in order else int(size[0]) if size else 0
        return (_LAST.get(value, 0), at, value)

    return sorted(values, key=place)


def shown_groups(rows_of: Mapping[str, list[Row]]) -> dict[str, list[Row]]:
    """The target groups that are shown, with their rows. The auditor may hide a row among others: then none is told of,
    as a table with a gap would read as a question that was not asked.
    """
    return {name: rows for name, rows in rows_of.items() if rows and not any(row.is_hidden for row in rows)}


def parts_to_choose(
    figures: Figures, mart: str, option: Callable[[Figures, str, str], Option]
) -> tuple[OptionGroup, ...]:
    """The choices of a filter: each part of each slice that a mart shows; `option` makes one of them."""
    groups = (
        OptionGroup(words, tuple(option(figures, slice_, value) for value in slice_values(figures, mart, slice_)))
        for slice_, words in SLICES.items()
    )
    return tuple(group for group in groups if group.options)


def few_notice(figures: Figures, wholes: Mapping[str, Sequence[Row]]) -> Iterable[Block]:
    """A box for target groups with few answers, once a page: how heavy one answer weighs."""
    few = {name: rows[0] for name, rows in wholes.items() if are_few(rows[0]["n_respondents"], figures.limits)}
    sentences: list[Text] = [
        ("Bij ", count(row, "n_respondents"), f" {name} telt elk antwoord zwaar: een van hen is al ", _one_of(row), ".")
        for name, row in few.items()
    ]
    if sentences:
        advice = ("Lees deze cijfers met voorzichtigheid.",)
        yield Notice(f"Let op: weinig {listed(list(few))}.", joined([*sentences, advice]))


def _one_of(row: Row) -> Figure:
    """How much one respondent is of all."""
    share = numbers.percentage(100 / row["n_respondents"])
    return Figure(share, row.mart, ("100/n_respondents",), row.key)


def too_little(what: str) -> Notice:
    """The box in place of a table of which nothing is shown."""
    return Notice("Hier is nog weinig te zien.", (f"Er zijn nog te weinig antwoorden {what}.",))


def hidden_parts(names: Sequence[str]) -> Iterable[Block]:
    """Which parts are not shown, in a sentence; nothing where all are."""
    if names:
        yield Paragraph((f"Te weinig mensen om te tonen: {listed(list(names))}.",))


def notes_of(rows: Iterable[Row]) -> tuple[Text, ...]:
    """What was done to the figures of some rows, each once, as their mart says it."""
    return tuple((note,) for note in dict.fromkeys(row["note"] for row in rows) if note)


def missing_groups(figures: Figures, mart: str, slices: Sequence[str]) -> Iterable[Block]:
    """Which target groups have too few answers to show any part of them, in a sentence."""
    missing = [
        name for name in figures.target_groups
        if figures.rows(mart, target_group=name, slice=ALL)
        and not figures.rows(mart, target_group=name, slice=list(slices))
    ]  # fmt: skip
    if missing:
        sentence = f"Van {listed(missing)} zijn er te weinig antwoorden om delen te tonen. Hierboven staan zij samen."
        yield Paragraph((sentence,))


def shown_row(figures: Figures, mart: str, **labels: Any) -> Row | None:
    """The one row with these labels, where its figures are shown."""
    row = figures.row(mart, **labels)
    return None if row is None or row.is_hidden else row


def slice_rows(figures: Figures, mart: str, slice_: str, **labels: Any) -> list[Row]:
    """The rows of the shown parts of a slice, in the order in which `slice_values` has them."""
    rows = (shown_row(figures, mart, slice=slice_, slice_value=value, **labels)
            for value in slice_values(figures, mart, slice_))  # fmt: skip
    return [row for row in rows if row]


def last_12_months(figures: Figures, mart: str, **labels: Any) -> Row | None:
    """The row of the last twelve closed months; None where the mart has none, or does not show it."""
    rows = slice_rows(figures, mart, "last_12_months", **labels)
    return next((row for row in rows if _SPAN in row["slice_value"]), None)


def part_name(figures: Figures, slice_: str, value: str) -> str:
    """A part of a slice at the head of its row."""
    if slice_ == "last_12_months":
        return "Laatste twaalf maanden"
    label = "Alle samen" if slice_ == ALL else slice_label(figures, slice_, value)
    return label[:1].upper() + label[1:]


def part_beneath(figures: Figures, slice_: str, value: str, n: int) -> Text:
    """Below it: which months it is of, or that it is of few participations."""
    if slice_ == "last_12_months":
        return (slice_label(figures, slice_, value),)
    return ("weinig deelnames",) if are_few(n, figures.limits) else ()


def rounded_count(row: Row, column: str) -> Figure | Absent:
    """A rounded number of people. One that was rounded to nothing is of nobody or of a few."""
    return count(row, column) if row[column] else Absent.TOO_FEW


def rounding_note(rows: Iterable[Row]) -> Iterable[Block]:
    """How the figures of registrations are rounded, once a page."""
    if note := how_rounded(rows):
        yield Paragraph(note)


def how_rounded(rows: Iterable[Row]) -> Text:
    """How figures of registrations are rounded, and what follows; nothing where none is shown."""
    notes = notes_of(row for row in rows if not row.is_hidden)
    consequence = "Daardoor tellen aantallen en delen niet precies op, en zijn kleine aantallen onzeker."
    return joined([*notes, (consequence,)]) if notes else ()
