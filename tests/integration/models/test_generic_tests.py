"""The project's generic tests find the rows that they are for, and no others."""

from __future__ import annotations

import re

import duckdb
import pytest

pytestmark = pytest.mark.xdist_group("models")

NUMBERS = '"(values (1), (2), (3), (null)) as numbers (n)"'
PAIRS = '"(values (1, 1), (1, {second})) as pairs (a, b)", ["a", "b"]'
KEYS = '"(values (\'{key}\')) as keys (k)", "k"'


def ranges(first: str, second: str) -> str:
    """Asks of two ranges of one key, which begin at 1 and at 3 and have these upper bounds."""
    rows = f"(values ('a', 1, {first}), ('a', 3, {second}), ('b', 2, null)) as ranges (k, low, high)"
    return f'test_mutually_exclusive_ranges("{rows}", "low", "high", "k")'


# What is asked, and how many rows it says break it.
ASKED = {
    "lower_bound": (f'test_accepted_range({NUMBERS}, "n", min_value=2)', 1),
    "upper_bound": (f'test_accepted_range({NUMBERS}, "n", max_value=2)', 1),
    "both_bounds": (f'test_accepted_range({NUMBERS}, "n", min_value=1, max_value=3)', 0),
    "without_the_bounds": (f'test_accepted_range({NUMBERS}, "n", min_value=1, max_value=3, inclusive=false)', 2),
    "expression": (f'test_expression_is_true({NUMBERS}, "n > 1")', 1),
    "unique": (f"test_unique_combination_of_columns({PAIRS.format(second=2)})", 0),
    "repeated": (f"test_unique_combination_of_columns({PAIRS.format(second=1)})", 1),
    "with_unknown": (f"test_unknown_member({KEYS.format(key='onbekend')})", 0),
    "without_unknown": (f"test_unknown_member({KEYS.format(key='other')})", 1),
    "touching": (ranges("3", "null"), 0),
    "overlapping": (ranges("4", "null"), 1),
    "endless": (ranges("null", "4"), 1),
    "empty": (ranges("1", "null"), 1),
}


@pytest.fixture(scope="module")
def compiled(dbt, tmp_path_factory):
    marked = "\n".join(f"-- begin {name}\n{{{{ {call} }}}}" for name, (call, _) in ASKED.items())
    text = dbt.compile_inline(tmp_path_factory.mktemp("inline"), marked)
    parts = re.split(r"-- begin (\w+)\n", text)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


@pytest.mark.parametrize("name", ASKED)
def test_a_generic_test_finds_what_breaks_it(compiled, name):
    assert len(duckdb.sql(compiled[name]).fetchall()) == ASKED[name][1]
