"""A made-up second city: three wijken, two of them in one district, two organisations, and beside the questionnaires
for jongeren and opvoeders one of its own for professionals (EW-P), with eleven statements of which the codes of one run
the other way.

Its reference files and its deliveries, told row by row so that a test can count them itself. Nobody in it is real.
"""

import csv
import shutil
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from pathlib import Path
from random import Random

from schemas.reference import DEFAULT_REFERENCE_DIR

WIJKEN = {"WK077201": "Strijp", "WK077202": "Woensel", "WK077203": "Gestel"}
DISTRICT, IN_THE_DISTRICT = "Boven het spoor", ("Strijp", "Woensel")
# DuckDB may take a line that begins so for a comment.
ORGANISATIONS = ("Samenkracht", "#Jeugdhuis")
MUNICIPALITY, CITY = "0772", "Eindhoven"
PROFESSIONALS = "professionals"
# By code: the wording and what it is about. Of the reversed one bare code 1 means helemaal mee eens.
STATEMENTS = {
    "voorbereid": ("Ik was goed voorbereid op de groep", "leren"),
    "methode": ("De methode past bij deze groep", "leren"),
    "samenwerking": ("De samenwerking met de andere begeleider verliep goed", "netwerk"),
    "tijd": ("Ik had genoeg tijd voor de groep", "toegankelijkheid"),
    "ruimte": ("De ruimte was geschikt", "toegankelijkheid"),
    "werving": ("De werving bereikte de gezinnen om wie het gaat", "toegankelijkheid"),
    "veilig": ("De deelnemers voelden zich veilig", "veiligheid"),
    "inbreng": ("De deelnemers bepaalden mee wat we deden", "zeggenschap"),
    "vooruitgang": ("De deelnemers zijn vooruitgegaan", "leren"),
    "vervolg": ("Na de groep is duidelijk waar deelnemers terecht kunnen", "toegankelijkheid"),
    "opnieuw": ("Ik zou deze groep opnieuw begeleiden", "tevredenheid"),
}
REVERSED = "tijd"
N_RESPONSES = 24
LAST_DAY = date(2025, 3, 31)
AS_OF = "2025-04-15"
GONE = "K003"
LABELS = {
    1: "Helemaal niet mee eens",
    2: "Niet mee eens",
    3: "Neutraal",
    4: "Mee eens",
    5: "Helemaal mee eens",
}


def write_reference(folder: Path) -> Path:
    """The city's reference files: Utrecht's, but for what it has of its own."""
    shutil.copytree(DEFAULT_REFERENCE_DIR, folder)
    _write(folder / "municipalities.csv", ("gemeentecode", "name"), [(MUNICIPALITY, CITY)])
    _write(
        folder / "neighbourhoods.csv",
        ("wijk_code", "name", "gemeentecode", "other_labels", "district"),
        [
            (code, name, MUNICIPALITY, f"Wijk {name}", DISTRICT if name in IN_THE_DISTRICT else "")
            for code, name in WIJKEN.items()
        ],
    )
    _write(
        folder / "organisations.csv",
        ("name", "other_labels"),
        [(ORGANISATIONS[0], ""), (ORGANISATIONS[1], "Jeugdhuis")],
    )
    _append(folder / "questionnaires.csv", [("EW-P", 1, PROFESSIONALS)])
    n_known = len((folder / "statements.csv").read_text("utf-8").splitlines()) - 1
    _append(
        folder / "statements.csv",
        [
            (code, n_known + number, area, "eens_5", "true" if code == REVERSED else "false")
            for number, (code, (_, area)) in enumerate(STATEMENTS.items(), start=1)
        ],
    )
    _append(
        folder / "questionnaire_statements.csv", [("EW-P", code, wording) for code, (wording, _) in STATEMENTS.items()]
    )
    return folder


def scores(number: int) -> dict[str, int]:
    """What professional `number` meant, of each statement: some say nothing of some."""
    chance = Random(number)
    given = {code: chance.choice((1, 2, 3, 4, 4, 5, 5)) for code in STATEMENTS}
    return {code: score for code, score in given.items() if chance.random() < 0.9}


def deliver(landing: Path) -> Path:
    """All deliveries of the city. Answers come in two exports: as bare codes below codes of statements, and as labels
    below their wordings.
    """
    for source in ("wiz", "ervaringwijzer", "beschikkingen", "coderingen"):
        (landing / source).mkdir(parents=True)
    groups, clients = ("G1", "G2", "G3"), tuple(f"K{number:03d}" for number in range(1, 31))
    _deliver(
        landing / "wiz/groepen_2025-03-31.csv",
        "groep_id;naam;groepstype;doelgroep;organisatie;partners;wijk;startdatum;einddatum;voortgezet_als_netwerk",
        [
            (
                "G1",
                "Een",
                "sportgroep",
                "jongeren",
                "Samenkracht",
                "Jeugdhuis",
                "Strijp",
                "2024-09-02",
                "2024-12-16",
                "ja",
            ),
            (
                "G2",
                "Twee",
                "oudertraining",
                "opvoeders",
                "Samenkracht",
                "",
                "WK077202",
                "2024-09-02",
                "2024-12-16",
                "nee",
            ),
            ("G3", "Drie", "kookgroep", "gezinnen", "Jeugdhuis", "Elders", "Wijk Gestel", "2024-10-01", "", ""),
        ],
    )
    _deliver(
        landing / "wiz/bijeenkomsten_2025-03-31.csv",
        "bijeenkomst_id;groep_id;datum",
        [
            (f"{group}-{week}", group, date(2024, 10, 7) + timedelta(weeks=week))
            for group in groups
            for week in range(8)
        ],
    )
    _deliver(
        landing / "wiz/deelnemers_2025-03-31.csv",
        "client_id;geboortedatum;rol;wijk",
        [
            (
                client,
                "2008-01-01" if number % 3 == 0 else "1985-01-01",
                "jongere" if number % 3 == 0 else "moeder",
                tuple(WIJKEN.values())[number % 3],
            )
            for number, client in enumerate(clients)
        ],
    )
    _deliver(
        landing / "wiz/deelnames_2025-03-31.csv",
        "deelname_id;client_id;groep_id;aanmelddatum;startdatum;einddatum;reden_beeindiging;vervolg_bij_uitstroom",
        [
            (
                f"D{client}",
                client,
                groups[number % 3],
                "2024-08-20",
                "2024-10-07",
                "2024-12-16" if number % 3 < 2 else "",
                "01" if number % 3 < 2 else "",
                "",
            )
            for number, client in enumerate(clients)
        ],
    )
    _deliver(
        landing / "wiz/aanwezigheid_2025-03-31.csv",
        "deelname_id;bijeenkomst_id;status",
        [
            (f"D{client}", f"{groups[number % 3]}-{week}", "aanwezig")
            for number, client in enumerate(clients)
            for week in range(8)
        ],
    )
    _deliver(
        landing / "ervaringwijzer/uitnodigingen_2025-03-31.csv",
        "uitnodiging_id;vragenlijst;uitgenodigd_op;groep_id;client_id",
        [
            (f"U{client}", "EW-J" if number % 3 == 0 else "EW-O", "2024-12-20", groups[number % 3], client)
            for number, client in enumerate(clients)
        ]
        + [(f"P{number}", "EW-P", "2024-12-20", groups[number % 3], "") for number in range(N_RESPONSES)],
    )
    answered = [(f"U{client}", number) for number, client in enumerate(clients)]
    _deliver(
        landing / "ervaringwijzer/antwoorden_2025-03-30.csv",
        "vragenlijst;respons_id;ingevuld_op;uitnodiging_id;groep_id;op_gemak;aanraden",
        [
            (
                "EW-J" if number % 3 == 0 else "EW-O",
                f"R{number}",
                "2024-12-22 10:00",
                invitation,
                groups[number % 3],
                4,
                5,
            )
            for invitation, number in answered
        ],
    )
    own = ("vragenlijst", "respons_id", "ingevuld_op", "uitnodiging_id", "groep_id")
    codes, labels = [], []
    for number in range(N_RESPONSES):
        row = ("EW-P", f"P{number}", "2025-01-06 09:30", f"P{number}", groups[number % 3])
        meant = scores(number)
        if number % 2:
            labels.append((*row, *(LABELS.get(meant.get(code, 0), "") for code in STATEMENTS)))
        else:
            codes.append((*row, *(_bare(code, meant.get(code)) for code in STATEMENTS)))
    _deliver(landing / "ervaringwijzer/antwoorden_2025-03-31_codes.csv", ";".join([*own, *STATEMENTS]), codes)
    wordings = [wording for wording, _ in STATEMENTS.values()]
    _deliver(landing / "ervaringwijzer/antwoorden_2025-03-31_labels.csv", ";".join([*own, *wordings]), labels)
    _deliver(
        landing / "coderingen/coderingen_2025-03-31.csv",
        "vragenlijst;respons_id;vraag;thema;codeur",
        [("EW-P", "P0", "open_positief", "inzichten", "Anna")],
    )
    return landing


def _bare(code: str, score: int | None) -> int | str:
    if score is None:
        return ""
    return 6 - score if code == REVERSED else score


def _deliver(path: Path, header: str, rows: Iterable[Sequence[object]]) -> None:
    _write(path, header.split(";"), rows, delimiter=";")


def _write(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]], delimiter: str = ",") -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=delimiter, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def _append(path: Path, rows: Iterable[Sequence[object]]) -> None:
    with path.open("a", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)
