"""Dagster's event log in the files where Dagster keeps it, through connections that stay open.

What an event is and how it is stored stays Dagster's; when a run is deleted belongs in `retention`.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from dagster._core.events.log import EventLogEntry
from dagster._core.storage.event_log import SqliteEventLogStorage
from dagster._core.storage.event_log.sqlite.sqlite_event_log import INDEX_SHARD_NAME
from dagster._core.storage.sqlite import SQLITE_BUSY_TIMEOUT_SECONDS
from dagster._serdes import ConfigurableClassData
from sqlalchemy import Connection, NullPool, create_engine


class EventLog(SqliteEventLogStorage):
    """Stores an event in under a millisecond. Dagster's own class opens a connection and waits for the disk at every
    statement: seven milliseconds an event, and a night has more than a thousand.

    Two connections are kept, to the index and to the run that was used last, and commits do not wait for the disk. A
    killed process loses no event. A power cut may lose the last ones: nothing that a night publishes rests on them.
    """

    def __init__(self, base_dir: str, inst_data: ConfigurableClassData | None = None) -> None:
        # By process, since SQLite lets a fork neither use nor close what its parent opened. With the file's inode.
        self._opened: dict[tuple[int, str], tuple[Connection, int | None]] = {}
        self._known: set[tuple[str, str]] = set()
        super().__init__(base_dir, inst_data)

    @classmethod
    def from_config_value(cls, inst_data: ConfigurableClassData | None, config_value: Any) -> "EventLog":
        return cls(inst_data=inst_data, **config_value)

    @contextmanager
    def _connect(self, shard: str) -> Iterator[Connection]:
        with self._db_lock:
            connection, inode = self._opened.get((os.getpid(), shard), (None, None))
            if connection is None or inode != self._inode(shard):
                connection = self._open(shard)
            with connection.begin():
                yield connection

    def _open(self, shard: str) -> Connection:
        self._close(spared=None if shard == INDEX_SHARD_NAME else INDEX_SHARD_NAME)
        engine = create_engine(
            self.conn_string_for_shard(shard), poolclass=NullPool, connect_args={"timeout": SQLITE_BUSY_TIMEOUT_SECONDS}
        )
        if shard not in self._initialized_dbs or self._inode(shard) is None:
            self._initdb(engine)
            self._initialized_dbs.add(shard)
        connection = engine.connect()
        connection.exec_driver_sql("PRAGMA synchronous = NORMAL")
        connection.rollback()
        self._opened[os.getpid(), shard] = connection, self._inode(shard)
        return connection

    def _close(self, spared: str | None = None) -> None:
        """Close what this process holds open, but one shard."""
        for process, shard in list(self._opened):
            if process == os.getpid() and shard != spared:
                connection, _ = self._opened.pop((process, shard))
                connection.close()

    def _inode(self, shard: str) -> int | None:
        """Tells whether the file is still the one that was opened: another process may have deleted or replaced it."""
        try:
            return Path(self.path_for_shard(shard)).stat().st_ino
        except FileNotFoundError:
            return None

    def store_event(self, event: EventLogEntry) -> None:
        """Store an event and touch the run's file, which the UI watches: SQLite writes to the log beside it first."""
        super().store_event(event)
        os.utime(self.path_for_shard(event.run_id))

    def has_table(self, table_name: str) -> bool:
        """Asked twice for every check. A table that is there stays, and so does a column."""
        known = ("table", table_name)
        if known not in self._known and super().has_table(table_name):
            self._known.add(known)
        return known in self._known

    def _has_asset_key_col_on_connection(self, conn: Connection, column_name: str) -> bool:
        known = ("column", column_name)
        if known not in self._known and super()._has_asset_key_col_on_connection(conn, column_name):
            self._known.add(known)
        return known in self._known

    def delete_events(self, run_id: str) -> None:
        super().delete_events(run_id)
        with self._db_lock:
            self._close(spared=INDEX_SHARD_NAME)

    def wipe(self) -> None:
        with self._db_lock:
            self._close()
        super().wipe()

    def dispose(self) -> None:
        super().dispose()
        with self._db_lock:
            self._close()
