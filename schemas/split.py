"""The split of delivered rows into clean and quarantined: parse every value, judge every row, lose none.

Works on one chunk of text rows of one delivery kind. Rules that need the whole file (one key twice, the share of
bad rows) are intake's; rules that need another kind are the dbt project's. Nothing here keeps or shows a value.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import cast

import numpy as np
import pandas as pd
import pandera.errors
import pyarrow as pa

from schemas import bulk, values
from schemas.columns import Identity, Role, Scope
from schemas.kinds import DeliveryKind
from schemas.mapping import KindMapping
from schemas.rules import Rule
from schemas.values import UNKNOWN, BadValue, Value, clean_code

BROKEN_COLUMNS = ["line", "column_name", "rule", "scope"]
UNMAPPED_COLUMNS = ["line", "column_name", "label"]
_NOTHING_BROKEN, _NOTHING_UNMAPPED = (
    pd.DataFrame({name: pd.Series(dtype="int64" if name == "line" else "str") for name in columns})
    for columns in (BROKEN_COLUMNS, UNMAPPED_COLUMNS)
)
_PANDAS_TYPES = {
    "string": "str",
    "int32": "Int32",
    "bool": "boolean",
    "date32[day]": "datetime64[us]",
    "timestamp[us]": "datetime64[us]",
}

_SOUND_IN_BULK: dict[values.Parser, Callable[[pa.StringArray], np.ndarray]] = {
    values.parse_words: bulk.is_sound_text,
    values.parse_identifier: bulk.is_sound_identifier,
}


@dataclass(frozen=True)
class Split:
    """A chunk after the split.

    clean: parsed rows, one column a delivered column of the kind, plus `line`; keeps the file's order.
    keys_of_bad: `line` and the parsed key of quarantined rows whose key itself is sound.
    owners_of_bad: `line` and the columns that say whose a row is, of quarantined rows where the first is sound and
    not empty.
    broken: one row for each broken rule: line, column_name, rule, scope.
    unmapped: each unknown label that a clean row has in a mapped column: line, column_name, label.
    """

    clean: pd.DataFrame
    keys_of_bad: pd.DataFrame
    owners_of_bad: pd.DataFrame
    broken: pd.DataFrame
    unmapped: pd.DataFrame


class BrokenModel(Exception):
    """Clean rows that their own model refuses: a fault of this program, told without any value."""


@dataclass(frozen=True)
class Splitter:
    """Splits chunks of one file. `delivered_on` is the file's date: the future is judged against it. `prefixes` stand
    before the values of a column once these are judged. Of columns on `other_scales` no answer counts.
    """

    mapping: KindMapping
    delivered_on: date
    only_test_bsns: bool
    cell_characters: int
    prefixes: Mapping[str, str] = field(default_factory=dict)
    other_scales: frozenset[str] = frozenset()

    @property
    def kind(self) -> DeliveryKind:
        return self.mapping.kind

    @cached_property
    def _text_required(self) -> set[str]:
        return {name for name, column in self.kind.columns.items() if (column.metadata or {}).get("text_required")}

    def split(
        self, texts: pd.DataFrame, lines: np.ndarray, no_responses: np.ndarray | None = None,
        neither: Mapping[str, np.ndarray] | None = None,
    ) -> Split:  # fmt: skip
        """Split rows of text (columns named as in the contract, absent optional ones left out). Of rows that are
        `no_responses` nothing else is told: there is nothing in them to mend. `neither`: by header, rows of which it
        does not say whether they are responses.
        """
        broken = _Broken(lines)
        unmapped = _Unmapped(lines)
        columns: dict[str, object] = {"line": lines}
        for column, role in self.kind.roles.items():
            delivered = texts[column] if column in texts else pd.Series([""] * len(lines), dtype="str")
            columns[column] = self._parse(column, role, delivered, broken, unmapped)
        columns["delivered_on"] = pd.Timestamp(self.delivered_on)
        parsed = pd.DataFrame(columns)
        self._judge_questionnaire(parsed, broken)
        self._judge_rows(parsed, broken)
        sound_key = ~broken.rows(set(self.kind.key))
        for header, rows in (neither or {}).items():
            broken.add_rows(header, Rule.DOMAIN, Scope.ROW, rows)
        if no_responses is not None:
            broken.replace(Rule.NOT_A_RESPONSE, no_responses)
        bad = broken.rows()
        clean = parsed[~bad].reset_index(drop=True)
        self._validate(clean)
        keys_of_bad = parsed.loc[bad & sound_key, ["line", *self.kind.key]].reset_index(drop=True)
        owner = [*self.kind.owner]
        owners_of_bad = parsed.loc[bad, ["line", *owner]].dropna(subset=owner[:1]).reset_index(drop=True)
        return Split(clean, keys_of_bad, owners_of_bad, broken.table(), unmapped.table(~bad))

    def _parse(
        self, column: str, role: Role, delivered: pd.Series, broken: "_Broken", unmapped: "_Unmapped"
    ) -> pd.Series:  # fmt: skip
        """The values of one column; broken rules and unknown labels are noted. Each distinct text is parsed once."""
        codes, distinct = pd.factorize(delivered)
        texts = pd.Series(distinct, dtype="str")
        too_long = (texts.str.len() > self.cell_characters).to_numpy(dtype=bool)
        cleaned = bulk.clean(texts.mask(too_long, "") if too_long.any() else texts, is_words=role.is_words)
        parsed, rules = self._parse_distinct(column, role, cleaned)
        rules |= dict.fromkeys(np.flatnonzero(too_long).tolist(), Rule.TOO_LONG)
        if column in self.other_scales:
            told = [number for number, value in enumerate(parsed) if value is not None or number in rules]
            parsed, rules = [None] * len(parsed), dict.fromkeys(told, Rule.OTHER_SCALE)
        if role.label_set is not None:
            unknown: dict[int, list[str]] = {}
            for number, text in enumerate(parsed):
                if isinstance(text, str):
                    parsed[number], unknown[number] = self._mapped(column, role, text)
            unmapped.add(column, unknown, codes)
        broken.add(column, role.scope, rules, codes)
        typed = _typed(parsed, role)
        if column in self.prefixes:
            typed = self.prefixes[column] + typed
        return pd.Series(typed.array.take(codes))

    def _parse_distinct(
        self, column: str, role: Role, cleaned: pa.StringArray
    ) -> tuple[list[Value], dict[int, Rule]]:  # fmt: skip
        """Values of distinct cleaned texts, and by position the rules they break: in bulk where the notation is the
        common one, else one by one.
        """
        parsed: list[Value] = cleaned.to_pylist()
        texts = np.array(parsed, dtype=object)
        in_bulk = np.zeros(len(parsed), dtype=bool)
        if role.parse in _SOUND_IN_BULK and not self.mapping.respells(column):
            in_bulk = ~bulk.is_no_value(cleaned) & _SOUND_IN_BULK[role.parse](cleaned)
        elif role.parse is values.parse_moment_in_period:
            moments = bulk.common_moments(cleaned)
            in_bulk = ~np.isnat(moments)
            parsed = moments.tolist()
        rules: dict[int, Rule] = {}
        parse = self._parser(role)
        for number in np.flatnonzero(~in_bulk).tolist():
            parsed[number], rule = self._parse_one(column, role, parse, texts[number])
            if rule is not None:
                rules[number] = rule
        return parsed, rules

    def _parse_one(self, column: str, role: Role, parse: values.Parser, text: str) -> tuple[Value, Rule | None]:
        default = None if role.default is None else parse(role.default)
        is_required = column in self.kind.required_columns
        try:
            meant = self.mapping.meant(column, text)
            if meant is None:
                return default, Rule.REQUIRED if is_required else None
            value = parse(meant)
        except BadValue as bad:
            return default if role.scope is Scope.VALUE else None, bad.rule
        if value is None and is_required and column not in self._text_required:
            return None, Rule.REQUIRED
        return value, None

    def _parser(self, role: Role) -> values.Parser:
        if role.identity is Identity.BSN and self.only_test_bsns:
            return values.parse_test_bsn
        return role.parse

    def _mapped(self, column: str, role: Role, text: str) -> tuple[str | None, list[str]]:
        """The code (codes by comma in a column of several) of a label, and the labels that no mapping knows."""
        parts = map(clean_code, text.split(",")) if role.is_list else [text]
        labels = [part for part in parts if self.mapping.meant(column, part) is not None]
        found = [self.mapping.code_of(column, label) for label in labels]
        unknown = dict.fromkeys(label for label, code in zip(labels, found, strict=True) if code is None)
        return ",".join(code or UNKNOWN for code in found) or None, list(unknown)

    def _judge_questionnaire(self, parsed: pd.DataFrame, broken: "_Broken") -> None:
        """A statement that the questionnaire does not have was answered: the value goes, the row stays. Nobody knows
        the rows of a version that it does not have.
        """
        if not self.kind.statements or self.kind.reference is None:
            return
        questionnaire = parsed["vragenlijst"]
        for statement in self.kind.statements:
            asking = self.kind.reference.wordings[statement]
            answered = questionnaire.notna() & parsed[statement].notna()
            wrong = (answered & ~questionnaire.isin(asking)).to_numpy(dtype=bool)
            broken.add_rows(statement, Rule.WRONG_QUESTIONNAIRE, Scope.VALUE, wrong)
            parsed.loc[wrong, statement] = pd.NA
        all_versions = {version for _, version in self.kind.reference.versions}
        for code in questionnaire.dropna().unique():
            others = all_versions - {version for of, version in self.kind.reference.versions if of == code}
            wrong = (questionnaire.eq(code) & parsed["versie"].isin(others)).to_numpy(dtype=bool)
            broken.add_rows("versie", Rule.DOMAIN, Scope.ROW, wrong)

    def _judge_rows(self, parsed: pd.DataFrame, broken: "_Broken") -> None:
        """Pandera's checks of the model, each as a mask of the rows that break it."""
        for column, definition in self.kind.columns.items():
            for check in definition.checks:
                kept = check(parsed[column].dropna()).check_output
                missed = kept.index[~kept.to_numpy(dtype=bool)]
                broken.add_rows(column, Rule.DOMAIN, self.kind.roles[column].scope, parsed.index.isin(missed))
        for check in self.kind.schema.checks:
            column, kept = str(check.title), check(parsed).check_output.to_numpy(dtype=bool)
            scope = self.kind.roles[column].scope
            # A value that could not be read is told once; that it is missing now says nothing new.
            missed = ~kept & ~broken.rows({column})
            broken.add_rows(column, Rule(check.name), scope, missed)
            if scope is Scope.VALUE:
                parsed.loc[missed, column] = None

    def _validate(self, clean: pd.DataFrame) -> None:
        """What is left must be what the model says."""
        try:
            self.kind.schema.validate(clean, lazy=True)
        except pandera.errors.SchemaErrors as fault:
            cases = sorted(
                {(str(case["column"]), str(case["check"])) for case in fault.failure_cases.to_dict("records")}
            )
            raise BrokenModel(f"{self.kind.name}: {cases}") from None


class _Broken:
    """The broken rules of one chunk, by row position."""

    def __init__(self, lines: np.ndarray) -> None:
        self._lines = lines
        self._found: list[tuple[np.ndarray, str | None, Rule, Scope]] = []

    def add(self, column: str, scope: Scope, rules: dict[int, Rule], codes: np.ndarray) -> None:
        """Note the rules that distinct texts break (by position), for the rows (`codes`) that hold them."""
        for rule in dict.fromkeys(rules.values()):
            breaking = [number for number, found in rules.items() if found is rule]
            taken = Scope.ROW if rule is Rule.OUTSIDE_TEST_RANGE else scope
            self.add_rows(column, rule, taken, np.isin(codes, breaking))

    def add_rows(self, column: str | None, rule: Rule, scope: Scope, rows: np.ndarray) -> None:
        if rows.any():
            self._found.append((np.flatnonzero(rows), column, rule, scope))

    def replace(self, rule: Rule, rows: np.ndarray) -> None:
        """Tell of these rows this rule alone."""
        self._found = [(found[~rows[found]], column, other, scope) for found, column, other, scope in self._found]
        self.add_rows(None, rule, Scope.ROW, rows)

    def rows(self, columns: set[str] | None = None) -> np.ndarray:
        """Which rows break a rule of the row (on one of `columns`)."""
        bad = np.zeros(len(self._lines), dtype=bool)
        for positions, column, _, scope in self._found:
            if scope is Scope.ROW and (columns is None or column in columns):
                bad[positions] = True
        return bad

    def table(self) -> pd.DataFrame:
        parts = [
            pd.DataFrame({"line": self._lines[rows], "column_name": column, "rule": rule.value, "scope": scope.value})
            for rows, column, rule, scope in self._found
        ]
        return _below(_NOTHING_BROKEN, parts)


class _Unmapped:
    """The labels of one chunk that no mapping knows, by the text that holds them."""

    def __init__(self, lines: np.ndarray) -> None:
        self._lines = lines
        self._found: list[tuple[str, pd.DataFrame, np.ndarray]] = []

    def add(self, column: str, unknown: dict[int, list[str]], codes: np.ndarray) -> None:
        """Note the unknown labels of distinct texts (by position), and which text each row holds (`codes`)."""
        texts = [(number, label) for number, labels in unknown.items() for label in labels]
        if texts:
            self._found.append((column, pd.DataFrame(texts, columns=["text", "label"]), codes))

    def table(self, kept: np.ndarray) -> pd.DataFrame:
        """The labels in the rows that are kept."""
        parts = []
        for column, labels, codes in self._found:
            rows = pd.DataFrame({"line": self._lines[kept], "column_name": column, "text": codes[kept]})
            parts.append(rows.merge(labels, on="text")[UNMAPPED_COLUMNS])
        return _below(_NOTHING_UNMAPPED, parts)


def _below(nothing: pd.DataFrame, parts: list[pd.DataFrame]) -> pd.DataFrame:
    """The parts as one table of the same columns and types as an empty one, which is what most files give."""
    if not parts:
        return nothing.copy()
    return pd.concat([nothing, *parts], ignore_index=True).astype(nothing.dtypes.to_dict())


def _typed(parsed: list[Value], role: Role) -> pd.Series:
    """Distinct values as a typed series, to be repeated by row."""
    if role.is_date:
        return cast(pd.Series, pd.Series(np.array(parsed, dtype="datetime64[us]")))
    return pd.Series(pd.array(parsed, dtype=_PANDAS_TYPES[role.arrow_type]))
