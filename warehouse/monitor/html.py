"""Pages as HTML: one file each, with all that it needs in it, so that it opens from a disk without a network.

What stands on a page is decided in `pages`; the templates say how each block looks.
"""

import base64
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property, partial
from importlib import resources

import jinja2
from markupsafe import Markup

from warehouse.monitor import numbers
from warehouse.monitor.content import (
    Absent,
    Chart,
    Day,
    Figure,
    Filter,
    Interval,
    Line,
    Link,
    Opinion,
    Page,
    Table,
    TableRow,
    Text,
    blocks_within,
    plain,
)
from warehouse.monitor.figures import Figures
from warehouse.monitor.sources import sources_of
from warehouse.monitor.typeface import FAMILY, FOLDER

# Of a table with more rows a browser draws only what is seen.
LONG = 100
_HERE = resources.files("warehouse.monitor")
_WEIGHTS = {400: "MonitorSans-Regular", 600: "MonitorSans-Semibold"}


class Html:
    """Renders the pages of one build. behind: a text for each kind of delivery that the figures are made of."""

    def __init__(self, figures: Figures, pages: Sequence[Page], behind: Sequence[Text]) -> None:
        self.figures = figures
        self.pages = pages
        self.behind = behind

    def page(self, page: Page) -> str:
        """The whole file."""
        return self._environment.get_template("page.html.j2").render(page=page)

    @cached_property
    def _environment(self) -> jinja2.Environment:
        environment = jinja2.Environment(
            loader=jinja2.FileSystemLoader(str(_HERE / "templates")),
            autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=jinja2.StrictUndefined,
        )  # fmt: skip
        kinds = {"figure": Figure, "link": Link, "day": Day, "absent": Absent}
        for name, kind in kinds.items():
            environment.tests[name] = lambda value, kind=kind: isinstance(value, kind)
        environment.globals |= {
            "figures": self.figures, "pages": self.pages, "figures_behind": self.behind,
            "until": self._until(), "made_at": numbers.moment(self.figures.build.built_at),
            "day": numbers.day,
            "style": _style(self.pages), "script": _script(),
            "plain": plain, "pct": _pct, "band": _band, "path": _path,
            "axis_of": _axis_of, "scale_of": _scale_of, "widths_of": _widths_of, "key_of": _key_of,
            "labels_of": _labels_of, "csv_names": _csv_names, "tones_of": _tones_of,
            "sources_of": partial(sources_of, self.figures),
        }  # fmt: skip
        return environment

    def _until(self) -> str:
        """What day the figures are of: of the build, of opinions, of registrations."""
        figures = self.figures
        told = [f"Stand: {numbers.day(figures.build.as_of)}"]
        for name, until in (("meningen", figures.opinions_until), ("registraties", figures.registrations_until)):
            if until:
                told.append(f"{name} tot en met {numbers.day(until)}")
        return " · ".join(told)


def _read(name: str) -> str:
    return (_HERE / name).read_text(encoding="utf-8")


def _style(pages: Sequence[Page]) -> Markup:
    faces = "".join(
        f"@font-face{{font-family:'{FAMILY}';font-weight:{weight};src:url(data:font/woff2;base64,"
        f"{base64.b64encode((FOLDER / f'{name}.woff2').read_bytes()).decode()})}}"
        for weight, name in _WEIGHTS.items()
    )
    family = f":root{{--typeface:'{FAMILY}'}}"
    labels = _style_of_labels(max((len(table.columns) for page in pages for table in page.tables()), default=0))
    return Markup(faces + family + _read("templates/style.css") + labels)  # noqa: S704 - all of it is ours


def _style_of_labels(n_columns: int) -> str:
    """On a small screen each cell has its label before it; one that begins a line says so itself."""
    rules = "".join(
        f"td:nth-of-type({at}){{flex-basis:var(--b{at},auto)}}td:nth-of-type({at})::before{{content:var(--l{at})}}"
        for at in range(1, n_columns + 1)
    )
    return f"@media (max-width:699px){{{rules}td.w:only-of-type::before{{content:none}}}}"


def _script() -> Markup:
    return Markup(_read("templates/script.js"))  # noqa: S704 - a file of ours


def _pct(value: float) -> str:
    """A place or length within a drawing."""
    return f"{round(value, 1):g}%"


def _path(chart: Chart, line: Line) -> str:
    """A stepped line, in per cent of the drawing."""
    return _places(steps(chart, [(point.x, point.value) for point in line.points]))


def _band(chart: Chart, line: Line) -> str:
    """The ground between the bounds of a stepped line."""
    lows = list(steps(chart, [(point.x, point.low) for point in line.points]))
    highs = list(steps(chart, [(point.x, point.high) for point in line.points]))
    return _places((*lows, *reversed(highs)))


def steps(chart: Chart, points: Sequence[tuple[float, float]]) -> Iterator[tuple[float, float]]:
    """The points and the corners between them: a value holds until the next point."""
    for at, (x, y) in enumerate(points):
        if at:
            yield chart.at(x), chart.down(points[at - 1][1])
        yield chart.at(x), chart.down(y)


def _places(corners: Iterable[tuple[float, float]]) -> str:
    return " ".join(f"{x:.2f},{y:.2f}" for x, y in corners)


def _key_of(row: TableRow) -> str:
    """The key that all figures of a row share; where there is none, each cell tells its own."""
    keys = {cell.key for cell in row.cells if isinstance(cell, Figure)}
    return keys.pop() if len(keys) == 1 else ""


def _labels_of(table: Table) -> str:
    """What stands before each cell on a small screen: its heading, and in a line above it that of the group of columns
    which it begins.
    """
    above = {}
    at = 1
    for words, wide in table.column_groups:
        above[at] = plain(words)
        at += wide
    labels = []
    for at, column in enumerate(table.columns, 1):
        group = f"{_in_quotes(above[at])}\\a " if at in above else ""
        labels.append(f"--l{at}:'{group}{_in_quotes(column.heading)} ';" + (f"--b{at}:100%;" if group else ""))
    return "".join(labels)


def _in_quotes(words: str) -> str:
    """Words within a string of a style."""
    return words.replace("\\", "\\\\").replace("'", "’")


def _scale_of(table: Table) -> str:
    """Where the zero lines of a table's marks stand, for the style."""
    marks = [mark for row in table.rows for mark in row.marks if isinstance(mark, Opinion)]
    return f"--z:{_pct(marks[0].zero)};--y:{_pct(marks[0].zero_of_neutral)}" if marks else ""


def _widths_of(table: Table) -> str:
    """How wide the columns of a long table are, for the style; nothing for others.

    A browser draws only those of its groups of rows that are seen, which then cannot agree on a width.
    """
    if len(table.rows) <= LONG:
        return ""
    longest = [max(map(len, column.heading.split()), default=0) for column in table.columns]
    for row in table.rows:
        texts = (plain(cell) if isinstance(cell, tuple) else str(cell) for cell in row.cells)
        longest = [max(wide, len(text)) for wide, text in zip(longest, texts, strict=True)]
    return f"--w:{' '.join(f'{wide + 1}ch' for wide in longest)};"


def _tones_of(table: Table) -> set[str]:
    """The target groups whose marks stand in a table, for its legend."""
    return {mark.tone for row in table.rows for mark in row.marks if not isinstance(mark, Opinion)}


def _axis_of(table: Table) -> Markup:
    """The words above the marks of a table."""
    mark = next(mark for row in table.rows for mark in row.marks)
    words: tuple[tuple[float, str, str], ...] = ((0, "start", "0%"), (100, "end", "100%"))
    if isinstance(mark, Opinion):
        words = (
            (mark.zero, "end", "oneens"),
            (mark.zero, "start", "eens"),
            (mark.zero_of_neutral, "start", "neutraal"),
        )
    elif isinstance(mark, Interval):
        first, last = mark.domain
        read = numbers.points if first < 0 else numbers.percentage
        words = ((0, "start", read(first)), (50, "middle", read((first + last) / 2)), (100, "end", read(last)))
    texts = (Markup('<text x="{}" y="14" dx="{}" text-anchor="{}">{}</text>').format(
        _pct(x), {"start": 3, "end": -3, "middle": 0}[anchor] if isinstance(mark, Opinion) else 0, anchor, word
    ) for x, anchor, word in words)  # fmt: skip
    return Markup("<svg>{}</svg>").format(Markup("").join(texts))


def _csv_names(block: Filter) -> list[str]:
    """The CSVs of the tables in a filter: those of the same name go together."""
    inner = (found for option in block.options for one in option.blocks for found in blocks_within(one))
    return list(dict.fromkeys(found.name for found in inner if isinstance(found, Table)))
