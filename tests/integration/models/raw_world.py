"""A small made-up world as the intake hands it to dbt: typed raw tables and the ledger, without reading any file.

Nothing here parses deliveries, and nothing computes figures.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb

from schemas import lists
from schemas.kinds import KINDS, DeliveryKind
from schemas.reference import load_reference
from warehouse.raw.rows import raw_schema

UTRECHT = load_reference()
STATEMENTS = tuple(UTRECHT.wordings)
MOMENTS = UTRECHT.codes(lists.MOMENTS)
THEMES = ("inzichten", "meer_rust", "goed_geluisterd", "groep_te_groot")
ORGANISATIONS = ("Lokalis", "DOCK", "JoU", "JGZ", "KOOS", "Spoor030", "Sport Utrecht", "onbekend")
GROUP_TYPES = ("oudertraining", "lotgenotengroep", "weerbaarheidstraining", "sportgroep", "onbekend")


def columns_of(kind: DeliveryKind) -> str:
    """Those that the intake writes, with their types; of the answers to statements raw.antwoord_scores has the rows."""
    schema = raw_schema(kind)
    schema = schema.remove(schema.get_field_index("scores")) if kind.holds_responses else schema
    written = duckdb.from_arrow(schema.empty_table())
    return ", ".join(f"{name} {of_column}" for name, of_column in zip(written.columns, written.types, strict=True))


KIND_OF = {kind.prefix: kind for kind in KINDS.values()}
COLUMNS = {
    **{table: columns_of(kind) for table, kind in KIND_OF.items()},
    "antwoord_scores": """delivery_id varchar, line bigint, vragenlijst varchar, respons_id varchar, statement varchar,
        score integer""",
    "delivery_file": """delivery_id varchar, kind varchar, file_name varchar, sha256 varchar, delivered_on date,
        status varchar, reason varchar, n_read bigint, n_valid bigint, n_quarantined bigint, n_dropped bigint,
        file_order bigint, taken_on date, file_key varchar""",
    "snapshot": "kind varchar, delivered_on date, delivery_id varchar",
    "replaced_snapshot": "kind varchar, delivered_on date, delivery_id varchar, file_key varchar, sha256 varchar",
    "snapshot_key": "delivery_id varchar, key varchar",
    "listed_key": "delivery_id varchar, kind varchar, key varchar",
    "quarantined_row": "delivery_id varchar, line bigint, column_name varchar, rule varchar, scope varchar",
    "unlisted_code": "delivery_id varchar, kind varchar, column_name varchar, code varchar, n_rows bigint",
    "unmapped_label": "delivery_id varchar, kind varchar, column_name varchar, label varchar, n_rows bigint",
}
Row = dict[str, Any]


@dataclass
class RawWorld:
    """Rows by table, grown delivery by delivery."""

    rows: dict[str, list[Row]] = field(default_factory=lambda: {table: [] for table in COLUMNS})

    def deliver(self, table: str, delivered_on: date, rows: list[Row], listed: tuple[str, ...] = ()) -> str:
        """Add one accepted file; one of a snapshot kind is the snapshot of its date."""
        kind = KIND_OF[table].name
        delivery_id = f"{table}-{delivered_on:%Y%m%d}"
        self.rows[table] += [
            {**row, "delivery_id": delivery_id, "line": number} for number, row in enumerate(rows, start=2)
        ]
        self.rows["antwoord_scores"] += [
            {**row, "delivery_id": delivery_id, "line": number, "statement": statement, "score": row[statement]}
            for number, row in enumerate(rows, start=2)
            for statement in STATEMENTS
            if row.get(statement) is not None
        ]
        self.rows["delivery_file"].append(
            {
                "delivery_id": delivery_id,
                "kind": kind,
                "file_name": f"{kind}_{delivered_on}.csv",
                "file_key": f"key of {kind}_{delivered_on}.csv",
                "sha256": f"hash of {delivery_id}",
                "delivered_on": delivered_on,
                "status": "accepted",
                "n_read": len(rows) + len(listed),
                "n_valid": len(rows),
                "n_quarantined": len(listed),
                "n_dropped": 0,
                "file_order": delivered_on.toordinal(),
                "taken_on": delivered_on,
            }
        )
        for line, key in enumerate(listed, start=len(rows) + 2):
            self.rows["listed_key"].append({"delivery_id": delivery_id, "kind": kind, "key": key})
            self.rows["quarantined_row"].append(
                {"delivery_id": delivery_id, "line": line, "column_name": None, "rule": "domain", "scope": "row"}
            )
        if KIND_OF[table].is_snapshot:
            self.rows["snapshot"].append({"kind": kind, "delivered_on": delivered_on, "delivery_id": delivery_id})
        return delivery_id

    def write(self, database: Path) -> None:
        """Write the schema raw, in the order of delivery."""
        with duckdb.connect(str(database)) as connection:
            connection.execute("create schema raw")
            for table, columns in COLUMNS.items():
                connection.execute(f"create table raw.{table} ({columns})")
                names = [column.split()[0] for column in columns.replace("\n", " ").split(",")]
                values = [[row.get(name) for name in names] for row in self.rows[table]]
                if values:
                    connection.executemany(
                        f"insert into raw.{table} values ({', '.join('?' for _ in names)})",
                        values,
                    )


@dataclass
class City:
    """What there is to deliver; `on` gives it as it is known on a day."""

    groups: list[Row]
    sessions: list[Row]
    clients: list[Row]
    participations: list[Row]
    attendance: list[Row]
    invitations: list[Row]
    responses: list[Row]
    decisions: list[Row]
    codings: list[Row]


def made_up_city(seed: int = 1, n_groups: int = 16) -> City:
    """Groups of 2024 and 2025 with everything around them, some of it missing or unknown."""
    chance = random.Random(seed)
    city = City([], [], [], [], [], [], [], [], [])
    for number in range(n_groups):
        _add_group(city, number, chance)
    _add_responses(city, chance)
    _add_decisions(city, chance)
    return city


def deliver_city(city: City) -> RawWorld:
    """Three nights: the first half of the city, all of it, all of it with late changes and one client gone."""
    world = RawWorld()
    wiz = {
        "groepen": city.groups,
        "bijeenkomsten": city.sessions,
        "deelnemers": city.clients,
        "deelnames": city.participations,
        "aanwezigheid": city.attendance,
    }
    gone = city.clients[3]["client_pseudonym"]
    for night in (date(2025, 1, 31), date(2025, 10, 31), date(2025, 12, 31)):
        for table, rows in wiz.items():
            known = rows[: len(rows) // 2] if night.year == 2025 and night.month == 1 else rows
            if night.month == 12 and table == "deelnemers":
                known = [row for row in rows if row["client_pseudonym"] != gone]
            listed = (str(rows[0]["groep_id"]),) if table == "groepen" and night.month == 12 else ()
            world.deliver(table, night, [row for row in known if not listed or row["groep_id"] not in listed], listed)
    half = len(city.responses) // 2
    changed = [{**row, "aanraden": 5} for row in city.responses[:3]]
    world.deliver("antwoorden", date(2025, 6, 30), city.responses[:half])
    world.deliver("antwoorden", date(2025, 12, 31), changed + city.responses[3:])
    world.deliver("uitnodigingen", date(2025, 12, 31), city.invitations)
    world.deliver("beschikkingen", date(2025, 12, 31), city.decisions)
    world.deliver("coderingen", date(2025, 12, 31), city.codings)
    world.rows["unmapped_label"].append(
        {
            "delivery_id": "groepen-20251231",
            "kind": "wiz/groepen",
            "column_name": "groepstype",
            "label": "Kookgroep",
            "n_rows": 2,
        }
    )
    world.rows["delivery_file"].append(
        {
            "file_name": "wiz/groepen_vorige.csv",
            "file_key": "key of wiz/groepen_vorige.csv",
            "sha256": "hash of a file without a column",
            "kind": "wiz/groepen",
            "delivered_on": date(2025, 12, 31),
            "status": "rejected",
            "reason": "missing_column",
            "n_read": 0,
            "n_valid": 0,
            "n_quarantined": 0,
            "n_dropped": 0,
            "taken_on": date(2025, 12, 31),
        }
    )
    return world


def _add_group(city: City, number: int, chance: random.Random) -> None:
    group_id = f"G{number:03d}"
    start = date(2024, 1, 15) + timedelta(days=chance.randrange(0, 660))
    n_sessions = chance.choice((2, 4, 6, 8, 10, 12))
    end = start + timedelta(days=7 * n_sessions)
    doelgroep = chance.choice(("jongeren", "opvoeders", "gezinnen"))
    city.groups.append(
        {
            "groep_id": group_id,
            "naam": f"Groep {number}",
            "groepstype": chance.choice(GROUP_TYPES),
            "doelgroep": doelgroep,
            "organisatie": chance.choice(ORGANISATIONS),
            "partners": ",".join(chance.sample(ORGANISATIONS, chance.randrange(1, 4)))
            if chance.random() < 0.8
            else None,
            "wijk": chance.choice((*(f"WK0344{wijk:02d}" for wijk in range(1, 11)), "onbekend", None)),
            "startdatum": start,
            "einddatum": end if chance.random() < 0.9 else None,
            "gepland_aantal_bijeenkomsten": n_sessions,
            "voortgezet_als_netwerk": chance.choice((True, False, None)),
        }
    )
    sessions = [
        {
            "bijeenkomst_id": f"{group_id}-S{session:02d}",
            "groep_id": group_id,
            "datum": start + timedelta(days=7 * session),
            "duur_minuten": chance.choice((60, 90, 120, None)),
            "aantal_begeleiders": 2,
        }
        for session in range(n_sessions)
    ]
    if chance.random() < 0.3:
        far = {**sessions[-1], "bijeenkomst_id": f"{group_id}-S99", "datum": start - timedelta(days=90)}
        sessions.append(far)
    city.sessions += sessions
    for _ in range(chance.randrange(1, 15)):
        _add_participation(city, group_id, doelgroep, start, end, sessions, chance)


def _add_participation(
    city: City, group_id: str, doelgroep: str, start: date, end: date, sessions: list[Row], chance: random.Random
) -> None:
    if city.clients and chance.random() < 0.2:
        client = chance.choice(city.clients)
    else:
        client = _client(len(city.clients), doelgroep, chance)
        city.clients.append(client)
    participation_id = f"P{len(city.participations):05d}"
    began = start if chance.random() < 0.9 else None
    stopped = chance.choice((end, end, end, start + timedelta(days=20), None))
    city.participations.append(
        {
            "deelname_id": participation_id,
            "client_pseudonym": client["client_pseudonym"] if chance.random() < 0.98 else "nobody known",
            "groep_id": group_id,
            "aanmelddatum": start - timedelta(days=chance.randrange(0, 90)),
            "startdatum": began,
            "einddatum": stopped,
            "reden_beeindiging": chance.choice(("01", "01", "02", "03", "05", "onbekend")) if stopped else None,
            "vervolg_bij_uitstroom": chance.choice(("geen_vervolg", "andere_groep", "specialistische_hulp", None))
            if stopped
            else None,
        }
    )
    city.attendance += [
        {
            "deelname_id": participation_id,
            "bijeenkomst_id": session["bijeenkomst_id"],
            "status": chance.choice(("aanwezig", "aanwezig", "aanwezig", "afgemeld", "afwezig")),
        }
        for session in sessions
        if began and (stopped is None or session["datum"] <= stopped)
    ]


def _client(number: int, doelgroep: str, chance: random.Random) -> Row:
    young = doelgroep == "jongeren"
    youngest = chance.randrange(2008, 2022)
    return {
        "client_pseudonym": f"client {number}",
        "bsn_pseudonym": f"bsn {number if number != 5 else 4}" if chance.random() < 0.85 else None,
        "geboortejaar": chance.randrange(2005, 2014) if young else chance.randrange(1970, 1995),
        "geslacht": chance.choice(("M", "V", "O", "onbekend")),
        "rol": "jongere" if young else chance.choice(("moeder", "vader", "andere_opvoeder")),
        "postcode4": str(chance.randrange(3511, 3585)),
        "wijk": chance.choice(("WK034401", "WK034403", "onbekend", None)),
        "jongste_kind_geboortejaar": None if young else youngest,
        "oudste_kind_geboortejaar": None if young or chance.random() < 0.2 else youngest - chance.randrange(0, 9),
    }


def _add_responses(city: City, chance: random.Random) -> None:
    groups = {group["groep_id"]: group for group in city.groups}
    for number, participation in enumerate(city.participations):
        group = groups[participation["groep_id"]]
        questionnaire = "EW-J" if group["doelgroep"] == "jongeren" else "EW-O"
        code = f"code {number}" if chance.random() < 0.7 else None
        for index, moment in enumerate(MOMENTS):
            sent = group["startdatum"] + timedelta(days=180 * index)
            if sent > date(2025, 12, 1) or chance.random() < 0.3:
                continue
            invitation_id = f"I{number:04d}{index}"
            city.invitations.append(
                {
                    "uitnodiging_id": invitation_id,
                    "vragenlijst": questionnaire,
                    "uitgenodigd_op": sent,
                    "meetmoment": moment,
                    "groep_id": group["groep_id"] if chance.random() < 0.9 else None,
                    "client_pseudonym": participation["client_pseudonym"] if chance.random() < 0.3 else None,
                }
            )
            for attempt in range(chance.choice((0, 1, 1, 1, 2))):
                used = invitation_id if chance.random() < 0.9 else None
                response = _response(len(city.responses), questionnaire, moment, sent, attempt, chance)
                city.responses.append(
                    {
                        **response,
                        "uitnodiging_id": used,
                        "respondent_pseudonym": code,
                        "groep_id": group["groep_id"] if chance.random() < 0.8 else chance.choice((None, "G999")),
                        "groepstype": chance.choice((None, "sportgroep")),
                    }
                )
                _add_codings(city, response, chance)


def _response(number: int, questionnaire: str, moment: str, sent: date, attempt: int, chance: random.Random) -> Row:
    left_out = "gezin_geleerd" if questionnaire == "EW-J" else "geleerd"
    empty = chance.random() < 0.05
    answers = {
        statement: None if empty or statement == left_out else chance.choice((1, 2, 3, 4, 4, 5, 5, None))
        for statement in STATEMENTS
    }
    return {
        "vragenlijst": questionnaire,
        "respons_id": f"R{number:05d}",
        "versie": chance.choice((1, 2)),
        "ingevuld_op": datetime(sent.year, sent.month, sent.day, 20) + timedelta(days=attempt * 3),
        "meetmoment": moment,
        "open_positief": "Het was fijn." if not empty and chance.random() < 0.5 else None,
        **answers,
    }


def _add_codings(city: City, response: Row, chance: random.Random) -> None:
    if response["open_positief"] is None:
        return
    for coder in ("Anna", "Bert") if chance.random() < 0.6 else ("Anna",):
        for theme in chance.sample(THEMES, chance.choice((0, 1, 1, 2))) or ["geen"]:
            city.codings.append(
                {
                    "vragenlijst": response["vragenlijst"],
                    "respons_id": response["respons_id"] if chance.random() < 0.98 else "not delivered",
                    "vraag": "open_positief",
                    "thema": theme,
                    "codeur": coder,
                    "gecodeerd_op": date(2025, 12, 1),
                    "codeboek_versie": "1",
                    "citaat": f"Fijn, zegt {len(city.codings)}." if theme != "geen" and chance.random() < 0.1 else None,
                }
            )


def _add_decisions(city: City, chance: random.Random) -> None:
    for number, client in enumerate(city.clients):
        for product in range(chance.choice((0, 0, 1, 2))):
            begin = date(2024, 3, 1) + timedelta(days=chance.randrange(0, 640))
            allocated = chance.random() < 0.9
            city.decisions.append(
                {
                    "gemeentecode": "0344",
                    "toewijzingnummer": f"T{number:04d}{product}",
                    "beschikkingnummer": f"B{number:04d}",
                    "datum_afgifte": begin - timedelta(days=10),
                    "bsn_pseudonym": client["bsn_pseudonym"],
                    "resultaat": "toegewezen" if allocated else "afgewezen",
                    "productcategorie": chance.choice(("45", "54", "40")),
                    "toewijzingsdatumtijd": datetime(begin.year, begin.month, begin.day, 12) if allocated else None,
                    "ingangsdatum": begin,
                    "einddatum": begin if number % 17 == 0 else begin + timedelta(days=200),
                    "reden_wijziging": "13" if number % 17 == 0 else None,
                    "leveringsvorm": chance.choice(("zin", "pgb", None)),
                    "verwijzer": chance.choice(("01", "02", None)),
                }
            )
