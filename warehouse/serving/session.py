"""A session on the server of the serving copy, and what goes wrong in it, in plain words.

libpq and the server quote what they were given (parts of the URL, values of rows): none of their words are repeated.
libpq prints notices by itself: whoever calls this sees to it that these go nowhere.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import adbc_driver_postgresql.dbapi as adbc
import pyarrow as pa

from warehouse.duck.databases import Table, literal
from warehouse.faults import Fault
from warehouse.serving.target import Target

_PAGE = "docs/serving.md"
# Of what libpq says of a connection that failed.
_NOT_CONNECTED = {
    "password authentication failed": "the server does not take the user and password of SERVING_POSTGRES_URL",
    "no pg_hba.conf entry": "the server lets nobody in from here with this user, database and encryption (pg_hba.conf)",
    "no password supplied": "the server asks for a password, and SERVING_POSTGRES_URL has none",
    "Connection refused": "nothing answers at the host and port of SERVING_POSTGRES_URL",
    "could not translate host name": "the host of SERVING_POSTGRES_URL is not known",
    "timeout expired": "the server does not answer in time",
    "the database system is": "the server is starting or stopping",
    "too many": "the server takes no more connections",
    "does not support SSL": "the server has no TLS, and SERVING_POSTGRES_URL asks for it",
    "certificate": "the server's certificate is not trusted: see sslmode and sslrootcert in docs/serving.md",
    "does not exist": "the server has no such database or user",
}
# By SQLSTATE.
_REFUSED = {
    "25006": "the server takes nothing in: it is a read-only replica, or set to read-only",
    "2BP01": "something else in the database hangs on a table or column that goes: see what does, and take it away",
    "40001": "somebody else changed the same tables at the same moment",
    "40P01": "somebody else locked the same tables in another order",
    "42501": f"the user of SERVING_POSTGRES_URL may not do what the copy needs: {_PAGE} has the SQL that lets it",
    "53100": "the server's disk is full",
    "53200": "the server is out of memory",
    "55P03": "somebody else kept a table, or the copy itself, locked for too long",
    "57014": "a statement took too long, or was cancelled",
}
_LOST = {"57P01", "57P02", "57P03", "57P05"}


class ServingFault(Fault):
    """The copy cannot be made or looked at; the text says why."""


class Session:
    """Statements on one connection, each by itself unless within `transaction`."""

    def __init__(self, connection: adbc.Connection) -> None:
        self._connection = connection

    def run(self, statement: str) -> None:
        self.rows(statement)

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        with self._connection.cursor() as cursor:
            cursor.execute(query)
            return cursor.fetchall() if cursor.description else []

    def append(self, table: Table, rows: pa.RecordBatch) -> int:
        """Add rows, and tell how many. The driver names the columns, so their order is free; types are the table's."""
        with self._connection.cursor() as cursor:
            return cursor.adbc_ingest(table.name, rows, mode="append", db_schema_name=table.schema)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All of what is run within it, or nothing: a fault ends the session, and the server takes all of it back."""
        self._connection.adbc_connection.set_autocommit(False)
        yield
        self._connection.commit()
        self._connection.adbc_connection.set_autocommit(True)


@contextmanager
def session(target: Target) -> Iterator[Session]:
    """A session with the limits of the target. Raises ServingFault for whatever the server or the way to it refuses."""
    try:
        connection = adbc.connect(target.conninfo, autocommit=True)
    except adbc.Error as error:
        raise ServingFault(f"PostgreSQL could not be reached: {_why_not_connected(str(error))}.") from None
    with connection:
        try:
            opened = Session(connection)
            opened.run(f"SELECT {', '.join(_set(name, value) for name, value in _limits(target).items())}")
            yield opened
        except adbc.Error as error:
            raise ServingFault(f"PostgreSQL did not do it: {_why_refused(error.sqlstate)}.") from None


def _limits(target: Target) -> dict[str, str]:
    return {
        "lock_timeout": f"{target.lock_seconds * 1000:.0f}ms",
        "statement_timeout": f"{target.statement_seconds * 1000:.0f}ms",
        "standard_conforming_strings": "on",
    }


def _set(name: str, value: str) -> str:
    return f"set_config({literal(name)}, {literal(value)}, false)"


def _why_not_connected(message: str) -> str:
    known = (plainly for said, plainly in _NOT_CONNECTED.items() if said in message)
    return next(known, "the connection failed (psql with the same URL, typed by hand, tells why)")


def _why_refused(sqlstate: str | None) -> str:
    if not sqlstate or sqlstate in _LOST or sqlstate.startswith("08"):
        return "the connection was lost, or the server stopped"
    return _REFUSED.get(sqlstate, f"it gave error {sqlstate} (its log tells more)")
