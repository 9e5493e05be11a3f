"""What the dashboards have in common: what is said of the publication that figures are of, and the colours."""

from bi.superset.content.charts import Table
from bi.superset.content.dashboards import Text
from bi.superset.content.words import capitalised
from schemas.reference import Reference

# Of figures of one row each: whether it is shown, and until when it goes.
HOW_SHOWN = ("note_label", "data_until")

# Those of the monitor. A pale one is of what stands beside the figure that a chart is about, such as its margin.
STRONG, PALE = "#00567a", "#9fb9c7"
_OF_TARGET_GROUPS = ("#00706b", "#7a3b9a", "#7a5c00")

BUILD = Table(
    name="publicatie",
    title="Publicatie van deze cijfers",
    mart="build",
    shows=("build_id", "built_at_label", "as_of", "deliveries_until"),
    sort=("build_id",),
    width=6,
    height=19,
)
STRADDLING = (
    "Elke grafiek haalt zijn cijfers zelf op. Rond de nachtelijke verversing kunnen twee grafieken van een"
    " verschillende publicatie zijn. Is de publicatie hiernaast een andere dan eerst? Laad de pagina dan opnieuw."
)


def introduction(words: str) -> Text:
    """What the dashboard is about, beside the build."""
    return Text(f"{words}\n\n{STRADDLING}", width=6, height=19)


def target_groups(reference: Reference) -> list[str]:
    """In the order in which the questionnaires are listed."""
    return list(dict.fromkeys(row.target_group for row in reference.rows["questionnaires"]))


def colours_of_target_groups(reference: Reference) -> dict[str, str]:
    """By their words, as charts name them."""
    return dict(zip(map(capitalised, target_groups(reference)), _OF_TARGET_GROUPS, strict=False))
