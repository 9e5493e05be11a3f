"""`make erase CLIENT_ID_FILE=…`: forget clients for ever, and print a receipt.

How rows are found and removed is `warehouse.erasure`'s matter.
"""

import sys
from pathlib import Path

import click

from orchestration.commands import DONE, FAILED, copied_too, held, publish_anew, with_settings
from orchestration.night import Night
from orchestration.settings import Settings
from warehouse.erasure.client_ids import read_client_ids
from warehouse.erasure.receipt import Receipt
from warehouse.faults import Fault

NOT_DONE = (
    "They are on the list, but what readers see still holds them. When what is wrong is mended, run this command again"
    " (the next night that is published finishes it too): its receipt counts what was removed by now."
)


@click.command
@click.argument("client_id_file")
@with_settings("forgetting clients")
def command(settings: Settings, client_id_file: str) -> int:
    """Forget clients for ever; print a receipt.

    CLIENT_ID_FILE has one client number a line.
    """
    if not client_id_file:
        raise Fault("Which clients? make erase CLIENT_ID_FILE=<a file with one client number a line>")
    client_ids = read_client_ids(Path(client_id_file), settings.warehouse_dir)
    with held(settings):
        night = Night(settings)
        persons = night.intake.forget_clients(client_ids)
        n_builds = publish_anew(night, NOT_DONE)
        if n_builds is None:
            return FAILED
        files = [file for report in night.story.reports.values() for file in report.files]
        forgotten = night.intake.forgotten
        receipt = Receipt(persons, forgotten.others_with_bsn, files, night.story.ignored, n_builds)
        sys.stdout.write("\n".join(receipt.lines()) + "\n")
        forgotten.close_receipt(persons)
        forgotten.save()
        return DONE if copied_too(night) else FAILED
