"""The command `python -m made_up`: arguments in, a landing folder out.

What the worlds hold does not belong here.
"""

import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import click

from made_up import city, report
from made_up.city import City
from made_up.city_deliveries import city_deliveries
from made_up.city_stories import full_stories
from made_up.landing import NotOurFolderError, make_landing

PROGRAM = "python -m made_up"
_OUT = click.option(
    "--out", type=click.Path(path_type=Path), required=True, metavar="DIR", help="the landing folder to make"
)
_ABOVE_ZERO = click.IntRange(min=1)


def _seed(default: int) -> Callable[..., Callable[..., None]]:
    return click.option("--seed", type=_ABOVE_ZERO, default=default, help="another seed gives other people")


@click.group
def made_up() -> None:
    """Make a landing folder full of made-up deliveries."""


@made_up.command(report.NAME)
@_OUT
@_seed(report.DEFAULT_SEED)
def _report(out: Path, seed: int) -> None:
    """The report's world: its counts come out exactly."""
    click.get_current_context().exit(_told(out, lambda: make_report(out, seed)))


@made_up.command(city.NAME)
@_OUT
@_seed(city.DEFAULT_SEED)
@click.option("--participants", type=_ABOVE_ZERO, default=city.DEFAULT_PARTICIPANTS, metavar="N")
@click.option(
    "--until", type=date.fromisoformat, default=city.AS_OF.isoformat(), metavar="DATE", show_default=True,
    help="only what had arrived by then",
)  # fmt: skip
def _city(out: Path, seed: int, participants: int, until: date) -> None:
    """A living city: two and a half years, with the dirt of real exports."""
    click.get_current_context().exit(_told(out, lambda: make_city(out, City(participants, seed), until)))


def make_world(name: str, out: Path) -> int:
    """A world of its own size and seed in a landing folder, told as the command tells it; the exit status."""
    return _told(out, lambda: make_report(out) if name == report.NAME else make_city(out, City()))


def _told(out: Path, make: Callable[[], bool]) -> int:
    try:
        is_new = make()
    except NotOurFolderError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(f"{'made' if is_new else 'already there'}: {out}\n")
    return 0


def make_report(folder: Path, seed: int = report.DEFAULT_SEED) -> bool:
    """The report's world in a landing folder; false when it was there already."""
    world = report.report_world(seed)
    return make_landing(folder, {"world": report.NAME, "seed": seed}, report.report_deliveries(), world.chapters())


def make_city(folder: Path, plan: City, until: date = city.AS_OF) -> bool:
    """What the living city had delivered by a day, in a landing folder; false when it was there already."""
    parameters = {"world": city.NAME, "seed": plan.seed, "participants": plan.participants, "until": until.isoformat()}
    return make_landing(folder, parameters, city_deliveries(plan, until), full_stories(plan))
