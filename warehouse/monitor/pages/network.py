"""Contact en netwerk: who has contact outside the group at each moment, who gained or lost it, which groups carry on.

What the figures mean for the assumptions of the report is in `assumptions`.
"""

from collections.abc import Mapping, Sequence

from warehouse.monitor.columns import count, percentage, with_margin
from warehouse.monitor.content import (
    Block,
    Column,
    Interval,
    Notice,
    Page,
    Paragraph,
    Section,
    Share,
    Table,
    TableRow,
    Text,
    joined,
)
from warehouse.monitor.figures import ALL, Figures, Row
from warehouse.monitor.findings import END, are_few, contact, listed
from warehouse.monitor.pages.parts import few_notice, in_order, slice_label, tone_of

MART = "network_over_time"
GROUPS = "group_profile"
TOO_FEW: Text = ("Er zijn nog te weinig antwoorden om te zeggen of deelnemers contact houden.",)
SHARE = ("pct_contact_answered", "contact_low", "contact_high")
NO_ANSWERS: Text = ("geen antwoorden",)
PAIRS = (
    Column("op beide momenten", ("n_pairs",)),
    Column("kreeg contact", ("n_gained",)),
    Column("raakte het kwijt", ("n_lost",)),
)
CARRY_ON = (
    Column("gaan door", ("n_continuing",)),
    Column("bekend van", ("n_ended_known",)),
    Column("deel", ("pct_continues_as_network",)),
)


def page(figures: Figures) -> Page:
    rows = figures.rows(MART)
    ends = {row["target_group"]: row for row in rows if row["moment_key"] == END and not row.is_hidden}
    ends = {name: ends[name] for name in figures.target_groups if name in ends}
    sections = (_over_time(figures, rows), _pairs(figures, rows), _carry_on(figures))
    return Page(
        slug="contact",
        menu="Contact en netwerk",
        title="Houden deelnemers contact buiten de groep?",
        lead=contact(figures) or TOO_FEW,
        opening=tuple(few_notice(figures, {name: [row] for name, row in ends.items()})),
        sections=tuple(section for section in sections if section),
    )


def _over_time(figures: Figures, rows: Sequence[Row]) -> Section | None:
    """Who has contact at each moment, whoever answered then."""
    if all(row.is_hidden for row in rows):
        return None
    of_moment: dict[str, dict[str, Row]] = {}
    for row in sorted(rows, key=lambda row: row["moment_order"]):
        of_moment.setdefault(row["moment_key"], {})[row["target_group"]] = row
    names = [name for name in figures.target_groups if any(name in found for found in of_moment.values())]
    table = Table(
        name="contact",
        caption=("Deel dat contact heeft buiten de groep, van wie antwoordde",),
        mart=MART,
        row_heading="Wanneer",
        columns=tuple(Column(f"{name} (marge)", SHARE) for name in names),
        rows=tuple(_at(figures, moment, found, names) for moment, found in of_moment.items()),
        legend="groups",
        notes=(_statement(figures), ("Tussen haakjes staat de marge (95%).",)),
        on_marks=(("De stippellijn staat bij de helft.",),),
    )
    blocks: tuple[Block, ...] = (table,)
    if len(of_moment) == 1:
        blocks = (*blocks, _what_later_would_show(figures, next(iter(of_moment))))
        heading: Text = (f"Contact {_at_moment(figures, next(iter(of_moment)))}",)
    else:
        heading = ("Contact van moment tot moment",)
    return Section(
        "moment",
        heading,
        blocks,
        ("Niet op elk moment antwoordden dezelfde mensen.",) if len(of_moment) > 1 else (),
    )


def _at(figures: Figures, moment: str, found: Mapping[str, Row], names: Sequence[str]) -> TableRow:
    cells = tuple(with_margin(found[name], *SHARE) if name in found else NO_ANSWERS for name in names)
    marks = tuple(filter(None, (_mark(figures, found[name]) for name in names if name in found)))
    answered = [
        (count(row, "n_answered"), f" {name}") for name in names if (row := found.get(name)) and row["n_answered"]
    ]
    beneath = joined([(*one, "," if one is not answered[-1] else "") for one in answered])
    return TableRow((figures.moment(moment),), cells, marks, beneath)


def _mark(figures: Figures, row: Row) -> Interval | None:
    value, low, high = (row[column] for column in SHARE)
    if value is None:
        return None
    return Interval(value, low, high, are_few(row["n_answered"], figures.limits), tone_of(figures, row["target_group"]))


def _statement(figures: Figures) -> Text:
    """What participants agree with whose answer counts as contact."""
    asked = {one.statement for one in figures.reference.rows["assumption_indicators"] if one.measure == "contact"}
    wordings = dict.fromkeys(
        one.wording for one in figures.reference.rows["questionnaire_statements"] if one.statement in asked
    )
    return (f"Contact betekent: (helemaal) eens met {listed([f'‘{wording}’' for wording in wordings])}.",)


def _at_moment(figures: Figures, moment: str) -> str:
    """A moment within a sentence: `aan het einde`."""
    label = figures.moment(moment)
    return label[:1].lower() + label[1:]


def _what_later_would_show(figures: Figures, moment: str) -> Notice:
    others = [_at_moment(figures, row.moment) for row in figures.reference.rows["moments"] if row.moment != moment]
    return Notice("Er is nog op één moment gemeten.", (
        f"Vragenlijsten op andere momenten ({', '.join(others)}) laten zien of contact blijft, en hoeveel deelnemers"
        " het krijgen of kwijtraken. Die zijn er nog niet, of nog te weinig.",
    ))  # fmt: skip


def _pairs(figures: Figures, rows: Sequence[Row]) -> Section | None:
    """Who answered at the end and at another moment too, by what changed between them."""
    groups = figures.target_groups
    paired = [row for row in rows if row["n_pairs"]]
    paired.sort(key=lambda row: (row["moment_order"], groups.index(row["target_group"])))
    if not paired:
        return None
    earliest = [row for row in paired if row["moment_order"] == paired[0]["moment_order"]]
    table = Table(
        name="contact-gekregen-en-kwijt",
        caption=("Wie op twee momenten antwoordde",),
        mart=MART,
        row_heading="Wanneer, en wie",
        columns=PAIRS,
        rows=tuple(_moved(figures, row) for row in paired),
        notes=(("De anderen antwoordden beide keren hetzelfde.",),),
    )
    sentences = joined([_sentence(figures, row) for row in earliest])
    heading: Text = ("Wie kreeg contact, en wie raakte het kwijt?",)
    return Section("gekregen-en-kwijt", heading, (Paragraph(sentences), table))


def _moved(figures: Figures, row: Row) -> TableRow:
    when = _both_moments(figures, row)
    cells = tuple(count(row, column.columns[0]) for column in PAIRS)
    return TableRow((when[:1].upper() + when[1:],), cells, beneath=(row["target_group"],))


def _sentence(figures: Figures, row: Row) -> Text:
    had = "had" if row["n_gained"] == 1 else "hadden"
    return ("Van de ", count(row, "n_pairs"), f" {row['target_group']} die {_both_moments(figures, row)} antwoordden,"
            f" {had} er ", count(row, "n_gained"), " eerst geen contact en later wel. Bij ", count(row, "n_lost"),
            " was het andersom.")  # fmt: skip


def _both_moments(figures: Figures, row: Row) -> str:
    """`bij de start en aan het einde`, the earlier one first."""
    moments = [one.moment for one in figures.reference.rows["moments"]]
    return " en ".join(_at_moment(figures, one) for one in sorted((row["moment_key"], END), key=moments.index))


def _carry_on(figures: Figures) -> Section | None:
    """Groups that go on as a network after their end."""
    whole = figures.row(GROUPS, slice=ALL)
    if whole is None or not whole["n_ended_known"]:
        return None
    goes = "gaat" if whole["n_continuing"] == 1 else "gaan"
    heading: Text = ("Van ", count(whole, "n_ended_known"), f" groepen {goes} er ", count(whole, "n_continuing"),
                     " door als netwerk")  # fmt: skip
    rows = [row for row in figures.rows(GROUPS, slice="group_type") if row["n_ended_known"]]
    values = in_order(figures, "group_type", [row["slice_value"] for row in rows])
    rows.sort(key=lambda row: values.index(row["slice_value"]))
    table = Table(
        name="groepen-die-doorgaan",
        caption=("Groepen die na afloop doorgaan, per soort",),
        mart=GROUPS,
        row_heading="Soort groep",
        columns=CARRY_ON,
        rows=tuple(_of_type(figures, row) for row in rows),
    )
    subtitle: Text = ("Groepen die zijn afgelopen, en waarvan bekend is of zij zonder begeleiding doorgaan",)
    blocks = (Paragraph(_margin_of_groups(figures, whole)), *((table,) if rows else ()))
    return Section("doorgaan", heading, blocks, subtitle)


def _margin_of_groups(figures: Figures, whole: Row) -> Text:
    """The share with its margin, which stands beside the assumption that it is held against."""
    keys = [one.assumption_key for one in figures.reference.rows["assumption_indicators"] if one.measure == "network"]
    judged = next((row for row in figures.rows("assumptions", assumption_key=keys) if row["n"]), None)
    if judged is None:
        return ("Dat is ", percentage(whole, "pct_continues_as_network"), ".")
    unknown: Text = ("Van ", count(judged, "n_unknown"), " groepen die zijn afgelopen, is het niet bekend.")
    return joined([("Dat is ", with_margin(judged, "value", "low", "high"), "."), unknown])


def _of_type(figures: Figures, row: Row) -> TableRow:
    share = row["pct_continues_as_network"]
    cells = tuple(count(row, name) for name in ("n_continuing", "n_ended_known"))
    marks = () if share is None else (Share(share),)
    label = slice_label(figures, "group_type", row["slice_value"])
    return TableRow((label,), (*cells, percentage(row, "pct_continues_as_network")), marks)
