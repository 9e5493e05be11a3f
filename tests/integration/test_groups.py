"""Tests that share a night stand in one group: it must stay on one worker, or each worker makes the night again."""

import os
import subprocess
import sys
from pathlib import Path

GROUPED = """
import os
from pathlib import Path
import pytest
pytestmark = pytest.mark.xdist_group("night")
@pytest.mark.parametrize("number", range(8))
def test_one(number):
    Path(os.environ["PYTEST_XDIST_WORKER"]).touch()
"""


def test_the_tests_of_one_group_run_on_one_worker(tmp_path: Path) -> None:
    (tmp_path / "test_grouped.py").write_text(GROUPED)
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-p",
        "xdist",
        "-n",
        "2",
        "--dist",
        "loadgroup",
        "-p",
        "no:cacheprovider",
    ]
    # Without the other plugins, which three processes would import.
    alone = os.environ | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    ran = subprocess.run(command, cwd=tmp_path, env=alone, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout
    assert len(list(tmp_path.glob("gw*"))) == 1
