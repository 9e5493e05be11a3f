"""What a page consists of, before anybody decides how it looks: texts with figures in them, tables, charts, filters.

Every figure knows its mart, its column and its row, so that pages, PDF, Word, CSV and tests read the same one.
How a page looks is `html`'s and `report`'s; which page has what, that of `pages`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import ClassVar

from warehouse.monitor import numbers
from warehouse.monitor.figures import Row


@dataclass(frozen=True)
class Figure:
    """A figure as it is shown. columns: one, or more where it has a margin, in the order in which they read.

    key: that of its row; a `*` in it stands for all values of that label, over which the figure is a sum or the newest.
    """

    text: str
    mart: str
    columns: tuple[str, ...]
    key: str

    def __str__(self) -> str:
        return self.text


class Absent(StrEnum):
    """Why no figure stands in a cell. The value is what is read; a hyphen is for nobody, as in the report."""

    NOBODY = "-"
    NOT_ASKED = "n.v.t."
    HIDDEN = "verborgen"
    TOO_FEW = "te weinig"

    @property
    def spoken(self) -> str:
        """How it is said, and read where no table explains it."""
        return {
            Absent.NOBODY: "niemand",
            Absent.NOT_ASKED: "niet gevraagd",
            Absent.HIDDEN: "verborgen, dit gaat over te weinig mensen",
            Absent.TOO_FEW: "te weinig mensen voor dit cijfer",
        }[self]


@dataclass(frozen=True)
class Link:
    """A link to a page or to a place on one: `help.html#curve`."""

    text: str
    to: str

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True)
class Day:
    """A day in a text."""

    day: date

    def __str__(self) -> str:
        return numbers.day(self.day)


# Between agree and neutral, on the scale of both.
_GAP = 8

Part = str | Figure | Link | Day
Text = tuple[Part, ...]
Cell = Figure | Absent | Text


def plain(text: Text | str) -> str:
    """The text as it reads, without what its figures know."""
    return text if isinstance(text, str) else "".join(map(str, text))


def joined(texts: Sequence[Text]) -> Text:
    """Texts one after the other, with a blank between them."""
    return tuple(part for at, text in enumerate(texts) for part in ((" ", *text) if at else text))


# Figures of a row


def count(row: Row, column: str) -> Figure:
    """A number of people or things: `1.781`."""
    return Figure(numbers.number(row[column]), row.mart, (column,), row.key)


def percentage(row: Row, column: str, decimals: int = 0) -> Figure | Absent:
    """A column of 0 to 100. NULL in a row that is shown means that there were too few to tell."""
    if row[column] is None:
        return Absent.HIDDEN if row.is_hidden else Absent.TOO_FEW
    return Figure(numbers.percentage(row[column], decimals), row.mart, (column,), row.key)


def share(row: Row, column: str, decimals: int = 0) -> Figure | Absent:
    """A column of 0 to 1, shown as a percentage."""
    if row[column] is None:
        return Absent.HIDDEN if row.is_hidden else Absent.TOO_FEW
    return Figure(numbers.percentage(100 * row[column], decimals), row.mart, (column,), row.key)


def amount(row: Row, column: str, decimals: int = 0) -> Figure | Absent:
    """A median or another number that is none of people: `37`."""
    if row[column] is None:
        return Absent.HIDDEN if row.is_hidden else Absent.TOO_FEW
    return Figure(numbers.number(row[column], decimals), row.mart, (column,), row.key)


def difference(row: Row, column: str) -> Figure | Absent:
    """Percentage points, with a sign: `+12`."""
    if row[column] is None:
        return Absent.TOO_FEW
    return Figure(numbers.points(row[column]), row.mart, (column,), row.key)


def interval(row: Row, low: str, high: str, of: int = 1) -> Figure | Absent:
    """Two bounds: `26 tot 81%`. of: 1 for columns of 0 to 100, 100 for those of 0 to 1."""
    if row[low] is None or row[high] is None:
        return Absent.HIDDEN if row.is_hidden else Absent.TOO_FEW
    return Figure(numbers.between(of * row[low], of * row[high]), row.mart, (low, high), row.key)


def with_margin(row: Row, value: str, low: str, high: str, of: int = 1) -> Figure | Absent:
    """A percentage with its bounds: `89% (57 tot 98%)`. of: 1 for columns of 0 to 100, 100 for those of 0 to 1."""
    if row[value] is None or row[low] is None or row[high] is None:
        return Absent.HIDDEN if row.is_hidden else Absent.TOO_FEW
    bounds = numbers.between(of * row[low], of * row[high])
    return Figure(f"{numbers.percentage(of * row[value])} ({bounds})", row.mart, (value, low, high), row.key)


def interval_of_difference(row: Row, low: str, high: str) -> Figure | Absent:
    """The bounds of a difference in percentage points: `−3 tot +21`."""
    if row[low] is None or row[high] is None:
        return Absent.TOO_FEW
    return Figure(f"{numbers.points(row[low])} tot {numbers.points(row[high])}", row.mart, (low, high), row.key)


# Charts within a row of a table: marks alone, all that they show stands in the cells beside them


@dataclass(frozen=True)
class Opinion:
    """Disagree to the left and agree to the right of one zero, neutral on a zero of its own; 0 to 100 each.

    most_disagree, most_neutral: how far the scale reaches, the same on every page, so that lengths can be compared.
    """

    kind: ClassVar = "opinion"
    disagree: float
    neutral: float
    agree: float
    most_disagree: float
    most_neutral: float

    def wide(self, value: float) -> float:
        """How long a bar is, in per cent of the drawing."""
        return value / (self.most_disagree + 100 + _GAP + self.most_neutral) * 100

    def left(self, value: float) -> float:
        """Where a bar begins that ends at zero."""
        return self.zero - self.wide(value)

    @property
    def zero(self) -> float:
        return self.wide(self.most_disagree)

    @property
    def zero_of_neutral(self) -> float:
        return self.wide(self.most_disagree + 100 + _GAP)


@dataclass(frozen=True)
class Share:
    """A bar from zero, 0 to 100. tone: a target group, or nothing."""

    kind: ClassVar = "share"
    value: float
    tone: str = ""


@dataclass(frozen=True)
class Interval:
    """A point with its bounds. domain: the ends of the scale, in the middle of which a dotted line stands.

    few: of so few that point and line are open.
    """

    kind: ClassVar = "interval"
    value: float
    low: float
    high: float
    few: bool = False
    tone: str = ""
    domain: tuple[float, float] = (0, 100)

    def at(self, value: float) -> float:
        """Where a value stands on the scale, 0 to 100; what lies beyond an end stands on it."""
        first, last = self.domain
        return 100 * (min(max(value, first), last) - first) / (last - first)


Mark = Opinion | Share | Interval


# Blocks


@dataclass(frozen=True)
class Column:
    """A column of a table: its heading, and the columns of the mart that stand in it."""

    heading: str
    columns: tuple[str, ...] = ()


@dataclass(frozen=True)
class TableRow:
    """heading: what the row is of. beneath: a second, smaller line of it, such as how many answered."""

    heading: Text
    cells: tuple[Cell, ...]
    marks: tuple[Mark, ...] = ()
    beneath: Text = ()
    tone: str = ""


@dataclass(frozen=True)
class Table:
    """Rows with words, a mark and figures: chart and table are one.

    name: of its CSV, and its place on the page. caption: what is found, or of whom it is. subtitle: whom, when, how
    many. column_groups: headings above so many columns each. legend: `opinion` or `groups`. notes: below it.
    """

    kind: ClassVar = "table"
    name: str
    caption: Text
    mart: str
    row_heading: str
    columns: tuple[Column, ...]
    rows: tuple[TableRow, ...]
    subtitle: Text = ()
    column_groups: tuple[tuple[Text, int], ...] = ()
    legend: str = ""
    notes: tuple[Text, ...] = ()

    @property
    def has_marks(self) -> bool:
        return any(row.marks for row in self.rows)


@dataclass(frozen=True)
class Paragraph:
    kind: ClassVar = "paragraph"
    text: Text


@dataclass(frozen=True)
class Bullets:
    """Sentences one below the other."""

    kind: ClassVar = "bullets"
    items: tuple[Text, ...]


@dataclass(frozen=True)
class Notice:
    """A box: why there is little to see, or why to read with care, and what would change that."""

    kind: ClassVar = "notice"
    title: str
    text: Text


@dataclass(frozen=True)
class Card:
    """A key figure: a few large words, and a sentence that says of whom."""

    large: Text
    text: Text
    tone: str = ""


@dataclass(frozen=True)
class Cards:
    kind: ClassVar = "cards"
    cards: tuple[Card, ...]


@dataclass(frozen=True)
class Quote:
    text: str
    by: str


@dataclass(frozen=True)
class Quotes:
    """What participants said, in their words."""

    kind: ClassVar = "quotes"
    quotes: tuple[Quote, ...]


@dataclass(frozen=True)
class Point:
    """A point of a line: where it stands, its value and bounds (0 to 100), and its row of the table below."""

    x: float
    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Line:
    name: str
    points: tuple[Point, ...]
    tone: str = ""


@dataclass(frozen=True)
class Chart:
    """Lines with bands over time, 0 to 100. A table with the same figures stands below it.

    description: what a screen reader says of it, a sentence. ticks: places on the x-axis, with their words.
    """

    kind: ClassVar = "chart"
    description: str
    lines: tuple[Line, ...]
    domain: tuple[float, float]
    ticks: tuple[tuple[float, str], ...]
    x_label: str
    is_stepped: bool = False
    shaded: tuple[float, float] | None = None

    def at(self, x: float) -> float:
        first, last = self.domain
        return 100 * (x - first) / (last - first)


@dataclass(frozen=True)
class Heading:
    """A heading within a section."""

    kind: ClassVar = "heading"
    text: Text


@dataclass(frozen=True)
class Option:
    """A state of a filter: its name in the list and in the address, and what is shown in it."""

    name: str
    slug: str
    blocks: "tuple[Block, ...]"


@dataclass(frozen=True)
class OptionGroup:
    label: str
    options: tuple[Option, ...]


@dataclass(frozen=True)
class Filter:
    """One list to choose from; each state is in the page already. The first is shown at first."""

    kind: ClassVar = "filter"
    label: str
    name: str
    groups: tuple[OptionGroup, ...]

    @property
    def options(self) -> list[Option]:
        return [option for group in self.groups for option in group.options]


Block = Table | Paragraph | Bullets | Notice | Cards | Quotes | Chart | Heading | Filter


@dataclass(frozen=True)
class Section:
    """A part of a page with a heading, which states what is found where that can be said."""

    slug: str
    heading: Text
    blocks: tuple[Block, ...]
    subtitle: Text = ()


@dataclass(frozen=True)
class Page:
    """slug: its file name without `.html`. menu: its name in the menu. title: a question. lead: the answer."""

    slug: str
    menu: str
    title: str
    lead: Text
    sections: tuple[Section, ...] = field(default=())
    opening: tuple[Block, ...] = ()

    def blocks(self) -> Iterator[Block]:
        """All of them, those within filters too."""
        for block in (*self.opening, *(block for section in self.sections for block in section.blocks)):
            yield from blocks_within(block)

    def tables(self) -> Iterator[Table]:
        return (block for block in self.blocks() if isinstance(block, Table))


def blocks_within(block: Block) -> Iterator[Block]:
    """The block, and those of all states of a filter."""
    yield block
    if isinstance(block, Filter):
        for option in block.options:
            for inner in option.blocks:
                yield from blocks_within(inner)
