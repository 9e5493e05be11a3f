"""The report's published counts, read from the files beside this module.

How a world comes to have these counts does not belong here.
"""

import csv
from collections.abc import Iterator
from datetime import date
from importlib import resources
from typing import NamedTuple


class StatementCounts(NamedTuple):
    target_group: str
    statement: str
    n_respondents: int
    n_disagree: int
    n_neutral: int
    n_agree: int
    n_missing: int


class ResponseCounts(NamedTuple):
    target_group: str
    period_start: date
    period_end: date
    n_invited: int
    n_responded: int


class ThemeCounts(NamedTuple):
    theme: str
    kind: str
    target_group: str
    n_mentions: int


def statement_counts() -> list[StatementCounts]:
    return [
        StatementCounts(
            row["target_group"], row["statement"], *(int(row[name]) for name in StatementCounts._fields[2:])
        )
        for row in _rows("table_1.csv")
    ]


def response_counts() -> list[ResponseCounts]:
    return [
        ResponseCounts(
            row["target_group"],
            date.fromisoformat(row["period_start"]),
            date.fromisoformat(row["period_end"]),
            int(row["n_invited"]),
            int(row["n_responded"]),
        )
        for row in _rows("response.csv")
    ]


def theme_counts() -> list[ThemeCounts]:
    return [
        ThemeCounts(row["theme"], row["kind"], row["target_group"], int(row["n_mentions"]))
        for row in _rows("themes.csv")
    ]


def _rows(name: str) -> Iterator[dict[str, str]]:
    with resources.files(__package__).joinpath("figures", name).open(encoding="utf-8") as file:
        yield from csv.DictReader(file)
