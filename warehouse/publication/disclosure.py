"""What of the marts dashboards may show. The one place that writes figures into dashboard.duckdb.

Only the opinion marts named here are released, row by row: a row below the smallest group loses every figure.
Which files are published, and where, does not belong here.
"""

from dataclasses import dataclass

import duckdb

from warehouse.publication.duck import Table, literal, quoted
from warehouse.publication.tables import copy_comments, create_table


@dataclass(frozen=True)
class Thresholds:
    """The smallest group of respondents, and the smallest count of persons, that is shown."""

    minimum_group: int
    minimum_cell: int


@dataclass(frozen=True)
class OpinionMart:
    """A mart of opinions: the count that decides whether a row is shown, and the columns that are no figures."""

    name: str
    respondents: str
    labels: tuple[str, ...]


OPINION_MARTS = (
    OpinionMart(
        "statement_agreement",
        respondents="n_respondents",
        labels=(
            "target_group", "statement_key", "statement_order", "wording", "outcome_area", "slice", "slice_value",
        ),
    ),
    OpinionMart("response_rate", respondents="n_invited", labels=("target_group", "slice", "slice_value")),
    OpinionMart(
        "theme_mentions",
        respondents="n_respondents",
        labels=("kind", "theme_key", "theme_label", "label", "target_group", "slice", "slice_value"),
    ),
)  # fmt: skip


def release(opened: duckdb.DuckDBPyConnection, source: str, target: str, thresholds: Thresholds) -> None:
    """Write every releasable mart of `source` into `target`, with `is_suppressed` and a note for the reader."""
    for mart in OPINION_MARTS:
        table = Table("marts", mart.name)
        create_table(opened, table, target, _shown_rows(opened, mart, table, source, thresholds))
        copy_comments(opened, table, source, target)


def _shown_rows(
    opened: duckdb.DuckDBPyConnection, mart: OpinionMart, table: Table, source: str, thresholds: Thresholds
) -> str:
    columns = [name for name, *_ in opened.execute(f"DESCRIBE {table.within(source)}").fetchall()]
    is_shown = f"coalesce({quoted(mart.respondents)} >= {thresholds.minimum_group}, false)"
    selected = [
        quoted(name) if name in mart.labels else f"CASE WHEN {is_shown} THEN {quoted(name)} END AS {quoted(name)}"
        for name in columns
    ]
    note = literal(f"Niet getoond: minder dan {thresholds.minimum_group} respondenten.")
    selected += [f"NOT {is_shown} AS is_suppressed", f"CASE WHEN NOT {is_shown} THEN {note} END AS note"]
    return f"SELECT {', '.join(selected)} FROM {table.within(source)}"
