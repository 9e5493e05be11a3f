"""What the yml of a mart says that dashboards show of it, in `config.meta.disclosure`: an entry for each kind of mart.

How it is read belongs to `mart_yml`; how figures are pooled, rounded or hidden, elsewhere.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Literal, TypeVar

import pandas as pd
from pydantic import BaseModel, ConfigDict, Field

from warehouse.disclosure.limits import Limits
from warehouse.duck.databases import Table
from warehouse.publication.tables import DIGEST_SUFFIX

SCHEMA = "marts"
Marts = dict[str, pd.DataFrame]
Names = tuple[str, ...]


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

    def faults(self) -> Iterator[str]:
        """What does not fit together, by field."""
        yield from ()

    def columns(self) -> Names:
        """Those that the entry names, or that follow from it: the contract has them all."""
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
        # Whether pairs are told of depends on who answered at the same moment.
        beside_pairs = ("target_group", "moment_key", "n_answered") if self.pairs else ()
        return (*super().columns(), self.enough_of, *self.also_enough_of, *self.pairs, *beside_pairs)

    def faults(self) -> Iterator[str]:
        if self.is_of_target_groups == (self.counted == "units"):
            yield "counted: units are of no target group, all others of one"


class Figure(_Entry):
    """How a figure of a registration mart is shown: see `registration`. of: the count that must be enough."""

    formula: Literal[
        "share", "percentage", "wilson_low", "wilson_high", "median", "percentile_90", "whole_per_cent", "exact"
    ]
    of: str
    part: str | None = None

    @property
    def has_part(self) -> bool:
        return self.formula in ("share", "percentage", "wilson_low", "wilson_high")


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

    def faults(self) -> Iterator[str]:
        every_count = (*self.counts, *self.counts_of_groups)
        for name, figure in self.figures.items():
            if figure.formula == "exact" and figure.of not in self.counts_of_groups:
                yield f"figures.{name}.of: {figure.of} is not among its counts of groups"
            if figure.of not in every_count:
                yield f"figures.{name}.of: {figure.of} is not among its counts"
            if figure.part not in (every_count if figure.has_part else (None,)):
                of = "one of its counts" if figure.has_part else "no part"
                yield f"figures.{name}.part: a {figure.formula} is of {of}"
        yield from (f"left_out_at_zero: {name} is not among its counts" for name in self.left_out_at_zero
                    if name not in self.counts)  # fmt: skip


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


MartEntry = OpinionMart | RegistrationMart | CurveMart | AssumptionsMart | QuotesMart | DeliveriesMart | NotShown
_Kind = TypeVar("_Kind", bound=Shown)


@dataclass(frozen=True)
class Disclosure:
    """What dashboards show: of which marts, by name, and by which limits. descriptions: what the yml of each says of
    its columns, in their order, but of those that dashboards do not get; under None what it says of the mart.
    """

    marts: Mapping[str, Shown]
    limits: Limits
    descriptions: Mapping[str, Mapping[str | None, str]]

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
