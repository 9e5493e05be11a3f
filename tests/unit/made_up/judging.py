"""Judges made-up files by the project's own reading rules, for the tests."""

from collections import Counter
from datetime import date
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

from schemas.mapping import load_mappings
from schemas.split import Split, Splitter
from tests.unit.made_up.reading import read_rows

CELL_CHARACTERS = 100_000
MAPPINGS = load_mappings()


@cache
def judge(path: Path, kind: str, delivered_on: date) -> Split:
    """What the row rules make of a delivered file; a file is judged once, so it must not change in between."""
    mapping = MAPPINGS[kind]
    rows = pd.DataFrame(read_rows(path), dtype="str")
    columns = {header: column for header in rows.columns if (column := mapping.column_of(header))}
    texts = rows[list(columns)].rename(columns=columns)
    splitter = Splitter(mapping, delivered_on, only_test_bsns=True, cell_characters=CELL_CHARACTERS)
    return splitter.split(texts, np.arange(2, len(rows) + 2))


def broken_rules(split: Split) -> Counter[tuple[str, str]]:
    """How often each rule was broken, as (column, rule)."""
    return Counter(zip(split.broken["column_name"], split.broken["rule"], strict=True))
