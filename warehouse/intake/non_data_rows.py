"""Rows that a file holds below its header and that are no data: they are dropped, and counted as such.

Rows that are data and break a rule are the split's; repeats are repeats.py's.
"""

import json
from collections.abc import Collection, Sequence
from typing import Any

import numpy as np
import pandas as pd
import pyarrow.compute as pc

from schemas import bulk, values

_TOTAL = "(?i)^(?:(?:totaal|gemiddelde)$|n *=)"
_MOST_HEADER_ROWS_BELOW = 2
_IMPORT_ID = "ImportId"
_ZONE, _OUR_ZONE = "timeZone", values.AMSTERDAM.key


def totals_rows(delivered: pd.DataFrame, key: Sequence[str]) -> np.ndarray:
    """Rows that a report appended below the data: a key column reads totaal, gemiddelde or n=…"""
    totals = np.zeros(len(delivered), dtype=bool)
    for column in key:
        if column in delivered:
            totals |= pc.match_substring_regex(bulk.clean(delivered[column]), _TOTAL).to_numpy(zero_copy_only=False)
    return totals


def rows_beside(rows: pd.DataFrame, nameless: Collection[int]) -> np.ndarray:
    """Rows that hold something in columns without a name alone: what somebody noted beside the table."""
    beside = np.arange(len(rows)) if nameless else np.arange(0)
    for position in range(rows.shape[1]):
        if len(beside) and position not in nameless:
            beside = beside[rows.iloc[beside, position].str.strip(values.EDGES).eq("").to_numpy(dtype=bool)]
    return np.isin(np.arange(len(rows)), beside)


def header_rows_below(first_rows: pd.DataFrame) -> int:
    """How many of a file's first rows still are its header: Qualtrics puts question texts and import ids there."""
    for number in range(min(len(first_rows), _MOST_HEADER_ROWS_BELOW)):
        cells = [text for text in map(values.clean_text, first_rows.iloc[number]) if text]
        if cells and all(_IMPORT_ID in _import_id(cell) for cell in cells):
            return number + 1
    return 0


def is_in_another_zone(cell: str) -> bool:
    """Whether an import id says that the times below it are not those of Amsterdam."""
    return (_import_id(cell).get(_ZONE) or _OUR_ZONE) != _OUR_ZONE


def _import_id(cell: str) -> dict[str, Any]:
    """What an import id says; nothing for a cell that is none."""
    if _IMPORT_ID not in cell:
        return {}
    try:
        found = json.loads(cell)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
