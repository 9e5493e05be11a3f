"""What the auditor says of a published figure: labels and a sentence, never a count or a bound."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """A published figure that says too much: of which mart, which row and column, and why."""

    mart: str
    where: str
    why: str


def at(labels: Mapping[str, object], figure: str) -> str:
    """Where a figure stands, by its row's labels."""
    return ", ".join([*(f"{name}={value}" for name, value in labels.items()), figure])
