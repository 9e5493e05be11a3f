"""What the opinion marts publish about numbers of respondents and of invited, as relations between counts.

What a single row may show does not belong here.
"""

from collections.abc import Iterable, Iterator
from fractions import Fraction
from math import sqrt

from warehouse.disclosure.auditing.findings import at
from warehouse.disclosure.auditing.published import Mart, Marts, Row
from warehouse.disclosure.auditing.system import Key, System

Cell = tuple[str, str, str]

BOTH = "all"
WHOLE = ("all", "all")
AT_THE_END = ("moment", "einde")
CONTACT = "contact_buiten"
CLASSES = ("n_disagree", "n_neutral", "n_agree")
Z_95 = 1.959963984540054
LARGEST_DENOMINATOR = 100_000


def respondent_system(marts: Marts, minimum_group: int) -> System:
    """Everything that opinion marts of one population publish about respondents."""
    system = System()
    agreement, themes = marts["statement_agreement"], marts["theme_mentions"]
    for mart, row, cell in _cells(marts):
        respondents = ("n_respondents", *cell)
        system.publish(respondents, row.get("n_respondents"))
        system.protect(respondents, mart.name, at(_named(cell), "n_respondents"), minimum_group)
    sliced = {_cell(row) for mart in (agreement, themes) for row in mart.rows}
    _relate_slices(system, ("n_respondents",), sliced)
    _add_target_groups(system, ("n_respondents",), sliced)
    _relate_answers(system, marts)
    _relate_mentions(system, themes)
    return system


def invitation_system(marts: Marts, minimum_group: int) -> System:
    """Everything that is published about the invited, who are counted by other dates than respondents."""
    system = System()
    mart = marts["response_rate"]
    for row in mart.rows:
        invited, responded = ("n_invited", *_cell(row)), ("n_responded", *_cell(row))
        system.publish(invited, row.get("n_invited"))
        system.publish(responded, row.get("n_responded"))
        system.at_most(responded, invited)
        system.protect(invited, mart.name, at(_named(_cell(row)), "n_invited"), minimum_group)
    for count in ("n_invited", "n_responded"):
        _relate_slices(system, (count,), {_cell(row) for row in mart.rows})
    return system


def _cells(marts: Marts) -> Iterator[tuple[Mart, Row, Cell]]:
    """Every row that tells a number of respondents, with whose it is."""
    for name in ("statement_agreement", "theme_mentions"):
        for row in marts[name].rows:
            yield marts[name], row, _cell(row)
    for row in marts["group_comparison"].rows:
        yield marts["group_comparison"], row, (row["target_group"], row["characteristic"], str(row["value"]))
    for row in marts["network_over_time"].rows:
        yield marts["network_over_time"], row, (row["target_group"], "moment", row["moment_key"])


def _relate_answers(system: System, marts: Marts) -> None:
    """Answers to a statement: the classes make the answered, who are respondents, and all add up over slices."""
    agreement = marts["statement_agreement"]
    cells_of: dict[str, set[Cell]] = {}
    for mart, row, cell in _cells(marts):
        if mart.name == "theme_mentions":
            continue
        statement = row.get("statement_key", CONTACT)
        for count in ("n_answered", *CLASSES):
            system.publish((count, statement, *cell), row.get(count))
        if mart.name == "network_over_time":
            system.publish(("n_agree", statement, *cell), row.get("n_contact"))
        if mart is agreement:
            cells_of.setdefault(statement, set()).add(cell)
        answered = ("n_answered", statement, *cell)
        system.at_most(answered, ("n_respondents", *cell))
        system.at_most(("n_agree", statement, *cell), answered)
    for statement, cells in cells_of.items():
        for cell in cells:
            system.equal(("n_answered", statement, *cell), [(count, statement, *cell) for count in CLASSES])
        for count in ("n_answered", *CLASSES):
            _relate_slices(system, (count, statement), cells)
    _relate_comparisons(system, marts["group_comparison"])


def _relate_comparisons(system: System, mart: Mart) -> None:
    """A shown difference publishes the answers of all other values together."""
    values: dict[tuple[str, str, str], set[str]] = {}
    for row in mart.rows:
        values.setdefault((row["target_group"], row["statement_key"], row["characteristic"]), set()).add(row["value"])
    for row in mart.rows:
        others = others_of(row)
        if others is None:
            continue
        target_group, statement, characteristic = row["target_group"], row["statement_key"], row["characteristic"]
        rest = values[target_group, statement, characteristic] - {row["value"]}
        for count, total in zip(("n_answered", "n_agree"), others, strict=True):
            system.relate(dict.fromkeys(((count, statement, target_group, characteristic, v) for v in rest), 1), total)


def others_of(row: Row) -> tuple[int, int] | None:
    """How many others answered and how many of those agree: published, or worked out from the difference's interval.

    The interval is Newcombe's: the distance to each bound is made of the two groups' distances to their own Wilson
    bounds, and a share with one Wilson bound gives the number it is a share of.
    """
    if row.get("n_answered_others") is not None and row.get("n_agree_others") is not None:
        return int(row["n_answered_others"]), int(row["n_agree_others"])
    needed = ("pct_agree_answered", "agree_low", "agree_high", "difference_pp", "difference_low", "difference_high")
    if any(row.get(name) is None for name in needed):
        return None
    own, low, high, difference, difference_low, difference_high = (row[name] / 100 for name in needed)
    share = float(Fraction(own - difference).limit_denominator(LARGEST_DENOMINATOR))
    upward = sqrt(max((difference - difference_low) ** 2 - (own - low) ** 2, 0.0))
    downward = sqrt(max((difference_high - difference) ** 2 - (high - own) ** 2, 0.0))
    distance = upward if share < 0.5 else -downward
    bound = share + distance
    if distance == 0:
        return None
    answered = round(Z_95**2 * bound * (1 - bound) / distance**2)
    return answered, round(share * answered)


def _relate_mentions(system: System, mart: Mart) -> None:
    cells_of: dict[str, set[Cell]] = {}
    for row in mart.rows:
        cell = _cell(row)
        theme = f"{row.get('kind')} {row['theme_key']}"
        mentions = ("n_mentions", theme, *cell)
        cells_of.setdefault(theme, set()).add(cell)
        system.publish(mentions, row.get("n_mentions"))
        system.at_most(mentions, ("n_respondents", *cell))
    for theme, cells in cells_of.items():
        _relate_slices(system, ("n_mentions", theme), cells)
        _add_target_groups(system, ("n_mentions", theme), cells)


def _relate_slices(system: System, count: tuple[str, ...], cells: set[Cell]) -> None:
    """The values of every slice but `moment` make the whole; the whole is the moment `einde`."""
    parts: dict[tuple[str, str], list[str]] = {}
    for target_group, slice_name, value in sorted(cells):
        parts.setdefault((target_group, slice_name), []).append(value)
    for (target_group, slice_name), values in parts.items():
        whole = (target_group, *WHOLE)
        if slice_name == "all" or whole not in cells:
            continue
        if slice_name != "moment":
            system.equal((*count, *whole), _keys(count, target_group, slice_name, values))
        elif AT_THE_END[1] in values:
            system.equal((*count, *whole), [(*count, target_group, *AT_THE_END)])


def _add_target_groups(system: System, count: tuple[str, ...], cells: set[Cell]) -> None:
    """Both target groups together are the sum of the target groups."""
    for cell in cells:
        if cell[0] == BOTH:
            parts = [(*count, *part) for part in sorted(cells) if part[0] != BOTH and part[1:] == cell[1:]]
            system.equal((*count, *cell), parts)


def _keys(count: tuple[str, ...], target_group: str, slice_name: str, values: Iterable[str]) -> list[Key]:
    return [(*count, target_group, slice_name, value) for value in values]


def _cell(row: Row) -> Cell:
    return row["target_group"], row["slice"], str(row["slice_value"])


def _named(cell: Cell) -> dict[str, object]:
    return dict(zip(("target_group", "slice", "slice_value"), cell, strict=True))
