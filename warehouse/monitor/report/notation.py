"""How cells and footnotes read in print, the same in PDF and Word. Numbers are rounded where figures are made."""

from warehouse.monitor.content import Absent, Cell, Table, plain
from warehouse.monitor.typeface import printable


def printed(cell: Cell) -> str:
    """A cell as it reads; a hyphen for nobody, and for who was not asked, as in the report of 2025."""
    if isinstance(cell, Absent):
        return cell.printed
    return printable(plain(cell) if isinstance(cell, tuple) else cell.text)


def notes_of(table: Table, *, has_marks: bool) -> list[str]:
    """What stands below a table: its notes, with those on its marks where these are drawn, and its footnotes in one
    line.
    """
    notes = [
        printable(plain(note)) for note in (*(table.on_marks if has_marks and table.has_marks else ()), *table.notes)
    ]
    letters = "; ".join(f"{letter} {plain(words)}" for letter, words in table.footnotes)
    if letters:
        # The first is a sentence's begin: `a Vraag is alleen aan jongeren gesteld; b vraag is ...`
        notes.append(printable(f"{letters[:2]}{letters[2].upper()}{letters[3:]}."))
    return notes
