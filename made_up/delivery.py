"""What a delivery is before it is written: its name, its date, its format and the rows each chapter gives it.

Which deliveries a world makes is decided by that world.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from made_up.formats import Format, Row, render
from made_up.records import KINDS, Chapter
from made_up.writer import opened


@dataclass(frozen=True)
class Delivery:
    """One file to be, and what a right intake makes of it once all files have arrived.

    `rows` gives, chapter by chapter in their order, what goes into it; called again it gives the same again.
    """

    kind: str
    name: str
    delivered_on: date
    format: Format
    rows: Callable[[Chapter], Iterable[Row]]
    columns: Sequence[str]
    arrives_on: date
    status: str = "accepted"
    reason: str | None = None


def plain_delivery(kind: str, delivered_on: date, format: Format, infix: str = "") -> Delivery:
    """A file that holds all records of a kind, named after the kind and its date."""
    return Delivery(
        kind=kind,
        name=f"{kind}{infix}_{delivered_on.isoformat()}.{format.extension}",
        delivered_on=delivered_on,
        format=format,
        rows=lambda chapter: render(kind, chapter, chapter.records(kind), format),
        columns=KINDS[kind].columns,
        arrives_on=delivered_on,
    )


def write_deliveries(folder: Path, deliveries: Sequence[Delivery], chapters: Iterator[Chapter]) -> None:
    """All files side by side in one pass over the chapters, so that nothing but one chapter is held."""
    with ExitStack() as stack:
        files = [
            (stack.enter_context(opened(folder / delivery.name, delivery.format, delivery.columns)), delivery.rows)
            for delivery in deliveries
        ]
        for chapter in chapters:
            for file, rows in files:
                file.write_rows(rows(chapter))
