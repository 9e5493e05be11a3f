"""Which delivered header is which column and which label which code: the mapping files, read as data."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from . import contract, values


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


def load(folder: Path | None) -> dict[str, Mapping]:
    """Mappings by source (the name of the delivery folder); without a folder only the contract's own names count."""
    mappings = {kind.folder: Mapping() for kind in contract.KINDS}
    if folder is None:
        return mappings
    for path in sorted(folder.glob("*.yml")):
        source = mappings.setdefault(path.stem, Mapping())
        document = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
        for column, spellings in (document.get("headers") or {}).items():
            source.spellings |= {values.squeeze(str(spelling)): column for spelling in spellings or []}
        for column, labels in (document.get("labels") or {}).items():
            source.labels[column] = {str(label): str(code) for label, code in (labels or {}).items()}
        for column, parts in (document.get("constants") or {}).items():
            source.constants[column] = {str(part): str(value) for part, value in (parts or {}).items()}
    return mappings
