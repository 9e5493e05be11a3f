"""What the living city delivers: a series of files per kind, their formats and accidents, and the truth they add up to.

What happens in the city stands in city_stories, which rows are spoilt in dirt.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from itertools import pairwise

from made_up.city import AS_OF, CODING_DAYS, DECISION_DAYS, NAME, SNAPSHOT_DAYS, SURVEY_DAYS, City
from made_up.city_stories import full_stories
from made_up.delivery import Delivery
from made_up.dirt import BROKEN_VERSION, flawed_rows, has_broken_version
from made_up.formats import ANSWERS_AS_CODES, ANSWERS_AS_LABELS, LABELS, Format, Row, Spelling, render
from made_up.history import known, truth
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
    Chapter,
    Decision,
    World,
)
from made_up.vocabulary import END_REASONS, UNKNOWN

LAST_SNAPSHOT, LAST_SURVEY = SNAPSHOT_DAYS[-1], SURVEY_DAYS[-1]
REJECTED_ATTENDANCE_DAY = SNAPSHOT_DAYS[-2]
LATE_CLIENTS_DAY, LATE_DECISIONS_DAY = date(2025, 3, 31), date(2024, 9, 30)
HELD_BACK_FROM = date(2024, 7, 1)
CHAPTERS_PER_HELD_BACK = 3
DUPLICATED_SURVEY_DAY = SURVEY_DAYS[3]
LAST_DAY = {
    GROUPS: LAST_SNAPSHOT,
    SESSIONS: LAST_SNAPSHOT,
    CLIENTS: LAST_SNAPSHOT,
    PARTICIPATIONS: LAST_SNAPSHOT,
    ATTENDANCE: LAST_SNAPSHOT,
    INVITATIONS: LAST_SURVEY,
    RESPONSES: LAST_SURVEY,
    CODINGS: CODING_DAYS[-1],
    DECISIONS: DECISION_DAYS[-1],
}
MOST_PARTICIPANTS_IN_XLSX = 20_000

# Labels that no mapping knows stand for what the truth calls unknown.
UNMAPPED_LABELS: Spelling = {
    "groepstype": {UNKNOWN: "Buurtkamer"},
    "organisatie": {UNKNOWN: "Stichting Wijkwerk"},
    "reden_beeindiging": {UNKNOWN: "naar familie"},
}
CITY_LABELS: Spelling = (
    LABELS | UNMAPPED_LABELS | {"reden_beeindiging": END_REASONS | UNMAPPED_LABELS["reden_beeindiging"]}
)
LONG_NAMES = {"JoU": "Stichting Jongerenwerk Utrecht", "JGZ": "jeugdgezondheidszorg"}
LABELS_WITH_LONG_NAMES: Spelling = CITY_LABELS | {"organisatie": CITY_LABELS["organisatie"] | LONG_NAMES}
SPACED_HEADERS = {column: column.replace("_", " ").capitalize() for kind in KINDS.values() for column in kind.columns}
ISO = Format(delimiter=",", line_end="\n", date_format="%Y-%m-%d", time_format="%Y-%m-%dT%H:%M:%S")
PORTAL = Format(encoding="cp1252", spelling=CITY_LABELS)
WIZ_FORMATS = dict(
    zip(
        SNAPSHOT_DAYS,
        (
            PORTAL,
            replace(PORTAL, encoding="utf-8-sig", true_false=("J", "N")),
            replace(ISO, true_false=("1", "0"), spelling=UNMAPPED_LABELS),
            replace(PORTAL, headers=SPACED_HEADERS, spelling=LABELS_WITH_LONG_NAMES),
            replace(PORTAL, encoding="utf-16", delimiter="\t", date_format="%Y%m%d", true_false=("True", "False")),
            replace(PORTAL, encoding="utf-8-sig", spelling=LABELS_WITH_LONG_NAMES),
        ),
        strict=True,
    )
)
SURVEY_FORMATS = dict(
    zip(
        SURVEY_DAYS,
        (
            ISO,
            replace(ISO, delimiter=";", encoding="utf-8-sig", quote_all=True, spelling=ANSWERS_AS_CODES),
            Format(encoding="cp1252", spelling=ANSWERS_AS_LABELS),
            replace(ISO, encoding="utf-16", delimiter="\t", headers=SPACED_HEADERS),
            replace(ISO, delimiter=";", encoding="utf-8-sig", quote_all=True, spelling=ANSWERS_AS_LABELS),
        ),
        strict=True,
    )
)
CODING_FORMAT = Format(extension="xlsx")
DECISION_FORMAT = Format(encoding="cp1252", date_format="%Y%m%d", time_format="%d-%m-%Y %H:%M:%S")


def city_world(city: City) -> World:
    """What is true of the city once every file has arrived."""
    return World(
        name=NAME,
        as_of=AS_OF,
        chapters=lambda: (truth(story, LAST_DAY) for story in full_stories(city)),
        earlier_bsns=lambda: _earlier_bsns(city),
    )


def city_deliveries(city: City, until: date = AS_OF) -> list[Delivery]:
    """Every file that has arrived by a day, in the order of their dates."""
    deliveries = [*_snapshots(city), *_survey_exports(), *_coding_sheets(city), *_decision_deltas(), *_accidents()]
    return sorted((one for one in deliveries if one.arrives_on <= until), key=lambda one: (one.delivered_on, one.name))


def _earlier_bsns(city: City) -> Iterator[tuple[str, str]]:
    for story in full_stories(city):
        today = {client.client_id: client.bsn for client in known(story, CLIENTS, LAST_SNAPSHOT)}
        told = {
            (client.client_id, client.bsn)
            for day in (*SNAPSHOT_DAYS, LATE_CLIENTS_DAY)
            for client in known(story, CLIENTS, day)
            if client.bsn is not None
        }
        yield from sorted((client_id, bsn) for client_id, bsn in told if today.get(client_id) != bsn)


def _snapshots(city: City) -> Iterator[Delivery]:
    """Five registers on every snapshot day, the groups now and then as a workbook."""
    for day, format in WIZ_FORMATS.items():
        in_workbook = city.participants <= MOST_PARTICIPANTS_IN_XLSX and day in SNAPSHOT_DAYS[3::2]
        yield _export(GROUPS, day, replace(format, extension="xlsx") if in_workbook else format)
        for kind in (SESSIONS, CLIENTS, PARTICIPATIONS, ATTENDANCE):
            if (kind, day) != (ATTENDANCE, REJECTED_ATTENDANCE_DAY):
                yield _export(kind, day, format)


def _survey_exports() -> Iterator[Delivery]:
    """Cumulative: each repeats what the earlier ones held, corrected where it was corrected."""
    for day, format in SURVEY_FORMATS.items():
        yield _export(INVITATIONS, day, format)
        yield _export(RESPONSES, day, format)


def _coding_sheets(city: City) -> Iterator[Delivery]:
    for day in CODING_DAYS:
        yield _export(CODINGS, day, CODING_FORMAT if city.participants <= MOST_PARTICIPANTS_IN_XLSX else ISO)


def _decision_deltas() -> Iterator[Delivery]:
    """What was decided since the file before, but for some decisions of one quarter that come late."""
    for previous, day in pairwise((date.min, *DECISION_DAYS)):
        whole = sound_file(DECISIONS, day, DECISION_FORMAT)

        def rows(chapter: Chapter, previous: date = previous, day: date = day) -> Iterable[Row]:
            decisions = [one for one in _decided(chapter, previous, day) if not _is_held_back(chapter, one)]
            good = render(DECISIONS, chapter, decisions, DECISION_FORMAT)
            return [*good, *flawed_rows(DECISIONS, chapter.number, good)]

        yield replace(whole, rows=rows)


def _accidents() -> Iterator[Delivery]:
    """The files that do not come as they should."""
    yield _incomplete_participations()
    yield _attendance_without_status()
    yield _half_an_export()
    yield _copy_of_an_export()
    yield replace(sound_file(CLIENTS, LATE_CLIENTS_DAY, PORTAL), arrives_on=LAST_SNAPSHOT)
    yield _late_decisions()


def _incomplete_participations() -> Delivery:
    """The last day's participations without the reasons of every third group; a second file of that day has them."""
    format = WIZ_FORMATS[LAST_SNAPSHOT]

    def rows(chapter: Chapter) -> Iterable[Row]:
        participations = known(chapter, PARTICIPATIONS, LAST_SNAPSHOT)
        whole = render(PARTICIPATIONS, chapter, participations, format)
        unknown: Row = {"reden_beeindiging": None, "vervolg_bij_uitstroom": None}
        return [row | unknown for row in whole] if chapter.number % 3 == 0 else whole

    return replace(sound_file(PARTICIPATIONS, LAST_SNAPSHOT, format), rows=rows)


def _attendance_without_status() -> Delivery:
    format = WIZ_FORMATS[REJECTED_ATTENDANCE_DAY]
    columns = [column for column in KINDS[ATTENDANCE].columns if column != "status"]
    whole = sound_file(ATTENDANCE, REJECTED_ATTENDANCE_DAY, format)
    return replace(whole, columns=columns, status="rejected", reason="missing_column")


def _half_an_export() -> Delivery:
    """An upload that was broken off."""
    whole = sound_file(RESPONSES, LAST_SURVEY, SURVEY_FORMATS[LAST_SURVEY])
    return replace(
        whole,
        name=f"{whole.name}.part",
        rows=lambda chapter: whole.rows(chapter) if chapter.number % 2 == 0 else (),
        status="ignored",
        reason="not_yet_complete",
    )


def _copy_of_an_export() -> Delivery:
    whole = _export(INVITATIONS, DUPLICATED_SURVEY_DAY, SURVEY_FORMATS[DUPLICATED_SURVEY_DAY])
    return replace(
        whole,
        name=whole.name.replace(".csv", "_kopie.csv"),
        arrives_on=LAST_SURVEY,
        status="duplicate",
        reason="same_content",
    )


def _late_decisions() -> Delivery:
    whole = sound_file(DECISIONS, LATE_DECISIONS_DAY, DECISION_FORMAT)
    return replace(
        whole,
        name=whole.name.replace("beschikkingen_", "beschikkingen_nalevering_"),
        rows=lambda chapter: render(
            DECISIONS,
            chapter,
            [one for one in chapter.decisions if _is_held_back(chapter, one)],
            DECISION_FORMAT,
        ),
        arrives_on=LAST_SURVEY,
    )


def _decided(chapter: Chapter, previous: date, day: date) -> list[Decision]:
    return [one for one in chapter.decisions if previous < one.decided_on <= day]


def _is_held_back(chapter: Chapter, decision: Decision) -> bool:
    in_the_quarter = HELD_BACK_FROM <= decision.decided_on <= LATE_DECISIONS_DAY
    return in_the_quarter and chapter.number % CHAPTERS_PER_HELD_BACK == 1


def sound_file(kind: str, day: date, format: Format, suffix: str = "") -> Delivery:
    """All of a kind that is known on a day, as it should be."""
    return Delivery(
        kind=kind,
        name=f"{kind}_{day.isoformat()}{suffix}.{format.extension}",
        delivered_on=day,
        format=format,
        rows=lambda chapter: render(kind, chapter, known(chapter, kind, day), format),
        columns=KINDS[kind].columns,
        arrives_on=day,
    )


def _export(kind: str, day: date, format: Format) -> Delivery:
    """All of a kind that is known on a day, with the dirt that comes with it; an accident's place is left to it."""
    suffix = "_v2" if (kind, day) == (PARTICIPATIONS, LAST_SNAPSHOT) else ""
    previous = _sound_file_before(kind, day) if day == LAST_DAY[kind] else None

    def rows(chapter: Chapter) -> Iterable[Row]:
        records = known(chapter, kind, day)
        good = render(kind, chapter, records, format)
        flawed = list(flawed_rows(kind, chapter.number, good))
        if previous and has_broken_version(kind, chapter.number):
            earlier = set(known(chapter, kind, previous))
            unchanged = [place for place, record in enumerate(records) if record in earlier]
            if unchanged:
                good[unchanged[-1]] = good[unchanged[-1]] | BROKEN_VERSION[kind]
        return [*good, *flawed]

    return replace(sound_file(kind, day, format, suffix), rows=rows)


def _sound_file_before(kind: str, day: date) -> date | None:
    """The last day before on which a file of this kind came in sound."""
    days = SURVEY_DAYS if kind in (INVITATIONS, RESPONSES) else SNAPSHOT_DAYS
    return max(
        (one for one in days if one < day and (kind, one) != (ATTENDANCE, REJECTED_ATTENDANCE_DAY)), default=None
    )
