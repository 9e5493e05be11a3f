"""The command behind `make coding-sheet OUT=…`: open answers for the researchers, scrubbed.

Which answers, and how they are scrubbed, is `warehouse.privacy`'s matter.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from orchestration.commands import DONE, end, obey
from orchestration.settings import Settings
from warehouse.disk.lock import hold
from warehouse.disk.places import Places
from warehouse.faults import Fault
from warehouse.privacy.coding_sheet import write_coding_sheet


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m orchestration.coding_sheet")
    parser.add_argument("out", metavar="OUT", help="the workbook to write (.xlsx)")
    out = parser.parse_args(arguments).out
    return obey(lambda settings: _write(settings, out), "writing the coding sheet")


def _write(settings: Settings, named: str) -> int:
    out = Path(named)
    if not named or out.is_dir() or out.suffix.lower() != ".xlsx":
        name = "OUT is no name that ends in .xlsx" if named else "Which workbook is to be written?"
        raise Fault(f"{name}: make coding-sheet OUT=<folder>/coderingen.xlsx")
    if not out.parent.is_dir():
        raise Fault(f"There is no folder {out.parent}: create it, or let OUT name another.")
    places = Places(settings.warehouse_dir)
    places.prepare()
    with hold(places.lock):
        n_answers = write_coding_sheet(places.build_database, places.raw, out)
    sys.stdout.write(
        f"{n_answers} open answers in {out}. They are scrubbed, not anonymous: keep them where only researchers read."
        " Fill in thema and codeur (a row more for a second theme), take out the rows you leave, and deliver the file"
        " as coderingen/coderingen_<date>.xlsx.\n"
    )
    return DONE


if __name__ == "__main__":
    end(main())
