"""The report as PDF/UA-1 and PDF/A-2a: tagged, in Dutch, readable in many years; and a chart as PNG, for Word.

How it looks is report.typ's matter; what stands in it, that of `chapter`.
"""

import json
from collections.abc import Iterator
from datetime import UTC
from pathlib import Path
from typing import Any

import typst

from warehouse.faults import Fault
from warehouse.monitor.content import (
    Block,
    Bullets,
    Chart,
    Heading,
    Notice,
    Opinion,
    Paragraph,
    Quotes,
    Section,
    Table,
    TableRow,
    Text,
    plain,
)
from warehouse.monitor.figures import Figures
from warehouse.monitor.pages.parts import tone_of
from warehouse.monitor.report import drawing
from warehouse.monitor.report.chapter import Report
from warehouse.monitor.report.notation import notes_of, printed
from warehouse.monitor.typeface import FAMILY, FOLDER, printable

_TEMPLATE = Path(__file__).with_name("report.typ")
_STANDARDS = ["ua-1", "a-2a"]
_ONE_IMAGE = b"""#set page(width: auto, height: auto, margin: 0pt, fill: white)
#image(bytes(sys.inputs.svg), format: "svg", width: 16cm)"""
_PIXELS_PER_INCH = 200
_COLOURS = ("ink", "grey", "line", "link", "caution", "surface", "caution-surface")


class NotTypeset(Fault):
    """typst refuses the report. What it says of it quotes the text, which may be a participant's: it is not told."""

    def __init__(self) -> None:
        super().__init__(
            "The report cannot be made: typst refuses it, with a reason that may quote what a participant said, so it"
            " is not told here. Report it as a fault, with the build whose report it is."
        )


def pdf_of(report: Report, figures: Figures) -> bytes:
    """The same bytes for the same report of the same build. Raises NotTypeset."""
    made_at = figures.build.built_at.replace(tzinfo=UTC)
    data = json.dumps(_document(report, figures))
    return _typeset(_TEMPLATE.read_bytes(), {"data": data}, format="pdf", pdf_standards=_STANDARDS, timestamp=made_at)


def png_of(svg: str) -> bytes:
    """A drawing as wide as the text of an A4. Raises NotTypeset."""
    return _typeset(_ONE_IMAGE, {"svg": svg}, format="png", ppi=_PIXELS_PER_INCH)


def _typeset(source: bytes, inputs: dict[str, str], **options: Any) -> bytes:
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FOLDER])
    compiler = typst.Compiler(font_paths=fonts, ignore_system_fonts=True, sys_inputs=inputs)
    try:
        made, warnings = compiler.compile_with_warnings(source, **options)
    except typst.TypstError:
        raise NotTypeset from None
    # A font that is not found is a warning, and another takes its place.
    if warnings or not isinstance(made, bytes):
        raise NotTypeset
    return made


# The report as data for report.typ


def _document(report: Report, figures: Figures) -> dict[str, Any]:
    return {
        "title": printable(report.title),
        "description": printable(report.heading),
        "until": report.until,
        "build_id": figures.build.build_id,
        "about": [_words(line) for line in report.about],
        "made_up": report.made_up,
        "family": FAMILY,
        "colours": {name: drawing.colour(name) for name in _COLOURS},
        "blocks": [
            {"kind": "heading", "level": 1, "text": report.heading},
            *(_block(block, figures) for block in report.opening),
            *(data for section in report.sections for data in _section(section, figures)),
        ],
    }


def _section(section: Section, figures: Figures) -> Iterator[dict[str, Any]]:
    yield {"kind": "heading", "level": 2, "text": _words(section.heading)}
    yield from (_block(block, figures) for block in section.blocks)


def _words(text: Text) -> str:
    return printable(plain(text))


def _block(block: Block, figures: Figures) -> dict[str, Any]:
    match block:
        case Paragraph():
            own: dict[str, Any] = {"text": _words(block.text)}
        case Heading():
            own = {"level": 3, "text": _words(block.text)}
        case Bullets():
            own = {"items": [_words(item) for item in block.items]}
        case Notice():
            own = {"title": printable(block.title), "text": _words(block.text)}
        case Quotes():
            own = {"quotes": [{"text": printable(one.text), "by": printable(one.by)} for one in block.quotes]}
        case Table():
            own = _table(block, figures)
        case Chart():
            own = {"svg": drawing.chart(block), "alt": _words(block.description), "legend": list(_lines(block))}
        case _:
            raise TypeError(f"a report has no {block.kind}")
    return {"kind": block.kind, **own}


def _table(table: Table, figures: Figures) -> dict[str, Any]:
    return {
        "caption": _words(table.caption),
        "subtitle": _words(table.subtitle),
        "row_heading": table.row_heading,
        "columns": [printable(column.heading) for column in table.columns],
        "groups": [{"text": _words(text), "wide": wide} for text, wide in table.column_groups],
        "rows": [_row(row) for row in table.rows],
        "legend": list(_legend(table, figures)),
        "notes": notes_of(table, has_marks=True),
    }


def _row(row: TableRow) -> dict[str, Any]:
    return {
        "heading": _words(row.heading),
        "beneath": _words(row.beneath),
        "footnote": row.footnote,
        "marks": drawing.marks(row.marks) if row.marks else "",
        "cells": [{"text": printed(cell), "is_words": isinstance(cell, tuple)} for cell in row.cells],
    }


def _lines(chart: Chart) -> Iterator[dict[str, str]]:
    """Which line is which, where there are more than one."""
    if len(chart.lines) > 1:
        yield from ({"svg": drawing.key(line.tone), "text": printable(line.name)} for line in chart.lines)


def _legend(table: Table, figures: Figures) -> Iterator[dict[str, str]]:
    """What the marks of a table stand for."""
    if table.legend == "opinion":
        words = {"disagree": "(helemaal) niet mee eens", "agree": "(helemaal) mee eens", "neutral": "neutraal"}
        yield from ({"svg": drawing.square(name), "text": text} for name, text in words.items())
    elif table.legend:
        draw = drawing.key if table.legend == "groups" else drawing.square
        used = {mark.tone for row in table.rows for mark in row.marks if not isinstance(mark, Opinion)}
        tones = {name: tone for name in figures.target_groups if (tone := tone_of(figures, name)) in used}
        yield from ({"svg": draw(tone), "text": printable(name)} for name, tone in tones.items())
    if table.legend == "groups":
        few = f"open: minder dan {figures.limits.caution_below} antwoorden"
        yield {"svg": drawing.key("", few=True), "text": few}
