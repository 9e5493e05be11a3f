"""Whom wholes, moments and pairs count: between two releases, and between all target groups and each of them, nobody or
enough. Slices of one release belong to `subtraction`.

A build says itself whom its figures count. Of rows made tonight that is held against the build of the closed month, so
that those of kept releases, which were held against theirs, can be trusted.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import product
from pathlib import Path

from warehouse.disclosure.auditing.figures import Figure, Finding, Place, Records, Release, Row, figure_of, found
from warehouse.disclosure.auditing.labels import ALL, AT_THE_END
from warehouse.disclosure.auditing.marts import COUNTED_BY_SLICE
from warehouse.duck.sealed import sealed_reader

RESPONDENTS, CONTACTS, PAIRS = "respondents", "contacts", "pairs"
OF_A_MOMENT = {RESPONDENTS: CONTACTS, CONTACTS: RESPONDENTS}
UNTOLD = "the release does not say whom the row counts, or others than it counts"
BETWEEN = "two releases differ by fewer respondents than the smallest group"
TOGETHER = "all target groups together less some of them are fewer than the smallest group"


@dataclass(frozen=True)
class _Shown:
    """A number of a place as of a day, and every figure that says it: each statement and theme does."""

    n: int
    until: date | None
    figures: tuple[Figure, ...]


def judge_respondents(
    now: Release, kept: Sequence[Release], closed: Path | None, until: date, minimum_group: int
) -> Iterator[Finding]:
    """Everything that numbers of wholes, moments and pairs tell, where it is known whom they count.

    closed: the build of the month that closed on `until`; without it the release is believed.
    """
    true = _true_records(closed) if closed else {}
    kept_places = [_shown(release) for release in kept]
    places = _shown(now)
    for place, rows in places.items():
        earlier = list(zip(kept, kept_places, strict=True))
        before = [one for release, shown in earlier for one in _before(release, shown, place)]
        beside: list[Records] = []
        if place.counted in OF_A_MOMENT:
            # Rows of network_over_time are of the same respondents, and may stand beside a later one of their moment.
            other = replace(place, counted=OF_A_MOMENT[place.counted])
            beside = [one for release, shown in earlier for one in _before(release, shown, other)]
            beside += [_told(now, other, row) for row in places.get(other, ())]
        for row in rows:
            told = _told(now, place, row)
            is_new = not any(map(told.stand_since, before))
            is_true = not closed or (row.until == until and told.keys == true.get(place))
            if (told.n, told.until) != (row.n, row.until) or (is_new and not is_true):
                yield from (found(figure, UNTOLD) for figure in row.figures)
            # A row that stands was judged when it was made.
            elif is_new and any(_are_few_between(told, one, minimum_group) for one in (*before, *beside)):
                yield from (found(figure, BETWEEN) for figure in row.figures)
        if place.target_group == ALL:
            yield from _beside_each(now, place, places, minimum_group)


def _shown(release: Release) -> dict[Place, list[_Shown]]:
    """The numbers that are shown, by place: one, where all rows are of one closing."""
    figures: dict[Place, dict[tuple[int, date | None], list[Figure]]] = defaultdict(lambda: defaultdict(list))

    def add(counted: str, labels: tuple[str, str], mart: str, row: Row, column: str) -> None:
        if (n := row.get(column)) is not None:
            figures[Place(counted, *labels)][n, row.get("data_until")].append(figure_of(mart, row, column))

    for mart, (counted, column) in COUNTED_BY_SLICE.items():
        for row in release.marts[mart]:
            if row["slice"] in (ALL, "moment"):
                moment = AT_THE_END if row["slice"] == ALL else row["slice_value"]
                add(counted, (row["target_group"], moment), mart, row, column)
    for row in release.marts["network_over_time"]:
        for counted, column in ((CONTACTS, "n_respondents"), (PAIRS, "n_pairs")):
            add(counted, (row["target_group"], row["moment_key"]), "network_over_time", row, column)
    return {place: [_Shown(*number, tuple(of)) for number, of in rows.items()] for place, rows in figures.items()}


def _told(release: Release, place: Place, row: _Shown) -> Records:
    """Whom a row counts, as its release says; only how many, where it does not say it."""
    return release.records.get(place, Records(frozenset(), row.n, row.until))


def _before(release: Release, shown: Mapping[Place, list[_Shown]], place: Place) -> Iterator[Records]:
    """What readers of an earlier release know of a place: by its rows, by what it remembers, and by its slices."""
    if place in release.records:
        yield release.records[place]
    else:
        yield from (_told(release, place, row) for row in shown.get(place, ()))
    of_slices = replace(place, is_of_slices=True)
    if of_slices in release.records:
        yield release.records[of_slices]


def _are_few_between(one: Records, other: Records, minimum_group: int) -> bool:
    """Whether a few joined and left, or make up the numbers' difference. Who was forgotten since left."""
    n_stayed = len(one.keys & other.keys)
    moved = one.n - n_stayed + other.n - n_stayed
    return any(0 < n < minimum_group for n in (moved, abs(one.n - other.n)))


def _beside_each(
    now: Release, place: Place, places: Mapping[Place, list[_Shown]], minimum_group: int
) -> Iterator[Finding]:  # fmt: skip
    """All target groups together less some of them are nobody or enough: less their respondents, or their contacts."""
    of_groups: dict[str, list[Records]] = defaultdict(lambda: [Records(frozenset(), 0, None)])
    for other, rows in places.items():
        if other.target_group != ALL and other.moment == place.moment and other.counted in (RESPONDENTS, CONTACTS):
            of_groups[other.target_group].append(_told(now, other, rows[0]))
    for row in places[place]:
        told = _told(now, place, row)
        if any(_are_few_left(told, some, minimum_group) for some in product(*of_groups.values())):
            yield from (found(figure, TOGETHER) for figure in row.figures)


def _are_few_left(together: Records, some: Sequence[Records], minimum_group: int) -> bool:
    keys, n = frozenset[str]().union(*(one.keys for one in some)), sum(one.n for one in some)
    # Those who were forgotten of a target group were so of all together, where it is as old.
    n_forgotten = abs((together.n - len(together.keys)) - (n - len(keys)))
    return 0 < len(together.keys ^ keys) + n_forgotten < minimum_group


def _true_records(closed: Path) -> dict[Place, frozenset[str]]:
    """Who counts where by the build of the closed month. Of who answered twice at a moment the last answer pairs."""
    with sealed_reader(closed) as opened:
        counted = opened.execute(
            """
            WITH respondent AS (FROM core.fct_response WHERE is_respondent),
            answer AS (
                FROM respondent JOIN core.fct_measurement AS measurement USING (response_key)
                SELECT respondent.*
                WHERE measurement.answer_class IS NOT NULL AND is_latest_of_respondent AND measurement.statement_key IN
                    (SELECT statement_key FROM core.dim_assumption WHERE measure = 'contact')
            )
            SELECT unnest(['respondents', 'contacts']), target_group, moment_key, list(response_key)
            FROM respondent GROUP BY ALL
            UNION ALL
            SELECT 'respondents', 'all', moment_key, list(response_key) FROM respondent GROUP BY ALL
            UNION ALL
            SELECT 'invited', target_group, moment_key, list(invitation_key) FROM core.fct_invitation GROUP BY ALL
            UNION ALL
            SELECT 'pairs', target_group, moment_key, list(response_key) FROM answer
            WHERE (target_group, respondent_key) IN (
                SELECT (target_group, respondent_key) FROM answer WHERE moment_key = 'einde')
            GROUP BY ALL"""
        ).fetchall()
    return {Place(*place): frozenset(keys) for *place, keys in counted}
