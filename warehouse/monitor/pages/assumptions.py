"""Aannames: what the report assumes about working in groups, beside what the figures say.

Verdicts and their sentences come with the mart; nothing is judged here.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from warehouse.monitor.columns import count, number_of_rows, with_margin
from warehouse.monitor.content import (
    Absent,
    Block,
    Figure,
    Found,
    Heading,
    Interval,
    Notice,
    Page,
    Section,
    Text,
    Verdict,
    Verdicts,
    joined,
)
from warehouse.monitor.figures import ALL, Figures, Row
from warehouse.monitor.findings import are_few, listed
from warehouse.monitor.pages.parts import notes_of, tone_of

MART = "assumptions"
VERDICTS = WITH_IT, AGAINST, UNDECIDED, TOO_LITTLE = ("zelfde_richting", "tegen", "onbeslist", "te_weinig")
# What is counted, by what an indicator measures.
COUNTED = {"help": "gevolgde deelnames", "network": "groepen"}
ANSWERS = "antwoorden"


def page(figures: Figures) -> Page:
    rows = sorted(figures.rows(MART), key=lambda row: (row["assumption_order"], _place(figures, row)))
    return Page(
        slug="aannames",
        menu="Aannames",
        title="Kloppen de aannames van het rapport?",
        lead=_lead(rows),
        opening=tuple(_opening(figures, rows)),
        sections=(_list(figures, rows),) if rows else (),
    )


def _place(figures: Figures, row: Row) -> int:
    groups = figures.target_groups
    return groups.index(row["target_group"]) if row["target_group"] in groups else len(groups)


def _lead(rows: Sequence[Row]) -> Text:
    """How many figures point which way."""
    if not rows:
        return ("Er zijn nog geen cijfers om de aannames mee te vergelijken.",)
    counted = {verdict: [row for row in rows if row["verdict"] == verdict] for verdict in VERDICTS}
    n = {verdict: _how_many(found, verdict) for verdict, found in counted.items()}
    told: list[Text] = [(
        "Van de ", number_of_rows(MART, rows), " uitkomsten wijzen er ", n[WITH_IT],
        " in dezelfde richting als de aanname en ", n[AGAINST], " ertegenin.",
    )]  # fmt: skip
    if counted[UNDECIDED]:
        told.append(("Bij ", n[UNDECIDED], " is niet te zeggen welke kant het op wijst."))
    if counted[TOO_LITTLE]:
        told.append(("Bij ", n[TOO_LITTLE], " zijn er te weinig gegevens."))
    return joined([*told, ("Waardoor iets komt, laten de cijfers niet zien.",)])


def _how_many(rows: Sequence[Row], verdict: str) -> Figure | str:
    return number_of_rows(MART, rows, f"verdict={verdict}") if rows else "geen"


def _opening(figures: Figures, rows: Sequence[Row]) -> Iterator[Block]:
    """From how many on there is a verdict, and who have not come so far."""
    if not any(row["verdict"] == TOO_LITTLE for row in rows):
        return
    told: list[Text] = [(
        f"Een oordeel staat er vanaf {figures.limits.verdict_from} antwoorden, groepen of gevolgde deelnames.",
    )]  # fmt: skip
    for name in figures.target_groups:
        of_group = [row for row in rows if row["target_group"] == name and not row.is_hidden]
        if of_group and all(row["verdict"] == TOO_LITTLE for row in of_group):
            most = max(of_group, key=lambda row: row["n"])
            told.append((f"Van {name} zijn er nu hooguit ", count(most, "n"), "."))
    yield Notice("Nog niet overal een oordeel.", joined(told))


def _list(figures: Figures, rows: Sequence[Row]) -> Section:
    of_assumption: dict[str, list[Row]] = {}
    for row in rows:
        of_assumption.setdefault(row["assumption"], []).append(row)
    blocks = [
        block for assumption, found in of_assumption.items()
        for block in (Heading((assumption,)), _verdicts(figures, found))
    ]  # fmt: skip
    subtitle: Text = (
        "Elke lijn is de marge (95%) om een deel. De stippellijn staat bij de helft. Een open punt"
        f" betekent: minder dan {figures.limits.caution_below} antwoorden, groepen of deelnames.",
    )
    return Section("aannames", ("De aannames, een voor een",), tuple(blocks), subtitle)


def _verdicts(figures: Figures, rows: Sequence[Row]) -> Verdicts:
    of_indicator: dict[str, list[Row]] = {}
    for row in rows:
        of_indicator.setdefault(row["indicator"], []).append(row)
    verdicts = (
        Verdict((indicator,), _said_once([_found(figures, row) for row in found]))
        for indicator, found in of_indicator.items()
    )
    sections = dict.fromkeys(row["report_section"] for row in rows)
    places = (f"{listed([_place_in_report(one) for one in sections]).capitalize()} van het rapport",)
    return Verdicts(tuple(verdicts), places, notes_of(row for row in rows if not row.is_hidden))


def _found(figures: Figures, row: Row) -> Found:
    if row.is_hidden:
        return Found((_who(row),), (row["note"],))
    figure = with_margin(row, "value", "low", "high")
    if isinstance(figure, Absent):
        return Found(_of(figures, row), (row["verdict_text"],))
    mark = Interval(
        row["value"], row["low"], row["high"],
        few=are_few(row["n"], figures.limits), tone=tone_of(figures, row["target_group"]),
    )  # fmt: skip
    return Found(_of(figures, row), (row["verdict_text"],), figure, mark)


def _said_once(found: Sequence[Found]) -> tuple[Found, ...]:
    """Where the next says the same, the sentence stands below that one alone."""
    following = [*(one.words for one in found[1:]), None]
    return tuple(
        replace(one, words=()) if one.words == then else one for one, then in zip(found, following, strict=True)
    )


def _place_in_report(section: str) -> str:
    return f"{'hoofdstuk' if section.isdigit() else 'paragraaf'} {section}"


def _of(figures: Figures, row: Row) -> Text:
    """Whose figure it is, of how many, and of how many it is not known."""
    measures = {one.assumption_key: one.measure for one in figures.reference.rows["assumption_indicators"]}
    counted = COUNTED.get(measures.get(row["assumption_key"], ""), ANSWERS)
    if not row["n"]:
        return (f"{_who(row)}: nog geen {counted}",)
    unknown: Text = (", van ", count(row, "n_unknown"), " niet bekend") if row["n_unknown"] > 0 else ()
    return (f"{_who(row)}: ", count(row, "n"), f" {counted}", *unknown)


def _who(row: Row) -> str:
    return "Allen" if row["target_group"] == ALL else str(row["target_group"]).capitalize()
