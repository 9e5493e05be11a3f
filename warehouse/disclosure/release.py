"""The figures that dashboards get: each mart as it was when its period closed, with what must be hidden left out.

A mart is released as a whole when a period closes, and stands until the next one does. What is published with it, and
when readers see it, belongs to `warehouse.publication`; an attack on the result to `auditing`.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import date
from pathlib import Path

import duckdb
import pandas as pd

from warehouse.disclosure.assumptions import ASSUMPTIONS, HELP, NETWORK, shown_answers, shown_help, shown_networks
from warehouse.disclosure.attack import Safety
from warehouse.disclosure.closing import FigureClass
from warehouse.disclosure.curve import CURVE
from warehouse.disclosure.differences import Released, ReleasedCount, released_counts, telling_marts
from warehouse.disclosure.opinion import OPINION_MARTS, QUOTES, opinion_system, shown_opinions
from warehouse.disclosure.periods import last_closed_half_year, last_closed_month
from warehouse.disclosure.protection import Protection, protect
from warehouse.disclosure.registration import (
    GROUP_PROFILE,
    OUTFLOW,
    REGISTRATION_MARTS,
    prepared,
    registration_system,
    shown_registrations,
)
from warehouse.disclosure.report import ReleaseReport
from warehouse.disclosure.system import System, Unit
from warehouse.disclosure.thresholds import LastRelease, Thresholds
from warehouse.publication.duck import Table, attached, connection, literal, quoted, tables_in
from warehouse.publication.tables import copy_comments, copy_tables

DELIVERY_QUALITY = "delivery_quality"
RELEASED_COUNT = Table("audit", "released_count")
OUTCOMES = {"follow_up": "dim_follow_up", "end_reason": "dim_end_reason"}
ADDED = {"is_suppressed": "BOOLEAN", "note": "VARCHAR", "data_until": "DATE"}
IN_DUTCH = {
    "is_suppressed": "Of cijfers van deze rij niet worden getoond. / Whether figures of this row are not shown.",
    "note": "Waarom cijfers ontbreken. / Why figures are missing.",
    "data_until": "Laatste dag van de afgesloten periode. / Last day of the closed period that the figures hold.",
}
NOTES = {
    FigureClass.OPINION: "Niet getoond: zo blijft verborgen wat minder dan {minimum_group} mensen antwoordden.",
    FigureClass.REGISTRATION: "Niet (geheel) getoond: zo blijft verborgen wat voor minder dan {minimum_cell} mensen"
    " geldt.",
}
Marts = dict[str, pd.DataFrame]


def periods(as_of: date) -> dict[FigureClass, date]:
    """The last day that the figures of each class may hold."""
    return {
        FigureClass.OPINION: last_closed_month(as_of),
        FigureClass.REGISTRATION: last_closed_half_year(as_of),
    }


def due(last: LastRelease | None, as_of: date, thresholds: Thresholds, memory_limit: str) -> dict[FigureClass, date]:
    """The classes whose period closed since their last release, with its last day; all where thresholds changed."""
    wanted = periods(as_of)
    if last is None or last.thresholds != thresholds:
        return wanted
    with _opened(last.dashboard.parent, memory_limit, last=last.dashboard) as opened:
        released = {
            FigureClass.OPINION: _released_until(opened, OPINION_MARTS[0]),
            FigureClass.REGISTRATION: max(
                (until for mart in REGISTRATION_MARTS if (until := _released_until(opened, mart))), default=None
            ),
        }
    return {figures: until for figures, until in wanted.items() if released[figures] != until}


def _released_until(opened: duckdb.DuckDBPyConnection, mart: str) -> date | None:
    has_period = opened.execute(
        "SELECT count(*) FROM duckdb_columns() WHERE database_name = 'last' AND table_name = ?"
        " AND column_name = 'data_until'",
        [mart],
    ).fetchone()
    if has_period != (1,):
        return None
    [(until,)] = opened.execute(f"SELECT max(data_until) FROM last.marts.{quoted(mart)}").fetchall()
    return until if isinstance(until, date) else None


def make_release(
    build_database: Path,
    closed: Mapping[FigureClass, tuple[Path, date]],
    last: LastRelease | None,
    target: Path,
    thresholds: Thresholds,
    memory_limit: str,
) -> ReleaseReport:
    """Write schema marts of a new dashboard file `target`, and audit.released_count of the build.

    closed: for each class that is due, a build file of what is dated up to a day, and that day. All others are taken
    over from the last release.
    """
    target.unlink(missing_ok=True)
    files = {"build": build_database, **{figures.value: file for figures, (file, _) in closed.items()}}
    if last:
        files |= {"last": last.dashboard, "last_analysis": last.analysis}
    with _opened(build_database, memory_limit, **files) as opened, attached(opened, target, "dashboard", "READ_WRITE"):
        opened.execute("CREATE SCHEMA dashboard.marts")
        release = _Release(opened, thresholds, last is not None)
        release.opinions(closed.get(FigureClass.OPINION))
        release.registrations(closed.get(FigureClass.REGISTRATION))
        release.assumptions(closed)
        release.delivery_quality()
    with _opened(build_database, memory_limit) as opened, attached(opened, build_database, "build", "READ_WRITE"):
        _write_counts(opened, release.counts)
    return release.report


@contextmanager
def _opened(near: Path, memory_limit: str, **files: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with ExitStack() as stack:
        opened = stack.enter_context(connection(near.with_suffix(".spill"), memory_limit))
        for name, file in files.items():
            stack.enter_context(attached(opened, file, name))
        yield opened


class _Release:
    """One release in the making: the build, closed builds and the last release are attached by name."""

    def __init__(self, opened: duckdb.DuckDBPyConnection, thresholds: Thresholds, has_last: bool) -> None:
        self._opened, self._thresholds, self._has_last = opened, thresholds, has_last
        self.report = ReleaseReport()
        self.counts: Released = {}
        self._hidden_opinions: set[Unit] = set()

    def opinions(self, closed: tuple[Path, date] | None) -> None:
        if closed is None:
            for mart in OPINION_MARTS:
                self._take_over(mart)
            # A quote that was withdrawn since, or whose author is forgotten, goes at once.
            self._opened.execute(
                f"DELETE FROM dashboard.marts.{QUOTES}"
                " WHERE quote_key NOT IN (SELECT quote_key FROM build.marts.quotes)"
            )
            return
        marts = self._read(FigureClass.OPINION, OPINION_MARTS)
        hidden = self._hidden_opinions = self._protected_opinions(marts)
        for mart, frame in shown_opinions(marts, hidden, self._thresholds).items():
            self._write(mart, frame, FigureClass.OPINION, closed[1])

    def registrations(self, closed: tuple[Path, date] | None) -> None:
        last = self._last_counts()
        marts, hidden, candidate = self._releasable(last) if closed else ({}, set(), {})
        kept = [mart for mart in REGISTRATION_MARTS if mart not in marts]
        for mart in kept:
            self._take_over(mart)
        self.counts = {name: count for name, count in last.items() if count.mart in {*kept, None}} | candidate
        if closed:
            self.report.kept = kept
            shown = shown_registrations(marts, self._outcome_labels(), hidden, self._thresholds)
            for mart, frame in shown.items():
                self._write(mart, frame, FigureClass.REGISTRATION, closed[1])

    def _releasable(self, last: Released) -> tuple[Marts, set[Unit], Released]:
        """The marts that differ from the last release in nothing that tells of few persons, protected together."""
        marts = prepared(self._read(FigureClass.REGISTRATION, REGISTRATION_MARTS))
        labels = self._outcome_labels()
        keys = {str(outcome): sorted(part["outcome_key"]) for outcome, part in labels.groupby("outcome")}
        while True:
            system = registration_system(marts, keys, self._thresholds)
            protection = protect(system, _safety(self._thresholds, self._thresholds.minimum_cell))
            candidate = released_counts(system, protection.hidden)
            telling = telling_marts(system, last, candidate, self._thresholds) if last else set()
            if not telling:
                self._report(system, protection)
                return marts, protection.hidden, candidate
            marts = {name: frame for name, frame in marts.items() if name not in telling}

    def assumptions(self, closed: Mapping[FigureClass, tuple[Path, date]]) -> None:
        """Rows on answers with the opinion marts, rows on groups and on help with the registration marts."""
        measures = self._frame("SELECT assumption_key, measure, moment_key, days FROM build.core.dim_assumption")
        curve = self._of_tonight(CURVE, closed)
        profile = self._of_tonight(GROUP_PROFILE, closed)
        outflow = self._of_tonight(OUTFLOW, closed)
        is_registration = "measure IN ('help', 'network')"
        self._opened.register("measures", measures)
        parts = []
        for figures, condition in (
            (FigureClass.OPINION, f"NOT {is_registration}"),
            (FigureClass.REGISTRATION, is_registration),
        ):
            source = figures.value if figures in closed else "last"
            rows = self._frame(
                f"SELECT mart.*, measure, moment_key, days FROM {source}.marts.{ASSUMPTIONS} AS mart"
                f" JOIN measures USING (assumption_key) WHERE {condition}"
            )
            if figures in closed:
                rows = rows.assign(data_until=closed[figures][1])
                if figures is FigureClass.OPINION:
                    rows = shown_answers(rows, self._hidden_opinions)
                else:
                    on_help = shown_help(rows[rows["measure"] == HELP], curve, outflow)
                    rows = pd.concat([on_help, shown_networks(rows[rows["measure"] == NETWORK], profile)])
                rows = rows.assign(note=_notes(rows, figures, self._thresholds))
            parts.append(rows.astype(object))
        frame = pd.concat(parts).drop(columns=["measure", "moment_key", "days"])
        self._create(ASSUMPTIONS, frame)

    def _of_tonight(self, mart: str, closed: Mapping[FigureClass, tuple[Path, date]]) -> pd.DataFrame:
        """The released rows of a registration mart, none where it keeps an earlier period than tonight's."""
        if FigureClass.REGISTRATION not in closed:
            return self._frame(f"SELECT * FROM dashboard.marts.{mart} LIMIT 0")
        until = literal(closed[FigureClass.REGISTRATION][1])
        return self._frame(f"SELECT * FROM dashboard.marts.{mart} WHERE data_until = DATE {until}")

    def delivery_quality(self) -> None:
        """Every night: counts of files, and how many rows could be linked only as a rounded share of enough rows."""
        shares = "share_responses_linked", "share_participants_linked"
        enough = f"n_rows_taken >= {2 * self._thresholds.minimum_group}"
        rounded = ", ".join(f"CASE WHEN {enough} THEN round({share}, 1) END AS {share}" for share in shares)
        self._opened.execute(
            f"CREATE TABLE dashboard.marts.{DELIVERY_QUALITY} AS SELECT night, kind, n_files_taken, n_files_rejected,"
            f" n_files_duplicate, newest_delivered_on, {rounded} FROM build.marts.{DELIVERY_QUALITY}"
        )
        copy_comments(self._opened, Table("marts", DELIVERY_QUALITY), "build", "dashboard")

    def _protected_opinions(self, marts: Marts) -> set[Unit]:
        """What the respondents alone demand is found first: with mentions, each attack takes much longer."""
        safety = _safety(self._thresholds, self._thresholds.minimum_group)
        of_respondents = protect(opinion_system(marts, self._thresholds, with_mentions=False), safety)
        system = opinion_system(marts, self._thresholds)
        protection = protect(system, safety, of_respondents.demands)
        self._report(system, protection)
        return protection.hidden

    def _report(self, system: System, protection: Protection) -> None:
        self.report.n_figures += round(sum(system.costs.values()))
        self.report.n_hidden += round(sum(system.costs[unit] for unit in protection.hidden))
        self.report.least_hidden += round(protection.lower_bound)

    def _outcome_labels(self) -> pd.DataFrame:
        """Every outcome that a row of outflow can tell of, with its label."""
        tables = " UNION ALL ".join(
            f"SELECT '{outcome}' AS outcome, {outcome}_key AS outcome_key, label FROM build.core.{table}"
            for outcome, table in OUTCOMES.items()
        )
        return self._frame(tables)

    def _last_counts(self) -> Released:
        if not self._has_last or RELEASED_COUNT not in tables_in(self._opened, "last_analysis", ("audit",)):
            return {}
        rows = self._opened.execute(
            f"SELECT count_name, mart, n, is_shown FROM {RELEASED_COUNT.within('last_analysis')}"
        ).fetchall()
        return {name: ReleasedCount(mart, n, is_shown) for name, mart, n, is_shown in rows}

    def _read(self, figures: FigureClass, marts: Iterable[str]) -> Marts:
        return {mart: self._frame(f"SELECT * FROM {figures.value}.marts.{quoted(mart)} ORDER BY ALL") for mart in marts}

    def _frame(self, query: str) -> pd.DataFrame:
        frame = self._opened.execute(query).df()
        nullable = [name for name, kind in frame.dtypes.items() if pd.api.types.is_extension_array_dtype(kind)]
        return frame.astype({name: float for name in nullable if pd.api.types.is_numeric_dtype(frame[name])})

    def _write(self, mart: str, frame: pd.DataFrame, figures: FigureClass, until: date) -> None:
        self._create(mart, frame.assign(note=_notes(frame, figures, self._thresholds), data_until=until))
        self.report.new.append(mart)

    def _create(self, mart: str, frame: pd.DataFrame) -> None:
        """A table with the types, names and comments of the build's mart, as far as the frame has its columns."""
        described = self._opened.execute(f"DESCRIBE build.marts.{quoted(mart)}").fetchall()
        types = {name: kind for name, kind, *_ in described}
        columns = {name: kind for name, kind in (types | ADDED).items() if name in frame.columns}
        casts = ", ".join(f"CAST({quoted(name)} AS {kind}) AS {quoted(name)}" for name, kind in columns.items())
        self._opened.register("released", frame.astype(object).where(frame.notna(), None))
        table = Table("marts", mart)
        self._opened.execute(f"CREATE TABLE {table.within('dashboard')} AS SELECT {casts} FROM released ORDER BY ALL")
        self._opened.unregister("released")
        copy_comments(self._opened, table, "build", "dashboard")
        for name, comment in IN_DUTCH.items():
            self._opened.execute(f"COMMENT ON COLUMN {table.within('dashboard')}.{name} IS {literal(comment)}")

    def _take_over(self, mart: str) -> None:
        copy_tables(self._opened, [Table("marts", mart)], "last", "dashboard")


def _safety(thresholds: Thresholds, smallest: int) -> Safety:
    return Safety(width=thresholds.minimum_cell, largest_small=smallest - 1)


def _notes(frame: pd.DataFrame, figures: FigureClass, thresholds: Thresholds) -> pd.Series:
    note = NOTES[figures].format(minimum_group=thresholds.minimum_group, minimum_cell=thresholds.minimum_cell)
    return frame["is_suppressed"].map(lambda is_suppressed: note if is_suppressed else None)


def _write_counts(opened: duckdb.DuckDBPyConnection, counts: Released) -> None:
    table = RELEASED_COUNT.within("build")
    opened.execute(f"CREATE OR REPLACE TABLE {table} (count_name VARCHAR, mart VARCHAR, n BIGINT, is_shown BOOLEAN)")
    if counts:
        rows = [(name, count.mart, count.n, count.is_shown) for name, count in sorted(counts.items())]
        opened.executemany(f"INSERT INTO {table} VALUES (?, ?, ?, ?)", rows)
