"""Verschillen: where answers differ by what a group is like, and what it would take to see more.

What participants say is in `opinions`. No difference is called a cause here, and none is computed.
"""

import math
from collections.abc import Iterator, Sequence

from warehouse.monitor import numbers
from warehouse.monitor.columns import (
    amount,
    count,
    difference,
    interval_of_difference,
    number_of_rows,
    percentage,
)
from warehouse.monitor.content import (
    ROWS,
    Bullets,
    Cell,
    Column,
    Figure,
    Filter,
    Interval,
    Notice,
    Option,
    OptionGroup,
    Page,
    Section,
    Table,
    TableRow,
    Text,
    joined,
)
from warehouse.monitor.figures import ALL, Figures, Row
from warehouse.monitor.findings import are_few, is_certain
from warehouse.monitor.pages.parts import anchor, in_order, slice_label, tone_of

MART = "group_comparison"
WHOLES = "statement_agreement"
CHARACTERISTICS = ("group_type", "size_band", "age_spread_band", "sessions_band")
COLUMNS = (
    Column("eens", ("pct_agree_answered",)),
    Column("verschil", ("difference_pp",)),
    Column("marge", ("difference_low", "difference_high")),
)
NEEDED = Column("nog nodig", ("responses_needed",))
CERTAIN = "responses_needed=None"
NO_CAUSE = "Dat komt niet per se door de groep."
# Of intervals of 95 % that leave out zero where there is no difference.
_BY_CHANCE = 0.05
_STEP = 10


def page(figures: Figures) -> Page:
    rows = _compared(figures)
    certain = [row for row in rows if _is_clear(row)]
    sections = []
    if certain:
        sections.append(_clear(figures, rows, certain))
    if rows:
        sections.append(_by_statement(figures, rows))
    if certain:
        sections += _not_yet_seen(figures, rows)
    return Page(
        slug="verschillen",
        menu="Verschillen",
        title="Verschillen de antwoorden tussen groepen?",
        lead=_lead(rows, certain),
        opening=(_many_comparisons(rows, certain) if certain else _what_would_help(figures),),
        sections=tuple(sections),
    )


def _compared(figures: Figures) -> list[Row]:
    """The comparisons that are shown: by target group and statement in the report's order, then by characteristic."""
    groups = figures.target_groups
    order = [(name, value) for name in CHARACTERISTICS for value in in_order(
        figures, name, {row["value"] for row in figures.rows(MART, characteristic=name)})]  # fmt: skip
    rows = [row for row in figures.rows(MART) if row["difference_pp"] is not None]
    return sorted(rows, key=lambda row: (
        groups.index(row["target_group"]), row["statement_order"], order.index((row["characteristic"], row["value"]))
    ))  # fmt: skip


def _is_clear(row: Row) -> bool:
    return is_certain(row["difference_low"], row["difference_high"])


def _lead(rows: Sequence[Row], certain: Sequence[Row]) -> Text:
    if not rows:
        return ("Er zijn nog te weinig antwoorden om groepen met elkaar te vergelijken.",)
    if not certain:
        return ("Bij geen van de ", number_of_rows(MART, rows), " vergelijkingen is een duidelijk verschil te zien. Dat"
                " wil niet zeggen dat er geen verschil is.")  # fmt: skip
    return ("Bij ", number_of_rows(MART, certain, CERTAIN), " van de ", number_of_rows(MART, rows), " vergelijkingen is"
            f" een duidelijk verschil te zien. {NO_CAUSE}")  # fmt: skip


def _many_comparisons(rows: Sequence[Row], certain: Sequence[Row]) -> Notice:
    """How many clear differences chance alone gives among so many comparisons."""
    by_chance = _BY_CHANCE * len(rows)
    chance: Text = ("minder dan een",)
    if by_chance >= 1:
        chance = ("ongeveer ", Figure(numbers.number(by_chance), MART, (f"{_BY_CHANCE}*{ROWS}",), "*"))
    if len(certain) <= by_chance:
        so = "Dat is niet meer dan door toeval alleen: alle duidelijke verschillen hier kunnen toeval zijn."
    elif by_chance < 1:
        so = "Ook dan kan een duidelijk verschil toeval zijn."
    else:
        so = "Een deel van de duidelijke verschillen is dus waarschijnlijk toeval. Niemand kan zien welk deel."
    return Notice("Let op: wie veel vergelijkt, vindt altijd iets.", (
        "Stel dat groepen nergens van elkaar verschillen. Dan laat toch ongeveer een op de twintig vergelijkingen een"
        " duidelijk verschil zien. Op ", number_of_rows(MART, rows), " vergelijkingen zijn dat er ", *chance,
        ". Wij zien er ", number_of_rows(MART, certain, CERTAIN), f". {so}",
    ))  # fmt: skip


def _what_would_help(figures: Figures) -> Notice:
    """How many answers show a difference, and how many there are."""
    told = list(_told_of_answers(figures, figures.target_groups))
    if all(row.is_hidden for row in figures.rows(WHOLES, slice=ALL)):
        return Notice("Hier is nog niets te zien.", ("Er zijn nog geen antwoorden, of te weinig om te tonen.",))
    first: Text = (
        f"Een verschil van {figures.limits.difference_to_show} procentpunt is pas goed te zien als er aan elke kant van"
        " een vergelijking genoeg antwoorden zijn. Hoeveel dat er zijn, hangt af van de stelling.",
    )
    last: Text = ("Met meer ingevulde vragenlijsten wordt hier meer zichtbaar.",)
    return Notice("Hier is nog weinig te zien.", joined([first, *told, last]))


def _told_of_answers(figures: Figures, target_groups: Sequence[str]) -> Iterator[Text]:
    """Of each target group how many answers each side needs, from the statement that needs fewest to that of most."""
    for name in target_groups:
        wholes = [row for row in figures.rows(WHOLES, target_group=name, slice=ALL) if row["responses_per_side"]]
        if wholes:
            by_need = sorted(wholes, key=lambda row: row["responses_per_side"])
            least, most = (count(row, "responses_per_side") for row in (by_need[0], by_need[-1]))
            spread = (least,) if least.text == most.text else (least, " tot ", most)
            yield (f"Bij {name} zijn het er ", *spread, " aan elke kant; nu zijn er ",
                   count(wholes[0], "n_respondents"), " antwoorden van alle groepen samen.")  # fmt: skip


def _clear(figures: Figures, rows: Sequence[Row], certain: Sequence[Row]) -> Section:
    table = Table(
        name="duidelijke-verschillen",
        caption=("Duidelijke verschillen met de andere groepen, in procentpunten",),
        mart=MART,
        row_heading="Stelling, en bij welke groepen",
        columns=COLUMNS,
        rows=tuple(
            _row(figures, rows, row, (_wording(figures, row),), (f"{_whose(figures, row)}: ",)) for row in certain
        ),
        legend="groups",
        notes=(_how_to_read(), *_rounded_bounds(certain)),
    )
    words = "duidelijk verschil" if len(certain) == 1 else "duidelijke verschillen"
    heading: Text = (number_of_rows(MART, certain, CERTAIN), f" {words}")
    subtitle: Text = ("Duidelijk betekent: nul valt buiten de marge (95%).",)
    return Section("duidelijk", heading, (table,), subtitle)


def _how_to_read() -> Text:
    return ("Rechts van de stippellijn: vaker eens met de stelling dan in de andere groepen. Links: minder vaak. Eens:"
            " deel van wie antwoordde. Verschil en marge staan in procentpunten.",)  # fmt: skip


def _rounded_bounds(rows: Sequence[Row]) -> Iterator[Text]:
    """Where a bound reads as the 0 that it leaves out."""
    bounds = [row[bound] for row in rows if _is_clear(row) for bound in ("difference_low", "difference_high")]
    if any(numbers.points(bound) == "0" for bound in bounds):
        yield ("Begint of eindigt de marge van een duidelijk verschil bij 0? Dan is die grens naar 0 afgerond.",)


def _by_statement(figures: Figures, rows: Sequence[Row]) -> Section:
    of: dict[str, dict[str, list[Row]]] = {}
    for row in rows:
        of.setdefault(row["target_group"], {}).setdefault(row["statement_key"], []).append(row)
    groups = tuple(
        OptionGroup(name.capitalize(), tuple(_option(figures, rows, found) for found in statements.values()))
        for name, statements in of.items()
    )
    heading: Text = ("Alle vergelijkingen, per stelling",)
    subtitle: Text = ("Elke soort groep staat naast alle andere groepen samen, aan het einde van de groep.",)
    return Section("stellingen", heading, (Filter("Kies een stelling", "stelling", groups),), subtitle)


def _option(figures: Figures, rows: Sequence[Row], of_statement: Sequence[Row]) -> Option:
    one = of_statement[0]
    wording = _wording(figures, one)
    table = Table(
        name="verschillen",
        caption=_found(figures, of_statement),
        subtitle=(f"{one['target_group'].capitalize()}: ‘{wording}’",),
        mart=MART,
        row_heading="Groepen",
        columns=(*COLUMNS, NEEDED),
        rows=tuple(_row(figures, rows, row, (_label(figures, row),), (), _needed(row)) for row in of_statement),
        legend="groups",
        notes=(_how_to_read(), _what_needed_means(figures), *_rounded_bounds(of_statement)),
    )
    return Option(wording, anchor(one["target_group"], one["statement_key"]), (table,))


def _found(figures: Figures, of_statement: Sequence[Row]) -> Text:
    clear = [_label(figures, row) for row in of_statement if _is_clear(row)]
    if not clear:
        return ("Geen duidelijke verschillen",)
    return (f"Duidelijk verschil bij: {', '.join(clear)}",)


def _what_needed_means(figures: Figures) -> Text:
    return (f"Nog nodig: zoveel antwoorden moeten er aan de kleinste kant bij om een verschil van"
            f" {figures.limits.difference_to_show} procentpunt goed te kunnen zien. Bij 0 zijn er genoeg. Staat er"
            " ‘duidelijk’? Dan valt nul buiten de marge.",)  # fmt: skip


def _row(figures: Figures, rows: Sequence[Row], row: Row, heading: Text, of_whom: Text, *more: Cell) -> TableRow:
    """rows: all that are compared, so that every mark is on one scale."""
    reach = _STEP * math.ceil(max(max(-one["difference_low"], one["difference_high"]) for one in rows) / _STEP)
    mark = Interval(
        row["difference_pp"], row["difference_low"], row["difference_high"],
        few=any(are_few(row[n], figures.limits) for n in ("n_answered", "n_answered_others")),
        tone=tone_of(figures, row["target_group"]), domain=(-reach, reach),
    )  # fmt: skip
    beneath = (*of_whom, count(row, "n_answered"), " antwoorden, andere groepen ", count(row, "n_answered_others"))
    cells = (
        percentage(row, "pct_agree_answered"),
        difference(row, "difference_pp"),
        interval_of_difference(row, "difference_low", "difference_high"),
    )
    return TableRow(heading, (*cells, *more), (mark,), beneath)


def _needed(row: Row) -> Cell:
    if _is_clear(row):
        return ("duidelijk",)
    # A row that was released before there was such a figure has none until it is renewed.
    return ("nog niet bekend",) if row["responses_needed"] is None else amount(row, "responses_needed")


def _wording(figures: Figures, row: Row) -> str:
    """The statement as its target group reads it."""
    found = figures.rows(WHOLES, target_group=row["target_group"], statement_key=row["statement_key"])
    return str(found[0]["wording"]) if found else str(row["statement_key"])


def _label(figures: Figures, row: Row) -> str:
    return slice_label(figures, row["characteristic"], row["value"])


def _whose(figures: Figures, row: Row) -> str:
    return f"{row['target_group'].capitalize()}, {_label(figures, row)}"


def _not_yet_seen(figures: Figures, rows: Sequence[Row]) -> list[Section]:
    """Where answers are wanted, and where they are not; nothing where that is not known yet."""
    points = figures.limits.difference_to_show
    enough = [row for row in rows if row["responses_needed"] == 0]
    items: list[Text] = []
    if enough:
        items.append((
            "Bij ", number_of_rows(MART, enough, "responses_needed=0"), " van de ", number_of_rows(MART, rows),
            f" vergelijkingen zijn er genoeg antwoorden om een verschil van {points} procentpunt goed te zien, en is er"
            " toch geen duidelijk verschil.",
        ))  # fmt: skip
    for name in figures.target_groups:
        needing = [row for row in rows if row["target_group"] == name and row["responses_needed"]]
        if needing:
            most = max(needing, key=lambda row: row["responses_needed"])
            items.append((
                f"Bij {name} zijn voor zo’n verschil de meeste antwoorden nodig bij ‘{_label(figures, most)}’: nog ",
                count(most, "responses_needed"), f", voor ‘{_wording(figures, most)}’.",
            ))  # fmt: skip
    compared = {row["target_group"] for row in rows}
    items += _told_of_answers(figures, [name for name in figures.target_groups if name not in compared])
    return [Section("nog-niet", ("Wat is nog niet te zien?",), (Bullets(tuple(items)),))] if items else []
