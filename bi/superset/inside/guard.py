"""The one database that Superset may open, and how: whatever somebody stores in Superset, also an administrator, a
connection is that to the published file, sealed.

Where the connection is described for others belongs in `bi.superset.connection`.
"""

import copy
import os
import threading
from pathlib import Path
from typing import Any

from sqlalchemy.engine.url import URL
from sqlalchemy.pool import NullPool

from bi.superset.connection import SEALED_CONNECT_ARGS, database_uri
from bi.superset.inside.given import DATABASE_FILE

# A query may not take the machine's memory, and what does not fit is refused: DuckDB would spill it to a folder beside
# the published file, from which `read_only` does not keep it.
LIMITS = {"memory_limit": "1GB", "temp_directory": ""}
# Nobody waits longer for a chart; DuckDB itself would work on for hours.
LONGEST_QUERY_SECONDS = 60.0
_TIMER = "timer"


def refuse_other_databases(uri: URL) -> None:
    """Raises ValueError, which Superset tells, for any database but the published file."""
    if str(uri) != database_uri(DATABASE_FILE):
        raise ValueError("Alleen de gepubliceerde cijfers mogen hier geopend worden.")


def sealed(
    uri: URL, _engine_arguments: dict[str, Any], _username: str | None, _security_manager: Any, _source: Any
) -> tuple[URL, dict[str, Any]]:
    """Superset's DB_CONNECTION_MUTATOR. The link is followed here, each time: a DuckDB that knows databases by their
    path would go on with the build of before. A connection lasts no longer than a query, so neither does an old build.
    """
    refuse_other_databases(uri)
    arguments = copy.deepcopy(SEALED_CONNECT_ARGS)
    arguments["config"] |= LIMITS
    build = URL.create(uri.drivername, database=os.path.realpath(Path(uri.database or "")))
    timed = [(_begin_to_count, "connect"), (_stop_counting, "close")]
    return build, {"poolclass": NullPool, "connect_args": arguments, "pool_events": timed}


def _begin_to_count(connection: Any, record: Any) -> None:
    timer = threading.Timer(LONGEST_QUERY_SECONDS, connection.interrupt)
    timer.daemon = True
    record.info[_TIMER] = timer
    timer.start()


def _stop_counting(_connection: Any, record: Any) -> None:
    record.info.pop(_TIMER).cancel()
