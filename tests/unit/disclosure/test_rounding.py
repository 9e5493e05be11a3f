"""Fixed random rounding: what it promises of every count, whatever the set and the base."""

from fractions import Fraction
from math import sqrt

from hypothesis import given, settings
from hypothesis import strategies as st

from warehouse.disclosure.rounding import Rounding
from warehouse.privacy.pseudonyms import Pseudonymiser

KEY, OTHER_KEY = b"k" * 32, b"o" * 32
counts = st.integers(0, 10_000)
bases = st.integers(1, 12)
digests = st.text("0123456789", min_size=1, max_size=39)


def rounding(base: int = 5, key: bytes = KEY) -> Rounding:
    return Rounding(Pseudonymiser(key), base)


@given(counts, bases, digests)
def test_a_count_goes_to_a_neighbouring_multiple_and_a_multiple_stays(count: int, base: int, digest: str) -> None:
    shown = rounding(base).rounded(count, digest)
    assert shown % base == 0
    assert abs(shown - count) < base
    if count % base == 0:
        assert shown == count


@given(counts, bases, digests, st.integers(0, 20))
def test_the_same_set_gives_the_same_figure_as_long_as_it_is_not_drawn_again(
    count: int, base: int, digest: str, n_redraws: int
) -> None:
    one, other = rounding(base), rounding(base)
    for _ in range(n_redraws):
        one.draw_again(one.name_of(digest))
        other.draw_again(other.name_of(digest))
    assert one.rounded(count, digest) == other.rounded(count, digest)


@settings(max_examples=20)
@given(st.integers(1, 4), st.integers(0, 50))
def test_the_expectation_is_the_count(rest: int, fives: int) -> None:
    n, count = 4000, 5 * fives + rest
    ups = sum(rounding().rounded(count, f"set {number}") > count for number in range(n))
    deviation = sqrt(n * (rest / 5) * (1 - rest / 5))
    assert abs(ups - n * rest / 5) < 4.5 * deviation


def test_draws_of_other_sets_of_other_keys_and_drawn_again_are_independent() -> None:
    """Of pairs of fair draws, a quarter goes up together: neither more, as if alike, nor less, as if opposed."""
    n, base, count = 4000, 2, 1
    others = {
        "another set": lambda digest: rounding(base).rounded(count, f"{digest} and one more"),
        "another key": lambda digest: rounding(base, OTHER_KEY).rounded(count, digest),
        "drawn again": lambda digest: drawn_again(digest, base).rounded(count, digest),
    }
    for draw in others.values():
        both = sum(rounding(base).rounded(count, f"set {number}") == draw(f"set {number}") == 2 for number in range(n))
        assert abs(both - n / 4) < 4.5 * sqrt(n * 3 / 16)


def drawn_again(digest: str, base: int) -> Rounding:
    again = rounding(base)
    again.draw_again(again.name_of(digest))
    return again


@given(st.fractions(0, 1, max_denominator=1000), st.integers(1, 400), digests)
def test_a_share_goes_to_a_neighbouring_step_and_stays_a_share(share: Fraction, n_steps: int, digest: str) -> None:
    steps = rounding().steps(share * n_steps, f"share|{digest}", digest)
    assert abs(steps - share * n_steps) < 1
    assert 0 <= steps <= n_steps


@given(st.fractions(0, 1, max_denominator=1000), st.fractions(0, 1, max_denominator=1000), digests)
def test_with_one_draw_a_larger_share_is_never_shown_as_less(one: Fraction, other: Fraction, digest: str) -> None:
    """So a curve that falls is shown as one that falls."""
    less, more = (rounding().steps(share * 40, f"share|{digest}", digest) for share in sorted((one, other)))
    assert less <= more


def test_the_name_of_a_set_tells_neither_its_digest_nor_its_draw() -> None:
    again = drawn_again("12", 5)
    assert again.name_of("12") == rounding().name_of("12") != rounding(key=OTHER_KEY).name_of("12")
    assert again.name_of("12") != "12"
    assert len(again.name_of("12")) == 32
