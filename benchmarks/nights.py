"""The nights that are measured: what lies in the landing area, the day, and whether a night went before.

Measuring does not belong here. The deliveries are made up by this checkout, whichever code is measured.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from made_up.command import make_report
from made_up.delivery import write_deliveries
from made_up.formats import Row
from made_up.records import Chapter
from made_up.report import AS_OF, report_deliveries, report_world

DELIVERED_ON, ENDED_ON = AS_OF, date(2025, 4, 10)
NEXT_DAY, NEXT_MONTH = AS_OF + timedelta(days=1), date(2025, 5, 6)


@dataclass(frozen=True)
class MeasuredNight:
    """A night by its name: its day, what it must print, and whether a few files were delivered before it."""

    key: str
    name: str
    as_of: date
    prints: str
    has_new_files: bool = False


FIRST = MeasuredNight("first", "the first night", AS_OF, "data until 2025-03-31")
# Each of these comes after the first night.
LATER = (
    MeasuredNight("few_files", "a few new files", NEXT_DAY, f"as of {NEXT_DAY}", has_new_files=True),
    MeasuredNight("closing", "a closing night", NEXT_MONTH, "data until 2025-04-30", has_new_files=True),
    MeasuredNight("new_day", "a new day without deliveries", NEXT_DAY, f"as of {NEXT_DAY}"),
    MeasuredNight("same_day", "nothing new on the same day", AS_OF, "Nothing new delivered"),
)
NIGHTS = (FIRST, *LATER)


def deliver_all(landing: Path) -> None:
    """The deliveries of the report's world: ten small files."""
    make_report(landing)


def deliver_a_few(landing: Path) -> None:
    """Three of those files again, of a later day and with a few other rows."""
    later = {
        one.name.replace(str(one.delivered_on), str(DELIVERED_ON)): (one, change)
        for one in report_deliveries()
        for start, change in CHANGES.items()
        if one.name.startswith(start)
    }
    few = [
        replace(one, name=name, delivered_on=DELIVERED_ON, rows=_changed(one.rows, change))
        for name, (one, change) in later.items()
    ]
    write_deliveries(landing, few, report_world().chapters())


def _attended_otherwise(row: Row) -> Iterator[Row]:
    is_another = row["status"] == "afwezig" and str(row["deelname_id"]).endswith("1")
    yield {**row, "status": "afgemeld"} if is_another else row


def _ended(row: Row) -> Iterator[Row]:
    is_another = row["startdatum"] and not row["einddatum"] and str(row["deelname_id"]).endswith("5")
    yield {**row, "einddatum": ENDED_ON, "reden_beeindiging": "groep volgens plan afgerond"} if is_another else row


def _answered_once_more(row: Row) -> Iterator[Row]:
    yield row
    if str(row["respons_id"]).endswith("7"):
        yield {**row, "respons_id": f"9{row['respons_id']}", "uitnodiging_id": None, "respondentcode": None}


Change = Callable[[Row], Iterator[Row]]
CHANGES: dict[str, Change] = {
    "wiz/aanwezigheid": _attended_otherwise,
    "wiz/deelnames": _ended,
    "ervaringwijzer/antwoorden_EW-O": _answered_once_more,
}


def _changed(rows: Callable[[Chapter], Iterable[Row]], change: Change) -> Callable[[Chapter], Iterator[Row]]:
    return lambda chapter: (changed for row in rows(chapter) for changed in change(row))
