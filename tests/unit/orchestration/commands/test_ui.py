"""The command behind `make ui`: on which port and as of which day Dagster is started, and when it is not."""

import os
import signal
import socket
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest

from orchestration.__main__ import main
from orchestration.commands import ui
from orchestration.settings import DemoWorld, load_settings


class Became(Exception):
    """The process would be Dagster's from here on."""


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[tuple[list[str], dict[str, str]]]:
    """The arguments and the environment of the Dagster that was started, once it was."""
    arguments: list[str] = []
    environment: dict[str, str] = {}

    class Prepared:
        def __init__(self, _: object) -> None: ...

        def wait(self) -> None: ...

    def become(_: Path, given: Sequence[str], given_environment: Mapping[str, str]) -> None:
        arguments.extend(given)
        environment.update(given_environment)
        raise Became

    monkeypatch.setattr(ui, "ManifestPreparation", Prepared)
    monkeypatch.setattr(os, "execve", become)
    monkeypatch.setenv("WAREHOUSE_DIR", str(tmp_path / "warehouse"))
    interrupted = signal.getsignal(signal.SIGINT)
    yield arguments, environment
    signal.signal(signal.SIGINT, interrupted)


@pytest.fixture
def port_in_use() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as other:
        yield other.getsockname()[1]


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def start(monkeypatch: pytest.MonkeyPatch, port: int) -> int:
    monkeypatch.setenv("UI_PORT", str(port))
    return main(["ui"])


def test_the_ui_listens_on_this_machine_only_with_the_schedule_on(
    started: tuple[list[str], dict[str, str]], monkeypatch: pytest.MonkeyPatch
):
    port = free_port()
    start(monkeypatch, port)
    arguments, environment = started
    assert Path(arguments[0]).name == "dagster"
    assert arguments[arguments.index("--host") + 1] == "127.0.0.1"
    assert arguments[arguments.index("--port") + 1] == str(port)
    assert environment["SCHEDULE"] == "on"


def test_what_a_script_starts_in_the_background_can_be_ended(
    started: tuple[list[str], dict[str, str]], monkeypatch: pytest.MonkeyPatch
):
    signal.signal(signal.SIGINT, signal.SIG_IGN)

    start(monkeypatch, free_port())

    assert started[0]
    assert signal.getsignal(signal.SIGINT) is signal.SIG_DFL


@pytest.mark.parametrize("world", DemoWorld)
def test_runs_of_the_ui_have_the_demo_worlds_own_day(
    started: tuple[list[str], dict[str, str]], monkeypatch: pytest.MonkeyPatch, world: DemoWorld
):
    monkeypatch.setenv("LANDING_URL", str(world.landing))
    start(monkeypatch, free_port())
    for name, value in started[1].items():
        monkeypatch.setenv(name, value)
    assert load_settings().as_of == world.as_of


def test_a_port_in_use_is_told_and_nothing_is_started(
    started: tuple[list[str], dict[str, str]], monkeypatch: pytest.MonkeyPatch, port_in_use: int,
    capsys: pytest.CaptureFixture[str],
):  # fmt: skip
    assert start(monkeypatch, port_in_use) == 1
    assert f"http://127.0.0.1:{port_in_use}" in capsys.readouterr().err
    assert started == ([], {})


def test_a_second_ui_on_one_warehouse_is_refused(
    started: tuple[list[str], dict[str, str]], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    start(monkeypatch, free_port())
    started[0].clear()
    assert start(monkeypatch, free_port()) == 1
    assert "runs already" in capsys.readouterr().err
    assert not started[0]
