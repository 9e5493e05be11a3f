"""What a page shows, held against the marts: every figure in the DOM, and every digit that is none.

What the figures are held against is read from the dashboard file here; how a value reads, `notation` says.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from tests.disclosed import disclosure
from tests.duck import attached
from tests.integration.monitor.notation import Unit, shown, unit_of

FIGURES = """() => [...document.querySelectorAll('[data-c]')].map(one => [
    one.closest('[data-m]')?.dataset.m, one.closest('[data-k]')?.dataset.k, one.dataset.c, one.textContent])"""
# The texts of the page itself, one for each element that holds digits outside of its figures and days.
OTHER_TEXTS = """() => {
    const texts = [], main = document.querySelector('main').cloneNode(true);
    main.querySelectorAll('[data-c]:not(td), time').forEach(one => one.replaceWith('□'));
    main.querySelectorAll('td[data-c]').forEach(one => one.textContent = '□');
    main.querySelectorAll('[aria-label]').forEach(one => texts.push(one.getAttribute('aria-label')));
    main.normalize();
    const walker = document.createTreeWalker(main, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) texts.push(walker.currentNode.data);
    return texts.filter(text => /[0-9]/.test(text)).map(text => text.trim());
}"""
EVERY = "*"


@dataclass(frozen=True)
class Shown:
    """A figure as the page has it, with what it says of itself."""

    mart: str
    key: str
    columns: tuple[str, ...]
    text: str


class Marts:
    """The rows of the released marts by their keys, values as decimals; and every text in them."""

    def __init__(self, dashboard: Path) -> None:
        self.rows: dict[str, dict[tuple[str, ...], dict[str, Any]]] = {}
        self.comments: dict[tuple[str, str], str] = {}
        with attached(dashboard, read_only=True) as opened:
            found = opened.execute(
                "SELECT table_name, column_name, comment FROM duckdb_columns() WHERE schema_name = 'marts'"
            ).fetchall()
            self.comments = {(mart, column): comment for mart, column, comment in found}
            for name, mart in disclosure().marts.items():
                opened.execute(f"FROM {mart.table}")
                columns = [column for column, *_ in opened.description or ()]
                rows = [dict(zip(columns, record, strict=True)) for record in opened.fetchall()]
                self.rows[name] = {tuple(str(row[key]) for key in mart.keys): row for row in rows}

    def texts(self) -> set[str]:
        """Names, wordings and notes with digits in them."""
        of_rows = (value for rows in self.rows.values() for row in rows.values() for value in row.values())
        texts = (text for text in (*of_rows, *self.comments.values()) if isinstance(text, str))
        return {text for text in texts if re.search(r"\d", text) and not text.isdigit()}

    def expected(self, figure: Shown) -> Iterable[str]:
        """How the figure may read: of the row with its key; of a key with `*` the sum of its rows, or the newest."""
        key = tuple(figure.key.split("|"))
        dividend, _, column = figure.columns[0].rpartition("/")
        unit = Unit.PERCENT if dividend else unit_of(column, self.comments[figure.mart, column])
        if EVERY not in key:
            yield shown([_value(self.rows[figure.mart][key], column) for column in figure.columns], unit, figure.text)
            return
        [column] = figure.columns
        values = {of: _value(row, column) for of, row in self.rows[figure.mart].items() if _is_of(of, key)}
        yield shown([sum(values.values(), Decimal())], unit, figure.text)
        yield shown([values[max(values)]], unit, figure.text)


def _is_of(of: tuple[str, ...], key: tuple[str, ...]) -> bool:
    return all(wanted in (EVERY, part) for part, wanted in zip(of, key, strict=True))


def _value(row: Mapping[str, Any], column: str) -> Decimal:
    """Of a column, or of a number divided by one."""
    dividend, _, divisor = column.rpartition("/")
    assert row[divisor] is not None, f"{divisor} is not known here"
    value = Decimal(str(row[divisor]))
    return Decimal(dividend) / value if dividend else value


def figures_on(page: Page) -> list[Shown]:
    return [Shown(mart, key, tuple(columns.split()), text) for mart, key, columns, text in page.evaluate(FIGURES)]


def wrong_figures(figures: Iterable[Shown], marts: Marts) -> Iterator[str]:
    """Those that are not what the mart holds."""
    for figure in figures:
        try:
            expected = list(marts.expected(figure))
        except (KeyError, AssertionError) as error:
            yield f"{figure}: {error!r}"
            continue
        if figure.text not in expected:
            yield f"{figure}: is {' or '.join(expected)}"
