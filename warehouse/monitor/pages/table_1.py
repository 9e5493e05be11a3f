"""Table 1 of the report, made once for the page and the report: target groups side by side, statements in its order.

Whose opinions are certain, and what is found in them, is `opinions`' and the report's matter.
"""

from collections.abc import Mapping, Sequence
from string import ascii_lowercase

from warehouse.monitor.columns import amount, count
from warehouse.monitor.content import (
    Absent,
    Cell,
    Column,
    Table,
    TableRow,
    Text,
)
from warehouse.monitor.figures import ALL, Figures, Row
from warehouse.monitor.findings import listed
from warehouse.monitor.pages.parts import shown_groups

MART = "statement_agreement"
CLASSES = (
    Column("(helemaal) niet mee eens", ("pct_disagree",)),
    Column("neutraal", ("pct_neutral",)),
    Column("(helemaal) mee eens", ("pct_agree",)),
)


def answers(figures: Figures) -> dict[str, list[Row]]:
    """The rows of each target group that is shown, in the order of the report."""
    wholes = {name: figures.rows(MART, target_group=name, slice=ALL) for name in figures.target_groups}
    return {name: in_order(rows) for name, rows in shown_groups(wholes).items()}


def in_order(rows: Sequence[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: row["statement_order"])


def by_statement(wholes: Mapping[str, Sequence[Row]]) -> list[dict[str, Row]]:
    """For each statement its rows by target group, in the order of the report."""
    found: dict[str, dict[str, Row]] = {}
    for row in in_order([row for rows in wholes.values() for row in rows]):
        found.setdefault(row["statement_key"], {})[row["target_group"]] = row
    return list(found.values())


def table_1(figures: Figures) -> Table | None:
    """Of respondents, to one decimal, without number; None where no target group is shown."""
    wholes = answers(figures)
    if not wholes:
        return None
    names = list(wholes)
    statements = by_statement(wholes)
    letters = _letters(statements, names)
    return Table(
        name="tabel-1",
        caption=("Antwoorden op stellingen over groepsgericht ondersteuningsaanbod, in percentages",),
        mart=MART,
        row_heading="Stelling",
        columns=CLASSES * len(names),
        column_groups=tuple(
            ((f"{name.capitalize()} (N=", count(rows[0], "n_respondents"), ")"), len(CLASSES))
            for name, rows in wholes.items()
        ),
        rows=tuple(_row(of, names, letters.get(tuple(sorted(of)), "")) for of in statements),
        notes=tuple(_not_all_answered(wholes)),
        footnotes=tuple((letter, _asked_of(asked, names)) for asked, letter in letters.items()),
    )


def _letters(statements: Sequence[Mapping[str, Row]], names: Sequence[str]) -> dict[tuple[str, ...], str]:
    """A letter for each choice of target groups that a statement is asked of, where that is not all of them."""
    chosen = dict.fromkeys(tuple(sorted(of)) for of in statements if len(of) < len(names))
    return dict(zip(chosen, ascii_lowercase, strict=False))


def _asked_of(asked: Sequence[str], names: Sequence[str]) -> Text:
    return (f"vraag is alleen aan {listed([name for name in names if name in asked])} gesteld",)


def _row(rows: Mapping[str, Row], names: Sequence[str], footnote: str) -> TableRow:
    cells: tuple[Cell, ...] = tuple(
        _cell(rows[name], column.columns[0]) if name in rows else Absent.NOT_ASKED
        for name in names
        for column in CLASSES
    )
    return TableRow((next(iter(rows.values()))["wording"],), cells, footnote=footnote)


def _cell(row: Row, column: str) -> Cell:
    return Absent.NOBODY if row[column] == 0 else amount(row, column, 1)


def _not_all_answered(wholes: Mapping[str, Sequence[Row]]) -> list[Text]:
    """Said of the target groups of which it is true alone."""
    some = [name for name, rows in wholes.items() if any(row["n_answered"] < row["n_respondents"] for row in rows)]
    if not some:
        return []
    return [(f"Sommige stellingen zijn niet door alle {listed(some)} beantwoord, daarom tellen percentages niet altijd"
             " op tot 100%.",)]  # fmt: skip
