"""Every number on every page is the mart's, read from the page and written a second time; no other digit stands there.

Where a number may stand without being a figure, ALLOWED says, with the reason.
"""

import re
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser import needs_chromium
from tests.disclosed import disclosure
from tests.integration.monitor.notation import MONTHS
from tests.integration.monitor.reader import Reader
from tests.integration.monitor.shown import OTHER_TEXTS, Marts, figures_on, wrong_figures
from tests.integration.monitor.worlds import MODULES, THRESHOLDS, Monitor

pytestmark = needs_chromium
STATEMENTS = r"\b(\d+) van de (\d+) stellingen"
LIMITS = sorted({str(limit) for limit in (*disclosure().limits.model_dump().values(), *asdict(THRESHOLDS).values())})
# What each drawing of a row shows, 0 to 100, as its marks are long or stand; and the texts of its cells.
MARKS = """() => [...document.querySelectorAll('tr:has(svg)')].map(row => {
    const number = text => parseFloat(text), drawn = [], table = row.closest('table');
    const style = getComputedStyle(table), axis = table.querySelector('.axis')?.textContent;
    row.querySelectorAll('svg.s rect').forEach(bar => drawn.push(number(bar.getAttribute('width'))));
    if (axis === '0%50%100%') row.querySelectorAll('svg.i').forEach(svg => {
        const line = svg.querySelector('.l'), point = svg.querySelector('circle, .p');
        drawn.push(number(point.getAttribute('cx') ?? point.getAttribute('x')));
        if (line) drawn.push(number(line.getAttribute('x')));
        if (line) drawn.push(number(line.getAttribute('x')) + number(line.getAttribute('width')));
    });
    const scale = (number(style.getPropertyValue('--y')) - number(style.getPropertyValue('--z'))) / 108;
    row.querySelectorAll('svg.o rect').forEach(bar => drawn.push(number(bar.getAttribute('width')) / scale));
    return {drawn, text: [...row.querySelectorAll('td')].map(cell => cell.textContent).join(' ')};
}).filter(row => row.drawn.length)"""
# Figures are to whole per cents, places in a drawing to a tenth.
ROUNDED_BY = 0.7
# Digits that are no figure of a mart. Names, wordings and notes in the marts are allowed as they stand there.
ALLOWED = {
    r"Tabel 1\b": "the report's table",
    r"\b95%": "what an interval holds",
    r"\b(eerste|tweede) helft 20\d\d\b": "a half-year, which the marts write 2025-1",
    r"\b(minder dan|op tot) 100%": "what rows of a table need not add up to",
    rf"\b(minder dan|ten minste|vanaf|veelvoud van) ({'|'.join(LIMITS)})\b": "a limit, as the settings and dbt have it",
    rf"\b({'|'.join(MONTHS)}) 20\d\d\b": "a month",
    r"\bvanaf 20 mensen\b": "from how many on a rounded count has a percentage",
    r"\bverschil van 15 procentpunt\b": "the difference that answers ought to show",
    r"\b(bij|naar) 0\b": "no difference",
    r"^Ook 0% is afgerond": "what a rounded share of none may be",
    r"^(Hoofdstuk|Paragraaf) [1-9](\.[1-9])? van het rapport$": "a place in the report",
    r"\b(langer dan|over) 42 dagen\b": "how long nobody ought to wait",
    r"\bscore van [01]\b|\bvanaf 0,(80|67)\b": "how the literature reads Krippendorff's alpha",
    STATEMENTS: "statements are counted, not answers; how many, the test counts too",
}


@pytest.mark.parametrize("module", MODULES)
def test_every_number_is_the_marts(module: str, monitor: Monitor, reader: Reader) -> None:
    page = reader.open(monitor.files[module])
    assert faults(page, Marts(monitor.dashboard)) == []
    assert list(wrong_marks(page)) == []


@pytest.mark.parametrize(
    ("written", "changed"),
    [
        (r'data-c="pct_agree">(\d)', "another digit in a cell of a table"),
        (r'data-c="pct_agree_answered agree_low agree_high">\d+% \(\d+ tot (\d)', "another bound of an interval"),
        (r'data-c="n_respondents">(\d)', "another digit in a sentence"),
        (r'<tr role=row data-k="opvoeders\|([a-z_]+)\|', "the key of another row"),
        (r"De meeste opvoeders zijn het eens met (\d+) van", "another number of statements"),
        (r'<p class="lead">()', "a number that is no figure"),
    ],
)
def test_a_changed_digit_is_found(
    written: str, changed: str, city_monitor: Monitor, reader: Reader, tmp_path: Path
) -> None:
    html = city_monitor.files["opinions"].read_text("utf-8")
    found = re.search(written, html)
    assert found, changed
    other = {"": "Van 12 mensen. ", "contact_buiten": "aanraden"}.get(found[1], "")
    other = other or ("contact_buiten" if found[1].isalpha() or "_" in found[1] else str((int(found[1]) + 1) % 10))
    mutant = tmp_path / "mutant.html"
    mutant.write_text(html[: found.start(1)] + other + html[found.end(1) :], encoding="utf-8")
    assert faults(reader.open(mutant), Marts(city_monitor.dashboard)), changed


def faults(page: Page, marts: Marts) -> list[str]:
    """What is wrong with the numbers of a page."""
    texts = page.evaluate(OTHER_TEXTS)
    counted = {found for text in texts for found in re.findall(STATEMENTS, text)} - counts_of_statements(marts)
    miscounted = [f"{' of '.join(of)} statements" for of in counted]
    return [*wrong_figures(figures_on(page), marts), *other_digits(texts, marts), *miscounted]


def wrong_marks(page: Page) -> Iterator[str]:
    """Rows whose marks are longer, or stand elsewhere, than the figures beside them say."""
    for row in page.evaluate(MARKS):
        beside = [float(number.replace(",", ".")) for number in re.findall(r"\d+(?:,\d+)?", row["text"])]
        for drawn in row["drawn"]:
            if not any(abs(drawn - number) <= ROUNDED_BY for number in beside):
                yield f"{drawn} beside {row['text']}"


def counts_of_statements(marts: Marts) -> set[tuple[str, str]]:
    """How many statements most agree with, for certain, and how many there are: of each target group."""
    wholes: dict[str, list[bool]] = {}
    for row in marts.rows["statement_agreement"].values():
        if row["slice"] == "all":
            wholes.setdefault(row["target_group"], []).append((row["agree_low"] or 0) > 50)
    return {(str(sum(of)), str(len(of))) for of in wholes.values()}


def other_digits(texts: list[str], marts: Marts) -> Iterator[str]:
    """Texts with a digit that nothing allows."""
    known = "|".join(map(re.escape, sorted(marts.texts(), key=len, reverse=True)))
    allowed = re.compile(
        "|".join([*ALLOWED, rf"(?<![\w,.])(?:{known})(?!\w)"]) if known else "|".join(ALLOWED), re.IGNORECASE
    )
    for text in texts:
        if re.search(r"\d", allowed.sub("", text)):
            yield text
