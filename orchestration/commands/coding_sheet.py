"""`make coding-sheet OUT=…`: open answers for the researchers, scrubbed.

Which answers, and how they are scrubbed, is `warehouse.privacy`'s matter.
"""

import sys
from pathlib import Path

import click

from orchestration.commands import DONE, held, with_settings
from orchestration.settings import Settings
from schemas import lists
from warehouse.coding.sheet import write_coding_sheet
from warehouse.faults import Fault


@click.command
@click.argument("named", metavar="OUT")
@with_settings("writing the coding sheet")
def command(settings: Settings, named: str) -> int:
    """Write the answers that nobody coded yet.

    OUT is the workbook to write (.xlsx).
    """
    out = Path(named)
    if not named or out.is_dir() or out.suffix.lower() != ".xlsx":
        name = "OUT is no name that ends in .xlsx" if named else "Which workbook is to be written?"
        raise Fault(f"{name}: make coding-sheet OUT=<folder>/coderingen.xlsx")
    if not out.parent.is_dir():
        raise Fault(f"There is no folder {out.parent}: create it, or let OUT name another.")
    themes = settings.reference().codes(lists.THEMES)
    with held(settings) as places:
        n_answers = write_coding_sheet(places.build_database, places.raw, themes, out)
    sys.stdout.write(
        f"{n_answers} open answers in {out}. They are scrubbed, not anonymous: keep them where only researchers read."
        " Fill in thema and codeur (a row more for a second theme), take out the rows you leave, and deliver the file"
        " as coderingen/coderingen_<date>.xlsx.\n"
    )
    return DONE
