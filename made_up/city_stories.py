"""What happens in the living city's groups: who applies, starts, leaves, comes back and gets help, and what goes wrong.

Everything is told to the end, as if all had happened; what a day's deliveries know of it is cut out by history.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from math import log
from random import Random
from typing import Any, NamedTuple

from made_up.bsn import UNKNOWN_BSN, client_bsns, failing_bsn, mistaken_bsns, stranger_bsns
from made_up.city import FIRST_START, HABITS, LAST_START, SNAPSHOT_DAYS, City, Habits
from made_up.city_survey import tell_survey
from made_up.people import allocate, delete, extend, make_attendance, make_sessions, refuse
from made_up.records import (
    CLIENTS,
    DECISIONS,
    GROUPS,
    PARTICIPATIONS,
    Absence,
    Chapter,
    Client,
    Correction,
    Group,
    Participation,
    Session,
    key_of,
)
from made_up.vocabulary import FOLLOW_UPS, JONGEREN, NEIGHBOURHOODS, UNKNOWN

MOST_DAYS_WAITED = 140
SHARE_NEVER_STARTED = 0.06
SHARE_LEFT_EARLY = 0.18
SHARE_JOINED_LATE = 0.08
SHARE_WITHOUT_REASON = 0.04
DAYS_IN_OPEN_GROUP = (60, 300)
EARLY_REASONS, EARLY_REASON_WEIGHTS = ("02", "03", "04", "05"), (3, 4, 1, 2)
FOLLOW_UP_WEIGHTS = (58, 13, 15, 6, 8)
SHARE_SESSION_CANCELLED = 0.03

SHARE_HELPED_BEFORE = 0.22
SHARE_REFUSED, SHARE_EXTENDED, SHARE_DELETED = 0.1, 0.15, 0.05
DAYS_HELP_IS_LOOKED_AHEAD = 600
DECISIONS_PER_GROUP, MOST_DECISIONS = 5, 10
FIRST_ALLOCATION, FIRST_OF_STRANGERS = 1_000_000, 900_000_000

MOST_RETURNING = 3
DAYS_UNTIL_VANISHED = 200
AWAY_FROM, AWAY_UNTIL = date(2025, 12, 1), date(2026, 1, 31)
PLACES_PER_GROUP = 100


class Every(NamedTuple):
    """A special course of events for one in `n` (clients, participations or groups): always the same ones."""

    n: int
    first: int

    def hits(self, number: int) -> bool:
        return number % self.n == self.first


VANISHES = Every(97, 11)
COMES_BACK = Every(101, 16)
COMES_LATE = Every(113, 5)
BIRTH_DATE_CORRECTED = Every(67, 20)
HAD_ANOTHER_BSN = Every(211, 17)
HAS_BSN_OF_ANOTHER = Every(251, 19)
HAS_BAD_BSN = Every(83, 2)
HAS_SENTINEL_BSN = Every(37, 9)
REASON_CORRECTED = Every(41, 3)
REASON_UNMAPPED = Every(53, 8)
GROUP_CORRECTED = Every(23, 4)
GROUP_TYPE_UNMAPPED = Every(31, 6)
ORGANISATION_UNMAPPED = Every(71, 9)
STRANGER_HELPED = Every(3, 1)
HELP_OF_NOBODY_KNOWN = Every(17, 4)
OF_CLIENTS = (
    VANISHES,
    COMES_BACK,
    COMES_LATE,
    BIRTH_DATE_CORRECTED,
    HAD_ANOTHER_BSN,
    HAS_BSN_OF_ANOTHER,
    HAS_BAD_BSN,
    HAS_SENTINEL_BSN,
)


def full_stories(city: City) -> Iterator[Chapter]:
    """Every group's story to its end, in the order of the groups' starts."""
    return (_Story(city, number).tell() for number in range(city.n_groups))


class _Story:
    """One group and its people."""

    def __init__(self, city: City, number: int) -> None:
        self.city = city
        self.rng: Random = city.chance(number, "story")
        self.group: Group = city.group(number)
        self.habits: Habits = HABITS[self.group.groepstype]
        self.chapter = Chapter(number=number)

    def tell(self) -> Chapter:
        chapter, number = self.chapter, self.chapter.number
        chapter.sessions = self._sessions()
        newcomers = list(zip(self.city.serials(number), self.city.new_clients(number, self.group), strict=True))
        newcomers = [(serial, self._in_registration(serial, client)) for serial, client in newcomers]
        chapter.clients = [client for _, client in newcomers]
        people = [*newcomers, *self._returning()]
        for place, (serial, client) in enumerate(people):
            participation = self._participation(place, client)
            self._tell_participation(place, participation)
            self._tell_help(serial, client, participation, is_new=place < len(newcomers))
            if place < len(newcomers):
                self._tell_what_was_told_before(serial, client, participation)
        self._tell_group()
        self._tell_help_of_strangers()
        tell_survey(self.rng, chapter, self.group, dict(zip(chapter.participations, people, strict=True)))
        return chapter

    def _sessions(self) -> list[Session]:
        """The sessions that went on; an open-ended group goes on beyond the last delivery."""
        planned = self.group.gepland_aantal_bijeenkomsten
        if planned is None:
            planned = (LAST_START - self.group.startdatum).days // self.habits.days_between + 1
        sessions = make_sessions(self.rng, self.group, planned, self.habits.days_between)
        return [sessions[0], *(one for one in sessions[1:] if self.rng.random() >= SHARE_SESSION_CANCELLED)]

    def _in_registration(self, serial: int, client: Client) -> Client:
        """The client as the registration knows the person, mistakes about the BSN included."""
        if HAS_BSN_OF_ANOTHER.hits(serial) and self.chapter.clients:
            return replace(client, bsn=self.chapter.clients[-1].bsn)
        if HAS_BAD_BSN.hits(serial):
            delivered = failing_bsn(client_bsns()[serial % len(client_bsns())])
        elif HAS_SENTINEL_BSN.hits(serial):
            delivered = UNKNOWN_BSN
        else:
            return client
        self.chapter.spellings[key_of(CLIENTS, client)] = {"bsn": delivered}
        return replace(client, bsn=None)

    def _returning(self) -> list[tuple[int, Client]]:
        """A few people out of an earlier group for the same public; nothing special befalls them."""
        source = self.chapter.number - max(1, self.city.n_groups // 4)
        if source < 0:
            return []
        group = self.city.group(source)
        if (group.doelgroep == JONGEREN) != (self.group.doelgroep == JONGEREN):
            return []
        people = zip(self.city.serials(source), self.city.new_clients(source, group), strict=True)
        plain = [(serial, client) for serial, client in people if not any(one.hits(serial) for one in OF_CLIENTS)]
        return self.rng.sample(plain, min(len(plain), self.rng.randint(0, MOST_RETURNING)))

    def _participation(self, place: int, client: Client) -> Participation:
        rng, group = self.rng, self.group
        start = group.startdatum
        if rng.random() < SHARE_JOINED_LATE:
            start = rng.choice(self.chapter.sessions[: max(1, len(self.chapter.sessions) // 2)]).datum
        waited = min(1 + int(rng.gammavariate(2, self.habits.typical_wait / 2)), MOST_DAYS_WAITED)
        applied = group.startdatum - timedelta(days=waited)
        last_day = group.einddatum or start + timedelta(days=rng.randint(*DAYS_IN_OPEN_GROUP))
        reason: str | None = "01"
        chance = rng.random()
        if chance < SHARE_NEVER_STARTED + SHARE_LEFT_EARLY:
            reason = rng.choices(EARLY_REASONS, EARLY_REASON_WEIGHTS)[0]
            last_day = start + timedelta(days=rng.randint(0, max(0, (last_day - start).days - 1)))
        follow_up = rng.choices(tuple(FOLLOW_UPS), FOLLOW_UP_WEIGHTS)[0]
        return Participation(
            deelname_id=f"D{self.chapter.number:06d}{place:02d}",
            client_id=client.client_id,
            groep_id=group.groep_id,
            aanmelddatum=applied,
            startdatum=None if chance < SHARE_NEVER_STARTED else start,
            einddatum=last_day,
            reden_beeindiging=reason if rng.random() > SHARE_WITHOUT_REASON else None,
            vervolg_bij_uitstroom=follow_up if rng.random() > SHARE_WITHOUT_REASON else None,
        )

    def _tell_participation(self, place: int, participation: Participation) -> None:
        number = self.chapter.number * PLACES_PER_GROUP + place
        if REASON_UNMAPPED.hits(number) and participation.reden_beeindiging:
            participation = replace(participation, reden_beeindiging=UNKNOWN)
        elif REASON_CORRECTED.hits(number) and participation.einddatum:
            earlier = {"reden_beeindiging": "03", "vervolg_bij_uitstroom": UNKNOWN}
            self._told_otherwise(key_of(PARTICIPATIONS, participation), participation.einddatum, earlier)
        self.chapter.participations.append(participation)
        self.chapter.attendance += make_attendance(self.rng, participation, self.chapter.sessions, LAST_START)

    def _tell_what_was_told_before(self, serial: int, client: Client, participation: Participation) -> None:
        """Clients that vanish, come back, come late or were registered otherwise at first."""
        absences, applied = self.chapter.absences, participation.aanmelddatum
        if VANISHES.hits(serial) and participation.einddatum:
            gone = participation.einddatum + timedelta(days=DAYS_UNTIL_VANISHED)
            absences.append(Absence(client.client_id, gone, date.max, participations_too=True))
        if COMES_BACK.hits(serial):
            absences.append(Absence(client.client_id, AWAY_FROM, AWAY_UNTIL, participations_too=True))
        if COMES_LATE.hits(serial) and (first := _first_snapshot(applied)):
            absences.append(Absence(client.client_id, date.min, first, participations_too=False))
        if BIRTH_DATE_CORRECTED.hits(serial):
            earlier_birth = client.geboortedatum - timedelta(days=366)
            self._told_otherwise(key_of(CLIENTS, client), applied, {"geboortedatum": earlier_birth})
        if HAD_ANOTHER_BSN.hits(serial):
            mistaken = mistaken_bsns()[serial % len(mistaken_bsns())]
            self._told_otherwise(key_of(CLIENTS, client), applied, {"bsn": mistaken})

    def _told_otherwise(self, key: tuple[str, ...], known_on: date, earlier: dict[str, Any]) -> None:
        """Wrong in the first snapshot that tells it, right in the next."""
        if first := _first_snapshot(known_on):
            self.chapter.corrections.append(Correction(key, first, earlier))

    def _tell_group(self) -> None:
        group, number = self.group, self.chapter.number
        if GROUP_TYPE_UNMAPPED.hits(number):
            group = replace(group, groepstype=UNKNOWN)
        if ORGANISATION_UNMAPPED.hits(number):
            group = replace(group, organisatie=UNKNOWN)
        if GROUP_CORRECTED.hits(number):
            earlier = {"wijk": self.rng.choice(tuple(NEIGHBOURHOODS)), "naam": f"Nieuwe groep {number + 1}"}
            self._told_otherwise(key_of(GROUPS, group), group.startdatum, earlier)
        self.chapter.groups = [group]

    def _tell_help(self, serial: int, client: Client, participation: Participation, is_new: bool) -> None:
        """Help before the group (told with the first group only) and after it."""
        if client.bsn is None:
            return
        rng, first_number = self.rng, FIRST_ALLOCATION + serial * MOST_DECISIONS
        if is_new and rng.random() < SHARE_HELPED_BEFORE:
            start = participation.aanmelddatum - timedelta(days=rng.randint(10, 400))
            self._tell_decision(client.bsn, first_number, start)
        number = first_number + (1 if is_new else DECISIONS_PER_GROUP)
        days = 1 + int(rng.expovariate(-log(1 - self.habits.help_within_a_year) / 365))
        if participation.einddatum and days < DAYS_HELP_IS_LOOKED_AHEAD:
            self._tell_decision(client.bsn, number, participation.einddatum + timedelta(days=days))

    def _tell_decision(self, bsn: str, number: int, start: date) -> None:
        rng = self.rng
        first = allocate(rng, bsn, number, start)
        later = first.datum_afgifte + timedelta(days=rng.randint(20, 180))
        chance = rng.random()
        versions = [first]
        if chance < SHARE_REFUSED:
            versions = [refuse(first)]
        elif chance < SHARE_REFUSED + SHARE_EXTENDED:
            versions.append(extend(first, later))
        elif chance < SHARE_REFUSED + SHARE_EXTENDED + SHARE_DELETED:
            versions.append(delete(first, later))
        self.chapter.decisions += versions

    def _tell_help_of_strangers(self) -> None:
        """Help of people that no group knows, some of them without a known BSN."""
        rng, number = self.rng, self.chapter.number
        if not STRANGER_HELPED.hits(number):
            return
        bsn = None if HELP_OF_NOBODY_KNOWN.hits(number) else stranger_bsns()[number % len(stranger_bsns())]
        start = FIRST_START + timedelta(days=rng.randint(0, (LAST_START - FIRST_START).days))
        decision = allocate(rng, bsn, FIRST_OF_STRANGERS + number, start)
        if bsn is None:
            self.chapter.spellings[key_of(DECISIONS, decision)] = {"bsn": UNKNOWN_BSN}
        self.chapter.decisions.append(decision)


def _first_snapshot(day: date) -> date | None:
    """The first snapshot that can tell what happened on a day."""
    return next((snapshot for snapshot in SNAPSHOT_DAYS if snapshot >= day), None)
