"""The command `python -m schemas.made_up`: arguments in, a landing folder out.

What the worlds hold does not belong here.
"""

import argparse
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from schemas.made_up import city, report
from schemas.made_up.city import City
from schemas.made_up.city_deliveries import city_deliveries
from schemas.made_up.city_stories import full_stories
from schemas.made_up.landing import NotOurFolderError, make_landing


def main(arguments: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    try:
        if options.world == report.NAME:
            written = make_report(options.out, options.seed or report.DEFAULT_SEED)
        else:
            written = make_city(
                options.out, City(options.participants, options.seed or city.DEFAULT_SEED), options.until
            )
    except NotOurFolderError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(f"{'made' if written else 'already there'}: {options.out}\n")
    return 0


def make_report(folder: Path, seed: int = report.DEFAULT_SEED) -> bool:
    """The report's world in a landing folder; false when it was there already."""
    world = report.report_world(seed)
    return make_landing(folder, {"world": report.NAME, "seed": seed}, report.report_deliveries(), world.chapters())


def make_city(folder: Path, plan: City, until: date = city.AS_OF) -> bool:
    """What the living city had delivered by a day, in a landing folder; false when it was there already."""
    parameters = {"world": city.NAME, "seed": plan.seed, "participants": plan.participants, "until": until.isoformat()}
    return make_landing(folder, parameters, city_deliveries(plan, until), full_stories(plan))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m schemas.made_up", description="Make a landing folder full of made-up deliveries."
    )
    worlds = parser.add_subparsers(dest="world", required=True)
    rapport = worlds.add_parser(report.NAME, help="the report's world: its counts come out exactly")
    stad = worlds.add_parser(city.NAME, help="a living city: two and a half years, with the dirt of real exports")
    for world in (rapport, stad):
        world.add_argument("--out", type=Path, required=True, metavar="DIR", help="the landing folder to make")
        world.add_argument("--seed", type=_above_zero, help="another seed gives other people")
    stad.add_argument("--participants", type=_above_zero, default=city.DEFAULT_PARTICIPANTS, metavar="N")
    stad.add_argument(
        "--until",
        type=date.fromisoformat,
        default=city.AS_OF,
        metavar="DATE",
        help="only what had arrived by then (%(default)s)",
    )
    return parser


def _above_zero(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be a whole number above 0")
    return number
