"""Every difference between a published analysis.duckdb and the reference. The data are made up: values may be shown.

The product's keys are hashes, so rows of the star are compared by what they say and point at, as a bag of rows.
"""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb

from . import figures, quality
from .deliveries import Outcome
from .rows import Row
from .star import UNKNOWN, Star, by, grouped

TOLERANCE = 1e-9


@dataclass(frozen=True)
class Difference:
    """One cell, or one row (column `*`: got and want are how often it is there)."""

    table: str
    key: tuple[Any, ...]
    column: str
    got: Any
    want: Any

    def __str__(self) -> str:
        return f"{self.table} {self.key} {self.column}: got {self.got!r}, want {self.want!r}"


MART_KEYS = {
    "statement_agreement": ("target_group", "statement_key", "slice", "slice_value"),
    "response_rate": ("target_group", "slice", "slice_value"),
    "theme_mentions": ("kind", "theme_key", "target_group", "slice", "slice_value"),
    "quotes": ("theme_key", "target_group", "quote"),
    "coder_agreement": ("theme_key",),
    "group_profile": ("slice", "slice_value"),
    "group_comparison": ("target_group", "statement_key", "characteristic", "value"),
    "waiting_time": ("slice", "slice_value"),
    "outflow": ("outcome", "outcome_key", "slice", "slice_value"),
    "help_follow_up_curve": ("group_type", "day"),
    "help_around_group": ("group_type", "month"),
    "network_over_time": ("target_group", "moment_key"),
    "assumptions": ("assumption_key", "target_group"),
    "delivery_quality": ("night", "kind"),
}
# Texts, which say in words what a key or a figure beside them says.
TEXTS_OF_MARTS = {"label", "quote_key", "assumption", "indicator", "report_section", "source_table", "verdict_text"}
TABLES_OF_MARTS = "select table_name as name from information_schema.tables where table_schema = 'marts'"


def differences(database: Path, outcome: Outcome, star: Star) -> list[Difference]:
    """All differences of audit, core, history and marts."""
    with duckdb.connect(str(database), read_only=True) as connection:
        return [
            *audit_differences(connection, outcome),
            *core_differences(connection, star),
            *history_differences(connection, outcome),
            *mart_differences(
                connection, figures.build(star) | {"delivery_quality": quality.delivery_quality(outcome, star)}
            ),
        ]


def fetch(connection: duckdb.DuckDBPyConnection, query: str) -> list[Row]:
    cursor = connection.execute(query)
    columns = [column[0] for column in cursor.description or []]
    return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]


# --- audit


def audit_differences(connection: duckdb.DuckDBPyConnection, outcome: Outcome) -> list[Difference]:
    files = fetch(connection, "select * from audit.delivery_file")
    for row in files:
        row["delivered_on"] = _day(row["delivered_on"])
    found = cells("audit.delivery_file", files, outcome.delivery_files(), ("file_name", "sha256"))
    quarantined = fetch(connection, "select file_name, line, column_name, rule, scope from audit.quarantined_row")
    found += bags("audit.quarantined_row", map(_values, quarantined), outcome.quarantined_rows())
    unmapped = fetch(connection, "select kind, column_name, label, n_rows from audit.unmapped_label")
    wanted = [(*key, n_rows) for key, n_rows in outcome.unmapped_labels.items()]
    return found + bags("audit.unmapped_label", map(_values, unmapped), wanted)


def _day(moment: date | datetime | None) -> date | None:
    return moment.date() if isinstance(moment, datetime) else moment


def _values(row: Row) -> tuple[Any, ...]:
    return tuple(row.values())


# --- marts


def mart_differences(connection: duckdb.DuckDBPyConnection, marts: dict[str, list[Row]]) -> list[Difference]:
    """Every cell of every mart, both ways: a table or a column that only one side has is a difference too."""
    found: list[Difference] = []
    there = {row["name"] for row in fetch(connection, TABLES_OF_MARTS)}
    for name in sorted(there | set(marts)):
        if name not in there or name not in marts:
            found.append(Difference(f"marts.{name}", (), "*", name in there, name in marts))
            continue
        got, wanted = fetch(connection, f'from marts."{name}"'), marts[name]
        found += cells(f"marts.{name}", got, wanted, MART_KEYS[name])
        columns = {column for row in got for column in row} - {column for row in wanted for column in row}
        # Only the build file has these: which records a count counts is no figure.
        columns = {column for column in columns if not column.endswith("_digest")}
        found += [
            Difference(f"marts.{name}", (), column, "a column", "no such column")
            for column in sorted(columns - TEXTS_OF_MARTS - {"assumption_order"})
            if wanted
        ]
    return found


# --- core

PARTICIPANT = """select participant_key, role, gender, birth_year, postcode4, neighbourhood_key,
    youngest_child_birth_year, oldest_child_birth_year, has_bsn, is_linked_to_decisions from core.dim_participant"""
GROUPS = "select group_key, group_id from core.dim_group"
RESPONSES = """select response_key, q.questionnaire, cast(q.version as varchar) as version, r.target_group, r.group_key,
    r.group_type, moment_key, submitted_at, date_key, invitation_key, participant_key, respondent_key, is_completed,
    is_superseded, is_respondent, n_answered
    from core.fct_response r join core.dim_questionnaire q using (questionnaire_key)"""
INVITATIONS = """select invitation_key, target_group, participant_key, group_key, moment_key, invited_date_key,
    is_responded, responded_date_key from core.fct_invitation"""
DIMENSIONS = {
    "dim_participant": "participant_key",
    "dim_group": "group_key",
    "dim_statement": "statement_key",
    "dim_questionnaire": "questionnaire_key",
    "dim_moment": "moment_key",
    "dim_organisation": "organisation_key",
    "dim_neighbourhood": "neighbourhood_key",
    "dim_theme": "theme_key",
    "dim_help_category": "help_category_key",
    "dim_end_reason": "end_reason_key",
    "dim_follow_up": "follow_up_key",
}


class Pointers:
    """What a key of the product means: the row it points at, as a tuple; 'onbekend' stays."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, star: Star) -> None:
        self.product_people = {row["participant_key"]: _values(row)[1:] for row in fetch(connection, PARTICIPANT)}
        self.product_groups = {row["group_key"]: row["group_id"] for row in fetch(connection, GROUPS)}
        self.people = {row["participant"]: _values(row)[1:] for row in star.dim_participant}

    def group(self, key: str) -> str:
        return UNKNOWN if key == UNKNOWN else str(self.product_groups[key])

    def product_person(self, key: str) -> Any:
        return UNKNOWN if key == UNKNOWN else self.product_people[key]

    def person(self, client: str) -> Any:
        return UNKNOWN if client == UNKNOWN else self.people[client]


def core_differences(connection: duckdb.DuckDBPyConnection, star: Star) -> list[Difference]:
    pointers = Pointers(connection, star)
    return [
        *unknown_members(connection),
        *group_differences(connection, star),
        *participant_differences(connection, star),
        *participation_differences(connection, star, pointers),
        *survey_differences(connection, star, pointers),
        *help_differences(connection, star, pointers),
    ]


def unknown_members(connection: duckdb.DuckDBPyConnection) -> list[Difference]:
    """Every dimension but dim_date has one member 'onbekend'."""
    found: list[Difference] = []
    for table, key in DIMENSIONS.items():
        rows = fetch(connection, f"select count(*) as n from core.{table} where {key} = 'onbekend'")
        found += [Difference(f"core.{table}", (UNKNOWN,), "*", row["n"], 1) for row in rows if row["n"] != 1]
    return found


def group_differences(connection: duckdb.DuckDBPyConnection, star: Star) -> list[Difference]:
    got = fetch(connection, "select * from core.dim_group where group_key <> 'onbekend'")
    called = {"group": "group_id", "neighbourhood": "neighbourhood_key"}
    wanted = [{called.get(name, name): value for name, value in row.items()} for row in star.dim_group]
    bridge = fetch(
        connection,
        """select group_id, name, is_lead from core.bridge_group_organisation
        join core.dim_group using (group_key) join core.dim_organisation using (organisation_key)
        where group_key <> 'onbekend'""",
    )
    names = {UNKNOWN: UNKNOWN} | {
        row["name"]: UNKNOWN
        for row in fetch(connection, "select name from core.dim_organisation where organisation_key = 'onbekend'")
    }
    bridged = [(row["group_id"], names.get(row["name"], row["name"]), row["is_lead"]) for row in bridge]
    sessions = fetch(
        connection,
        """select group_id, date_key, minutes, n_facilitators, is_held from core.fct_session
        join core.dim_group using (group_key)""",
    )
    return [
        *cells("core.dim_group", got, wanted, ("group_id",)),
        *bags("core.bridge_group_organisation", bridged, map(_values, star.bridge_group_organisation)),
        *bags("core.fct_session", map(_values, sessions), map(_values, star.fct_session)),
    ]


def participant_differences(connection: duckdb.DuckDBPyConnection, star: Star) -> list[Difference]:
    got = [_values(row)[1:] for row in fetch(connection, PARTICIPANT) if row["participant_key"] != UNKNOWN]
    return bags("core.dim_participant", got, [_values(row)[1:] for row in star.dim_participant])


def participation_differences(
    connection: duckdb.DuckDBPyConnection, star: Star, pointers: Pointers
) -> list[Difference]:
    """Participations, attendance, and which participations are of one person."""
    measures = ("days_waited", "age_at_start", "status")
    counts = ("sessions_attended", "sessions_possible", "attendance_share")
    got_rows = fetch(connection, "select * from core.fct_participation")
    got = {
        row["participation_key"]: (
            pointers.product_person(row["participant_key"]),
            pointers.group(row["group_key"]),
            *(row[name] for name in ("applied_date_key", "started_date_key", "ended_date_key", *measures)),
            *(row[name] for name in ("end_reason_key", "follow_up_key", *counts)),
        )
        for row in got_rows
    }
    wanted = {
        row["participation"]: (
            pointers.person(row["participant"]),
            row["group"],
            *(row[name] for name in ("applied", "started", "ended", *measures)),
            *(row[name] for name in ("end_reason", "follow_up", *counts)),
        )
        for row in star.fct_participation
    }
    found = bags("core.fct_participation", got.values(), wanted.values())
    found += clusters(
        "core.fct_participation by participant",
        [(row["participant_key"], got[row["participation_key"]]) for row in got_rows],
        [(row["participant"], wanted[row["participation"]]) for row in star.fct_participation],
    )
    attended = fetch(connection, "select * from core.fct_attendance")
    found += bags(
        "core.fct_attendance",
        [
            (got.get(row["participation_key"]), pointers.group(row["group_key"]), row["date_key"], row["status"])
            for row in attended
        ],
        [(wanted[row["participation"]], row["group"], row["date"], row["status"]) for row in star.fct_attendance],
    )
    return found + clusters(
        "core.fct_attendance by participation",
        [(row["participation_key"], (row["date_key"], row["status"])) for row in attended],
        [(row["participation"], (row["date"], row["status"])) for row in star.fct_attendance],
    )


def survey_differences(connection: duckdb.DuckDBPyConnection, star: Star, pointers: Pointers) -> list[Difference]:
    """Invitations, responses, answers and mentions; and which responses are of one respondent or invitation."""
    got_invitations = {
        row["invitation_key"]: (
            row["target_group"],
            pointers.product_person(row["participant_key"]),
            pointers.group(row["group_key"]),
            *(row[name] for name in ("moment_key", "invited_date_key", "is_responded", "responded_date_key")),
        )
        for row in fetch(connection, INVITATIONS)
        if row["invitation_key"] != UNKNOWN
    }
    wanted_invitations = {
        row["invitation"]: (
            row["target_group"],
            pointers.person(row["participant"]),
            row["group"],
            *(row[name] for name in ("moment", "invited", "is_responded", "responded")),
        )
        for row in star.fct_invitation
    }
    same = (
        "target_group",
        "group_type",
        "submitted_at",
        "is_completed",
        "is_superseded",
        "is_respondent",
        "n_answered",
    )
    got_rows = by(fetch(connection, RESPONSES), "response_key")
    got = {
        key: (
            row["questionnaire"],
            row["version"],
            pointers.product_person(row["participant_key"]),
            pointers.group(row["group_key"]),
            row["moment_key"],
            row["date_key"],
            got_invitations.get(row["invitation_key"], row["invitation_key"]),
            *(row[name] for name in same),
        )
        for key, row in got_rows.items()
    }
    wanted = {
        (row["questionnaire"], row["response"]): (
            row["questionnaire"],
            row["version"],
            pointers.person(row["participant"]),
            row["group"],
            row["moment"],
            row["submitted_at"].date(),
            wanted_invitations.get(row["invitation"], row["invitation"]),
            *(row[name] for name in same),
        )
        for row in star.fct_response
    }
    found = bags("core.fct_invitation", got_invitations.values(), wanted_invitations.values())
    found += bags("core.fct_response", got.values(), wanted.values())
    found += clusters(
        "core.fct_response by respondent",
        [(row["respondent_key"], got[key]) for key, row in got_rows.items() if row["respondent_key"] != UNKNOWN],
        [
            ((row["questionnaire"], row["respondent"]), wanted[row["questionnaire"], row["response"]])
            for row in star.fct_response
            if row["respondent"] != UNKNOWN
        ],
    )
    found += bags(
        "core.fct_measurement",
        [
            (
                got.get(row["response_key"]),
                row["statement_key"],
                row["target_group"],
                pointers.product_person(row["participant_key"]),
                pointers.group(row["group_key"]),
                *(row[name] for name in ("moment_key", "date_key", "score", "answer_class")),
            )
            for row in fetch(connection, "select * from core.fct_measurement")
        ],
        [
            (
                wanted[row["questionnaire"], row["response"]],
                row["statement"],
                row["target_group"],
                pointers.person(row["participant"]),
                row["group"],
                *(row["moment"], row["submitted_at"].date(), row["score"], row["answer_class"]),
            )
            for row in star.fct_measurement
        ],
    )
    return found + bags(
        "core.fct_theme_mention",
        [
            (
                got.get(row["response_key"]),
                *(row[name] for name in ("question", "theme_key", "target_group")),
                pointers.group(row["group_key"]),
                row["date_key"],
                row["n_coders"],
            )
            for row in fetch(connection, "select * from core.fct_theme_mention")
        ],
        [
            (
                wanted[row["questionnaire"], row["response"]],
                *(row[name] for name in ("question", "theme", "target_group", "group", "date", "n_coders")),
            )
            for row in star.fct_theme_mention
        ],
    )


def help_differences(connection: duckdb.DuckDBPyConnection, star: Star, pointers: Pointers) -> list[Difference]:
    decided = ("decided_date_key", "start_date_key", "end_date_key", "delivery_form", "referrer")
    got = [
        (pointers.product_person(row["participant_key"]), row["help_category_key"], *(row[name] for name in decided))
        for row in fetch(connection, "select * from core.fct_help_decision")
    ]
    wanted = [
        (
            pointers.person(row["participant"]),
            row["help_category"],
            *(row[name] for name in ("decided", "start", "end", "delivery_form", "referrer")),
        )
        for row in star.fct_help_decision
    ]
    observed = ("covered_from", "covered_until", "days_observed", "has_event")
    followed = [
        (
            pointers.product_person(row["participant_key"]),
            pointers.group(row["group_key"]),
            *(row[name] for name in ("ended_date_key", *observed)),
            *(row[name] for name in ("event_date_key", "help_category_key", "had_help_before")),
        )
        for row in fetch(connection, "select * from core.fct_help_follow_up")
    ]
    to_follow = [
        (
            pointers.person(row["participant"]),
            row["group"],
            *(row[name] for name in ("ended", *observed)),
            *(row[name] for name in ("event_date", "help_category", "had_help_before")),
        )
        for row in star.fct_help_follow_up
    ]
    return bags("core.fct_help_decision", got, wanted) + bags("core.fct_help_follow_up", followed, to_follow)


# --- history

HISTORY = {
    "groups": (
        "wiz/groepen",
        {
            "group_id": "groep_id",
            "group_name": "naam",
            "group_type": "groepstype",
            "target_group": "doelgroep",
            "lead_organisation": "organisatie",
            "neighbourhood_key": "wijk",
            "start_date": "startdatum",
            "end_date": "einddatum",
            "partners": "partners",
            "planned_sessions": "gepland_aantal_bijeenkomsten",
            "max_participants": "max_deelnemers",
            "continues_as_network": "voortgezet_als_netwerk",
        },
    ),
    "participants": (
        "wiz/deelnemers",
        {
            "role": "rol",
            "gender": "geslacht",
            "birth_year": "geboortedatum",
            "postcode4": "postcode",
            "neighbourhood_key": "wijk",
            "youngest_child_birth_year": "jongste_kind_geboortejaar",
            "oldest_child_birth_year": "oudste_kind_geboortejaar",
            "has_bsn": "bsn",
        },
    ),
    "participations": (
        "wiz/deelnames",
        {
            "applied_on": "aanmelddatum",
            "started_on": "startdatum",
            "ended_on": "einddatum",
            "end_reason": "reden_beeindiging",
            "follow_up": "vervolg_bij_uitstroom",
        },
    ),
}


# Which spans are of one thing, and which things hang together: a key of the product, and what it is a hash of.
HISTORY_KEYS = {
    "groups": {"group_key": "groep_id"},
    "participants": {"participant_key": "client_id"},
    "participations": {"participation_key": "deelname_id", "participant_key": "client_id", "group_key": "groep_id"},
}


def history_differences(connection: duckdb.DuckDBPyConnection, outcome: Outcome) -> list[Difference]:
    """Versions by what they say and when they stood; NULL and 'onbekend' are one here."""
    found: list[Difference] = []
    for table, (kind, columns) in HISTORY.items():
        rows = fetch(connection, f"from history.{table}")
        spans = outcome.history.get(kind, [])
        got = [_version(row, columns, row["valid_from"], row["valid_to"], row["is_current"]) for row in rows]
        wanted = [
            _version(span.row, columns.values(), span.valid_from, span.valid_to, span.valid_to is None)
            for span in spans
        ]
        found += bags(f"history.{table}", got, wanted)
        for key, hashed in HISTORY_KEYS[table].items():
            found += clusters(
                f"history.{table} by {key}",
                [(row[key], version) for row, version in zip(rows, got, strict=True)],
                [(span.row[hashed], version) for span, version in zip(spans, wanted, strict=True)],
            )
    return found


def _version(row: Row, columns: Iterable[str], *stood: Any) -> tuple[Any, ...]:
    return (*(UNKNOWN if row[column] is None else row[column] for column in columns), *stood)


# --- how two tables are held side by side


def cells(table: str, got: Sequence[Row], want: Sequence[Row], key: Sequence[str]) -> list[Difference]:
    """Differences cell by cell; rows are told apart by the key, columns are those of the reference."""
    got_rows = grouped(got, lambda row: tuple(row[name] for name in key))
    want_rows = grouped(want, lambda row: tuple(row[name] for name in key))
    found = [
        Difference(table, one, "*", len(got_rows.get(one, [])), len(want_rows.get(one, [])))
        for one in sorted({*got_rows, *want_rows}, key=str)
        if len(got_rows.get(one, [])) != len(want_rows.get(one, []))
    ]
    for one, rows in want_rows.items():
        for got_row, want_row in zip(got_rows.get(one, []), rows, strict=False):
            for column, value in want_row.items():
                if column not in got_row:
                    found.append(Difference(table, one, column, "no such column", value))
                elif not same_value(got_row[column], value):
                    found.append(Difference(table, one, column, got_row[column], value))
    return found


def bags(table: str, got: Iterable[tuple[Any, ...]], want: Iterable[tuple[Any, ...]]) -> list[Difference]:
    """Rows that one side has more often than the other."""
    got_counts, want_counts = Counter(map(_settled, got)), Counter(map(_settled, want))
    return [
        Difference(table, one, "*", got_counts[one], want_counts[one])
        for one in sorted({*got_counts, *want_counts}, key=str)
        if got_counts[one] != want_counts[one]
    ]


def clusters(
    table: str, got: Iterable[tuple[Any, tuple[Any, ...]]], want: Iterable[tuple[Any, tuple[Any, ...]]]
) -> list[Difference]:
    """Whether the same rows hang together under one key, whatever the key is."""

    def bunches(pairs: Iterable[tuple[Any, tuple[Any, ...]]]) -> list[tuple[Any, ...]]:
        together: dict[Any, list[Any]] = {}
        for key, row in pairs:
            together.setdefault(key, []).append(_settled(row))
        return [tuple(sorted(rows, key=str)) for rows in together.values()]

    return bags(table, bunches(got), bunches(want))


def _settled(value: Any) -> Any:
    """The value in a form in which both sides write it: numbers rounded, NaN as None."""
    if isinstance(value, tuple):
        return tuple(_settled(part) for part in value)
    if isinstance(value, float):
        return None if math.isnan(value) else round(value, 9)
    return value


def same_value(got: Any, want: Any) -> bool:
    if got is None or want is None:
        return got is None and want is None
    if isinstance(got, bool) or isinstance(want, bool):
        return bool(got) == bool(want)
    if isinstance(got, int | float) and isinstance(want, int | float):
        return math.isclose(got, want, rel_tol=TOLERANCE, abs_tol=TOLERANCE)
    return bool(got == want)
