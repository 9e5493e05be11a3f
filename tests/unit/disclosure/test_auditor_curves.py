"""What the auditor works out of published curves is what happened to the people in them."""

from hypothesis import given, settings
from hypothesis import strategies as st

from warehouse.disclosure.auditing.bounding import unprotected
from warehouse.disclosure.auditing.curve import relate_curves
from warehouse.disclosure.auditing.published import Mart, Row
from warehouse.disclosure.auditing.system import System

Followed = tuple[str, int, bool]

COLUMNS = ("group_type", "day", "n_at_risk", "n_events", "n_censored", "share_without_help", "low", "high")
TYPES = ("ouder", "sport", "weerbaar")
LAST_DAY = 6


def of_type(people: list[Followed], group_type: str) -> list[Followed]:
    return [person for person in people if group_type in ("all", person[0])]


def curve(people: list[Followed], group_type: str, kept: set[int], is_hidden: bool) -> list[Row]:
    """A curve's rows on the kept days, with sums since the row before; a hidden one is a row without figures."""
    if is_hidden:
        return [dict.fromkeys(COLUMNS) | {"group_type": group_type, "day": 0}]
    own, rows, before = of_type(people, group_type), [], -1
    for day in sorted(kept | {0}):
        since = [has_event for _, observed, has_event in own if before < observed <= day]
        at_risk = sum(observed >= day for _, observed, _ in own)
        counts = {"n_at_risk": at_risk, "n_events": sum(since), "n_censored": len(since) - sum(since)}
        rows.append(dict.fromkeys(COLUMNS) | {"group_type": group_type, "day": day} | counts)
        before = day
    return rows


people_of_curves = st.lists(
    st.tuples(st.sampled_from(TYPES), st.integers(0, LAST_DAY), st.booleans()), min_size=1, max_size=25
)


@settings(max_examples=60, deadline=None)
@given(
    people_of_curves, st.lists(st.sets(st.integers(1, LAST_DAY)), min_size=4, max_size=4), st.sets(st.integers(0, 3))
)
def test_what_follows_from_curves_is_true(people: list[Followed], kept: list[set[int]], hidden: set[int]):
    told = ["all", *sorted({group_type for group_type, *_ in people})]
    rows = [row for i, name in enumerate(told) for row in curve(people, name, kept[i], i in hidden)]
    system = System()
    relate_curves(system, Mart("help_follow_up_curve", COLUMNS, tuple(rows)), 3)
    system.settle()
    assert not system.contradicts_itself
    unprotected(system, 3)
    for (what, group_type, *days), n in system.known.items():
        own = of_type(people, group_type)
        if what == "events_until":
            assert n == sum(observed <= int(days[0]) and has_event for _, observed, has_event in own)
        elif what == "departures_on":
            assert n == sum(observed == int(days[0]) for _, observed, _ in own)
        elif what == "at_risk":
            assert n == sum(observed >= int(days[0]) for _, observed, _ in own)


def test_how_many_depart_on_a_kept_day_follows_from_at_risk_and_the_sums_but_is_no_figure():
    people = [("ouder", day, False) for day in (*range(3), *[5] * 20)]
    system = System()
    rows = curve(people, "ouder", {2}, is_hidden=False)
    relate_curves(system, Mart("help_follow_up_curve", COLUMNS, tuple(rows)), 3)
    system.settle()
    assert system.known["departures_on", "ouder", "2"] == 1
    assert ("departures_on", "ouder", "2") not in unprotected(system, 3)
