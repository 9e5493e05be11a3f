"""The command behind `make erase CLIENT_ID_FILE=…`: forget clients for ever, and print a receipt.

Exit status 0: they are gone from everything but the landing area; 1: not yet, with the reason; 75: a night is running.
How rows are found and removed is `warehouse.privacy`'s matter.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from orchestration.clearing import finish_erasure
from orchestration.commands import DONE, FAILED, end, obey
from orchestration.dbt_project import ManifestPreparation
from orchestration.night import Night
from orchestration.settings import Settings
from warehouse.disk.lock import hold
from warehouse.disk.places import Places
from warehouse.faults import Fault
from warehouse.privacy.client_ids import read_client_ids
from warehouse.receipt import Receipt

NOT_DONE = (
    "They are on the list, but what readers see still holds them. When what is wrong is mended, run this command again"
    " (the next night that is published finishes it too): its receipt counts what was removed by now."
)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m orchestration.erase", description="Forget clients for ever.")
    parser.add_argument("client_id_file", metavar="CLIENT_ID_FILE", help="a file with one client number a line")
    client_id_file = parser.parse_args(arguments).client_id_file
    return obey(lambda settings: _erase(settings, client_id_file), "forgetting clients")


def _erase(settings: Settings, client_id_file: str) -> int:
    if not client_id_file:
        raise Fault("Which clients? make erase CLIENT_ID_FILE=<a file with one client number a line>")
    places = Places(settings.warehouse_dir)
    client_ids = read_client_ids(Path(client_id_file), settings.warehouse_dir)
    places.prepare()
    with hold(places.lock):
        return _forget(Night(settings), client_ids)


def _forget(night: Night, client_ids: Sequence[str]) -> int:
    persons = night.intake.forget_clients(client_ids)
    preparation = ManifestPreparation(night.settings)
    # Dagster takes seconds to import: a wrong file is told before that.
    from orchestration.run import run_night

    outcome = run_night(night, preparation.wait())
    if not outcome.is_published:
        sys.stderr.write("\n".join(["Nothing was published:", *outcome.reasons, NOT_DONE]) + "\n")
        return FAILED
    n_builds = finish_erasure(night)
    files = [file for report in night.story.reports.values() for file in report.files]
    forgotten = night.intake.forgotten
    receipt = Receipt(persons, forgotten.others_with_bsn, files, night.story.ignored, n_builds)
    sys.stdout.write("\n".join(receipt.lines()) + "\n")
    forgotten.close_receipt(persons)
    forgotten.save()
    return DONE


if __name__ == "__main__":
    end(main())
