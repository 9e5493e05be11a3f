"""A landing area of each kind, filled as a supplier would, with an account of what was transferred from it."""

import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

import pytest

from tests.integration.landing.s3_server import S3Server
from tests.integration.landing.sftp_server import SftpServer
from tests.nights.processes import Started
from warehouse.landing import open_landing_area
from warehouse.landing.area import LandingArea, LandingOptions


class Source(Protocol):
    """A landing area as its supplier has it."""

    url: str
    options: LandingOptions

    def put(self, path: str, content: bytes) -> None: ...

    def remove(self, path: str) -> None: ...

    def set_time(self, path: str, seconds: int) -> None: ...

    def transferred(self) -> list[str]:
        """The paths whose content was sent, in order, one entry each time."""

    def harm(self) -> list[str]:
        """What was written, moved or deleted at the source by anybody but this supplier."""


_LOOK = """
from orchestration.night import Night
from orchestration.settings import load_settings
from warehouse.landing.area import LandingAreaMissing
try:
    print([file.file_name for file in Night(load_settings()).intake.look().files])
except LandingAreaMissing as fault:
    print(fault)
"""


def look_of_a_night(warehouse: Path, url: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """The look that begins a night, in a process of its own that reads its settings from the environment."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    places = {"LANDING_URL": url, "WAREHOUSE_DIR": str(warehouse)}
    ended = Started(["-c", _LOOK], kept | places | settings).finish()
    ended.check_returncode()
    return ended


def area_of(source: Source) -> LandingArea:
    return open_landing_area(source.url, source.options)


class FolderSource:
    """A landing area that is a folder on this machine's disk, however it is reached."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()
        self._supplied: dict[str, bytes] = {}

    def put(self, path: str, content: bytes) -> None:
        (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
        (self.folder / path).write_bytes(content)
        self._supplied[path] = content

    def remove(self, path: str) -> None:
        (self.folder / path).unlink()
        del self._supplied[path]

    def set_time(self, path: str, seconds: int) -> None:
        os.utime(self.folder / path, (seconds, seconds))

    def harm(self) -> list[str]:
        files = (path for path in self.folder.rglob("*") if path.is_file())
        found = {str(path.relative_to(self.folder)): path.read_bytes() for path in files}
        return sorted({path for path, _ in found.items() ^ self._supplied.items()})


class LocalSource(FolderSource):
    """Read as a folder. Openings are counted where the operating system is asked."""

    options = LandingOptions()

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        super().__init__(folder)
        self.url = str(folder)
        self._opened: list[str] = []
        monkeypatch.setattr("warehouse.landing.local.os.open", self._counted(os.open))

    def _counted(self, real: Callable[..., int]) -> Callable[..., int]:
        def opened(path: Any, flags: int, *arguments: Any, **more: Any) -> int:
            if str(path).startswith(f"{self.folder}/"):
                self._opened.append(str(path).removeprefix(f"{self.folder}/"))
            return real(path, flags, *arguments, **more)

        return opened

    def transferred(self) -> list[str]:
        return list(self._opened)


class SftpSource(FolderSource):
    """Read through OpenSSH's server, which keeps the account."""

    def __init__(self, folder: Path, server: SftpServer) -> None:
        super().__init__(folder)
        self.url, self.options = f"{server.url}{folder}", server.options
        self._server = server

    def transferred(self) -> list[str]:
        return [path.removeprefix(f"{self.folder}/") for path in self._server.read_below(self.folder)]

    def harm(self) -> list[str]:
        return super().harm() + self._server.changes_below(self.folder)


class S3Source:
    """A bucket of its own on a server that speaks S3, which keeps the account."""

    def __init__(self, bucket: str, server: S3Server) -> None:
        self.bucket, self.url, self.options = bucket, f"s3://{bucket}/uit/landing", server.options
        self._server = server
        server.create(bucket)
        self.put("", b"")  # The marker by which a console makes a folder.

    def put(self, path: str, content: bytes) -> None:
        self._server.put(self.bucket, f"uit/landing/{path}", content)

    def remove(self, path: str) -> None:
        self._server.remove(self.bucket, f"uit/landing/{path}")

    def set_time(self, path: str, seconds: int) -> None:
        self._server.set_time(self.bucket, f"uit/landing/{path}", seconds)

    def transferred(self) -> list[str]:
        return [key.removeprefix("uit/landing/") for key in self._server.read_from(self.bucket)]

    def harm(self) -> list[str]:
        return self._server.changes_to(self.bucket)
