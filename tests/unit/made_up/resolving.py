"""What a landing folder of made-up files adds up to: which row of which file counts, in a few lines of plain Python.

Only what the tests of made-up deliveries need; the contract's fine print is the warehouse's.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pandas as pd

from made_up.delivery import Delivery
from made_up.records import (
    ATTENDANCE,
    CLIENTS,
    CODINGS,
    DECISIONS,
    GROUPS,
    KINDS,
    PARTICIPATIONS,
    RESPONSES,
    SESSIONS,
)
from tests.unit.made_up.judging import judge

Key = tuple[str, ...]
Rows = dict[Key, dict[str, Any]]


def plain(value: Any) -> Any:
    """A parsed value or a record's value, made comparable."""
    if isinstance(value, tuple):
        return ",".join(value) or None
    if value is None or pd.isna(value):
        return None
    if isinstance(value, datetime):
        return datetime.fromisoformat(value.isoformat())
    return datetime(value.year, value.month, value.day) if isinstance(value, date) else value


class SoundRows:
    """The sound rows of one file, and the keys that it lists, broken rows included."""

    def __init__(self, folder: Path, delivery: Delivery) -> None:
        self.date = delivery.delivered_on
        split = judge(folder / delivery.name, delivery.kind, delivery.delivered_on)
        key = KINDS[delivery.kind].key
        columns = list(KINDS[delivery.kind].columns)
        rows = [
            tuple((name, plain(value)) for name, value in zip(columns, row, strict=True))
            for row in split.clean[columns].itertuples(index=False)
        ]
        distinct = [dict(row) for row in dict.fromkeys(rows)]
        version = (*key, "toewijzingsdatumtijd") if delivery.kind == DECISIONS else key
        n_rows = Counter(tuple(row[column] for column in version) for row in distinct)
        self.rows = [row for row in distinct if n_rows[tuple(row[column] for column in version)] == 1]
        self.key_of = lambda row: tuple(row[column] for column in key)
        self.listed = {self.key_of(row) for row in distinct} | set(
            split.keys_of_bad[list(key)].itertuples(index=False, name=None)
        )


def resolve(folder: Path, deliveries: Sequence[Delivery]) -> dict[str, Rows]:
    """Of every kind the rows that count today."""
    accepted = sorted(
        (one for one in deliveries if one.status == "accepted"), key=lambda one: (one.delivered_on, one.name)
    )
    today: dict[str, Rows] = {}
    for kind in KINDS:
        files = [SoundRows(folder, one) for one in accepted if one.kind == kind]
        if kind.startswith("wiz/"):
            today[kind] = _of_snapshots(files)
        elif kind == DECISIONS:
            today[kind] = _of_deltas(files)
        elif kind == CODINGS:
            today[kind] = _of_coding_sheets(files)
        else:
            today[kind] = {file.key_of(row): row for file in files for row in file.rows}
    return _linked(today)


def _of_snapshots(files: list[SoundRows]) -> Rows:
    """The later name of a date counts; what the newest lists is there, in its last sound version."""
    by_date = {file.date: file for file in files}
    newest = by_date[max(by_date)]
    sound = {file.key_of(row): row for day in sorted(by_date) for file in [by_date[day]] for row in file.rows}
    return {key: row for key, row in sound.items() if key in newest.listed}


def _of_deltas(files: list[SoundRows]) -> Rows:
    rows = [(file, row) for file in files for row in file.rows]
    rows.sort(key=lambda one: one[1]["toewijzingsdatumtijd"] or one[1]["datum_afgifte"])
    return {file.key_of(row): row for file, row in rows}


def _of_coding_sheets(files: list[SoundRows]) -> Rows:
    """A coder's rows on an answer in a later file replace the earlier ones."""
    answers: dict[Key, list[dict[str, Any]]] = {}
    for file in files:
        here: dict[Key, list[dict[str, Any]]] = {}
        for row in file.rows:
            here.setdefault((row["vragenlijst"], row["respons_id"], row["vraag"], row["codeur"]), []).append(row)
        answers |= here
    return {tuple(row[column] for column in KINDS[CODINGS].key): row for rows in answers.values() for row in rows}


def _linked(today: dict[str, Rows]) -> dict[str, Rows]:
    """Without sessions outside their group's dates and without rows that wait for a parent."""
    groups = {key[0]: row for key, row in today[GROUPS].items()}
    clients = {key[0] for key in today[CLIENTS]}
    today[SESSIONS] = _kept(
        today[SESSIONS], lambda row: row["groep_id"] in groups and _is_near(row["datum"], groups[row["groep_id"]])
    )
    today[PARTICIPATIONS] = _kept(
        today[PARTICIPATIONS], lambda row: row["client_id"] in clients and row["groep_id"] in groups
    )
    sessions, participations = {key[0] for key in today[SESSIONS]}, {key[0] for key in today[PARTICIPATIONS]}
    today[ATTENDANCE] = _kept(
        today[ATTENDANCE], lambda row: row["deelname_id"] in participations and row["bijeenkomst_id"] in sessions
    )
    today[CODINGS] = _kept(today[CODINGS], lambda row: (row["vragenlijst"], row["respons_id"]) in today[RESPONSES])
    return today


def _kept(rows: Rows, keep: Any) -> Rows:
    return {key: row for key, row in rows.items() if keep(row)}


def _is_near(day: datetime, group: dict[str, Any]) -> bool:
    ends = group["einddatum"] or datetime.max
    return (group["startdatum"] - day).days <= 31 and (day - ends).days <= 31


def rows_of(kind: str, records: Iterable[Any]) -> Rows:
    """Records as resolved rows."""
    key, columns = KINDS[kind].key, KINDS[kind].columns
    rows = ({column: plain(getattr(record, column)) for column in columns} for record in records)
    found: Rows = {}
    for row in rows:
        if kind == CLIENTS:
            row["postcode"] = row["postcode"][:4]
        found[tuple(row[column] for column in key)] = row
    return found
