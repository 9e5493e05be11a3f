"""A Superset that runs on made-up publications, started as somebody would, and clients who are logged in to it.

It is one for all tests that look at it and do not stop it: these are of one group of pytest-xdist (`of_superset`), so
that one worker starts it once.
"""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
import requests

from bi.superset.accounts import read_accounts
from bi.superset.environment import NotSetUp, refuse_another_environment
from bi.superset.home import Home
from tests.nights.processes import REPOSITORY
from tests.publications import put_beside
from warehouse.disk.places import Places
from warehouse.publication.builds import switch_to

# The command itself, but for the .env of whoever runs the tests.
COMMAND = """
import orchestration.settings
orchestration.settings.ENV_FILE = None
from orchestration import commands
from orchestration.__main__ import main
commands.end(main(["bi"]))
"""
IS_UP = "Superset: http"
LONGEST_ANSWER_SECONDS = 120


def _why_it_cannot_run() -> str:
    try:
        refuse_another_environment()
    except NotSetUp as why:
        return str(why)
    return ""


needs_superset = pytest.mark.skipif(bool(_why_it_cannot_run()), reason=_why_it_cannot_run())
of_superset = [pytest.mark.xdist_group("superset"), needs_superset]


class Api:
    """Superset's own API, for an account that is logged in."""

    def __init__(self, address: str, name: str, password: str) -> None:
        self.address = address
        self._session = requests.Session()
        given = {"username": name, "password": password, "provider": "db", "refresh": False}
        token = self._answered(self.post("/api/v1/security/login", given))["access_token"]
        self._session.headers["Authorization"] = f"Bearer {token}"
        csrf = self._answered(self.get("/api/v1/security/csrf_token/"))["result"]
        self._session.headers.update({"X-CSRFToken": csrf, "Referer": address})

    def get(self, path: str) -> requests.Response:
        return self._session.get(self.address + path, timeout=LONGEST_ANSWER_SECONDS)

    def post(self, path: str, json: Any) -> requests.Response:
        return self._session.post(self.address + path, json=json, timeout=LONGEST_ANSWER_SECONDS)

    def put(self, path: str, json: Any) -> requests.Response:
        return self._session.put(self.address + path, json=json, timeout=LONGEST_ANSWER_SECONDS)

    def delete(self, path: str) -> requests.Response:
        return self._session.delete(self.address + path, timeout=LONGEST_ANSWER_SECONDS)

    def send_file(self, path: str, field: str, content: bytes) -> requests.Response:
        """A ZIP, as a form gives it."""
        given = {field: ("file.zip", content, "application/zip")}
        return self._session.post(self.address + path, files=given, timeout=LONGEST_ANSWER_SECONDS)

    @staticmethod
    def _answered(response: requests.Response) -> Any:
        assert response.status_code == 200, response.text
        return response.json()


class Superset:
    """One that was started by the command. printed: what it told so far, line by line."""

    def __init__(self, places: Places, **settings: str) -> None:
        self.places, self.home = places, Home(places.warehouse_dir / "bi")
        self.port = _free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        given = {"WAREHOUSE_DIR": str(places.warehouse_dir), "BI_PORT": str(self.port)} | settings
        kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        self.process = subprocess.Popen(
            [sys.executable, "-c", COMMAND], cwd=REPOSITORY, env=kept | given, text=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        self.printed: list[str] = []
        self._clients: dict[str, Api] = {}

    def wait_until_it_is_up(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.printed.append(line)
            if line.startswith(IS_UP):
                return
        log = self.home.log.read_text() if self.home.log.exists() else ""
        raise AssertionError("".join(self.printed) + log)

    def end(self, signal: int) -> int:
        """Send the process a signal. Gives its exit status, once nothing that it started is left to print."""
        self.process.send_signal(signal)
        self.printed += self.process.communicate(timeout=LONGEST_ANSWER_SECONDS)[0].splitlines(keepends=True)
        return self.process.returncode

    def password_of(self, account: str) -> str:
        return next(each.password for each in read_accounts(self.home) if each.name == account)

    def api(self, account: str) -> Api:
        """beheer, analist or lezer, logged in."""
        if account not in self._clients:
            self._clients[account] = Api(self.address, account, self.password_of(account))
        return self._clients[account]


@contextmanager
def running(places: Places, **settings: str) -> Iterator[Superset]:
    """A Superset on what is published there; ended whatever happens."""
    superset = Superset(places, **settings)
    try:
        superset.wait_until_it_is_up()
        yield superset
    finally:
        if superset.process.poll() is None:
            superset.process.terminate()
        superset.process.communicate()


@pytest.fixture(scope="session")
def superset(
    city_dashboard: Path, report_dashboard: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Superset]:
    """On the living city, beside which the report's world is published. A test that switches to that switches back."""
    places = Places(tmp_path_factory.mktemp("superset"))
    put_beside(places, report_dashboard)
    switch_to(places, put_beside(places, city_dashboard))
    with running(places) as started:
        yield started


def _free_port() -> int:
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        return int(free.getsockname()[1])
