"""The night's summary on the terminal: what was taken, checked and published, for somebody who sees it the first time.

Only counts, file names and rules are shown, never a value of a row. What happens in the night does not belong here.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field

import duckdb
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from schemas.rules import ADVICE, Rule
from warehouse.brake import Today
from warehouse.disclosure.report import ReleaseReport
from warehouse.disk.places import Places
from warehouse.duck.sealed import sealed_reader
from warehouse.intake import DeliveryFile, KindReport, Status
from warehouse.privacy.shown_texts import shown
from warehouse.publication.builds import current_build, newest_whole
from warehouse.publication.check_results import CheckKind, CheckResult, Severity
from warehouse.publication.manifest import DamagedBuild, Manifest
from warehouse.publication.outputs import ANALYSIS, FIRST_PAGE, MONITOR, OUTPUTS
from warehouse.serving.report import ServingReport


@dataclass
class Story:
    """What the night of this process did, for its summary and receipt. What it checked stands in the build."""

    new_files: set[str] = field(default_factory=set)
    reports: dict[str, KindReport] = field(default_factory=dict)
    ignored: list[DeliveryFile] = field(default_factory=list)
    release: ReleaseReport | None = None
    serving: ServingReport | None = None
    n_builds_removed: int = 0

    def files(self, status: Status) -> list[DeliveryFile]:
        return [file for report in self.reports.values() for file in report.files if file.status is status]


def show_files(console: Console, story: Story) -> None:
    """A row a delivery kind; below it every file that was not taken, with the reason. Those of which there are too many
    for one night are counted.
    """
    shown_as = {
        "taken": Status.ACCEPTED, "same content": Status.DUPLICATE, "rejected": Status.REJECTED,
        "waiting": Status.WAITING,
    }  # fmt: skip
    table = _table("Deliveries in the landing area", "kind", "files", "new", *shown_as, "newest")
    for kind, report in sorted(story.reports.items()):
        statuses = Counter(file.status for file in report.files)
        n_new = sum(file.key in story.new_files for file in report.files)
        counts = (len(report.files), n_new, *(statuses[status] for status in shown_as.values()))
        table.add_row(kind, *map(str, counts), str(report.newest_delivered_on or "-"))
    console.print(table)
    for status in (Status.REJECTED, Status.WAITING):
        for file in story.files(status):
            if file.reason != Rule.TOO_MANY_FILES:
                console.print(f"  {status}: {escape(file.file_name)} ({file.reason}): {escape(file.detail or '')}")
    for kind, report in sorted(story.reports.items()):
        if n_too_many := sum(file.reason == Rule.TOO_MANY_FILES for file in report.files):
            rule = Rule.TOO_MANY_FILES
            console.print(f"  waiting: {n_too_many:,} files of {kind} ({rule}): {ADVICE[rule]}")
    for kind, report in sorted(story.reports.items()):
        accepted = (file for file in report.files if file.status is Status.ACCEPTED)
        extra = dict.fromkeys(shown(header) for file in accepted for header in file.extra_columns)
        if extra:
            console.print(f"  columns of {kind} that nobody asked for, ignored: {escape(', '.join(extra))}")
    if story.ignored:
        names = ", ".join(escape(file.file_name) for file in story.ignored[:5])
        more = f" and {len(story.ignored) - 5} more" if len(story.ignored) > 5 else ""
        console.print(f"  no delivery, left alone: {names}{more}")


def show_rows(console: Console, published: duckdb.DuckDBPyConnection) -> None:
    """A row a delivery kind, over every file that the build holds; below it the rules that were broken, and the files
    that a check among the warnings says are parts.
    """
    table = _table("Rows, over all files in the build", "kind", "read", "loaded", "quarantined", "dropped", "waiting")
    rows = published.execute(
        "SELECT kind, sum(n_read), sum(n_loaded), sum(n_quarantined), sum(n_dropped), sum(n_waiting)"
        " FROM audit.delivery_file WHERE kind IS NOT NULL GROUP BY kind ORDER BY kind"
    ).fetchall()
    rules = published.execute(
        "SELECT rule, count(*) FROM audit.quarantined_row GROUP BY rule ORDER BY count(*) DESC, rule"
    ).fetchall()
    labels = published.execute("SELECT count(*) FROM audit.unmapped_label").fetchall()
    parts = published.execute(
        "SELECT file_name, n_left_out, delivered_on FROM audit.delivery_file WHERE n_left_out > 0 ORDER BY ALL"
    ).fetchall()
    for kind, *counts in rows:
        table.add_row(kind, *(f"{count:,}" for count in counts))
    console.print(table)
    broken = ", ".join(f"{rule} {count}" for rule, count in rules) or "none"
    console.print(f"  rules broken (audit.quarantined_row): {broken}")
    to_map = "; make map FILE=… shows what to add to the mapping" if labels[0][0] else ""
    console.print(f"  labels that no mapping knows (audit.unmapped_label): {labels[0][0]}{to_map}")
    for file_name, n_rows, day in parts:
        console.print(
            f"  left out: {escape(file_name)} ({n_rows:,} rows), as another file of {day} that has no row in common"
            " with it stands in its place",
            soft_wrap=True,
        )


def show_checks(console: Console, checks: Sequence[CheckResult], *, names_files: bool) -> None:
    """How many checks passed, by who checked; below it those that warn. `names_files`: whether the files that were not
    taken are named already.
    """
    table = _table("Checks", "by", "passed", "warnings", "failed")
    for kind in dict.fromkeys(check.kind for check in checks):
        of_kind = [check for check in checks if check.kind is kind]
        missed = Counter(check.severity for check in of_kind if not check.passed)
        n_passed = len(of_kind) - missed.total()
        table.add_row(kind, *map(str, (n_passed, missed[Severity.WARN], missed[Severity.ERROR])))
    console.print(table)
    told = {CheckKind.INTAKE} if names_files else set()
    _show_warnings(console, [check for check in checks if check.warns and check.kind not in told])


def _show_warnings(console: Console, checks: Iterable[CheckResult]) -> None:
    """Each by name and with what it means. What intake found is a line a kind: there may be dozens, and what each rule
    means stands in docs/deliveries.md.
    """
    of_kinds: dict[str, list[str]] = {}
    for check in checks:
        if check.kind is CheckKind.PANDERA:
            kind, _, rule = check.check_name.partition(": ")
            of_kinds.setdefault(kind, []).append(f"{rule} {check.n_failed:,}")
        else:
            found = f"{check.n_failed:,} found" if check.n_failed else "could not be judged"
            _show_warning(console, f"{check.check_name}: {found}. {check.meaning}")
    for kind, rules in of_kinds.items():
        _show_warning(console, f"{kind}: {', '.join(rules)}; in quarantine (audit.quarantined_row)")


def _show_warning(console: Console, told: str) -> None:
    console.print(f"  [yellow]warning[/] {escape(told)}", soft_wrap=True)


def show_published(console: Console, manifest: Manifest) -> None:
    console.print(
        f"[bold green]Published[/] build {manifest.build_id}, as of {manifest.inputs.as_of},"
        f" deliveries until {manifest.deliveries_until or '-'}:"
        f" {len(manifest.n_rows)} tables, {sum(manifest.n_rows.values()):,} rows."
    )


def show_brake(console: Console, today: Today) -> None:
    """Nothing where the day is believed."""
    if today.is_braked:
        console.print(f"[bold yellow]Warning: the day may be wrong.[/] {today}", soft_wrap=True)


def show_release(console: Console, report: ReleaseReport) -> None:
    """What dashboards get, and how much of it has figures."""
    if report.failure:
        console.print(
            f"[bold red]Warning: dashboards were not renewed[/], as a fault kept their figures from being made."
            f" {escape(report.failure)} Dashboards keep their release of data until"
            f" {report.data_until or 'no month yet'}; all else is published. The next night tries again. Please report"
            " it if it comes back.",
            soft_wrap=True,
        )
        return
    if report.findings:
        marts = ", ".join(sorted({finding.mart for finding in report.findings}))
        console.print(
            f"[bold yellow]Warning: dashboards were not renewed.[/] The auditor has {len(report.findings)} findings in"
            f" {marts} that neither drawing again nor hiding mends, so dashboards keep their release of data until"
            f" {report.data_until or 'no month yet'}. All else is published. The check nobody_is_recognisable in"
            " Dagster names each; please report it as a fault.",
            soft_wrap=True,
        )
        return
    if not report.is_new:
        until = report.data_until or "no month yet"
        console.print(f"For dashboards: no month closed since the last release; data until {until} stand.")
        return
    n_pooled, n_rounded, n_left_out = (
        sum(of_marts.values()) for of_marts in (report.n_pooled, report.n_rounded, report.n_left_out)
    )
    console.print(
        f"For dashboards: data until {report.data_until}, {report.n_rows:,} rows, {report.share_with_figures:.1%} with"
        f" figures; {n_pooled:,} rows of pooled parts, {n_rounded:,} counts of persons rounded, {report.n_redrawn}"
        f" drawn again; {n_left_out:,} rows left out, as a count of persons rounds to 0.",
        soft_wrap=True,
    )
    for sentence in report.kept_back:
        console.print(f"  {sentence}", soft_wrap=True)


def show_serving(console: Console, report: ServingReport) -> None:
    """What became of the serving copy."""
    if report.failure:
        console.print(f"[bold yellow]Warning: PostgreSQL is behind.[/] {escape(str(report))}", soft_wrap=True)
    else:
        console.print(escape(str(report)), soft_wrap=True)


def show_unasked_serving(console: Console, reason: str) -> None:
    """Whether the serving copy is behind could not be found out."""
    console.print(f"[bold yellow]Warning: PostgreSQL may be behind.[/] {escape(reason)}", soft_wrap=True)


def show_replaced(console: Console, damage: DamagedBuild) -> None:
    console.print(f"{escape(str(damage))} The published build took its place.", soft_wrap=True)


def show_still_damaged(console: Console, places: Places, damage: DamagedBuild) -> None:
    """Nothing took the place of damaged files: what to do about them until a night succeeds."""
    whole = newest_whole(places)
    step = f"Until a night succeeds: make restore BUILD={whole.build_id}" if whole else "There is no undamaged build"
    console.print(f"Readers still see damaged files. {escape(str(damage))} {step}.", soft_wrap=True)


def show_table_1(console: Console, published: duckdb.DuckDBPyConnection) -> None:
    """The report's Table 1, from the published figures: counts, and percentages of respondents."""
    rows = published.execute(
        "SELECT target_group, n_respondents, wording, n_disagree, pct_disagree, n_neutral, pct_neutral, n_agree,"
        " pct_agree FROM marts.statement_agreement WHERE slice = 'all' ORDER BY target_group, statement_order"
    ).fetchall()
    for target_group, n_respondents in dict.fromkeys(row[:2] for row in rows):
        title = f"Table 1, {target_group} (n = {n_respondents})"
        table = _table(title, "statement", "disagree", "neutral", "agree")
        for row in rows:
            if row[:2] == (target_group, n_respondents):
                table.add_row(escape(row[2]), *(_count(n, pct) for n, pct in zip(row[3::2], row[4::2], strict=True)))
        console.print(table)


def show_where_to_look(console: Console, places: Places, started: Mapping[str, str]) -> None:
    """started: how that is looked at which is to be started first, by what it is for."""
    console.print(
        "[bold]Where to look next[/]\n"
        + "".join(f"  {output.meaning:<24}  {places.published / output.name}\n" for output in OUTPUTS)
        + "  what was refused and why  tables audit.delivery_file, audit.quarantined_row, audit.unmapped_label\n"
        + "".join(f"  {meaning:<24}  {how}\n" for meaning, how in started.items())
        + f"[bold]Open in a browser:[/] {places.published / MONITOR / FIRST_PAGE}",
        soft_wrap=True,
    )


def opened_publication(places: Places) -> AbstractContextManager[duckdb.DuckDBPyConnection]:
    """What was published, to be shown."""
    build = current_build(places)
    if build is None:
        raise LookupError("nothing is published")
    return sealed_reader(build / ANALYSIS)


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold")
    for position, column in enumerate(columns):
        table.add_column(column, justify="right" if position else "left")
    return table


def _count(n: int | None, percentage: float | None) -> str:
    return "-" if n is None else f"{n} ({percentage or 0:.1f}%)"
