"""`make run`, `make nightly` and `make rebuild`: one night. It is decided whether there is work; it is run, and told.

What a night does belongs in the assets.
"""

import contextlib
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import click
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from orchestration import NOT_BEGUN
from orchestration.clearing import finish_erasure
from orchestration.commands import DONE, FAILED, Ending, held, obey, run_in_dagster
from orchestration.instance.dead_runs import end_dead_runs_in
from orchestration.night import Announce, Night, Work
from orchestration.settings import Settings, load_demo_settings, load_settings
from warehouse import summary
from warehouse.disk.places import Places
from warehouse.publication.builds import current_build, open_published
from warehouse.publication.check_results import read_checks
from warehouse.publication.manifest import Manifest


@click.command
@click.option("--rebuild", is_flag=True, help="read every file of the landing area again")
@click.option("--demo", is_flag=True, help="make the demo deliveries first, if they are not there")
def command(rebuild: bool, demo: bool) -> int:
    """One night on one warehouse."""
    console = Console(file=sys.stdout, width=None if sys.stdout.isatty() else 120)
    ending = _Ending(console)

    def night(settings: Settings) -> int:
        with held(settings) as places, _progress(console) as announce:
            ending.begin(places)
            if demo and settings.landing_is_ours:
                announce("Making the demo deliveries, if they are not there")
                # No night on real deliveries waits for what makes up deliveries.
                from made_up.command import make_world

                make_world(settings.world.value, settings.world.landing.resolve())
            return _run(console, Night(settings, announce, reread=rebuild))

    return obey(night, ending, load_demo_settings if demo else load_settings)


def _run(console: Console, night: Night) -> int:
    open_published(night.places, night.settings.readers_group)
    for told in end_dead_runs_in(night.settings.dagster_home):
        console.print(escape(told), soft_wrap=True)
    night.announce("Verifying the published files")
    if night.damage:
        console.print(f"{escape(str(night.damage))} This night makes a build to take its place.", soft_wrap=True)
    night.announce("Looking for anything new")
    published = night.published()
    if night.work is Work.NOTHING and published:
        _tell_stands(console, night, published)
        if night.serving_lag:
            summary.show_unasked_serving(console, night.serving_lag.reason)
        finish_erasure(night)
        return DONE
    night.announce("Starting Dagster")
    reasons, manifest = run_in_dagster(night), night.published()
    if reasons or manifest is None:
        return _tell_not_published(console, reasons, night)
    if night.work is Work.THE_COPY:
        _tell_stands(console, night, manifest)
        _tell_serving(console, night)
        finish_erasure(night)
        return DONE
    _tell_published(console, night, manifest)
    finish_erasure(night)
    return DONE


def _tell_stands(console: Console, night: Night, published: Manifest) -> None:
    stands = f"build {published.build_id} of {published.built_at[:10]}, as of {published.inputs.as_of}, stands."
    console.print(f"Nothing new delivered: {stands}", soft_wrap=True)
    summary.show_brake(console, night.today)


def _tell_serving(console: Console, night: Night) -> None:
    if night.story.serving:
        summary.show_serving(console, night.story.serving)


def _tell_published(console: Console, night: Night, manifest: Manifest) -> None:
    console.print()
    if night.story.reports:
        summary.show_files(console, night.story)
    else:
        console.print("Nothing new was delivered: what depends on the day was made anew.")
    with summary.opened_publication(night.places) as published:
        summary.show_rows(console, published)
        summary.show_checks(console, read_checks(published, "analysis"), names_files=bool(night.story.reports))
        summary.show_table_1(console, published)
    summary.show_published(console, manifest)
    if night.story.release:
        summary.show_release(console, night.story.release)
    _tell_serving(console, night)
    if night.damage:
        summary.show_replaced(console, night.damage)
    settings = night.settings
    started = {
        "dashboards in Superset": f"{settings.make('bi')}, then {settings.bi_address}",
        "lineage and checks": f"{settings.make('ui')}, then {settings.ui_address}",
    }
    summary.show_where_to_look(console, night.places, started)


def _tell_not_published(console: Console, reasons: Sequence[str], night: Night | None = None) -> int:
    if night and night.story.reports:
        console.print()
        summary.show_files(console, night.story)
    console.print("[bold red]Nothing was published.[/]")
    for reason in reasons:
        console.print(f"  {escape(reason)}", soft_wrap=True)
    published = night.published() if night else None
    if night and night.damage:
        summary.show_still_damaged(console, night.places, night.damage)
    elif published:
        console.print(f"Readers keep build {published.build_id}, as of {published.inputs.as_of}.", soft_wrap=True)
    return FAILED


class _Ending(Ending):
    """A night that does not end well is told by what readers see then, on stdout as all that a night tells."""

    def __init__(self, console: Console) -> None:
        super().__init__("the night")
        self._console = console
        self._places: Places | None = None
        self._before: Path | None = None

    def begin(self, places: Places) -> None:
        """Look at what readers see, before anything is done."""
        self._places, self._before = places, current_build(places)

    def tell(self, sentence: str) -> None:
        self._console.print(escape(sentence), soft_wrap=True)

    def tell_fault(self, reason: str) -> None:
        if self._published_since:
            self.tell(f"{self._published_since} {reason} Run the night again.")
        else:
            _tell_not_published(self._console, [reason])

    def told_of_interruption(self) -> str:
        if self._places is None:
            return NOT_BEGUN
        kept = f"Readers keep build {self._before.name}." if self._before else "There is no build yet."
        return f"Interrupted. {self._published_since or f'Nothing was published. {kept}'} Run the night again."

    @property
    def _published_since(self) -> str | None:
        now = current_build(self._places) if self._places else None
        if now is None or now == self._before:
            return None
        return f"Build {now.name} is published; what comes after it was not finished."


@contextlib.contextmanager
def _progress(console: Console) -> Iterator[Announce]:
    """What the night is doing: a live line on a terminal, one line a stage elsewhere."""
    if not console.is_terminal:
        yield _Lines(console)
        return
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("", total=None)

        def announce(stage: str, done: int = 0, total: int = 0) -> None:
            how_far = f" ({done} of {total})" if total else ""
            progress.update(task, description=stage + how_far, completed=done, total=total or None)

        yield announce


class _Lines:
    """Says each stage once."""

    def __init__(self, console: Console) -> None:
        self._console, self._stage = console, ""

    def __call__(self, stage: str, done: int = 0, total: int = 0) -> None:  # noqa: ARG002
        if stage != self._stage:
            self._stage = stage
            self._console.print(f"{stage} ...")
