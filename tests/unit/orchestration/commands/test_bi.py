"""The command behind `make bi`: what it asks for, what it leaves alone, and what Superset is started with."""

import os
import signal
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest

from bi.superset import environment
from orchestration.__main__ import main
from orchestration.commands import bi

KEY = "0123456789abcdef" * 4


class Became(Exception):
    """The process would be Superset's from here on."""


@pytest.fixture
def warehouse(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """One of which nothing but what is published can be seen."""
    published = tmp_path / "warehouse" / "published"
    published.mkdir(parents=True)
    (published / "dashboard.duckdb").touch()
    monkeypatch.setenv("WAREHOUSE_DIR", str(tmp_path / "warehouse"))
    return tmp_path / "warehouse"


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, str]]:
    """The environment of the Superset that was started, once it was."""
    given: dict[str, str] = {}

    def become(_: Path, __: Sequence[str], environment_given: Mapping[str, str]) -> None:
        given.update(environment_given)
        raise Became

    monkeypatch.setattr(os, "execve", become)
    monkeypatch.setattr(bi, "refuse_another_environment", lambda: None)
    monkeypatch.setattr(bi, "refuse_a_port_in_use", lambda *_: None)
    monkeypatch.setattr(bi, "write_content", lambda folder, *_: folder.mkdir())
    monkeypatch.chdir(environment.REPOSITORY)
    interrupted = signal.getsignal(signal.SIGINT)
    yield given
    signal.signal(signal.SIGINT, interrupted)


def test_in_production_it_takes_no_key_and_touches_nothing_but_its_folder(
    warehouse: Path, started: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ENVIRONMENT", "production")
    main(["bi"])
    assert started["BI_DATABASE"] == str(warehouse / "published" / "dashboard.duckdb")
    assert sorted(path.name for path in warehouse.iterdir()) == ["bi", "published"]


def test_superset_is_started_without_what_else_is_in_the_environment(
    warehouse: Path, started: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("PSEUDONYM_KEY", "LANDING_PASSWORD", "SUPERSET_SECRET_KEY"):
        monkeypatch.setenv(name, KEY)
    main(["bi"])
    assert KEY not in started.values()
    assert {value for name, value in started.items() if name.startswith("BI_")} == {
        str(warehouse / "bi"), "8088", str(warehouse / "published" / "dashboard.duckdb"),
    }  # fmt: skip


def test_nothing_published_says_what_to_run(
    warehouse: Path, started: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    (warehouse / "published" / "dashboard.duckdb").unlink()
    assert main(["bi"]) == 1
    assert "make run" in capsys.readouterr().err
    assert not started


def test_an_unforeseen_fault_is_written_down_in_its_own_folder(
    warehouse: Path, started: dict[str, str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object) -> None:
        raise ArithmeticError("client 999900006")

    monkeypatch.setattr(bi, "write_content", fail)
    assert main(["bi"]) == 1
    assert "999900006" not in capsys.readouterr().err
    assert list((warehouse / "bi").glob("fault-*.log"))
    assert sorted(path.name for path in warehouse.iterdir()) == ["bi", "published"]
