"""Reads from dbt's manifest what the yml of every mart says that dashboards show, and refuses what was forgotten.

Whoever starts dbt gives the manifest. What an entry means stands in `marts`.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from pydantic import BaseModel, Field, ValidationError

from warehouse.disclosure.limits import Limits
from warehouse.disclosure.marts import (
    SCHEMA,
    AssumptionsMart,
    CurveMart,
    DeliveriesMart,
    Disclosure,
    MartEntry,
    QuotesMart,
    RegistrationMart,
    Shown,
)
from warehouse.faults import Fault
from warehouse.publication.tables import is_published

# Those that code of its own makes.
ONE_OF_EACH: Mapping[str, type[Shown]] = {
    "curve": CurveMart, "assumptions": AssumptionsMart, "quotes": QuotesMart, "deliveries": DeliveriesMart
}  # fmt: skip


class DisclosureNotTold(Fault):
    """The yml of a mart does not say what dashboards show of it, or says it wrongly."""


class _Meta(BaseModel):
    disclosure: MartEntry = Field(discriminator="kind")


def read_disclosure(manifest: Mapping[str, Any], limits: Limits) -> Disclosure:
    """What the yml of every mart says, from dbt's manifest. Raises DisclosureNotTold: also where an exposure that
    is no analysis reads what dashboards do not get, and where one of the marts is missing that code of its own makes.
    """
    nodes = manifest["nodes"].values()
    models = [node for node in nodes if node["resource_type"] == "model" and node["schema"] == SCHEMA]
    told = {node["unique_id"]: _read(node) for node in models}
    marts = {mart.name: mart for mart in told.values() if isinstance(mart, Shown)}
    said = {node["name"]: _descriptions(node, told[node["unique_id"]]) for node in models}
    disclosure = Disclosure(dict(sorted(marts.items())), limits, {name: said[name] for name in marts})
    for name, kind in ONE_OF_EACH.items():
        if len(disclosure.of_kind(kind)) != 1:
            raise DisclosureNotTold(f"Exactly one mart has a disclosure of kind {name}.")
    for exposure in manifest["exposures"].values():
        for read in exposure["depends_on"]["nodes"] if exposure["type"] != "analysis" else ():
            if not isinstance(told.get(read), Shown):
                raise DisclosureNotTold(f"Exposure {exposure['name']} reads {read}, which dashboards do not get.")
    return disclosure


def _read(node: Mapping[str, Any]) -> MartEntry:
    name = node["name"]
    block = node["config"]["meta"].get("disclosure")
    if not isinstance(block, dict):
        raise DisclosureNotTold(
            f"models/marts/{name}.yml does not say what dashboards show of it: config.meta.disclosure is missing"
            " (kind: not_shown where they show nothing)."
        )
    own = {} if block.get("kind") == "not_shown" else {"name": name}
    try:
        mart = _Meta.model_validate({"disclosure": block | own}).disclosure
    except ValidationError as wrong:
        raise _told_wrongly(name, map(_sentence, wrong.errors())) from None
    if isinstance(mart, Shown) and (faults := list(_faults(mart, node["columns"]))):
        raise _told_wrongly(name, faults)
    return mart


def _descriptions(node: Mapping[str, Any], mart: MartEntry) -> Mapping[str | None, str]:
    """What the yml says of the mart, and of each of its columns that dashboards get."""
    left_out = mart.left_out if isinstance(mart, Shown) else ()
    columns = {name: column for name, column in node["columns"].items() if is_published(name) and name not in left_out}
    return {name: str(told.get("description", "")) for name, told in ((None, node), *columns.items())}


def _told_wrongly(name: str, sentences: Iterable[str]) -> DisclosureNotTold:
    return DisclosureNotTold(f"models/marts/{name}.yml, config.meta.disclosure: {'; '.join(sentences)}.")


def _sentence(error: Any) -> str:
    # Before the field stand `disclosure` and its kind, unless that is what is wrong.
    field = ".".join(map(str, error["loc"][2:])) or "kind"
    said = {"missing": "is missing", "extra_forbidden": "is not known"}
    return f"{field} {said.get(error['type'], '(' + error['msg'] + ')')}"


def _faults(mart: Shown, columns: Collection[str]) -> Iterator[str]:
    """What does not fit the columns of the contract. Of registrations and deliveries each has a word: one that nobody
    thought of might be a count of persons.
    """
    named = mart.columns()
    yield from (f"{name} is no column of its contract" for name in dict.fromkeys(named) if name not in columns)
    if isinstance(mart, RegistrationMart | DeliveriesMart):
        yield from (f"nothing is said of column {name}" for name in columns if name not in named)
    yield from mart.faults()
