"""The one database that Superset may open, and how: whatever somebody stores in Superset, also an administrator, a
connection is that to the published file, sealed.

Where the connection is described for others belongs in `bi.superset.connection`.
"""

import copy
import os
from pathlib import Path
from typing import Any

from sqlalchemy.engine.url import URL

from bi.superset.connection import SEALED_CONNECT_ARGS, database_uri
from bi.superset.inside.given import DATABASE_FILE

# A query may not take the machine's memory, and what does not fit in it is not spilled: DuckDB would do so beside the
# published file.
LIMITS = {"memory_limit": "1GB", "max_temp_directory_size": "0B"}


def refuse_other_databases(uri: URL) -> None:
    """Raises ValueError, which Superset tells, for any database but the published file."""
    if str(uri) != database_uri(DATABASE_FILE):
        raise ValueError("Alleen de gepubliceerde cijfers mogen hier geopend worden.")


def sealed(
    uri: URL, engine_arguments: dict[str, Any], _username: str | None, _security_manager: Any, _source: Any
) -> tuple[URL, dict[str, Any]]:
    """Superset's DB_CONNECTION_MUTATOR. The link is followed here, each time: a DuckDB that knows databases by their path
    would go on with the build of before.
    """
    refuse_other_databases(uri)
    arguments = copy.deepcopy(SEALED_CONNECT_ARGS)
    arguments["config"] |= LIMITS
    build = URL.create(uri.drivername, database=os.path.realpath(Path(uri.database or "")))
    return build, {"poolclass": engine_arguments.get("poolclass"), "connect_args": arguments}
