"""What a page shows, held against the marts: every figure in the DOM, and every digit that is none.

What the figures are held against is read from the dashboard file here; how a value reads, `notation` says.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from schemas.reference import load_reference
from tests.disclosed import disclosure
from tests.duck import attached
from tests.integration.monitor.notation import Unit, day, shown, unit_of

# Where the head of a table says that all is in percentages, its cells need no sign.
FIGURES = """() => [...document.querySelectorAll('[data-c]')].map(one => [
    one.closest('[data-m]')?.dataset.m, one.closest('[data-k]')?.dataset.k, one.dataset.c,
    one.textContent + (one.matches('td') && /in percentages/.test(one.closest('table').caption.textContent) ? '%' : '')
])"""
# Other texts in which digits stand. Left out are the words of an axis, and of what a chart is said to show the shares
# that stand in the table beside it.
OTHER_TEXTS = """() => {
    const texts = [], main = document.querySelector('main').cloneNode(true);
    main.querySelectorAll('[aria-label]').forEach(one => {
        const beside = [...one.closest('.state, section').querySelectorAll('[data-c]')].map(cell => cell.textContent);
        const words = new Set(beside.flatMap(text => text.split(/[ ()]/)));
        texts.push(one.getAttribute('aria-label').replace(/[0-9,]+%/g, share => words.has(share) ? '□' : share));
    });
    main.querySelectorAll('[data-c]:not(td), time').forEach(one => one.replaceWith('□'));
    main.querySelectorAll('td[data-c]').forEach(one => one.textContent = '□');
    main.querySelectorAll('svg text').forEach(one => /^[−+]?[0-9]{1,3}%?$/.test(one.textContent) && one.remove());
    main.normalize();
    const walker = document.createTreeWalker(main, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) texts.push(walker.currentNode.data);
    return texts.filter(text => /[0-9]/.test(text)).map(text => text.trim());
}"""
EVERY, ROWS = "*", "rows"
# A column of a mart, or a number divided by it or times it.
COLUMN = re.compile(r"(?:([\d.]+)([*/]))?(\w+)")


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
                " UNION ALL SELECT table_name, '', comment FROM duckdb_tables() WHERE schema_name = 'marts'"
            ).fetchall()
            self.comments = {(mart, column): comment for mart, column, comment in found}
            for name, mart in disclosure().marts.items():
                opened.execute(f"FROM {mart.table}")
                columns = [column for column, *_ in opened.description or ()]
                rows = [dict(zip(columns, record, strict=True)) for record in opened.fetchall()]
                self.rows[name] = {tuple(str(row[key]) for key in mart.keys): row for row in rows}

    def texts(self) -> set[str]:
        """Names, wordings, notes and meanings that have a digit in them."""
        of_rows = (value for rows in self.rows.values() for row in rows.values() for value in row.values())
        meanings = (comment.partition(" (")[0].replace("`", "") for comment in self.comments.values())
        columns = (column for _, column in self.comments)
        labels = (row.label for file in ("moments", "group_types") for row in load_reference().rows[file])
        texts = (text for text in (*of_rows, *meanings, *columns, *labels) if isinstance(text, str))
        return {text for text in texts if re.search(r"\d", text) and not text.isdigit()}

    def expected(self, figure: Shown) -> Iterator[str]:
        """How the figure may read: of its row; of several rows their number, or the sum or the newest of a column."""
        rows = self._rows(figure.mart, figure.key)
        number, sign, name = COLUMN.fullmatch(figure.columns[0]).groups()
        if name == ROWS:
            yield shown([_calculated(number, sign, Decimal(len(rows)))], [Unit.PLAIN], figure.text)
            return
        units = [self._unit(figure.mart, column) for column in figure.columns]
        if EVERY not in figure.key:
            [row] = rows.values()
            yield shown([_value(row, column) for column in figure.columns], units, figure.text)
            return
        [column] = figure.columns
        values = {key: row[column] for key, row in rows.items() if row[column] is not None}
        if isinstance(next(iter(values.values())), date):
            yield day(max(values.values()))
            return
        yield shown([Decimal(sum(values.values()))], units, figure.text)
        yield shown([Decimal(str(values[max(values)]))], units, figure.text)

    def _unit(self, mart: str, column: str) -> Unit:
        _, sign, name = COLUMN.fullmatch(column).groups()
        has_shares = any(of == mart and other.startswith("share_") for of, other in self.comments)
        if name in ("low", "high") and has_shares:
            return Unit.SHARE
        return Unit.PERCENT if sign else unit_of(name, self.comments[mart, name])

    def _rows(self, mart: str, key: str) -> dict[tuple[str, ...], dict[str, Any]]:
        """Those of a key: `a|b`, `a|*`, `*`, or `label=value`. Raises KeyError where there is none of a whole key."""
        rows, parts = self.rows[mart], tuple(key.split("|"))
        if label := re.fullmatch(r"(\w+)=(.*)", key):
            return {of: row for of, row in rows.items() if str(row[label[1]]) == label[2]}
        if EVERY not in parts:
            return {parts: rows[parts]}
        return {of: row for of, row in rows.items() if parts == (EVERY,) or _is_of(of, parts)}


def _is_of(of: tuple[str, ...], key: tuple[str, ...]) -> bool:
    return all(wanted in (EVERY, part) for part, wanted in zip(of, key, strict=True))


def _value(row: Mapping[str, Any], column: str) -> Decimal:
    number, sign, name = COLUMN.fullmatch(column).groups()
    assert row[name] is not None, f"{name} is not known here"
    return _calculated(number, sign, Decimal(str(row[name])))


def _calculated(number: str | None, sign: str | None, value: Decimal) -> Decimal:
    if not sign:
        return value
    return Decimal(number) / value if sign == "/" else Decimal(number) * value


def figures_on(page: Page) -> list[Shown]:
    return [Shown(mart, key, tuple(columns.split()), text) for mart, key, columns, text in page.evaluate(FIGURES)]


def wrong_figures(figures: Iterable[Shown], marts: Marts) -> Iterator[str]:
    """Those that are not what the mart holds."""
    for figure in figures:
        try:
            expected = list(marts.expected(figure))
        except (KeyError, ValueError, AssertionError) as error:
            yield f"{figure}: {error!r}"
            continue
        if figure.text not in expected:
            yield f"{figure}: is {' or '.join(expected)}"
