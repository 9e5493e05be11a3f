"""Each statistic that is written in SQL agrees with a library that others have checked, on random inputs."""

from __future__ import annotations

import math
import re
from functools import cache
from itertools import chain

import duckdb
import krippendorff
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lifelines import KaplanMeierFitter
from scipy.stats import fisher_exact
from statsmodels.stats.power import NormalIndPower
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint, proportion_effectsize

pytestmark = pytest.mark.xdist_group("models")

STATEMENTS = {
    "wilson": "select {{ wilson_low('k', 'n') }}, {{ wilson_high('k', 'n') }} from counts",
    "newcombe": """
        select {{ newcombe_low('k', 'n', 'k2', 'n2') }}, {{ newcombe_high('k', 'n', 'k2', 'n2') }}
        from counts""",
    "answers_per_side": "select k, n, {{ answers_per_side('k', 'n') }} from counts order by n, k",
    "fisher": "{{ fisher_exact('tables', 'id') }}",
    "kaplan_meier": "{{ kaplan_meier('subjects', 'stratum') }}",
    "krippendorff": "select {{ krippendorff_alpha('n_coders', 'n_given') }} from units",
    "log_factorial": "select {{ spark__log_factorial('n') }} from numbers",
}
counts = st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
small_counts = st.integers(1, 150).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
subjects = st.lists(st.tuples(st.integers(0, 40), st.booleans()), min_size=1, max_size=80).map(
    lambda rows: [(days, has_event and days > 0) for days, has_event in rows]
)
units = st.lists(st.integers(2, 5).flatmap(lambda m: st.tuples(st.just(m), st.integers(0, m))), min_size=1, max_size=60)


@pytest.fixture(scope="module")
def compiled(dbt, tmp_path_factory):
    """The SQL of every macro, as dbt writes it for DuckDB."""
    marked = "\n".join(f"-- begin {name}\n{statement}" for name, statement in STATEMENTS.items())
    text = dbt.compile_inline(tmp_path_factory.mktemp("inline"), marked)
    parts = re.split(r"-- begin (\w+)\n", text)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


@cache
def opened() -> duckdb.DuckDBPyConnection:
    """One connection for all examples: to make one takes longer than most statements."""
    return duckdb.connect()


def result(sql: str, table: str, columns: str, rows: list[tuple]) -> list[tuple]:
    """Rows of the statement on a table with these rows."""
    row = ", ".join("?" for _ in rows[0])
    opened().execute(f"create or replace table {table} ({columns})")
    opened().execute(f"insert into {table} values " + ", ".join([f"({row})"] * len(rows)), list(chain(*rows)))
    return opened().execute(sql).fetchall()


@settings(deadline=None, max_examples=150)
@given(count=counts)
def test_wilson_agrees_with_statsmodels(compiled, count):
    ((low, high),) = result(compiled["wilson"], "counts", "k bigint, n bigint", [count])
    assert (low, high) == pytest.approx(proportion_confint(*count, method="wilson"), abs=1e-12)
    assert 0 <= low <= high <= 1


@pytest.mark.parametrize(
    ("count", "bounds"),
    [
        ((8, 9), (56.50, 98.01)),
        ((43, 43), (91.80, 100.0)),
        ((0, 9), (0.0, 29.91)),
        ((11, 43), (14.93, 40.24)),
        ((9, 13), (42.37, 87.32)),
        ((43, 88), (38.69, 59.13)),
    ],
)
def test_wilson_of_the_report(compiled, count, bounds):
    ((low, high),) = result(compiled["wilson"], "counts", "k bigint, n bigint", [count])
    assert (100 * low, 100 * high) == pytest.approx(bounds, abs=0.01)


def test_nobody_answered_has_no_interval(compiled):
    assert result(compiled["wilson"], "counts", "k bigint, n bigint", [(0, 0)]) == [(None, None)]


@settings(deadline=None, max_examples=150)
@given(one=counts, other=counts)
def test_newcombe_agrees_with_statsmodels(compiled, one, other):
    columns = "k bigint, n bigint, k2 bigint, n2 bigint"
    ((low, high),) = result(compiled["newcombe"], "counts", columns, [(*one, *other)])
    expected = confint_proportions_2indep(*one, *other, method="newcomb", compare="diff")
    assert (low, high) == pytest.approx(expected, abs=1e-12)


def test_an_empty_side_has_no_difference(compiled):
    columns = "k bigint, n bigint, k2 bigint, n2 bigint"
    rows = [(1, 2, 0, 0), (0, 0, 1, 2)]
    assert result(compiled["newcombe"], "counts", columns, rows) == [(None, None)] * 2


def test_answers_needed_agree_with_statsmodels(compiled):
    """Of every share of up to 60 answers: the other side lies 15 points nearer to a half, where more are needed."""
    shares = [(k, n) for n in range(1, 61) for k in range(n + 1)]
    needed = result(compiled["answers_per_side"], "counts", "k bigint, n bigint", [*shares, (0, 0)])
    assert needed[0] == (0, 0, None)
    for k, n, per_side in needed[1:]:
        sides = [solved(k / n, other) for other in (k / n + 0.15, k / n - 0.15) if 0 <= other <= 1]
        assert per_side == max(sides)
    assert {n for _, n, _ in needed[1:]} == set(range(1, 61))


@cache
def solved(one: float, other: float) -> int:
    """Answers on each side that show a difference of these shares."""
    effect = proportion_effectsize(one, other)
    return math.ceil(NormalIndPower().solve_power(effect, power=0.8, alpha=0.05, ratio=1))


@settings(deadline=None, max_examples=150)
@given(one=small_counts, other=small_counts)
def test_fisher_agrees_with_scipy(compiled, one, other):
    columns = "id integer, successes bigint, n bigint, other_successes bigint, other_n bigint"
    ((_, p_value),) = result(compiled["fisher"], "tables", columns, [(1, *one, *other)])
    table = [[one[0], one[1] - one[0]], [other[0], other[1] - other[0]]]
    assert p_value == pytest.approx(fisher_exact(table).pvalue, rel=1e-8, abs=1e-12)
    assert 0 <= p_value <= 1


@settings(deadline=None, max_examples=150)
@given(rows=subjects, others=subjects)
def test_kaplan_meier_agrees_with_lifelines(compiled, rows, others):
    everyone = [("a", *row) for row in rows] + [("b", *row) for row in others]
    curve = result(
        compiled["kaplan_meier"],
        "subjects",
        "stratum varchar, days_observed integer, has_event boolean",
        everyone,
    )
    for stratum, subjects_of_it in (("a", rows), ("b", others)):
        steps = sorted(step[1:] for step in curve if step[0] == stratum)
        fitted = KaplanMeierFitter().fit([days for days, _ in subjects_of_it], [event for _, event in subjects_of_it])
        assert [step[0] for step in steps] == [int(day) for day in fitted.event_table.index]
        assert [step[2] for step in steps] == fitted.event_table["observed"].tolist()
        assert [step[3] for step in steps] == fitted.event_table["censored"].tolist()
        shares = dict(fitted.survival_function_.itertuples())
        bounds = {day: low_and_high for day, *low_and_high in fitted.confidence_interval_.itertuples()}
        for day, at_risk, _, _, share, low, high in steps:
            assert at_risk == sum(days >= day for days, _ in subjects_of_it)
            assert share == pytest.approx(shares[day], abs=1e-9)
            if 0 < share < 1:
                assert [low, high] == pytest.approx(bounds[day], abs=1e-9)
            else:
                assert (low, high) == (share, share)


@settings(deadline=None, max_examples=150)
@given(rows=units)
def test_krippendorff_agrees_with_the_package(compiled, rows):
    ((alpha,),) = result(compiled["krippendorff"], "units", "n_coders bigint, n_given bigint", rows)
    given_by_all = sum(n_given for _, n_given in rows)
    if given_by_all in (0, sum(n_coders for n_coders, _ in rows)):
        assert alpha is None
    else:
        value_counts = [[n_coders - n_given, n_given] for n_coders, n_given in rows]
        expected = krippendorff.alpha(value_counts=value_counts, level_of_measurement="nominal")
        assert alpha == pytest.approx(expected, abs=1e-9)


def test_log_factorial_without_lgamma(compiled):
    numbers = [*range(0, 200), 1000, 100_000, 10_000_000]
    rows = result(compiled["log_factorial"], "numbers", "n bigint", [(n,) for n in numbers])
    for n, (value,) in zip(numbers, rows, strict=True):
        assert value == pytest.approx(math.lgamma(n + 1), rel=1e-13, abs=1e-11)
