"""The command of a night: `python -m orchestration.nightly`. It decides whether there is work, runs it, and tells.

Exit status 0: the published build is up to date; 1: nothing was published; 75: another night is running; 130: Ctrl-C.
What a night does belongs in the assets.
"""

import argparse
import contextlib
import gc
import os
import sys
from collections.abc import Iterator, Sequence
from types import TracebackType

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from orchestration import INTERRUPTED, NOT_BEGUN
from orchestration.clearing import finish_erasure
from orchestration.commands import BUSY, DONE, FAILED, end, tell_near_misses
from orchestration.dbt_project import ManifestPreparation
from orchestration.dead_runs import end_dead_runs_in
from orchestration.faults import in_plain_words
from orchestration.night import Announce, Night, Work
from orchestration.settings import PRIVATE_UMASK, Settings, load_settings, on_the_day_of_the_demo
from warehouse import summary
from warehouse.disk.lock import AnotherNightIsRunning, hold
from warehouse.disk.places import Places
from warehouse.faults import Fault
from warehouse.publication.builds import current_build, open_published
from warehouse.publication.manifest import Manifest

# Nearly all that a night makes, most of it by importing Dagster and dbt, lives to its end: with Python's own thresholds
# it is looked over for garbage so often that this takes a tenth of the night.
GARBAGE_THRESHOLDS = (100_000, 20, 100)


def main(arguments: Sequence[str] | None = None) -> int:
    options = _options(arguments)
    os.umask(PRIVATE_UMASK)
    gc.set_threshold(*GARBAGE_THRESHOLDS)
    console = Console(file=sys.stdout, width=None if sys.stdout.isatty() else 120)
    ending: _Ending | None = None
    try:
        tell_near_misses()
        settings = on_the_day_of_the_demo(load_settings()) if options.demo else load_settings()
        places = Places(settings.warehouse_dir)
        places.prepare()
        ending = _Ending(console, places)
        sys.excepthook = ending.tell_unforeseen
        with hold(places.lock), _progress(console) as announce:
            if options.demo and settings.landing_is_ours:
                announce("Making the demo deliveries, if they are not there")
                _make_demo_deliveries(settings)
            return _run(console, Night(settings, announce, reread=options.rebuild))
    except KeyboardInterrupt:
        told = ending.told_of_interruption() if ending else NOT_BEGUN
        console.print(escape(told), soft_wrap=True)
        return INTERRUPTED
    except AnotherNightIsRunning as fault:
        console.print(escape(str(fault)), soft_wrap=True)
        return BUSY
    except Fault as fault:
        return _tell_not_published(console, [str(fault)])


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m orchestration.nightly", description="One night on one warehouse.")
    parser.add_argument("--rebuild", action="store_true", help="read every file of the landing area again")
    parser.add_argument("--demo", action="store_true", help="make the demo deliveries first, if they are not there")
    return parser.parse_args(arguments)


def _make_demo_deliveries(settings: Settings) -> None:
    # No night on real deliveries waits for what makes up deliveries.
    from schemas.made_up.command import main as make_deliveries

    make_deliveries([settings.world.value, "--out", str(settings.local_landing)])


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
        _tell_nothing_new(console, published)
        summary.show_brake(console, night.today)
        finish_erasure(night)
        return DONE
    preparation = ManifestPreparation(night.settings)
    night.announce("Starting Dagster")
    # Dagster takes seconds to import, and a night without work does without it.
    from orchestration.run import run_night

    outcome = run_night(night, preparation.wait())
    manifest = night.published()
    if not outcome.is_published or manifest is None:
        return _tell_not_published(console, outcome.reasons, night)
    _tell_published(console, night, manifest)
    finish_erasure(night)
    return DONE


def _tell_nothing_new(console: Console, published: Manifest) -> None:
    console.print(
        f"Nothing new delivered: build {published.build_id} of {published.built_at[:10]}, as of"
        f" {published.inputs.as_of}, stands.",
        soft_wrap=True,
    )


def _tell_published(console: Console, night: Night, manifest: Manifest) -> None:
    console.print()
    if night.story.reports:
        summary.show_files(console, night.story)
    else:
        console.print("Nothing new was delivered: what depends on the day was made anew.")
    summary.show_rows(console, night.places)
    if night.story.audit:
        summary.show_checks(console, night.story.audit, names_files=bool(night.story.reports))
    summary.show_table_1(console, night.places)
    summary.show_published(console, manifest)
    if night.story.release:
        summary.show_release(console, night.story.release)
    if night.damage:
        summary.show_replaced(console, night.damage)
    summary.show_where_to_look(console, night.places, night.settings.ui_command, night.settings.ui_address)


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


class _Ending:
    """How a night is told that was interrupted, or whose end nobody foresaw: in plain words, by what readers see then.
    A traceback may quote a value.
    """

    def __init__(self, console: Console, places: Places) -> None:
        self._console, self._places = console, places
        self._before = current_build(places)

    def told_of_interruption(self) -> str:
        kept = f"Readers keep build {self._before.name}." if self._before else "There is no build yet."
        return f"Interrupted. {self._published_since or f'Nothing was published. {kept}'} Run the night again."

    def tell_unforeseen(self, _: type[BaseException], fault: BaseException, __: TracebackType | None) -> None:
        reason = in_plain_words(fault, "the night", self._places.logs)
        if self._published_since:
            self._console.print(escape(f"{self._published_since} {reason} Run the night again."), soft_wrap=True)
        else:
            _tell_not_published(self._console, [reason])

    @property
    def _published_since(self) -> str | None:
        now = current_build(self._places)
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


if __name__ == "__main__":
    status = main()
    # What is left goes with the process: to look for garbage in it once more takes half a second.
    gc.freeze()
    end(status)
