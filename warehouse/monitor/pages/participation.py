"""Wie deden mee?: how many were asked for their opinion, and how many gave it.

What they said belongs in `opinions` and `themes`; how many started a group, in `waiting`.
"""

from collections.abc import Sequence

from warehouse.monitor.columns import count, with_margin
from warehouse.monitor.content import (
    Block,
    Column,
    Filter,
    Interval,
    Link,
    Option,
    OptionGroup,
    Page,
    Paragraph,
    Section,
    Table,
    TableRow,
    Text,
    joined,
)
from warehouse.monitor.figures import ALL, Figures, Row
from warehouse.monitor.findings import END, answered, are_few, is_below, listed
from warehouse.monitor.pages.parts import (
    SLICES,
    anchor,
    hidden_parts,
    notes_of,
    slice_label,
    slice_values,
    tone_of,
    too_little,
)

MART = "response_rate"
COLUMNS = (
    Column("uitgenodigd", ("n_invited",)),
    Column("antwoordden", ("n_responded",)),
    Column("deel (marge)", ("pct_responded", "responded_low", "responded_high")),
)
# With the size of the group, which tells something of who is asked.
CHOICES = SLICES | {"size_band": "Grootte van de groep"}
WORDS = CHOICES | {"moment": "Moment"}
# Who answered without an invitation that is known, or in a group that is not known, counts elsewhere alone.
NOT_THE_SAME: Text = (
    "Hier tellen uitnodigingen, met hun groep. Bij ", Link("Wat vinden deelnemers?", "meningen.html"), " tellen"
    " ingevulde vragenlijsten. Daarvan is de uitnodiging of de groep niet altijd bekend. De aantallen zijn daardoor"
    " niet overal gelijk.",
)  # fmt: skip
FEW = ("Een open punt betekent: weinig uitnodigingen.",)
MARGIN = ("De stippellijn staat bij de helft. Tussen haakjes staat de marge (95%).",)


def page(figures: Figures) -> Page:
    asked = wholes(figures)
    sections = (_of_target_groups(figures, asked), *_by_moment(figures), _by_slice(figures)) if asked else ()
    return Page(
        slug="deelname",
        menu="Wie deden mee?",
        title="Wie deden mee?",
        lead=_lead(figures),
        opening=() if asked else (too_little("om te tonen wie meededen"),),
        sections=sections,
    )


def finding(figures: Figures) -> Text:
    """Of each target group how many of the invitations are answered; nothing where none is shown."""
    return joined([answered(row, row["target_group"]) for row in wholes(figures)])


def _lead(figures: Figures) -> Text:
    found = finding(figures)
    if not found:
        return ("Er zijn nog te weinig uitnodigingen om te tonen wie antwoordden.",)
    return (*found, " Wie niet antwoordde, denkt er misschien anders over. Dat weten wij niet.")


def wholes(figures: Figures) -> list[Row]:
    """The row of each target group that is shown as a whole."""
    return [row for name in figures.target_groups for row in _shown(figures, name, ALL)]


def _shown(figures: Figures, target_group: str, slice_: str) -> list[Row]:
    """The parts of a slice that a target group shows, in the order in which they read."""
    rows = figures.rows(MART, target_group=target_group, slice=slice_)
    order = slice_values(figures, MART, slice_)
    return sorted((row for row in rows if not row.is_hidden), key=lambda row: order.index(row["slice_value"]))


def _of_target_groups(figures: Figures, asked: Sequence[Row]) -> Section:
    parts = [(row["target_group"].capitalize(), row) for row in asked]
    table = _table(figures, "deelname", ("Uitnodigingen en antwoorden",), "Doelgroep", parts)
    return Section("deelname", ("Hoeveel uitnodigingen zijn beantwoord?",), (table, Paragraph(NOT_THE_SAME)),
                   ("Uitnodigingen voor de vragenlijst aan het einde van de groep",))  # fmt: skip


def _table(figures: Figures, name: str, caption: Text, heading: str, parts: Sequence[tuple[str, Row]]) -> Table:
    """parts: the words and the row of each."""
    rows = [row for _, row in parts]
    few = any(are_few(row["n_invited"], figures.limits) for row in rows)
    return Table(
        name=name,
        caption=caption,
        mart=MART,
        row_heading=heading,
        columns=COLUMNS,
        rows=tuple(_row(figures, row, words) for words, row in parts),
        notes=(MARGIN, *((FEW,) if few else ()), *notes_of(rows)),
    )


def _row(figures: Figures, row: Row, heading: str) -> TableRow:
    share = with_margin(row, "pct_responded", "responded_low", "responded_high")
    mark = Interval(
        row["pct_responded"], row["responded_low"], row["responded_high"],
        few=are_few(row["n_invited"], figures.limits), tone=tone_of(figures, row["target_group"]),
    )  # fmt: skip
    return TableRow((heading,), (count(row, "n_invited"), count(row, "n_responded"), share), (mark,))


def _by_moment(figures: Figures) -> tuple[Section, ...]:
    """Only where there is another moment than the end."""
    if slice_values(figures, MART, "moment") in ([], [END]):
        return ()
    heading: Text = ("Antwoorden op elk moment",)
    if drops_after_end(figures):
        heading = ("Na de groep antwoorden minder mensen dan aan het einde",)
    words = ("Cijfers over later gaan over wie dan nog antwoordt. Dat is een kleiner deel van de deelnemers.",)
    blocks = (
        *_tables(figures, "moment", "deelname-momenten"),
        *([Paragraph(words)] if drops_after_end(figures) else ()),
    )
    return (Section("momenten", heading, blocks),)


def drops_after_end(figures: Figures) -> bool:
    """Whether later than the end a smaller part answered than at the end: of every target group that was asked later,
    and at every moment, the whole interval lies below that of the end.
    """
    order = [row.moment for row in figures.reference.rows["moments"]]
    after = order[order.index(END) + 1 :]
    compared = [
        is_below(row, end, "responded_low", "responded_high")
        for name in figures.target_groups
        for end in _shown(figures, name, ALL)
        for row in _shown(figures, name, "moment")
        if row["slice_value"] in after
    ]
    return bool(compared) and all(compared)


def _tables(figures: Figures, slice_: str, name: str) -> list[Block]:
    """A table of a slice for each target group that shows it, and which groups do not."""
    blocks: list[Block] = []
    missing = []
    for target_group in figures.target_groups:
        rows = _shown(figures, target_group, slice_)
        if rows:
            parts = [(slice_label(figures, slice_, row["slice_value"]), row) for row in rows]
            heading = WORDS[slice_]
            blocks.append(
                _table(
                    figures, f"{name}-{anchor(target_group)}", (f"Uitnodigingen aan {target_group}",), heading, parts
                )
            )
            hidden = [row["slice_value"] for row in figures.rows(MART, target_group=target_group, slice=slice_)
                      if row.is_hidden]  # fmt: skip
            blocks += hidden_parts([slice_label(figures, slice_, value) for value in hidden])
        elif _shown(figures, target_group, ALL):
            missing.append(target_group)
    if missing:
        blocks.append(Paragraph((f"Van {listed(missing)} zijn er te weinig uitnodigingen om dit te tonen.",)))
    return blocks


def _by_slice(figures: Figures) -> Section:
    options = tuple(
        Option(words, anchor(slice_), tuple(_tables(figures, slice_, "deelname-delen")))
        for slice_, words in CHOICES.items()
        if slice_values(figures, MART, slice_)
    )
    heading: Text = ("Verschilt het per groep, plaats of tijd?",)
    if not options:
        return Section("delen", heading, (too_little("om delen van de deelnemers te vergelijken"),))
    words = Paragraph(("Overlappen twee lijnen veel? Dan mag u niet zeggen dat het verschilt.",))
    return Section("delen", heading, (words, Filter("Toon per", "toon", (OptionGroup("", options),))))
