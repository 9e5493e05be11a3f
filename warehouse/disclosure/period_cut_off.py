"""Takes what is dated after a closed month out of a build file, as if it was not delivered, before dbt reads it.

Which figures then follow which month is `release_calendar`'s; running dbt is the orchestration's.
"""

from datetime import date
from pathlib import Path

import duckdb

from warehouse.sealed import seal

# A row counts when none of these dates lies after the month. A start or end after it is dbt's to leave out: `as_of`.
DATES: dict[str, tuple[str, ...]] = {
    "antwoorden": ("ingevuld_op",),
    "uitnodigingen": ("uitgenodigd_op",),
    "groepen": ("startdatum",),
    "bijeenkomsten": ("datum",),
    "deelnames": ("aanmelddatum",),
    "beschikkingen": ("datum_afgifte", "toewijzingsdatumtijd"),
}


def close(build_database: Path, until: date, raw: Path) -> None:
    """Narrow schema raw of a build file that dbt has not worked on yet to what is dated up to and on `until`.

    raw: the folder of the Parquet files that the views of schema raw read.
    """
    with duckdb.connect(build_database) as connection:
        seal(connection, raw)
        for kind, columns in DATES.items():
            in_time = " and ".join(f"coalesce(cast({name} as date) <= date '{until}', true)" for name in columns)
            connection.execute(f"alter view raw.{kind} rename to all_{kind}")
            connection.execute(f"create view raw.{kind} as select * from raw.all_{kind} where {in_time}")
