"""People and what happens around one group: clients, sessions, attendance and help from the municipality.

Both worlds are made of these; how many there are, and when, is decided by each world itself.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from random import Random

from made_up.records import Attendance, Client, Decision, Group, Participation, Session
from made_up.vocabulary import (
    ABSENT,
    ALLOCATED,
    DELETED,
    EXCUSED,
    EXTENDED,
    HELP_CATEGORIES,
    JONGEREN,
    MUNICIPALITY,
    NEIGHBOURHOODS,
    POSTCODES,
    PRESENT,
    REFERRERS,
    REFUSED,
    UNKNOWN,
)

CLIENT_NUMBERS = 10_000_000
CLIENT_NUMBER_STEP, CLIENT_NUMBER_START = 7_368_787, 1_234_567
AGES_OF_JONGEREN = (11, 18)
AGES_OF_OPVOEDERS = (25, 52)
AGES_OF_CHILDREN = (1, 16)
SHARE_FROM_ANOTHER_NEIGHBOURHOOD = 0.25
CAREGIVER_ROLES = ("moeder", "moeder", "moeder", "vader", "vader", "andere_opvoeder")
GENDER_OF_ROLE = {"moeder": "V", "vader": "M"}
STATUS_SHARES = {PRESENT: 0.8, EXCUSED: 0.13, ABSENT: 0.07}
SESSION_MINUTES = (60, 90, 90, 120)


def client_number(serial: int) -> str:
    """An invented client number; neighbours in a group do not have neighbouring numbers."""
    return f"C{(serial * CLIENT_NUMBER_STEP + CLIENT_NUMBER_START) % CLIENT_NUMBERS:07d}"


def make_client(rng: Random, serial: int, bsn: str | None, group: Group) -> Client:
    """Somebody who could take part in the group, most often from its own neighbourhood."""
    year = group.startdatum.year
    home = group.wijk
    if home is None or rng.random() < SHARE_FROM_ANOTHER_NEIGHBOURHOOD:
        home = rng.choice(tuple(NEIGHBOURHOODS))
    if group.doelgroep == JONGEREN:
        role, gender = "jongere", rng.choices(("M", "V", "O", UNKNOWN), (47, 48, 3, 2))[0]
        age = rng.randint(*AGES_OF_JONGEREN)
        youngest = oldest = None
    else:
        role = rng.choice(CAREGIVER_ROLES)
        gender = GENDER_OF_ROLE.get(role) or rng.choice(("M", "V", UNKNOWN))
        age = rng.randint(*AGES_OF_OPVOEDERS)
        oldest_age = rng.randint(AGES_OF_CHILDREN[0], min(AGES_OF_CHILDREN[1], age - 18))
        oldest = year - oldest_age
        youngest = rng.randint(oldest, min(oldest + 6, year - AGES_OF_CHILDREN[0]))
    return Client(
        client_id=client_number(serial),
        bsn=bsn,
        geboortedatum=date(year - age, rng.randint(1, 12), rng.randint(1, 28)),
        geslacht=gender,
        rol=role,
        postcode=rng.choice(POSTCODES[home]) + " " + rng.choice("ABCEGHJK") + rng.choice("ABCEGHJK"),
        wijk=home if rng.random() > 0.05 else None,
        jongste_kind_geboortejaar=youngest,
        oudste_kind_geboortejaar=oldest,
    )


def make_sessions(rng: Random, group: Group, n_sessions: int, days_between: int) -> list[Session]:
    minutes, supervisors = rng.choice(SESSION_MINUTES), rng.choice((1, 2, 2, 2, 3))
    return [
        Session(
            bijeenkomst_id=f"B{group.groep_id[1:]}-{number + 1:02d}",
            groep_id=group.groep_id,
            datum=group.startdatum + timedelta(days=number * days_between),
            duur_minuten=minutes,
            aantal_begeleiders=supervisors,
        )
        for number in range(n_sessions)
    ]


def make_attendance(
    rng: Random, participation: Participation, sessions: list[Session], until: date
) -> Iterator[Attendance]:
    """A status at every session between the participation's start and end that had been held by `until`."""
    if participation.startdatum is None:
        return
    last_day = min(until, participation.einddatum or until)
    for session in sessions:
        if participation.startdatum <= session.datum <= last_day:
            status = rng.choices(tuple(STATUS_SHARES), tuple(STATUS_SHARES.values()))[0]
            yield Attendance(participation.deelname_id, session.bijeenkomst_id, status)


def allocate(rng: Random, bsn: str | None, number: int, start: date) -> Decision:
    """A first decision that gives help from `start` on."""
    issued = start - timedelta(days=rng.randint(3, 28))
    return Decision(
        gemeentecode=MUNICIPALITY,
        toewijzingnummer=str(number),
        beschikkingnummer=f"BS{number}",
        datum_afgifte=issued,
        bsn=bsn,
        resultaat=ALLOCATED,
        productcategorie=(category := rng.choice(HELP_CATEGORIES)),
        productcode=f"{category}A{rng.randint(1, 12):02d}" if rng.random() < 0.7 else None,
        toewijzingsdatumtijd=datetime.combine(issued, time(rng.randint(8, 17), rng.randint(0, 59))),
        ingangsdatum=start,
        einddatum=start + timedelta(days=rng.randint(60, 400)) if rng.random() < 0.85 else None,
        reden_wijziging=None,
        leveringsvorm=rng.choices(("zin", "pgb"), (9, 1))[0],
        verwijzer=rng.choice(REFERRERS),
    )


def refuse(decision: Decision) -> Decision:
    """The same request, refused: no allocation number of its own and no period."""
    return replace(
        decision,
        toewijzingnummer=f"{decision.beschikkingnummer}-{decision.productcategorie}",
        resultaat=REFUSED,
        toewijzingsdatumtijd=None,
        ingangsdatum=None,
        einddatum=None,
        leveringsvorm=None,
    )


def extend(decision: Decision, decided_on: date) -> Decision:
    """A newer version of the same decision with a later end."""
    assert decision.ingangsdatum is not None
    end = (decision.einddatum or decided_on) + timedelta(days=182)
    return replace(decision, toewijzingsdatumtijd=_noon(decided_on), einddatum=end, reden_wijziging=EXTENDED)


def delete(decision: Decision, decided_on: date) -> Decision:
    """A newer version that says it never existed."""
    return replace(
        decision,
        toewijzingsdatumtijd=_noon(decided_on),
        einddatum=decision.ingangsdatum,
        reden_wijziging=DELETED,
    )


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12, 0))
