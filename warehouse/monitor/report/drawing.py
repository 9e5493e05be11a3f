"""Marks and charts as SVG for print, in the colours of the style sheet. How they look on pages is its own matter.

typst knows no variables, `calc` or sizes relative to letters: colours are written out, and sizes are numbers.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import assert_never

from markupsafe import Markup

from warehouse.monitor.content import Chart, Interval, Line, Mark, Opinion, Share
from warehouse.monitor.html import steps
from warehouse.monitor.typeface import FAMILY, printable

_STYLE = Path(__file__).parents[1] / "templates" / "style.css"
_PLOT_WIDTH, _PLOT_HEIGHT, _LEFT, _TOP, _LINE_HEIGHT = 560, 170, 58, 24, 16
# Of the marks of a row, in points.
_WIDTH, _HEIGHT = 130, 11
_BAR, _DOT = 8, 3
_SHAPE_OF_SQUARES = "g1"
_OWN_COLOUR = "link"


def marks(row: Sequence[Mark]) -> str:
    """The marks of a row of a table, one below the other."""
    drawn = (
        Markup('<g transform="translate(0 {})">{}</g>').format(at * _HEIGHT, _mark(one)) for at, one in enumerate(row)
    )
    return _drawing(_WIDTH, _HEIGHT * len(row), drawn)


def key(tone: str, *, few: bool = False) -> str:
    """The shape of a target group, for a legend."""
    return _drawing(_HEIGHT, _HEIGHT, [_point(_HEIGHT / 2, _HEIGHT / 2, tone, few=few)])


def square(name: str) -> str:
    """A square of a colour, for a legend of bars."""
    return _drawing(_HEIGHT, _HEIGHT, [_rect(0, _BAR, name)])


def chart(block: Chart) -> str:
    """Lines with bands, or points with bars; with axes and words."""
    parts: list[Markup] = [_words(0, 10, "start", block.y_label)]
    if block.shaded:
        first, last = (_across(block, x) for x in block.shaded)
        parts.append(_filled(first, _TOP, last - first, _PLOT_HEIGHT, colour("surface")))
    for height in block.heights:
        y = _down(block, height)
        parts.append(_stroke((_LEFT, y), (_LEFT + _PLOT_WIDTH, y), colour("line")))
        parts.append(_words(_LEFT - 6, y + 4, "end", f"{height:g}%"))
    for line in block.lines:
        parts += _stepped(block, line) if block.is_stepped else _spans(block, line)
        parts += (_point(_across(block, one.x), _down(block, one.value), line.tone, few=one.few) for one in line.points)
    parts += _below(block)
    return _drawing(_LEFT + _PLOT_WIDTH + 4, _TOP + _PLOT_HEIGHT + 4 * _LINE_HEIGHT, parts)


@cache
def colour(name: str) -> str:
    """As the style sheet has it: `g0`, `agree`, `line`."""
    found = re.search(rf"--{name}:(#[0-9a-f]{{6}})", _STYLE.read_text(encoding="utf-8"))
    assert found is not None, name
    return found[1]


def _tone(tone: str) -> str:
    return colour(tone or _OWN_COLOUR)


def _drawing(width: float, height: float, parts: Iterable[Markup]) -> str:
    return str(
        Markup(
            '<svg xmlns="http://www.w3.org/2000/svg" width="{0}" height="{1}" viewBox="0 0 {0} {1}">{2}</svg>'
        ).format(width, height, Markup("").join(parts))
    )


def _mark(mark: Mark) -> Markup:
    scale = _WIDTH / 100
    match mark:
        case Share():
            return _filled(0, 1, mark.value * scale, _BAR, _tone(mark.tone))
        case Opinion():
            bars = (
                (mark.left(mark.disagree), mark.disagree, "disagree"),
                (mark.zero, mark.agree, "agree"),
                (mark.zero_of_neutral, mark.neutral, "neutral"),
            )
            return Markup("").join(_rect(x * scale, mark.wide(value) * scale, name) for x, value, name in bars)
        case Interval():
            return _interval(mark, scale)
        case _:
            assert_never(mark)


def _interval(mark: Interval, scale: float) -> Markup:
    middle = _HEIGHT / 2
    low, value, high = (mark.at(one) * scale for one in (mark.low, mark.value, mark.high))
    half = _stroke((50 * scale, 0), (50 * scale, _HEIGHT), colour("neutral"), dashes="2 2")
    reach = _stroke((low, middle), (high, middle), _tone(mark.tone), wide=1.6, dashes="3 2" if mark.few else "")
    return half + reach + _point(value, middle, mark.tone, few=mark.few)


def _point(x: float, y: float, tone: str, *, few: bool = False) -> Markup:
    """Each target group has a shape of its own beside its colour; open where it is of few."""
    fill = "#ffffff" if few else _tone(tone)
    if tone == _SHAPE_OF_SQUARES:
        return Markup(
            '<rect x="{:.2f}" y="{:.2f}" width="{}" height="{}" fill="{}" stroke="{}" stroke-width="1.4"/>'
        ).format(x - _DOT, y - _DOT, 2 * _DOT, 2 * _DOT, fill, _tone(tone))
    return Markup('<circle cx="{:.2f}" cy="{:.2f}" r="{}" fill="{}" stroke="{}" stroke-width="1.4"/>').format(
        x, y, _DOT, fill, _tone(tone)
    )


def _rect(x: float, width: float, name: str) -> Markup:
    return _filled(x, 1, width, _BAR, colour(name))


def _filled(x: float, y: float, width: float, height: float, fill: str) -> Markup:
    return Markup('<rect x="{:.2f}" y="{:.2f}" width="{:.2f}" height="{:.2f}" fill="{}"/>').format(
        x, y, width, height, fill
    )


def _stroke(
    start: tuple[float, float], end: tuple[float, float], stroke: str, wide: float = 0.6, dashes: str = ""
) -> Markup:
    dashed = Markup(' stroke-dasharray="{}"').format(dashes) if dashes else ""
    return Markup('<path d="M{:.2f} {:.2f}L{:.2f} {:.2f}" stroke="{}" stroke-width="{}"{}/>').format(
        *start, *end, stroke, wide, dashed
    )


# Charts


def _across(block: Chart, x: float) -> float:
    return _LEFT + _PLOT_WIDTH * block.at(x) / 100


def _down(block: Chart, value: float) -> float:
    return _TOP + _PLOT_HEIGHT * block.down(value) / 100


def _stepped(block: Chart, line: Line) -> Iterator[Markup]:
    """The line that keeps its value until the next point, and the band between its bounds."""

    def places(points: Sequence[tuple[float, float]]) -> list[str]:
        corners = ((_LEFT + _PLOT_WIDTH * x / 100, _TOP + _PLOT_HEIGHT * y / 100) for x, y in steps(block, points))
        return [f"{x:.2f},{y:.2f}" for x, y in corners]

    low, value, high = (
        places([(point.x, getattr(point, name)) for point in line.points]) for name in ("low", "value", "high")
    )
    band = Markup('<polygon points="{}" fill="{}" fill-opacity="0.14"/>')
    yield band.format(" ".join((*low, *reversed(high))), _tone(line.tone))
    path = Markup('<polyline points="{}" fill="none" stroke="{}" stroke-width="2"/>')
    yield path.format(" ".join(value), _tone(line.tone))


def _spans(block: Chart, line: Line) -> Iterator[Markup]:
    """From bound to bound of each point: of what is between points nothing is known."""
    for point in line.points:
        x = _across(block, point.x)
        yield _stroke((x, _down(block, point.high)), (x, _down(block, point.low)), _tone(line.tone), wide=1.6)


def _below(block: Chart) -> Iterator[Markup]:
    """The words below the x-axis."""
    y = _TOP + _PLOT_HEIGHT + _LINE_HEIGHT
    if block.beneath_label:
        yield _words(_LEFT - 6, y + _LINE_HEIGHT, "end", block.beneath_label)
    for tick in block.ticks:
        x = _across(block, tick.x)
        anchor = _anchor(round(block.at(tick.x)), 100)
        yield _words(x, y, anchor, tick.word)
        if tick.beneath:
            yield _words(x, y + _LINE_HEIGHT, anchor, str(tick.beneath))
    lowest = y + (2 if block.beneath_label else 1) * _LINE_HEIGHT + 2
    last = len(block.x_labels) - 1
    for at, words in enumerate(block.x_labels):
        yield _words(_LEFT + _PLOT_WIDTH * (at / last if last else 0.5), lowest, _anchor(at, last), words)


def _anchor(at: int, last: int) -> str:
    """Of words that stand side by side: the outer ones end at the edges."""
    if not last or 0 < at < last:
        return "middle"
    return "end" if at else "start"


def _words(x: float, y: float, anchor: str, words: str) -> Markup:
    style = Markup('text-anchor="{}" font-family="{}" font-size="11" fill="{}"').format(anchor, FAMILY, colour("grey"))
    return Markup('<text x="{:.2f}" y="{:.2f}" {}>{}</text>').format(x, y, style, printable(words))
