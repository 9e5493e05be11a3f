"""Closed periods: their last days, at the turn of a month, a half-year and a year."""

from datetime import date

import pytest

from warehouse.disclosure.periods import last_closed_half_year, last_closed_month


@pytest.mark.parametrize(
    ("as_of", "month", "half_year"),
    [
        (date(2025, 4, 15), date(2025, 3, 31), date(2024, 12, 31)),
        (date(2025, 6, 30), date(2025, 5, 31), date(2024, 12, 31)),
        (date(2025, 7, 1), date(2025, 6, 30), date(2025, 6, 30)),
        (date(2024, 3, 1), date(2024, 2, 29), date(2023, 12, 31)),
        (date(2025, 1, 1), date(2024, 12, 31), date(2024, 12, 31)),
    ],
)
def test_a_period_is_closed_from_the_first_day_after_it(as_of: date, month: date, half_year: date) -> None:
    assert last_closed_month(as_of) == month
    assert last_closed_half_year(as_of) == half_year
