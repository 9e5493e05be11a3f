"""One release in the making: written, attacked, drawn again where that says too much, and hidden at last.

What each mart shows is decided in `opinion`, `registration` and `curve`; how to attack it, in `auditing`.
"""

import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import duckdb
import pandas as pd

from warehouse.disclosure.assumptions import released_assumptions
from warehouse.disclosure.auditing import Finding, Published, audit_dashboard
from warehouse.disclosure.context import ReleaseContext
from warehouse.disclosure.curve import add_curve
from warehouse.disclosure.dashboard_file import (
    add_delivery_quality,
    create_mart,
    new_dashboard,
    read_marts,
    withdraw_quotes,
)
from warehouse.disclosure.history import History, Seen, records_behind, records_now
from warehouse.disclosure.marts import (
    ASSUMPTIONS,
    GROUP_PROFILE,
    NETWORK,
    OPINION_MARTS,
    OUTFLOW,
    QUOTES,
    REGISTRATION_MARTS,
    RESPONSE_RATE,
    SHAPES,
    STATEMENTS,
    THEMES,
    WAITING_TIME,
    Cell,
    Marts,
    labels_of,
)
from warehouse.disclosure.notes import HIDDEN, POOLED, with_bookkeeping
from warehouse.disclosure.opinion import less_few_pairs, of_named_themes, place_of, released_opinions, without_slices
from warehouse.disclosure.registration import Rounded, add_rounded, released_registrations
from warehouse.disclosure.release_calendar import Place, Records, Renewal, Standing, renewal
from warehouse.disclosure.report import ReleaseReport
from warehouse.disclosure.rounding import Rounding
from warehouse.publication.duck import attached

WITH_PLACES = (STATEMENTS, THEMES, RESPONSE_RATE, NETWORK)
# Labels that do not tell of whom a row is.
SUBJECTS = ("statement_key", "theme_key", "kind")


@dataclass
class Draft:
    """A release in the making."""

    context: ReleaseContext
    until: date
    shown_before: set[str]
    history: History
    rounding: Rounding
    renewed: Renewal
    opinions: Marts
    hidden: set[Cell] = field(default_factory=set)
    n_redrawn: int = 0
    marts: Marts = field(default_factory=dict)

    @classmethod
    def begin(cls, context: ReleaseContext, opened: duckdb.DuckDBPyConnection, until: date) -> "Draft":
        """What does not depend on draws: which rows are renewed, and the opinion marts."""
        thresholds, last, seen = context.thresholds, context.history(opened), _seen(context, opened)
        marts, marts_before = (read_marts(opened, OPINION_MARTS, database) for database in ("closed", "last"))
        standing = Standing(last.rows, last.slices, seen.numbers) if last else Standing(shown_numbers=seen.numbers)
        cut_anew = last is not None and not last.is_by_todays_rules(thresholds)
        if last is None or cut_anew:
            # Parts that were pooled by other rules may not stand: they tell too much by today's, together if not alone.
            standing, marts_before = replace(standing, slices={}), without_slices(marts_before)
        now = records_now(opened)
        renewed = renewal(now, standing, until, thresholds, cut_anew=cut_anew)
        renewed = less_few_pairs(renewed, marts, marts_before, thresholds)
        opinions = released_opinions(marts, marts_before, renewed, until, thresholds)
        anew = {place: Records(now.get(place, frozenset()), until=until) for place in renewed.places}
        rows, slices = _records_shown(opinions, anew, renewed, standing)
        history = History(until, thresholds, rows=rows, slices=slices)
        n_redraws = dict(last.n_redraws) if last else {}
        rounding = Rounding(context.pseudonymiser, thresholds.minimum_cell, n_redraws)
        return cls(context, until, seen.sets, history, rounding, renewed, opinions)

    def write(self, closed: Path) -> list[Finding]:
        """Write the dashboard file and the history with today's draws, and attack them."""
        context = self.context
        with context.opened(closed=closed) as opened:
            rounded = Rounded()
            add_rounded(read_marts(opened, (GROUP_PROFILE, WAITING_TIME, OUTFLOW), "closed"), self.rounding, rounded)
            add_curve(opened, self.rounding, rounded)
            registrations = released_registrations(rounded.marts, self.hidden, self.until, context.thresholds)
            self.marts = self._without_hidden(self.opinions) | registrations
            with new_dashboard(opened, context.target):
                for mart, frame in self.marts.items():
                    create_mart(opened, mart, frame)
                self.marts[ASSUMPTIONS] = released_assumptions(opened, self.until, context.thresholds)
                create_mart(opened, ASSUMPTIONS, self.marts[ASSUMPTIONS])
                withdraw_quotes(opened)
                add_delivery_quality(opened, 2 * context.thresholds.minimum_group)
        self.history.sets, self.history.n_redraws = rounded.sets, self.rounding.n_redraws
        context.write_history(self.history)
        tonight = Published(context.target, context.build_database, closed)
        kept = [Published(release.dashboard, release.analysis) for release in context.kept]
        return audit_dashboard(tonight, kept, self.until, context.thresholds)

    def draw_again(self, findings: Sequence[Finding], attempt: int) -> bool:
        """Draw anew one set for each finding, never one that was shown: two draws of a set tell more of it than one.
        Whether there was any to draw.
        """
        chosen = set()
        for finding in findings:
            cells = [Cell(one.mart, one.column, one.labels) for one in (finding.figure, *finding.involved) if one]
            names = list(dict.fromkeys(self.history.sets[cell] for cell in cells if cell in self.history.sets))
            new = [name for name in names if name not in self.shown_before]
            if new:
                # Another one of those involved at each attempt, or the same two would be drawn for ever.
                chosen.add(new[0] if attempt % 2 == 0 else random.Random(attempt).choice(new))  # noqa: S311
        for name in sorted(chosen):
            self.rounding.draw_again(name)
        self.n_redrawn += len(chosen)
        return bool(chosen)

    def hide(self, findings: Sequence[Finding], n_more: int) -> None:
        """Leave out the rows of the figures in which something was found, and of so many that it follows from."""
        figures = [one for finding in findings for one in (finding.figure, *finding.involved[:n_more]) if one]
        self.hidden |= {Cell(one.mart, one.column, one.labels) for one in figures}

    def _without_hidden(self, marts: Marts) -> Marts:
        """The opinion marts without the rows in which the auditor found something; no draw can mend those."""
        rows = {(cell.mart, cell.labels) for cell in self.hidden}
        found = {}
        for mart, frame in marts.items():
            is_hidden = [(mart, labels) in rows for labels in labels_of(mart, frame)]
            how = frame["shown_as"].mask(pd.Series(is_hidden, frame.index, dtype=bool), HIDDEN)
            frame = with_bookkeeping(mart, frame, how, self.context.thresholds)
            found[mart] = frame[frame["shown_as"] != HIDDEN] if mart == QUOTES else frame
        found[QUOTES] = of_named_themes(found[QUOTES], found[THEMES], self.context.thresholds)
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
            n_rounded={mart: n_rounded[mart] for mart in REGISTRATION_MARTS if n_rounded[mart]},
            n_redrawn=self.n_redrawn,
            kept_back=list(self._kept_back()),
        )

    def _kept_back(self) -> Iterator[str]:
        """What stands as of an earlier month, as the few who joined or left since would follow; and what is hidden."""
        wholes = {place: one for place, one in self.history.rows.items() if place.is_whole}
        moments = {place: one for place, one in self.history.rows.items() if place not in wholes}
        for what, places in (("wholes", wholes), ("moments", moments), ("slices", self.history.slices)):
            older = {
                f"{place.target_group} as of {records.until}"
                for place, records in places.items()
                if records.until and records.until < self.until
            }
            if older:
                yield f"opinion figures that stand, {what}: {', '.join(sorted(older))}"
        later = {
            f"{place.target_group} as of {records.until}"
            for place, records in self.history.rows.items()
            if records.is_later_than(self.until)
        }
        if later:
            yield f"opinion figures of a night with a later date, hidden by now: {', '.join(sorted(later))}"
        hidden = {
            " ".join((mart, *(getattr(row, key) for key in SHAPES[mart].keys if key not in SUBJECTS)))
            for mart in OPINION_MARTS
            for row in self.marts[mart].itertuples()
            if row.shown_as == HIDDEN
        }
        if hidden:
            yield f"opinion figures that are hidden: {', '.join(sorted(hidden))}"


def _seen(context: ReleaseContext, opened: duckdb.DuckDBPyConnection) -> Seen:
    """What readers may have kept of all kept releases."""
    seen = Seen()
    if context.kept:
        seen.add(opened, "last", "last_analysis")
    for release in context.kept[1:]:
        with attached(opened, release.dashboard, "kept"), attached(opened, release.analysis, "kept_analysis"):
            seen.add(opened, "kept", "kept_analysis")
    return seen


def _records_shown(
    opinions: Marts, anew: Mapping[Place, Records], renewed: Renewal, standing: Standing
) -> tuple[dict[Place, Records], dict[Place, Records]]:
    """Who stands behind the rows that are shown, and behind the slices."""
    shown = {
        place
        for mart in WITH_PLACES
        for row in opinions[mart].itertuples()
        if row.shown_as != HIDDEN and (place := place_of(mart, row))
    }
    # Readers may have kept rows that are hidden by now: the next ones are compared with them until renewed.
    not_renewed = standing.rows.keys() - renewed.places
    of_slices = {place: records for place, records in anew.items() if place.target_group in renewed.slices}
    wholes = {place for place in shown if place.is_whole}
    return records_behind(shown | not_renewed, anew, standing.rows), records_behind(wholes, of_slices, standing.slices)
