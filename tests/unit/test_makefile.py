"""A target of make is a command: it runs also where a folder bears its name, as `report` does after `make report`."""

import re
from pathlib import Path

MAKEFILE = Path(__file__).parents[2] / "Makefile"


def test_every_command_runs_whatever_folders_there_are() -> None:
    text = MAKEFILE.read_text("utf-8")
    [phony] = re.findall(r"^\.PHONY: (.+)$", text, re.MULTILINE)
    assert set(re.findall(r"^([a-z][a-z-]*):", text, re.MULTILINE)) == set(phony.split())
