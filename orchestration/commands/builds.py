"""`make builds` and `make restore BUILD=…`: list the published builds, bring one back.

What a build is, and how readers are switched, is `warehouse.publication`'s matter.
"""

import sys
from pathlib import Path

import click

from orchestration.commands import DONE, held, with_settings
from orchestration.serving import serve
from orchestration.settings import Settings
from warehouse.disk.places import Places
from warehouse.erasure.forgotten import Forgotten
from warehouse.publication.builds import build_ids, builds_folder, current_build, restore
from warehouse.publication.manifest import DamagedBuild, read_manifest


@click.command
@click.option("--restore", "build_id", metavar="BUILD", help="make this build the one that readers see")
def command(build_id: str | None) -> int:
    """List the published builds, or bring one back."""
    return _list() if build_id is None else _restore(build_id=build_id)


@with_settings("listing the builds")
def _list(settings: Settings) -> int:
    places = Places(settings.warehouse_dir)
    current = current_build(places)
    for build_id in build_ids(places):
        mark = "*" if current and current.name == build_id else " "
        sys.stdout.write(f"{mark} {build_id}  {_told(builds_folder(places) / build_id)}\n")
    sys.stdout.write("(* is what readers see)\n" if build_ids(places) else "There is no published build yet.\n")
    return DONE


def _told(build: Path) -> str:
    try:
        manifest = read_manifest(build)
    except DamagedBuild:
        return "damaged: its manifest cannot be read"
    return f"as of {manifest.inputs.as_of}  deliveries until {manifest.deliveries_until or '-'}"


@with_settings("bringing a build back")
def _restore(settings: Settings, build_id: str) -> int:
    with held(settings) as places:
        withdrawn = Forgotten.load(places.forgotten).withdrawn_before
        manifest = restore(places, build_id, not_before=withdrawn)
        copy = serve(settings, places)
    sys.stdout.write(
        f"Readers see build {build_id} again, as of {manifest.inputs.as_of}."
        " The next night publishes a new build: first mend what was wrong.\n"
    )
    if copy:
        (sys.stderr if copy.failure else sys.stdout).write(f"{copy}\n")
    return DONE
