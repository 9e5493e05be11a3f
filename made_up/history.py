"""What a chapter's sources know on a day: the full story cut down to what had happened and was told by then.

Which days are delivered, and in what files, does not belong here.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from made_up.records import (
    ATTENDANCE,
    CLIENTS,
    CODINGS,
    DECISIONS,
    GROUPS,
    INVITATIONS,
    KINDS,
    PARTICIPATIONS,
    RESPONSES,
    SESSIONS,
    Attendance,
    Chapter,
    Client,
    Coding,
    Decision,
    Group,
    Invitation,
    Participation,
    Response,
    Session,
    key_of,
)

GROUP_KNOWN_BEFORE_START = timedelta(days=150)


def known(chapter: Chapter, kind: str, day: date) -> list[Any]:
    """The records of a kind as the source tells them on that day."""
    records = _TELLERS[kind](chapter, day)
    if not chapter.corrections:
        return records
    earlier = {one.key: one.earlier for one in chapter.corrections if day <= one.last_day}
    return [_uncorrected(record, earlier.get(key_of(kind, record), {})) for record in records] if earlier else records


def truth(chapter: Chapter, days: Mapping[str, date]) -> Chapter:
    """The chapter as a right warehouse holds it after each kind's last delivery, without rows that wait."""
    told = Chapter(number=chapter.number, spellings=chapter.spellings)
    for kind, (_, _, field) in KINDS.items():
        setattr(told, field, known(chapter, kind, days[kind]))
    if waiting := _absent(chapter, days[CLIENTS], with_participations=False):
        told.participations = [one for one in told.participations if one.client_id not in waiting]
        linked = {one.deelname_id for one in told.participations}
        told.attendance = [one for one in told.attendance if one.deelname_id in linked]
    return told


def _uncorrected(record: Any, earlier: dict[str, Any]) -> Any:
    """What is not told yet was not told wrongly either."""
    told = {column: value for column, value in earlier.items() if getattr(record, column) is not None}
    return replace(record, **told) if told else record


def _absent(chapter: Chapter, day: date, with_participations: bool) -> set[str]:
    """Clients that are not listed that day; `with_participations`: only those whose participations are not either."""
    return {
        one.client_id
        for one in chapter.absences
        if one.first_day <= day <= one.last_day and (one.participations_too or not with_participations)
    }


def _groups(chapter: Chapter, day: date) -> list[Group]:
    return [
        group if group.einddatum and group.einddatum <= day else replace(group, voortgezet_als_netwerk=None)
        for group in chapter.groups
        if group.startdatum - GROUP_KNOWN_BEFORE_START <= day
    ]


def _sessions(chapter: Chapter, day: date) -> list[Session]:
    listed = {group.groep_id for group in _groups(chapter, day)}
    return [session for session in chapter.sessions if session.groep_id in listed]


def _clients(chapter: Chapter, day: date) -> list[Client]:
    absent = _absent(chapter, day, with_participations=False)
    applied = {one.client_id for one in chapter.participations if one.aanmelddatum <= day}
    return [one for one in chapter.clients if one.client_id in applied and one.client_id not in absent]


def _participations(chapter: Chapter, day: date) -> list[Participation]:
    absent = _absent(chapter, day, with_participations=True)
    return [
        _until(participation, day)
        for participation in chapter.participations
        if participation.aanmelddatum <= day and participation.client_id not in absent
    ]


def _until(participation: Participation, day: date) -> Participation:
    """A participation that has not ended yet has no end, no reason and no follow-up."""
    if participation.einddatum is None or participation.einddatum <= day:
        return participation
    return replace(participation, einddatum=None, reden_beeindiging=None, vervolg_bij_uitstroom=None)


def _attendance(chapter: Chapter, day: date) -> list[Attendance]:
    held = {session.bijeenkomst_id for session in chapter.sessions if session.datum <= day}
    listed = {one.deelname_id for one in _participations(chapter, day)}
    return [one for one in chapter.attendance if one.bijeenkomst_id in held and one.deelname_id in listed]


def _invitations(chapter: Chapter, day: date) -> list[Invitation]:
    return [one for one in chapter.invitations if one.uitgenodigd_op <= day]


def _responses(chapter: Chapter, day: date) -> list[Response]:
    return [one for one in chapter.responses if one.ingevuld_op.date() <= day]


def _codings(chapter: Chapter, day: date) -> list[Coding]:
    withdrawn = [one.coding for one in chapter.withdrawals if day <= one.last_day]
    return [one for one in [*chapter.codings, *withdrawn] if one.gecodeerd_op <= day]


def _decisions(chapter: Chapter, day: date) -> list[Decision]:
    return [one for one in chapter.decisions if one.decided_on <= day]


_TELLERS: dict[str, Callable[[Chapter, date], list[Any]]] = {
    GROUPS: _groups,
    SESSIONS: _sessions,
    CLIENTS: _clients,
    PARTICIPATIONS: _participations,
    ATTENDANCE: _attendance,
    INVITATIONS: _invitations,
    RESPONSES: _responses,
    CODINGS: _codings,
    DECISIONS: _decisions,
}
