"""The commands behind `make builds` and `make restore`: list the published builds, bring one back.

What a build is, and how readers are switched, is `warehouse.publication`'s matter.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from orchestration.commands import DONE, end, obey
from orchestration.settings import Settings
from warehouse.disk.lock import hold
from warehouse.disk.places import Places
from warehouse.privacy.forgotten import Forgotten
from warehouse.publication.builds import build_ids, builds_folder, current_build, restore
from warehouse.publication.manifest import DamagedBuild, read_manifest


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m orchestration.builds", description="The published builds.")
    parser.add_argument("--restore", metavar="BUILD", help="make this build the one that readers see")
    options = parser.parse_args(arguments)
    if options.restore is None:
        return obey(_list, "listing the builds")
    return obey(lambda settings: _restore(settings, options.restore), "bringing a build back")


def _list(settings: Settings) -> int:
    sys.stdout.write("\n".join(_lines(Places(settings.warehouse_dir))) + "\n")
    return DONE


def _lines(places: Places) -> list[str]:
    current = current_build(places)
    lines = []
    for build_id in build_ids(places):
        mark = "*" if current and current.name == build_id else " "
        lines.append(f"{mark} {build_id}  {_told(builds_folder(places) / build_id)}")
    return [*lines, "(* is what readers see)"] if lines else ["There is no published build yet."]


def _told(build: Path) -> str:
    try:
        manifest = read_manifest(build)
    except DamagedBuild:
        return "damaged: its manifest cannot be read"
    return f"as of {manifest.inputs.as_of}  deliveries until {manifest.deliveries_until or '-'}"


def _restore(settings: Settings, build_id: str) -> int:
    places = Places(settings.warehouse_dir)
    places.prepare()
    with hold(places.lock):
        withdrawn = Forgotten.load(places.forgotten).withdrawn_before
        manifest = restore(places, build_id, not_before=withdrawn)
    sys.stdout.write(
        f"Readers see build {build_id} again, as of {manifest.inputs.as_of}."
        " The next night publishes a new build: first mend what was wrong.\n"
    )
    return DONE


if __name__ == "__main__":
    end(main())
