"""Which clients vanished from the snapshots so long ago that their data is due to go. Pure: dates alone.

What then is removed is `sweep`'s. The term is the setting RETENTION_DAYS.
"""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import duckdb

from schemas.columns import Identity
from schemas.kinds import KINDS

# The times that a client was out of sight: from the first snapshot of clients without the client until one that names
# the client. A client whose rows went in an earlier night is known by the remembered first snapshot without it.
_GAPS = """
    with snapshot_day as (
        select distinct delivered_on from snapshot where kind in (select unnest($clients))
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
    select client_pseudonym, vanished_on, until, has_lapsed
    from gap
    where until is null or until > vanished_on
    order by vanished_on
"""


@dataclass(frozen=True)
class Term:
    """How long who vanished from the snapshots is kept, and until which day that is counted.

    is_braked: nobody lapses, as the day may be wrong. is_anew: who lapsed before is judged once more, as every file is
    read again.
    """

    as_of: date
    retention_days: int
    is_braked: bool = False
    is_anew: bool = False

    def has_passed(self, vanished_on: date, until: date | None) -> bool:
        """Whether who vanished on this day has been away for longer than the term, until seen again or today."""
        return ((until or self.as_of) - vanished_on).days > self.retention_days

    def holds(self, earliest: date | None) -> bool:
        """Whether nobody can lapse where the earliest snapshot is of this day."""
        return self.is_braked or earliest is None or not self.has_passed(earliest, None)


class Lapse(NamedTuple):
    """What was delivered of a client before `until` is due to go (None: everything yet); `vanished_on` is the first
    snapshot without the client.
    """

    vanished_on: date
    until: date | None


def lapsed(connection: duckdb.DuckDBPyConnection, term: Term) -> dict[str, Lapse]:
    """Who has lapsed, by pseudonym. Of a client that came and went more than once the last gap counts: it reaches over
    the earlier ones.

    Who had lapsed is in it whatever the day, since the rows are gone: only `until` may be found now.

    Needs `snapshot` (kind, delivered_on), `listing` (client_pseudonym, delivered_on: a snapshot that names the client)
    and `remembered` (client_pseudonym, vanished_on: lapsed in an earlier night).
    """
    of_clients = [kind.name for kind in KINDS.values() if kind.known_as == Identity.CLIENT]
    gaps = connection.execute(_GAPS, {"clients": of_clients}).fetchall()
    return {
        client: Lapse(vanished_on, until)
        for client, vanished_on, until, has_lapsed in gaps
        if has_lapsed or (not term.is_braked and term.has_passed(vanished_on, until))
    }
