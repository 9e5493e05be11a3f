"""Wat vinden deelnemers?: what they say of the statements, with the report's Table 1.

How statements read by target group is here; which differences between groups there are, in `differences`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from warehouse.monitor.columns import count, percentage, with_margin
from warehouse.monitor.content import (
    Absent,
    Card,
    Cards,
    Cell,
    Column,
    Filter,
    Interval,
    Opinion,
    Option,
    Page,
    Paragraph,
    Section,
    Table,
    TableRow,
    Text,
    joined,
)
from warehouse.monitor.figures import ALL, Figures, Row
from warehouse.monitor.findings import Weight, are_few, weigh
from warehouse.monitor.pages.parts import (
    SLICES,
    anchor,
    few_notice,
    full_label,
    missing_groups,
    parts_to_choose,
    shown_groups,
    slice_label,
    tone_of,
    too_little,
)
from warehouse.monitor.pages.table_1 import MART, answers, by_statement, table_1

CLASSES = (
    Column("niet eens", ("pct_disagree",)),
    Column("neutraal", ("pct_neutral",)),
    Column("eens", ("pct_agree",)),
)
LEGEND = "opinion"


def page(figures: Figures) -> Page:
    wholes = answers(figures)
    page = Page(
        slug="meningen",
        menu="Wat vinden deelnemers?",
        title="Wat vinden deelnemers van de groep?",
        lead=_lead(figures, wholes),
    )
    if not wholes:
        return page
    sections = [_of_target_group(figures, name, rows) for name, rows in wholes.items()]
    return replace(
        page,
        opening=(Cards(tuple(_card(figures, name) for name in wholes)), *few_notice(figures, wholes)),
        sections=(*sections, *_table_1(figures), _certainty(figures, wholes), _by_slice(figures)),
    )


def finding(figures: Figures) -> Text:
    """Of each target group how many statements most agree with, and with which most do; nothing of too few."""
    return _told(figures, _most_agreed)


def not_told(figures: Figures) -> Text:
    """Of which target groups there are too few answers for a finding."""
    return joined([
        ("Van ", count(rows[0], "n_respondents"), f" {name} is nog geen conclusie te trekken.")
        for name, rows in answers(figures).items()
        if _are_too_few(figures, rows)
    ])  # fmt: skip


def _lead(figures: Figures, wholes: dict[str, list[Row]]) -> Text:
    if not wholes:
        return ("Er zijn nog te weinig antwoorden om te tonen wat deelnemers vinden.",)
    return joined([told for told in (_told(figures, _least_agreed), not_told(figures)) if told])


def _told(figures: Figures, one_statement: Callable[[Figures, Sequence[Row]], Text]) -> Text:
    """Of each target group of not too few how many statements most agree with, and what is told of one statement."""
    return joined([
        sentence
        for name, rows in answers(figures).items() if not _are_too_few(figures, rows)
        for sentence in (_agreed(figures, name, rows), one_statement(figures, rows)) if sentence
    ])  # fmt: skip


def _are_too_few(figures: Figures, rows: Sequence[Row]) -> bool:
    return any(_weight(figures, row) is Weight.TOO_FEW for row in rows)


def _agreed(figures: Figures, name: str, rows: Sequence[Row]) -> Text:
    n_most = [_weight(figures, row) for row in rows].count(Weight.MOST)
    return (f"De meeste {name} zijn het eens met {n_most} van de {len(rows)} stellingen (",
            count(rows[0], "n_respondents"), " antwoorden).")  # fmt: skip


def _most_agreed(figures: Figures, rows: Sequence[Row]) -> Text:
    """Nothing where several statements share that place, or most agree with none."""
    most = max(row["pct_agree_answered"] for row in rows)
    found = [row for row in rows if row["pct_agree_answered"] == most]
    is_told = len(found) == 1 and _weight(figures, found[0]) is Weight.MOST
    return _of_statement("meest", found[0]) if is_told else ()


def _least_agreed(figures: Figures, rows: Sequence[Row]) -> Text:
    """Nothing where most agree with that one, too."""
    least = min(rows, key=lambda row: row["pct_agree_answered"])
    return _of_statement("minst", least) if _weight(figures, least) is not Weight.MOST else ()


def _of_statement(how_much: str, row: Row) -> Text:
    margin = with_margin(row, "pct_agree_answered", "agree_low", "agree_high")
    return (f"Het {how_much} eens zijn zij het met ‘{row['wording']}’: ", margin, " van de ", count(row, "n_answered"),
            " die antwoordden.")  # fmt: skip


def _weight(figures: Figures, row: Row) -> Weight:
    return weigh(row["n_answered"], row["agree_low"], row["agree_high"], figures.limits)


def _card(figures: Figures, name: str) -> Card:
    whole = figures.row(MART, target_group=name, slice=ALL)
    invited = figures.row("response_rate", target_group=name, slice=ALL)
    assert whole is not None
    text: Text = ("vulden de vragenlijst in.",)
    if invited and not invited.is_hidden:
        text = ("vulden de vragenlijst in. Van de ", count(invited, "n_invited"), " uitnodigingen is ",
                percentage(invited, "pct_responded"), " beantwoord.")  # fmt: skip
        if invited["n_responded"] != whole["n_respondents"]:
            text = (*text, " Niet bij elke vragenlijst is de uitnodiging bekend.")
    return Card((count(whole, "n_respondents"), f" {name}"), text, tone_of(figures, name))


def _of_target_group(figures: Figures, name: str, rows: list[Row]) -> Section:
    weights = [_weight(figures, row) for row in rows]
    if Weight.TOO_FEW in weights:
        heading: Text = (f"{name.capitalize()}: ", count(rows[0], "n_respondents"), " antwoorden")
    elif all(weight is Weight.MOST for weight in weights):
        heading = (f"{name.capitalize()}: de meesten zijn het overal mee eens",)
    else:
        heading = (f"{name.capitalize()}: de meesten zijn het eens met {weights.count(Weight.MOST)} van de"
                   f" {len(rows)} stellingen",)  # fmt: skip
    subtitle: Text = ("Deel van de ", count(rows[0], "n_respondents"), f" {name}, aan het einde van de groep")
    if are_few(rows[0]["n_respondents"], figures.limits):
        subtitle = (*subtitle, " – weinig antwoorden")
    table = Table(
        name=f"stellingen-{name}",
        caption=(f"Antwoorden van {name} op de stellingen",),
        mart=MART,
        row_heading="Stelling",
        columns=CLASSES,
        rows=tuple(_classes(figures, row) for row in rows),
        legend=LEGEND,
    )
    return Section(name, heading, (replace(table, notes=tuple(_notes(rows, table))),), subtitle)


def _notes(rows: Sequence[Row], table: Table) -> Iterator[Text]:
    """What is said below a table of classes, where it is true of it."""
    if _are_fewer([rows]):
        yield ("Niet iedereen beantwoordde elke stelling. Dan is de som minder dan 100%.",)
    if any(Absent.NOBODY in row.cells for row in table.rows):
        yield ("Een streepje (-) betekent: niemand.",)


def _classes(figures: Figures, row: Row) -> TableRow:
    cells = tuple(_class(row, column.columns[0]) for column in CLASSES)
    return TableRow((row["wording"],), cells, (_mark(figures, row),))


def _class(row: Row, column: str) -> Cell:
    return Absent.NOBODY if row[column] == 0 else percentage(row, column, 1)


def _mark(figures: Figures, row: Row) -> Opinion:
    reach = [
        max((one[column] or 0 for one in figures.rows(MART)), default=0) for column in ("pct_disagree", "pct_neutral")
    ]
    return Opinion(row["pct_disagree"], row["pct_neutral"], row["pct_agree"], *reach)


def _table_1(figures: Figures) -> list[Section]:
    table = table_1(figures)
    if table is None:
        return []
    cells = [cell for row in table.rows for cell in row.cells]
    meant = {
        Absent.NOBODY: "Een streepje (-) betekent: niemand.",
        Absent.NOT_ASKED: "n.v.t. betekent: niet aan deze doelgroep gevraagd.",
    }
    signs = " ".join(words for sign, words in meant.items() if sign in cells)
    shown = replace(table, caption=("Tabel 1. ", *table.caption), notes=(*table.notes, *([(signs,)] if signs else [])))
    return [Section("tabel-1", ("Tabel 1 van het rapport, bijgewerkt",), (shown,))]


def _certainty(figures: Figures, wholes: dict[str, list[Row]]) -> Section:
    table = _margins(figures, wholes, "marges", ("Deel dat het eens is, van wie de stelling beantwoordde",))
    note: Text = ("De stippellijn staat bij de helft. Tussen haakjes staat de marge (95%).",)
    compared = " Overlappen twee lijnen veel? Dan mag u niet zeggen dat de groepen verschillen."
    words: Text = (
        "Niet iedereen deed mee. Het echte deel ligt waarschijnlijk ergens op de lijn. Hoe langer de lijn, hoe minder"
        f" zeker.{compared if len(wholes) > 1 else ''}",
    )
    if _are_fewer(wholes.values()):
        fewer = ("Antwoordden niet allen op een stelling? Dan staat eronder hoeveel wel.",)
        rows = [
            replace(row, beneath=_of_fewer(of.values()))
            for row, of in zip(table.rows, by_statement(wholes), strict=True)
        ]
        table = replace(table, rows=tuple(rows), notes=(fewer,))
    table = replace(table, notes=(note, *table.notes))
    return Section("zekerheid", ("Hoe zeker zijn deze cijfers?",), (Paragraph(words), table))


def _margins(figures: Figures, rows_of: Mapping[str, list[Row]], name: str, caption: Text) -> Table:
    """Target groups beside each other: who agrees, of those who answered, with the margin."""
    names = list(rows_of)
    of_whom = joined([(count(rows[0], "n_respondents"), f" {one},") for one, rows in rows_of.items()])
    return Table(
        name=name,
        caption=caption,
        mart=MART,
        row_heading="Stelling",
        columns=tuple(Column(f"{one} (marge)", ("pct_agree_answered", "agree_low", "agree_high")) for one in names),
        rows=tuple(_with_margins(figures, of, names) for of in by_statement(rows_of)),
        subtitle=(*of_whom, " aan het einde van de groep"),
        legend="groups",
    )


def _with_margins(figures: Figures, of: Mapping[str, Row], names: list[str]) -> TableRow:
    cells = tuple(
        with_margin(of[name], "pct_agree_answered", "agree_low", "agree_high") if name in of else Absent.NOT_ASKED
        for name in names
    )
    marks = tuple(margin_mark(figures, of[name]) for name in names if name in of)
    return TableRow((next(iter(of.values()))["wording"],), cells, tuple(filter(None, marks)))


def _are_fewer(parts: Iterable[Sequence[Row]]) -> bool:
    """Whether some statement is not answered by all who filled in the questionnaire."""
    return any(row["n_answered"] < row["n_respondents"] for rows in parts for row in rows)


def _of_fewer(rows: Iterable[Row]) -> Text:
    """How many answered a statement, where these are not all who filled in the questionnaire."""
    fewer = [row for row in rows if row["n_answered"] < row["n_respondents"]]
    told = [(", " if at else "", count(row, "n_answered"), f" {row['target_group']}") for at, row in enumerate(fewer)]
    return tuple(part for one in told for part in one if part)


def margin_mark(figures: Figures, row: Row) -> Interval | None:
    """The mark of a share with its bounds; none where nobody answered."""
    if row["pct_agree_answered"] is None:
        return None
    return Interval(
        row["pct_agree_answered"], row["agree_low"], row["agree_high"],
        few=are_few(row["n_answered"], figures.limits), tone=tone_of(figures, row["target_group"]),
    )  # fmt: skip


def _by_slice(figures: Figures) -> Section:
    groups = parts_to_choose(figures, MART, _option)
    heading: Text = ("Per soort groep, wijk, organisatie en halfjaar",)
    if not groups:
        return Section("delen", heading, (too_little("om delen van de deelnemers te vergelijken"),))
    return Section("delen", heading, (Filter("Toon", "toon", groups), *missing_groups(figures, MART, list(SLICES))))


def _option(figures: Figures, slice_: str, value: str) -> Option:
    found = {
        target_group: figures.rows(MART, target_group=target_group, slice=slice_, slice_value=value)
        for target_group in figures.target_groups
    }
    rows_of = shown_groups(found)
    caption: Text = (f"{full_label(figures, slice_, value)}: deel dat het eens is, van wie antwoordde",)
    notes: tuple[Text, ...] = (("Niet iedereen beantwoordde elke stelling.",),) if _are_fewer(rows_of.values()) else ()
    table = replace(_margins(figures, rows_of, "stellingen-delen", caption), notes=notes)
    return Option(slice_label(figures, slice_, value), anchor(slice_, value), (table,))
