"""The page on writing a mapping says what is so: its commands run as written, its YAML is a mapping."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from schemas.mapping import load_mappings

REPOSITORY = Path(__file__).parents[3]
PAGE = (REPOSITORY / "docs" / "mapping.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)


@pytest.fixture
def copy_of_the_repository(tmp_path: Path) -> Path:
    """A folder that looks like the repository, set up already, in which a command may make folders."""
    for path in REPOSITORY.iterdir():
        if not path.name.startswith("."):
            (tmp_path / path.name).symlink_to(path)
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    python = tmp_path / ".venv" / "bin" / "python"
    python.write_text(f'#!/bin/sh\n[ "$2" != pip ] && exec {sys.executable} "$@"\n', encoding="utf-8")
    python.chmod(0o755)
    (tmp_path / ".venv" / "ready").touch()
    return tmp_path


def test_its_commands_run_as_written(copy_of_the_repository: Path) -> None:
    done = subprocess.run(
        ["bash", "-euc", "\n".join(blocks("sh"))], cwd=copy_of_the_repository, capture_output=True, text=True,
        check=False, env={"PATH": os.environ["PATH"], "MAKEFLAGS": "PYTHON=false"},
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert "Missing and required" in done.stdout
    assert "The mapping knows all that is required." in done.stdout
    assert (copy_of_the_repository / "mappings" / "ervaringwijzer.yml").exists()


def test_its_yaml_is_a_mapping(tmp_path: Path) -> None:
    (content,) = blocks("yaml")
    (tmp_path / "ervaringwijzer.yml").write_text(content, encoding="utf-8")
    mapping = load_mappings(tmp_path)["ervaringwijzer/antwoorden"]
    assert mapping.column_of("q1 sq001") == "op_gemak"
    assert mapping.code_of("groepstype", "muziekcafe pilot") == "ontmoetingsgroep"


def test_its_links_lead_somewhere() -> None:
    targets = re.findall(r"\]\(([^)#]+)", PAGE)
    assert targets
    assert [target for target in targets if not (REPOSITORY / "docs" / target).exists()] == []
