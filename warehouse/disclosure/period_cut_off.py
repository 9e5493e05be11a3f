"""Takes what is dated after a closed month out of a build file, as if it was not delivered, before dbt reads it.

Which figures then follow which month is `release_calendar`'s; running dbt is the orchestration's.
"""

from datetime import date
from pathlib import Path

import duckdb

from schemas.kinds import KINDS
from warehouse.duck.sealed import seal


def close(build_database: Path, until: date, raw: Path) -> None:
    """Narrow schema raw of a build file that dbt has not worked on yet to what is dated up to and on `until`.

    raw: the folder of the Parquet files that the views of schema raw read.
    """
    with duckdb.connect(build_database) as connection:
        seal(connection, raw)
        for kind in KINDS.values():
            if kind.dated_by:
                # A start or an end after the month is dbt's to leave out: `as_of`.
                dates = map(kind.stored_name, kind.dated_by)
                in_time = " and ".join(f"coalesce(cast({name} as date) <= date '{until}', true)" for name in dates)
                connection.execute(f"alter view raw.{kind.prefix} rename to all_{kind.prefix}")
                connection.execute(
                    f"create view raw.{kind.prefix} as select * from raw.all_{kind.prefix} where {in_time}"
                )
