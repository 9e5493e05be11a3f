"""The records of a made-up world, under the column names of the deliveries they become, and the world that holds them.

How records come about, change over time and are spelled in a file does not belong here.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple


@dataclass(frozen=True, slots=True)
class Group:
    groep_id: str
    naam: str
    groepstype: str
    doelgroep: str
    organisatie: str
    partners: tuple[str, ...]
    wijk: str | None
    startdatum: date
    einddatum: date | None
    gepland_aantal_bijeenkomsten: int | None
    max_deelnemers: int | None
    voortgezet_als_netwerk: bool | None


@dataclass(frozen=True, slots=True)
class Session:
    bijeenkomst_id: str
    groep_id: str
    datum: date
    duur_minuten: int
    aantal_begeleiders: int


@dataclass(frozen=True, slots=True)
class Client:
    client_id: str
    bsn: str | None
    geboortedatum: date
    geslacht: str
    rol: str
    postcode: str
    wijk: str | None
    jongste_kind_geboortejaar: int | None
    oudste_kind_geboortejaar: int | None


@dataclass(frozen=True, slots=True)
class Participation:
    deelname_id: str
    client_id: str
    groep_id: str
    aanmelddatum: date
    startdatum: date | None
    einddatum: date | None
    reden_beeindiging: str | None
    vervolg_bij_uitstroom: str | None


@dataclass(frozen=True, slots=True)
class Attendance:
    deelname_id: str
    bijeenkomst_id: str
    status: str


@dataclass(frozen=True, slots=True)
class Invitation:
    uitnodiging_id: str
    vragenlijst: str
    uitgenodigd_op: date
    meetmoment: str
    groep_id: str | None
    client_id: str | None


@dataclass(frozen=True, slots=True)
class Response:
    vragenlijst: str
    respons_id: str
    versie: int
    ingevuld_op: datetime
    uitnodiging_id: str | None
    respondentcode: str | None
    meetmoment: str
    groep_id: str | None
    groepstype: str | None
    op_gemak: int | None
    geluisterd: int | None
    toepassen: int | None
    goed_verder: int | None
    contact_buiten: int | None
    wachttijd: int | None
    wist_waar: int | None
    meegedacht: int | None
    geleerd: int | None
    gezin_geleerd: int | None
    aanraden: int | None
    open_positief: str | None
    open_verbeterpunt: str | None
    open_overig: str | None


@dataclass(frozen=True, slots=True)
class Coding:
    vragenlijst: str
    respons_id: str
    vraag: str
    thema: str
    codeur: str
    gecodeerd_op: date
    codeboek_versie: str
    citaat: str | None


@dataclass(frozen=True, slots=True)
class Decision:
    """One version of one product; a later `toewijzingsdatumtijd` on the same number is a newer version."""

    gemeentecode: str
    toewijzingnummer: str
    beschikkingnummer: str
    datum_afgifte: date
    bsn: str | None
    resultaat: str
    productcategorie: str
    productcode: str | None
    toewijzingsdatumtijd: datetime | None
    ingangsdatum: date | None
    einddatum: date | None
    reden_wijziging: str | None
    leveringsvorm: str | None
    verwijzer: str | None

    @property
    def decided_on(self) -> date:
        return self.toewijzingsdatumtijd.date() if self.toewijzingsdatumtijd else self.datum_afgifte


Record = Group | Session | Client | Participation | Attendance | Invitation | Response | Coding | Decision


class Kind(NamedTuple):
    """A delivery kind: its record, its key columns and where a chapter keeps its records."""

    record: type[Any]
    key: tuple[str, ...]
    chapter_field: str

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(self.record.__dataclass_fields__)


GROUPS = "wiz/groepen"
SESSIONS = "wiz/bijeenkomsten"
CLIENTS = "wiz/deelnemers"
PARTICIPATIONS = "wiz/deelnames"
ATTENDANCE = "wiz/aanwezigheid"
INVITATIONS = "ervaringwijzer/uitnodigingen"
RESPONSES = "ervaringwijzer/antwoorden"
CODINGS = "coderingen/coderingen"
DECISIONS = "beschikkingen/beschikkingen"

KINDS = {
    GROUPS: Kind(Group, ("groep_id",), "groups"),
    SESSIONS: Kind(Session, ("bijeenkomst_id",), "sessions"),
    CLIENTS: Kind(Client, ("client_id",), "clients"),
    PARTICIPATIONS: Kind(Participation, ("deelname_id",), "participations"),
    ATTENDANCE: Kind(Attendance, ("deelname_id", "bijeenkomst_id"), "attendance"),
    INVITATIONS: Kind(Invitation, ("uitnodiging_id", "vragenlijst", "meetmoment"), "invitations"),
    RESPONSES: Kind(Response, ("vragenlijst", "respons_id"), "responses"),
    CODINGS: Kind(Coding, ("vragenlijst", "respons_id", "vraag", "thema", "codeur"), "codings"),
    DECISIONS: Kind(Decision, ("gemeentecode", "toewijzingnummer"), "decisions"),
}


def key_of(kind: str, record: Record) -> tuple[str, ...]:
    """The kind and the values of its key columns: one thing's name in the whole world."""
    return (kind, *(getattr(record, column) for column in KINDS[kind].key))


@dataclass(frozen=True, slots=True)
class Absence:
    """A client that snapshots from `first_day` up to and including `last_day` do not list.

    Without `participations_too` the participations are listed all the same, and wait for their client.
    """

    client_id: str
    first_day: date
    last_day: date
    participations_too: bool


@dataclass(frozen=True, slots=True)
class Correction:
    """What the source said of one record up to and including `last_day`, before it was corrected."""

    key: tuple[str, ...]
    last_day: date
    earlier: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """A coding that its coder took back: exports until `last_day` hold it, later ones do not."""

    coding: Coding
    last_day: date


@dataclass(slots=True)
class Chapter:
    """A small part of a world that can be told by itself: one group and all that belongs to it.

    `decisions` holds every version. `spellings` holds the cells that are delivered otherwise than the truth
    reads (an empty meetmoment that means `einde`, a label nobody has mapped), by key of the record.
    `absences`, `corrections` and `withdrawals` say what deliveries said, or kept silent about, before.
    """

    number: int = 0
    groups: list[Group] = field(default_factory=list)
    sessions: list[Session] = field(default_factory=list)
    clients: list[Client] = field(default_factory=list)
    participations: list[Participation] = field(default_factory=list)
    attendance: list[Attendance] = field(default_factory=list)
    invitations: list[Invitation] = field(default_factory=list)
    responses: list[Response] = field(default_factory=list)
    codings: list[Coding] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    absences: list[Absence] = field(default_factory=list)
    corrections: list[Correction] = field(default_factory=list)
    withdrawals: list[Withdrawal] = field(default_factory=list)
    spellings: dict[tuple[str, ...], Mapping[str, str | int]] = field(default_factory=dict)

    def records(self, kind: str) -> list[Any]:
        records: list[Any] = getattr(self, KINDS[kind].chapter_field)
        return records


def newest_versions(decisions: list[Decision]) -> list[Decision]:
    """Of each allocation number the version decided last."""
    newest: dict[str, Decision] = {}
    for decision in sorted(decisions, key=lambda one: one.toewijzingsdatumtijd or _midnight(one.datum_afgifte)):
        newest[decision.toewijzingnummer] = decision
    return list(newest.values())


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)  # noqa: DTZ001 (delivered times are local and carry no zone)


@dataclass(frozen=True)
class World:
    """The truth that all deliveries of a world together tell: what a right warehouse holds after the last one.

    `chapters` starts anew at every call and tells today's state chapter by chapter, so a world of any size fits in
    memory. Rows that wait for a parent are left out. A value that no mapping knows is `onbekend`, a bad or unknown
    BSN is None, and so is an answer that is no answer. Every response is here: those with nothing in them and those
    that a later one to the same invitation supersedes, too. `decisions` gives the newest version of each number,
    refused and deleted ones included. `earlier_bsns` gives (client_id, bsn) for every BSN that an earlier snapshot
    held for a client and today's does not.
    """

    name: str
    as_of: date
    chapters: Callable[[], Iterator[Chapter]]
    earlier_bsns: Callable[[], Iterator[tuple[str, str]]] = lambda: iter(())

    def groups(self) -> Iterator[Group]:
        return (record for chapter in self.chapters() for record in chapter.groups)

    def sessions(self) -> Iterator[Session]:
        return (record for chapter in self.chapters() for record in chapter.sessions)

    def clients(self) -> Iterator[Client]:
        return (record for chapter in self.chapters() for record in chapter.clients)

    def participations(self) -> Iterator[Participation]:
        return (record for chapter in self.chapters() for record in chapter.participations)

    def attendance(self) -> Iterator[Attendance]:
        return (record for chapter in self.chapters() for record in chapter.attendance)

    def invitations(self) -> Iterator[Invitation]:
        return (record for chapter in self.chapters() for record in chapter.invitations)

    def responses(self) -> Iterator[Response]:
        return (record for chapter in self.chapters() for record in chapter.responses)

    def codings(self) -> Iterator[Coding]:
        return (record for chapter in self.chapters() for record in chapter.codings)

    def decisions(self) -> Iterator[Decision]:
        return (record for chapter in self.chapters() for record in newest_versions(chapter.decisions))
