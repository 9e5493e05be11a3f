"""The split of delivered rows into clean and quarantined: parse every value, judge every row, lose none.

Works on one chunk of text rows of one delivery kind. Rules that need the whole file (one key twice, the share of
bad rows) are intake's; rules that need another kind are the dbt project's. Nothing here keeps or shows a value.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import cast

import numpy as np
import pandas as pd
import pandera.errors

from schemas import reference, values
from schemas.columns import Identity, Role, Scope
from schemas.kinds import DeliveryKind
from schemas.mapping import KindMapping
from schemas.rules import Rule
from schemas.values import UNKNOWN, BadValue, Value, clean_code, clean_text

BROKEN_COLUMNS = ["line", "column_name", "rule", "scope"]
_PANDAS_TYPES = {
    "string": "str",
    "int32": "Int32",
    "bool": "boolean",
    "date32[day]": "datetime64[us]",
    "timestamp[us]": "datetime64[us]",
}


@dataclass(frozen=True)
class Split:
    """A chunk after the split.

    clean: parsed rows, one column a delivered column of the kind, plus `line`; keeps the file's order.
    keys_of_bad: `line` and the parsed key of quarantined rows whose key itself is sound.
    broken: one row for each broken rule: line, column_name, rule, scope.
    unmapped: how often each unknown label stood in a mapped column, as (column, label).
    """

    clean: pd.DataFrame
    keys_of_bad: pd.DataFrame
    broken: pd.DataFrame
    unmapped: Counter[tuple[str, str]]


class BrokenModel(Exception):
    """Clean rows that their own model refuses: a fault of this program, told without any value."""


@dataclass(frozen=True)
class Splitter:
    """Splits chunks of one file. `delivered_on` is the file's date: the future is judged against it."""

    mapping: KindMapping
    delivered_on: date
    only_test_bsns: bool
    cell_characters: int

    @property
    def kind(self) -> DeliveryKind:
        return self.mapping.kind

    @cached_property
    def _text_required(self) -> set[str]:
        return {name for name, column in self.kind.columns.items() if (column.metadata or {}).get("text_required")}

    def split(self, texts: pd.DataFrame, lines: np.ndarray) -> Split:
        """Split rows of text (columns named as in the contract, absent optional ones left out)."""
        broken = _Broken(lines)
        unknown: dict[str, pd.Series] = {}
        parsed = pd.DataFrame({"line": lines})
        for column, role in self.kind.roles.items():
            delivered = texts[column] if column in texts else pd.Series([""] * len(lines), dtype="str")
            parsed[column], unknown[column] = self._parse(column, role, delivered, broken)
        self._judge_questionnaire(parsed, broken)
        self._judge_rows(parsed, broken)
        bad = broken.rows()
        unmapped = Counter(
            (column, label) for column, labels in unknown.items() for found in labels[~bad].dropna() for label in found
        )
        clean = parsed[~bad].reset_index(drop=True)
        self._validate(clean)
        sound_key = bad & ~broken.rows(set(self.kind.key))
        keys_of_bad = parsed.loc[sound_key, ["line", *self.kind.key]].reset_index(drop=True)
        return Split(clean, keys_of_bad, broken.table(), unmapped)

    def _parse(
        self, column: str, role: Role, delivered: pd.Series, broken: "_Broken"
    ) -> tuple[pd.Series, pd.Series]:  # fmt: skip
        """The values of one column, and its unknown labels by row. Each distinct text is parsed once."""
        codes, distinct = pd.factorize(delivered.to_numpy(dtype=object))
        parsed: list[Value] = []
        rules: list[Rule | None] = []
        unknown: list[list[str] | None] = [None] * len(distinct)
        parse = self._parser(role)
        clean = clean_code if role.is_code else clean_text
        for number, text in enumerate(distinct):
            value, rule = self._parse_one(column, role, clean, parse, text)
            if role.label_set is not None and isinstance(value, str):
                value, unknown[number] = self._mapped(column, role, value)
            parsed.append(value)
            rules.append(rule)
        broken.add(column, role.scope, rules, codes)
        typed = _typed(parsed, role).take(codes).reset_index(drop=True)
        return typed, pd.Series(unknown, dtype=object).take(codes).reset_index(drop=True)

    def _parse_one(
        self, column: str, role: Role, clean: Callable[[str], str], parse: values.Parser, text: str
    ) -> tuple[Value, Rule | None]:
        if len(text) > self.cell_characters:
            return None, Rule.TOO_LONG
        cleaned = self.mapping.spelled(column, clean(text)) if role.label_set is None else clean(text)
        if not cleaned:
            if role.default is None:
                return None, Rule.REQUIRED if self._is_required(column) else None
            cleaned = role.default
        try:
            value = parse(cleaned)
        except BadValue as bad:
            return None, bad.rule
        if value is None and self._is_required(column) and column not in self._text_required:
            return None, Rule.REQUIRED
        return value, None

    def _is_required(self, column: str) -> bool:
        return column in self.kind.required_columns

    def _parser(self, role: Role) -> values.Parser:
        if role.identity is Identity.BSN and self.only_test_bsns:
            return values.parse_test_bsn
        return role.parse

    def _mapped(self, column: str, role: Role, text: str) -> tuple[str | None, list[str] | None]:
        """The code (codes by comma in a column of several) of a label, and the labels that no mapping knows."""
        labels = [label for part in text.split(",") if (label := clean_code(part))] if role.is_list else [text]
        found = [self.mapping.code_of(column, label) for label in labels]
        unknown = [label for label, code in zip(labels, found, strict=True) if code is None]
        return ",".join(code or UNKNOWN for code in found) or None, unknown or None

    def _judge_questionnaire(self, parsed: pd.DataFrame, broken: "_Broken") -> None:
        """A statement that the questionnaire does not have was answered: the value goes, the row stays."""
        for questionnaire, statement in reference.NOT_IN_QUESTIONNAIRE.items():
            if statement in parsed:
                wrong = (parsed["vragenlijst"].eq(questionnaire) & parsed[statement].notna()).to_numpy(dtype=bool)
                broken.add_rows(statement, Rule.WRONG_QUESTIONNAIRE, Scope.VALUE, wrong)
                parsed.loc[wrong, statement] = pd.NA

    def _judge_rows(self, parsed: pd.DataFrame, broken: "_Broken") -> None:
        """Pandera's checks of the model, each as a mask of the rows that break it."""
        parsed["delivered_on"] = pd.Timestamp(self.delivered_on)
        for column, definition in self.kind.columns.items():
            for check in definition.checks:
                kept = check(parsed[column].dropna()).check_output
                missed = kept.index[~kept.to_numpy(dtype=bool)]
                broken.add_rows(column, Rule.DOMAIN, self.kind.roles[column].scope, parsed.index.isin(missed))
        for check in self.kind.schema.checks:
            kept = check(parsed).check_output
            broken.add_rows(str(check.title), Rule(check.name), Scope.ROW, ~kept.to_numpy(dtype=bool))

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
        self._found: list[tuple[np.ndarray, str, Rule, Scope]] = []

    def add(self, column: str, scope: Scope, rules: list[Rule | None], codes: np.ndarray) -> None:
        """Note the rule that each distinct text breaks, for the rows (`codes`) that hold it."""
        for rule in dict.fromkeys(rule for rule in rules if rule is not None):
            breaking = np.array([found is rule for found in rules], dtype=bool)
            row_rules = (Rule.OUTSIDE_TEST_RANGE, Rule.TOO_LONG)
            self.add_rows(column, rule, Scope.ROW if rule in row_rules else scope, breaking[codes])

    def add_rows(self, column: str, rule: Rule, scope: Scope, rows: np.ndarray) -> None:
        if rows.any():
            self._found.append((np.flatnonzero(rows), column, rule, scope))

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
        empty = pd.DataFrame({name: pd.Series(dtype="int64" if name == "line" else "str") for name in BROKEN_COLUMNS})
        return pd.concat([empty, *parts], ignore_index=True).astype(empty.dtypes.to_dict())


def _typed(parsed: list[Value], role: Role) -> pd.Series:
    """Distinct values as a typed series, to be repeated by row."""
    if role.is_date:
        return cast(pd.Series, pd.Series(np.array(parsed, dtype="datetime64[us]")))
    return pd.Series(pd.array(parsed, dtype=_PANDAS_TYPES[role.arrow_type]))
