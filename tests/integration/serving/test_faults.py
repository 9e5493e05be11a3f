"""What goes wrong at the server: nothing of the copy stands, it is told plainly, and no message quotes a secret."""

import signal
import socket
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestration.settings import SettingsFault, load_settings
from tests.integration.serving.conftest import MakeBuild, Served
from warehouse.serving import copy
from warehouse.serving.copy import copy_build
from warehouse.serving.session import ServingFault
from warehouse.serving.standing import standing
from warehouse.serving.target import Target

MARTS = {"outflow": "SELECT 1 AS n", "quotes": "SELECT 'client 999900006' AS quote", "waiting_time": "SELECT 1 AS n"}


@pytest.fixture
def builds(served: Served, make_build: MakeBuild) -> tuple[Path, Path]:
    """Two, of which the first is copied."""
    first, second = make_build("first", MARTS), make_build("second", MARTS)
    copy_build(first, served.target)
    return first, second


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGQUIT])
def test_a_server_that_stops_in_the_middle_keeps_the_former_build(
    served: Served, builds: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch, how: signal.Signals
):
    def stopping(file: Any, of: Any) -> Any:
        if of.table.name == "quotes":
            served.server.stop(how)
        return rows_of(file, of)

    rows_of = copy.rows_of
    with monkeypatch.context() as patched:
        patched.setattr(copy, "rows_of", stopping)
        with pytest.raises(ServingFault, match="the connection was lost, or the server stopped"):
            copy_build(builds[1], served.target)
    with pytest.raises(ServingFault, match="nothing answers"):
        standing(served.target)
    served.server.start()
    assert standing(served.target).lacks("second") == "PostgreSQL has build first, and build second is published"
    assert served.sql("SELECT count(*) FROM marts.outflow, marts.quotes, marts.waiting_time") == [(1,)]
    copy_build(builds[1], served.target)
    assert standing(served.target).lacks("second") is None


def test_an_unforeseen_fault_in_the_middle_takes_all_back(
    served: Served, builds: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
):
    def failing(file: Any, of: Any) -> Any:
        raise ArithmeticError

    monkeypatch.setattr(copy, "rows_of", failing)
    with pytest.raises(ArithmeticError):
        copy_build(builds[1], served.target)
    assert served.sql("SELECT build_id, n FROM audit.build, marts.outflow") == [("first", 1)]


def test_a_user_who_may_not_write_is_told_where_the_sql_is(served: Served, make_build: MakeBuild):
    user = f"may_not_write_{served.name}"
    served.sql(f"CREATE ROLE {user} LOGIN PASSWORD 'geheim'")
    theirs = Target(served.server.url(served.name, user, "geheim"))
    try:
        build = make_build("first", MARTS)
        with pytest.raises(ServingFault, match=r"may not do what the copy needs: docs/serving\.md"):
            copy_build(build, theirs)
        served.sql(f"ALTER ROLE {user} SET default_transaction_read_only = on")
        with pytest.raises(ServingFault, match="read-only"):
            copy_build(build, theirs)
    finally:
        served.sql(f"DROP ROLE {user}")


def test_a_table_that_somebody_keeps_locked_is_not_waited_for_without_end(served: Served, builds: tuple[Path, Path]):
    hurried = replace(served.target, lock_seconds=0.2)
    with (
        served.holding("LOCK TABLE marts.outflow IN ACCESS EXCLUSIVE MODE"),
        pytest.raises(ServingFault, match="locked for too long"),
    ):
        copy_build(builds[1], hurried)
    with served.holding("SELECT count(*) FROM marts.outflow"):
        copy_build(builds[1], hurried)
    assert standing(served.target).build_id == "second"


def test_one_copy_at_a_time(served: Served, builds: tuple[Path, Path]):
    with (
        served.holding(f"SELECT pg_advisory_xact_lock({copy._ONE_COPY})"),
        pytest.raises(ServingFault, match="or the copy itself, locked for too long"),
    ):
        copy_build(builds[1], replace(served.target, lock_seconds=0.2))


def test_a_server_that_says_nothing_is_not_waited_for_without_end():
    with (
        socket.create_server(("127.0.0.1", 0)) as silent,
        pytest.raises(ServingFault, match="does not answer in time"),
    ):
        standing(Target(f"postgresql://u:p@127.0.0.1:{silent.getsockname()[1]}/db", connect_seconds=2))


def test_rows_that_cannot_be_cleared_away_are_told(served: Served, builds: tuple[Path, Path]):
    with served.holding("LOCK TABLE marts.outflow IN SHARE UPDATE EXCLUSIVE MODE"):
        copied = copy_build(builds[1], replace(served.target, lock_seconds=0.2))
    assert "let its administrator run VACUUM" in (copied.not_cleared or "")
    assert standing(served.target).build_id == "second"
    assert copy_build(builds[1], served.target).not_cleared is None


UNREACHED = {
    "does not take the user and password": lambda served: served.server.url(served.name, password="verkeerd-geheim"),
    "no such database or user": lambda served: served.server.url("geheim_db"),
    "has no TLS": lambda served: f"{served.url}?sslmode=require",
    "nothing answers": lambda _: "postgresql://geheim:geheim@127.0.0.1:1/geheim",
    "host of SERVING_POSTGRES_URL is not known": lambda _: "postgresql://geheim:geheim@geheim.invalid/geheim",
    "the connection failed": lambda served: f"{served.url}?geheim=1",
    "the connection failed (psql": lambda _: "postgresql://geheim:ge%heim@127.0.0.1/geheim",
}


@pytest.mark.parametrize("told", UNREACHED)
def test_why_the_server_could_not_be_reached_is_told_without_any_part_of_the_url(served: Served, told: str):
    with pytest.raises(ServingFault) as fault:
        standing(Target(UNREACHED[told](served)))
    assert told in str(fault.value)
    secrets = ("geheim", served.server.password, str(served.server.port))
    assert [secret for secret in secrets if secret in str(fault.value)] == []


def test_no_value_of_a_row_is_told_where_the_server_refuses_it(served: Served, builds: tuple[Path, Path]):
    """Somebody's rule on a table quotes the row that breaks it."""
    served.sql("ALTER TABLE marts.quotes ADD CHECK (quote = 'other') NOT VALID")
    with pytest.raises(ServingFault, match="error 23514") as fault:
        copy_build(builds[1], served.target)
    assert "999900006" not in str(fault.value)


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), min_size=3))
def test_a_url_is_refused_or_taken_as_it_is_meant_and_never_quoted(password: str):
    url = f"postgresql://warehouse:{password}@127.0.0.1:1/db"
    with pytest.raises((SettingsFault, ServingFault)) as fault:
        standing(load_settings(serving_postgres_url=url).serving_target or pytest.fail("no copy"))
    assert "SERVING_POSTGRES_URL" in str(fault.value)
    assert len(password) < 6 or password not in str(fault.value)


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cs"], exclude_characters="\0"), min_size=1))
def test_any_password_can_be_written_in_the_url(password: str):
    url = f"postgresql://warehouse:{quote(password, safe='')}@127.0.0.1:1/db?sslmode=disable"
    target = load_settings(serving_postgres_url=url).serving_target
    assert target is not None
    with pytest.raises(ServingFault, match="nothing answers"):
        standing(target)
