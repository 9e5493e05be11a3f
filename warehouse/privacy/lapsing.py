"""Which clients vanished from the snapshots so long ago that their data is due to go. A pure query over dates.

What then is removed is `sweeping`'s. The term is the setting RETENTION_DAYS.
"""

from datetime import date

import duckdb

FOR_EVER = date.max
# Of a client that came and went more than once the last gap counts: it reaches over the earlier ones. A client whose
# rows went in an earlier night is known by the remembered first snapshot without it.
_LAPSES = """
    with snapshot_day as (
        select distinct delivered_on from snapshot where kind = 'wiz/deelnemers'
    ),
    listed as (
        select client_pseudonym, delivered_on as last_seen, lead(delivered_on) over client as seen_again
        from (select distinct client_pseudonym, delivered_on from listing)
        window client as (partition by client_pseudonym order by delivered_on)
    ),
    gap as (
        select
            listed.client_pseudonym, snapshot_day.delivered_on as vanished_on, listed.seen_again as until,
            false as has_lapsed
        from listed asof join snapshot_day on snapshot_day.delivered_on > listed.last_seen
        union all
        select remembered.client_pseudonym, remembered.vanished_on, min(listing.delivered_on), true
        from remembered
        left join listing
            on listing.client_pseudonym = remembered.client_pseudonym
            and listing.delivered_on > remembered.vanished_on
        group by all
    )
    select client_pseudonym, max(vanished_on) as vanished_on, arg_max(coalesce(until, $for_ever), vanished_on) as until
    from gap
    where
        (until is null or until > vanished_on)
        and (has_lapsed or date_diff('day', vanished_on, coalesce(until, $as_of)) > $retention_days)
        and (has_lapsed or not $is_braked)
    group by client_pseudonym
"""


def create_lapsed(
    connection: duckdb.DuckDBPyConnection, as_of: date, retention_days: int, *, is_braked: bool = False
) -> None:
    """Make table `lapsed` (client_pseudonym, vanished_on, until; FOR_EVER while the client stays away).

    Who had lapsed is in it whatever the day, since the rows are gone: only `until` may be found now. is_braked: nobody
    else is.

    Needs `snapshot` (kind, delivered_on), `listing` (client_pseudonym, delivered_on: a snapshot that names the client)
    and `remembered` (client_pseudonym, vanished_on: lapsed in an earlier night).
    """
    values = {"as_of": as_of, "retention_days": retention_days, "for_ever": FOR_EVER, "is_braked": is_braked}
    connection.execute(f"create or replace temp table lapsed as {_LAPSES}", values)
