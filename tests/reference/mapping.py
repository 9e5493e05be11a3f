"""Which delivered header is which column and which label which code: mapping and reference files, read as data."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from . import contract, values

REFERENCE_FILES = Path(__file__).parents[2] / "dbt_project" / "seeds"
# By column: the reference file that lists its codes, the column of the code, and those of its labels.
LISTED = {
    "wijk": ("neighbourhoods", "wijk_code", ("name", "other_labels")),
    "organisatie": ("organisations", "name", ("other_labels",)),
    "partners": ("organisations", "name", ("other_labels",)),
    "groepstype": ("group_types", "group_type", ("label", "other_labels")),
    "reden_beeindiging": ("end_reasons", "reason", ("label", "other_labels")),
    "vervolg_bij_uitstroom": ("follow_ups", "follow_up", ("label", "other_labels")),
}


@dataclass
class Mapping:
    """One source's mapping: column by squeezed spelling, label to code a column, constants a column."""

    spellings: dict[str, str] = field(default_factory=dict)
    labels: dict[str, dict[str, str]] = field(default_factory=dict)
    constants: dict[str, dict[str, str]] = field(default_factory=dict)

    def column_of(self, kind: contract.Kind, header: Any) -> str | None:
        """The column of the kind that a header means, None for a column nobody asked for."""
        squeezed = values.squeeze(values.as_text(header))
        own = {values.squeeze(column.name): column.name for column in kind.columns}
        if squeezed in own:
            return own[squeezed]
        column = self.spellings.get(squeezed)
        return column if column in kind.by_name else None

    def constants_of(self, kind: contract.Kind, file_name: str) -> dict[str, str]:
        return {
            column: value
            for column, parts in self.constants.items()
            if column in kind.by_name
            for part, value in parts.items()
            if part.casefold() in file_name.casefold()
        }


def _rows(file: str) -> Iterator[dict[str, str]]:
    with (REFERENCE_FILES / f"{file}.csv").open(encoding="utf-8", newline="") as opened:
        yield from csv.DictReader(opened)


def _listed_labels(file: str, key: str, texts: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for row in _rows(file):
        for text in texts:
            yield from ((label, row[key]) for label in row[text].split("|") if label)


def load(folder: Path | None) -> dict[str, Mapping]:
    """Mappings by source (the name of the delivery folder); without a folder only the contract's own names count."""
    mappings = {kind.folder: Mapping() for kind in contract.KINDS}
    if folder is None:
        return mappings
    for column, (file, key, texts) in LISTED.items():
        mappings["wiz"].labels[column] = dict(_listed_labels(file, key, texts))
    for row in _rows("questionnaire_statements"):
        mappings["ervaringwijzer"].spellings[values.squeeze(row["wording"])] = row["statement"]
    for path in sorted(folder.glob("*.yml")):
        source = mappings.setdefault(path.stem, Mapping())
        document = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
        for column, spellings in (document.get("headers") or {}).items():
            source.spellings |= {values.squeeze(str(spelling)): column for spelling in spellings or []}
        for column, labels in (document.get("labels") or {}).items():
            source.labels.setdefault(column, {}).update(
                {str(label): str(code) for label, code in (labels or {}).items()}
            )
        for column, parts in (document.get("constants") or {}).items():
            source.constants[column] = {str(part): str(value) for part, value in (parts or {}).items()}
    return mappings
