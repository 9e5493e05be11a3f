"""The command behind `make withdraw FILE=…`: take back a delivery that should never have been, such as one with a wrong
date in its name.

Exit status 0: it is taken back, and the next night that is published shows it; 1: not, with the reason; 75: a night is
running.
"""

import argparse
import sys
from collections.abc import Sequence

from orchestration.commands import DONE, end, obey
from orchestration.night import Night
from orchestration.settings import Settings
from warehouse.disk.lock import hold
from warehouse.disk.places import Places


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m orchestration.withdraw", description="Take back a delivery.")
    parser.add_argument("file_name", metavar="FILE", help="its name as in audit.delivery_file, or as it was delivered")
    file_name = parser.parse_args(arguments).file_name
    return obey(lambda settings: _withdraw(settings, file_name), "taking back a delivery")


def _withdraw(settings: Settings, file_name: str) -> int:
    places = Places(settings.warehouse_dir)
    places.prepare()
    with hold(places.lock):
        intake = Night(settings).intake
        n_rows, shown = intake.withdraw(file_name), intake.shown(file_name)
    sys.stdout.write(
        f"Taken back: {shown} with {n_rows} rows. What readers see holds them until make nightly has published anew.\n"
    )
    return DONE


if __name__ == "__main__":
    end(main())
