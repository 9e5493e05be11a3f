"""What a query on a published mart must give, worked out from the file itself: rows are read by DuckDB, codes are read
as words by the reference files, and conditions and groups are plain Python. Nothing here is the product's.
"""

import csv
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import duckdb

Row = dict[str, Any]
SEEDS = Path(__file__).parents[3] / "dbt_project" / "seeds"
SCHEMAS = {"build": "audit"}
SLICES = {
    "all": "Alle samen", "group_type": "Soort groep", "district": "Stadsdeel", "neighbourhood": "Wijk",
    "lead_organisation": "Organisatie", "size_band": "Grootte van de groep", "half_year": "Halfjaar", "year": "Jaar",
    "age_spread_band": "Leeftijdsverschil in de groep", "sessions_band": "Aantal bijeenkomsten",
    "last_12_months": "Laatste twaalf maanden", "moment": "Moment van vragen",
}  # fmt: skip
UNITS = {"size_band": "deelnemers", "age_spread_band": "jaar verschil", "sessions_band": "bijeenkomsten"}
OUTCOMES = {
    "follow_up": "Vervolg", "follow_up_class": "Vervolg, in het kort", "end_reason": "Reden van het einde",
    "end_reason_class": "Reden van het einde, in het kort",
}  # fmt: skip


def rows_of(dashboard: Path, mart: str) -> list[Row]:
    """All rows of a mart, with every code in words too."""
    with duckdb.connect(dashboard, read_only=True) as opened:
        found = opened.execute(f'SELECT * FROM "{SCHEMAS.get(mart, "marts")}"."{mart}"')
        names = [name for name, *_ in found.description]
        return [_with_words(dict(zip(names, record, strict=True))) for record in found.fetchall()]


def asked(
    rows: Iterable[Row], columns: Sequence[str], metrics: Sequence[str], filters: Sequence[Mapping[str, Any]]
) -> list[Row]:
    """Without metrics: the rows as they are. With: a row for each group, in which a metric has the value of its column
    where one row is in the group, and none otherwise; without columns all rows are one group.
    """
    left = [row for row in rows if all(_meets(row, one) for one in filters)]
    if not metrics:
        return [{name: row[name] for name in columns} for row in left]
    groups: dict[tuple[Any, ...], list[Row]] = {} if columns else {(): []}
    for row in left:
        groups.setdefault(tuple(row[name] for name in columns), []).append(row)
    return [
        dict(zip(columns, key, strict=True))
        | {name: of[0][column_of(name)] if len(of) == 1 else None for name in metrics}
        for key, of in groups.items()
    ]


def column_of(metric: str) -> str:
    return metric.removesuffix("_figure")


def comparable(rows: Iterable[Row]) -> list[tuple[tuple[str, Any], ...]]:
    """Rows in an order of their own, as JSON has their values: numbers to 9 digits, days as milliseconds."""
    return sorted((tuple(sorted((name, _plain(value)) for name, value in row.items())) for row in rows), key=repr)


def _plain(value: Any) -> Any:
    if isinstance(value, float):
        return float(f"{value:.9g}")
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int):
        return float(value)
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day, tzinfo=UTC).timestamp() * 1000
    return value


def _meets(row: Row, condition: Mapping[str, Any]) -> bool:
    value, operator, wanted = row[condition["col"]], condition["op"], condition["val"]
    meets: dict[str, Callable[[], bool]] = {"==": lambda: value == wanted, "IN": lambda: value in wanted}
    return meets[operator]()


def _with_words(row: Row) -> Row:
    words: dict[str, Callable[[], str]] = {
        "target_group": lambda: "Alle" if row["target_group"] == "all" else row["target_group"].capitalize(),
        "slice": lambda: SLICES[row["slice"]],
        "slice_value": lambda: _part(row["slice"], row["slice_value"]),
        "characteristic": lambda: SLICES[row["characteristic"]],
        "value": lambda: _part(row["characteristic"], row["value"]) if "characteristic" in row else "",
        "group_type": lambda: "Alle" if row["group_type"] == "all" else _part("group_type", row["group_type"]),
        "moment_key": lambda: _part("moment", row["moment_key"]),
        "statement_key": lambda: statement(row["statement_key"]),
        "outcome": lambda: OUTCOMES[row["outcome"]],
        "kind": lambda: row["kind"].capitalize(),
        "note": lambda: row["note"] or "",
        "built_at": lambda: _clock(row["built_at"]),
    }  # fmt: skip
    return row | {f"{name}_label": read() for name, read in words.items() if name in row}


def statement(key: str) -> str:
    order = next(int(one["statement_order"]) for one in _seed("statements") if one["statement"] == key)
    wording = next(one["wording"] for one in _seed("questionnaire_statements") if one["statement"] == key)
    return f"{order:2}. {wording}"


def _part(slice_: str, value: str) -> str:
    if value in ("overig", "onbekend"):
        return value
    if slice_ == "all":
        return "Alle samen"
    if slice_ == "group_type":
        return next(one["label"] for one in _seed("group_types") if one["group_type"] == value)
    if slice_ == "moment":
        return next(f"{one['moment_order']}. {one['label']}" for one in _seed("moments") if one["moment"] == value)
    if slice_ == "half_year":
        return " t/m ".join("{}, helft {}".format(*half.split("-")) for half in value.split(" t/m "))
    if slice_ == "last_12_months":
        return " t/m ".join("-".join(reversed(month.split("-"))) for month in value.split(" t/m "))
    if slice_ in UNITS:
        size = re.match("[0-9]+", value)
        return f"{' ' if size and len(size[0]) == 1 else ''}{value} {UNITS[slice_]}"
    return value


def _clock(moment: datetime) -> str:
    here = moment.replace(tzinfo=UTC).astimezone(ZoneInfo("Europe/Amsterdam"))
    return f"{here.day}-{here.month}-{here.year}, {here:%H.%M} uur"


@cache
def _seed(name: str) -> list[dict[str, str]]:
    with (SEEDS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
