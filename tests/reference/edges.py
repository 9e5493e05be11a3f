"""One small file for each awkward shape that a delivery may have, hand-made; to hold product and reference together."""

import io
import os
import struct
import tempfile
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pyreadstat
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900

GROUP_COLUMNS = "groep_id;naam;groepstype;doelgroep;organisatie;partners;wijk;startdatum;einddatum"
CLIENT_COLUMNS = "client_id;bsn;geboortedatum;geslacht;rol;postcode;wijk;jongste_kind_geboortejaar"
ANSWER_COLUMNS = (
    "vragenlijst;respons_id;versie;ingevuld_op;uitnodiging_id;meetmoment;groep_id;op_gemak;geleerd;open_positief"
)
DECISION_COLUMNS = (
    "gemeentecode;toewijzingnummer;beschikkingnummer;datum_afgifte;bsn;resultaat;productcategorie;"
    "toewijzingsdatumtijd;ingangsdatum;einddatum;reden_wijziging;leveringsvorm;verwijzer"
)
INVITATION_COLUMNS = "uitnodiging_id;vragenlijst;uitgenodigd_op;meetmoment;groep_id;client_id"
CODING_COLUMNS = "vragenlijst;respons_id;vraag;thema;codeur;gecodeerd_op;codeboek_versie;citaat"
MODIFIED = datetime(2026, 1, 20, 12).timestamp()


def write(folder: Path) -> None:
    """All of it into a landing folder; made for AS_OF 2026-06-30."""
    for name, content in {**registration(), **survey(), **decisions(), **refused(), **survey_workbooks()}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        os.utime(path, (MODIFIED, MODIFIED))
    odd_entries(folder)


def table(columns: str, *rows: str, line_end: str = "\n") -> str:
    return line_end.join([columns, *rows]) + line_end


def workbook(
    *sheets: tuple[str, Sequence[Sequence[Any]]],
    hidden: Sequence[str] = (),
    epoch: datetime = CALENDAR_WINDOWS_1900,
) -> bytes:
    book = openpyxl.Workbook()
    book.epoch = epoch
    book.remove(book.worksheets[0])
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        sheet.sheet_state = "hidden" if name in hidden else "visible"
        for row in rows:
            sheet.append(list(row))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def registration() -> dict[str, str | bytes]:
    """Groups, clients, participations, sessions: mapping, versions, keys that are hard to see."""
    return {
        "wiz/groepen.csv": table(
            GROUP_COLUMNS,
            "G1;Eén;Ouder-training;opvoeders;Stichting Lokalis;KOOS,De Bieb;Wijk 07 Zuid;01-01-2025;01-06-2025",
            "g1;kleine letter;sportgroep;JONGEREN;jou;;wk034401;01-01-2025;",
            "G2;Twee;onbekend;gezinnen;onbekend;onbekend;onbekend;01-01-2025;31-12-2099",
            "G\u00ad3\u200b;Drie;lotgenotengroep;jongeren;DOCK;DOCK;Vleuten - De Meern;2025-01-01T00:00;9999-12-31",
            "G4;Vier\u00a0;Film/club;jongeren;Sport-Utrecht;;Zuid-west;2025-01-01 12:00:00+02:00;20401231",
            "45;nummer;sportgroep;jongeren;JGZ;;;01-01-2025;",
            "45.0;nummer;sportgroep;jongeren;JGZ;;;01-01-2025;",
            "1E5;nummer;sportgroep;jongeren;JGZ;;;01-01-2025;",
            "1,5E+08;nummer;sportgroep;jongeren;JGZ;;;01-01-2025;",
            "G5;Vijf;sportgroep;jongeren;JGZ;;;01-01-2025;31-12-1999",
            "Gemiddelde;;;;;;;;",
            "N=5;;;;;;;;",
            "G6;Zes;sportgroep",
            "G7;Zeven;sportgroep;jongeren;JGZ;;;01-01-2025;;;;",
            "G8;Acht;sportgroep;jongeren;JGZ;;;01-01-2025;;;;x",
        ),
        "wiz/deelnemers_2026-01-10.csv": table(
            CLIENT_COLUMNS,
            "C1;999900006;15-08-1973;1;Moeder;3512ab;Zuid;2015",
            "C2;999900006;1-1-2000;VROUW;moeder;;;",
            "C3;99990001;1-1-2000;0;vader;;;",
            "C4;;;;jongere;0999;;",
            "C5;;;x;jongere;;;",
            "C6;0;;;jongere;;;",
            "C7;999 900 018;;;jongere;;;",
            "C8;00000000;29-02-2001;;jongere;;;",
            "C9;;00-00-0000;;jongere;;;1899",
            "C10;;onbekend;;jongere;;;2027",
            "C11;;01-01-2026;;jongere;;;2026",
            "C12;;11-01-2026;;jongere;;;",
            "C13;;1973;;jongere;;;",
            "C14;;;;andere opvoeder;;;",
            "C15;;;;;;;",
            "C16;;3-1-1985;;jongere;;;",
            "C16;;4-1-1985;;jongere;;;",
            "C17;;3-1-1985;;jongere;;Onder de brug;",
            "C17;;3-1-1985;;jongere;;Boven de brug;",
            "C18;;;;jongere;;;",
            "C18;;;;jongere;;;",
            "C18;;;;vader;;;",
            "Ｃ19;;;;jongere;;;",
            "e\u0301;;;;jongere;;;",
            "é;;;;jongere;;;",
            *(f"K{number};;;;jongere;;;" for number in range(40)),
        ),
        "wiz/deelnemers_2026-02-10.csv": table(
            CLIENT_COLUMNS,
            "C1;;15-08-1973;1;moeder;3512ab;Zuid;2015",
            "C3;999900018;1-1-2000;0;vader;;;",
            "C3;999900031;1-1-2000;0;oma;;;",
            "C8;999900043;;;jongere;;;",
            "C20;999900055;;;jongere;;;",
        ),
        "wiz/deelnemers_2026-03-10.csv": table(
            CLIENT_COLUMNS,
            "C1;999900007;15-08-1973;1;moeder;3512ab;Zuid;2015",
            "C3;999900018;1-1-2000;0;vader;;;",
            "C8;999900067;;;jongere;;;",
            "C20;999900055;;;tante;;;",
            ";;;;jongere;;;",
        ),
        "wiz/bijeenkomsten_2026-01-10.csv": "\ufeff"
        + table(
            "bijeenkomst_id,groep_id,datum,duur_minuten", "B1,G1,03-02-2025,0090", 'B2,G1,"3-3-2025",1e2', line_end="\r"
        ),
        "wiz/bijeenkomsten_2026-01-11_a.csv": table("bijeenkomst_id;groep_id;datum;duur_minuten", "B1;G1;03-02-2025;1"),
        "wiz/bijeenkomsten_2026-01-11_b.csv": table(
            "sep=;\nbijeenkomst_id;groep_id;datum;duur_minuten",
            "B1;G1;03-02-2025;90",
            'B3;G1;"03-04-2025";90',
            'B4;G1;"03-05-2025\n";90',
            "B5;G1;02-07-2025;90",
            "B6;G1;03-07-2025;90",
        )
        + "\x1a",
        "wiz/deelnames_2026-03-10.csv": table(
            "deelname_id;client_id;groep_id;aanmelddatum;startdatum;einddatum;reden_beeindiging;vervolg_bij_uitstroom",
            "D1;C1;G1;01-12-2024;01-01-2025;01-05-2025;Voortijdig, in overleg;Geen vervolg",
            "D2;C3;G1;01-12-2024;01-01-2025;01-07-2026;05;andere_groep",
            "D3;C8;G1;01-12-2024;;01-02-2025;1;weet niet",
            "D4;C8;G1;01-12-2024;01-01-2025;31-12-2024;01;onbekend",
            "D5;C20;G1;01-12-2024;30-11-2024;29-11-2024;01;",
            "D6;C20;G1;01-12-2024;01-01-2025;01-01-2025;;",
            "D7;C2;G1;01-12-2024;01-01-2025;;;",
            "D8;C1;G6;01-12-2024;01-01-2025;;;",
        ),
        "wiz/aanwezigheid_2026-03-10.csv": table(
            "deelname_id\tbijeenkomst_id\tstatus",
            "D1\tB1\tAanwezig",
            "D1\tB3\taanwezig",
            "D2\tB1\tafwezig",
            "D6\tB3\taanwezig",
            "D7\tB1\taanwezig",
            "D1\tB6\taanwezig",
            "D1\tB4\taanwezig\t\t",
        ).encode("utf-16"),
    }


def survey() -> dict[str, str | bytes]:
    """Answers, moments in time, invitations, codings."""
    return {
        "ervaringwijzer/Antwoorden-EW.CSV": table(
            ANSWER_COLUMNS,
            "EW-O;1;;2026-01-20 23:59:59;U1;;G1;4;;",
            "EW-O;2;2;2026-01-21 00:00;U1;;G1;4;;",
            "EW-O;3;1.0;2026-01-01;U1;;G1;4;;",
            "EW-O;4;3;2026-01-01;U1;;G1;4;;",
            "ew-o;5;1;2026-01-01;U1;;G1;4;;",
            "EW-O;6;1;2025-03-30 02:30;U1;;G1;4;;",
            "EW-O;7;1;2025-10-26 02:30;U1;;G1;4;;",
            "EW-O;8;1;2025-06-30T22:30:00Z;U1;;G1;4;;",
            "EW-O;9;1;2025-06-30T23:30:00.123+02:00;U1;Einde;G1;4;;",
            "EW-O;10;1;30-06-2025 24:00;U1;einde;G1;4;;",
            "EW-O;11;1;30-06-2025 7:05;U1;na 6 maanden;G1;4;;",
            "EW-O;12;1;20250630 070500;U1;nameting;G1;4;;",
            "EW-O;13;1;2025-06-30;;;;a4;;",
            "EW-O;14;1;2025-06-30;;;;N.V.T.;;",
            "EW-O;15;1;2025-06-30;;;;nvt;;",
            "EW-O;16;1;2025-06-30;;;;helemaal  mee eens;;",
            "EW-O;17;1;2025-06-30;;;;Helemaal\u00a0mee eens;;",
            "EW-O;18;1;2025-06-30;;;; 4\u200b ;;",
            "EW-O;19;1;2025-06-30;;;;４;;",
            "EW-O;20;1;2025-06-30;;;;;5;",
            "EW-O;21;1;2025-06-30;;;;;99;",
            "EW-O;22;1;2025-06-30;;;;;9;",
            "EW-J;23;1;2025-06-30;;;;;9;",
            'EW-J;24;1;2025-06-30;;;;;;hij zei "ja"',
            'EW-J;25;1;2025-06-30;;;;;;"a\nb\n\nc"',
            "EW-J;26;1;2025-06-30;;;;;;-",
            "EW-J;27;1;2025-06-30;;;;;;n.v.t.",
            "EW-J;28;1;2025-06-30;;;;;;\u200b",
            "EW-J;29;1;2025-06-30;U7;;;;;=1+1",
            "EW-J;30;1;2025-06-30;U7;;;;;<b>",
            "EW-J;31;1;2025-06-30;U7;;;;;" + "x" * 100_001,
            "EW-J;32;1;2025-06-30;U7;;;" + "4" * 100_001 + ";;",
            "EW-J;33;1;2025-06-30;;;;;;€ 5",
            *(f"EW-J;{number};1;2025-06-30;;;;3;4;" for number in range(34, 50)),
        ).replace("\n", "\r\n"),
        "ervaringwijzer/antwoorden_qualtrics_2025-07-01.csv": table(
            "vragenlijst,respons_id,ingevuld_op,op_gemak",
            '"Welke lijst?",Response ID,Recorded Date,"Op mijn\ngemak"',
            '"{""ImportId"":""QID1""}","{""ImportId"":""_recordId""}","{""ImportId"":""x""}","{""ImportId"":""y""}"',
            "EW-J,R_1,2025-06-30 10:00:00,Mee eens",
        ),
        "ervaringwijzer/uitnodigingen_2026-02-30_2026-02-20.csv": table(
            INVITATION_COLUMNS,
            "U1;EW-O;20-02-2026;;G1;C1",
            "U2;EW-O;21-02-2026;;G1;C1",
            "U7;EW-J;01-06-2025;start;G9;C99",
            'U8;EW-J;"01-06-2025";start;;"C\u200b1"',
        ),
        "coderingen/coderingen_2026-02-01.csv": table(
            CODING_COLUMNS,
            "EW-O;1;open_positief;Inzichten;a;01-01-2030;2;Mooi gezegd",
            "EW-O;1;open_positief;inzichten;A;;;Mooi gezegd",
            "EW-O;1;open_positief;goed geluisterd;b;;;",
            "EW-O;7;Open positief;inzichten;b;;;",
            "EW-O;8;open_overig;geen;b;;;Toch mooi",
            "EW-O;77;open_overig;geen;b;;;",
        ),
    }


def survey_workbooks() -> dict[str, str | bytes]:
    """Sheets, cell types, SPSS."""
    day = datetime(2025, 6, 30, 10)
    header = ["vragenlijst", "respons_id", "versie", "ingevuld_op", "op_gemak", "geluisterd", "open_positief"]
    rows: list[list[Any]] = [
        header,
        ["EW-O", 101, 2, day, 4, "A5", None],
        ["EW-O", 102.0, 2.0, day, 4.0, 4.5, None],
        ["EW-O", 103.5, None, day, 3, True, None],
        ["EW-O", 10**15, None, day, 3, None, None],
        ["EW-O", "104", None, 45000, 3, None, None],
        ["EW-O", "105", None, "45000", 3, None, None],
        [None, None, None, None, None, None, None],
        ["EW-O", "106", None, day, 3, "=1+1", "=A1"],
        ["EW-O", day, None, day, 3, None, None],
        ["EW-O", True, None, day, 3, None, None],
        ["EW-O", -7, None, day, 3, None, None],
        ["EW-O", "107", "2", day, 99, "#N/A", 5],
    ]
    sheets = workbook(("Uitleg", [["lees", "mij"]]), ("Oud", rows), ("Nieuw", rows), hidden=["Oud"])
    two = workbook(("a", rows[:2]), ("b", rows[:2]))
    titled = workbook(("a", [["Export"], header, rows[1]]))
    return {
        "ervaringwijzer/antwoorden_cellen_2026-02-01.xlsx": sheets,
        "ervaringwijzer/antwoorden_twee_2026-02-01.xlsx": two,
        "ervaringwijzer/antwoorden_titel_2026-02-01.xlsx": titled,
        "ervaringwijzer/antwoorden_1904_2026-02-01.xlsx": workbook(
            ("a", [header, ["EW-O", "301", "2", day, 4, 4, None]]), epoch=CALENDAR_MAC_1904
        ),
        "ervaringwijzer/antwoorden_half_2026-02-01.xlsx": sheets[: len(sheets) // 2],
        "ervaringwijzer/antwoorden_spss_2026-02-01.sav": spss(),
        "ervaringwijzer/uitnodigingen_spss_2026-02-01.sav": spss(),
    }


def spss() -> bytes:
    """Numbers with labels, a user-missing code, a number for an identifier."""
    frame = pd.DataFrame(
        {
            "lijst": [1.0, 2.0, 2.0, 2.0],
            "respons_id": [201.0, 202.0, 203.5, 204.0],
            "ingevuld_op": [datetime(2025, 6, 30, 10)] * 4,
            "op_gemak": [4.0, 98.0, 5.0, 7.0],
            "open_positief": ["", "goed", "", "x"],
        }
    ).rename(columns={"lijst": "vragenlijst"})
    with tempfile.NamedTemporaryFile(suffix=".sav") as file:
        pyreadstat.write_sav(
            frame,
            file.name,
            variable_value_labels={
                "vragenlijst": {1.0: "EW-J", 2.0: "EW-O"},
                "op_gemak": {4.0: "Mee eens", 5.0: "Helemaal mee eens"},
            },
            missing_ranges={"op_gemak": [98.0]},
        )
        return Path(file.name).read_bytes()


def decisions() -> dict[str, str | bytes]:
    row = "0344;{n};B1;2026-01-05;{bsn};toegewezen;45;{moment};2026-01-06;{end};{reason};zin;01"
    return {
        "beschikkingen/beschikkingen_2026-01-10.csv": table(
            DECISION_COLUMNS,
            row.format(n=1, bsn="999900018", moment="2026-01-10 23:59", end="", reason=""),
            row.format(n=2, bsn="999900018", moment="2026-01-11", end="", reason=""),
            row.format(n=3, bsn="999900018", moment="", end="", reason=""),
            row.format(n=4, bsn="999900018", moment="31-02-2026", end="", reason=""),
            row.format(n=5, bsn="999999999", moment="2026-01-05", end="2026-01-06", reason="13"),
            row.format(n=6, bsn="999999999", moment="2026-01-05", end="2026-02-06", reason="13"),
            row.format(n=7, bsn="12345678", moment="2026-01-05", end="", reason=""),
            row.format(n=8, bsn="", moment="2026-01-05", end="", reason="4"),
            row.format(n=9, bsn="999900055", moment="2026-01-05", end="2026-01-05", reason=""),
            row.format(n=10, bsn="999900055", moment="2026-01-05", end="2041-01-01", reason="").replace("zin", "ZIN"),
            row.format(n=11, bsn="999900055", moment="2026-01-05", end="", reason="").replace(";45;", ";56;"),
            row.format(n=12, bsn="999900055", moment="2026-01-05 10:00", end="", reason=""),
            row.format(n=12, bsn="999900055", moment="2026-01-05 10:00", end="2026-03-01", reason=""),
            row.format(n=12, bsn="999900055", moment="2026-01-05 11:00", end="2026-04-01", reason=""),
            row.format(n=13, bsn="999900055", moment="2026-01-05 10:00", end="", reason=""),
            row.format(n=13, bsn="999900055", moment="2026-01-06 10:00", end="", reason="").replace(
                "toegewezen", "afgewezen"
            ),
            row.format(n="0014", bsn="999900055", moment="2026-01-05 10:00", end="", reason=""),
            row.format(n="14", bsn="999900055", moment="2026-01-05 10:00", end="", reason=""),
            row.format(n="15", bsn="999900055", moment="2026-01-05 10:00", end="", reason="").replace("0344;", "344;"),
        )
        + "\n".join(row.format(n=100 + n, bsn="999900067", moment="2026-01-05", end="", reason="") for n in range(40)),
    }


def refused() -> dict[str, str | bytes]:
    """Files that are rejected, each for its own reason."""
    header = GROUP_COLUMNS.encode()
    row = b"G1;a;sportgroep;jongeren;JGZ;;;01-01-2025;"
    ole = compound_file("Root Entry", "EncryptionInfo", "EncryptedPackage")
    wide = ";".join(f"k{number}" for number in range(1_000)).encode()
    bad = {
        "nul": header + b"\nG1;a\0b;sportgroep;jongeren;JGZ;;;01-01-2025;",
        "quote": header + b'\nG1;"a;sportgroep;jongeren;JGZ;;;01-01-2025;\n',
        "cp1252": header + b"\nG1;\x81;sportgroep;jongeren;JGZ;;;01-01-2025;",
        "mixed": header + "\nG1;é;sportgroep;jongeren;JGZ;;;01-01-2025;\n".encode() + row.replace(b";a;", b";\xe9;"),
        "pipe": header.replace(b";", b"|") + b"\n" + row.replace(b";", b"|"),
        "title": b"Overzicht groepen\n" + header + b"\n" + row,
        "wide": header + b";" + wide + b"\n" + row,
        "json": b'[{"groep_id": "G1"}]',
        "twice": header + b";Naam\n" + row + b";a",
        "extra_twice": header + b";Opmerking;opmerking\n" + row + b";a;b",
        "bom": b"\xff\xfe" + header,
        "utf8bom": b"\xef\xbb\xbf" + header + b"\n" + row.replace(b";a;", b";\xe9;"),
        "lacking": header.replace(b"doelgroep;", b"") + b"\n" + row.replace(b"jongeren;", b""),
    }
    found: dict[str, str | bytes] = {f"wiz/groepen_{name}_2026-01-01.csv": content for name, content in bad.items()}
    found |= {
        "wiz/groepen_ole_2026-01-01.xlsx": ole,
        "wiz/groepen_2026-01-01.csv.gz": b"\x1f\x8b",
        "wiz/groepen_2026-13-01.csv": header + b"\n" + row,
        "wiz/groepen_2026-07-01.csv": header + b"\n" + row,
        "wiz/groepen_leeg_2026-01-01.csv": b"",
        "wiz/deelnames_kop_2026-04-01.csv": b"deelname_id;client_id;groep_id;aanmelddatum;;\n;;;;;\n",
        "coderingen/coderingen_kop_2026-04-01.csv": CODING_COLUMNS.encode(),
        "wiz/aanwezigheid_slecht_2026-04-01.csv": table(
            "deelname_id;bijeenkomst_id;status",
            *(f"D{number};B1;{'aanwezig' if number > 4 else 'soms'}" for number in range(20)),
        ),
        "wiz/aanwezigheid_bsn_2026-04-01.csv": table(
            "deelname_id;bijeenkomst_id;status;burger",
            *(f"D{number};B1;aanwezig;{'999900006' if number > 8 else 'x'}" for number in range(20)),
        ),
        "wiz/bijeenkomsten_kort_2026-04-01.csv": table("bijeenkomst_id;groep_id;datum", "B1;G1;01-02-2025", "B2;G1"),
    }
    return found


def compound_file(*streams: str) -> bytes:
    """An OLE compound file of empty streams: a header, one sector of allocation table, one of directory."""
    start = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header = start + struct.pack("<HHHHH6xIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0)
    header += struct.pack("<IIIII", 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    header += struct.pack("<I", 0) + b"\xff" * 432
    allocation = struct.pack("<II", 0xFFFFFFFD, 0xFFFFFFFE) + b"\xff" * 504
    directory = b""
    for number, name in enumerate(streams):
        kind = 5 if number == 0 else 2
        links = (0xFFFFFFFF, number + 1 if 0 < number < len(streams) - 1 else 0xFFFFFFFF)
        child = 1 if number == 0 else 0xFFFFFFFF
        entry = name.encode("utf-16-le").ljust(64, b"\0") + struct.pack(
            "<HBBIII", 2 * len(name) + 2, kind, 1, *links, child
        )
        directory += (entry + bytes(36) + struct.pack("<IQ", 0xFFFFFFFE, 0)).ljust(128, b"\0")
    return header + allocation + directory.ljust(512, b"\0")


def odd_entries(folder: Path) -> None:
    """What is never opened."""
    for name in (
        "wiz/.groepen_2026-01-01.csv",
        "wiz/~$groepen.xlsx",
        "wiz/groepen.TMP",
        "wiz/lijst.csv",
        "wiz/Thumbs.db",
    ):
        (folder / name).write_bytes(b"x")
    (folder / "LEESMIJ.txt").write_bytes(b"x")
    (folder / "wiz/groepen_map.csv").mkdir()
    (folder / "wiz/groepen_map.csv/groepen_2026-01-01.csv").write_bytes(b"x")
    (folder / "wiz/groepen_wijzer.csv").symlink_to(folder / "wiz/groepen.csv")
    os.mkfifo(folder / "wiz/groepen_pijp.csv")
    (folder / "archief").mkdir()
    (folder / "archief/groepen_2026-01-01.csv").write_bytes(b"x")
