"""One release in the making: written, attacked, drawn again where that says too much, and hidden at last.

What each mart shows is decided in `opinion`, `registration` and `curve`; how to attack it, in `auditing`.
"""

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import duckdb
import pandas as pd

from warehouse.disclosure.assumptions import released_assumptions
from warehouse.disclosure.auditing.audit import audit_dashboard, read_kept
from warehouse.disclosure.auditing.figures import Finding, Published, Release
from warehouse.disclosure.context import ReleaseContext
from warehouse.disclosure.curve import add_curve
from warehouse.disclosure.dashboard_file import add_deliveries, create_mart, new_dashboard, read_marts, withdraw_quotes
from warehouse.disclosure.history import History, Seen, records_now, slices_now
from warehouse.disclosure.kept_back import kept_back
from warehouse.disclosure.marts import Cell, Marts
from warehouse.disclosure.notes import HIDDEN, POOLED, with_bookkeeping
from warehouse.disclosure.opinion import (
    THEMES,
    enough_pairs,
    of_named_themes,
    released_opinions,
    shown_counts,
    without_slices,
)
from warehouse.disclosure.registration import Rounded, add_rounded, released_registration
from warehouse.disclosure.release_calendar import PAIRS, Place, Records, Renewal, Standing, renewal
from warehouse.disclosure.report import ReleaseReport
from warehouse.disclosure.rounding import NOBODY, Rounding
from warehouse.duck.databases import attached


@dataclass
class Draft:
    """A release in the making."""

    context: ReleaseContext
    until: date
    shown_before: set[str]
    before: History
    now: Mapping[Place, frozenset[str]]
    renewed: Renewal
    opinions: Marts
    history: History
    rounding: Rounding
    kept: Sequence[Release]
    slices: frozenset[str]
    hidden: set[Cell] = field(default_factory=set)
    n_redrawn: int = 0
    n_left_out: dict[str, int] = field(default_factory=dict)
    marts: Marts = field(default_factory=dict)

    @classmethod
    def begin(cls, context: ReleaseContext, opened: duckdb.DuckDBPyConnection, until: date) -> "Draft":
        """What does not depend on draws: which rows are renewed, and the opinion marts."""
        disclosure, thresholds = context.disclosure, context.thresholds
        last, seen = context.history(opened), _seen(context, opened)
        marts, marts_before = (
            read_marts(opened, [*disclosure.opinions, disclosure.quotes], database) for database in ("closed", "last")
        )
        cut_anew = last is not None and not last.is_by_todays_rules(thresholds)
        before = last or History(until, thresholds)
        if last is None or cut_anew:
            # Parts that were pooled by other rules may not stand: they tell too much by today's, together if not alone.
            before, marts_before = replace(before, slices={}), without_slices(disclosure, marts_before)
        # Pairs that are not shown anyway keep no row back.
        with_pairs = [mart for mart in disclosure.opinions if mart.pairs]
        enough = {mart.name: enough_pairs(mart, marts[mart.name], thresholds) for mart in with_pairs}
        told = dict(shown_counts(with_pairs, enough))
        now = {place: keys for place, keys in records_now(opened).items() if place.counted != PAIRS or place in told}
        shown = dict(shown_counts(disclosure.with_places, marts_before))
        rows = {place: records for place, records in before.rows.items() if place in shown}
        standing = Standing(rows, before.slices, seen.records)
        renewed = renewal(now, standing, until, thresholds, cut_anew=cut_anew)
        opinions = released_opinions(disclosure, marts, marts_before, renewed, until, thresholds)
        rounding = Rounding(context.pseudonymiser, thresholds.minimum_cell, dict(before.n_redraws))
        kept = read_kept(Published(release.dashboard, release.analysis) for release in context.kept)
        return cls(
            context, until, seen.sets, before, now, renewed, opinions, History(until, thresholds), rounding, kept,
            slices_now(opened),
        )  # fmt: skip

    def write(self, closed: Path) -> list[Finding]:
        """Write the dashboard file and the history with today's draws, and attack them."""
        context, disclosure = self.context, self.context.disclosure
        with context.opened(closed=closed) as opened:
            rounded = self._rounded(opened)
            self.marts = self._without_hidden(self.opinions) | {
                name: released_registration(disclosure.marts[name], frame, self.hidden, self.until, context.thresholds)
                for name, frame in rounded.marts.items()
            }
            with new_dashboard(opened, context.target):
                for name, frame in self.marts.items():
                    create_mart(opened, disclosure.marts[name], frame)
                # It repeats what stands in the others.
                assumptions = released_assumptions(opened, disclosure, self.until, context.thresholds)
                create_mart(opened, disclosure.assumptions, assumptions)
                self.marts[disclosure.assumptions.name] = assumptions
                withdraw_quotes(opened, disclosure.quotes)
                add_deliveries(opened, disclosure.deliveries, 2 * context.thresholds.minimum_group)
        self.n_left_out = rounded.n_left_out
        self.history.sets, self.history.n_redraws = rounded.sets, self.rounding.n_redraws
        self._remember()
        context.write_history(self.history)
        tonight = Published(context.target, context.build_database, closed)
        return audit_dashboard(tonight, self.kept, self.until, context.thresholds)

    def _rounded(self, opened: duckdb.DuckDBPyConnection) -> Rounded:
        rounded, disclosure = Rounded(), self.context.disclosure
        closed = read_marts(opened, disclosure.registrations, "closed")
        for mart in disclosure.registrations:
            add_rounded(opened, closed, mart, self.rounding, disclosure.limits, rounded)
        add_curve(opened, disclosure, self.rounding, rounded)
        return rounded

    def _remember(self) -> None:
        """Note who is behind what is shown anew. What is hidden by now is remembered as it was shown last."""
        with_places = self.context.disclosure.with_places
        shown = self.renewed.places.intersection(place for place, _ in shown_counts(with_places, self.marts))
        anew = {place: Records(self.now[place], until=self.until) for place in shown}
        of_slices = {place: one for place, one in anew.items() if place.is_whole}
        of_slices = {place: one for place, one in of_slices.items() if place.target_group in self.renewed.slices}
        self.history.rows = self.before.rows | anew
        self.history.slices = self.before.slices | of_slices

    def draw_again(self, findings: Sequence[Finding], attempt: int) -> bool:
        """Draw anew one set for each finding, never one that was shown: two draws of a set tell more of it than one.
        Whether there was any to draw.
        """
        chosen = set()
        for finding in findings:
            cells = _cells(finding, len(finding.involved))
            names = dict.fromkeys(self.history.sets[cell] for cell in cells if cell in self.history.sets)
            new = [name for name in names if name not in self.shown_before]
            if new:
                # Another one of those involved at each attempt, or the same two would be drawn for ever.
                chosen.add(new[0] if attempt % 2 == 0 else random.Random(attempt).choice(new))  # noqa: S311
        for name in sorted(chosen):
            self.rounding.draw_again(name)
        self.n_redrawn += len(chosen)
        return bool(chosen)

    def hide(self, findings: Sequence[Finding], n_more: int) -> None:
        """Leave out the rows of the figures in which something was found, and of so many that it follows from; and all
        others that say the same of the same persons, unless of nobody.
        """
        self.hidden |= {cell for finding in findings for cell in _cells(finding, n_more)}
        names = {self.history.sets[cell] for cell in self.hidden if cell in self.history.sets}
        names.discard(self.rounding.name_of(NOBODY))
        self.hidden |= {cell for cell, name in self.history.sets.items() if name in names}

    def _without_hidden(self, marts: Marts) -> Marts:
        """The opinion marts without the rows in which the auditor found something; no draw can mend those."""
        rows = {(cell.mart, cell.labels) for cell in self.hidden}
        found, quotes = {}, self.context.disclosure.quotes.name
        for name, frame in marts.items():
            mart = self.context.disclosure.marts[name]
            is_hidden = [(name, labels) in rows for labels in mart.labels_of(frame)]
            how = frame["shown_as"].mask(pd.Series(is_hidden, frame.index, dtype=bool), HIDDEN)
            frame = with_bookkeeping(mart, frame, how, self.context.thresholds)
            found[name] = frame[frame["shown_as"] != HIDDEN] if name == quotes else frame
        found[quotes] = of_named_themes(found[quotes], found[THEMES], self.context.thresholds)
        return found

    def report(self) -> ReleaseReport:
        """What dashboards get by this draft."""
        marts = {mart: frame["shown_as"] for mart, frame in self.marts.items()}
        n_rounded = Counter(cell.mart for cell in self.history.sets)
        return ReleaseReport(
            data_until=self.until,
            is_new=True,
            n_rows=sum(map(len, marts.values())),
            n_hidden=sum(int((how == HIDDEN).sum()) for how in marts.values()),
            n_pooled={mart: n for mart, how in marts.items() if (n := int((how == POOLED).sum()))},
            n_rounded=dict(sorted(n_rounded.items())),
            n_left_out={mart: n for mart, n in self.n_left_out.items() if n},
            n_redrawn=self.n_redrawn,
            kept_back=list(kept_back(self.context.disclosure, self.marts, self.history, self.until, self.slices)),
        )


def _cells(finding: Finding, n_involved: int) -> list[Cell]:
    """The figure in which something was found, and so many of those that it follows from."""
    figures = (finding.figure, *finding.involved[:n_involved])
    return [Cell(one.mart, one.column, one.labels) for one in figures if one]


def _seen(context: ReleaseContext, opened: duckdb.DuckDBPyConnection) -> Seen:
    """What readers may have kept of all kept releases."""
    seen = Seen(context.thresholds.minimum_cell, context.disclosure.with_places)
    if context.kept:
        seen.add(opened, "last", "last_analysis")
    for release in context.kept[1:]:
        with attached(opened, release.dashboard, "kept"), attached(opened, release.analysis, "kept_analysis"):
            seen.add(opened, "kept", "kept_analysis")
    return seen
