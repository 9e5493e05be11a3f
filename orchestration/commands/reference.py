"""`make reference DIR=…`: a folder of reference files to begin with, Utrecht's, and what stands in them.

What the files are is `schemas.reference_files`'s.
"""

import shutil
import sys
from pathlib import Path

import click

from orchestration.commands import DONE, with_settings
from orchestration.settings import Settings
from schemas.reference import load_reference
from schemas.reference_files import page
from warehouse.faults import Fault

README = "README.md"


@click.command
@click.argument("folder", metavar="DIR")
@with_settings("writing reference files")
def command(_: Settings, folder: str) -> int:
    """Write a folder of reference files to begin with.

    DIR is a folder that is not there yet, or an empty one.
    """
    out = Path(folder)
    if not folder:
        raise Fault("Which folder is to be written? make reference DIR=<folder>")
    if out.exists() and not (out.is_dir() and not any(out.iterdir())):
        raise Fault(f"{out} is there already, and it is no empty folder: let DIR name another.")
    if not out.absolute().parent.is_dir():
        raise Fault(f"There is no folder {out.absolute().parent}: create it, or let DIR name another.")
    out.mkdir(exist_ok=True)
    for name, path in load_reference().files.items():
        shutil.copyfile(path, out / name)
    (out / README).write_text("\n".join(page()) + "\n", "utf-8")
    sys.stdout.write(
        f"Utrecht's reference files are in {out}. Change them as {README} there says, and set REFERENCE_DIR.\n"
    )
    return DONE
