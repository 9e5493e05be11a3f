"""Wat noemen zij zelf?: the themes of the answers in participants' own words, with what they said.

What they say of the statements that are put to them belongs in `opinions`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from warehouse.monitor import numbers
from warehouse.monitor.columns import count, with_share
from warehouse.monitor.content import (
    Absent,
    Block,
    Column,
    Filter,
    Heading,
    Option,
    Page,
    Paragraph,
    Quote,
    Quotes,
    Section,
    Share,
    Table,
    TableRow,
    Text,
)
from warehouse.monitor.figures import ALL, Figures, Row
from warehouse.monitor.findings import listed, most_named
from warehouse.monitor.pages.parts import (
    SLICES,
    anchor,
    few_notice,
    full_label,
    missing_groups,
    notes_of,
    parts_to_choose,
    shown_groups,
    slice_label,
    tone_of,
    too_little,
)

MART = "theme_mentions"
COLUMNS = ("n_mentions", "pct_respondents")
TOGETHER = "samen"
HOW: Text = (
    "Deelnemers schreven dit in hun eigen woorden. Een onderzoeker las de antwoorden en gaf ze een thema. Wie iets niet"
    " noemt, kan het wel vinden.",
)


@dataclass(frozen=True)
class Kind:
    """A kind of theme: its name in the mart, and the words for one and for several of it."""

    name: str
    one: str
    several: str


GAINS = Kind("opbrengst", "opbrengst", "Opbrengsten")
IMPROVEMENTS = Kind("verbeterpunt", "verbeterpunt", "Verbeterpunten")
KINDS = (GAINS, IMPROVEMENTS)


def page(figures: Figures) -> Page:
    wholes = _wholes(figures)
    kinds = [kind for kind in KINDS if figures.rows(MART, kind=kind.name, slice=ALL, target_group=list(wholes))]
    return Page(
        slug="themas",
        menu="Wat noemen zij zelf?",
        title="Wat noemen deelnemers zelf?",
        lead=_lead(figures, wholes),
        opening=(Paragraph(HOW), *few_notice(figures, wholes)) if wholes else (),
        sections=(*(_of_kind(figures, kind) for kind in kinds), _by_slice(figures)) if wholes else (),
    )


def _lead(figures: Figures, wholes: Mapping[str, list[Row]]) -> Text:
    if not wholes:
        return ("Er zijn nog te weinig antwoorden om te tonen wat deelnemers zelf noemen.",)
    return finding(figures) or ("Er zijn nog te weinig antwoorden om te zeggen wat deelnemers het vaakst noemen.",)


def finding(figures: Figures) -> Text:
    """Of each kind what is named most often; nothing where there are too few answers to say so."""
    tops = [(kind, top) for kind in KINDS if (top := _most_named(figures, kind))]
    if not tops:
        return ()
    who = tops[0][1][0]["target_group"]
    named = [part for at, (kind, top) in enumerate(tops) for part in (", en" if at else "", *_named(kind, top))]
    return (f"{'Deelnemers' if who == ALL else who.capitalize()} noemen het vaakst", *named, ".")


def _named(kind: Kind, top: Sequence[Row]) -> Text:
    """` als opbrengst ‘Meer rust’ (8 van de 52)`."""
    of: Text = (count(top[0], "n_mentions"), " van de ", count(top[0], "n_respondents"), ")")
    return (f" als {kind.one} {_labels(top)} ({'elk ' if len(top) > 1 else ''}", *of)


def _labels(rows: Sequence[Row]) -> str:
    return listed([f"‘{row['label']}’" for row in rows])


def _most_named(figures: Figures, kind: Kind) -> list[Row]:
    return most_named(together(figures, kind), figures.limits)


def together(figures: Figures, kind: Kind) -> list[Row]:
    """Of all target groups together; of the only one that is shown where they are not shown together."""
    for names in ([ALL], figures.target_groups):
        rows = [row for row in figures.rows(MART, kind=kind.name, slice=ALL, target_group=names) if not row.is_hidden]
        if len({row["target_group"] for row in rows}) == 1:
            return rows
    return []


def _wholes(figures: Figures) -> dict[str, list[Row]]:
    """The rows of each target group that is shown as a whole."""
    of = {name: figures.rows(MART, target_group=name, slice=ALL) for name in figures.target_groups}
    return shown_groups(of)


def _of_kind(figures: Figures, kind: Kind) -> Section:
    top = _most_named(figures, kind)
    heading: Text = (kind.several,)
    if top:
        heading = (f"{kind.several}: vooral {_labels(top)}",)
    rows = figures.rows(MART, kind=kind.name, slice=ALL)
    caption: Text = (f"{kind.several}: hoe vaak genoemd",)
    blocks = (*_tables(figures, f"themas-{kind.name}", caption, rows), *_quotes(figures, rows))
    return Section(anchor(kind.several), heading, blocks)


def _tables(figures: Figures, name: str, caption: Text, rows: Sequence[Row]) -> tuple[Block, ...]:
    """The table of some rows, one of its rows for each theme that somebody names; what nobody names, in a sentence."""
    of_groups = {name: [row for row in rows if row["target_group"] == name] for name in (ALL, *figures.target_groups)}
    shown = [row for of in shown_groups(of_groups).values() for row in of]
    groups = [one for one in figures.target_groups if any(row["target_group"] == one for row in shown)]
    columns = [*([ALL] if len(groups) > 1 and any(row["target_group"] == ALL for row in shown) else []), *groups]
    of_theme = _by_theme(shown)
    named = [of for of in of_theme if any(row["n_mentions"] for row in of.values())]
    unnamed = [next(iter(of.values())) for of in of_theme if of not in named]
    notes: list[Text] = [("Een streepje (-) betekent: niemand.",)] if any(map(_has_nobody, named)) else []
    if any(row["n_mentions"] and not numbers.rounded(row["pct_respondents"]) for row in shown):
        notes.append(("Staat er nul procent bij een aantal? Dan is het minder dan een half procent.",))
    if unnamed:
        notes.append((f"Niemand noemt {_labels(unnamed)}.",))
    if not named:
        return tuple(Paragraph(note) for note in notes)
    table = Table(
        name=name,
        caption=caption,
        mart=MART,
        row_heading="Thema",
        columns=tuple(Column(TOGETHER if one == ALL else one, COLUMNS) for one in columns),
        rows=tuple(_row(figures, of, columns) for of in named),
        subtitle=_of_how_many(shown, groups),
        legend="shares" if len(groups) > 1 else "",
        notes=(*notes, *notes_of(shown)),
    )
    return (table,)


def _by_theme(rows: Sequence[Row]) -> list[dict[str, Row]]:
    """The rows of each theme by target group; what is named most often comes first."""
    of_theme: dict[str, dict[str, Row]] = {}
    for row in rows:
        of_theme.setdefault(row["theme_key"], {})[row["target_group"]] = row
    return sorted(
        of_theme.values(),
        key=lambda of: (
            -sum(row["n_mentions"] for name, row in of.items() if name != ALL),
            next(iter(of.values()))["label"],
        ),
    )


def _has_nobody(of: Mapping[str, Row]) -> bool:
    return any(row["n_mentions"] == 0 for row in of.values())


def _row(figures: Figures, of: Mapping[str, Row], columns: Sequence[str]) -> TableRow:
    cells = tuple(with_share(of[one], *COLUMNS) if of[one]["n_mentions"] else Absent.NOBODY for one in columns)
    marks = tuple(Share(of[one]["pct_respondents"], tone_of(figures, one)) for one in columns if one != ALL)
    return TableRow((next(iter(of.values()))["label"],), cells, marks)


def _of_how_many(rows: Sequence[Row], groups: Sequence[str]) -> Text:
    one_of = {row["target_group"]: row for row in rows}
    sizes: list[Text] = [(count(one_of[name], "n_respondents"), f" {name}") for name in groups]
    commas = [part for at, size in enumerate(sizes) for part in ((", " if at < len(sizes) - 1 else " en ", *size) if at
                                                                 else size)]  # fmt: skip
    return ("Aantal en deel van ", *commas, " die het noemen")


def _quotes(figures: Figures, rows: Sequence[Row]) -> list[Block]:
    """What participants said, theme by theme in the order of the table."""
    blocks: list[Block] = []
    for of in _by_theme([row for row in rows if not row.is_hidden]):
        theme = next(iter(of.values()))
        said = [
            Quote(row["quote"], f"een van de {name}")
            for name in figures.target_groups
            for row in figures.rows("quotes", theme_key=theme["theme_key"], target_group=name)
            if not row.is_hidden
        ]
        if said:
            blocks += [Heading((theme["label"],)), Quotes(tuple(said))]
    return blocks


def _by_slice(figures: Figures) -> Section:
    groups = parts_to_choose(figures, MART, _option)
    heading: Text = ("Per soort groep, plaats en tijd",)
    if not groups:
        return Section("delen", heading, (too_little("om per deel te tonen wat deelnemers noemen"),))
    return Section("delen", heading, (Filter("Toon", "toon", groups), *missing_groups(figures, MART, list(SLICES))))


def _option(figures: Figures, slice_: str, value: str) -> Option:
    blocks = [
        block
        for kind in KINDS
        for block in _tables(
            figures, f"themas-delen-{kind.name}",
            (f"{full_label(figures, slice_, value)}: {kind.several.lower()}",),
            figures.rows(MART, kind=kind.name, slice=slice_, slice_value=value, target_group=figures.target_groups),
        )
    ]  # fmt: skip
    return Option(slice_label(figures, slice_, value), anchor(slice_, value), tuple(blocks))
