"""The dirt of real exports: extra rows that break a rule, and good rows that one file holds in a broken version.

Nothing here changes what is true: broken extra rows have keys of their own, and a row is broken only where an earlier
file holds the same thing sound. Broken files (a missing column, half a file) stand in city_deliveries.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from made_up.bsn import FIRST_TEST_BSN, failing_bsn
from made_up.formats import Row
from made_up.records import (
    ATTENDANCE,
    CLIENTS,
    CODINGS,
    DECISIONS,
    GROUPS,
    INVITATIONS,
    PARTICIPATIONS,
    RESPONSES,
    SESSIONS,
)
from made_up.vocabulary import ALLOCATED


@dataclass(frozen=True)
class Flaw:
    """Extra rows made from a good one: with these cells changed, and `again` with others (two rows of one key)."""

    changes: Row = field(default_factory=dict)
    again: Row | None = None


REPEATED = Flaw()
"""The good row itself once more: it counts once and is dropped once."""

AFTER_EVERY_FILE, BEFORE_EVERY_FILE = "2039-01-01", "2001-01-01"
PLAIN_PARTICIPATION: Row = {"aanmelddatum": "2024-01-02", "startdatum": "2024-02-01", "einddatum": "2024-03-01"}
PLAIN_DECISION: Row = {
    "resultaat": ALLOCATED,
    "datum_afgifte": "2024-04-18",
    "toewijzingsdatumtijd": "2024-04-20 10:00:00",
    "ingangsdatum": "2024-05-01",
    "einddatum": "2024-11-01",
}

FLAWS: dict[str, tuple[Flaw, ...]] = {
    GROUPS: (
        Flaw({"naam": ""}),
        Flaw({"doelgroep": "iedereen"}),
        Flaw({"startdatum": "31-02-2025"}),
        Flaw({"einddatum": BEFORE_EVERY_FILE}),
        Flaw({"max_deelnemers": "12"}, again={"max_deelnemers": "14"}),
        Flaw({"groep_id": "45.0"}),
    ),
    SESSIONS: (
        Flaw({"datum": "30-02-2025"}),
        Flaw({"groep_id": ""}),
        Flaw({"datum": "2010-01-05"}),
        Flaw({"bijeenkomst_id": "3-mrt"}),
        Flaw({"duur_minuten": "60"}, again={"duur_minuten": "75"}),
        Flaw({"groep_id": "G999999"}),
    ),
    CLIENTS: (
        Flaw({"bsn": "", "rol": "oma"}),
        Flaw({"bsn": "", "client_id": "n.v.t.", "geboortedatum": "1871-05-05"}),
        REPEATED,
        Flaw({"bsn": "", "client_id": "01-05-2024"}),
        Flaw({"bsn": "", "client_id": "1,234E+06"}),
        Flaw({"bsn": "", "postcode": "3511"}, again={"postcode": "3512"}),
        Flaw({"bsn": "", "rol": ""}),
    ),
    PARTICIPATIONS: (
        Flaw(PLAIN_PARTICIPATION | {"startdatum": BEFORE_EVERY_FILE}),
        Flaw(PLAIN_PARTICIPATION | {"einddatum": "2024-01-15"}),
        Flaw(PLAIN_PARTICIPATION | {"aanmelddatum": ""}),
        Flaw(PLAIN_PARTICIPATION | {"client_id": "C00000000"}),
        Flaw(PLAIN_PARTICIPATION | {"groep_id": "G999999"}),
        Flaw(PLAIN_PARTICIPATION, again={"einddatum": "2024-03-02"}),
    ),
    ATTENDANCE: (
        Flaw({"status": "ziek"}),
        Flaw({"status": ""}),
        Flaw({"bijeenkomst_id": ""}),
        Flaw({"deelname_id": "D99999999"}),
        Flaw({"status": "aanwezig"}, again={"status": "afwezig"}),
        REPEATED,
    ),
    INVITATIONS: (
        Flaw({"vragenlijst": "EW-X"}),
        Flaw({"uitgenodigd_op": AFTER_EVERY_FILE}),
        REPEATED,
        Flaw({"meetmoment": "tussentijds"}),
        Flaw({"uitgenodigd_op": ""}),
    ),
    RESPONSES: (
        Flaw({"ingevuld_op": f"{AFTER_EVERY_FILE} 12:00:00"}),
        Flaw({"vragenlijst": ""}),
        Flaw({"open_overig": "Goed."}, again={"open_overig": "Fijn."}),
        Flaw({"meetmoment": "later"}),
        REPEATED,
        Flaw({"ingevuld_op": "30-02-2025 10:00:00"}),
        Flaw({"versie": "9"}),
    ),
    CODINGS: (
        Flaw({"thema": "iets_anders"}),
        Flaw({"vraag": "open_vraag_4"}),
        Flaw(),
        Flaw({"codeur": ""}),
    ),
    DECISIONS: (
        Flaw({"bsn": failing_bsn(str(FIRST_TEST_BSN))}),
        Flaw(PLAIN_DECISION | {"einddatum": "2024-04-30"}),
        Flaw({"productcategorie": "39"}),
        Flaw({"datum_afgifte": AFTER_EVERY_FILE}),
        Flaw({"gemeentecode": "344"}),
        Flaw(PLAIN_DECISION | {"toewijzingsdatumtijd": ""}),
        Flaw(PLAIN_DECISION | {"leveringsvorm": "zin"}, again={"leveringsvorm": "pgb"}),
    ),
}

# A flawed row comes in one chapter in so many: about one row in forty, whatever the kind.
CHAPTERS_PER_FLAW = {
    GROUPS: 20,
    SESSIONS: 5,
    CLIENTS: 5,
    PARTICIPATIONS: 5,
    ATTENDANCE: 1,
    INVITATIONS: 3,
    RESPONSES: 5,
    CODINGS: 3,
    DECISIONS: 12,
}

# The column whose value sets a flawed row apart from every good one.
OWN_KEY = {
    GROUPS: "groep_id",
    SESSIONS: "bijeenkomst_id",
    CLIENTS: "client_id",
    PARTICIPATIONS: "deelname_id",
    ATTENDANCE: "deelname_id",
    INVITATIONS: "uitnodiging_id",
    RESPONSES: "respons_id",
    CODINGS: "respons_id",
    DECISIONS: "toewijzingnummer",
}

# What a broken version of a good row has, by kind; its key stays sound.
BROKEN_VERSION: dict[str, Row] = {
    GROUPS: {"naam": ""},
    SESSIONS: {"datum": "31-06-2025"},
    CLIENTS: {"rol": "oma"},
    PARTICIPATIONS: {"aanmelddatum": ""},
    ATTENDANCE: {"status": "ziek"},
    INVITATIONS: {"uitgenodigd_op": ""},
    RESPONSES: {"ingevuld_op": ""},
}
CHAPTERS_PER_BROKEN_VERSION = 37


def flawed_rows(kind: str, number: int, rows: list[Row]) -> Iterator[Row]:
    """The extra rows that this chapter (of this number) adds to its good rows in a file."""
    turn, rest = divmod(number, CHAPTERS_PER_FLAW[kind])
    if rest != CHAPTERS_PER_FLAW[kind] // 2 or not rows:
        return
    flaw = FLAWS[kind][turn % len(FLAWS[kind])]
    if flaw is REPEATED:
        yield rows[0]
        return
    first = rows[0] | {OWN_KEY[kind]: f"X{number:07d}"} | flaw.changes
    yield first
    if flaw.again is not None:
        yield first | flaw.again


def has_broken_version(kind: str, number: int) -> bool:
    """Whether a chapter has a row of this kind that its last file holds in a broken version."""
    return kind in BROKEN_VERSION and number % CHAPTERS_PER_BROKEN_VERSION == CHAPTERS_PER_BROKEN_VERSION // 2
