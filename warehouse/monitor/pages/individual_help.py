"""Hulp rond en na de groep: whether individual help begins after the end, and in which months around the group it runs.

What was registered at the end itself is in `outflow`. No figure here tells whether a group is the cause.
"""

from collections.abc import Iterable, Iterator, Sequence

from warehouse.monitor.columns import (
    count,
    interval,
    share,
    with_margin,
)
from warehouse.monitor.content import (
    Absent,
    Block,
    Bullets,
    Chart,
    Column,
    Figure,
    Filter,
    Heading,
    Interval,
    Line,
    Notice,
    Option,
    OptionGroup,
    Page,
    Paragraph,
    Part,
    Point,
    Section,
    Table,
    TableRow,
    Text,
    Tick,
    joined,
)
from warehouse.monitor.figures import ALL, OTHERS, Figures, Row
from warehouse.monitor.findings import Weight, are_few, listed, weigh
from warehouse.monitor.pages.parts import anchor, part_name, rounding_note

CURVE = "help_follow_up_curve"
AROUND = "help_around_group"
# A line through fewer points would show what nobody knows.
ENOUGH_POINTS = 3
_A_YEAR = 365
_DAYS_A_MONTH = 365.25 / 12
_SPANS = {3: "drie maanden", 6: "een half jaar", 9: "negen maanden", 12: "een jaar", 18: "anderhalf jaar",
          24: "twee jaar"}  # fmt: skip
_ORDINALS = ("eerste", "tweede", "derde", "vierde", "vijfde", "zesde", "zevende", "achtste", "negende", "tiende",
             "elfde", "twaalfde")  # fmt: skip
NOTES_ON_MONTHS: tuple[Text, ...] = (
    ("De grijze strook is de groep zelf. Die duurt langer dan een maand, dus daar is de kans op hulp groter dan in één"
     " maand. De lichte balkjes zijn de marge (95%). Een open punt: weinig deelnames.",),
    ("Een maand waarin te weinig deelnames te volgen zijn, staat er niet.",),
)  # fmt: skip
NO_CAUSE = "Wij weten niet of dit door de groep komt."
_FURTHER = {
    Weight.MOST: "De meesten hadden {when} na het einde geen nieuwe hulp",
    Weight.LESS_THAN_HALF: "Minder dan de helft had {when} na het einde geen nieuwe hulp",
    Weight.ABOUT_HALF: "Ongeveer de helft had {when} na het einde geen nieuwe hulp, dat is niet zeker",
    Weight.TOO_FEW: "Nieuwe hulp na het einde",
}


def page(figures: Figures) -> Page:
    after, around = _curve(figures, ALL), _months(figures, ALL)
    sections = (*_after(figures, after), *_around(figures, around), *_by_type(figures))
    return Page(
        slug="hulp",
        menu="Hulp rond en na de groep",
        title="Krijgen deelnemers individuele hulp, voor en na de groep?",
        lead=finding(figures) or ("Er zijn nog te weinig deelnames gevolgd om te tonen of zij hulp kregen.",),
        opening=tuple(rounding_note(figures.rows(CURVE))),
        sections=(*sections, _limits(around)) if sections else (),
    )


def finding(figures: Figures) -> Text:
    """What was found after the end and around the group; nothing where too few were followed."""
    after, around = _curve(figures, ALL), _months(figures, ALL)
    sentences: list[Text] = []
    if after:
        last = _at_a_year(after)
        sentences.append((f"{span(last).capitalize()} na het einde had naar schatting ",
                          with_margin(last, "share_without_help", "low", "high", of=100),
                          " van de ", count(after[0], "n_at_risk"),
                          " gevolgde deelnames nog geen nieuwe hulp."))  # fmt: skip
    if compared := _compared(figures, around):
        before, later = compared
        sentences.append((
            f"In de {month(before)} had ", _with_margin(before), " van de ", count(before, "n_observed"), " deelnames"
            f" hulp, in de {month(later)} ", _with_margin(later), " van de ", count(later, "n_observed"), ".",
        ))  # fmt: skip
    return joined([*sentences, (NO_CAUSE,)]) if sentences else ()


# After the end: the curve


def _curve(figures: Figures, group_type: str) -> list[Row]:
    """The days of a curve that are shown, from the end on; none where nobody was followed any further."""
    rows = sorted(_shown(figures, CURVE, group_type), key=lambda row: row["day"])
    return rows if len(rows) > 1 else []


def _shown(figures: Figures, mart: str, group_type: str) -> list[Row]:
    return [row for row in figures.rows(mart, group_type=group_type) if not row.is_hidden]


def _at_a_year(rows: Sequence[Row]) -> Row:
    """A year after the end, or the last day before that is shown; else the first one after it."""
    return ([row for row in rows[1:] if row["day"] <= _A_YEAR] or rows[1:2])[-1]


def span(row: Row) -> str:
    """How long after the end a day of the curve is, in words."""
    months = round(row["day"] / _DAYS_A_MONTH)
    return _SPANS.get(months, f"{months} maanden")


def _after(figures: Figures, rows: Sequence[Row]) -> Iterator[Section]:
    if not rows:
        return
    last = _at_a_year(rows)
    weight = weigh(last["n_at_risk"], 100 * last["low"], 100 * last["high"], figures.limits)
    subtitle: Text = ("Van de ", count(rows[0], "n_at_risk"), " deelnames die na het einde zijn gevolgd")
    notices = (_followed_shortly(rows),) if len(rows) < ENOUGH_POINTS else ()
    heading = _FURTHER[weight].format(when=span(last))
    yield Section(
        "na", (heading,), (*notices, *_curve_blocks(figures, rows, "hulp-na", _notes_on_curve(rows))), subtitle
    )


def _followed_shortly(rows: Sequence[Row]) -> Notice:
    """Why there is no line yet, and what would give one."""
    return Notice(
        "Deelnemers zijn nog maar kort gevolgd.",
        ("Wij volgen hen tot de laatste dag waarover de gemeente beschikkingen aanleverde. Langer dan ",
         f"{span(rows[-1])} na het einde zijn er nog te weinig om te tonen. Een latere levering van beschikkingen"
         " verandert dat: dan komt hier een lijn."),
    )  # fmt: skip


def _notes_on_curve(rows: Sequence[Row]) -> Iterator[Text]:
    yield (
        "Gevolgd: deelnames die tot die dag zijn gevolgd en nog geen nieuwe hulp hadden. Bij het einde heeft niemand"
        " nieuwe hulp: daar begint iedereen.",
    )
    if len(rows) >= ENOUGH_POINTS:
        yield (
            "De lijn staat alleen op deze dagen vast. Ertussen begint hulp op allerlei dagen. Het lichte vlak is de"
            " marge (95%).",
        )


def _curve_blocks(figures: Figures, rows: Sequence[Row], name: str, notes: Iterable[Text] = ()) -> Iterator[Block]:
    """The line and its table; of few points the table alone, with marks."""
    has_line = len(rows) >= ENOUGH_POINTS
    if has_line:
        yield _curve_chart(figures, rows)
    yield Table(
        name=name, caption=("Deel zonder nieuwe individuele hulp",), mart=CURVE, row_heading="Na het einde",
        columns=(Column("Gevolgd", ("n_at_risk",)), Column("Zonder nieuwe hulp", ("share_without_help",)),
                 Column("Marge", ("low", "high"))),
        rows=tuple(_day(figures, row, has_mark=not has_line) for row in rows), notes=tuple(notes),
    )  # fmt: skip


def _day(figures: Figures, row: Row, has_mark: bool) -> TableRow:
    if row["day"] == 0:
        return TableRow(("Bij het einde",), (count(row, "n_at_risk"), share(row, "share_without_help"), Absent.CERTAIN))
    point = _curve_point(figures, row)
    mark = Interval(point.value, point.low, point.high, point.few)
    cells = (count(row, "n_at_risk"), share(row, "share_without_help"), interval(row, "low", "high", of=100))
    return TableRow((span(row).capitalize(),), cells, (mark,) if has_mark else (), _few_words(point))


def _curve_chart(figures: Figures, rows: Sequence[Row]) -> Chart:
    points = tuple(_curve_point(figures, row) for row in rows)
    ticks = tuple(Tick(row["day"], str(round(row["day"] / _DAYS_A_MONTH)), count(row, "n_at_risk")) for row in rows)
    return Chart(
        description=_said_of_curve(rows), lines=(Line("zonder nieuwe hulp", points),), domain=(0, rows[-1]["day"]),
        ticks=ticks, y_label="Deel zonder nieuwe individuele hulp", x_labels=("maanden na het einde",),
        beneath_label="gevolgd", is_stepped=True,
    )  # fmt: skip


def _curve_point(figures: Figures, row: Row) -> Point:
    few = are_few(row["n_at_risk"], figures.limits)
    return Point(row["day"], 100 * row["share_without_help"], 100 * row["low"], 100 * row["high"], few)


def _few_words(point: Point) -> Text:
    return ("weinig deelnames",) if point.few else ()


def _said_of_curve(rows: Sequence[Row]) -> Text:
    """What the line does, in a sentence."""
    first, *later = rows
    goes = "daalt" if later[-1]["share_without_help"] < first["share_without_help"] else "blijft gelijk"
    stations: list[Part] = []
    for at, row in enumerate(later):
        joint = "" if at == 0 else " en " if at == len(later) - 1 else ", "
        stations += [f"{joint}na {span(row)} ", share(row, "share_without_help")]
    return (f"Lijn die {goes}: het deel zonder nieuwe hulp is bij het einde ", share(first, "share_without_help"),
            ", ", *stations, ".")  # fmt: skip


# Around the group: month by month


def _months(figures: Figures, group_type: str) -> list[Row]:
    """The months of which a part is shown; none where there is none before the group, or none after it."""
    rows = [row for row in _shown(figures, AROUND, group_type) if row["share_with_help"] is not None]
    rows.sort(key=lambda row: row["month"])
    return rows if rows and rows[0]["month"] < 0 < rows[-1]["month"] else []


def _compared(figures: Figures, rows: Sequence[Row]) -> tuple[Row, Row] | None:
    """The last month before the start, and the last one after the end in which at least half as many are followed and
    these are not few: later months are of others, who ended long ago. None where there is no such month.
    """
    before = [row for row in rows if row["month"] < 0]
    later = [
        row for row in rows
        if row["month"] > 0 and not are_few(row["n_observed"], figures.limits)
        and 2 * row["n_observed"] >= before[-1]["n_observed"]
    ]  # fmt: skip
    return (before[-1], later[-1]) if later else None


def month(row: Row) -> str:
    """A month around the group in words."""
    number = row["month"]
    if number == 0:
        return "tijdens de groep"
    if number == -1:
        return "laatste maand vóór de start"
    return f"{_ORDINALS[abs(number) - 1]} maand {'vóór de start' if number < 0 else 'na het einde'}"


def _around(figures: Figures, rows: Sequence[Row]) -> Iterator[Section]:
    if not rows:
        return
    heading: Text = ("Hoeveel deelnames hebben hulp, maand voor maand?",)
    if compared := _compared(figures, rows):
        before, later = compared
        heading = (f"Met hulp in de {month(before)}: ", share(before, "share_with_help"), f", in de {month(later)}: ",
                   share(later, "share_with_help"))  # fmt: skip
    subtitle = ("Deel van de deelnames met individuele hulp, maand voor maand, van wie wij die hele maand kunnen zien",)
    yield Section("rond", heading, tuple(_around_blocks(figures, rows, "hulp-rond", NOTES_ON_MONTHS)), subtitle)


def _around_blocks(figures: Figures, rows: Sequence[Row], name: str, notes: Iterable[Text] = ()) -> Iterator[Block]:
    yield _around_chart(figures, rows)
    rounded_to_none: tuple[Text, ...] = (("Ook 0% is afgerond: het kunnen er een paar zijn.",),)
    yield Table(
        name=name, caption=("Deel met individuele hulp, per maand",), mart=AROUND, row_heading="Maand",
        columns=(Column("Gevolgd", ("n_observed",)), Column("Met hulp", ("share_with_help",)),
                 Column("Marge", ("low", "high"))),
        rows=tuple(_month(figures, row) for row in rows),
        notes=(*notes, *(rounded_to_none if any(row["share_with_help"] == 0 for row in rows) else ())),
    )  # fmt: skip


def _month(figures: Figures, row: Row) -> TableRow:
    cells = (count(row, "n_observed"), share(row, "share_with_help"), interval(row, "low", "high", of=100))
    return TableRow((month(row).capitalize(),), cells, (), _few_words(_month_point(figures, row)))


def _month_point(figures: Figures, row: Row) -> Point:
    few = are_few(row["n_observed"], figures.limits)
    return Point(row["month"], 100 * row["share_with_help"], 100 * row["low"], 100 * row["high"], few)


def _around_chart(figures: Figures, rows: Sequence[Row]) -> Chart:
    points = tuple(_month_point(figures, row) for row in rows)
    ticks = tuple(Tick(at, "groep" if at == 0 else str(abs(at))) for at in (-12, -6, 0, 6, 12))
    return Chart(
        description=_said_of_months(rows), lines=(Line("met hulp", points),), domain=(-12.5, 12.5), ticks=ticks,
        y_label="Deel met individuele hulp", x_labels=("maanden vóór de start", "maanden na het einde"),
        shaded=(-0.5, 0.5), top=_top(figures),
    )  # fmt: skip


def _top(figures: Figures) -> float:
    """How high the drawings of months reach: the same for all types of groups, so that they can be compared."""
    highest = 100 * max(row["high"] or 0 for row in figures.rows(AROUND))
    return next(top for top in (25, 50, 100) if highest <= top)


def _with_margin(row: Row) -> Figure | Absent:
    return with_margin(row, "share_with_help", "low", "high", of=100)


def _said_of_months(rows: Sequence[Row]) -> Text:
    """How large the part is at the ends, and beside the group: what the points say, in a sentence."""
    before = [row for row in rows if row["month"] < 0]
    after = [row for row in rows if row["month"] > 0]
    stations: list[Part] = []
    for row in _each_once([before[0], before[-1], *[row for row in rows if row["month"] == 0], after[0], after[-1]]):
        words = month(row) if row["month"] == 0 else f"in de {month(row)}"
        stations += [f", {words} " if stations else f"{words} ", share(row, "share_with_help")]
    return ("Punten per maand: het deel met individuele hulp is ", *stations, ".")


def _each_once(rows: Sequence[Row]) -> list[Row]:
    return list({row.key: row for row in rows}.values())


# By type of group


def _by_type(figures: Figures) -> Iterator[Section]:
    types = [row.group_type for row in figures.reference.rows["group_types"]] + [OTHERS]
    options = [option for one in types if (option := _option(figures, one))]
    told = {option.slug for option in options}
    missing = [
        part_name(figures, "group_type", one).lower() for one in types
        if one != OTHERS and anchor(one) not in told
        and (figures.rows(CURVE, group_type=one) or figures.rows(AROUND, group_type=one))
    ]  # fmt: skip
    rest = (Paragraph((f"Te weinig lang gevolgd om te tonen: {listed(missing)}.",)),) if missing else ()
    if options:
        blocks = (Filter("Soort groep", "soort", (OptionGroup("", tuple(options)),)), *rest)
        yield Section("soorten", ("Per soort groep",), blocks)


def _option(figures: Figures, group_type: str) -> Option | None:
    after, around = _curve(figures, group_type), _months(figures, group_type)
    if not after and not around:
        return None
    blocks: list[Block] = []
    if after:
        blocks += [Heading(("Na het einde",)), *_curve_blocks(figures, after, "hulp-na-per-soort")]
    if around:
        blocks += [Heading(("Rond de groep",)), *_around_blocks(figures, around, "hulp-rond-per-soort")]
    return Option(part_name(figures, "group_type", group_type), anchor(group_type), tuple(blocks))


def _limits(around: Sequence[Row]) -> Section:
    items: list[Text] = [
        (NO_CAUSE, " Wie meedoet verschilt van wie niet meedoet, en hulp begint en stopt ook zonder groep.",),
        ("Gevolgd zijn alleen deelnames van mensen van wie het BSN bekend is, zo lang als de beschikkingen van de"
         " gemeente lopen. Wie aan meer groepen meedeed, telt voor elke groep mee.",),
        ("Hulp is hier: individuele hulp met een beschikking van de gemeente. Andere hulp zien wij niet.",),
        ("Nieuwe hulp begint na het einde. Wie al hulp had en die houdt, telt bij ‘zonder nieuwe hulp’.",),
    ]  # fmt: skip
    if around:
        items += [
            ("Niet elke maand gaat over dezelfde deelnames: wie pas stopte, is later nog niet te volgen. Een verschil"
             " tussen maanden kan daardoor komen.",),
            ("Hulp die begon vóór onze eerste beschikkingen zien wij niet. In de eerste maanden kan het deel daardoor"
             " te laag zijn.",),
        ]  # fmt: skip
    return Section("lezen", ("Wat deze cijfers wel en niet zeggen",), (Bullets(tuple(items)),))
