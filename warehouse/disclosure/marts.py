"""What dashboards show of each mart, as its yml says in `config.meta.disclosure`: see docs/disclosure.md.

Whoever starts dbt gives its manifest. How figures are pooled, rounded or hidden does not belong here.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Any, Literal, TypeVar

import pandas as pd
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from warehouse.disclosure.limits import Limits
from warehouse.faults import Fault
from warehouse.publication.duck import Table
from warehouse.publication.tables import DIGEST_SUFFIX

SCHEMA = "marts"
Marts = dict[str, pd.DataFrame]
Names = tuple[str, ...]


class DisclosureNotTold(Fault):
    """The yml of a mart does not say what dashboards show of it, or says it wrongly."""


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class NotShown(_Entry):
    """Of a mart for researchers only."""

    kind: Literal["not_shown"]


class Shown(_Entry):
    """A mart that dashboards get.

    keys: the labels that tell a row from the others. texts: what else names it. left_out: columns that dashboards do
    not get, beside the digests. All other columns are figures.
    """

    name: str
    keys: Names
    texts: Names = ()
    left_out: Names = ()

    @property
    def table(self) -> Table:
        return Table(SCHEMA, self.name)

    @property
    def labels(self) -> Names:
        return (*self.keys, *self.texts)

    @property
    def has_slices(self) -> bool:
        return "slice" in self.keys

    @property
    def has_moments(self) -> bool:
        return "moment_key" in self.keys

    @property
    def is_comparison(self) -> bool:
        return "characteristic" in self.keys

    def labels_of(self, frame: pd.DataFrame) -> list[Names]:
        """The keys of each row, as text."""
        return list(frame[list(self.keys)].astype(str).itertuples(index=False, name=None))

    def columns(self) -> Names:
        """The columns that its yml names."""
        return (*self.labels, *self.left_out)


class OpinionMart(Shown):
    """Exact figures of enough respondents.

    counted: whose records a row counts. enough_of: how many they are, which is nobody or enough in a row that is shown.
    also_enough_of: a row with fewer of any of these is left out. pairs: of pairs of answers the number, and what is
    counted of them.
    """

    kind: Literal["opinion"]
    counted: Literal["respondents", "invited", "contacts", "units"]
    enough_of: str
    also_enough_of: Names = ()
    pairs: Names = ()

    @property
    def has_places(self) -> bool:
        """Whether rows are of wholes or moments, of which it is remembered who was counted."""
        return self.has_slices or self.has_moments

    @property
    def is_of_target_groups(self) -> bool:
        return "target_group" in self.keys

    def columns(self) -> Names:
        return (*super().columns(), self.enough_of, *self.also_enough_of, *self.pairs)


class Figure(_Entry):
    """How a figure of a registration mart is shown: see `registration`. of: the count that must be enough."""

    formula: Literal["share", "percentage", "median", "percentile_90", "whole_per_cent", "exact"]
    of: str
    part: str | None = None

    def faults(self, mart: "RegistrationMart") -> Iterator[str]:
        wanted = (*mart.counts, *mart.counts_of_groups) if self.formula != "exact" else mart.counts_of_groups
        if self.of not in wanted:
            yield f"of: {self.of} is not among its counts{' of groups' * (self.formula == 'exact')}"
        if self.formula in ("share", "percentage") and self.part not in (*mart.counts, *mart.counts_of_groups):
            yield f"part: a {self.formula} is of one of its counts"


class RegistrationMart(Shown):
    """Counts of persons or participations, rounded, and figures of those.

    counts: each has a column `<count>_digest`, which tells who is counted. left_out_at_zero: a row of which one of
    these rounds to 0 is left out. counts_of_groups: exact.
    """

    kind: Literal["registration"]
    counts: Annotated[Names, Field(min_length=1)]
    left_out_at_zero: Annotated[Names, Field(min_length=1)]
    counts_of_groups: Names = ()
    figures: Mapping[str, Figure] = {}

    def columns(self) -> Names:
        digests = (count + DIGEST_SUFFIX for count in self.counts)
        return (*super().columns(), *self.counts, *digests, *self.counts_of_groups, *self.figures)


class CurveMart(Shown):
    """The follow-up curve, on these days."""

    kind: Literal["curve"]
    counts: Names
    days: tuple[int, ...]

    def columns(self) -> Names:
        return (*super().columns(), *self.counts)


class AssumptionsMart(Shown):
    """Each row repeats what the row that it is computed from shows."""

    kind: Literal["assumptions"]


class QuotesMart(Shown):
    """Quotes of themes that enough respondents named."""

    kind: Literal["quotes"]


class DeliveriesMart(Shown):
    """Told every night. exact: of files. tenths: shares that are rounded, each with the number that must be enough."""

    kind: Literal["deliveries"]
    exact: Names
    tenths: Annotated[Mapping[str, str], Field(min_length=1)]

    def columns(self) -> Names:
        return (*super().columns(), *self.exact, *self.tenths, *self.tenths.values())


_Told = OpinionMart | RegistrationMart | CurveMart | AssumptionsMart | QuotesMart | DeliveriesMart | NotShown


class _Meta(BaseModel):
    disclosure: _Told = Field(discriminator="kind")


_Kind = TypeVar("_Kind", bound=Shown)


@dataclass(frozen=True)
class Disclosure:
    """What dashboards show: of which marts, by name, and by which limits."""

    marts: Mapping[str, Shown]
    limits: Limits

    def of_kind(self, kind: type[_Kind]) -> list[_Kind]:
        return [mart for mart in self.marts.values() if isinstance(mart, kind)]

    @cached_property
    def of_closed_months(self) -> dict[str, Shown]:
        """All but what is told of deliveries every night."""
        return {name: mart for name, mart in self.marts.items() if not isinstance(mart, DeliveriesMart)}

    @cached_property
    def opinions(self) -> list[OpinionMart]:
        return self.of_kind(OpinionMart)

    @cached_property
    def with_places(self) -> list[OpinionMart]:
        return [mart for mart in self.opinions if mart.has_places]

    @cached_property
    def registrations(self) -> list[RegistrationMart]:
        return self.of_kind(RegistrationMart)

    @property
    def curve(self) -> CurveMart:
        return self.of_kind(CurveMart)[0]

    @property
    def assumptions(self) -> AssumptionsMart:
        return self.of_kind(AssumptionsMart)[0]

    @property
    def quotes(self) -> QuotesMart:
        return self.of_kind(QuotesMart)[0]

    @property
    def deliveries(self) -> DeliveriesMart:
        return self.of_kind(DeliveriesMart)[0]


@dataclass(frozen=True)
class Cell:
    """A shown figure: its mart, its column, and the keys of its row as text."""

    mart: str
    column: str
    labels: Names


def read_disclosure(manifest: Mapping[str, Any], limits: Limits) -> Disclosure:
    """What the yml of every mart says, from dbt's manifest. Raises DisclosureNotTold: also where an exposure of type
    dashboard reads what dashboards do not get, and where one of the marts is missing that code of its own makes.
    """
    nodes = manifest["nodes"].values()
    models = [node for node in nodes if node["resource_type"] == "model" and node["schema"] == SCHEMA]
    told = {node["unique_id"]: _read(node) for node in models}
    marts = {mart.name: mart for mart in told.values() if isinstance(mart, Shown)}
    disclosure = Disclosure(dict(sorted(marts.items())), limits)
    for kind in (CurveMart, AssumptionsMart, QuotesMart, DeliveriesMart):
        if len(disclosure.of_kind(kind)) != 1:
            name = kind.model_fields["kind"].annotation.__args__[0]  # type: ignore[union-attr]
            raise DisclosureNotTold(f"Exactly one mart has a disclosure of kind {name}.")
    for exposure in manifest["exposures"].values():
        for read in exposure["depends_on"]["nodes"] if exposure["type"] == "dashboard" else ():
            if not isinstance(told.get(read), Shown):
                raise DisclosureNotTold(f"Exposure {exposure['name']} reads {read}, which dashboards do not get.")
    return disclosure


def _read(node: Mapping[str, Any]) -> _Told:
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


def _told_wrongly(name: str, sentences: Iterable[str]) -> DisclosureNotTold:
    return DisclosureNotTold(f"models/marts/{name}.yml, config.meta.disclosure: {'; '.join(sentences)}.")


def _sentence(error: Any) -> str:
    # Before the field stand `disclosure` and its kind, unless that is what is wrong.
    field = ".".join(map(str, error["loc"][2:])) or "kind"
    said = {"missing": "is missing", "extra_forbidden": "is not known"}
    return f"{field} {said.get(error['type'], '(' + error['msg'] + ')')}"


def _faults(mart: Shown, columns: Iterable[str]) -> Iterator[str]:
    """What does not fit the columns of the contract. Of registrations and deliveries each has a word: one that nobody
    thought of might be a count of persons.
    """
    named, known = mart.columns(), set(columns)
    yield from (f"{name} is no column of its contract" for name in dict.fromkeys(named) if name not in known)
    if isinstance(mart, RegistrationMart | DeliveriesMart):
        yield from (f"nothing is said of column {name}" for name in columns if name not in named)
    if isinstance(mart, RegistrationMart):
        for name, figure in mart.figures.items():
            yield from (f"figures.{name}.{fault}" for fault in figure.faults(mart))
        for name in mart.left_out_at_zero:
            if name not in mart.counts:
                yield f"left_out_at_zero: {name} is not among its counts"
