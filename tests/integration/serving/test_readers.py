"""What somebody reads in PostgreSQL while builds are switched there: one whole build, whenever they look."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import adbc_driver_postgresql.dbapi as adbc
import pytest

from tests.integration.serving.conftest import MakeBuild, Served
from warehouse.duck.databases import Table
from warehouse.serving.copy import copy_build
from warehouse.serving.session import Session

MARTS = ("outflow", "quotes", "waiting_time")
IN_ONE_STATEMENT = "SELECT build_id, " + ", ".join(
    f"(SELECT string_agg(DISTINCT of_build, '+') FROM marts.{mart})" for mart in MARTS
) + " FROM audit.build"  # fmt: skip


class Reader:
    """Somebody in a transaction that keeps to what it saw first."""

    def __init__(self, connection: adbc.Connection) -> None:
        self._cursor = connection.cursor()
        self._cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        self.build = self.sees("SELECT build_id FROM audit.build")

    def sees(self, query: str) -> Any:
        self._cursor.execute(query)
        return self._cursor.fetchall()[0][0]

    def sees_in(self, mart: str) -> Any:
        return self.sees(f"SELECT string_agg(DISTINCT of_build, '+') FROM marts.{mart}")


@contextmanager
def reader(url: str) -> Iterator[Reader]:
    with adbc.connect(url) as connection:
        yield Reader(connection)


def test_readers_see_whole_builds_through_twenty_switches(
    served: Served, make_build: MakeBuild, monkeypatch: pytest.MonkeyPatch
):
    """One that began before a switch keeps its build to the end; one that looks between any two tables of a copy sees
    the former build whole, in one statement or in several.
    """
    builds = [
        make_build(name, dict.fromkeys(MARTS, f"SELECT '{name}' AS of_build FROM range({n})"))
        for name, n in (("one", 40), ("two", 70))
    ]
    seen: list[set[str]] = []
    append = Session.append

    def looked_at(opened: Session, table: Table, *rows: Any) -> int:
        n_rows = append(opened, table, *rows)
        seen.append(set(served.sql(IN_ONE_STATEMENT)[0]))
        with reader(served.url) as in_between:
            seen.append({in_between.build, *map(in_between.sees_in, MARTS)})
        return n_rows

    copy_build(builds[1], served.target)
    monkeypatch.setattr(Session, "append", looked_at)
    for switch in range(20):
        former, new = builds[(switch + 1) % 2], builds[switch % 2]
        seen.clear()
        with reader(served.url) as early:
            assert early.build == early.sees_in(MARTS[0]) == former.name
            copy_build(new, served.target)
            assert [early.sees_in(mart) for mart in MARTS] == [former.name] * len(MARTS)
        assert seen == [{former.name}] * 2 * (len(MARTS) + 1)
        assert set(served.sql(IN_ONE_STATEMENT)[0]) == {new.name}
