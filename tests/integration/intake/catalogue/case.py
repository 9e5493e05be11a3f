"""What a case of the catalogue of bad input is: a small delivered file, and the verdict that the contract gives."""

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from schemas.kinds import KINDS

DELIVERED_ON = "2025-03-01"
ANSWERS, GROUPS, CLIENTS = "ervaringwijzer/antwoorden", "wiz/groepen", "wiz/deelnemers"
PARTICIPATIONS, SESSIONS, DECISIONS = "wiz/deelnames", "wiz/bijeenkomsten", "beschikkingen/beschikkingen"
GOOD_ROWS: dict[str, dict[str, str]] = {
    ANSWERS: {
        "vragenlijst": "EW-O", "respons_id": "1", "ingevuld_op": "2025-02-01 10:00", "op_gemak": "4",
        "open_positief": "fijn",
    },
    GROUPS: {
        "groep_id": "G1", "naam": "Groep", "groepstype": "sportgroep", "doelgroep": "jongeren", "organisatie": "JoU",
        "startdatum": "2025-01-01",
    },
    CLIENTS: {"client_id": "C1", "bsn": "999900006", "rol": "moeder"},
    PARTICIPATIONS: {"deelname_id": "D1", "client_id": "C1", "groep_id": "G1", "aanmelddatum": "2025-01-01"},
    SESSIONS: {"bijeenkomst_id": "B1", "groep_id": "G1", "datum": "2025-01-08"},
    DECISIONS: {
        "gemeentecode": "0344", "toewijzingnummer": "1", "beschikkingnummer": "2", "datum_afgifte": "2025-01-02",
        "bsn": "999900006", "resultaat": "toegewezen", "productcategorie": "45",
        "toewijzingsdatumtijd": "2025-01-02 10:00",
    },
}  # fmt: skip


@dataclass(frozen=True)
class Case:
    """One delivered file of the catalogue's case `number`.

    reason: the rule by which the file is rejected, None when it is taken; `detail`: words that say what to do.
    counts: rows read, valid, quarantined and dropped.
    notes: line, column and rule of everything in quarantine.
    columns, rows: what stands in raw of the file, by line.
    unmapped: labels that are listed for somebody to map.
    """

    number: int
    what: str
    content: bytes
    kind: str = ANSWERS
    extension: str = "csv"
    reason: str | None = None
    detail: str = ""
    counts: tuple[int, int, int, int] = (1, 1, 0, 0)
    notes: tuple[tuple[int, str | None, str], ...] = ()
    columns: str = ""
    rows: list[tuple[Any, ...]] = field(default_factory=list)
    unmapped: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        return f"case_{self.number:02d} {self.what}"


def taken(number: int, what: str, content: str | bytes, **expected: Any) -> Case:
    """A file that is taken."""
    return Case(number, what, _bytes(content), **expected)


def rejected(number: int, what: str, content: str | bytes, reason: str, detail: str = "", **expected: Any) -> Case:
    """A file of which nothing is taken."""
    return Case(
        number, what, _bytes(content), reason=reason, detail=detail, **{"counts": (0, 0, 0, 0), **expected}
    )  # fmt: skip


def _bytes(content: str | bytes) -> bytes:
    return content.encode() if isinstance(content, str) else content


def table(kind: str, *changes: dict[str, str], delimiter: str = ";") -> str:
    """A file of good rows, each changed in some columns; a change to a column that is not there adds it. Every row has
    a key of its own unless the change names one.
    """
    (key, *_) = reversed(KINDS[kind].key)
    names = list(dict.fromkeys(itertools.chain(GOOD_ROWS[kind], *changes)))
    rows = [
        GOOD_ROWS[kind] | {key: f"{GOOD_ROWS[kind][key]}{number or ''}"} | change
        for number, change in enumerate(changes)
    ]
    return lines([names, *([row.get(name, "") for name in names] for row in rows)], delimiter)


def lines(rows: Iterable[Sequence[str]], delimiter: str = ";") -> str:
    return "".join(delimiter.join(row) + "\n" for row in rows)


def one(kind: str, column: str, *texts: str) -> str:
    """A file with a row for each text in one column."""
    return table(kind, *({column: text} for text in texts))


def bad(number: int, what: str, kind: str, column: str, texts: Sequence[str], rule: str, **expected: Any) -> Case:
    """Rows that are all quarantined, for the same rule on the same column."""
    notes = tuple((line, column, rule) for line in range(2, len(texts) + 2))
    counts = (len(texts), 0, len(texts), 0)
    return taken(number, what, one(kind, column, *texts), kind=kind, counts=counts, notes=notes, **expected)


def good(
    number: int, what: str, kind: str, column: str, texts: Sequence[str], values: Sequence[Any], **expected: Any
) -> Case:
    """Rows that are all taken, with these values in raw."""
    rows = [(value,) for value in values]
    counts = (len(texts), len(texts), 0, 0)
    stored = {"columns": column, "rows": rows, "counts": counts} | expected
    return taken(number, what, one(kind, column, *texts), kind=kind, **stored)


def empty_answer(number: int, what: str, texts: Sequence[str]) -> Case:
    """Answers that break the domain: the value is quarantined and empty, the row stays."""
    return empty_value(number, what, ANSWERS, "op_gemak", texts, "domain")


def empty_value(
    number: int, what: str, kind: str, column: str, texts: Sequence[str], rule: str, **expected: Any
) -> Case:  # fmt: skip
    """Values that break a rule: each is quarantined and empty, its row stays."""
    notes = tuple((line, column, rule) for line in range(2, len(texts) + 2))
    return good(number, what, kind, column, texts, [None] * len(texts), notes=notes, **expected)


def day(text: str) -> date:
    return date.fromisoformat(text)
