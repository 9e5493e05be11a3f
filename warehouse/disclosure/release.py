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
from warehouse.disclosure.narrowing import narrowed, without_figures
from warehouse.disclosure.opinion import (
    OPINION_MARTS,
    QUOTES,
    THEMES,
    enough_mentioned,
    hidden_respondents,
    opinion_system,
    shown_opinions,
)
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
from warehouse.publication.own_tables import RELEASED_COUNT, OwnColumn, comment_on_columns, create_own
from warehouse.publication.tables import copy_comments, copy_tables

DELIVERY_QUALITY = "delivery_quality"
OUTCOMES = {"follow_up": "dim_follow_up", "end_reason": "dim_end_reason"}
ADDED = (
    OwnColumn(
        "is_suppressed", "BOOLEAN",
        "Of cijfers van deze rij niet worden getoond. (Whether figures of this row are not shown.)",
    ),
    OwnColumn("note", "VARCHAR", "Waarom cijfers ontbreken. (Why figures are missing.)"),
    OwnColumn(
        "data_until", "DATE",
        "Laatste dag van de afgesloten periode. (Last day of the closed period that the figures hold.)",
    ),
)  # fmt: skip
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
    """The classes whose period closed since the last release, with its last day, and those that may show too much
    since thresholds were raised. Lowered ones wait for the next period.
    """
    wanted = periods(as_of)
    if last is None:
        return wanted
    with _opened(last.dashboard.parent, memory_limit, last=last.dashboard) as opened:
        released = _last_periods(opened)
    return {
        figures: until
        for figures, until in wanted.items()
        if released.get(figures) != until or _are_raised(figures, last.thresholds, thresholds)
    }


def _last_periods(opened: duckdb.DuckDBPyConnection) -> Mapping[FigureClass, date]:
    """The periods of the last release, told by its AS_OF: marts may be empty or keep an earlier one. None where it is
    no release of closed periods.
    """
    of_periods = "SELECT 1 FROM duckdb_columns() WHERE database_name = 'last' AND column_name = 'data_until'"
    if opened.execute(of_periods).fetchone() is None:
        return {}
    [(as_of,)] = opened.execute("SELECT as_of FROM last.audit.build").fetchall()
    return periods(as_of)


def _are_raised(figures: FigureClass, last: Thresholds, now: Thresholds) -> bool:
    """Whether figures of the last release may show too much now. Those on opinions rest on both thresholds."""
    is_group_raised = figures is FigureClass.OPINION and now.minimum_group > last.minimum_group
    return is_group_raised or now.minimum_cell > last.minimum_cell


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
        release = _Release(opened, thresholds, last)
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

    def __init__(
        self, opened: duckdb.DuckDBPyConnection, thresholds: Thresholds, last: LastRelease | None
    ) -> None:  # fmt: skip
        self._opened, self._thresholds, self._last = opened, thresholds, last
        self._last_periods = _last_periods(opened) if last else {}
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
        hidden = self._protected_opinions(marts)
        shown = shown_opinions(marts, hidden, self._thresholds)
        if self._holds_period(FigureClass.OPINION, closed):
            shown = self._narrowed_opinions(shown)
            hidden |= hidden_respondents(shown)
        self._hidden_opinions = hidden
        for mart, frame in shown.items():
            self._write(mart, frame, FigureClass.OPINION, closed[1])

    def _narrowed_opinions(self, shown: Marts) -> Marts:
        stood = self._read("last", OPINION_MARTS)
        quotes = stood[QUOTES][stood[QUOTES]["quote_key"].isin(shown[QUOTES]["quote_key"])]
        shown = {mart: narrowed(mart, stood[mart], shown[mart]) for mart in OPINION_MARTS if mart != QUOTES}
        return shown | {QUOTES: enough_mentioned(quotes, shown[THEMES], self._thresholds)}

    def registrations(self, closed: tuple[Path, date] | None) -> None:
        self.counts = last = self._last_counts()
        if closed is None:
            for mart in REGISTRATION_MARTS:
                self._take_over(mart)
        elif self._holds_period(FigureClass.REGISTRATION, closed):
            # What was known of the counts stays so: readers may have kept what is hidden now.
            self._narrow_registrations(closed[1])
        else:
            marts, hidden, candidate = self._releasable(last)
            self.report.kept = [mart for mart in REGISTRATION_MARTS if mart not in marts]
            for mart in self.report.kept:
                self._keep(mart)
            of_kept = {*self.report.kept, None}
            self.counts = {name: count for name, count in last.items() if count.mart in of_kept} | candidate
            shown = shown_registrations(marts, self._outcome_labels(), hidden, self._thresholds)
            for mart, frame in shown.items():
                self._write(mart, frame, FigureClass.REGISTRATION, closed[1])

    def _narrow_registrations(self, until: date) -> None:
        """A part of what stands of this period. What stands of an earlier one has no counts to hide by."""
        marts, hidden, _ = self._releasable({})
        shown = shown_registrations(marts, self._outcome_labels(), hidden, self._thresholds)
        for mart, stood in self._read("last", REGISTRATION_MARTS).items():
            if (stood["data_until"] == pd.Timestamp(until)).all():
                self._write(mart, narrowed(mart, stood, shown[mart]), FigureClass.REGISTRATION, until)
            else:
                self._keep(mart)

    def _keep(self, mart: str) -> None:
        """A mart on registrations stays as it is; without figures where they may show too much by now."""
        if not self._are_raised(FigureClass.REGISTRATION):
            self._take_over(mart)
            return
        [stood] = self._read("last", [mart]).values()
        frame = without_figures(mart, stood)
        frame["note"] = _notes(frame, FigureClass.REGISTRATION, self._thresholds)
        self._create(mart, frame)

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

    def _holds_period(self, figures: FigureClass, closed: tuple[Path, date]) -> bool:
        """Whether the last release holds the period that is released."""
        return self._last_periods.get(figures) == closed[1]

    def _are_raised(self, figures: FigureClass) -> bool:
        return self._last is not None and _are_raised(figures, self._last.thresholds, self._thresholds)

    def assumptions(self, closed: Mapping[FigureClass, tuple[Path, date]]) -> None:
        """Rows on answers with the opinion marts, rows on groups and on help with the registration marts."""
        self._opened.register(
            "measures", self._frame("SELECT assumption_key, measure, moment_key, days FROM build.core.dim_assumption")
        )
        parts = []
        for figures in FigureClass:
            # Where all marts of a class keep an earlier period, so do the rows that repeat them.
            is_new = figures in closed and self._is_released(figures)
            rows = self._assumptions_of(figures.value if is_new else "last", figures)
            if is_new:
                rows = self._shown_assumptions(rows, figures, closed).assign(data_until=closed[figures][1])
            if is_new and self._holds_period(figures, closed[figures]):
                rows = narrowed(ASSUMPTIONS, self._assumptions_of("last", figures), rows)
            elif not is_new and self._are_raised(figures):
                rows = without_figures(ASSUMPTIONS, rows)
            if figures in closed:
                rows = rows.assign(note=_notes(rows, figures, self._thresholds))
            parts.append(rows.astype(object))
        self._create(ASSUMPTIONS, pd.concat(parts).drop(columns=["measure", "moment_key", "days"]))

    def _is_released(self, figures: FigureClass) -> bool:
        return figures is FigureClass.OPINION or any(mart in self.report.new for mart in REGISTRATION_MARTS)

    def _assumptions_of(self, source: str, figures: FigureClass) -> pd.DataFrame:
        is_registration = f"(measure IN ('{HELP}', '{NETWORK}'))"
        return self._frame(
            f"SELECT mart.*, measure, moment_key, days FROM {source}.marts.{ASSUMPTIONS} AS mart"
            " JOIN measures USING (assumption_key)"
            f" WHERE {is_registration} = {figures is FigureClass.REGISTRATION}"
        )

    def _shown_assumptions(
        self, rows: pd.DataFrame, figures: FigureClass, closed: Mapping[FigureClass, tuple[Path, date]]
    ) -> pd.DataFrame:
        if figures is FigureClass.OPINION:
            return shown_answers(rows, self._hidden_opinions)
        curve, profile, outflow = (self._of_tonight(mart, closed) for mart in (CURVE, GROUP_PROFILE, OUTFLOW))
        on_help = shown_help(rows[rows["measure"] == HELP], curve, outflow)
        return pd.concat([on_help, shown_networks(rows[rows["measure"] == NETWORK], profile)])

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
        if not self._last or RELEASED_COUNT.table not in tables_in(self._opened, "last_analysis", ("audit",)):
            return {}
        rows = self._opened.execute(
            f"SELECT count_name, mart, n, is_shown FROM {RELEASED_COUNT.table.within('last_analysis')}"
        ).fetchall()
        return {name: ReleasedCount(mart, n, is_shown) for name, mart, n, is_shown in rows}

    def _read(self, source: str, marts: Iterable[str]) -> Marts:
        return {mart: self._frame(f"SELECT * FROM {source}.marts.{quoted(mart)} ORDER BY ALL") for mart in marts}

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
        types = {name: kind for name, kind, *_ in described} | {added.name: added.data_type for added in ADDED}
        columns = {name: kind for name, kind in types.items() if name in frame.columns}
        casts = ", ".join(f"CAST({quoted(name)} AS {kind}) AS {quoted(name)}" for name, kind in columns.items())
        self._opened.register("released", frame.astype(object).where(frame.notna(), None))
        table = Table("marts", mart)
        self._opened.execute(f"CREATE TABLE {table.within('dashboard')} AS SELECT {casts} FROM released ORDER BY ALL")
        self._opened.unregister("released")
        copy_comments(self._opened, table, "build", "dashboard")
        comment_on_columns(self._opened, table, ADDED, "dashboard")

    def _take_over(self, mart: str) -> None:
        copy_tables(self._opened, [Table("marts", mart)], "last", "dashboard")


def _safety(thresholds: Thresholds, smallest: int) -> Safety:
    return Safety(width=thresholds.minimum_cell, largest_small=smallest - 1)


def _notes(frame: pd.DataFrame, figures: FigureClass, thresholds: Thresholds) -> pd.Series:
    note = NOTES[figures].format(minimum_group=thresholds.minimum_group, minimum_cell=thresholds.minimum_cell)
    return frame["is_suppressed"].map(lambda is_suppressed: note if is_suppressed else None)


def _write_counts(opened: duckdb.DuckDBPyConnection, counts: Released) -> None:
    create_own(opened, RELEASED_COUNT, "build")
    if counts:
        rows = [(name, count.mart, count.n, count.is_shown) for name, count in sorted(counts.items())]
        opened.executemany(f"INSERT INTO {RELEASED_COUNT.table.within('build')} VALUES (?, ?, ?, ?)", rows)
