"""What a page consists of, before anybody decides how it looks: texts with figures in them, tables, charts, filters.

Every figure knows its mart, its column and its row, so that pages, PDF, Word, CSV and tests read the same one.
How a page looks is `html`'s and `report`'s; which page has what, that of `pages`.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, ClassVar, TypeVar

from warehouse.monitor import numbers


@dataclass(frozen=True)
class Figure:
    """A figure as it is shown. columns: one, or more where it has a margin, in the order in which they read.

    key: that of its row; a `*` in it stands for all values of that label, over which the figure is a sum or the newest.
    Where the column is ROWS, the figure is the number of rows of the mart, and key says of which: `shown_as=rounded`,
    or `*` for all. values: of each column what is shown of it; none where the figure reads as words.
    """

    text: str
    mart: str
    columns: tuple[str, ...]
    key: str
    values: tuple["Value", ...] = ()

    def __str__(self) -> str:
        return self.text

    @property
    def names(self) -> list[str]:
        """The columns of the mart that it is made of: of `100/n_respondents` the one after the stroke."""
        return [name for column in self.columns for name in re.findall(r"[a-z_][a-z0-9_]*", column)]


@dataclass(frozen=True)
class Value:
    """What a figure shows of one column: rounded, without notation. unit: none of a number or a day."""

    value: Decimal | date
    unit: str = ""


class Absent(StrEnum):
    """Why no figure stands in a cell. The value is what is read; a hyphen is for nobody, as in the report."""

    NOBODY = "-"
    NOT_ASKED = "n.v.t."
    HIDDEN = "verborgen"
    TOO_FEW = "te weinig"
    CERTAIN = "geen"

    @property
    def spoken(self) -> str:
        """How it is said, and read where no table explains it."""
        return {
            Absent.NOBODY: "niemand",
            Absent.NOT_ASKED: "niet gevraagd",
            Absent.HIDDEN: "verborgen, dit gaat over te weinig mensen",
            Absent.TOO_FEW: "te weinig mensen voor dit cijfer",
            Absent.CERTAIN: "geen marge, dit staat vast",
        }[self]

    @property
    def word(self) -> str:
        """What stands in a file, where a sign would be taken for a calculation."""
        return {Absent.NOBODY: "niemand", Absent.NOT_ASKED: "niet gevraagd"}.get(self, self.value)

    @property
    def printed(self) -> str:
        """As the report prints it: there a hyphen is for who was not asked too, which its footnotes say."""
        return Absent.NOBODY.value if self is Absent.NOT_ASKED else self.value


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


# The column of a figure that is a number of rows.
ROWS = "rows"
# Units of values; no unit is a number.
PER_CENT, POINTS = "%", "procentpunt"
# Between agree and neutral, on the scale of both.
_GAP = 8

_Kind = TypeVar("_Kind")
Part = str | Figure | Link | Day
Text = tuple[Part, ...]
Cell = Figure | Absent | Text


def plain(text: Text | str) -> str:
    """The text as it reads, without what its figures know."""
    return text if isinstance(text, str) else "".join(map(str, text))


def joined(texts: Sequence[Text]) -> Text:
    """Texts one after the other, with a blank between them."""
    return tuple(part for at, text in enumerate(texts) for part in ((" ", *text) if at else text))


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
    """A point with its bounds. domain: the ends of the scale, in the middle of which a dotted line stands: of shares
    in per cent, or on both sides of 0 of differences in percentage points.

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

    def part(self, column: str) -> str:
        """What a column of the mart is called that stands in it: a bound is named as such."""
        of_whom = self.heading.removesuffix(" (marge)")
        bound = {"low": ", ondergrens", "high": ", bovengrens"}.get(column.rpartition("_")[2], "")
        return of_whom + bound


@dataclass(frozen=True)
class TableRow:
    """heading: what the row is of. beneath: a second, smaller line of it, such as how many answered. footnote: the
    letter of one of its table.
    """

    heading: Text
    cells: tuple[Cell, ...]
    marks: tuple[Mark, ...] = ()
    beneath: Text = ()
    tone: str = ""
    footnote: str = ""


@dataclass(frozen=True)
class Table:
    """Rows with words, a mark and figures: chart and table are one.

    name: of its CSV, and its place on the page. caption: what is found, or of whom it is. subtitle: whom, when, how
    many. column_groups: headings above so many columns each. legend: `opinion`, `groups` (points) or `shares` (bars of
    groups). notes: below it. on_marks: how its marks read, said where they are drawn alone.
    footnotes: a letter and its words each, for print; pages say in the cells themselves who was not asked.
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
    on_marks: tuple[Text, ...] = ()
    footnotes: tuple[tuple[str, Text], ...] = ()

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
class Found:
    """What is found of some people or things: figure and mark, where there is one, and in words what they say.

    words: none where the next says the same.
    """

    of: Text
    words: Text
    figure: Figure | None = None
    mark: Interval | None = None


@dataclass(frozen=True)
class Verdict:
    """heading: what is measured."""

    heading: Text
    found: tuple[Found, ...]


@dataclass(frozen=True)
class Verdicts:
    """A list of what is measured, and what is found of whom."""

    kind: ClassVar = "verdicts"
    verdicts: tuple[Verdict, ...]
    subtitle: Text = ()
    notes: tuple[Text, ...] = ()


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
    """A point of a line: where it stands on the x-axis, its value and its bounds (0 to 100). few: an open one."""

    x: float
    value: float
    low: float
    high: float
    few: bool = False


@dataclass(frozen=True)
class Line:
    name: str
    points: tuple[Point, ...]
    tone: str = ""


@dataclass(frozen=True)
class Tick:
    """A place on the x-axis with its word. beneath: how many are followed there."""

    x: float
    word: str
    beneath: Figure | None = None


@dataclass(frozen=True)
class Chart:
    """Figures over time with their bounds, from 0 to `top` per cent. A table with the same figures stands below it.

    Stepped: a line that keeps its value until the next point, with a band. Else points with bars, and no line, as
    nothing is known between them. description: what a screen reader says instead of the drawing, one sentence.
    y_label: what the height is, above the drawing. x_labels: what the ticks count, from left to right below them.
    beneath_label: what the numbers beneath the ticks are. shaded: from where to where the ground is grey.
    """

    kind: ClassVar = "chart"
    description: Text
    lines: tuple[Line, ...]
    domain: tuple[float, float]
    ticks: tuple[Tick, ...]
    y_label: str
    x_labels: tuple[str, ...]
    beneath_label: str = ""
    is_stepped: bool = False
    shaded: tuple[float, float] | None = None
    top: float = 100

    def at(self, x: float) -> float:
        """Where a place on the x-axis stands, in per cent from the left."""
        first, last = self.domain
        return 100 * (x - first) / (last - first)

    def down(self, value: float) -> float:
        """Where a value stands, in per cent from above."""
        return 100 - 100 * value / self.top

    @property
    def heights(self) -> list[float]:
        """The values at which the y-axis has its words."""
        return [self.top * fifth / 5 for fifth in range(6)]


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


Block = Table | Paragraph | Bullets | Verdicts | Notice | Cards | Quotes | Chart | Heading | Filter


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


def found_in(content: Any, kind: type[_Kind]) -> Iterator[_Kind]:
    """All of a kind, such as figures, within a page, blocks or texts, in the order of reading."""
    if isinstance(content, kind):
        yield content
    inner = tuple(content) if isinstance(content, (tuple, list)) else ()
    if is_dataclass(content):
        inner = tuple(getattr(content, one.name) for one in fields(content))
    for one in inner:
        yield from found_in(one, kind)
