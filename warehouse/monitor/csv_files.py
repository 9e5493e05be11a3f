"""The tables of the pages as CSV, for a spreadsheet in Dutch: semicolons, decimal commas, a row of headings.

A file holds rows alone; what all files are of stands once, in LEESMIJ.txt. Which tables there are is `pages`' matter.
"""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from warehouse.monitor import numbers
from warehouse.monitor.content import Absent, Block, Column, Figure, Filter, Page, Table, TableRow, Text, Value, plain
from warehouse.monitor.figures import Figures

README = "LEESMIJ.txt"
# With a mark at its start, or Excel reads it as another encoding.
_ENCODING = "utf-8-sig"
_LINE_END = "\r\n"
_NAME = re.compile(r"[a-z0-9_-]+")
# A text that begins so is computed when somebody opens the file.
_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_STATE, _BENEATH, _OF_WHOM = "Onderdeel", "Toelichting", "Over wie"
Record = dict[str, str]
# By heading of a column of a table those of the file, in their order.
Slots = dict[str, dict[str, None]]


class TableNameTaken(ValueError):
    """Two tables would be one file, or the name of a table is no name of a file."""


class HeadingTaken(ValueError):
    """Two columns of a table would be one in its file."""


@dataclass(frozen=True)
class CsvFile:
    """The tables of one name, each with the state of the filter in which it stands; no state where it is in none.

    about: what it is of, in words.
    """

    name: str
    page: Page
    about: str
    tables: tuple[tuple[str, Table], ...]

    def records(self) -> list[Record]:
        """A row of a table each, by heading. Raises HeadingTaken."""
        slots = _slots(self.tables)
        differs = len({plain(table.subtitle) for _, table in self.tables}) > 1
        found = []
        for state, table in self.tables:
            named = {_STATE: state} if state else {}
            of_whom = {_OF_WHOM: plain(table.subtitle)} if differs else {}
            found += [named | _record(table, row, slots) | of_whom for row in table.rows]
        return found


def write_csv(figures: Figures, pages: Sequence[Page], folder: Path) -> None:
    """Write a file for each name of a table, and one that says what they are, into a folder that is made here.

    Raises TableNameTaken and HeadingTaken.
    """
    folder.mkdir()
    files = csv_files(pages)
    for one in files:
        with (folder / f"{one.name}.csv").open("w", encoding=_ENCODING, newline="") as opened:
            records = one.records()
            headings = _in_order(records)
            writer = csv.DictWriter(opened, headings, restval="", delimiter=";", lineterminator=_LINE_END)
            writer.writerow({heading: _safe(heading) for heading in headings})
            writer.writerows(records)
    (folder / README).write_text("\n".join(_readme(figures, files)) + "\n", encoding=_ENCODING, newline=_LINE_END)


def csv_files(pages: Iterable[Page]) -> list[CsvFile]:
    """The files in the order of the pages. Tables of one name go together where they are states of one filter.

    Raises TableNameTaken.
    """
    found: dict[str, CsvFile] = {}
    for page in pages:
        tops = [(page.title, block) for block in page.opening]
        tops += [(plain(section.heading), block) for section in page.sections for block in section.blocks]
        for about, top in tops:
            here: dict[str, list[tuple[str, Table]]] = {}
            for state, table in _tables(top):
                here.setdefault(table.name, []).append((state, table))
            for name, tables in here.items():
                states = [state for state, _ in tables]
                if name in found or len(set(states)) < len(states) or not _NAME.fullmatch(name):
                    raise TableNameTaken(f"{page.slug}: {name} is another table's name, or none for a file.")
                found[name] = CsvFile(name, page, _about(about, tables), tuple(tables))
    return list(found.values())


def _about(heading: str, tables: Sequence[tuple[str, Table]]) -> str:
    """The caption, where all have the same one; of other states of a filter the heading above them."""
    captions = {plain(table.caption) for _, table in tables}
    return captions.pop() if len(captions) == 1 else heading


def _tables(block: Block, *states: str) -> Iterator[tuple[str, Table]]:
    if isinstance(block, Table):
        yield " – ".join(states), block
    if isinstance(block, Filter):
        for group in block.groups:
            for option in group.options:
                state = f"{group.label}: {option.name}" if group.label else option.name
                for inner in option.blocks:
                    yield from _tables(inner, *states, state)


def _headings(table: Table) -> Iterator[tuple[str, Column]]:
    """Each column with what stands above it, so that no two are called the same."""
    above = [plain(words) for words, wide in table.column_groups for _ in range(wide)] or [""] * len(table.columns)
    for words, column in zip(above, table.columns, strict=True):
        yield f"{words}: " if words else "", column


def _slots(tables: Iterable[tuple[str, Table]]) -> Slots:
    """Over all tables of a file: a column of a table is one of the file for each bound and unit that stands in it."""
    found: Slots = {}
    for _, table in tables:
        for at, (above, column) in enumerate(_headings(table)):
            slots = found.setdefault(above + column.heading, {})
            for cell in (row.cells[at] for row in table.rows):
                if not isinstance(cell, Absent):
                    slots |= dict.fromkeys(_values(above, column, cell))
    return {name: slots or {name: None} for name, slots in found.items()}


def _record(table: Table, row: TableRow, slots_of: Slots) -> Record:
    cells = [(table.row_heading, _safe(plain(row.heading)))]
    if any(one.beneath for one in table.rows):
        cells.append((_BENEATH, _safe(plain(row.beneath))))
    for (above, column), cell in zip(_headings(table), row.cells, strict=True):
        slots = slots_of[above + column.heading]
        values = dict.fromkeys(slots, cell.word) if isinstance(cell, Absent) else _values(above, column, cell)
        cells += [(slot, values.get(slot, "")) for slot in slots]
    record = dict(cells)
    if len(record) < len(cells):
        raise HeadingTaken(f"{table.name}: two columns have the same heading.")
    return record


def _values(above: str, column: Column, cell: Figure | Text) -> Record:
    """What stands in a cell, each value below its heading."""
    if not isinstance(cell, Figure) or not cell.values:
        return {above + column.heading: _safe(plain(cell) if isinstance(cell, tuple) else str(cell))}
    return {
        f"{above}{column.part(name)}{f' ({value.unit})' if value.unit else ''}": _written(value)
        for name, value in zip(cell.columns, cell.values, strict=True)
    }


def _written(value: Value) -> str:
    return value.value.isoformat() if isinstance(value.value, date) else numbers.bare(value.value)


def _safe(text: str) -> str:
    return f"'{text}" if text.startswith(_STARTS_A_FORMULA) else text


def _in_order(records: Iterable[Record]) -> list[str]:
    """All headings as they come; of whom a row is comes last, also where a later table has columns of its own."""
    headings = dict.fromkeys(heading for record in records for heading in record)
    return sorted(headings, key=lambda heading: heading == _OF_WHOM)


def _readme(figures: Figures, files: Sequence[CsvFile]) -> Iterator[str]:
    build = figures.build
    yield from (
        f"Monitor collectief werken {figures.city}: de tabellen van de pagina's",
        "",
        *(("Voorbeeld. Deze cijfers zijn verzonnen: geen enkele deelnemer bestaat.", "") if figures.is_made_up else ()),
        f"Stand: {numbers.day(build.as_of)}. Gemaakt op {numbers.moment(build.built_at)}.",
        f"Publicatie: {build.build_id}. Versie van de software: {build.code_version}.",
        "",
        "Elk bestand heeft een rij met koppen. Tussen de kolommen staat een puntkomma, in getallen een komma.",
        "De cijfers zijn net zo afgerond als op de pagina's. De eenheid staat in de kop, bijvoorbeeld (%).",
        "Een marge heeft twee kolommen: ondergrens en bovengrens.",
        f"Staat er geen cijfer? Dan staat er waarom: {', '.join(one.word for one in Absent)}.",
        f"Kon u op de pagina kiezen? Dan staat in de kolom {_STATE} wat er te kiezen was.",
        "Wat de woorden betekenen en hoe we mensen beschermen staat op de pagina verantwoording.html.",
        "",
        "De bestanden:",
    )
    for one in files:
        yield f"- {one.name}.csv ({one.page.menu}): {one.about}"
