"""Taking one file: from its bytes to valid rows in raw and notes in quarantine, or one reason to reject it whole.

Which file is taken when, and what a later file means for an earlier one, does not belong here.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import BinaryIO

import numpy as np
import pandas as pd

from schemas import bulk
from schemas.columns import Identity, Role
from schemas.mapping import KindMapping
from schemas.rules import Rule
from schemas.scales import AnswerScales, OtherScale
from schemas.split import BROKEN_COLUMNS, Splitter
from warehouse import reading
from warehouse.intake.header_matching import Matched, fitting, match, nearest
from warehouse.intake.non_data_rows import header_rows_below, is_in_another_zone, rows_beside, totals_rows
from warehouse.privacy.scrubbing import FEWEST_ROWS_OF_A_LONG_LABEL, shown_label
from warehouse.raw.store import DeliveryWriter
from warehouse.reading import Chunk, Encoding, Limits, Rejected, Table

FEWEST_ROWS_TO_JUDGE_A_FILE = 20
LONGEST_LABEL_KEPT = 80
MOST_LABELS_KEPT = 10_000
OTHER_LABELS = "(other labels: is this the right column?)"
NAMELESS = "(a column without a name)"


@dataclass
class Taken:
    """What became of a file's rows: n_read = n_valid + n_quarantined + n_dropped."""

    n_read: int = 0
    n_valid: int = 0
    n_quarantined: int = 0
    n_dropped: int = 0
    quarantined_by_rule: dict[str, int] = field(default_factory=dict)
    unmapped: list[tuple[str, str, int]] = field(default_factory=list)
    extra_columns: list[str] = field(default_factory=list)
    other_scales: list[OtherScale] = field(default_factory=list)
    rejected: Rejected | None = None


@dataclass(frozen=True)
class Bounds:
    """What the settings allow of any file."""

    only_test_bsns: bool
    max_quarantined_share: float
    limits: Limits


@dataclass(frozen=True)
class FileRules:
    """What one file is judged by, beside its kind's model."""

    mapping: KindMapping
    file_name: str
    delivered_on: date
    bounds: Bounds

    @property
    def constants(self) -> dict[str, str]:
        return self.mapping.constants_for(self.file_name)

    @property
    def prefixes(self) -> dict[str, str]:
        return self.mapping.prefixes_for(self.file_name)


def take_file(
    open_stream: Callable[[], BinaryIO], extension: str, rules: FileRules, writer: DeliveryWriter,
    confirm: Callable[[], None], encoding: Encoding | Rejected | None = None,
) -> Taken:  # fmt: skip
    """Read, split and store one file. A file that is rejected leaves notes at the most, never rows.

    `confirm` raises where the file changed while it was read: then nothing that was stored before is replaced.
    `encoding`: of a CSV, where it was judged before.
    """
    taken = Taken()
    try:
        matched = _table_of_kind(reading.read_tables(open_stream, extension, rules.bounds.limits, encoding), rules)
        _take_rows(matched, rules, writer, taken)
    except Rejected as fault:
        # What was raised holds on to all that was being read, maybe the whole file.
        taken.rejected = Rejected(fault.detail, rule=fault.rule)
    confirm()
    if taken.rejected is None:
        writer.keep()
    elif taken.rejected.rule in (Rule.TOO_MANY_BAD_ROWS, Rule.IDENTIFIER_IN_WRONG_COLUMN):
        writer.keep_notes()
        taken.n_valid, taken.n_dropped, taken.unmapped = 0, taken.n_read - taken.n_quarantined, []
    else:
        writer.discard()
        return Taken(rejected=taken.rejected)
    return taken


def _table_of_kind(tables: Sequence[Table], rules: FileRules) -> Matched:
    """The one table whose header is of the kind."""
    candidates = [match(table, rules.mapping, rules.constants) for table in tables]
    if not candidates:
        raise Rejected("the file has no header row: deliver it with one")
    if len(fitting(candidates)) > 1:
        raise Rejected("two sheets have the columns of this kind: leave one in the file")
    best = nearest(candidates)
    if best.doubled:
        raise Rejected(f"two headers mean the same column (line {best.table.header_line})", rule=Rule.DOUBLE_COLUMN)
    if best.missing:
        detail = f"missing: {', '.join(best.missing)} (header on line {best.table.header_line})"
        raise Rejected(detail, rule=Rule.MISSING_COLUMN)
    return best


def _take_rows(matched: Matched, rules: FileRules, writer: DeliveryWriter, taken: Taken) -> None:
    """Split and store the rows. Where some answers turn out to be of another scale, all is done once more without."""
    found = _split_rows(matched, rules, writer, taken, frozenset())
    taken.other_scales = found.scales.others(rules.bounds.max_quarantined_share)
    if taken.other_scales:
        writer.begin_again()
        found = _split_rows(matched, rules, writer, taken, frozenset(one.column for one in taken.other_scales))
    repeats, conflicts = writer.settle_duplicates()
    taken.n_dropped += repeats
    taken.n_quarantined += len(conflicts)
    taken.n_valid = writer.n_valid
    taken.quarantined_by_rule = dict(sorted(writer.quarantined_by_rule.items()))
    taken.unmapped = found.unmapped.counted(without=conflicts)
    found.identifiers.judge()
    _judge_share(taken, rules)
    # What no row below fits may be a row that ran into the header: it is not repeated anywhere.
    taken.extra_columns = _extra_columns(matched, found.identifiers) if taken.n_valid else []


def _split_rows(
    matched: Matched, rules: FileRules, writer: DeliveryWriter, taken: Taken, other_scales: frozenset[str]
) -> "_Found":
    """Split and store the rows chunk by chunk, and count them; what is found out over the whole file is given."""
    kind = rules.mapping.kind
    splitter = Splitter(
        rules.mapping, rules.delivered_on, rules.bounds.only_test_bsns, rules.bounds.limits.cell_characters,
        rules.prefixes, other_scales,
    )  # fmt: skip
    found = _Found(
        _IdentifierCount(matched, kind.roles), _UnmappedLabels(), AnswerScales(rules.mapping, matched.answer_labels)
    )
    taken.n_read = taken.n_quarantined = taken.n_dropped = 0
    for number, chunk in enumerate(matched.chunks()):
        found.identifiers.count(chunk)
        taken.n_read += len(chunk.lines) + len(chunk.malformed)
        delivered = matched.delivered(chunk, rules.constants)
        dropped = totals_rows(delivered, kind.key) | rows_beside(chunk.frame, matched.nameless)
        if number == 0:
            dropped[: _header_rows(chunk, matched, kind.roles)] = True
        delivered, lines = delivered[~dropped].reset_index(drop=True), chunk.lines[~dropped]
        marked = matched.marked(chunk).among(~dropped)
        found.scales.count(matched.answers(chunk)[~dropped][~marked.no_responses])
        taken.n_dropped += len(chunk.lines) - len(lines)
        split = splitter.split(delivered, lines, marked.no_responses, marked.neither)
        taken.n_quarantined += len(lines) - len(split.clean) + len(chunk.malformed)
        found.unmapped.add(split.unmapped)
        writer.add(split, _malformed(chunk), _keys_of_malformed(chunk, matched, rules, splitter))
    return found


def _header_rows(chunk: Chunk, matched: Matched, roles: dict[str, Role]) -> int:
    """How many of a file's first rows still are its header. Raises Rejected where they say that times are not ours."""
    n_rows = header_rows_below(chunk.frame)
    if n_rows:
        cells = zip(matched.columns, chunk.frame.iloc[n_rows - 1], strict=True)
        if any(column and roles[column].is_date and is_in_another_zone(cell) for column, cell in cells):
            raise Rejected(
                f"line {chunk.lines[n_rows - 1]} says that the times are not in Amsterdam time: "
                "export with the time zone Europe/Amsterdam",
            )
    return n_rows


def _malformed(chunk: Chunk) -> pd.DataFrame:
    notes = pd.DataFrame({"line": chunk.malformed, "rule": Rule.FIELD_COUNT.value, "scope": "row"})
    return notes.assign(column_name=pd.Series(None, index=notes.index, dtype="str"))[BROKEN_COLUMNS]


def _keys_of_malformed(chunk: Chunk, matched: Matched, rules: FileRules, splitter: Splitter) -> pd.DataFrame:
    """Keys that can be read of rows of another width: a snapshot lists them, be it badly."""
    if not len(chunk.malformed):
        return pd.DataFrame(columns=["line", *splitter.kind.key])
    readable = replace(chunk, frame=chunk.malformed_frame, lines=chunk.malformed)
    split = splitter.split(matched.delivered(readable, rules.constants), chunk.malformed)
    return pd.concat([split.clean, split.keys_of_bad])[["line", *splitter.kind.key]]


def _judge_share(taken: Taken, rules: FileRules) -> None:
    if taken.n_read == taken.n_dropped and rules.mapping.kind.is_snapshot:
        raise Rejected("a full snapshot without a row: deliver the whole snapshot", rule=Rule.NO_ROWS)
    # Many people begin a survey and do not end it: such rows say nothing about the file.
    by_rule = {rule: count for rule, count in taken.quarantined_by_rule.items() if rule != Rule.NOT_A_RESPONSE}
    n_no_responses = taken.quarantined_by_rule.get(Rule.NOT_A_RESPONSE, 0)
    n_read, n_bad = taken.n_read - n_no_responses, taken.n_quarantined - n_no_responses
    if n_read >= FEWEST_ROWS_TO_JUDGE_A_FILE and n_bad > rules.bounds.max_quarantined_share * n_read:
        broken = ", ".join(f"{rule} {count}" for rule, count in by_rule.items())
        raise Rejected(f"{n_bad} of {n_read} rows break a rule ({broken})", rule=Rule.TOO_MANY_BAD_ROWS)


def _extra_columns(matched: Matched, identifiers: "_IdentifierCount") -> list[str]:
    """The columns that are ignored, as they may be told; those without a name together, where they hold something."""
    extra = [shown_label(header, FEWEST_ROWS_OF_A_LONG_LABEL) for header in matched.extra]
    return [*extra, NAMELESS] if any(map(identifiers.holds_something, matched.nameless)) else extra


@dataclass(frozen=True)
class _Found:
    """What is only known at the end of a file."""

    identifiers: "_IdentifierCount"
    unmapped: "_UnmappedLabels"
    scales: AnswerScales


class _UnmappedLabels:
    """The labels that no mapping knows and the lines they stand on: which rows are kept is known at the file's end."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[str, str], int] = {}
        self._lines: list[np.ndarray] = []
        self._found: list[np.ndarray] = []

    def add(self, unmapped: pd.DataFrame) -> None:
        capped = unmapped.assign(label=unmapped["label"].str[:LONGEST_LABEL_KEPT]).drop_duplicates()
        numbers = [self._number(*label) for label in zip(capped["column_name"], capped["label"], strict=True)]
        self._lines.append(capped["line"].to_numpy())
        self._found.append(np.array(numbers, dtype="int32"))

    def _number(self, column: str, label: str) -> int:
        if (column, label) not in self._numbers and len(self._numbers) >= MOST_LABELS_KEPT:
            label = OTHER_LABELS
        return self._numbers.setdefault((column, label), len(self._numbers))

    def counted(self, *, without: np.ndarray) -> list[tuple[str, str, int]]:
        """How many rows have each label, as it may be shown; rows that were quarantined after all do not count."""
        if not self._numbers:
            return []
        is_kept = ~np.isin(np.concatenate(self._lines), without)
        counts = np.bincount(np.concatenate(self._found)[is_kept], minlength=len(self._numbers))
        shown = Counter[tuple[str, str]]()
        for (column, label), count in zip(self._numbers, counts.tolist(), strict=True):
            if count:
                shown[column, shown_label(label, count)] += count
        return [(column, label, count) for (column, label), count in sorted(shown.items())]


class _IdentifierCount:
    """Counts, column by column, values that look like a BSN where no BSN belongs."""

    def __init__(self, matched: Matched, roles: dict[str, Role]) -> None:
        self._names = [column or f"column {position + 1}" for position, column in enumerate(matched.columns)]
        self._scanned = [
            position
            for position, column in enumerate(matched.columns)
            if column is None or roles[column].identity is not Identity.BSN
        ]
        self._filled: Counter[int] = Counter()
        self._alike: Counter[int] = Counter()

    def count(self, chunk: Chunk) -> None:
        for position in self._scanned:
            texts = chunk.frame.iloc[:, position]
            self._filled[position] += bulk.count_filled(texts)
            self._alike[position] += bulk.count_like_bsn(texts)

    def holds_something(self, position: int) -> bool:
        return self._filled[position] > 0

    def judge(self) -> None:
        for position in self._scanned:
            filled = self._filled[position]
            if filled >= FEWEST_ROWS_TO_JUDGE_A_FILE and self._alike[position] > filled / 2:
                detail = f"{self._names[position]} seems to hold BSNs: export this column without them"
                raise Rejected(detail, rule=Rule.IDENTIFIER_IN_WRONG_COLUMN)
