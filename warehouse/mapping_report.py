"""What a mapping makes of one file, for somebody who writes a mapping: headers, constants, labels, and what is missing.

Labels of mapped columns and of closed lists are shown, values of other columns never: those are counted. Nothing is
taken in here.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from schemas.columns import Role, Scope
from schemas.kinds import KINDS, DeliveryKind
from schemas.mapping import KindMapping
from schemas.rules import ADVICE, Rule
from schemas.split import Splitter
from schemas.values import UNKNOWN, BadValue, clean_code
from warehouse import reading
from warehouse.faults import Fault
from warehouse.intake import naming
from warehouse.intake.dropping import header_rows_below, totals_rows
from warehouse.intake.matching import Matched, fitting, match, nearest
from warehouse.landing import LandedFile, shown_name
from warehouse.reading import Chunk, Limits, Unreadable

MOST_LABELS_SHOWN = 25
_LONGEST_SHOWN = 80
_LONGEST_OF_A_LIST = 40
ANSWERS = ["1", "2", "3", "4", "5"]
_LIKE_A_VALUE = re.compile(r"[0-9]{8}|@|[0-9]{1,4}[-/][0-9]{1,2}[-/][0-9]{1,4}|^[0-9]{4}\s?[a-zA-Z]{2}$", re.ASCII)


@dataclass(frozen=True)
class Header:
    """A delivered header, the question text that came with it ('' without one), and the column that it means."""

    text: str
    question: str
    column: str | None


@dataclass
class MappingReport:
    """What the mapping makes of a file. `labels` counts rows by column, label and code (None: unknown); `broken` counts
    values by column and rule.
    """

    mapping: KindMapping
    file_name: str
    header_line: int
    headers: list[Header]
    constants: dict[str, str]
    missing: list[str]
    doubled: list[str]
    fitting_sheets: list[str] = field(default_factory=list)
    n_rows: int = 0
    labels: Counter[tuple[str, str, str | None]] = field(default_factory=Counter)
    broken: Counter[tuple[str, str]] = field(default_factory=Counter)

    @property
    def kind(self) -> DeliveryKind:
        return self.mapping.kind

    @property
    def not_there(self) -> list[str]:
        """Optional columns that the file does not give."""
        given = {header.column for header in self.headers} | {*self.constants, *self.missing}
        return [column for column in self.kind.columns if column not in given]


def kind_of_path(path: Path, named: str | None) -> DeliveryKind:
    """The kind that somebody names, or else the one that the folder or the start of the name means."""
    if named:
        kinds = [kind for kind in KINDS.values() if named.casefold().strip("/") in (kind.name, kind.prefix)]
    else:
        folders = [path.absolute().parent.name, *sorted({kind.source for kind in KINDS.values()})]
        guesses = [naming.kind_of(LandedFile(f"{folder}/{path.name}", 0, 0, is_regular=True)) for folder in folders]
        kinds = [guess for guess in guesses if isinstance(guess, DeliveryKind)]
    if not kinds:
        raise Fault(f"Which kind of delivery is this? Name it with KIND=, one of: {', '.join(sorted(KINDS))}.")
    return kinds[0]


def report_on(path: Path, mapping: KindMapping, delivered_on: date, *, only_test_bsns: bool) -> MappingReport:
    """Read a file through the mapping. Raises Fault where there is no file, or where it cannot be read."""
    kind, name, limits = mapping.kind, shown_name(path.name), Limits()
    if not path.is_file():
        raise Fault(f"There is no file {shown_name(str(path))}: correct FILE=.")
    extension = naming.extension_of(path.name)
    if extension not in kind.extensions:
        raise Fault(f"{name}: {kind.name} comes as {' or '.join(kind.extensions)}.")
    try:
        tables = reading.read_tables(lambda: path.open("rb"), extension, limits)
        constants = mapping.constants_for(path.name)
        candidates = [match(table, mapping, constants) for table in tables]
        matched = nearest(candidates)
        report = MappingReport(
            mapping, name, matched.table.header_line, [], constants, matched.missing, matched.doubled,
            [candidate.table.name for candidate in fitting(candidates)],
        )  # fmt: skip
        _read_rows(matched, report, Splitter(mapping, delivered_on, only_test_bsns, limits.cell_characters))
    except Unreadable as fault:
        raise Fault(f"{name} cannot be read: {fault}") from None
    except OSError as fault:
        raise Fault(f"{name} cannot be read: {fault.strerror}.") from None
    return report


def _read_rows(matched: Matched, report: MappingReport, splitter: Splitter) -> None:
    kind = report.kind
    questions = matched.table.labels or [""] * len(matched.table.header)
    for number, chunk in enumerate(matched.chunks(kind)):
        delivered = matched.delivered(chunk, report.constants)
        dropped = totals_rows(delivered, kind.key)
        if number == 0 and (n_headers := header_rows_below(chunk.frame)):
            dropped[:n_headers] = True
            questions = _question_texts(chunk, n_headers)
        rows = delivered[~dropped].reset_index(drop=True)
        report.n_rows += len(rows) + len(chunk.malformed)
        if len(chunk.malformed):
            report.broken["the row", Rule.FIELD_COUNT] += len(chunk.malformed)
        split = splitter.split(rows, chunk.lines[~dropped])
        in_file = split.broken[split.broken["column_name"].isin(rows.columns)]
        report.broken.update(zip(in_file["column_name"], in_file["rule"], strict=True))
        for column in rows.columns:
            _count_labels(column, rows[column].value_counts().to_dict(), report)
    _leave_out_texts(report)
    report.headers = [
        Header(header, question, column)
        for header, question, column in zip(matched.table.header, questions, matched.columns, strict=True)
    ]


def _question_texts(chunk: Chunk, n_headers: int) -> list[str]:
    """The second of Qualtrics' three header rows; '' where an export has none."""
    if n_headers == 1:
        return [""] * chunk.frame.shape[1]
    return [str(text) for text in chunk.frame.iloc[0]]


def _count_labels(column: str, counts: dict[str, int], report: MappingReport) -> None:
    role = report.kind.roles[column]
    if role.label_set is not None:
        for text, n_rows in counts.items():
            for part in text.split(",") if role.is_list else [text]:
                if label := clean_code(part):
                    report.labels[column, label, report.mapping.code_of(column, label)] += n_rows
    elif codes_of(report.kind, column):
        for text, n_rows in counts.items():
            if (label := clean_code(text)) and not _is_read(role, report.mapping.spelled(column, label)):
                report.labels[column, label, None] += n_rows


def codes_of(kind: DeliveryKind, column: str) -> list[str]:
    """The codes of a closed list or of an answer; none for another column."""
    role = kind.roles[column]
    if role.scope is Scope.VALUE and role.identity is None:
        return ANSWERS
    allowed = [check.statistics.get("allowed_values", ()) for check in kind.columns[column].checks]
    return [str(code) for codes in allowed for code in codes]


def _is_read(role: Role, text: str) -> bool:
    try:
        role.parse(text)
    except BadValue:
        return False
    return True


def _leave_out_texts(report: MappingReport) -> None:
    """Many different values, or long ones, in a closed list are another column's: somebody's words are not shown."""
    unknown: dict[str, list[str]] = {}
    for column, label, code in report.labels:
        if code is None and report.kind.roles[column].label_set is None:
            unknown.setdefault(column, []).append(label)
    for column, labels in unknown.items():
        if len(labels) > MOST_LABELS_SHOWN or any(len(label) > _LONGEST_OF_A_LIST for label in labels):
            for label in labels:
                del report.labels[column, label, None]


def is_like_a_value(text: str) -> bool:
    """Whether a header or label could be a number of somebody, an address or a date: then it is shown nowhere."""
    return _LIKE_A_VALUE.search(clean_code(text)) is not None


def shown(text: str) -> str:
    """A header or label as it is shown: short, on one line, and not at all when it looks like a personal value."""
    if is_like_a_value(text):
        return "(not shown: it looks like a value)"
    spaced = shown_name(" ".join(text.split()))
    return spaced if len(spaced) <= _LONGEST_SHOWN else spaced[: _LONGEST_SHOWN - 1] + "…"


def told(report: MappingReport, mapping_path: Path) -> list[str]:
    """The report in lines of plain text."""
    return [
        f"{report.file_name} as {report.kind.name}: {report.n_rows} rows, header on line {report.header_line}",
        f"Mapping: {mapping_path}",
        *_part("Headers", map(_header_line, report.headers)),
        *_part("From the file's name", _lines_by_name(report)),
        *_part("Missing and required: the file would be rejected", _missing_lines(report)),
        *_part("Two headers for one column: the file would be rejected", map(shown, report.doubled)),
        *_part("Several sheets of this kind: the file would be rejected, leave one in it", _several_sheets(report)),
        *_part("Missing and not required", [", ".join(report.not_there)] if report.not_there else []),
        *_part("Labels", _label_lines(report)),
        *_part("Values that break a rule (never shown)", _broken_lines(report)),
    ]


def _part(title: str, lines: Iterable[str]) -> list[str]:
    found = [f"  {line}" for line in lines]
    return ["", title, *found] if found else []


def _header_line(header: Header) -> str:
    question = f" ({shown(header.question)})" if header.question and header.question != header.text else ""
    return f"{shown(header.text) or '(empty)'}{question} -> {header.column or 'not used'}"


def _lines_by_name(report: MappingReport) -> Iterator[str]:
    yield from (f"{column} = {value}" for column, value in report.constants.items())
    prefixes = report.mapping.prefixes_for(report.file_name)
    yield from (f"{column}: {prefix} before every value" for column, prefix in prefixes.items())


def _several_sheets(report: MappingReport) -> list[str]:
    return [shown(name) for name in report.fitting_sheets] if len(report.fitting_sheets) > 1 else []


def _missing_lines(report: MappingReport) -> Iterator[str]:
    for column in report.missing:
        parts = report.mapping.constants.get(column)
        yield f"{column} (not in the file's name either: {', '.join(parts)})" if parts else column


def _label_lines(report: MappingReport) -> Iterator[str]:
    for column in report.kind.columns:
        found = [(label, code, n) for (of, label, code), n in report.labels.most_common() if of == column]
        found.sort(key=lambda label: label[1] is not None)
        unknown = "unknown" if report.kind.roles[column].label_set is None else f"unknown, becomes {UNKNOWN}"
        for label, code, n_rows in found[:MOST_LABELS_SHOWN]:
            yield f"{column}: {shown(label)} -> {code or unknown} ({_rows(n_rows)})"
        if len(found) > MOST_LABELS_SHOWN:
            yield f"{column}: and {len(found) - MOST_LABELS_SHOWN} more labels; is this the right column?"


def _broken_lines(report: MappingReport) -> Iterator[str]:
    for (column, rule), n_rows in sorted(report.broken.items()):
        yield f"{column}: {rule}, {_rows(n_rows)}: {ADVICE[Rule(rule)]}"


def _rows(number: int) -> str:
    return "1 row" if number == 1 else f"{number} rows"
