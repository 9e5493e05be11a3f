"""Seeded landing areas of a few nights that are as awkward as the contract allows, to hold product and reference
against each other. Only the writing is here; what must come of it is computed by deliveries.py.
"""

import copy
import io
import random
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl

from . import contract
from .values import passes_elfproef

Row = dict[str, Any]
World = dict[str, list[Row]]

FIRST_DAY = date(2024, 7, 1)
BSNS = [str(number) for number in range(999900006, 999920000) if passes_elfproef(str(number))]
QUOTES = ("Nu weet ik wie ik kan bellen.", "Een kleinere groep was fijner.", None)
TEXTS = ("", "goed", "Meer bijeenkomsten,\nen langer.", 'Zij zei: "kom terug"; dat hielp.', "Eén €", " \u00a0 ")
FOLLOW_UP_LABELS = ("geen_vervolg", "Andere groep", "buurtteam_individueel", "onbekend", "iets anders", None)
BAD = {
    "id": ("45.0", "9,999E+08", ""),
    "code": ("onzin", "17", "ja/nee"),
    "date": (
        "31-06-2025",
        "1-2-25",
        "1/2/2025",
        "45292",
        "1999-12-31",
        "2025-01-01 24:00",
        "30-03-2025 02:30",
        "vandaag",
    ),
    "answer": ("0", "6", "3.0", "4 - Mee eens", "eens"),
    "integer": ("veel", "1,5", "-1", "12.0"),
    "boolean": ("misschien", "2"),
    "postcode": ("35250", "3525 A", "abcd"),
    "bsn": ("999900007", "9999.00.006", "1234567", "onbekend", "9,999E+08"),
    "birth_date": ("31-12-1899", "01-01-2027", "1985", "00-00-1985"),
    "birth_year": ("1899", "2031", "85"),
    "municipality": ("344", "03441", "O344"),
}
BAD |= {"datetime": BAD["date"], "end_date": ("31-06-2025", "1-2-25", "1999-12-31", "ooit")}


def write_nights(folder: Path, seed: int, nights: Sequence[date]) -> list[tuple[Path, date]]:
    """A landing folder for each night; a later one holds the earlier files too."""
    chance = random.Random(seed)
    world = make_world(chance)
    written: dict[str, bytes] = {}
    landings = []
    for number, as_of in enumerate(nights, start=1):
        written |= exports(world, as_of, chance, number)
        written |= oddities(written, as_of, chance)
        landing = folder / f"night_{number}"
        for name, content in written.items():
            path = landing / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        landings.append((landing, as_of))
        change(world, chance)
    return landings


# --- the world


def make_world(chance: random.Random) -> World:
    world: World = {kind.name: [] for kind in contract.KINDS}
    for number in range(10):
        _make_group(world, number, chance)
    for number in range(chance.randrange(25, 40)):
        _make_client(world, number, chance)
    for number in range(chance.randrange(40, 70)):
        _make_participation(world, number, chance)
    for number in range(chance.randrange(60, 90)):
        _make_invitation(world, number, chance)
    for number in range(chance.randrange(60, 90)):
        _make_response(world, number, chance)
    for number in range(chance.randrange(30, 50)):
        _make_decision(world, number, chance)
    return world


def _day(chance: random.Random, start: date = FIRST_DAY, spread: int = 500) -> date:
    return start + timedelta(days=chance.randrange(spread))


def _make_group(world: World, number: int, chance: random.Random) -> None:
    start = _day(chance)
    end = start + timedelta(days=chance.randrange(150)) if chance.random() < 0.85 else None
    key = f"G{number:03d}"
    world["wiz/groepen"].append(
        {
            "groep_id": key,
            "naam": f"Groep {number}",
            "groepstype": chance.choice([*contract.GROUP_TYPES, "Filmclub"]),
            "doelgroep": chance.choice(contract.CODE_LISTS["doelgroep"]),
            "organisatie": chance.choice([*contract.ORGANISATIONS, "De Bieb"]),
            "partners": ", ".join(chance.choices([*contract.ORGANISATIONS, "De Bieb"], k=chance.randrange(4))),
            "wijk": chance.choice([*contract.NEIGHBOURHOODS, *contract.NEIGHBOURHOODS.values(), "Buitenwijk", None]),
            "startdatum": start,
            "einddatum": end,
            "gepland_aantal_bijeenkomsten": chance.choice([None, 8]),
            "max_deelnemers": chance.choice([None, 20]),
            "voortgezet_als_netwerk": chance.choice([None, True, False]),
        }
    )
    for session in range(chance.randrange(12)):
        world["wiz/bijeenkomsten"].append(
            {
                "bijeenkomst_id": f"B{number:03d}-{session}",
                "groep_id": key,
                "datum": start + timedelta(days=7 * session - chance.choice([0, 0, 0, 40])),
                "duur_minuten": chance.choice([60, 90, None]),
                "aantal_begeleiders": 2,
            }
        )


def _make_client(world: World, number: int, chance: random.Random) -> None:
    youngest = chance.choice([None, chance.randrange(2010, 2022)])
    world["wiz/deelnemers"].append(
        {
            "client_id": f"C{number:05d}",
            "bsn": chance.choice([BSNS[number], BSNS[number], BSNS[number], BSNS[0], None, "000000000", "999999999"]),
            "geboortedatum": chance.choice([None, _day(chance, date(1975, 1, 1), 13_000)]),
            "geslacht": chance.choice(["M", "1", "man", "V", "meisje", "O", "anders", "0", "onbekend", None]),
            "rol": chance.choice(contract.CODE_LISTS["rol"]),
            "postcode": chance.choice(["3512", "3512AB", "3524 xz", None]),
            "wijk": chance.choice([*contract.NEIGHBOURHOODS, "Zuid", None]),
            "jongste_kind_geboortejaar": youngest,
            "oudste_kind_geboortejaar": chance.choice([None, youngest, (youngest or 2015) - chance.randrange(9)]),
        }
    )


def _make_participation(world: World, number: int, chance: random.Random) -> None:
    group = chance.choice(world["wiz/groepen"])
    applied = group["startdatum"] - timedelta(days=chance.randrange(90))
    started = group["startdatum"] + timedelta(days=chance.choice([0, 0, 7])) if chance.random() < 0.9 else None
    ended = None
    if chance.random() < 0.8:
        ended = (started or applied) + timedelta(days=chance.randrange(120))
    row = {
        "deelname_id": f"D{number:04d}",
        "client_id": chance.choice([*(client["client_id"] for client in world["wiz/deelnemers"]), "C99999"]),
        "groep_id": chance.choice([group["groep_id"]] * 20 + ["G999"]),
        "aanmelddatum": applied,
        "startdatum": started,
        "einddatum": ended,
        "reden_beeindiging": chance.choice([*contract.END_REASONS, "Groep volgens plan afgerond", "weg", None]),
        "vervolg_bij_uitstroom": chance.choice(FOLLOW_UP_LABELS),
    }
    world["wiz/deelnames"].append(row)
    for session in world["wiz/bijeenkomsten"]:
        within = started and started <= session["datum"] <= (ended or date.max)
        if session["groep_id"] == row["groep_id"] and within and chance.random() < 0.9:
            attended = chance.choice(["aanwezig", "aanwezig", "aanwezig", "afgemeld", "afwezig"])
            keys = {"deelname_id": row["deelname_id"], "bijeenkomst_id": session["bijeenkomst_id"]}
            world["wiz/aanwezigheid"].append({**keys, "status": attended})


def _make_invitation(world: World, number: int, chance: random.Random) -> None:
    world["ervaringwijzer/uitnodigingen"].append(
        {
            # Some numbers are handed out again: in the other questionnaire, at another moment, or for the same.
            "uitnodiging_id": f"U{number // 3 if chance.random() < 0.3 else number:05d}",
            "vragenlijst": chance.choice(["EW-J", "EW-O"]),
            "uitgenodigd_op": _day(chance),
            "meetmoment": chance.choice([None, "einde", "einde", *contract.MOMENTS]),
            "groep_id": chance.choice([None, "G999", *(group["groep_id"] for group in world["wiz/groepen"])]),
            "client_id": chance.choice([None, "C99999", *(row["client_id"] for row in world["wiz/deelnemers"])]),
        }
    )


def _make_response(world: World, number: int, chance: random.Random) -> None:
    invitation = chance.choice([None, *world["ervaringwijzer/uitnodigingen"]])
    questionnaire = invitation["vragenlijst"] if invitation else chance.choice(["EW-J", "EW-O"])
    other = {"EW-O": "geleerd", "EW-J": "gezin_geleerd"}[questionnaire]
    filled = chance.random() < 0.93
    row: Row = {
        "vragenlijst": questionnaire,
        "respons_id": str(1000 + number),
        "versie": chance.choice([None, "1", "2"]),
        "ingevuld_op": datetime.combine(_day(chance), datetime.min.time()) + timedelta(minutes=chance.randrange(1440)),
        "uitnodiging_id": invitation["uitnodiging_id"] if invitation else chance.choice([None, "U99999"]),
        "respondentcode": chance.choice([None, f"R{chance.randrange(15)}"]),
        "meetmoment": invitation["meetmoment"]
        if invitation and chance.random() < 0.8
        else chance.choice([None, "einde", "einde", *contract.MOMENTS]),
        "groep_id": chance.choice([None, "G999", *(group["groep_id"] for group in world["wiz/groepen"])]),
        "groepstype": chance.choice([None, "oudertraining", "Sportgroep", "Filmclub"]),
    }
    for statement in contract.STATEMENTS:
        answered = filled and statement != other and chance.random() < 0.9
        row[statement] = chance.randrange(1, 6) if answered else None
    for question in contract.OPEN_QUESTIONS:
        row[question] = chance.choice(TEXTS) if filled else ""
    world["ervaringwijzer/antwoorden"].append(row)
    for question in contract.OPEN_QUESTIONS:
        for coder in chance.sample(["a", "b", "c"], chance.choice([0, 1, 2, 2])):
            for theme in chance.sample([*contract.THEMES, "geen"], chance.choice([1, 1, 2])):
                _make_coding(world, row, question, theme, coder, chance)


def _make_coding(world: World, response: Row, question: str, theme: str, coder: str, chance: random.Random) -> None:
    world["coderingen/coderingen"].append(
        {
            "vragenlijst": response["vragenlijst"],
            "respons_id": chance.choice([response["respons_id"]] * 40 + ["9999"]),
            "vraag": question,
            "thema": theme,
            "codeur": coder,
            "gecodeerd_op": response["ingevuld_op"].date(),
            "codeboek_versie": "1",
            "citaat": chance.choice([None] * 10 + list(QUOTES)),
        }
    )


def _make_decision(world: World, number: int, chance: random.Random) -> None:
    client = chance.choice(world["wiz/deelnemers"])
    issued = _day(chance, spread=600)
    allocated = chance.random() < 0.85
    start = issued + timedelta(days=chance.randrange(30))
    deleted = allocated and chance.random() < 0.1
    end = start if deleted else start + timedelta(days=chance.randrange(300)) if chance.random() < 0.8 else None
    world["beschikkingen/beschikkingen"].append(
        {
            "gemeentecode": "0344",
            "toewijzingnummer": f"{100_000 + number}",
            "beschikkingnummer": f"{500_000 + number}",
            "datum_afgifte": issued,
            "bsn": chance.choice([client["bsn"] or BSNS[-1], BSNS[-1 - number], "00000000"]),
            "resultaat": "toegewezen" if allocated else "afgewezen",
            "productcategorie": chance.choice(contract.PRODUCT_CATEGORIES),
            "productcode": chance.choice(["45A04", None]),
            "toewijzingsdatumtijd": datetime.combine(issued, datetime.min.time()) if allocated else None,
            "ingangsdatum": start if allocated else None,
            "einddatum": end if allocated else None,
            "reden_wijziging": "13" if deleted else chance.choice([None, "04"]),
            "leveringsvorm": chance.choice(["zin", "pgb", None]),
            "verwijzer": chance.choice([*contract.REFERRERS, None]),
        }
    )


def change(world: World, chance: random.Random) -> None:
    """What happens between two nights: things vanish, come back later, change, and new ones come."""
    for rows in world.values():
        if len(rows) > 10:
            rows.remove(chance.choice(rows))
    for row in chance.sample(world["wiz/deelnames"], 5):
        row["einddatum"] = (row["startdatum"] or row["aanmelddatum"]) + timedelta(days=chance.randrange(200))
    for row in chance.sample(world["beschikkingen/beschikkingen"], 5):
        if row["toewijzingsdatumtijd"]:
            row["toewijzingsdatumtijd"] += timedelta(days=chance.choice([-3, 1, 20]))
            row["einddatum"] = None
    for row in chance.sample(world["wiz/deelnemers"], 2):
        row["bsn"] = chance.choice(BSNS[100:110])
    for row in chance.sample(world["wiz/groepen"], 2):
        row["einddatum"] = row["startdatum"] + timedelta(days=chance.randrange(60))
    for row in chance.sample(world["ervaringwijzer/antwoorden"], 5):
        row["contact_buiten"] = chance.randrange(1, 6)
    for row in chance.sample(world["coderingen/coderingen"], 5):
        row["thema"] = chance.choice([*contract.THEMES, "geen"])
    number = chance.randrange(100, 999)
    _make_group(world, number, chance)
    _make_client(world, number, chance)
    _make_participation(world, number, chance)
    _make_invitation(world, number, chance)
    _make_response(world, number, chance)
    _make_decision(world, number, chance)


# --- the files


def exports(world: World, as_of: date, chance: random.Random, number: int) -> dict[str, bytes]:
    """Tonight's file of every kind, dated a little before the night or long before."""
    found = {}
    for kind in contract.KINDS:
        file_date = as_of - timedelta(days=chance.choice([0, 1, 1, 2, 90]))
        rows = copy.deepcopy(world[kind.name])
        if kind.way == "delta":
            rows = chance.sample(rows, len(rows) // 2)
        stamp = chance.choice([f"{file_date:%Y-%m-%d}", f"{file_date:%Y%m%d}"])
        extension = chance.choice([".csv", ".csv", ".CSV", ".xlsx"])
        name = f"{kind.folder}/{chance.choice([kind.prefix, kind.prefix.title()])}_{number}_{stamp}{extension}"
        writer = write_workbook if extension == ".xlsx" else write_csv
        found[name] = writer(kind, rows, chance)
    return found


def oddities(written: dict[str, bytes], as_of: date, chance: random.Random) -> dict[str, bytes]:
    """Copies under other names, and files that are not what they say."""
    name = chance.choice(sorted(written))
    stem, extension = name.rsplit(".", 1)
    odd = {
        f"{stem}_kopie_{as_of - timedelta(days=chance.randrange(9)):%Y-%m-%d}.{extension}": written[name],
        f"wiz/groepen_{as_of + timedelta(days=2):%Y-%m-%d}.csv": b"groep_id;naam\n",
        f"wiz/deelnames_leeg_{as_of:%Y-%m-%d}.csv": b"deelname_id;client_id;groep_id;aanmelddatum\n",
        f"coderingen/coderingen_leeg_{as_of:%Y-%m-%d}.csv": b"vragenlijst;respons_id;vraag;thema;codeur\n",
        f"wiz/bijeenkomsten_{as_of:%Y-%m-%d}.csv.part": b"bijeenkomst_id",
        f"wiz/groepenlijst_{as_of:%Y-%m-%d}.csv": b"groep_id\n",
        f"wiz/aanwezigheid_{as_of:%Y-%m-%d}.xlsx": b"deelname_id;bijeenkomst_id;status\n",
        f"ervaringwijzer/uitnodigingen_dubbel_{as_of:%Y-%m-%d}.csv": b"uitnodiging_id;UITNODIGING-ID;vragenlijst\n",
    }
    return dict(chance.sample(sorted(odd.items()), 5))


def write_csv(kind: contract.Kind, rows: list[Row], chance: random.Random) -> bytes:
    delimiter = chance.choice(";,\t")
    line_end = chance.choice(["\r\n", "\n"])
    columns, header = _header(kind, chance)
    lines = [delimiter.join(header)] if chance.random() < 0.8 else [f"sep={delimiter}", delimiter.join(header)]
    for cells in _bodies(kind, columns, rows, chance):
        if chance.random() < 0.02:
            lines.append(chance.choice(["", delimiter * (len(columns) - 1)]))
        if chance.random() < 0.01:
            cells = cells[: chance.randrange(1, len(cells))]
        quote_all = chance.random() < 0.2
        lines.append(delimiter.join(_quoted(cell, delimiter, quote_all) for cell in cells))
    text = line_end.join(lines) + chance.choice(["", line_end, line_end + "\x1a"])
    encoding = chance.choice(["utf-8", "utf-8-sig", "utf-16", "cp1252"])
    return text.encode(encoding, errors="ignore")


def _quoted(cell: str, delimiter: str, always: bool) -> str:
    if always or any(character in cell for character in (delimiter, '"', "\n", "\r")):
        return '"' + cell.replace('"', '""') + '"'
    return cell


def write_workbook(kind: contract.Kind, rows: list[Row], chance: random.Random) -> bytes:
    """Dates as date cells and numbers as numbers, where the cell is not spelled out."""
    columns, header = _header(kind, chance)
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(header)
    for cells in _bodies(kind, columns, rows, chance):
        sheet.append([_typed(cell, column, chance) for cell, column in zip(cells, columns, strict=True)])
    if chance.random() < 0.5:
        book.create_sheet("Toelichting", 0).append(["lees mij"])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _typed(cell: str, column: contract.Column | None, chance: random.Random) -> Any:
    if cell == "":
        return None
    if column and column.type in ("answer", "integer", "id", "birth_year") and cell.isascii() and cell.isdigit():
        return int(cell) if chance.random() < 0.5 else cell
    if column and column.type in ("date", "end_date", "datetime"):
        try:
            return datetime.fromisoformat(cell)
        except ValueError:
            return cell
    return cell


def _header(kind: contract.Kind, chance: random.Random) -> tuple[list[contract.Column | None], list[str]]:
    """The columns in some order, an optional one left out, one that nobody asked for."""
    columns: list[contract.Column | None] = list(kind.columns)
    if chance.random() < 0.3:
        chance.shuffle(columns)
    if chance.random() < 0.2:
        columns.append(None)
    optional = [column for column in kind.columns if not column.required and column.name != "toewijzingsdatumtijd"]
    if optional and chance.random() < 0.15:
        columns.remove(chance.choice(optional))
    spelled: list[Callable[[str], str]] = [str, str.upper, str.title, lambda name: f" {name.replace('_', ' ')} "]
    return columns, [chance.choice(spelled)(column.name) if column else "Opmerking" for column in columns]


def _bodies(
    kind: contract.Kind, columns: list[contract.Column | None], rows: list[Row], chance: random.Random
) -> list[list[str]]:
    """Spelled rows; now and then one is spoiled, repeated, or contradicted.

    Answers stand in a column as codes or in words; now and then as both, which makes it another scale.
    """
    bodies = []
    in_words = {column.name: chance.choice([0.0, 0.0, 0.0, 1.0, 1.0, 0.02]) for column in columns if column}
    for row in rows:
        cells = [
            spell(row[column.name], column, chance, in_words=in_words[column.name]) if column else "x"
            for column in columns
        ]
        bodies.append(cells)
        if chance.random() < 0.03:
            place = chance.randrange(len(columns))
            column = columns[place]
            cells[place] = chance.choice(BAD.get(column.type, (cells[place],))) if column else "y"
        if chance.random() < 0.01:
            bodies.append(list(cells))
        if chance.random() < 0.01:
            other = list(cells)
            place = chance.randrange(len(columns))
            column = columns[place]
            found = chance.choice(rows)
            other[place] = spell(found[column.name], column, chance, in_words=in_words[column.name]) if column else "z"
            bodies.append(other)
    if chance.random() < 0.2:
        bodies.append(["Totaal" if column and column.name == kind.key[-1] else "" for column in columns])
    return bodies


def spell(value: Any, column: contract.Column, chance: random.Random, *, in_words: float) -> str:
    """One of the ways in which the contract lets the value be written; `in_words`: how often an answer is in words."""
    if value is None:
        return _spell_nothing(column, chance)
    if isinstance(value, bool):
        return chance.choice(["ja", "J", "1", "TRUE"] if value else ["nee", "n", "0", "False"])
    if isinstance(value, datetime):
        return chance.choice([f"{value:%Y-%m-%d %H:%M}", f"{value:%d-%m-%Y %H:%M:%S}", f"{value:%Y-%m-%dT%H:%M:%S}"])
    if isinstance(value, date):
        short = f"{value.day}-{value.month}-{value.year}"
        return chance.choice([f"{value:%d-%m-%Y}", short, f"{value:%Y-%m-%d}", f"{value:%Y%m%d}", f"{value} 00:00"])
    if column.type == "answer":
        label = list(contract.ANSWER_LABELS)[value - 1]
        if chance.random() < in_words:
            return chance.choice([label, label.upper(), label.capitalize()])
        return chance.choice([str(value), f"A{value}"])
    text = str(value)
    if column.type == "id" and chance.random() < 0.03:
        return f" {text[:1]}\u200b{text[1:]}\u00a0"
    if column.type in ("id", "code", "label", "text") and chance.random() < 0.05:
        return f"{text} \u00a0"
    return text


def _spell_nothing(column: contract.Column, chance: random.Random) -> str:
    if column.type in ("date", "end_date", "datetime", "birth_date"):
        return chance.choice(["", "", "-", "n.v.t.", "00-00-0000", "31-12-9999", "NULL", "onbekend"])
    if column.type == "answer":
        return chance.choice(["", "", "99", "n.v.t.", "weet niet"])
    return chance.choice(["", "", " "])
