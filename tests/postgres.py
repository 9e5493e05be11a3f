"""PostgreSQL's own server as an ordinary process on a free port of 127.0.0.1, and empty databases in it.

What is put into it does not belong here.
"""

import os
import pwd
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any

import adbc_driver_postgresql.dbapi as adbc
import pytest

from tests.integration.landing.sftp_server import free_port

ADMIN = "postgres"
_SEARCHED = os.pathsep.join(
    [os.environ["PATH"], *map(str, sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True))]
)
# Nothing here outlives its server, so that nothing has to reach the disk.
_OPTIONS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "fsync": "off",
    "shared_buffers": "16MB",
    "max_connections": "40",
}
_SECONDS_TO_START = 60
_SECONDS_TO_STOP = 30


class PostgresServer:
    """One server, whose administrator enters with a password as anybody else does."""

    def __init__(self) -> None:
        self.password = secrets.token_urlsafe(12)
        self.port = free_port()
        self._process: subprocess.Popen[bytes] | None = None

    @staticmethod
    def missing() -> str | None:
        """The program that this machine lacks."""
        programs = ("initdb", "postgres", "pg_isready", "setpriv")
        return next((name for name in programs if not shutil.which(name, path=_SEARCHED)), None)

    def __enter__(self) -> "PostgresServer":
        # Not in the folder of the tests: where those are root, nobody else may enter that one.
        self._folder = tempfile.TemporaryDirectory(prefix="postgres-", dir="/tmp")
        try:
            self._make()
            self.start()
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self.stop()
        finally:
            self._folder.cleanup()

    def url(self, database: str = ADMIN, user: str = ADMIN, password: str | None = None) -> str:
        """Of a database as somebody enters it, by default its administrator."""
        return f"postgresql://{user}:{password or self.password}@127.0.0.1:{self.port}/{database}"

    @contextmanager
    def new_database(self) -> Iterator[str]:
        """The name of an empty one, gone afterwards with whoever is still in it. Roles are of the whole server."""
        name = f"test_{secrets.token_hex(4)}"
        execute(self.url(), f"CREATE DATABASE {name}", autocommit=True)
        try:
            yield name
        finally:
            if not self.is_running:
                self.start()
            execute(self.url(), f"DROP DATABASE {name} WITH (FORCE)", autocommit=True)

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        """Start it, also again after a stop; it answers when this returns."""
        options = [part for name, value in _OPTIONS.items() for part in ("-c", f"{name}={value}")]
        with self._log.open("ab") as log:
            # It ends with the process that started it, however that one ends.
            command = [*_as_ordinary_user("--pdeathsig", "INT"), _program("postgres"), "-D", str(self._data)]
            self._process = subprocess.Popen(
                [*command, "-p", str(self.port), *options], cwd="/", stdout=log, stderr=log
            )
        asked = [_program("pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(self.port), "-t", "5"]
        deadline = time.monotonic() + _SECONDS_TO_START
        while subprocess.run(asked, check=False).returncode != 0:
            if not self.is_running or time.monotonic() > deadline:
                raise RuntimeError("PostgreSQL did not start:\n" + self._log.read_text("utf-8", "replace"))

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """Stop it: at once (SIGINT, every connection ends), or as if its machine lost power (SIGQUIT)."""
        if self._process is None:
            return
        self._process.send_signal(how)
        try:
            self._process.wait(_SECONDS_TO_STOP)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None

    @property
    def _data(self) -> Path:
        return Path(self._folder.name) / "data"

    @property
    def _log(self) -> Path:
        return Path(self._folder.name) / "log"

    def _make(self) -> None:
        if os.geteuid() == 0:
            user = _ordinary_user()
            os.chown(self._folder.name, user.pw_uid, user.pw_gid)
        password = Path(self._folder.name) / "password"
        password.write_text(self.password)
        password.chmod(0o644)  # In a folder that only the server's user, and root, may enter.
        made = subprocess.run(
            [
                *_as_ordinary_user(), _program("initdb"), "-D", self._data, "-U", ADMIN, "-A", "scram-sha-256",
                f"--pwfile={password}", "--locale=C.UTF-8", "--encoding=UTF8", "--no-sync",
            ],
            cwd="/", capture_output=True, text=True, check=False,
        )  # fmt: skip
        if made.returncode != 0:
            raise RuntimeError(f"initdb failed:\n{made.stdout}{made.stderr}")


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """One server a worker, started by the first test that asks for it."""
    if missing := PostgresServer.missing():
        pytest.skip(f"this machine has no {missing} (Debian: apt-get install postgresql)")
    with PostgresServer() as server:
        yield server


@pytest.fixture
def postgres_database(postgres_server: PostgresServer) -> Iterator[str]:
    """The URL of an empty database, as its administrator enters it."""
    with postgres_server.new_database() as name:
        yield postgres_server.url(name)


def execute(url: str, *statements: str, autocommit: bool = False) -> list[tuple[Any, ...]]:
    """What somebody's statements, in one transaction or each by itself, give: the rows of the last one."""
    with adbc.connect(url, autocommit=autocommit) as connection, connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
        rows = cursor.fetchall() if cursor.description else []
        if not autocommit:
            connection.commit()
    return rows


def _program(name: str) -> str:
    return str(shutil.which(name, path=_SEARCHED))


def _ordinary_user() -> pwd.struct_passwd:
    names = {entry.pw_name for entry in pwd.getpwall()}
    return pwd.getpwnam("postgres" if "postgres" in names else "nobody")


def _as_ordinary_user(*options: str) -> list[str]:
    """The server refuses root: where the tests are root, it is started as somebody else."""
    if os.geteuid() == 0:
        user = _ordinary_user()
        options = (f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups", *options)
    return ["setpriv", *options] if options else []
