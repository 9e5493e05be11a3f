"""Takes what is dated after a closed period out of a build file, as if it was not delivered, before dbt reads it.

Which figures hold a closed period is `release`'s; running dbt is the orchestration's.
"""

from datetime import date
from enum import StrEnum
from pathlib import Path

import duckdb

from warehouse.sealed import seal


class FigureClass(StrEnum):
    """What a dashboard figure tells of: answers of respondents, or registrations of persons."""

    OPINION = "opinion"
    REGISTRATION = "registration"


# A row counts when none of these dates lies after the period. A start or end after it is dbt's to leave out: `as_of`.
DATES: dict[FigureClass, dict[str, tuple[str, ...]]] = {
    FigureClass.OPINION: {
        "antwoorden": ("ingevuld_op",),
        "uitnodigingen": ("uitgenodigd_op",),
    },
    FigureClass.REGISTRATION: {
        "groepen": ("startdatum",),
        "bijeenkomsten": ("datum",),
        "deelnames": ("aanmelddatum",),
        "beschikkingen": ("datum_afgifte", "toewijzingsdatumtijd"),
    },
}


def close(build_database: Path, figures: FigureClass, until: date, raw: Path) -> None:
    """Narrow schema raw of a build file that dbt has not worked on yet to what is dated up to and on `until`.

    raw: the folder of the Parquet files that the views of schema raw read.
    """
    with duckdb.connect(build_database) as connection:
        seal(connection, raw)
        for kind, columns in DATES[figures].items():
            in_time = " and ".join(f"coalesce(cast({name} as date) <= date '{until}', true)" for name in columns)
            connection.execute(f"alter view raw.{kind} rename to all_{kind}")
            connection.execute(f"create view raw.{kind} as select * from raw.all_{kind} where {in_time}")
