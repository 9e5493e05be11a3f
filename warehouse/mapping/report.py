"""What a mapping makes of one file, for somebody who writes a mapping: headers, constants, labels, and what is missing.

How that is told is told.py's, and which texts may be about a person is privacy's; whether the file would be
taken is found out by trial.py.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from pathlib import Path

from schemas.kinds import KINDS, DeliveryKind
from schemas.mapping import KindMapping
from schemas.response_marks import Meaning
from schemas.values import ANSWERS, BadValue, clean_code, comparable_header
from warehouse import reading
from warehouse.faults import Fault
from warehouse.intake import file_names
from warehouse.intake.header_matching import Matched, fitting, match, nearest
from warehouse.intake.ingest import Taken
from warehouse.intake.non_data_rows import header_rows_below, rows_beside, totals_rows
from warehouse.landing.area import LandedFile
from warehouse.mapping.trial import landed_as, take_on_trial
from warehouse.privacy.names import shown_name
from warehouse.privacy.shown_texts import shown_codes, shown_labels
from warehouse.reading import Chunk, Limits, Rejected

MOST_FILES_NAMED = 20


@dataclass(frozen=True)
class Header:
    """A delivered header, the question text that came with it ('' without one), and the column that it means.

    is_shown: not where it may be a value of the first row of a file without headers.
    """

    text: str
    question: str
    column: str | None
    is_shown: bool = True


@dataclass
class MappingReport:
    """What the mapping makes of a file.

    labels: rows by column, label as it may be shown, and code (None: unknown).
    codes, code_labels: rows by code of each answer column as it stands in the file, and the SPSS labels of codes.
    unmarked: by header, values that say neither response nor none. unmarking: headers of leave_out that the file lacks.
    counts_from_one: its responses are numbered from 1.
    has_its_name: its name begins as the kind's do. taken, broken: what intake would make of it.
    """

    mapping: KindMapping
    file_name: str
    header_line: int
    constants: dict[str, str]
    prefixes: dict[str, str]
    missing: list[str]
    headers: list[Header] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    fitting_sheets: list[str] = field(default_factory=list)
    n_rows: int = 0
    labels: Counter[tuple[str, str, str | None]] = field(default_factory=Counter)
    codes: dict[str, Counter[str]] = field(default_factory=dict)
    code_labels: dict[str, dict[str, str]] = field(default_factory=dict)
    unmarked: dict[str, Counter[str]] = field(default_factory=dict)
    unmarking: list[str] = field(default_factory=list)
    has_its_name: bool = True
    counts_from_one: bool = False
    taken: Taken = field(default_factory=Taken)
    broken: Counter[tuple[str | None, str]] = field(default_factory=Counter)
    first_day: file_names.FirstDay | None = None

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
        guesses = [file_names.kind_of(LandedFile(f"{folder}/{path.name}", 0, 0, is_regular=True)) for folder in folders]
        kinds = [guess for guess in guesses if isinstance(guess, DeliveryKind)]
    if not kinds:
        raise Fault(_which_kind(named))
    return kinds[0]


def _which_kind(named: str | None) -> str:
    asked = f"{named} is no kind of delivery." if named else "Which kind of delivery is this?"
    either = {name: kind.name for kind in KINDS.values() for name in (kind.prefix, kind.name)}
    near = get_close_matches((named or "").casefold(), either, n=1)
    meant = f" Is {either[near[0]]} meant?" if near else ""
    return f"{asked}{meant} Name it with KIND=, one of: {', '.join(sorted(KINDS))}."


def which_file(folder: Path) -> str:
    """What is told of a folder: a delivery below it that could be meant."""
    files = sorted(path for path in (*folder.glob("*"), *folder.glob("*/*")) if path.is_file())[:MOST_FILES_NAMED]
    named = ", ".join(shown_name(str(path)) for path in files) or "none"
    return f"{shown_name(str(folder))} is a folder: let FILE= name one file. Files in it: {named}."


def report_on(
    path: Path, mapping: KindMapping, as_of: date, known: Iterable[KindMapping], *,
    only_test_bsns: bool, max_quarantined_share: float = 0.2, shown_as: str | None = None,
) -> MappingReport:  # fmt: skip
    """Read a file through the mapping; headers that one of the `known` mappings spells are always shown.

    shown_as: its name as it may be shown, where more is known than that it may hold no BSN.

    Raises Fault where there is no file, or where it cannot be read.
    """
    kind, name = mapping.kind, shown_as or shown_name(path.name)
    if not path.is_file():
        raise Fault(f"There is no file {shown_name(str(path))}: correct FILE=.")
    extension = file_names.extension_of(path.name)
    if extension not in kind.extensions:
        raise Fault(f"{name}: {kind.name} comes as {' or '.join(kind.extensions)}.")
    try:
        tables = reading.read_tables(lambda: path.open("rb"), extension, Limits())
        constants = mapping.constants_for(path.name)
        candidates = [match(table, mapping, constants) for table in tables]
        matched = nearest(candidates)
        sheets = [candidate.table.name for candidate in fitting(candidates)]
        report = MappingReport(
            mapping,
            name,
            matched.table.header_line,
            constants,
            mapping.prefixes_for(path.name),
            matched.missing,
            fitting_sheets=sheets,
        )
        questions = _read_rows(matched, report)
    except Rejected as fault:
        raise Fault(f"{name} cannot be read: {fault}") from None
    except OSError as fault:
        raise Fault(f"{name} cannot be read: {fault.strerror}.") from None
    report.headers = _headers(matched, questions, {spelling for other in known for spelling in other.headers})
    report.doubled = [header.text for header in report.headers if header.is_shown and header.text in matched.doubled]
    report.has_its_name = file_names.kind_of(landed_as(path, kind.source)) == kind
    trial = take_on_trial(
        path, mapping, as_of, only_test_bsns=only_test_bsns, max_quarantined_share=max_quarantined_share
    )
    report.taken, report.broken, report.first_day = trial.taken, trial.broken, trial.first_day
    return report


def _read_rows(matched: Matched, report: MappingReport) -> list[str]:
    """Count rows and labels; gives the question texts of the headers."""
    questions = matched.table.labels or [""] * len(matched.table.header)
    report.code_labels = matched.answer_labels
    there = {marks.header for marks in matched.marks.values()}
    report.unmarking = [one.header for one in report.mapping.response_marks.values() if one.header not in there]
    for number, chunk in enumerate(matched.chunks()):
        delivered = matched.delivered(chunk, report.constants)
        dropped = totals_rows(delivered, report.kind.key) | rows_beside(chunk.frame, matched.nameless)
        if number == 0 and (n_headers := header_rows_below(chunk.frame)):
            dropped[:n_headers] = True
            questions = _question_texts(chunk, n_headers)
        rows = delivered[~dropped]
        report.n_rows += len(rows) + len(chunk.malformed)
        for marks, texts in matched.marking(chunk):
            said = texts[~dropped].map(clean_code).value_counts()
            neither = {str(text): n for text, n in said.items() if marks.meaning_of(str(text)) is Meaning.NEITHER}
            if neither:
                report.unmarked.setdefault(marks.header, Counter()).update(neither)
        for column, answers in matched.answers(chunk)[~dropped].items():
            counted = report.codes.setdefault(str(column), Counter())
            counted.update({clean_code(str(text)): n_rows for text, n_rows in answers.value_counts().items()})
        for column in rows.columns:
            _count_labels(column, rows[column].value_counts().to_dict(), report)
        if report.kind.holds_responses and "respons_id" in rows:
            report.counts_from_one |= bool(rows["respons_id"].str.strip().eq("1").any())
    _withhold_labels(report)
    return questions


def _headers(matched: Matched, questions: Sequence[str], spellings: Collection[str]) -> list[Header]:
    """The headers. Where none of them is of the kind, and no question text tells that they are headers at all, they
    may be somebody's row.
    """
    are_headers = any(matched.columns) or any(questions)
    return [
        Header(text, question, column, are_headers or comparable_header(text) in spellings)
        for text, question, column in zip(matched.table.header, questions, matched.columns, strict=True)
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
                label = clean_code(part)
                if report.mapping.meant(column, label) is not None:
                    report.labels[column, label, report.mapping.code_of(column, label)] += n_rows
    elif codes_of(report.kind, column):
        for text, n_rows in counts.items():
            label = clean_code(text)
            if not _is_read(report.mapping, column, label):
                report.labels[column, label, None] += n_rows


def codes_of(kind: DeliveryKind, column: str) -> list[str]:
    """The codes of a closed list or of an answer; none for another column."""
    role = kind.roles[column]
    if role.is_answer:
        return ANSWERS
    allowed = [check.statistics.get("allowed_values", ()) for check in kind.columns[column].checks]
    return [str(code) for codes in allowed for code in codes]


def _is_read(mapping: KindMapping, column: str, text: str) -> bool:
    try:
        meant = mapping.meant(column, text)
        if meant is not None:
            mapping.kind.roles[column].parse(meant)
    except BadValue:
        return False
    return True


def _withhold_labels(report: MappingReport) -> None:
    """Put unknown labels that may be about a person together, under words that say so."""
    unknown: dict[str, dict[str, int]] = {}
    for (column, label, code), n_rows in report.labels.items():
        if code is None:
            unknown.setdefault(column, {})[label] = n_rows
    for column, labels in unknown.items():
        is_closed = report.kind.roles[column].label_set is None
        shown_as = shown_codes(labels) if is_closed else shown_labels(labels)
        for label, n_rows in labels.items():
            del report.labels[column, label, None]
            report.labels[column, shown_as[label], None] += n_rows
