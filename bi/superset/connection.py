"""How Superset is connected to the published figures: by their link, and sealed, so that whoever types SQL reads that
file and nothing else of the machine. The standard library alone: Superset's environment imports it too.

What is done with what a database in Superset says for itself belongs in `inside.guard`.
"""

from pathlib import Path
from typing import Any

DATABASE_NAME = "Collectief werken"
# `read_only` alone does not keep DuckDB from files of the machine, nor from other databases (docs/bi.md).
SEALED_CONNECT_ARGS: dict[str, Any] = {
    "read_only": True,
    "config": {"enable_external_access": False, "lock_configuration": True},
}


def database_uri(database_file: Path) -> str:
    """The SQLAlchemy URI of a file by its full path. DuckDB calls it by the stem of its name."""
    return f"duckdb:///{database_file}"
