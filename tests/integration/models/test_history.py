"""The history gives back, for every snapshot date, what was known on that date; today's state is its current part."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.xdist_group("models")

KEYS = {"groups": "groep_id", "participants": "client_pseudonym", "participations": "deelname_id"}
KINDS = {"groups": "groepen", "participants": "deelnemers", "participations": "deelnames"}
OF_TODAY = {
    "groups": "select group_key from core.dim_group where group_key <> 'onbekend'",
    "participants": "select participant_key from core.dim_participant where participant_key <> 'onbekend'",
}


def known_on(world, table: str, day) -> set[str]:
    """Keys that the snapshot of a day lists and of which it or an earlier one has a valid row."""
    kind = f"wiz/{KINDS[table]}"
    dates = {row["delivery_id"]: row["delivered_on"] for row in world.rows["snapshot"] if row["kind"] == kind}
    valid = {(row[KEYS[table]], dates[row["delivery_id"]]) for row in world.rows[KINDS[table]]}
    listed = {key for key, date in valid if date == day} | {
        row["key"] for row in world.rows["listed_key"] if row["kind"] == kind and dates[row["delivery_id"]] == day
    }
    return {key for key in listed if any(other == key and date <= day for other, date in valid)}


@pytest.mark.parametrize("table", KINDS)
def test_a_past_date_can_be_asked(build, world, table):
    kind = f"wiz/{KINDS[table]}"
    dates = sorted(row["delivered_on"] for row in world.rows["snapshot"] if row["kind"] == kind)
    sizes = set()
    for day in dates:
        ((n_rows,),) = build.rows(
            f"select count(*) from history.{table}"
            f" where valid_from <= date '{day}' and (valid_to is null or valid_to > date '{day}')"
        )
        assert n_rows == len(known_on(world, table, day))
        sizes.add(n_rows)
    assert len(sizes) > 1


@pytest.mark.parametrize("table", OF_TODAY)
def test_the_current_rows_are_today_s_state(build, table):
    key = f"{table.removesuffix('s')}_key"
    current = build.rows(f"select {key} from history.{table} where is_current")
    assert sorted(current) == sorted(build.rows(OF_TODAY[table]))
