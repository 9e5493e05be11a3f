"""The brake on a night's day, on any days in any order."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from warehouse.brake import MOST_DAYS_WITHOUT_A_SIGN, Today

DAYS = st.dates(date(2020, 1, 1), date(2040, 1, 1))
SIGNS = st.none() | DAYS


@settings(deadline=None)
@given(DAYS, SIGNS, SIGNS)
def test_only_a_day_far_after_every_sign_is_braked(as_of: date, last_night: date | None, newest: date | None) -> None:
    today = Today(as_of, last_night, newest)
    signs = [day for day in (last_night, newest) if day]
    assert today.is_braked == (bool(signs) and all((as_of - day).days > 92 for day in signs))
    assert today.believed == (max(signs) if today.is_braked else as_of)
    assert not Today(as_of, last_night, newest, confirmed=as_of).is_braked
    assert Today(as_of, last_night, newest, confirmed=as_of + timedelta(days=1)) != today
    assert Today(as_of, last_night, newest, confirmed=as_of + timedelta(days=1)).is_braked == today.is_braked


def test_the_sentence_names_the_days_and_what_to_do() -> None:
    known = date(2026, 4, 15)
    today = Today(known + timedelta(days=MOST_DAYS_WITHOUT_A_SIGN + 1), known)
    assert today.is_braked
    assert not Today(known + timedelta(days=MOST_DAYS_WITHOUT_A_SIGN), known).is_braked
    assert "2026-04-15" in str(today)
    assert "CONFIRM_AS_OF=2026-07-17" in str(today)
