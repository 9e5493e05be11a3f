"""`make pull-limesurvey`: fetch the responses of the surveys that the settings name.

One that cannot be fetched keeps no other from being fetched; the exit status then is 1.
How LimeSurvey is spoken to belongs in warehouse.landing.limesurvey.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from orchestration.commands import DONE, FAILED, with_settings
from orchestration.settings import Settings
from warehouse.brake import Today
from warehouse.disk.places import Places
from warehouse.faults import Fault
from warehouse.publication.builds import last_night
from warehouse.raw.ledger import Ledger

if TYPE_CHECKING:
    from warehouse.landing.limesurvey import LimeSurveyLogin

_NEEDED = ("limesurvey_url", "limesurvey_username", "limesurvey_password", "limesurvey_survey_ids")


@click.command
@click.option(
    "--answers", type=click.Choice(["codes", "texts"]), default="codes", help="how closed answers are written"
)
@with_settings("fetching from LimeSurvey")
def command(settings: Settings, answers: str) -> int:
    """Fetch survey responses into the landing area."""
    try:
        from warehouse.landing import limesurvey
    except ModuleNotFoundError as missing:
        raise Fault(
            f"The package {missing.name} is missing: install this project with its extra `limesurvey`."
        ) from None
    _refuse_a_wrong_day(settings)
    landing, written_as = _landing(settings), limesurvey.Answers[answers.upper()]
    outcomes = list(limesurvey.pull(_login(settings), settings.survey_ids, landing, settings.as_of, written_as))
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
