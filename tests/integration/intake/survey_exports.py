"""One made-up survey of eight responses, and the file that each survey tool would export of it.

Only how tools write a file is known here; what the intake makes of it is what the tests look at.
"""

import csv
import io
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pyreadstat

from made_up.vocabulary import ANSWER_LABELS, GROUP_TYPES, STATEMENT_OF_THE_OTHER, STATEMENTS

NAMES = {"EW-J": "antwoorden_EW-J_v2_einde_2025-03-10", "EW-O": "antwoorden_EW-O_v2_na6_2025-03-10"}
NOT_APPLICABLE = 0
ANSWERS = {**ANSWER_LABELS, NOT_APPLICABLE: "Niet van toepassing", None: ""}
TYPES_OF_GROUP = (*(code for code in GROUP_TYPES if code != "onbekend"), "onbekend")
WORDINGS = dict(
    zip(
        STATEMENTS,
        (
            "Ik voelde me op mijn gemak in de groep",
            "Er werd goed naar mij geluisterd",
            "Ik pas toe wat ik heb geleerd van anderen in de groep",
            "Ik kan weer goed verder door deelname aan deze groep",
            "Ik heb contact met andere deelnemers van de groep buiten de groepsbijeenkomsten",
            "De wachttijd voor deze groep vond ik acceptabel",
            "Ik wist waar ik terecht kon met mijn vraag",
            "Ik heb meegedacht over wat we deden in de groep",
            "Ik heb in de groep dingen geleerd waar ik wat aan heb",
            "Door mee te doen aan de groep hebben we als gezin dingen geleerd die ons helpen",
            "Ik zou deze groep aanraden aan anderen",
        ),
        strict=True,
    )
)


@dataclass(frozen=True)
class Questions:
    """The questions as one questionnaire asks them."""

    rating: str
    group_type: str
    open: tuple[str, str, str]
    invitation: str
    group: str
    source: str


QUESTIONS = {
    "EW-J": Questions(
        "Wat vind je van de groep?", "Aan wat voor groep heb je meegedaan?",
        ("Wat vond je goed aan de groep?", "Wat kan er beter?", "Wil je nog iets kwijt?"),
        "Code van je uitnodiging", "Nummer van je groep", "Hoe kwam je bij de groep?",
    ),
    "EW-O": Questions(
        "Wat vindt u van de groep?", "Aan wat voor groep heeft u meegedaan?",
        ("Wat vond u goed aan de groep?", "Wat kan er beter?", "Wilt u nog iets kwijt?"),
        "Code van uw uitnodiging", "Nummer van uw groep", "Hoe kwam u bij de groep?",
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Response:
    """One response; an answer is 1..5, NOT_APPLICABLE or None."""

    number: int
    submitted: datetime
    invitation: str
    group: str
    group_type: str
    scores: Sequence[int | None]
    texts: tuple[str, str, str] = ("", "", "")
    sources: tuple[str, ...] = ()
    answers: dict[str, int | None] = field(init=False)

    def __post_init__(self) -> None:
        asked = [name for name in STATEMENTS if name != STATEMENT_OF_THE_OTHER[self.questionnaire]]
        object.__setattr__(self, "answers", dict(zip(asked, self.scores, strict=True)))

    @property
    def questionnaire(self) -> str:
        return "EW-J" if self.number < 200 else "EW-O"


RESPONSES = (
    Response(
        101, datetime(2025, 3, 3, 16, 5, 9), "U-0101", "G0012", "sportgroep", (5, 4, 3, 2, 1, 5, 4, 3, 2, 1),
        ('Gezellig; "echt" samen.\nEn Zoë kwam ook.', "", "=niks+1"), ("School", "Een vriend"),
    ),
    Response(
        102, datetime(2025, 3, 3, 23, 59, 59), "U-0102", "007", "weerbaarheidstraining",
        (1, 1, None, NOT_APPLICABLE, 3, None, 5, 5, 4, 5), ("", "Meer tijd, meer ruimte", ""), ("School",),
    ),
    Response(
        103, datetime(2025, 3, 4, 0, 0, 0), "", "", "onbekend", (None,) * 10, ("", "", "Top 👍 voor €0,-")
    ),
    Response(104, datetime(2025, 3, 9, 8, 30, 0), "U-0104", "G0012", "", (4,) * 10),
    Response(
        201, datetime(2025, 3, 5, 20, 15, 30), "U-0201", "G0100", "oudertraining", (5, 5, 4, 4, 2, 3, 5, 4, 4, 5),
        ("Herkenning bij andere ouders", "Langer doorgaan", ""), ("Buurtteam",),
    ),
    Response(202, datetime(2025, 3, 6, 9, 0, 1), "", "G0100", "lotgenotengroep", (3,) * 10, ("Rust", "", "")),
    Response(
        203, datetime(2025, 3, 7, 12, 0, 0), "U-0203", "G0101", "ontmoetingsgroep",
        (NOT_APPLICABLE, 4, None, 5, 1, 1, 2, 4, NOT_APPLICABLE, 4), ("", "", "Dank u wel"), ("Huisarts",),
    ),
    Response(204, datetime(2025, 3, 8, 7, 59, 0), "U-0204", "G0101", "vaardigheidstraining", (2,) * 9 + (None,)),
)  # fmt: skip


def responses(questionnaire: str) -> list[Response]:
    return [response for response in RESPONSES if response.questionnaire == questionnaire]


def _group_type(response: Response) -> str:
    return "Anders" if response.group_type == "onbekend" else response.group_type.capitalize()


def _code(response: Response) -> int | None:
    return TYPES_OF_GROUP.index(response.group_type) + 1 if response.group_type else None


def _csv(rows: Sequence[Sequence[Any]], delimiter: str, *, encoding: str, line_end: str = "\r\n") -> bytes:
    text = io.StringIO()
    quoting = csv.QUOTE_ALL if delimiter == ";" else csv.QUOTE_MINIMAL
    csv.writer(text, delimiter=delimiter, quoting=quoting, lineterminator=line_end).writerows(rows)
    return text.getvalue().encode(encoding)


def contract_csv(questionnaire: str) -> bytes:
    """The file as the contract's own column names would have it."""
    found = responses(questionnaire)
    moment = {"EW-J": "einde", "EW-O": "na_6_maanden"}[questionnaire]
    rows: list[list[Any]] = [
        [
            "vragenlijst", "respons_id", "versie", "ingevuld_op", "uitnodiging_id", "meetmoment", "groep_id",
            "groepstype", *found[0].answers, "open_positief", "open_verbeterpunt", "open_overig",
        ]
    ]  # fmt: skip
    for response in found:
        scores = [score or "" for score in response.answers.values()]
        rows.append([
            questionnaire, response.number, 2, response.submitted, response.invitation, moment, response.group,
            response.group_type, *scores, *response.texts,
        ])  # fmt: skip
    return _csv(rows, ";", encoding="utf-8")


def limesurvey(questionnaire: str, *, full: bool, code_of: str = "A{}") -> bytes:
    """`full`: question texts as headings and answer texts; else codes for both. Holds one response that was begun
    and not submitted.
    """
    ask = QUESTIONS[questionnaire]
    statements = responses(questionnaire)[0].answers
    if full:
        header = [
            "Response ID", "Date submitted", "Last page", "Start language", "Seed", "Access code", "Date started",
            "Date last action", "IP address", "Referrer URL", "Nummer van de groep (vraag die de link invult)",
            ask.group_type, f"{ask.group_type} [Anders]", *(f"{ask.rating} [{WORDINGS[name]}]" for name in statements),
            *ask.open, *(f"{ask.source} [{source}]" for source in ("School", "Huisarts")),
        ]  # fmt: skip
    else:
        header = [
            "id", "submitdate", "lastpage", "startlanguage", "seed", "token", "startdate", "datestamp", "ipaddr",
            "refurl", "groep", "Q2", "Q2[other]", *(f"Q1[SQ{STATEMENTS.index(name) + 1:03d}]" for name in statements),
            "Q3", "Q4", "Q5", "Q6[SQ001]", "Q6[SQ002]",
        ]  # fmt: skip
    codes: dict[int | None, str] = {score: code_of.format(score) for score in ANSWER_LABELS} | {
        NOT_APPLICABLE: code_of.format(6), None: "",
    }  # fmt: skip
    rows: list[list[Any]] = [header]
    for response in responses(questionnaire):
        is_other = response.group_type == "onbekend"
        code = "-oth-" if is_other else code_of.format(_code(response)) if response.group_type else ""
        chosen = [("Ja" if full else "Y") if source in response.sources else "" for source in ("School", "Huisarts")]
        rows.append([
            response.number, response.submitted, 3, "nl", 123456 + response.number, response.invitation,
            response.submitted, response.submitted, "192.0.2.7", "", response.group,
            _group_type(response) if full else code, "Kookgroep" if is_other else "",
            *((ANSWERS if full else codes)[score] for score in response.answers.values()), *response.texts, *chosen,
        ])  # fmt: skip
    rows.append([9, "", 1, "nl", 1, "", datetime(2025, 3, 9), datetime(2025, 3, 9), *[""] * (len(header) - 8)])
    return b"\xef\xbb\xbf" + _csv(rows, ";", encoding="utf-8") + b"\r\n"


def forms(questionnaire: str) -> bytes:
    """A workbook with date cells, non-breaking spaces in its headers and a semicolon after every chosen answer."""
    ask = QUESTIONS[questionnaire]
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Formulier1"
    questions = [ask.invitation, ask.group, ask.group_type, ask.source]
    questions += [WORDINGS[name] for name in responses(questionnaire)[0].answers] + list(ask.open)
    spaced = [question.replace(" ", "\xa0", 2) + "\xa0" for question in questions]
    sheet.append(["ID", "Begintijd", "Tijd van voltooien", "E-mail", "Naam", "Tijd van laatste wijziging", *spaced])
    for response in responses(questionnaire):
        sheet.append([
            response.number, response.submitted, response.submitted, "anonymous", None, None, response.invitation,
            response.group, f"{_group_type(response)};" if response.group_type else None,
            "".join(f"{source};" for source in response.sources),
            *(ANSWERS[score] or None for score in response.answers.values()),
            *(text or None for text in response.texts),
        ])  # fmt: skip
        for column in (2, 3):
            sheet.cell(sheet.max_row, column).number_format = "m/d/yy h:mm:ss"
        for column in range(4, sheet.max_column + 1):
            sheet.cell(sheet.max_row, column).data_type = "s" if sheet.cell(sheet.max_row, column).value else "n"
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def qualtrics(
    questionnaire: str, *, numeric: bool, zone: str = "Europe/Amsterdam", others: Sequence[tuple[str, str]] = ()
) -> bytes:
    """Below the header a row of question texts and one of import ids. `others`: Status and Finished of rows beside the
    responses, with answers like the first of them.
    """
    ask = QUESTIONS[questionnaire]
    system = {
        "StartDate": "Start Date", "EndDate": "End Date", "Status": "Response Type", "IPAddress": "IP Address",
        "Progress": "Progress", "Duration (in seconds)": "Duration (in seconds)", "Finished": "Finished",
        "RecordedDate": "Recorded Date", "ResponseId": "Response ID", "RecipientLastName": "Recipient Last Name",
        "RecipientFirstName": "Recipient First Name", "RecipientEmail": "Recipient Email",
        "ExternalReference": "External Data Reference", "LocationLatitude": "Location Latitude",
        "LocationLongitude": "Location Longitude", "DistributionChannel": "Distribution Channel",
        "UserLanguage": "User Language",
    }  # fmt: skip
    statements = {
        f"Q1_{STATEMENTS.index(name) + 1}": f"{ask.rating} - {WORDINGS[name]}"
        for name in responses(questionnaire)[0].answers
    }
    rest = {"Q2": ask.group_type, "Q2_7_TEXT": f"{ask.group_type} - Anders - Text"}
    rest |= dict(zip(("Q3", "Q4", "Q5", "Q6", "groep"), (*ask.open, ask.source, "groep"), strict=True))
    texts = system | statements | rest
    zoned = ("StartDate", "EndDate", "RecordedDate")
    import_ids = [
        f'{{"ImportId":"{name}","timeZone":"{zone}"}}' if name in zoned else f'{{"ImportId":"QID_{name}"}}'
        for name in texts
    ]
    rows: list[list[Any]] = [list(texts), list(texts.values()), import_ids]
    codes: dict[int | None, Any] = {score: score for score in ANSWER_LABELS} | {NOT_APPLICABLE: -99, None: ""}
    for response in responses(questionnaire):
        group_type = _group_type(response) if response.group_type else ""
        rows.append([
            response.submitted, response.submitted, 0 if numeric else "IP Address", "192.0.2.7", 100, 61,
            1 if numeric else "True", response.submitted, response.number, "", "", "", response.invitation,
            "52.09", "5.11", "anonymous", "NL",
            *((codes if numeric else ANSWERS)[score] for score in response.answers.values()),
            (_code(response) or "") if numeric else group_type, "Kookgroep" if group_type == "Anders" else "",
            *response.texts, ",".join(response.sources), response.group,
        ])  # fmt: skip
    marks = [list(texts).index(name) for name in ("Status", "Finished", "ResponseId")]
    for number, (status, finished) in enumerate(others):
        other = dict(enumerate(rows[3])) | dict(zip(marks, (status, finished, f"R_{number}"), strict=True))
        rows.append(list(other.values()))
    return _csv(rows, ",", encoding="utf-8", line_end="\n")


def spss(questionnaire: str) -> bytes:
    """Numeric codes with value labels, a user-missing code, dates as SPSS keeps them, questions as variable labels."""
    ask = QUESTIONS[questionnaire]
    found = responses(questionnaire)
    scores: dict[int | None, float | None] = {score: float(score) for score in ANSWER_LABELS} | {
        NOT_APPLICABLE: 9.0, None: None,
    }  # fmt: skip
    columns: dict[str, Sequence[Any]] = {
        "respnr": [float(response.number) for response in found],
        "datum": [response.submitted for response in found],
        "uitnod": [response.invitation for response in found],
        "groep": [response.group for response in found],
        "grtype": [float(_code(response) or "nan") for response in found],
    }
    labels = ["Responsnummer", "Ingevuld op", ask.invitation, ask.group, ask.group_type]
    answers = {f"st{STATEMENTS.index(name) + 1:02d}": name for name in found[0].answers}
    for variable, name in answers.items():
        columns[variable] = [scores[response.answers[name]] for response in found]
        labels.append(WORDINGS[name])
    for number, question in enumerate(ask.open):
        columns[f"open{number + 1}"] = [response.texts[number] for response in found]
        labels.append(question)
    group_types = {number: code.capitalize() for number, code in enumerate(TYPES_OF_GROUP, start=1)} | {7: "Anders"}
    value_labels = {name: {**ANSWER_LABELS, 9: "Wil ik niet zeggen"} for name in answers} | {"grtype": group_types}
    missing_ranges = {name: [9] for name in answers}
    return _saved(columns, column_labels=labels, variable_value_labels=value_labels, missing_ranges=missing_ranges)


def labelled_sav(codes: dict[int, int], **labels: dict[int, str]) -> bytes:
    """SPSS, by contract names: five responses that answer 1..5 to each statement, whose codes have these labels."""
    columns: dict[str, list[Any]] = {
        "vragenlijst": ["EW-J"] * 5,
        "respons_id": list(map(str, range(1, 6))),
        "ingevuld_op": [datetime(2025, 3, 1, 10)] * 5,
    }
    columns |= {name: [codes[answer] for answer in range(1, 6)] for name in labels}
    return _saved(columns, variable_value_labels=labels)


def _saved(columns: dict[str, list[Any]], **described: Any) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "export.sav"
        pyreadstat.write_sav(pd.DataFrame(columns), str(path), **described)
        return path.read_bytes()


@dataclass(frozen=True)
class Tool:
    """A tool and one of the ways in which it exports."""

    mapping: str
    extension: str
    export: Callable[[str], bytes]


TOOLS = {
    "limesurvey, codes": Tool("limesurvey", "csv", lambda name: limesurvey(name, full=False)),
    "limesurvey, codes of newer versions": Tool(
        "limesurvey", "csv", lambda name: limesurvey(name, full=False, code_of="AO{:02d}")
    ),
    "limesurvey, full texts": Tool("limesurvey", "csv", lambda name: limesurvey(name, full=True)),
    "forms": Tool("forms", "xlsx", forms),
    "qualtrics, choice texts": Tool("qualtrics", "csv", lambda name: qualtrics(name, numeric=False)),
    "qualtrics, numeric values": Tool("qualtrics", "csv", lambda name: qualtrics(name, numeric=True)),
    "spss": Tool("spss", "sav", spss),
}
