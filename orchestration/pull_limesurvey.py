"""The command behind `make pull-limesurvey`: fetch the responses of the surveys that the settings name.

Exit status 0: every survey was fetched, or has no response yet; 1: one or more could not be fetched.
How LimeSurvey is spoken to belongs in warehouse.landing.limesurvey.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from orchestration.commands import DONE, FAILED, end, obey
from orchestration.settings import Settings
from warehouse.brake import Today
from warehouse.disk.places import Places
from warehouse.faults import Fault
from warehouse.intake.ledger import Ledger
from warehouse.publication.builds import last_night

if TYPE_CHECKING:
    from warehouse.landing.limesurvey import LimeSurveyLogin

_NEEDED = ("limesurvey_url", "limesurvey_username", "limesurvey_password", "limesurvey_survey_ids")


def main(arguments: Sequence[str] | None = None) -> int:
    options = _options(arguments)
    return obey(lambda settings: _pull(settings, options.answers), "fetching from LimeSurvey")


def _pull(settings: Settings, closed_answers: str) -> int:
    try:
        from warehouse.landing import limesurvey
    except ModuleNotFoundError as missing:
        raise Fault(
            f"The package {missing.name} is missing: install this project with its extra `limesurvey`."
        ) from None
    _refuse_a_wrong_day(settings)
    landing, answers = _landing(settings), limesurvey.Answers[closed_answers.upper()]
    outcomes = list(limesurvey.pull(_login(settings), settings.survey_ids, landing, settings.as_of, answers))
    for outcome in outcomes:
        if isinstance(outcome, Fault):
            sys.stderr.write(f"{outcome}\n")
        elif outcome.path is None:
            sys.stdout.write(f"Survey {outcome.survey_id}: no responses yet, nothing written.\n")
        else:
            path = outcome.path.relative_to(landing)
            sys.stdout.write(f"Survey {outcome.survey_id}: {outcome.size:,} bytes in {path}.\n")
    return FAILED if any(isinstance(outcome, Fault) for outcome in outcomes) else DONE


def _refuse_a_wrong_day(settings: Settings) -> None:
    """The day stands in the names of the files, where it would be taken for the word of somebody else."""
    places = Places(settings.warehouse_dir)
    newest = Ledger.load(places.ledger).newest_dated_by_name
    today = Today(settings.as_of, last_night(places), newest, settings.confirm_as_of)
    if today.is_braked:
        raise Fault(f"Nothing was fetched. {today}")


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m orchestration.pull_limesurvey", description="Fetch survey responses into the landing area."
    )
    parser.add_argument("--answers", choices=["codes", "texts"], default="codes", help="how closed answers are written")
    return parser.parse_args(arguments)


def _landing(settings: Settings) -> Path:
    landing = settings.local_landing
    if landing is None:
        raise Fault("Responses are laid in a folder on this machine, and LANDING_URL names none: set it to a folder.")
    if settings.landing_is_ours:
        raise Fault("LANDING_URL is the demo landing area, which is for made-up deliveries: set it to another folder.")
    if not landing.is_dir():
        raise Fault(f"There is no landing folder {landing}: create it, or let LANDING_URL name the right one.")
    return landing


def _login(settings: Settings) -> LimeSurveyLogin:
    from warehouse.landing.limesurvey import LimeSurveyLogin

    url, username, password = settings.limesurvey_url, settings.limesurvey_username, settings.limesurvey_password
    if not url or not username or not password or not settings.survey_ids:
        missing = [name.upper() for name in _NEEDED if not getattr(settings, name)]
        raise Fault(f"To fetch responses from LimeSurvey, set {', '.join(missing)}.")
    return LimeSurveyLogin(url, username, password.get_secret_value())


if __name__ == "__main__":
    end(main())
