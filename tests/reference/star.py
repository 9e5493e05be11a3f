"""From today's state and AS_OF to the core tables, with natural keys where the product has hashes.

The `onbekend` members of the dimensions are left out; a fact that points at one says 'onbekend'.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from . import contract
from .deliveries import State
from .rows import Row, decided_at

UNKNOWN = "onbekend"
TARGET_GROUP = {"EW-J": "jongeren", "EW-O": "opvoeders"}
OUTCOME_AREA = {
    "op_gemak": "veiligheid",
    "geluisterd": "veiligheid",
    "toepassen": "leren",
    "geleerd": "leren",
    "gezin_geleerd": "leren",
    "goed_verder": "normaliseren",
    "contact_buiten": "netwerk",
    "wachttijd": "toegankelijkheid",
    "wist_waar": "toegankelijkheid",
    "meegedacht": "zeggenschap",
    "aanraden": "tevredenheid",
}
SIZE_BANDS = ((1, "1-5"), (6, "6-8"), (9, "9-12"), (13, "13+"))
AGE_SPREAD_BANDS = ((0, "0-2"), (3, "3-5"), (6, "6+"))
SESSIONS_BANDS = ((1, "1-4"), (5, "5-8"), (9, "9+"))
ONLY_OF = {"geleerd": "EW-J", "gezin_geleerd": "EW-O"}


@dataclass
class Star:
    """The core tables, a list of plain rows each."""

    as_of: date
    dim_participant: list[Row] = field(default_factory=list)
    dim_group: list[Row] = field(default_factory=list)
    bridge_group_organisation: list[Row] = field(default_factory=list)
    fct_response: list[Row] = field(default_factory=list)
    fct_measurement: list[Row] = field(default_factory=list)
    fct_invitation: list[Row] = field(default_factory=list)
    fct_session: list[Row] = field(default_factory=list)
    fct_participation: list[Row] = field(default_factory=list)
    fct_attendance: list[Row] = field(default_factory=list)
    fct_theme_mention: list[Row] = field(default_factory=list)
    fct_help_decision: list[Row] = field(default_factory=list)
    fct_help_follow_up: list[Row] = field(default_factory=list)
    codings: list[Row] = field(default_factory=list)


def statements_of(questionnaire: str) -> list[str]:
    return [name for name in contract.STATEMENTS if ONLY_OF.get(name, questionnaire) == questionnaire]


def build(state: State, as_of: date) -> Star:
    star = Star(as_of, codings=state.codings)
    star.fct_participation = participations(state, as_of)
    star.dim_group = groups(state, star.fct_participation, as_of)
    star.bridge_group_organisation = organisations_of_groups(state)
    star.fct_response = responses(state)
    star.fct_measurement = measurements(state, star.fct_response)
    star.fct_invitation = invitations(state)
    star.fct_session = sessions(state, as_of)
    star.fct_attendance = attendance(state)
    star.fct_theme_mention = theme_mentions(state)
    star.fct_help_decision = help_decisions(state)
    star.fct_help_follow_up = help_follow_up(state, star)
    star.dim_participant = participants(state, star.fct_help_decision)
    return star


def by(rows: Iterable[Row], *columns: str) -> dict[Any, Row]:
    """Rows by one column, or by a tuple of several."""
    return {row[columns[0]] if len(columns) == 1 else tuple(row[column] for column in columns): row for row in rows}


def grouped(rows: Iterable[Row], key: Callable[[Row], Any]) -> dict[Any, list[Row]]:
    found: dict[Any, list[Row]] = defaultdict(list)
    for row in rows:
        found[key(row)].append(row)
    return found


def known(value: str | None, members: Iterable[str | None]) -> str:
    """The value where it is one of the members, else onbekend."""
    return value if value is not None and value in members else UNKNOWN


# --- participation


def participations(state: State, as_of: date) -> list[Row]:
    clients = by(state.participants, "client_id")
    sessions = grouped(state.sessions, lambda session: session["groep_id"])
    attended: dict[str, set[str]] = defaultdict(set)
    for row in state.attendance:
        if row["status"] == "aanwezig":
            attended[row["deelname_id"]].add(row["bijeenkomst_id"])
    table = []
    for row in state.participations:
        started = happened(row["startdatum"], as_of)
        ended = happened(row["einddatum"], as_of)
        born = clients[row["client_id"]]["geboortedatum"]
        not_yet_ended = row["einddatum"] is not None and ended is None
        possible = {
            session["bijeenkomst_id"]
            for session in sessions[row["groep_id"]]
            if started is not None and started <= session["datum"] <= (ended or as_of)
        }
        n_attended = len(attended[row["deelname_id"]] & possible)
        table.append(
            {
                "participation": row["deelname_id"],
                "participant": row["client_id"],
                "group": row["groep_id"],
                "applied": row["aanmelddatum"],
                "started": started,
                "ended": ended,
                "days_waited": (started - row["aanmelddatum"]).days if started else None,
                "age_at_start": started.year - born if started and born else None,
                "status": status(started, ended),
                "end_reason": UNKNOWN if not_yet_ended else row["reden_beeindiging"] or UNKNOWN,
                "follow_up": UNKNOWN if not_yet_ended else row["vervolg_bij_uitstroom"] or UNKNOWN,
                "sessions_attended": n_attended,
                "sessions_possible": len(possible),
                "attendance_share": n_attended / len(possible) if possible else None,
            }
        )
    return table


def happened(day: date | None, as_of: date) -> date | None:
    return day if day is not None and day <= as_of else None


def status(started: date | None, ended: date | None) -> str:
    if started is None:
        return "niet_gestart" if ended else "aangemeld"
    return "beeindigd" if ended else "lopend"


def sessions(state: State, as_of: date) -> list[Row]:
    return [
        {
            "group": row["groep_id"],
            "date": row["datum"],
            "minutes": row["duur_minuten"],
            "n_facilitators": row["aantal_begeleiders"],
            "is_held": row["datum"] <= as_of,
        }
        for row in state.sessions
    ]


def attendance(state: State) -> list[Row]:
    participations_by_id = by(state.participations, "deelname_id")
    sessions = by(state.sessions, "bijeenkomst_id")
    return [
        {
            "participation": row["deelname_id"],
            "session": row["bijeenkomst_id"],
            "group": sessions[row["bijeenkomst_id"]]["groep_id"],
            "group_of_participation": participations_by_id[row["deelname_id"]]["groep_id"],
            "date": sessions[row["bijeenkomst_id"]]["datum"],
            "status": row["status"],
        }
        for row in state.attendance
    ]


# --- group


def groups(state: State, participation_table: list[Row], as_of: date) -> list[Row]:
    clients = by(state.participants, "client_id")
    held = grouped((row for row in state.sessions if row["datum"] <= as_of), lambda row: row["groep_id"])
    started = grouped((row for row in participation_table if row["started"]), lambda row: row["group"])
    table = []
    for group in state.groups:
        sessions = held[group["groep_id"]]
        participants_started = [clients[row["participant"]] for row in started[group["groep_id"]]]
        spread = age_spread(participants_started, group["doelgroep"])
        partners = set((group["partners"] or "").split(",")) - {"", group["organisatie"]}
        table.append(
            {
                "group": group["groep_id"],
                "group_name": group["naam"],
                "group_type": group["groepstype"],
                "target_group": group["doelgroep"],
                "lead_organisation": group["organisatie"],
                "neighbourhood": group["wijk"] or UNKNOWN,
                "start_date": group["startdatum"],
                "end_date": group["einddatum"],
                "planned_sessions": group["gepland_aantal_bijeenkomsten"],
                "max_participants": group["max_deelnemers"],
                "held_sessions": len(sessions),
                "total_minutes": sum(session["duur_minuten"] or 0 for session in sessions),
                "n_started": len(participants_started),
                "age_spread_years": spread,
                "size_band": band(len(participants_started) or None, SIZE_BANDS),
                "age_spread_band": band(spread, AGE_SPREAD_BANDS),
                "sessions_band": band(len(sessions) or None, SESSIONS_BANDS),
                "n_partners": len(partners),
                "continues_as_network": group["voortgezet_als_netwerk"],
            }
        )
    return table


def age_spread(clients: list[Row], target_group: str) -> int | None:
    children = ("jongste_kind_geboortejaar", "oudste_kind_geboortejaar")
    columns = ("geboortedatum",) if target_group == "jongeren" else children
    years = [client[column] for client in clients for column in columns if client[column] is not None]
    return max(years) - min(years) if years else None


def band(value: int | None, bands: tuple[tuple[int, str], ...]) -> str:
    if value is None:
        return UNKNOWN
    return [label for lowest, label in bands if value >= lowest][-1]


def organisations_of_groups(state: State) -> list[Row]:
    table = []
    for group in state.groups:
        lead = group["organisatie"]
        table.append({"group": group["groep_id"], "organisation": lead, "is_lead": True})
        partners = set((group["partners"] or "").split(",")) - {"", lead}
        table += [{"group": group["groep_id"], "organisation": name, "is_lead": False} for name in partners]
    return table


# --- survey


def is_completed(response: Row) -> bool:
    """At least one statement answered or one open text."""
    return n_answered(response) > 0 or any(response[question] for question in contract.OPEN_QUESTIONS)


def n_answered(response: Row) -> int:
    return sum(response[name] is not None for name in statements_of(response["vragenlijst"]))


def invitation_of(row: Row) -> tuple[str, str, str]:
    """Which invitation a row is, or answers: one number may stand for one in each questionnaire and moment."""
    return row["vragenlijst"], row["meetmoment"], row["uitnodiging_id"]


def superseded(responses_today: list[Row], invitations_today: list[Row]) -> set[tuple[str, str]]:
    """Responses to a known invitation that come before its last completed one."""
    of_invitation = grouped(responses_today, invitation_of)
    found: set[tuple[str, str]] = set()
    for invitation in invitations_today:
        same = of_invitation[invitation_of(invitation)]
        completed = [_when(row) for row in same if is_completed(row)]
        if completed:
            found |= {(row["vragenlijst"], row["respons_id"]) for row in same if _when(row) < max(completed)}
    return found


def _when(response: Row) -> tuple[Any, str]:
    return (response["ingevuld_op"], response["respons_id"])


def responses(state: State) -> list[Row]:
    known_groups = by(state.groups, "groep_id")
    known_invitations = {invitation_of(row): row for row in state.invitations}
    clients = by(state.participants, "client_id")
    earlier = superseded(state.responses, state.invitations)
    table = []
    for row in state.responses:
        invitation = known_invitations.get(invitation_of(row))
        group = known_groups.get(row["groep_id"])
        table.append(
            {
                "questionnaire": row["vragenlijst"],
                "response": row["respons_id"],
                "version": row["versie"],
                "target_group": TARGET_GROUP[row["vragenlijst"]],
                "participant": known(invitation["client_id"], clients) if invitation else UNKNOWN,
                "respondent": row["respondentcode"] or UNKNOWN,
                "group": group["groep_id"] if group else UNKNOWN,
                "group_type": group["groepstype"] if group else row["groepstype"] or UNKNOWN,
                "moment": row["meetmoment"],
                "submitted_at": row["ingevuld_op"],
                "invitation": invitation_of(invitation) if invitation else UNKNOWN,
                "is_completed": is_completed(row),
                "is_superseded": (row["vragenlijst"], row["respons_id"]) in earlier,
                "is_respondent": is_completed(row) and (row["vragenlijst"], row["respons_id"]) not in earlier,
                "n_answered": n_answered(row),
            }
        )
    return table


def answer_class(score: int | None) -> str | None:
    if score is None:
        return None
    return "disagree" if score <= 2 else "agree" if score >= 4 else "neutral"


def measurements(state: State, response_table: list[Row]) -> list[Row]:
    answers = by(state.responses, "vragenlijst", "respons_id")
    table = []
    for response in response_table:
        row = answers[response["questionnaire"], response["response"]]
        for statement in statements_of(response["questionnaire"]):
            table.append(
                {
                    **{name: response[name] for name in ("questionnaire", "response", "version", "target_group")},
                    **{name: response[name] for name in ("participant", "group", "moment", "submitted_at")},
                    "statement": statement,
                    "score": row[statement],
                    "answer_class": answer_class(row[statement]),
                }
            )
    return table


def invitations(state: State) -> list[Row]:
    clients = by(state.participants, "client_id")
    known_groups = by(state.groups, "groep_id")
    completed = grouped(filter(is_completed, state.responses), invitation_of)
    table = []
    for row in state.invitations:
        days = [response["ingevuld_op"].date() for response in completed[invitation_of(row)]]
        table.append(
            {
                "invitation": invitation_of(row),
                "questionnaire": row["vragenlijst"],
                "target_group": TARGET_GROUP[row["vragenlijst"]],
                "participant": known(row["client_id"], clients),
                "group": known(row["groep_id"], known_groups),
                "moment": row["meetmoment"],
                "invited": row["uitgenodigd_op"],
                "is_responded": bool(days),
                "responded": max(days, default=None),
            }
        )
    return table


def theme_mentions(state: State) -> list[Row]:
    known_groups = by(state.groups, "groep_id")
    answers = by(state.responses, "vragenlijst", "respons_id")
    coders: dict[tuple[str, str, str, str], set[str]] = defaultdict(set)
    for row in state.codings:
        if row["thema"] != "geen":
            coders[row["vragenlijst"], row["respons_id"], row["vraag"], row["thema"]].add(row["codeur"])
    return [
        {
            "questionnaire": questionnaire,
            "response": response,
            "question": question,
            "theme": theme,
            "target_group": TARGET_GROUP[questionnaire],
            "group": known(answers[questionnaire, response]["groep_id"], known_groups),
            "date": answers[questionnaire, response]["ingevuld_op"].date(),
            "n_coders": len(names),
        }
        for (questionnaire, response, question, theme), names in coders.items()
    ]


# --- help


def participants(state: State, decision_table: list[Row]) -> list[Row]:
    linked = {row["participant"] for row in decision_table}
    return [
        {
            "participant": row["client_id"],
            "role": row["rol"],
            "gender": row["geslacht"],
            "birth_year": row["geboortedatum"],
            "postcode4": row["postcode"],
            "neighbourhood": row["wijk"] or UNKNOWN,
            "youngest_child_birth_year": row["jongste_kind_geboortejaar"],
            "oldest_child_birth_year": row["oudste_kind_geboortejaar"],
            "has_bsn": has_bsn(row),
            "is_linked_to_decisions": row["client_id"] in linked,
        }
        for row in state.participants
    ]


def has_bsn(client: Row) -> bool:
    return client["bsn"] not in (None, UNKNOWN)


def client_of_bsn(state: State) -> dict[str, str]:
    """The one client a BSN belongs to; ambiguous ones belong to nobody."""
    return {
        row["bsn"]: row["client_id"]
        for row in state.participants
        if has_bsn(row) and row["client_id"] not in state.ambiguous_clients
    }


def help_decisions(state: State) -> list[Row]:
    clients = client_of_bsn(state)
    return [
        {
            "municipality": row["gemeentecode"],
            "allocation": row["toewijzingnummer"],
            "participant": clients.get(row["bsn"], UNKNOWN),
            "help_category": row["productcategorie"],
            "decided": row["datum_afgifte"],
            "start": row["ingangsdatum"],
            "end": row["einddatum"],
            "delivery_form": row["leveringsvorm"],
            "referrer": row["verwijzer"],
            "version_of": decided_at(row),
        }
        for row in state.decisions
        if row["resultaat"] == "toegewezen" and not never_existed(row)
    ]


def never_existed(decision: Row) -> bool:
    return decision["reden_wijziging"] == "13" and decision["ingangsdatum"] == decision["einddatum"]


def help_follow_up(state: State, star: Star) -> list[Row]:
    """Ended participations of clients with a known, unambiguous BSN, from the end to help or to the covered day."""
    followed = set(client_of_bsn(state).values())
    covered = state.covered_until
    decisions = grouped(star.fct_help_decision, lambda row: row["participant"])
    group_types = {group["groep_id"]: group["groepstype"] for group in state.groups}
    table = []
    for row in star.fct_participation:
        if row["status"] != "beeindigd" or row["participant"] not in followed:
            continue
        starts = [(one["start"], one["help_category"]) for one in decisions[row["participant"]] if one["start"]]
        events = [one for one in starts if covered is not None and row["ended"] < one[0] <= covered]
        event = min(events, default=None)
        last_day = event[0] if event else covered
        table.append(
            {
                "participation": row["participation"],
                "participant": row["participant"],
                "group": row["group"],
                "group_type": group_types[row["group"]],
                "started": row["started"],
                "ended": row["ended"],
                "covered_from": state.covered_from,
                "covered_until": covered,
                "days_observed": max((last_day - row["ended"]).days, 0) if last_day else 0,
                "has_event": event is not None,
                "event_date": event[0] if event else None,
                "help_category": event[1] if event else UNKNOWN,
                "had_help_before": any(start <= row["ended"] for start, _ in starts),
            }
        )
    return table
