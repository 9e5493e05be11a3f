"""What a build keeps of its release, in schema `audit`: what the next one needs to know of what readers have.

What follows from it is decided in `release_calendar` and `rounding`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import duckdb

from warehouse.disclosure.dashboard_file import read_marts
from warehouse.disclosure.marts import Cell, OpinionMart
from warehouse.disclosure.opinion import shown_counts
from warehouse.disclosure.release_calendar import CONTACTS, RESPONDENTS, Place, Records
from warehouse.disclosure.thresholds import Thresholds
from warehouse.duck.databases import tables_in
from warehouse.publication.own_tables import (
    RELEASE,
    RELEASE_TABLES,
    RELEASED_COUNT,
    RELEASED_RECORD,
    create_own,
    insert_own,
)

# Raised where what a release may show is decided anew: the next night makes one by today's rules.
RULES = 3


@dataclass(frozen=True)
class LastRelease:
    """The files of a published build, whose dashboard figures readers may have kept."""

    dashboard: Path
    analysis: Path


@dataclass
class History:
    """A release as a build keeps it: the sets behind its rounded counts; the records that each whole, moment and pairs
    were last shown with, by it or before, and behind its slices.
    """

    data_until: date
    thresholds: Thresholds
    sets: dict[Cell, str] = field(default_factory=dict)
    n_redraws: dict[str, int] = field(default_factory=dict)
    rows: dict[Place, Records] = field(default_factory=dict)
    slices: dict[Place, Records] = field(default_factory=dict)
    rules: int = RULES

    def is_by_todays_rules(self, thresholds: Thresholds) -> bool:
        """Whether all that it shows may be shown by today's rules; lowered thresholds would only show more."""
        return self.rules == RULES and not thresholds.is_raised_from(self.thresholds)


def read_history(opened: duckdb.DuckDBPyConnection, database: str) -> History | None:
    """The release that an attached analysis file keeps."""
    if RELEASE.table not in tables_in(opened, database, ("audit",)):
        return None
    found = opened.execute(f"SELECT * FROM {RELEASE.table.within(database)}").fetchone()
    if found is None:
        return None
    until, minimum_group, minimum_cell, *rules = found
    # The first rules had no number.
    history = History(until, Thresholds(minimum_group, minimum_cell), rules=rules[0] if rules else 1)
    counts = opened.execute(f"SELECT * FROM {RELEASED_COUNT.table.within(database)}").fetchall()
    for mart, column, labels, name, n_redraws in counts:
        history.n_redraws[name] = n_redraws
        if mart is not None:
            history.sets[Cell(mart, column, tuple(labels.split("|")))] = name
    records = opened.execute(
        "SELECT counted, target_group, moment_key, is_of_slices, data_until,"
        " list(record_key) FILTER (record_key IS NOT NULL), count(*) FILTER (record_key IS NULL)"
        f" FROM {RELEASED_RECORD.table.within(database)} GROUP BY ALL"
    ).fetchall()
    for counted, target_group, moment, is_of_slices, data_until, keys, n_forgotten in records:
        of = history.slices if is_of_slices else history.rows
        of[Place(counted, target_group, moment)] = Records(frozenset(keys or ()), n_forgotten, data_until)
    return history


def write_history(opened: duckdb.DuckDBPyConnection, history: History | None) -> None:
    """Write the tables of the attached `build` anew; without a row where there is no release yet."""
    for own in RELEASE_TABLES:
        create_own(opened, own, "build")
    if history is None:
        return
    thresholds = history.thresholds
    release = (history.data_until, thresholds.minimum_group, thresholds.minimum_cell, history.rules)
    insert_own(opened, RELEASE, [release])
    shown = [
        (cell.mart, cell.column, "|".join(cell.labels), name, history.n_redraws.get(name, 0))
        for cell, name in history.sets.items()
    ]
    drawn = [(None, None, None, name, n) for name, n in history.n_redraws.items() if n]
    not_shown = [row for row in drawn if row[3] not in history.sets.values()]
    insert_own(opened, RELEASED_COUNT, sorted(shown) + sorted(not_shown, key=str))
    records = [
        (place.counted, place.target_group, place.moment_key, is_of_slices, records.until, key)
        for is_of_slices, places in ((False, history.rows), (True, history.slices))
        for place, records in sorted(places.items(), key=str)
        for key in [*sorted(records.keys), *[None] * records.n_forgotten]
    ]
    insert_own(opened, RELEASED_RECORD, records)


def without_forgotten(opened: duckdb.DuckDBPyConnection, history: History) -> History:
    """The history without a key of anybody who is not in the attached `build`: only that they were counted stays."""
    known = {
        key
        for table, name in (("fct_response", "response_key"), ("fct_invitation", "invitation_key"))
        for (key,) in opened.execute(f"SELECT {name} FROM build.core.{table}").fetchall()
    }

    def left(records: Records) -> Records:
        kept = records.keys & known
        return Records(kept, records.n - len(kept), records.until)

    history.rows = {place: left(records) for place, records in history.rows.items()}
    history.slices = {place: left(records) for place, records in history.slices.items()}
    shown = set(history.sets.values())
    history.n_redraws = {name: n for name, n in history.n_redraws.items() if name in shown}
    return history


def records_now(opened: duckdb.DuckDBPyConnection) -> dict[Place, frozenset[str]]:
    """Who counts where in the attached build `closed`."""
    rows = opened.execute(
        "SELECT counted, target_group, moment_key, list(record_key) FROM closed.release.counted_records GROUP BY ALL"
    ).fetchall()
    return {Place(counted, group, moment): frozenset(keys) for counted, group, moment, keys in rows}


def slices_now(opened: duckdb.DuckDBPyConnection) -> frozenset[str]:
    """By what respondents and invitations are cut in the attached build `closed`, whether or not that is shown."""
    found = opened.execute("SELECT DISTINCT slice FROM closed.release.sliced_records WHERE population <> 'groups'")
    return frozenset(slice_ for (slice_,) in found.fetchall())


@dataclass
class Seen:
    """What readers may have kept of releases: the records behind opinion figures, and rounded counts by their sets, of
    releases with this base. opinions: the marts that have places.
    """

    base: int
    opinions: Sequence[OpinionMart]
    records: dict[Place, set[Records]] = field(default_factory=dict)
    sets: set[str] = field(default_factory=set)

    def add(self, opened: duckdb.DuckDBPyConnection, dashboard: str, analysis: str) -> None:
        """Add those of a release whose two files are attached by these names. Where it did not keep who was counted,
        only how many are known.
        """
        history = read_history(opened, analysis)
        rows, slices = (history.rows, history.slices) if history else ({}, {})
        numbers = shown_counts(self.opinions, read_marts(opened, self.opinions, dashboard))
        only_numbers = {place: Records(n_forgotten=n) for place, n in numbers if place not in rows}
        for place, records in (*rows.items(), *slices.items(), *only_numbers.items()):
            self.records.setdefault(place, set()).add(records)
            if place.counted == CONTACTS:
                self.records.setdefault(replace(place, counted=RESPONDENTS), set()).add(records)
        if history and history.thresholds.minimum_cell == self.base:
            self.sets |= set(history.sets.values())
