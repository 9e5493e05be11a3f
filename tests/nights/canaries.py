"""Deliveries with canaries: values that nobody else has, in every column of every kind, in good rows and in bad ones.

What a night may do with them is said in the tests.
"""

import zipfile
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pypdf

from schemas.kinds import KINDS, DeliveryKind

# Of a person in other people's rows: wherever somebody typed them, they may not leave the restricted area.
STRAY = {
    "bsn": "999991772",
    "client": "C9182736",
    "birth": "19-07-1987",
    "sentence": "Onze Fenna durft weer alleen naar school",
}
# Of a client whose own rows they are in: after that client was erased they are nowhere.
OWN = {
    "bsn": "999994463",
    "client": "C9364518",
    "birth": "23-08-1988",
    "sentence": "Mijn broer Jorn slaapt weer door sinds de groep",
}
# Of a person in names alone: nothing that is made may hold it, the restricted area included.
NAMED = {"bsn": "999995558"}
SPELLINGS = {
    "19-07-1987": ("19-07-1987", "1987-07-19", "19870719"),
    "23-08-1988": ("23-08-1988", "1988-08-23", "19880823"),
}
ROWS = {
    "wiz/groepen": {
        "groep_id": "G1",
        "naam": "Samen sterk",
        "groepstype": "sportgroep",
        "doelgroep": "jongeren",
        "organisatie": "JoU",
        "partners": "DOCK",
        "wijk": "WK034401",
        "startdatum": "2025-01-01",
        "einddatum": "",
        "gepland_aantal_bijeenkomsten": "8",
        "max_deelnemers": "12",
        "voortgezet_als_netwerk": "ja",
    },
    "wiz/bijeenkomsten": {
        "bijeenkomst_id": "B1",
        "groep_id": "G1",
        "datum": "2025-01-08",
        "duur_minuten": "90",
        "aantal_begeleiders": "2",
    },
    "wiz/deelnemers": {
        "client_id": "C1",
        "bsn": "",
        "geboortedatum": "01-02-2010",
        "geslacht": "V",
        "rol": "jongere",
        "postcode": "3572 XZ",
        "wijk": "WK034401",
        "jongste_kind_geboortejaar": "",
        "oudste_kind_geboortejaar": "",
    },
    "wiz/deelnames": {
        "deelname_id": "D1",
        "client_id": "C1",
        "groep_id": "G1",
        "aanmelddatum": "2024-12-01",
        "startdatum": "2025-01-08",
        "einddatum": "2025-02-01",
        "reden_beeindiging": "01",
        "vervolg_bij_uitstroom": "geen_vervolg",
    },
    "wiz/aanwezigheid": {"deelname_id": "D1", "bijeenkomst_id": "B1", "status": "aanwezig"},
    "beschikkingen/beschikkingen": {
        "gemeentecode": "0344",
        "toewijzingnummer": "T1",
        "beschikkingnummer": "N1",
        "datum_afgifte": "2025-02-03",
        "bsn": "999999999",
        "resultaat": "toegewezen",
        "productcategorie": "45",
        "productcode": "45A04",
        "toewijzingsdatumtijd": "2025-02-03 10:00",
        "ingangsdatum": "2025-02-10",
        "einddatum": "2025-12-31",
        "reden_wijziging": "01",
        "leveringsvorm": "zin",
        "verwijzer": "01",
    },
    "ervaringwijzer/uitnodigingen": {
        "uitnodiging_id": "U1",
        "vragenlijst": "EW-J",
        "uitgenodigd_op": "2025-02-01",
        "meetmoment": "einde",
        "groep_id": "G1",
        "client_id": "",
    },
    "ervaringwijzer/antwoorden": {
        "vragenlijst": "EW-J",
        "respons_id": "R1",
        "versie": "2",
        "ingevuld_op": "2025-02-02 10:00",
        "uitnodiging_id": "",
        "respondentcode": "",
        "meetmoment": "einde",
        "groep_id": "G1",
        "groepstype": "sportgroep",
        "op_gemak": "4",
        "geluisterd": "4",
        "toepassen": "4",
        "goed_verder": "4",
        "contact_buiten": "4",
        "wachttijd": "4",
        "wist_waar": "4",
        "meegedacht": "4",
        "geleerd": "4",
        "gezin_geleerd": "",
        "aanraden": "5",
        "open_positief": "",
        "open_verbeterpunt": "",
        "open_overig": "",
    },
    "coderingen/coderingen": {
        "vragenlijst": "EW-J",
        "respons_id": "R1",
        "vraag": "open_positief",
        "thema": "inzichten",
        "codeur": "k1",
        "gecodeerd_op": "2025-02-10",
        "codeboek_versie": "1",
        "citaat": "",
    },
}
# Of the client whose own rows they are in: what ties the rows to that client, and where the canaries are beside it.
OF_THE_CLIENT = {
    "wiz/deelnemers": [
        {
            "client_id": OWN["client"], "bsn": OWN["bsn"], "geboortedatum": OWN["birth"], "wijk": OWN["sentence"],
        },
    ],
    "wiz/deelnames": [
        {
            "deelname_id": f"{OWN['client']}-1", "client_id": OWN["client"], "reden_beeindiging": OWN["sentence"],
            "vervolg_bij_uitstroom": OWN["birth"],
        },
        {"deelname_id": f"{OWN['client']}-1b", "client_id": OWN["client"], "einddatum": OWN["birth"]},
    ],
    "wiz/aanwezigheid": [
        {"deelname_id": f"{OWN['client']}-1"},
        {"deelname_id": f"{OWN['client']}-1", "bijeenkomst_id": "B2", "status": OWN["sentence"]},
    ],
    "beschikkingen/beschikkingen": [
        {
            "toewijzingnummer": OWN["bsn"], "beschikkingnummer": OWN["client"], "bsn": OWN["bsn"],
            "productcode": OWN["birth"],
        },
    ],
    "ervaringwijzer/uitnodigingen": [{"uitnodiging_id": f"U{OWN['client']}", "client_id": OWN["client"]}],
    "ervaringwijzer/antwoorden": [
        {
            "respons_id": OWN["bsn"], "uitnodiging_id": f"U{OWN['client']}", "respondentcode": f"J {OWN['birth']}",
            "groepstype": OWN["sentence"], "open_positief": OWN["sentence"], "open_verbeterpunt": OWN["client"],
            "open_overig": f"{OWN['bsn']}, geboren {OWN['birth']}",
        },
    ],
    "coderingen/coderingen": [
        {
            "respons_id": OWN["bsn"], "codeur": f"k {OWN['birth']}", "codeboek_versie": OWN["client"],
            "citaat": OWN["sentence"],
        },
    ],
}  # fmt: skip


def write_landing(landing: Path) -> None:
    """A file a kind: ordinary rows, each canary in each column, and the rows of the client."""
    for name, kind in KINDS.items():
        folder = landing / kind.source
        folder.mkdir(parents=True, exist_ok=True)
        rows = [*_ordinary(kind), *_strays(kind), *(ROWS[name] | own for own in OF_THE_CLIENT.get(name, []))]
        lines = [";".join(ROWS[name]), *(";".join(row.values()) for row in rows)]
        (folder / f"{kind.prefix}_2025-03-01.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    _write_names(landing)


def _write_names(landing: Path) -> None:
    """Names with numbers of persons, of files that are taken, rejected and ignored, and of folders."""
    header, rows = ";".join(ROWS["ervaringwijzer/antwoorden"]), ROWS["ervaringwijzer/antwoorden"]
    for number, person in enumerate([NAMED["bsn"], STRAY["client"], OWN["client"]]):
        row = ";".join((rows | {"respons_id": f"named{number}"}).values())
        (landing / f"ervaringwijzer/antwoorden_{person}_01-02-2025.csv").write_text(f"{header}\n{row}\n")
        (landing / f"wiz/groepen_{person}_2025-02-30.csv").write_text(f"groep_id\n{number}\n")
        (landing / f"wiz/bijeenkomsten_{person}_2025-02-01.csv").write_text(f"bijeenkomst_id\n{number}\n")
        (landing / f"wiz/dossier {person}.csv").write_text("x")
        (landing / f"wiz/map {person}").mkdir()
        (landing / f"{person[:4]}.{person[4:]}").mkdir()


def _ordinary(kind: DeliveryKind) -> Iterator[dict[str, str]]:
    """Enough rows to be a table that can shrink."""
    for number in range(1, 61):
        yield _numbered(kind, str(number))


def _strays(kind: DeliveryKind) -> Iterator[dict[str, str]]:
    """Each canary in each column, in a row that is right but for that, and in one that is wrong elsewhere too."""
    for column in ROWS[kind.name]:
        for what, canary in STRAY.items():
            row = _numbered(kind, f"s{column}{what}") | {column: canary}
            yield row
            wrong = next(name for name in kind.required_columns[::-1] if name != column)
            yield _numbered(kind, f"w{column}{what}") | {column: canary, wrong: ""}


def _numbered(kind: DeliveryKind, number: str) -> dict[str, str]:
    """A row with a key of its own, and with parents that are there."""
    row = dict(ROWS[kind.name])
    for column in (
        "groep_id",
        "bijeenkomst_id",
        "client_id",
        "deelname_id",
        "toewijzingnummer",
        "uitnodiging_id",
        "respons_id",
    ):
        if column in kind.key or (row.get(column) and number.isdigit()):
            row[column] = row[column][0] + number
    return row


def spellings(canaries: dict[str, str]) -> list[bytes]:
    """How the canaries could stand in a file: as delivered, a date in other notations, text in another case."""
    texts = [text for canary in canaries.values() for text in SPELLINGS.get(canary, (canary,))]
    return [text.lower().encode() for text in texts]


def found_in_files(folder: Path, wanted: list[bytes], leave_out: tuple[Path, ...] = ()) -> set[str]:
    """`grep -a` over every file below a folder, case-blind; inside Parquet and DuckDB files every value is looked at
    too, in PDF the text and in Word documents each file, since compression may hide one from grep.
    """
    found = set()
    for path in sorted(folder.rglob("*")):
        if path.is_symlink() or not path.is_file() or any(path.is_relative_to(left_out) for left_out in leave_out):
            continue
        in_values = {f"{path.name}: {column}" for column, held in _values(path).items() if _holds(held, wanted)}
        in_bytes = {path.name} if _holds(path.read_bytes(), wanted) else set()
        found |= in_values or in_bytes
    return found


def _holds(content: bytes, wanted: list[bytes]) -> bool:
    return any(text in content.lower() for text in wanted)


def _values(path: Path) -> dict[str, bytes]:
    """Every value in a DuckDB or Parquet file, by column."""
    if path.suffix == ".parquet":
        rows = pq.read_table(path)
        return {column: "\0".join(map(str, rows[column].to_pylist())).encode() for column in rows.column_names}
    if path.suffix == ".pdf":
        return _texts_of_pdf(path)
    if path.suffix == ".docx":
        with zipfile.ZipFile(path) as document:
            return {name: document.read(name) for name in document.namelist()}
    if path.suffix != ".duckdb":
        return {}
    found = {}
    with duckdb.connect(path, read_only=True) as connection:
        columns = connection.execute(
            "select schema_name, table_name, column_name from duckdb_columns() where not internal"
        ).fetchall()
        for schema, table, column in columns:
            rows = connection.execute(f'select distinct "{column}"::varchar from "{schema}"."{table}"').fetchall()
            found[f"{schema}.{table}.{column}"] = "\0".join(str(value) for (value,) in rows).encode()
    return found


def _texts_of_pdf(path: Path) -> dict[str, bytes]:
    """What is read on its pages, where lines break at blanks, and what it says of itself."""
    read = pypdf.PdfReader(path)
    words = " ".join(page.extract_text() for page in read.pages).split()
    xmp = read.xmp_metadata.stream.get_data() if read.xmp_metadata else b""
    return {"text": " ".join(words).encode(), "about": f"{read.metadata}".encode() + xmp}
