"""What a release is made with: files, the marts, thresholds and the key; and the history that it leaves in the build.

What a release shows does not belong here.
"""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb

from warehouse.disclosure.history import History, LastRelease, read_history, without_forgotten, write_history
from warehouse.disclosure.marts import Disclosure
from warehouse.disclosure.thresholds import Thresholds
from warehouse.duck.databases import attached, build_file, connection
from warehouse.privacy.pseudonyms import Pseudonymiser


@dataclass(frozen=True)
class ReleaseContext:
    """What a release is made with.

    build_database: tonight's build; its schema audit gets the history of the release. kept: the releases that readers
    may have, the newest first, each once. forgets: whether somebody asked to be forgotten, or the key was changed.
    """

    build_database: Path
    target: Path
    kept: Sequence[LastRelease]
    disclosure: Disclosure
    thresholds: Thresholds
    pseudonymiser: Pseudonymiser
    memory_limit: str
    forgets: bool = False

    @contextmanager
    def opened(self, **files: Path) -> Iterator[duckdb.DuckDBPyConnection]:
        """A connection with files attached by name: tonight's build, and the last release where there is one."""
        last = {"last": self.kept[0].dashboard, "last_analysis": self.kept[0].analysis} if self.kept else {}
        with ExitStack() as stack:
            spill = self.build_database.with_suffix(".spill")
            opened = stack.enter_context(connection(spill, self.memory_limit))
            for name, file in ({"build": self.build_database} | last | files).items():
                stack.enter_context(attached(opened, file, name))
            yield opened

    def history(self, opened: duckdb.DuckDBPyConnection) -> History | None:
        """The last release's, None where there is none by today's rules."""
        history = read_history(opened, "last_analysis") if self.kept else None
        return without_forgotten(opened, history) if history and self.forgets else history

    def write_history(self, history: History | None) -> None:
        """Write what the next release needs to know into tonight's build."""
        with build_file(self.build_database, self.memory_limit, "READ_WRITE") as opened:
            write_history(opened, history)
