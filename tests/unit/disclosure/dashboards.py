"""A small dashboard file that gives nothing away, made by hand, for tests that change one thing in it."""

from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from warehouse.disclosure.thresholds import Thresholds

AS_OF = date(2026, 2, 10)
MONTH = date(2026, 1, 31)
HALF_YEAR = date(2025, 12, 31)
THRESHOLDS = Thresholds(minimum_group=5, minimum_cell=5)
NOTE = "Niet getoond: te weinig personen."

Row = dict[str, Any]
Dashboard = dict[str, list[Row]]

INTEGERS = ("n_", "day")
REASONS = ("01", "02", "onbekend")


def write(file: Path, marts: Dashboard) -> Path:
    """The marts as a dashboard file: a count is a whole number, any other number a double."""
    file.unlink(missing_ok=True)
    with duckdb.connect(file) as opened:
        opened.begin()
        opened.execute("CREATE SCHEMA marts")
        for name, rows in marts.items():
            columns = list(rows[0])
            types = ", ".join(f'"{column}" {_type_of(column, rows)}' for column in columns)
            opened.execute(f"CREATE TABLE marts.{name} ({types})")
            marks = ", ".join("?" for _ in columns)
            values = [row[column] for row in rows for column in columns]
            opened.execute(f"INSERT INTO marts.{name} VALUES {', '.join([f'({marks})'] * len(rows))}", values)
        opened.commit()
    return file


def dashboard() -> Dashboard:
    """Six marts without a finding: some counts hidden, some more so that those cannot be worked out."""
    return {
        "waiting_time": waiting_rows(),
        "outflow": outflow_rows(),
        "group_profile": profile_rows(),
        "help_follow_up_curve": curve_rows(),
        "statement_agreement": agreement_rows(),
        "theme_mentions": theme_rows(),
        "network_over_time": network_rows(),
        "response_rate": response_rows(),
        "quotes": [released({"theme_key": "rust", "target_group": "jongeren", "quote": "Meer rust."}, MONTH)],
        "assumptions": assumption_rows(),
    }


def released(row: Row, until: date) -> Row:
    hidden = any(value is None for value in row.values())
    return row | {"is_suppressed": hidden, "note": NOTE if hidden else None, "data_until": until}


def row_of(rows: list[Row], **labels: object) -> Row:
    """The one row with these labels."""
    (found,) = [row for row in rows if all(row[name] == value for name, value in labels.items())]
    return found


def copied(marts: Dashboard) -> Dashboard:
    return deepcopy(marts)


def waiting_rows() -> list[Row]:
    """Two small counts of long waits, hidden; the third is hidden with them only where a slice has one."""
    counts = {
        ("all", "all"): (90, 20),
        ("group_type", "ouder"): (30, None),
        ("group_type", "sport"): (30, None),
        ("group_type", "weerbaar"): (30, 12),
        ("half_year", "2025-1"): (40, 10),
        ("half_year", "2025-2"): (50, 10),
        ("year", "2025"): (90, 20),
    }
    return [
        released(
            {
                "slice": cut[0],
                "slice_value": cut[1],
                "n_started": started,
                "median_days": 20.0,
                "p90_days": None if over is None else 44.0,
                "n_over_42_days": over,
                "share_over_42_days": None if over is None else over / started,
            },
            HALF_YEAR,
        )
        for cut, (started, over) in counts.items()
    ]


def outflow_rows() -> list[Row]:
    """Of who ended, by reason: per slice value the total and the counts of 01, 02 and onbekend; None is hidden."""
    cells: dict[tuple[str, str], tuple[int, dict[str, int | None]]] = {
        ("all", "all"): (60, {"01": 40, "02": 12, "onbekend": 8}),
        ("group_type", "ouder"): (20, {"01": 14, "02": None, "onbekend": None}),
        ("group_type", "sport"): (20, {"01": 14, "02": None, "onbekend": None}),
        ("group_type", "weerbaar"): (20, {"01": 12, "02": None, "onbekend": None}),
        ("half_year", "2025-2"): (60, {"01": 40, "02": 12, "onbekend": 8}),
    }
    return [
        released(
            {
                "outcome": "end_reason",
                "outcome_key": reason,
                "label": reason,
                "slice": cut[0],
                "slice_value": cut[1],
                "n_ended": n,
                "n_ended_total": total,
                "pct_ended": None if n is None else 100 * n / total,
            },
            HALF_YEAR,
        )
        for cut, (total, counts) in cells.items()
        for reason, n in counts.items()
    ]


def profile_rows() -> list[Row]:
    counts = {
        ("all", "all"): (12, 85, 52, 12),
        ("group_type", "ouder"): (4, 29, None, None),
        ("group_type", "sport"): (4, 29, None, None),
        ("group_type", "weerbaar"): (4, 28, None, None),
    }
    return [
        released(
            {
                "slice": cut[0],
                "slice_value": cut[1],
                "n_groups": groups,
                "n_participants": persons,
                "median_size": 7.0,
                "attendance_share": 0.8,
                "pct_dropout": None if dropouts is None or known is None else 100 * dropouts / known,
                "pct_continues_as_network": 50.0,
                "n_known_ends": known,
                "n_dropouts": dropouts,
            },
            HALF_YEAR,
        )
        for cut, (groups, persons, known, dropouts) in counts.items()
    ]


def curve_rows() -> list[Row]:
    """At risk after the last row's departures. One type is hidden, and another with it."""
    counts = {
        "all": [(0, 50, 0, 0), (100, 50, 12, 12)],
        "ouder": [(0, None, None, None)],
        "sport": [(0, None, None, None)],
        "weerbaar": [(0, 14, 0, 0)],
    }
    return [
        released(
            {
                "group_type": group_type,
                "day": day,
                "n_at_risk": n if day == 0 or n is None else n - events - censored,
                "n_events": events,
                "n_censored": censored,
                **dict.fromkeys(("share_without_help", "low", "high"), None if n is None else round(1 - events / n, 3)),
            },
            HALF_YEAR,
        )
        for group_type, rows in counts.items()
        for day, n, events, censored in rows
    ]


def answers_of(n: int | None) -> Row:
    """Half of the respondents agree and half are neutral; nothing is shown where `n` is not."""
    half = None if n is None else n // 2
    return {
        "n_respondents": n,
        "n_answered": n,
        "n_disagree": None if n is None else 0,
        "n_neutral": half,
        "n_agree": half,
    }


def agreement_rows() -> list[Row]:
    counts: dict[tuple[str, str], int | None] = {
        ("all", "all"): 40,
        ("group_type", "ouder"): 30,
        ("group_type", "sport"): None,
        ("group_type", "weerbaar"): None,
        ("moment", "einde"): 40,
        ("moment", "start"): 20,
    }
    return [
        released(
            {
                "target_group": "jongeren",
                "statement_key": "contact_buiten",
                "slice": cut[0],
                "slice_value": cut[1],
                **answers_of(n),
                "pct_agree_answered": None if n is None else 50.0,
                "needs_caution": None if n is None else n < 30,
            },
            MONTH,
        )
        for cut, n in counts.items()
    ]


def theme_rows() -> list[Row]:
    return [
        released(
            {
                "kind": "opbrengst",
                "theme_key": "rust",
                "target_group": "jongeren",
                "slice": row["slice"],
                "slice_value": row["slice_value"],
                "n_mentions": None if row["n_respondents"] is None else row["n_respondents"] // 2,
                "n_respondents": row["n_respondents"],
                "pct_respondents": None if row["n_respondents"] is None else 50.0,
            },
            MONTH,
        )
        for row in agreement_rows()
    ]


def network_rows() -> list[Row]:
    rows = [("einde", 40, None, None, None), ("start", 20, 18, 6, 0)]
    return [
        {
            "target_group": "jongeren",
            "moment_key": moment,
            "n_respondents": n,
            "n_answered": n,
            "n_contact": n // 2,
            "pct_contact_answered": 50.0,
            "n_pairs": pairs,
            "n_gained": gained,
            "n_lost": lost,
            "is_suppressed": False,
            "note": None,
            "data_until": MONTH,
        }
        for moment, n, pairs, gained, lost in rows
    ]


def response_rows() -> list[Row]:
    counts: dict[tuple[str, str], int | None] = {
        ("all", "all"): 60,
        ("group_type", "ouder"): 50,
        ("group_type", "sport"): None,
        ("group_type", "weerbaar"): None,
    }
    return [
        released(
            {
                "target_group": "jongeren",
                "slice": cut[0],
                "slice_value": cut[1],
                "n_invited": n,
                "n_responded": None if n is None else n - 10,
                "pct_responded": None if n is None else 100 * (n - 10) / n,
            },
            MONTH,
        )
        for cut, n in counts.items()
    ]


def assumption_rows() -> list[Row]:
    rows: list[tuple[str, str, str, float | None, int | None, int | None]] = [
        ("contact_einde", "jongeren", "marts.network_over_time", 50.0, 40, 0),
        ("geen_hulp_6_maanden", "all", "marts.help_follow_up_curve", 76.0, 50, 10),
        ("contact_start", "opvoeders", "marts.network_over_time", None, None, None),
    ]
    return [
        released(
            {
                "assumption_key": key,
                "target_group": target_group,
                "source_table": source,
                "value": value,
                "n": n,
                "n_unknown": unknown,
            },
            MONTH,
        )
        | {"verdict": "te_weinig" if n is None else "onbeslist"}
        for key, target_group, source, value, n, unknown in rows
    ]


def _type_of(column: str, rows: list[Row]) -> str:
    if any(isinstance(row[column], str) for row in rows):
        return "VARCHAR"
    if column in ("is_suppressed", "needs_caution"):
        return "BOOLEAN"
    if column == "data_until":
        return "DATE"
    if column.startswith("difference") or column == "fisher_p":
        return "DOUBLE"
    if column == "n" or column.startswith(INTEGERS):
        return "BIGINT"
    is_number = column.startswith(("median", "p90", "share", "pct", "attendance", "agree_"))
    return "DOUBLE" if is_number or column in ("low", "high", "value") else "VARCHAR"
