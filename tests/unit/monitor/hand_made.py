"""Figures of rows that a test writes by hand; all else is Utrecht's reference data, and what the project's yml says."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from schemas.reference import load_reference
from tests.disclosed import disclosure
from warehouse.disclosure.notes import EXACT, HIDDEN, note
from warehouse.disclosure.thresholds import Thresholds
from warehouse.monitor.content import Page, Table, Text, plain
from warehouse.monitor.figures import Build, Figures, Row, described

THRESHOLDS = Thresholds(5, 5)
BUILD = Build("20250415T030000Z-0", datetime(2025, 4, 15, 3), date(2025, 4, 15), "0", date(2025, 4, 14))
WHOLE = {"slice": "all", "slice_value": "all"}


def figures_with(**of_marts: Sequence[dict[str, Any]]) -> Figures:
    """Figures of these rows; the marts that are not named have none."""
    rows = {mart: [_row(mart, values) for values in of_marts.get(mart, [])] for mart in disclosure().marts}
    return Figures(
        BUILD, rows, described(disclosure()), disclosure().limits, THRESHOLDS, load_reference(), is_made_up=False
    )


def _row(mart: str, values: dict[str, Any]) -> Row:
    """A row as it is released: shown exactly where it does not say otherwise."""
    shown_as = values.get("shown_as", EXACT)
    released = {
        "shown_as": shown_as, "is_suppressed": shown_as == HIDDEN, "note": note(shown_as, THRESHOLDS),
        "data_until": date(2025, 3, 31),
    }  # fmt: skip
    values = released | values
    return Row(mart, "|".join(str(values[key]) for key in disclosure().marts[mart].keys), values)


def table(page: Page, name: str) -> list[list[str]]:
    """The rows of a table as they read: the heading, then the cells. Of several of one name the first."""
    found = next(one for one in page.tables() if one.name == name)
    return [[plain(row.heading), *map(read, row.cells)] for row in found.rows]


def captions(page: Page) -> list[str]:
    return [plain(one.caption) for one in page.tables() if isinstance(one, Table)]


def read(content: Any) -> str:
    """A cell as it reads."""
    return plain(content) if isinstance(content, tuple) else str(content)


def words(page: Page) -> str:
    """Lead and headings, a line each."""
    texts: list[Text] = [page.lead, *(section.heading for section in page.sections)]
    return "\n".join(map(plain, texts))
