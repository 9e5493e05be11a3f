"""Dashboard *Ervaringen*: what participants say of the groups, and how many of them."""

from collections.abc import Iterator, Sequence

from bi.superset.content.charts import Bars, Lines, Number, Table, Where, only
from bi.superset.content.dashboards import Dashboard, Filter, Row, Tab, Text
from bi.superset.content.datasets import metric_of
from bi.superset.content.publication import (
    BUILD,
    HOW_SHOWN,
    STRONG,
    colours_of_target_groups,
    introduction,
    target_groups,
)
from bi.superset.content.words import SLICES, capitalised, statements
from schemas.reference import Reference
from warehouse.monitor.figures import ALL

_STATEMENTS, _RESPONSE, _THEMES = "statement_agreement", "response_rate", "theme_mentions"
_CLASSES = ("pct_disagree", "pct_neutral", "pct_agree")
_AGREE = ("pct_agree_answered", "agree_low", "agree_high")
_RESPONDED = ("n_invited", "n_responded", "pct_responded", "responded_low", "responded_high")
# Those of the monitor.
_COLOURS = {
    metric_of("pct_disagree"): "#c4581a", metric_of("pct_neutral"): "#8c8f94", metric_of("pct_agree"): STRONG,
    metric_of("pct_respondents"): STRONG,
}  # fmt: skip
_MARGIN = (
    "De ondergrens en bovengrens zijn de marge van 95%: het echte percentage ligt waarschijnlijk daartussen. Hoe minder"
    " antwoorden, hoe groter de marge."
)
_NO_CAUSE = "Een verschil tussen groepen is geen bewijs dat de groep de oorzaak is."
_POOLED = (
    "Onderdelen met te weinig mensen zijn samengevoegd tot ‘overig’. Staat er N/A? Dan wordt het cijfer niet"
    " getoond, of is het er niet. Het is dan niet nul."
)
_EMPTY = "Blijft een grafiek of tabel leeg, dan zijn er voor deze keuze nog te weinig antwoorden."


def experiences(reference: Reference) -> Dashboard:
    """The dashboard of a city: of whom it asks what."""
    groups = target_groups(reference)
    return Dashboard(
        slug="ervaringen",
        title="Ervaringen",
        top=[[introduction("Wat deelnemers vinden van de groep waar zij aan meededen."), BUILD]],
        tabs=[
            Tab("tabel-1", "Stellingen", list(_table_1(groups))),
            Tab("respons", "Respons", _response(groups)),
            Tab("themas", "Thema’s", _themes()),
            Tab("delen", "Uitgesplitst", _slices()),
            Tab("tijd", "Door de tijd", _over_time()),
        ],
        filters=_filters(next(iter(statements(reference).values())), list(map(capitalised, groups))),
        colours=_COLOURS | colours_of_target_groups(reference),
    )


def _filters(first_statement: str, groups: Sequence[str]) -> list[Filter]:
    return [
        Filter("stelling", "Stelling", _STATEMENTS, "statement_key_label", ("delen", "tijd"),
               "Over welke stelling de cijfers gaan.", (first_statement,)),
        Filter("uitsplitsing", "Uitsplitsing", _STATEMENTS, "slice_label", ("respons", "delen"),
               "In welke delen de deelnemers worden vergeleken.", (SLICES["group_type"],)),
        Filter("doelgroep", "Doelgroep", _STATEMENTS, "target_group_label", ("respons", "delen", "tijd"),
               "Van welke doelgroepen de cijfers zijn.", tuple(groups), is_one=False),
    ]  # fmt: skip


def _table_1(groups: Sequence[str]) -> Iterator[Row]:
    yield [Text(
        "Wat deelnemers aan het einde van de groep antwoordden op de stellingen. Niet mee eens, neutraal en mee eens"
        " zijn percentages van iedereen die de vragenlijst invulde; samen kunnen zij minder dan 100% zijn, omdat"
        " niet iedereen elke stelling beantwoordde. De marge hoort bij het percentage van wie wel antwoordde."
        f" {_MARGIN} Wijs een balk aan voor het percentage, of kijk in de tabel. {_EMPTY}",
        height=12,
    )]  # fmt: skip
    for group in groups:
        whole = only(target_group=group, slice=ALL)
        yield [
            Bars(
                name=f"stellingen-{group}", title=f"Stellingen: {group}", mart=_STATEMENTS, where=whole,
                along="statement_key_label", shown=_CLASSES, is_stacked=True, highest=100, height=60,
            ),
        ]  # fmt: skip
        yield [
            Table(
                name=f"tabel-1-{group}", title=f"Tabel 1: {group}", mart=_STATEMENTS, where=whole, height=62,
                shows=("wording", *_CLASSES, "n_respondents", "n_answered", *_AGREE, *HOW_SHOWN),
                sort=("statement_order",), wide="wording", heads=_SHORT,
            ),
        ]  # fmt: skip


_SHORT = {
    "n_respondents": "Vragenlijst ingevuld", "n_answered": "Stelling beantwoord",
    "pct_agree_answered": "Mee eens, van wie antwoordde (%)", "agree_low": "Ondergrens (%)",
    "agree_high": "Bovengrens (%)", "responded_low": "Ondergrens (%)", "responded_high": "Bovengrens (%)",
    "difference_low": "Ondergrens", "difference_high": "Bovengrens",
}  # fmt: skip


def _response(groups: Sequence[str]) -> list[Row]:
    numbers = [
        Number(
            name=f"respons-{group}", title=f"Respons: {group}", mart=_RESPONSE, shown="pct_responded",
            where=only(target_group=group, slice=ALL), beneath="van de uitnodigingen is beantwoord", width=4,
        )
        for group in groups
    ]  # fmt: skip
    return [
        [Text(
            "Hoeveel mensen die een uitnodiging kregen, de vragenlijst invulden. Wie niet antwoordt, kan er anders over"
            f" denken dan wie wel antwoordt. Hoe lager de respons, hoe voorzichtiger u moet lezen. {_EMPTY}",
        )],
        numbers,
        [Table(
            name="respons", title="Uitnodigingen en antwoorden", mart=_RESPONSE, where=only(slice=ALL), height=20,
            shows=("target_group_label", *_RESPONDED, *HOW_SHOWN), sort=("target_group_label",), heads=_SHORT,
        )],
        [Bars(
            name="respons-verdeling", title="Respons per onderdeel (%)", mart=_RESPONSE, height=60,
            along="slice_value_label", shown=("pct_responded",), by="target_group_label", highest=100,
        )],
        [Table(
            name="respons-delen", title="Uitnodigingen en antwoorden per onderdeel", mart=_RESPONSE, height=60,
            shows=("slice_value_label", "target_group_label", *_RESPONDED, *HOW_SHOWN),
            sort=("slice_label", "slice_value_label", "target_group_label"), heads=_SHORT,
        )],
    ]  # fmt: skip


def _themes() -> list[Row]:
    whole = only(slice=ALL, target_group=ALL)
    drawn: Row = [
        Bars(
            name=f"themas-{kind}", title=title, mart=_THEMES, where=(*whole, Where("kind", kind)), width=6, height=60,
            along="label", shown=("pct_respondents",), sorted_by="pct_respondents",
        )
        for kind, title in (("opbrengst", "Wat deelnemers eraan hadden (%)"),
                            ("verbeterpunt", "Wat volgens deelnemers beter kan (%)"))
    ]  # fmt: skip
    return [
        [Text(
            "Wat deelnemers uit zichzelf noemen in open antwoorden, als percentage van iedereen die de vragenlijst"
            f" invulde. Wie een thema niet noemt, kan het er toch mee eens zijn. {_EMPTY}",
        )],
        drawn,
        [Table(
            name="themas", title="Thema’s per doelgroep", mart=_THEMES, where=only(slice=ALL), height=80,
            shows=("kind_label", "label", "target_group_label", "n_mentions", "n_respondents", "pct_respondents",
                   *HOW_SHOWN),
            sort=("kind_label", "label", "target_group_label"), wide="label",
        )],
    ]  # fmt: skip


def _slices() -> list[Row]:
    return [
        [Text(
            f"Kies boven de pagina een stelling en een uitsplitsing. {_NO_CAUSE} {_MARGIN} {_POOLED} {_EMPTY}",
            height=12,
        )],
        [Bars(
            name="eens-delen", title="Mee eens, van wie antwoordde (%)", mart=_STATEMENTS, height=60,
            along="slice_value_label", shown=("pct_agree_answered",), by="target_group_label", highest=100,
        )],
        [Table(
            name="stellingen-delen", title="Antwoorden per onderdeel", mart=_STATEMENTS, height=60,
            shows=("slice_value_label", "target_group_label", *_CLASSES, "n_respondents", "n_answered", *_AGREE,
                   *HOW_SHOWN),
            sort=("slice_value_label", "target_group_label", "statement_order"), heads=_SHORT,
        )],
        [Text(
            f"Hieronder staat elke soort groep naast alle andere groepen samen. {_NO_CAUSE} Valt nul tussen de"
            " ondergrens en de bovengrens, dan is er geen duidelijk verschil. Wie veel vergelijkt, vindt altijd"
            " iets: ongeveer een op de twintig duidelijke verschillen is toeval.",
        )],
        [Table(
            name="verschillen", title="Verschil met andere groepen", mart="group_comparison", height=70,
            shows=("characteristic_label", "value_label", "target_group_label", "n_answered", "pct_agree_answered",
                   "difference_pp", "difference_low", "difference_high", "responses_needed", *HOW_SHOWN),
            sort=("characteristic_label", "value_label", "target_group_label", "statement_order"), heads=_SHORT,
        )],
    ]  # fmt: skip


def _over_time() -> list[Row]:
    return [
        [Text(
            "Kies boven de pagina een stelling. Elk halfjaar gaat over andere deelnemers, aan het einde van hun groep;"
            f" een stijging of daling zegt niet waardoor die komt. {_POOLED} {_EMPTY}",
        )],
        [Lines(
            name="eens-halfjaren", title="Mee eens per halfjaar, van wie antwoordde (%)", mart=_STATEMENTS,
            where=only(slice="half_year"), along="slice_value_label", shown=("pct_agree_answered",),
            by="target_group_label", highest=100,
        )],
        [Text(
            "Op elk moment antwoorden andere mensen: niet iedereen vult de vragenlijst later nog eens in.", height=6,
        )],
        [Bars(
            name="eens-momenten", title="Mee eens per moment van vragen, van wie antwoordde (%)", mart=_STATEMENTS,
            where=only(slice="moment"), along="slice_value_label", shown=("pct_agree_answered",),
            by="target_group_label", highest=100,
        )],
        [Table(
            name="eens-tijd", title="Antwoorden per halfjaar", mart=_STATEMENTS, height=50,
            where=only(slice="half_year"),
            shows=("slice_value_label", "target_group_label", "n_respondents", "n_answered", *_AGREE, *HOW_SHOWN),
            sort=("slice_value_label", "target_group_label", "statement_order"), heads=_SHORT,
        )],
    ]  # fmt: skip
