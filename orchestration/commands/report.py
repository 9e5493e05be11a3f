"""`make report`: the report of what is published, as PDF and as Word document, in a folder that one names.

What stands in it is `warehouse.monitor.report`'s matter.
"""

import sys
from pathlib import Path

import click

from orchestration.assets.monitor import monitor_reading
from orchestration.commands import DONE, with_settings
from orchestration.settings import REPOSITORY, Settings
from warehouse.disk.places import Places, unusable
from warehouse.faults import Fault
from warehouse.monitor.figures import Figures
from warehouse.monitor.write import figures_of, pages_of, write_report
from warehouse.publication.builds import current_build
from warehouse.publication.manifest import read_manifest
from warehouse.publication.outputs import DASHBOARD
from warehouse.publication.version import code_version


@click.command
@click.argument("folder", metavar="OUT", default="report")
@with_settings("writing the report")
def command(settings: Settings, folder: str) -> int:
    """Write the report of what is published, as PDF and as Word document.

    OUT is the folder that gets monitor.pdf and monitor.docx, in the place of those that are there.
    """
    out = Path(folder)
    if out.exists() and not out.is_dir():
        raise Fault(f"{out} is there already, and it is no folder: let OUT name another.")
    if not out.absolute().parent.is_dir():
        raise Fault(f"There is no folder {out.absolute().parent}: create it, or let OUT name another.")
    figures = _published(settings)
    try:
        out.mkdir(exist_ok=True)
        written = write_report(figures, pages_of(figures), out)
    except OSError as error:
        raise Fault(unusable("OUT", out, error)) from None
    sys.stdout.write(f"The report of build {figures.build.build_id}, as of {figures.build.as_of}:\n")
    sys.stdout.writelines(f"  {file}\n" for file in written)
    return DONE


def _published(settings: Settings) -> Figures:
    """The released figures of the build that readers see."""
    places = Places(settings.warehouse_dir)
    build = current_build(places)
    if build is None:
        raise Fault("Nothing is published yet: make run, or make nightly, and then make report.")
    if read_manifest(build).inputs.code_version != code_version(REPOSITORY):
        raise Fault(f"Build {build.name} was published by another version of the warehouse: make nightly first.")
    places.prepare()
    return figures_of(
        build / DASHBOARD, None, monitor_reading(settings, places), places.build / "report.spill",
        settings.memory_limit,
    )  # fmt: skip
