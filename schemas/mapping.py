"""Mapping files: which delivered header means which column, and which delivered label means which code.

One YAML a source; its parts are the fields of `MappingFile`. This module loads and checks them and
answers look-ups; what happens with an unknown header or label is decided where rows are split.
"""

import json
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from schemas import values
from schemas.columns import Role
from schemas.kinds import KINDS, DeliveryKind, kinds_in
from schemas.reference import Reference, load_reference
from schemas.response_marks import ResponseMarks, response_marks
from schemas.rules import Rule
from schemas.values import UNKNOWN, BadValue, comparable_header, comparable_label, is_no_value

DEFAULT_MAPPING_DIR = Path(__file__).parent / "mappings"
# The codes of the five answers, and those of LimeSurvey, on a scale that begins with what is agreed most.
_REVERSED = {f"{letter}{code}": str(6 - code) for letter in ("", "a") for code in range(1, 6)}


class MappingFault(Exception):
    """A mapping file that cannot be used; the message says which file, where and what to do."""


class MappingFile(BaseModel):
    """The content of one mapping file. `answers`: labels that every statement has, beside its own."""

    model_config = ConfigDict(extra="forbid")

    headers: dict[str, list[str]] = {}
    labels: dict[str, dict[str, str]] = {}
    answers: dict[str, str] = {}
    constants: dict[str, dict[str, str]] = {}
    prefixes: dict[str, dict[str, str]] = {}
    scale: dict[str, dict[str, str]] = {}
    reversed: list[str] = []
    leave_out: dict[str, list[str]] = {}
    keep: dict[str, list[str]] = {}


@dataclass(frozen=True)
class KindMapping:
    """A mapping file as one delivery kind uses it. `words`: those for nothing that are values of a column, as the file
    labels them with themselves (`naam: {NA: NA}`).
    """

    kind: DeliveryKind
    headers: dict[str, str]
    labels: dict[str, dict[str, str]]
    constants: dict[str, dict[str, str]] = field(default_factory=dict)
    prefixes: dict[str, dict[str, str]] = field(default_factory=dict)
    words: dict[str, frozenset[str]] = field(default_factory=dict)
    scales: dict[str, dict[str, str]] = field(default_factory=dict)
    response_marks: dict[str, ResponseMarks] = field(default_factory=dict)

    def column_of(self, header: str) -> str | None:
        """The column that a delivered header means; None for one that nobody asked for."""
        return self.headers.get(comparable_header(header))

    def code_of(self, column: str, text: str) -> str | None:
        """The code that a delivered label of a mapped column means; None when no mapping knows it."""
        return self.labels.get(column, {}).get(comparable_header(text))

    def meant(self, column: str, text: str) -> str | None:
        """What a cleaned text stands for: in a column of codes what the mapping says of it, else the text itself. None
        for no value, unless the mapping says that such a word is a label or a value here.
        """
        if self.kind.roles[column].label_set is not None:
            is_label = text != "" and self.code_of(column, text) is not None
            return text if is_label or not is_no_value(text) else None
        spelled = self.spelled(column, text)
        is_value = not is_no_value(spelled) or comparable_label(spelled) in self.words.get(column, ())
        return spelled if is_value else None

    def spelled(self, column: str, text: str) -> str:
        """The code that the mapping gives this text in a column of codes, else the text itself.

        Raises BadValue for a bare code of the five answers that the column's own scale does not have.
        """
        scale_code = self.scale_code(column, text)
        if scale_code is not None:
            return scale_code
        if column in self.scales and values.is_answer_code(text):
            raise BadValue(Rule.DOMAIN)
        return self.labels.get(column, {}).get(comparable_label(text), text)

    def scale_code(self, column: str, text: str) -> str | None:
        """The answer 1..5 that a delivered text means on the scale which the mapping says the column has."""
        return self.scales.get(column, {}).get(comparable_label(text))

    def is_label(self, column: str, text: str) -> bool:
        """Whether the mapping gives this text of a column of codes a meaning."""
        return comparable_label(text) in self.labels.get(column, {})

    def respells(self, column: str) -> bool:
        """Whether the mapping gives texts of this column of codes another spelling."""
        return column in self.labels or column in self.scales

    def marks_of(self, header: str) -> ResponseMarks | None:
        """What the values below a delivered header say of whether its rows are responses; None where nothing."""
        return self.response_marks.get(comparable_header(header))

    def constants_for(self, file_name: str) -> dict[str, str]:
        """Values of columns that are not in the file but follow from its name."""
        return self._said_by(file_name, self.constants)

    def prefixes_for(self, file_name: str) -> dict[str, str]:
        """What stands before every value of an identifier, so that sources that number alike stay apart."""
        return self._said_by(file_name, self.prefixes)

    def said_by_name(self, file_name: str) -> str:
        """All that the file's name says of its rows, in one text: '' where it says nothing."""
        said = self.constants_for(file_name), self.prefixes_for(file_name)
        return json.dumps(said, sort_keys=True) if any(said) else ""

    def _said_by(self, file_name: str, texts: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
        """The text of each column by part of the file's name: the longest part decides, and where two of one length
        say different things, neither counts.
        """
        folded = file_name.casefold()
        found = {}
        for column in self.kind.columns:
            parts = [part for part in texts.get(column, {}) if part.casefold() in folded]
            longest = max(map(len, parts), default=0)
            said = {texts[column][part] for part in parts if len(part) == longest}
            if len(said) == 1:
                found[column] = said.pop()
        return found


def mapping_folders_of_the_project() -> list[Path]:
    """The project's own mappings: the default ones, and those of the survey tools."""
    return [DEFAULT_MAPPING_DIR, *sorted(path for path in DEFAULT_MAPPING_DIR.iterdir() if path.is_dir())]


def mapping_files(directory: Path | None = None) -> dict[str, Path]:
    """The mapping file of every source: `<source>.yml` in `directory`, or else the project's own.

    Raises MappingFault for a folder that is not there or holds a YAML file of no source, and for a source without one.
    """
    directory = directory or DEFAULT_MAPPING_DIR
    if not directory.is_dir():
        raise MappingFault(f"The mapping folder {directory} does not exist: correct MAPPING_DIR.")
    names = [f"{source}.yml" for source in sorted({kind.source for kind in KINDS.values()})]
    strange = sorted(path.name for path in directory.glob("*.y*ml") if path.name not in names)
    if strange:
        raise MappingFault(f"{', '.join(strange)} in {directory} is of no source: name it {' or '.join(names)}.")
    found = [directory / name if (directory / name).exists() else DEFAULT_MAPPING_DIR / name for name in names]
    if missing := [path.name for path in found if not path.exists()]:
        raise MappingFault(f"There is no mapping file {', '.join(missing)}: make it in {DEFAULT_MAPPING_DIR}.")
    return {path.stem: path for path in found}


def load_mappings(directory: Path | None = None, reference: Reference | None = None) -> dict[str, KindMapping]:
    """The mapping of every delivery kind, from the mapping file of its source and the reference data, by default
    Utrecht's.

    Raises MappingFault for a file that is no YAML or names a column or code that does not exist, ReferenceFault where
    the default reference data are not right.
    """
    kinds = kinds_in(reference or load_reference())
    files = {}
    for source, path in mapping_files(directory).items():
        of_source = [kind for kind in kinds.values() if kind.source == source]
        files[source] = _with_answers(of_source, _read(path))
        _check_names(of_source, files[source])
    return {name: _for_kind(kind, files[kind.source]) for name, kind in kinds.items()}


class _PlainText(yaml.CBaseLoader):
    """YAML in which every value is the text that stands there (`01`, `nee`), and nothing may be named twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        names = [self.construct_object(key, deep=True) for key, _ in node.value]
        twice = sorted({str(name) for name in names if names.count(name) > 1})
        if twice:
            line = node.start_mark.line + 1
            raise MappingFault(f"{', '.join(twice)} stands twice in the part from line {line} on: put the two together")
        return super().construct_mapping(node, deep)


def _read(path: Path) -> MappingFile:
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), _PlainText)  # noqa: S506 - makes nothing but text
        return MappingFile.model_validate(content or {})
    except MappingFault as fault:
        raise MappingFault(f"{path.name} is not a mapping file: {fault}.") from None
    except (yaml.YAMLError, UnicodeDecodeError) as fault:
        raise MappingFault(f"{path.name} is not YAML: {type(fault).__name__}. Correct it.") from None
    except ValidationError as fault:
        places = "; ".join(f"{'.'.join(map(str, error['loc']))}: {error['msg']}" for error in fault.errors())
        raise MappingFault(f"{path.name} is not a mapping file: {places}.") from None


def _with_answers(kinds: list[DeliveryKind], mapping_file: MappingFile) -> MappingFile:
    """The file with the labels of all statements under each."""
    statements = [statement for kind in kinds for statement in kind.statements]
    if mapping_file.answers and not statements:
        raise MappingFault(f"{kinds[0].source}.yml has answers: only a survey's statements have them.")
    if not mapping_file.answers:
        return mapping_file
    labels = {name: mapping_file.answers | mapping_file.labels.get(name, {}) for name in statements}
    return mapping_file.model_copy(update={"labels": mapping_file.labels | labels})


def _check_names(kinds: list[DeliveryKind], mapping_file: MappingFile) -> None:
    source = kinds[0].source
    known = {column for kind in kinds for column in kind.columns}
    named = {
        *mapping_file.headers, *mapping_file.labels, *mapping_file.constants, *mapping_file.prefixes,
        *mapping_file.scale, *mapping_file.reversed,
    }  # fmt: skip
    if named - known:
        raise MappingFault(
            f"{source}.yml names columns that no delivery of {source} has: {', '.join(sorted(named - known))}."
        )
    if mapping_file.leave_out and not any(kind.holds_responses for kind in kinds):
        raise MappingFault(f"{source}.yml has leave_out: only responses of a survey can be left out.")
    left_out = set(map(comparable_header, mapping_file.leave_out))
    if strange := sorted(header for header in mapping_file.keep if comparable_header(header) not in left_out):
        raise MappingFault(f"{source}.yml keeps values of {', '.join(strange)}: say in leave_out which are left out.")
    for kind in kinds:
        for column, role in kind.roles.items():
            if role.label_set is not None:
                _check_codes(source, column, mapping_file, {*role.label_set, UNKNOWN})
            else:
                _check_values(source, column, role, mapping_file)
            if column in mapping_file.prefixes and not role.takes_prefix:
                raise MappingFault(f"{source}.yml has a prefix for {column}: only numbers of a source's own take one.")
            if column in {*mapping_file.scale, *mapping_file.reversed}:
                _check_scale(source, column, role, mapping_file)


def _check_codes(source: str, column: str, mapping_file: MappingFile, codes: set[str]) -> None:
    unknown = set(mapping_file.labels.get(column, {}).values()) - codes
    if unknown:
        raise MappingFault(f"{source}.yml maps {column} to codes that do not exist: {', '.join(sorted(unknown))}.")


def _check_values(source: str, column: str, role: Role, mapping_file: MappingFile) -> None:
    """What labels and constants stand for must itself be a value of the column: else every row with it loses it."""
    meant = [*mapping_file.labels.get(column, {}).values(), *mapping_file.constants.get(column, {}).values()]
    for text in meant:
        if not is_no_value(text) and not _is_value(role, text):
            raise MappingFault(f"{source}.yml maps {column} to a value that it cannot have: {text}.")


def _is_value(role: Role, text: str) -> bool:
    try:
        role.parse(text)
    except BadValue:
        return False
    return text != ""


def _check_scale(source: str, column: str, role: Role, mapping_file: MappingFile) -> None:
    """A scale is of an answer, says one thing of each code, and gives each one of the five answers."""
    if not role.is_answer:
        raise MappingFault(f"{source}.yml has a scale for {column}: only answers to statements have one.")
    scale = mapping_file.scale.get(column, {})
    if column in mapping_file.reversed and scale:
        raise MappingFault(f"{source}.yml has {column} under scale and under reversed: a scale says it all.")
    if bad := sorted({code for code in scale.values() if code not in values.ANSWERS}):
        raise MappingFault(f"{source}.yml: scale: {column} has {', '.join(bad)}: write 1, 2, 3, 4 or 5 there.")
    spelled = {comparable_label(text): code for text, code in mapping_file.labels.get(column, {}).items()}
    if any(spelled.get(comparable_label(text), code) != code for text, code in scale.items()):
        raise MappingFault(f"{source}.yml says one thing of a code of {column} under labels and another under scale.")


def _for_kind(kind: DeliveryKind, mapping_file: MappingFile) -> KindMapping:
    headers: dict[str, str] = {}
    assert kind.reference is not None
    wordings = kind.reference.wordings if kind.holds_responses else {}
    for column in kind.columns:
        for spelling in [column, *wordings.get(column, {}).values(), *mapping_file.headers.get(column, [])]:
            if headers.setdefault(comparable_header(spelling), column) != column:
                raise MappingFault(f"{kind.source}.yml gives two columns of {kind.name} one header spelling.")
    labels, words = {}, {}
    for column, role in kind.roles.items():
        delivered = mapping_file.labels.get(column, {})
        if role.label_set is not None:
            own = [(code, code) for code in [*role.label_set, UNKNOWN]] + [*role.labels]
            labels[column] = _codes_by_label(kind, column, [*own, *delivered.items()], comparable_header)
        elif delivered:
            labels[column] = _codes_by_label(kind, column, delivered.items(), comparable_label)
            words[column] = frozenset(
                label
                for label, text in labels[column].items()
                if is_no_value(text) and comparable_label(text) == label and _is_value(role, text)
            )
    reversed_columns = {row.statement for row in kind.reference.statements if row.is_reversed == "true"}
    scales = dict.fromkeys(reversed_columns.intersection(kind.columns), _REVERSED)
    scales |= {
        column: _codes_by_label(kind, column, mapping_file.scale[column].items(), comparable_label)
        for column in kind.columns
        if column in mapping_file.scale
    }
    scales |= {column: _REVERSED for column in mapping_file.reversed if column in kind.columns}
    marks = _marks_by_header(kind, mapping_file) if kind.holds_responses else {}
    return KindMapping(kind, headers, labels, mapping_file.constants, mapping_file.prefixes, words, scales, marks)


def _marks_by_header(kind: DeliveryKind, mapping_file: MappingFile) -> dict[str, ResponseMarks]:
    marks: dict[str, ResponseMarks] = {}
    kept = {comparable_header(header): texts for header, texts in mapping_file.keep.items()}
    for header, texts in mapping_file.leave_out.items():
        if comparable_header(header) in marks:
            raise MappingFault(f"{kind.source}.yml has one header twice in leave_out: {header}. Put the two together.")
        marks[comparable_header(header)] = response_marks(header, texts, kept.get(comparable_header(header), ()))
    return marks


def _codes_by_label(
    kind: DeliveryKind, column: str, labels: Iterable[tuple[str, str]], comparable: Callable[[str], str]
) -> dict[str, str]:
    codes: dict[str, str] = {}
    for label, code in labels:
        if codes.setdefault(comparable(label), code) != code:
            raise MappingFault(f"{kind.source}.yml gives two codes of {column} one label: {label}.")
    return codes
