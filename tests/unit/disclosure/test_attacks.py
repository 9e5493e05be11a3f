"""What rounding costs, and what attackers get out of rounded counts: the numbers of docs/disclosure.md, computed.

`.venv/bin/python -m tests.unit.disclosure.test_attacks` prints the page's tables. What attackers know of all sums of a
release is the auditor's (`test_auditor.py`); here they average, subtract, and follow a cell that grows.
"""

import random
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate, product
from math import sqrt
from pathlib import Path
from statistics import fmean

import numpy as np
import pytest

from warehouse.disclosure.rounding import Rounding
from warehouse.privacy.pseudonyms import Pseudonymiser

PAGE = Path(__file__).parents[3] / "docs" / "disclosure.md"
BASE, MONTHS = 5, 24
COUNTS = (1, 2, 3, 4, 7, 13, 28, 101, 1003)
DENOMINATORS = (20, 50, 200, 1000)
COUNTS_AVERAGED = range(20, 220)
N_GROWING = 300
GROWTH = (1, 2, 3)
Z_95 = 1.959963984540054
Row = tuple[str, ...]


def rounding() -> Rounding:
    return Rounding(Pseudonymiser(b"k" * 32), BASE)


# What rounding costs, exactly.
def outcomes(count: int) -> dict[int, Fraction]:
    """What a count may be shown as, and how likely."""
    rest = count % BASE
    below = count - rest
    return {below: 1 - Fraction(rest, BASE)} | ({below + BASE: Fraction(rest, BASE)} if rest else {})


def mean_error(count: int) -> Fraction:
    return sum((chance * abs(shown - count) for shown, chance in outcomes(count).items()), Fraction())


def standard_deviation(count: int) -> float:
    return sqrt(sum(chance * (shown - count) ** 2 for shown, chance in outcomes(count).items()))


def behind(shown: int) -> dict[int, Fraction]:
    """The counts that may stand behind a shown one, and how likely each is shown so."""
    return {n: outcomes(n)[shown] for n in range(max(0, shown - BASE + 1), shown + BASE)}


def cost_rows() -> Iterator[Row]:
    for n in COUNTS:
        shown = " or ".join(f"{shown} ({float(chance):.0%})" for shown, chance in outcomes(n).items())
        yield (
            f"{n}", shown, f"{float(mean_error(n)):.1f}", f"{standard_deviation(n):.2f}",
            f"{float(mean_error(n) / n):.1%}",
        )  # fmt: skip


def errors_of_half(denominator: int) -> list[tuple[float, float]]:
    """How many points 50 % of a shown denominator may be off, and how likely: from the smallest error on."""
    errors: dict[float, float] = defaultdict(float)
    part = denominator // 2 // BASE * BASE
    for (n, chance), (whole, other) in product(behind(part).items(), behind(denominator).items()):
        errors[abs(100 * n / whole - 100 * part / denominator)] += float(chance * other)
    total = sum(errors.values())
    return [(error, weight / total) for error, weight in sorted(errors.items())]


def percentage_rows() -> Iterator[Row]:
    for denominator in DENOMINATORS:
        errors = errors_of_half(denominator)
        mean = sum(error * weight for error, weight in errors)
        so_far = accumulate(weight for _, weight in errors)
        within = next(error for (error, _), weight in zip(errors, so_far, strict=True) if weight >= 0.95)
        margin = 100 * Z_95 * sqrt(0.25 / (denominator + Z_95**2))
        yield (
            f"{denominator // 2 // BASE * BASE} of {denominator}", f"{mean:.1f}", f"{within:.1f}",
            f"{errors[-1][0]:.1f}", f"{margin:.1f}",
        )  # fmt: skip


# What attackers find out.
@dataclass(frozen=True)
class Found:
    """How far the best estimate is off, how often it is right, and how few counts are still possible."""

    mean_error: float
    share_right: float
    fewest_possible: int
    share_below_base: float = 0.0


def found(estimates: Sequence[float], truth: Sequence[int], possible: Sequence[int]) -> Found:
    errors = [abs(estimate - n) for estimate, n in zip(estimates, truth, strict=True)]
    return Found(
        fmean(errors), fmean(error < 0.5 for error in errors), min(possible), fmean(n < BASE for n in possible)
    )


def averaging(draw: Callable[[int, int], int]) -> Found:
    """An attacker who averages the releases of counts that do not change; draw: what a count is shown as in a month."""
    estimates, possible = [], []
    for n in COUNTS_AVERAGED:
        shown = [draw(n, month) for month in range(MONTHS)]
        estimates.append(fmean(shown))
        possible.append(min(shown) - max(shown) + 2 * BASE - 1)
    return found(estimates, list(COUNTS_AVERAGED), possible)


def fixed(n: int, _month: int) -> int:
    return rounding().rounded(n, f"cell {n}")


def fresh(n: int, month: int) -> int:
    """What we do not do."""
    return rounding().rounded(n, f"cell {n} in month {month}")


def difference(count: int, other: int) -> dict[int, Fraction]:
    """The shown difference of two sets with draws of their own, and how likely."""
    chances: dict[int, Fraction] = defaultdict(Fraction)
    for (one, chance), (two, second) in product(outcomes(count).items(), outcomes(other).items()):
        chances[two - one] += chance * second
    return chances


def average(of: Callable[[int], dict[int, Fraction]]) -> dict[int, Fraction]:
    """Over the counts that leave each rest."""
    chances: dict[int, Fraction] = defaultdict(Fraction)
    for n in range(20, 20 + BASE):
        for shown, chance in of(n).items():
            chances[shown] += chance / BASE
    return chances


def share_right(one: dict[int, Fraction], other: dict[int, Fraction]) -> float:
    """How often an attacker is right who has seen the difference, and thinks both cases as likely."""
    return float(sum(max(one.get(seen, 0), other.get(seen, 0)) for seen in {*one, *other}) / 2)


ONE_MORE = average(lambda n: difference(n, n + 1))
ANOTHER_SET = average(lambda n: difference(n, n))
NOBODY_JOINED = {0: Fraction(1)}


def whole_and_parts() -> Found:
    """An attacker who has a part, the rest and the whole: by itself, and as the whole less the rest."""
    total, right, error, narrow, fewest = Fraction(), Fraction(), Fraction(), Fraction(), 2 * BASE
    for n, rest in product(range(20, 20 + BASE), repeat=2):
        for (part, p), (others, q), (whole, r) in product(*(outcomes(k).items() for k in (n, rest, n + rest))):
            off = whole - part - others
            possible = min(BASE - 1, off + 2 * BASE - 2) - max(1 - BASE, off - 2 * BASE + 2) + 1
            # The part itself errs with half the variance of the difference.
            missed, chance = abs(part + Fraction(off, 3) - n), p * q * r / BASE**2
            total += chance
            error += chance * missed
            right += chance * (missed < Fraction(1, 2))
            narrow += chance * (possible < BASE)
            fewest = min(fewest, possible)
    assert total == 1
    return Found(float(error), float(right), fewest, float(narrow))


@dataclass(frozen=True)
class Growing:
    """Counts that grow by one to three persons a month, and what is shown of them."""

    truth: list[list[int]]
    shown: list[list[int]]

    @classmethod
    def made(cls) -> "Growing":
        truth = []
        for cell in range(N_GROWING):
            dice = random.Random(cell)
            truth.append(list(accumulate((dice.choice(GROWTH) for _ in range(MONTHS)), initial=10 + cell % 40))[1:])
        shown = [
            [rounding().rounded(n, f"cell {cell} in month {month}") for month, n in enumerate(counts)]
            for cell, counts in enumerate(truth)
        ]
        return cls(truth, shown)

    def found(self, follow: Callable[[list[int]], tuple[Sequence[float], Sequence[int]]]) -> Found:
        followed = [follow(shown) for shown in self.shown]
        return found(
            [n for estimates, _ in followed for n in estimates],
            [n for counts in self.truth for n in counts],
            [n for _, possible in followed for n in possible],
        )


def by_itself(shown: list[int]) -> tuple[list[float], list[int]]:
    return [float(n) for n in shown], [2 * BASE - 1] * MONTHS


def line(shown: list[int]) -> tuple[list[float], list[int]]:
    """Least squares through all releases."""
    slope, start = np.polyfit(range(MONTHS), shown, 1)
    return [start + slope * month for month in range(MONTHS)], [2 * BASE - 1] * MONTHS


def never_fell(shown: list[int]) -> tuple[list[float], list[int]]:
    """No count is lower than an earlier one, nor higher than a later one."""
    least = list(accumulate((n - BASE + 1 for n in shown), max))
    most = list(accumulate((n + BASE - 1 for n in reversed(shown)), min))[::-1]
    middles = [(low + high) / 2 for low, high in zip(least, most, strict=True)]
    return middles, [high - low + 1 for low, high in zip(least, most, strict=True)]


def knows_the_growth(shown: list[int]) -> tuple[list[float], list[int]]:
    """Every path of counts that grows so, weighted by how likely it is shown so (forward and backward)."""
    counts = np.arange(max(shown) + 2 * BASE)
    seen = [np.clip(1 - np.abs(counts - n) / BASE, 0, None) for n in shown]
    forward, backward = [seen[0]], [np.ones(len(counts))]
    for chances in seen[1:]:
        grown = sum((np.concatenate([np.zeros(k), forward[-1][:-k]]) for k in GROWTH), np.zeros(len(counts)))
        forward.append(grown * chances / (grown * chances).sum())
    for chances in reversed(seen[1:]):
        left = chances * backward[-1]
        left = sum((np.concatenate([left[k:], np.zeros(k)]) for k in GROWTH), np.zeros(len(counts)))
        backward.append(left / left.sum())
    together = [one * other for one, other in zip(forward, reversed(backward), strict=True)]
    return [float(chances.argmax()) for chances in together], [int((chances > 0).sum()) for chances in together]


def attack_rows() -> Iterator[Row]:
    growing = Growing.made()
    attacks = {
        f"averages {MONTHS} releases of a set that stays the same": averaging(fixed),
        "the same, were every month drawn anew (we do not)": averaging(fresh),
        "has a part, the rest and their whole, before the auditor": whole_and_parts(),
        "has one release of a cell that grows by 1 to 3 a month": growing.found(by_itself),
        f"fits a line through {MONTHS} releases of it": growing.found(line),
        "knows that it never fell": growing.found(never_fell),
        "knows that it grew by 1 to 3 each month": growing.found(knows_the_growth),
    }
    for name, one in attacks.items():
        yield (
            name, f"{one.mean_error:.1f}", f"{one.share_right:.0%}", f"{one.fewest_possible}",
            f"{one.share_below_base:.1%}",
        )  # fmt: skip


def guess_rows() -> Iterator[Row]:
    deviation = sqrt(sum(chance * (shown - 1) ** 2 for shown, chance in ONE_MORE.items()))
    yield "two sets of which one has a person more, or only other persons", f"{share_right(ONE_MORE, ANOTHER_SET):.0%}"
    yield "one set in two months, to which a person was added, or nobody", f"{share_right(ONE_MORE, NOBODY_JOINED):.0%}"
    yield "standard deviation of the shown difference, in persons", f"{deviation:.1f}"


TABLES: dict[Row, Callable[[], Iterator[Row]]] = {
    ("count", "shown as", "mean error", "standard deviation", "mean error of the count"): cost_rows,
    ("shown", "mean error", "19 of 20 within", "at most", "chance alone (95 %)"): percentage_rows,
    ("an attacker who", "mean error", "guesses right", "fewest possible", "fewer than 5"): attack_rows,
    ("to tell apart", "right guesses (50 % is blind)"): guess_rows,
}


def lines(header: Row, rows: Iterator[Row]) -> list[str]:
    listed = [header, tuple("---" for _ in header), *rows]
    return [f"| {' | '.join(row)} |" for row in listed]


def page_rows(header: Row) -> list[Row]:
    """The rows of the page's table with this header."""
    text = PAGE.read_text("utf-8").splitlines()
    start = text.index(lines(header, iter(()))[0]) + 2
    rows = []
    for row in text[start:]:
        if not row.startswith("|"):
            break
        rows.append(tuple(cell.strip() for cell in row.strip("|").split("|")))
    return rows


@pytest.mark.parametrize("header", TABLES)
def test_the_page_says_what_is_computed_here(header: Row) -> None:
    assert page_rows(header) == list(TABLES[header]())


def test_the_page_s_costs_are_those_of_the_closed_form() -> None:
    """Of rest r to base b: 2r(b - r)/b off in the mean, with variance r(b - r)."""
    rows = page_rows(next(header for header, rows in TABLES.items() if rows is cost_rows))
    assert [int(row[0]) for row in rows] == list(COUNTS)
    for count, _, error, deviation, relative in rows:
        n = int(count)
        variance = (n % BASE) * (BASE - n % BASE)
        assert abs(float(error) - 2 * variance / BASE) <= 0.05
        assert abs(float(deviation) - sqrt(variance)) <= 0.005
        assert abs(float(relative.rstrip("%")) - 100 * 2 * variance / BASE / n) <= 0.05


def test_a_count_is_shown_as_the_project_s_rounding_shows_it() -> None:
    n = 2000
    for count in COUNTS:
        shown = [rounding().rounded(count, f"set {number}") for number in range(n)]
        for one, chance in outcomes(count).items():
            assert abs(shown.count(one) / n - chance) < 4.5 * sqrt(chance * (1 - chance) / n) + 1e-9


def test_averaging_a_set_that_stays_tells_no_more_than_one_release() -> None:
    once = Found(
        fmean(abs(fixed(n, 0) - n) for n in COUNTS_AVERAGED), fmean(fixed(n, 0) == n for n in COUNTS_AVERAGED),
        2 * BASE - 1,
    )  # fmt: skip
    assert averaging(fixed) == once
    assert once.fewest_possible >= BASE
    anew = averaging(fresh)
    assert anew.mean_error < 0.5 < once.mean_error / 2
    assert anew.fewest_possible == BASE - 1


def test_subtracting_hardly_tells_whether_one_person_is_in_a_set() -> None:
    variance = sum(chance * (shown - 1) ** 2 for shown, chance in ONE_MORE.items())
    assert variance == 2 * fmean(r * (BASE - r) for r in range(BASE))
    assert share_right(ONE_MORE, ANOTHER_SET) < 0.6
    pairs = [(n, f"set {n}-{number}") for n in range(20, 20 + BASE) for number in range(400)]
    shown = [rounding().rounded(n + 1, f"{name} and one") - rounding().rounded(n, name) for n, name in pairs]
    for one, chance in ONE_MORE.items():
        assert abs(shown.count(one) / len(shown) - chance) < 0.05


def test_a_figure_that_changed_is_of_another_set() -> None:
    """Said on the page, and not promised: who knows that nobody but one person can have joined, may see it."""
    sees_it = float(1 - ONE_MORE[0])
    assert share_right(ONE_MORE, NOBODY_JOINED) == pytest.approx((1 + sees_it) / 2)
    assert sees_it == pytest.approx(0.36)


def test_a_part_its_rest_and_their_whole_may_tell_too_much_before_the_auditor() -> None:
    together = whole_and_parts()
    assert together.fewest_possible < BASE
    assert 0 < together.share_below_base < 0.05


def test_who_follows_a_growing_cell_knows_more_than_is_promised() -> None:
    growing = Growing.made()
    assert growing.found(by_itself).fewest_possible >= BASE
    fitted = growing.found(line)
    assert fitted.mean_error < growing.found(by_itself).mean_error
    assert growing.found(never_fell).fewest_possible == BASE - 1
    assert growing.found(knows_the_growth).fewest_possible < BASE - 1


def main() -> None:
    for header, rows in TABLES.items():
        sys.stdout.write("\n".join(lines(header, rows())) + "\n\n")


if __name__ == "__main__":
    main()
