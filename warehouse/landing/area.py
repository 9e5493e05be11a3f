"""What every landing area is: a list of names to look at and contents to read, and the settings of a remote one.

Where the files are, and how they are reached, does not belong here.
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Protocol

from warehouse.faults import Fault
from warehouse.privacy.names import shown_name


class LandingAreaMissing(Fault):
    """The landing area is not there, or cannot be listed or read."""


class FileChanged(Exception):
    """The file is no longer what it was when the night looked at it."""


class FileWithheld(Exception):
    """The file is there and cannot be read. The text is a plain sentence: why, and what to do."""


@dataclass(frozen=True)
class LandedFile:
    """A name in the landing area. `path` is relative to it, as the operating system spells it; `folder` is its
    first part ('' at the top). `modified_ns` is the modification time in nanoseconds since 1970.
    """

    path: str
    size: int
    modified_ns: int
    is_regular: bool

    @property
    def folder(self) -> str:
        return self.path.rpartition("/")[0]

    @property
    def name(self) -> str:
        return self.path.rpartition("/")[2]

    @property
    def shown(self) -> str:
        """The path as people may read it, where nothing is known of client numbers."""
        return shown_name(self.path)


class LandingArea(Protocol):
    """Where deliveries come from."""

    def look(self, folders: frozenset[str]) -> list[LandedFile]:
        """Everything at the top and in the named folders, in order of path; no deeper."""

    def is_unchanged(self, file: LandedFile) -> bool:
        """Whether size and time are still what they were at the look."""

    def open(self, file: LandedFile) -> BinaryIO:
        """The file's content from its beginning. Raises FileChanged when it is gone or no regular file any more, and
        FileWithheld when it cannot be read; reading it may raise both.
        """


@dataclass(frozen=True)
class LandingOptions:
    """How a landing area on another machine is entered. What is secret is never shown.

    `password` is also the passphrase of `key_file`. `endpoint_url` is for S3 storage that is not Amazon's.
    """

    username: str | None = None
    password: str | None = field(default=None, repr=False)
    key_file: Path | None = None
    known_hosts: Path | None = None
    endpoint_url: str | None = None
    access_key: str | None = field(default=None, repr=False)
    secret_key: str | None = field(default=None, repr=False)
    region: str | None = None
    timeout_seconds: float = 30
