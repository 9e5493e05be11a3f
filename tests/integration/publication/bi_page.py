"""docs/bi.md as tests read it: its blocks of code, and what they are run with.

What an example must print, and what a connection must refuse, does not belong here.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PAGE = (Path(__file__).parents[3] / "docs" / "bi.md").read_text("utf-8")
# A block without a mark is run as it stands.
RUN, SETTINGS, NOT_TRIED = "", "settings", "not-tried"
# Packages put programs beside their interpreter.
PROGRAMS = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
_BLOCK = re.compile(r"^```(\w+) ?([\w-]*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_RUN_BY = {"python": [sys.executable, "-c"], "r": ["Rscript", "-e"], "sh": ["sh", "-c"]}
_COMES_WITH = {
    "Rscript": "apt-get install r-base-core r-cran-dbi r-cran-rpostgresql",
    "psql": "apt-get install postgresql-client",
    "duckdb": "make setup",
}


@dataclass(frozen=True)
class Block:
    """A block of code, under which heading it stands, and whether it is run."""

    heading: str
    language: str
    mark: str
    text: str

    @property
    def asks_postgres(self) -> bool:
        return re.search("psql|postgresql", self.text, re.IGNORECASE) is not None

    @property
    def program(self) -> str:
        """What runs it: of a line for the shell, the program that it names."""
        return self.text.split()[0] if self.language == "sh" else _RUN_BY[self.language][0]

    @property
    def missing(self) -> str | None:
        """Why it cannot be run here."""
        if shutil.which(self.program, path=PROGRAMS):
            return None
        return f"this machine has no {self.program} ({_COMES_WITH[self.program]})"

    def run(self, folder: Path, environment: dict[str, str]) -> str:
        """Run it in a folder, and say what it printed."""
        variables = {**os.environ, "PATH": PROGRAMS, **environment}
        command = [*_RUN_BY[self.language], self.text]
        done = subprocess.run(command, cwd=folder, env=variables, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout


def _blocks() -> Iterator[Block]:
    for found in _BLOCK.finditer(PAGE):
        heading = re.findall(r"^#+ (.*)$", PAGE[: found.start()], re.MULTILINE)[-1]
        yield Block(heading, *found.groups())


BLOCKS = tuple(_blocks())


def block(heading: str, language: str, mark: str = RUN) -> Block:
    """The first such block."""
    return next(one for one in BLOCKS if (one.heading, one.language, one.mark) == (heading, language, mark))
