"""From a file's table to valid rows, findings and counts, by the rules that need nothing outside the file."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from . import contract, files, values
from .mapping import Mapping

Row = dict[str, Any]
Key = tuple[Any, ...]

NOT_OF = {"EW-O": "geleerd", "EW-J": "gezin_geleerd"}
IN_FUTURE = ("ingevuld_op", "uitgenodigd_op", "datum_afgifte", "toewijzingsdatumtijd")
MIN_ROWS_FOR_SHARE = 20
MIN_VALUES_FOR_IDENTIFIER = 20


@dataclass(frozen=True, order=True)
class Finding:
    """A row or a value that broke a rule."""

    line: int
    column: str | None
    rule: str
    scope: str


@dataclass
class Judged:
    """One row after its own rules: the parsed values, what it broke, and the labels that no mapping knows."""

    line: int
    row: Row
    findings: list[Finding]
    unknown_labels: list[tuple[str, str]]

    @property
    def is_bad(self) -> bool:
        return any(finding.scope == "row" for finding in self.findings)


@dataclass
class Contents:
    """What one file gives: `rows` by line are those that reach raw; `listed_bad` are keys of quarantined rows."""

    n_read: int = 0
    n_quarantined: int = 0
    n_dropped: int = 0
    rows: dict[int, Row] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    listed_bad: set[Key] = field(default_factory=set)
    unknown_labels: Counter[tuple[str, str]] = field(default_factory=Counter)
    extra_columns: list[str] = field(default_factory=list)
    reason: str | None = None


@dataclass(frozen=True)
class Task:
    """The file at hand: its kind, date, mapping, name, and the settings that bear on its rows."""

    kind: contract.Kind
    delivered_on: date
    mapping: Mapping
    file_name: str
    max_quarantined_share: float = 0.2
    demo: bool = False


def read_contents(content: bytes, task: Task) -> Contents:
    """Everything one file gives; a rejected file has a reason and no rows."""
    extension = "." + task.file_name.rsplit(".", 1)[-1].lower()
    try:
        table = files.read(
            content,
            extension,
            count_known=lambda cells: sum(task.mapping.column_of(task.kind, cell) is not None for cell in cells),
            is_of_kind=lambda cells: not _missing(_positions(cells, task), task),
        )
        positions = _positions_once(table.header, task)
    except files.RejectedError as refusal:
        return Contents(reason=refusal.reason)
    if has_identifier_in_wrong_column(table, positions):
        n_read = len(table.records)
        return Contents(n_read=n_read, n_dropped=n_read, reason="identifier_in_wrong_column")
    contents = judge_table(table, positions, task)
    if contents.n_read == contents.n_dropped and task.kind.way == "snapshot":
        return Contents(reason="no_rows")
    if contents.n_read >= MIN_ROWS_FOR_SHARE and contents.n_quarantined > task.max_quarantined_share * contents.n_read:
        contents.reason = "too_many_bad_rows"
        contents.n_dropped = contents.n_read - contents.n_quarantined
        contents.rows = {}
        contents.unknown_labels = Counter()
    return contents


def _positions(header: Iterable[Any], task: Task) -> dict[str, list[int]]:
    """Where each column of the kind stands in the header."""
    positions: dict[str, list[int]] = defaultdict(list)
    for position, cell in enumerate(header):
        column = task.mapping.column_of(task.kind, cell)
        if column is not None:
            positions[column].append(position)
    return positions


def _missing(positions: dict[str, list[int]], task: Task) -> list[str]:
    constants = task.mapping.constants_of(task.kind, task.file_name.rsplit("/", 1)[-1])
    return [
        column.name
        for column in task.kind.columns
        if column.required and column.name not in positions and column.name not in constants
    ]


def _positions_once(header: list[str], task: Task) -> dict[str, int]:
    """The place of each delivered column; a doubled or missing one rejects the file."""
    positions = _positions(header, task)
    spellings = Counter(values.squeeze(cell) for cell in header if values.squeeze(cell))
    if any(len(places) > 1 for places in positions.values()) or any(count > 1 for count in spellings.values()):
        raise files.RejectedError("double_column")
    if _missing(positions, task):
        raise files.RejectedError("missing_column")
    return {column: places[0] for column, places in positions.items()}


def has_identifier_in_wrong_column(table: files.Table, positions: dict[str, int]) -> bool:
    """Whether a column other than bsn holds BSNs: over half of 20 values or more pass the elfproef."""
    for position in range(len(table.header)):
        if position == positions.get("bsn"):
            continue
        texts = [
            values.trim_code(values.as_text(record.cells[position]))
            for record in table.records
            if position < len(record.cells) and not values.is_empty(record.cells[position])
        ]
        hits = sum(bool(re.fullmatch("[0-9]{9}", text)) and values.passes_elfproef(text) for text in texts)
        if len(texts) >= MIN_VALUES_FOR_IDENTIFIER and hits > len(texts) / 2:
            return True
    return False


def judge_table(table: files.Table, positions: dict[str, int], task: Task) -> Contents:
    """Every row in its place: valid, quarantined or dropped."""
    contents = Contents(n_read=len(table.records))
    contents.extra_columns = [
        cell for place, cell in enumerate(table.header) if place not in positions.values() and not values.is_empty(cell)
    ]
    qualtrics = _qualtrics_header_rows(table)
    width = len(table.header)
    while width and values.is_empty(table.header[width - 1]):
        width -= 1
    data = [
        record
        for record in table.records
        if record.line not in qualtrics and not _is_totals_row(record, positions, task)
    ]
    contents.n_dropped += len(table.records) - len(data)
    judged = [_judge_record(record, positions, width, len(table.header), table.ragged, task) for record in data]
    _disbelieve_other_scales(judged, data, table, positions, task)
    dropped = _judge_duplicates(judged, task.kind)
    contents.n_dropped += len(dropped)
    for one in judged:
        contents.findings += one.findings
        if one.is_bad:
            contents.n_quarantined += 1
            key = key_of(one.row, task.kind)
            if None not in key:
                contents.listed_bad.add(key)
            continue
        contents.unknown_labels.update(set(one.unknown_labels))
        if one.line not in dropped:
            contents.rows[one.line] = one.row
    return contents


def _disbelieve_other_scales(
    judged: list[Judged], data: list[files.Record], table: files.Table, positions: dict[str, int], task: Task
) -> None:
    """Of a statement whose answers are on another scale none counts: each is a finding of its own, and no value."""
    for statement in set(contract.STATEMENTS) & set(positions):
        place, column = positions[statement], task.kind.by_name[statement]
        how = {
            one.line: _how_it_reads(record.cells[place], column, task)
            for one, record in zip(judged, data, strict=True)
            if place < len(record.cells) and not any(finding.rule == "field_count" for finding in one.findings)
        }
        counts = Counter(how.values())
        n_answers = counts.total() - counts["nothing"]
        has_labels = counts["label"] > 0 or any(
            re.fullmatch("A?[1-5]", values.as_text(code)) or _how_it_reads(label, column, task) in ("code", "label")
            for code, label in table.value_labels.get(place, {}).items()
        )
        numbered = {
            values.trim_code(values.as_text(record.cells[place]))
            for one, record in zip(judged, data, strict=True)
            if how.get(one.line) == "other"
        }
        # Two codes that carry their own words ("1 = ...") are the labelled ends of a scale; one is a slip.
        has_labels = has_labels or sum(map(_is_numbered_label, numbered)) > 1
        is_mixed = counts["code"] > 0 and has_labels
        too_many = n_answers >= MIN_ROWS_FOR_SHARE and counts["other"] > task.max_quarantined_share * n_answers
        if not (is_mixed or too_many):
            continue
        for one in judged:
            if how.get(one.line, "nothing") != "nothing":
                one.findings = [finding for finding in one.findings if finding.column != statement]
                one.findings.append(Finding(one.line, statement, "other_scale", "value"))
                one.row[statement] = None


def _is_numbered_label(text: str) -> bool:
    """A code of 1 to 5 before words with a sign between, or behind them."""
    before = re.match(r"[1-5]\s*[^\w\s]+\s*(.)", text)
    behind = re.fullmatch(r"(.).*[\s(=:][1-5]\)?", text, re.DOTALL)
    return any(found is not None and found[1].isalpha() for found in (before, behind))


def _how_it_reads(cell: Any, column: contract.Column, task: Task) -> str:
    """`code` for a bare 1..5, `label` for an answer in words, `other` for none of the five, `nothing` for no answer."""
    text = values.trim_code(values.as_text(cell))
    mapped = {values.squeeze(label) for label in task.mapping.labels.get(column.name, {})}
    try:
        answer = values.parse(cell, _around(column, task))
    except values.BrokenRuleError:
        return "other"
    if answer is None:
        return "nothing"
    return "code" if re.fullmatch("A?[1-5]", text) and values.squeeze(text) not in mapped else "label"


def key_of(row: Row, kind: contract.Kind) -> Key:
    return tuple(row.get(column) for column in kind.key)


def _qualtrics_header_rows(table: files.Table) -> set[int]:
    """Lines of the question texts and the ImportIds that Qualtrics writes below its header."""
    second_and_third = table.records[:2]
    if len(second_and_third) == 2 and any(
        values.as_text(cell).startswith('{"ImportId"') for cell in second_and_third[1].cells
    ):
        return {record.line for record in second_and_third}
    return set()


def _is_totals_row(record: files.Record, positions: dict[str, int], task: Task) -> bool:
    """Whether a key column reads totaal, gemiddelde or n=."""
    for column in task.kind.key:
        place = positions.get(column)
        if place is None or place >= len(record.cells):
            continue
        text = values.trim_code(values.as_text(record.cells[place])).casefold()
        if text in ("totaal", "gemiddelde") or text.replace(" ", "").startswith("n="):
            return True
    return False


def _judge_record(
    record: files.Record, positions: dict[str, int], width: int, whole: int, ragged: bool, task: Task
) -> Judged:  # fmt: skip
    """The row's values and the rules it breaks by itself."""
    cells = record.cells
    surplus = cells[width:] if len(cells) > whole else []
    wrong_width = ragged and (len(cells) < width or any(not values.is_empty(cell) for cell in surplus))
    if wrong_width:
        row = _key_only(cells, positions, task)
        return Judged(record.line, row, [Finding(record.line, None, "field_count", "row")], [])
    constants = task.mapping.constants_of(task.kind, task.file_name.rsplit("/", 1)[-1])
    judged = Judged(record.line, {}, [], [])
    for column in task.kind.columns:
        place = positions.get(column.name)
        cell = cells[place] if place is not None and place < len(cells) else constants.get(column.name)
        judged.row[column.name] = _parse_into(judged, column, cell, task)
    already = {finding.column for finding in judged.findings}
    judged.findings += [
        Finding(record.line, column, rule, scope)
        for column, rule, scope in _row_rules(judged.row, task)
        if column not in already
    ]
    for finding in judged.findings:
        if finding.scope == "value":
            judged.row[str(finding.column)] = None
    _fill_in(judged.row)
    return judged


def _around(column: contract.Column, task: Task) -> values.Surroundings:
    return values.Surroundings(column, task.delivered_on, task.mapping.labels.get(column.name, {}), task.demo)


def _parse_into(judged: Judged, column: contract.Column, cell: Any, task: Task) -> Any:
    """The value; a broken rule or an unknown label is noted on the row."""
    try:
        value = values.parse(cell, _around(column, task))
    except values.BrokenRuleError as broken:
        is_value = column.name in contract.VALUE_COLUMNS.get(task.kind.name, ())
        if is_value and broken.rule == "outside_test_range":
            is_value = False
        judged.findings.append(Finding(judged.line, column.name, broken.rule, "value" if is_value else "row"))
        return None
    if isinstance(value, values.Labelled):
        judged.unknown_labels += [(column.name, label) for label in value.unknown]
        return value.value
    return value


def _key_only(cells: list[Any], positions: dict[str, int], task: Task) -> Row:
    """The key as far as it can be read from a row with too few or too many fields."""
    row: Row = {}
    for column in task.kind.columns:
        place = positions.get(column.name)
        if column.key and place is not None and place < len(cells):
            try:
                row[column.name] = values.parse(cells[place], _around(column, task))
            except values.BrokenRuleError:
                row[column.name] = None
    return row


def _fill_in(row: Row) -> None:
    """What an empty cell means where the contract gives it a meaning."""
    if "meetmoment" in row and row["meetmoment"] is None:
        row["meetmoment"] = "einde"
    if "versie" in row and row["versie"] is None:
        row["versie"] = "1"
    if "geslacht" in row and row["geslacht"] is None:
        row["geslacht"] = "onbekend"
    if "productcategorie" in row and row["productcategorie"] is None:
        row["productcategorie"] = "onbekend"


def _row_rules(row: Row, task: Task) -> Iterator[tuple[str, str, str]]:
    """Rules across the columns of one row, as (column, rule, scope)."""
    for column in IN_FUTURE:
        moment = row.get(column)
        day = moment.date() if isinstance(moment, datetime) else moment
        if day is not None and day > task.delivered_on:
            yield column, "in_future", "row"
    begin = row.get("ingangsdatum") if task.kind.folder == "beschikkingen" else row.get("startdatum")
    if begin and row.get("einddatum") and row["einddatum"] < begin:
        yield "einddatum", "end_before_start", "row"
    if row.get("aanmelddatum") and row.get("startdatum") and row["startdatum"] < row["aanmelddatum"]:
        yield "startdatum", "start_before_application", "row"
    if row.get("resultaat") == "toegewezen" and row.get("toewijzingsdatumtijd") is None:
        yield "toewijzingsdatumtijd", "required", "row"
    other = NOT_OF.get(row.get("vragenlijst") or "")
    if other and row.get(other) is not None:
        yield other, "wrong_questionnaire", "value"


def version_of(row: Row, kind: contract.Kind) -> Key:
    """What may not occur twice in a file: the key, and for decisions the moment of the version too."""
    if kind.way == "delta":
        return (*key_of(row, kind), decided_at(row))
    return key_of(row, kind)


def decided_at(row: Row) -> datetime:
    """The moment of a decision's version: toewijzingsdatumtijd, else datum_afgifte."""
    moment: datetime | None = row["toewijzingsdatumtijd"]
    return moment or datetime.combine(row["datum_afgifte"], datetime.min.time())


def _judge_duplicates(judged: list[Judged], kind: contract.Kind) -> set[int]:
    """Lines of repeated identical rows; conflicting rows get a finding each."""
    by_version: dict[Key, list[Judged]] = defaultdict(list)
    for one in judged:
        if not one.is_bad:
            by_version[version_of(one.row, kind)].append(one)
    repeated: set[int] = set()
    for same in by_version.values():
        if all(one.row == same[0].row for one in same):
            repeated |= {one.line for one in same[1:]}
        else:
            for one in same:
                one.findings.append(Finding(one.line, None, "duplicate_key", "row"))
    return repeated
