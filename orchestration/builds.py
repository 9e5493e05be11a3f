"""The commands behind `make builds` and `make restore`: list the published builds, bring one back.

What a build is, and how readers are switched, is `warehouse.publication`'s matter.
"""

import argparse
import os
import sys
from collections.abc import Sequence

from orchestration.settings import PRIVATE_UMASK, load_settings
from warehouse.faults import Fault
from warehouse.lock import hold
from warehouse.places import Places
from warehouse.privacy.forgotten import Forgotten
from warehouse.publication.builds import build_ids, builds_folder, current_build, restore
from warehouse.publication.manifest import read_manifest


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m orchestration.builds", description="The published builds.")
    parser.add_argument("--restore", metavar="BUILD", help="make this build the one that readers see")
    options = parser.parse_args(arguments)
    os.umask(PRIVATE_UMASK)
    try:
        places = Places(load_settings().warehouse_dir)
        if options.restore is None:
            sys.stdout.write("\n".join(_lines(places)) + "\n")
        else:
            sys.stdout.write(_restore(places, options.restore) + "\n")
    except Fault as fault:
        sys.stderr.write(f"{fault}\n")
        return 1
    return 0


def _lines(places: Places) -> list[str]:
    current = current_build(places)
    lines = []
    for build_id in build_ids(places):
        manifest = read_manifest(builds_folder(places) / build_id)
        mark = "*" if current and current.name == build_id else " "
        until = manifest.deliveries_until or "-"
        lines.append(f"{mark} {build_id}  as of {manifest.inputs.as_of}  deliveries until {until}")
    return [*lines, "(* is what readers see)"] if lines else ["There is no published build yet."]


def _restore(places: Places, build_id: str) -> str:
    places.prepare()
    with hold(places.lock):
        withdrawn = Forgotten.load(places.forgotten).withdrawn_before
        manifest = restore(places, build_id, not_before=withdrawn)
    return (
        f"Readers see build {build_id} again, as of {manifest.inputs.as_of}."
        " The next night publishes a new build: first mend what was wrong."
    )


if __name__ == "__main__":
    sys.exit(main())
