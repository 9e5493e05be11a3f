"""`make audit`: known weaknesses of the packages that are installed, and a list of all of them.

pip-audit and cyclonedx-py do the work, from an environment of their own; here their answers are told plainly. Exit
status 0: looked at, nothing known, or the advisory service could not be asked; 1: something is known.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import click

from orchestration.settings import REPOSITORY

LOCK = REPOSITORY / "requirements.lock"
SBOM = REPOSITORY / "sbom.cdx.json"
NOT_ASKED = (
    "The advisory service could not be asked about any of the {n} packages (no network, or a mirror without"
    " advisories), so nothing is known of their weaknesses. Run make audit where the network is open."
)


@click.command
@click.argument("tools", type=click.Path(path_type=Path))
def command(tools: Path) -> int:
    """Look for known weaknesses of the packages.

    TOOLS is the folder of pip-audit and cyclonedx-py.
    """
    list_all = [str(tools / "cyclonedx-py"), "environment", sys.executable, "--output-file", str(SBOM)]
    made = subprocess.run(list_all, capture_output=True, check=False)  # noqa: S603
    if made.returncode:
        sys.stderr.write("The list of packages could not be made.\n")
        return 1
    look_up = [str(tools / "pip-audit"), "--requirement", str(LOCK), "--no-deps", "--disable-pip", "--format", "json"]
    answer = subprocess.run(look_up, capture_output=True, text=True, check=False)  # noqa: S603
    status, lines = told(answer.stdout, n_packages=len(LOCK.read_text("utf-8").split()))
    sys.stdout.write("\n".join([f"List of packages (CycloneDX): {SBOM.relative_to(REPOSITORY)}", *lines]) + "\n")
    return status


def told(answer: str, n_packages: int) -> tuple[int, list[str]]:
    """Exit status and lines for pip-audit's answer. Packages that it skipped were not looked at, whatever it says."""
    try:
        packages: list[dict[str, Any]] = json.loads(answer)["dependencies"]
    except (ValueError, KeyError):
        packages = []
    asked = [package for package in packages if "skip_reason" not in package]
    if not asked:
        return 0, [NOT_ASKED.format(n=n_packages)]
    weak = []
    for package in asked:
        for found in package["vulns"]:
            mended = ", ".join(found["fix_versions"]) or "no version yet"
            weak.append(f"  {package['name']} {package['version']}: {found['id']}, mended in {mended}")
    counted = f"Packages looked at: {len(asked)}; not known to the advisory service: {len(packages) - len(asked)}."
    return int(bool(weak)), [counted, *(weak or ["No weakness is known of these."])]
