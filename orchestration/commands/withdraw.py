"""`make withdraw FILE=…`: take back a delivery that should never have been, as one with a wrong date in its name.

How rows are taken back is `warehouse.intake`'s matter.
"""

import sys

import click

from orchestration.commands import DONE, held, with_settings
from orchestration.night import Night
from orchestration.settings import Settings


@click.command
@click.argument("file_name", metavar="FILE")
@with_settings("taking back a delivery")
def command(settings: Settings, file_name: str) -> int:
    """Take back a delivery.

    FILE is its name as in audit.delivery_file, or as it was delivered.
    """
    with held(settings):
        intake = Night(settings).intake
        n_rows, shown = intake.withdraw(file_name), intake.shown(file_name)
    sys.stdout.write(
        f"Taken back: {shown} with {n_rows} rows. What readers see holds them until make nightly has published anew.\n"
    )
    return DONE
