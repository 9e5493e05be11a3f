"""Who lapsed: the query against the same said in plain Python, on any snapshots in any order."""

from datetime import date, timedelta

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import duck
from warehouse.erasure import retention
from warehouse.erasure.retention import Lapse, Term

FIRST = date(2025, 1, 1)
CLIENTS = ("a", "b")


def day(number: int) -> date:
    return FIRST + timedelta(days=number)


def lapsed(
    snapshots: dict[int, set[str]], as_of: int, term: int, remembered: dict[str, int] | None = None,
    *, is_braked: bool = False,
) -> dict[str, Lapse]:  # fmt: skip
    listing = [(client, day(on)) for on, clients in snapshots.items() for client in clients]
    with duck.connection() as connection:
        connection.register("snapshot", frame([("wiz/deelnemers", day(on)) for on in snapshots], "kind"))
        connection.register("listing", frame(listing, "client_pseudonym"))
        known = [(client, day(on)) for client, on in (remembered or {}).items()]
        connection.register("remembered", frame(known, "client_pseudonym", "vanished_on"))
        return retention.lapsed(connection, Term(day(as_of), term, is_braked=is_braked))


def frame(rows: list[tuple[str, date]], name: str, day_name: str = "delivered_on") -> pa.Table:
    names, days = [row[0] for row in rows], [row[1] for row in rows]
    return pa.table({name: pa.array(names, pa.string()), day_name: pa.array(days, pa.date32())})


def is_back(lapse: Lapse, on: date) -> bool:
    return lapse.until is not None and on >= lapse.until


def in_plain_words(snapshots: dict[int, set[str]], client: str, as_of: int, term: int) -> Lapse | None:
    """Walk along the days: out of sight since a snapshot, for longer than the term, until it is seen or today."""
    last, seen, since = None, False, None
    for on in sorted(snapshots):
        if client in snapshots[on]:
            if since is not None and on - since > term:
                last = Lapse(day(since), day(on))
            seen, since = True, None
        elif seen and since is None:
            since = on
    if since is not None and as_of - since > term:
        last = Lapse(day(since), None)
    return last


@settings(max_examples=60, deadline=None)
@given(
    st.dictionaries(st.integers(0, 40), st.sets(st.sampled_from(CLIENTS)), max_size=10),
    st.integers(0, 20),
    st.integers(1, 15),
)
def test_a_client_lapses_when_it_was_out_of_sight_for_longer_than_the_term(
    snapshots: dict[int, set[str]], days_after: int, term: int
) -> None:  # fmt: skip
    as_of = max(snapshots, default=0) + days_after
    expected = {client: lapse for client in CLIENTS if (lapse := in_plain_words(snapshots, client, as_of, term))}
    assert lapsed(snapshots, as_of, term) == expected


@settings(max_examples=60, deadline=None)
@given(
    st.dictionaries(st.integers(0, 40), st.sets(st.sampled_from(CLIENTS)), max_size=10),
    st.integers(0, 45),
    st.integers(1, 15),
)
def test_nights_that_swept_before_find_what_one_night_would(
    snapshots: dict[int, set[str]], swept_on: int, term: int
) -> None:  # fmt: skip
    """After a sweep the rows of who lapsed are gone, and only the first snapshot without them is remembered."""
    as_of = 60
    until_then = {on: clients for on, clients in snapshots.items() if on <= swept_on}
    known = lapsed(until_then, swept_on, term)
    left = {
        on: {client for client in clients if on > swept_on or client not in known or is_back(known[client], day(on))}
        for on, clients in snapshots.items()
    }
    remembered = {client: (vanished_on - FIRST).days for client, (vanished_on, _) in known.items()}
    assert lapsed(left, as_of, term, remembered) == lapsed(snapshots, as_of, term)


@settings(max_examples=60, deadline=None)
@given(
    st.dictionaries(st.integers(0, 40), st.sets(st.sampled_from(CLIENTS)), max_size=10),
    st.dictionaries(st.sampled_from(CLIENTS), st.integers(0, 40)),
    st.integers(41, 4000),
)
def test_under_the_brake_nobody_lapses_and_who_had_lapsed_may_be_back(
    snapshots: dict[int, set[str]], remembered: dict[str, int], as_of: int
) -> None:  # fmt: skip
    found = lapsed(snapshots, as_of, 10, remembered, is_braked=True)
    assert found == {
        client: (
            day(since),
            min((day(on) for on in snapshots if on > since and client in snapshots[on]), default=None),
        )
        for client, since in remembered.items()
    }


def test_a_client_that_is_still_listed_or_that_no_snapshot_followed_stays() -> None:
    assert lapsed({0: {"a"}, 50: {"a"}}, as_of=400, term=10) == {}
    assert lapsed({0: {"a"}}, as_of=400, term=10) == {}
    assert lapsed({0: {"a"}, 5: {"b"}}, as_of=15, term=10) == {}
    assert lapsed({0: {"a"}, 5: {"b"}}, as_of=16, term=10) == {"a": (day(5), None)}
