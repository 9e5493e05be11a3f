"""Reference data: which questionnaires, statements, wijken, organisations, … a city has, read from its CSV files.

All of a folder is read and judged before anything else is; what is wrong is told by file, line and column. What the
files and their columns are stands in reference_files.py.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import ValidationError

from schemas.reference_files import FILES, LABEL_SEPARATOR, RefersTo, Row, Statement, meaning
from schemas.values import UNKNOWN, comparable_header

DEFAULT_REFERENCE_DIR = Path(__file__).parent.parent / "dbt_project" / "seeds"
_MOST_MISTAKES_TOLD = 20


class Mistake(NamedTuple):
    """What is wrong in a reference file, and what to do. line and column: None where it is about more than one."""

    file: str
    line: int | None
    column: str | None
    rule: str
    advice: str

    def __str__(self) -> str:
        line = f", line {self.line}" if self.line else ""
        column = f", column {self.column}" if self.column else ""
        return f"{self.file}{line}{column}: {self.rule}: {self.advice}"


class ReferenceFault(Exception):
    """Reference files that cannot be used."""

    def __init__(self, directory: Path, mistakes: list[Mistake]) -> None:
        told = [f"  {mistake}." for mistake in mistakes[:_MOST_MISTAKES_TOLD]]
        more = len(mistakes) - len(told)
        told += [f"  And {more} more."] if more else []
        super().__init__("\n".join([f"The reference files in {directory} (REFERENCE_DIR) are not right:", *told]))
        self.mistakes = mistakes


class Line(NamedTuple):
    """A row of a reference file, and where it stands."""

    number: int
    row: Any


@dataclass(frozen=True)
class Reference:
    """All reference data of a city: the rows of each file in a folder."""

    directory: Path
    rows: Mapping[str, list[Any]]

    @property
    def files(self) -> dict[str, Path]:
        """The files by name."""
        return {f"{name}.csv": self.directory / f"{name}.csv" for name in FILES}

    def codes(self, listed: RefersTo) -> list[str]:
        """The codes of a list in order, and those beside it, without the word for unknown."""
        found = [str(getattr(row, listed.column)) for row in self.rows[listed.file]]
        return [code for code in dict.fromkeys([*found, *listed.beside]) if code != UNKNOWN]

    def labels(self, listed: RefersTo) -> list[tuple[str, str]]:
        """Spellings in deliveries, each with its code."""
        return [
            (label, str(getattr(row, listed.column))) for row in self.rows[listed.file] for label in _labels_of(row)
        ]

    @cached_property
    def statements(self) -> list[Statement]:
        """In the order of Table 1."""
        return sorted(self.rows["statements"], key=lambda statement: statement.statement_order)

    @cached_property
    def wordings(self) -> dict[str, dict[str, str]]:
        """By statement: its wording in every questionnaire that asks it."""
        found: dict[str, dict[str, str]] = {statement.statement: {} for statement in self.statements}
        for asked in self.rows["questionnaire_statements"]:
            found[asked.statement][asked.questionnaire] = asked.wording
        return found

    @cached_property
    def versions(self) -> set[tuple[str, int]]:
        """Every questionnaire with each of its versions."""
        return {(row.questionnaire, row.version) for row in self.rows["questionnaires"]}


def load_reference(directory: Path | None = None) -> Reference:
    """Read and judge the reference files of a folder, by default Utrecht's.

    Raises ReferenceFault, which tells all that is wrong.
    """
    directory = directory or DEFAULT_REFERENCE_DIR
    if not directory.is_dir():
        raise ReferenceFault(directory, [Mistake(str(directory), None, None, "no_folder", "correct REFERENCE_DIR")])
    mistakes: list[Mistake] = [
        Mistake(path.name, None, None, "strange_file", f"it is no reference file; these are: {_names()}")
        for path in sorted(directory.glob("*.csv"))
        if path.stem not in FILES
    ]
    lines: dict[str, list[Line]] = {}
    for name, model in FILES.items():
        content = _content(directory / f"{name}.csv", mistakes)
        lines[name] = list(_lines(f"{name}.csv", content, model, mistakes)) if content else []
    if not mistakes:
        mistakes += _across_rows(lines)
    if mistakes:
        raise ReferenceFault(directory, mistakes)
    rows = {name: [line.row for line in of_file] for name, of_file in lines.items()}
    return Reference(directory, rows)


def _names() -> str:
    return ", ".join(f"{name}.csv" for name in FILES)


def _content(path: Path, mistakes: list[Mistake]) -> bytes:
    """The bytes of a file; none where it is missing or empty, which is noted."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        mistakes.append(
            Mistake(
                path.name, None, None, "missing_file", "put it there; make reference DIR=… writes one to begin with"
            )
        )
        return b""
    except OSError:
        mistakes.append(Mistake(path.name, None, None, "unreadable", "give the nightly's user the right to read it"))
        return b""
    if not content.strip():
        mistakes.append(Mistake(path.name, None, None, "no_rows", "it is empty: give its header and its rows"))
        return b""
    return content


def _lines(file: str, content: bytes, model: type[Row], mistakes: list[Mistake]) -> Iterator[Line]:
    """The rows of one file that are what they must be by themselves."""
    try:
        records = list(_records(content.decode("utf-8-sig")))
    except (UnicodeDecodeError, csv.Error):
        mistakes.append(Mistake(file, None, None, "unreadable", "save it as CSV in UTF-8, with commas"))
        return
    (number, header), *rows = records
    if header_mistakes := list(_header_mistakes(file, number, header, model)):
        mistakes += header_mistakes
        return
    if not rows:
        mistakes.append(Mistake(file, None, None, "no_rows", "it has a header alone: give its rows"))
    for number, cells in rows:
        if len(cells) != len(header):
            advice = f"it has {len(cells)} fields, its header {len(header)}: put a text with a comma between quotes"
            mistakes.append(Mistake(file, number, None, "field_count", advice))
            continue
        try:
            yield Line(number, model.model_validate(dict(zip(header, cells, strict=True))))
        except ValidationError as fault:
            mistakes += [_of_value(file, number, error, model) for error in fault.errors(include_input=False)]
        mistakes += [
            Mistake(file, number, column, "blanks", "take away the blank or line break")
            for column, cell in zip(header, cells, strict=True)
            if cell != cell.strip() or "\n" in cell or "\r" in cell
        ]


def _records(text: str) -> Iterator[tuple[int, list[str]]]:
    """Each record that is not blank, with the line that it begins on."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    first = 1
    for cells in reader:
        if cells:
            yield first, cells
        first = reader.line_num + 1


def _header_mistakes(file: str, line: int, header: list[str], model: type[Row]) -> Iterator[Mistake]:
    columns = list(model.model_fields)
    if len(header) == 1 and ";" in header[0]:
        yield Mistake(file, line, None, "delimiter", "its fields are parted by semicolons: save it with commas")
        return
    for column in columns:
        if column not in header and column not in model.optional:
            yield Mistake(file, line, column, "missing_column", f"add it; the columns are {', '.join(columns)}")
        elif header.count(column) > 1:
            yield Mistake(file, line, column, "double_column", "leave one of the two")
    for column in header:
        if column not in columns:
            yield Mistake(file, line, column, "unknown_column", f"take it away; the columns are {', '.join(columns)}")


def _of_value(file: str, line: int, error: Mapping[str, Any], model: type[Row]) -> Mistake:
    column = str(error["loc"][0])
    return Mistake(file, line, column, "domain", f"it must be {meaning(model.model_fields[column])}")


def _across_rows(lines: Mapping[str, list[Line]]) -> list[Mistake]:
    """What is wrong between rows that are right by themselves."""
    mistakes = []
    for name, model in FILES.items():
        file, of_file = f"{name}.csv", lines[name]
        mistakes += [*_double_codes(file, of_file, model), *_order_mistakes(file, of_file, model)]
        mistakes += [
            *_class_mistakes(file, of_file),
            *_double_labels(file, of_file, model),
            *_unknown_codes(file, of_file, model, lines),
        ]
        codes = {getattr(line.row, model.key[0]) for line in of_file}
        mistakes += [
            Mistake(file, None, model.key[0], "missing_code", f"add a line for {code}, which the figures need")
            for code in model.needed
            if code not in codes
        ]
    return [*mistakes, *_questionnaire_mistakes(lines), *_wording_mistakes(lines), *_indicator_mistakes(lines)]


def _double_codes(file: str, lines: Iterable[Line], model: type[Row]) -> Iterator[Mistake]:
    seen = dict[tuple[str, ...], int]()
    for number, row in lines:
        # DuckDB and headers of deliveries make no difference between upper and lower case.
        key = tuple(str(getattr(row, column)).casefold() for column in model.key)
        first = seen.setdefault(key, number)
        if first != number:
            yield Mistake(file, number, model.key[-1], "double_code", f"it stands on line {first} too: leave one")
        for column in (model.key[0], *model.codes_too):
            if (code := str(getattr(row, column)).casefold()) in model.reserved:
                yield Mistake(file, number, column, "reserved", f"{code} means something else: take another code")


def _order_mistakes(file: str, lines: list[Line], model: type[Row]) -> Iterator[Mistake]:
    if model.order is None:
        return
    in_order = sorted(lines, key=lambda line: getattr(line.row, model.order or ""))
    for place, (number, row) in enumerate(in_order, start=1):
        if getattr(row, model.order) != place:
            advice = f"number the lines 1, 2, … without a gap or a number twice: {place} is missing or comes twice"
            yield Mistake(file, number, model.order, "order", advice)
            return


def _class_mistakes(file: str, lines: Iterable[Line]) -> Iterator[Mistake]:
    """A class reads the same on every line, so that a figure of it is one."""
    read_as = dict[str, str]()
    for number, row in lines:
        if "outcome_class" not in type(row).model_fields:
            return
        if read_as.setdefault(row.outcome_class, row.class_label) != row.class_label:
            advice = f"{row.outcome_class} reads {read_as[row.outcome_class]} above: give a class one label"
            yield Mistake(file, number, "class_label", "two_labels", advice)


def _labels_of(row: Row) -> list[str]:
    texts = [text for column in row.labels for text in getattr(row, column).split(LABEL_SEPARATOR)]
    return [text.strip() for text in texts if text.strip()]


def _double_labels(file: str, lines: list[Line], model: type[Row]) -> Iterator[Mistake]:
    meant = {comparable_header(str(getattr(row, model.key[0]))): row for _, row in lines} if model.labels else {}
    for number, row in lines:
        for label in _labels_of(row):
            if meant.setdefault(comparable_header(label), row) is not row:
                advice = f"{label} would mean two codes: give it to one"
                yield Mistake(file, number, model.labels[-1], "double_label", advice)


def _unknown_codes(
    file: str, lines: list[Line], model: type[Row], all_lines: Mapping[str, list[Line]]
) -> Iterator[Mistake]:  # fmt: skip
    for column, field in model.model_fields.items():
        for refers in (found for found in field.metadata if isinstance(found, RefersTo)):
            known = {getattr(line.row, refers.column) for line in all_lines[refers.file]} | {*refers.beside}
            for number, row in lines:
                if getattr(row, column) not in known:
                    advice = f"list it in {refers.file}.csv, or correct it"
                    yield Mistake(file, number, column, "unknown_code", advice)


def _questionnaire_mistakes(lines: Mapping[str, list[Line]]) -> Iterator[Mistake]:
    """One questionnaire asks a target group, so that a figure of the group is of one wording."""
    asks, asked_by = dict[str, str](), dict[str, str]()
    for number, row in lines["questionnaires"]:
        questionnaire, group = row.questionnaire, row.target_group
        if asks.setdefault(questionnaire, group) != group or asked_by.setdefault(group, questionnaire) != questionnaire:
            advice = "a questionnaire has one target group in all versions, and a target group one questionnaire"
            yield Mistake("questionnaires.csv", number, "target_group", "two_questionnaires", advice)


def _wording_mistakes(lines: Mapping[str, list[Line]]) -> Iterator[Mistake]:
    """Every statement is asked, every questionnaire asks something, and a wording is of one statement."""
    asked = lines["questionnaire_statements"]
    for file, column in (("statements", "statement"), ("questionnaires", "questionnaire")):
        known = {getattr(row, column) for _, row in asked}
        for number, row in lines[file]:
            if getattr(row, column) not in known:
                advice = "give a wording in questionnaire_statements.csv, or take this line away"
                yield Mistake(f"{file}.csv", number, column, "no_wording", advice)
    meant = {comparable_header(row.statement): row.statement for _, row in lines["statements"]}
    for number, row in asked:
        if meant.setdefault(comparable_header(row.wording), row.statement) != row.statement:
            advice = "another statement reads the same, so a header would mean two: word them differently"
            yield Mistake("questionnaire_statements.csv", number, "wording", "double_label", advice)


def _indicator_mistakes(lines: Mapping[str, list[Line]]) -> Iterator[Mistake]:
    """What a measure needs is given, and of contact outside the group one statement of a questionnaire tells."""
    file = "assumption_indicators.csv"
    wanted = {"statement": ("statement", "moment"), "contact": ("statement", "moment"), "help": ("days",)}
    about_contact = dict[str, str]()
    for number, row in lines["assumption_indicators"]:
        for column in wanted.get(row.measure, ()):
            if not getattr(row, column):
                yield Mistake(file, number, column, "required", f"measure {row.measure} needs it")
        if row.measure == "contact":
            for asked in (
                line.row for line in lines["questionnaire_statements"] if line.row.statement == row.statement
            ):
                if about_contact.setdefault(asked.questionnaire, row.statement) != row.statement:
                    advice = f"{asked.questionnaire} has another statement of contact already: leave one"
                    yield Mistake(file, number, "statement", "two_statements", advice)
