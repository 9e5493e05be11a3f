"""The command behind `make coding-sheet OUT=…`: open answers for the researchers, scrubbed.

Which answers, and how they are scrubbed, is `warehouse.privacy`'s matter.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from orchestration.settings import PRIVATE_UMASK, load_settings
from warehouse.faults import Fault
from warehouse.lock import hold
from warehouse.places import Places
from warehouse.privacy.coding_sheet import write_coding_sheet


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m orchestration.coding_sheet")
    parser.add_argument("out", metavar="OUT", help="the workbook to write (.xlsx)")
    out = Path(parser.parse_args(arguments).out)
    os.umask(PRIVATE_UMASK)
    try:
        places = Places(load_settings().warehouse_dir)
        places.prepare()
        with hold(places.lock):
            n_answers = write_coding_sheet(places.build_database, places.raw, out)
    except Fault as fault:
        sys.stderr.write(f"{fault}\n")
        return 1
    sys.stdout.write(
        f"{n_answers} open answers in {out}. They are scrubbed, not anonymous: keep them where only researchers read."
        " Fill in thema and codeur (a row more for a second theme), take out the rows you leave, and deliver the file"
        " as coderingen/coderingen_<date>.xlsx.\n"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
