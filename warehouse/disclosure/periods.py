"""Closed periods: dashboards hold what is dated up to the last day of one. Which marts follow which is `release`'s.

A released figure stays as it is until the next period closes, so that no two nights can be subtracted.
"""

from datetime import date, timedelta


def last_closed_month(as_of: date) -> date:
    """The last day of the month before that of `as_of`.

    >>> last_closed_month(date(2025, 4, 15))
    datetime.date(2025, 3, 31)
    """
    return as_of.replace(day=1) - timedelta(days=1)


def last_closed_half_year(as_of: date) -> date:
    """The last day of the half-year before that of `as_of`.

    >>> last_closed_half_year(date(2025, 4, 15))
    datetime.date(2024, 12, 31)
    """
    return as_of.replace(month=1 if as_of.month <= 6 else 7, day=1) - timedelta(days=1)
