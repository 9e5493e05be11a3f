"""The nine delivery kinds: where each lies, how it is delivered, and its pandera model.

What the columns mean stands with the models; how files are taken stands in the warehouse.
"""

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

import pandera.pandas as pa

from schemas.beschikkingen import Beschikkingen
from schemas.coderingen import Coderingen
from schemas.columns import Identity, Role, role_of
from schemas.ervaringwijzer import Antwoorden, Uitnodigingen
from schemas.model import Delivery
from schemas.wiz import Aanwezigheid, Bijeenkomsten, Deelnames, Deelnemers, Groepen

# Between the parts of a key that is written as one text.
KEY_SEPARATOR = "|"


class DeliveredAs(StrEnum):
    """What a later file of a kind means for the earlier ones."""

    CUMULATIVE = "cumulative"
    SNAPSHOT = "snapshot"
    DELTA = "delta"


@dataclass(frozen=True)
class DeliveryKind:
    """A kind of delivery: `source/prefix*.extension` in the landing area."""

    source: str
    prefix: str
    model: type[Delivery]
    delivered_as: DeliveredAs
    extensions: tuple[str, ...] = ("csv", "xlsx")
    # Beside its key, what makes a row of one file another version and not a contradiction.
    version_columns: tuple[str, ...] = ()
    # Only of these can a survey tool mark rows as no response.
    holds_responses: bool = False

    @property
    def name(self) -> str:
        return f"{self.source}/{self.prefix}"

    @property
    def is_snapshot(self) -> bool:
        return self.delivered_as is DeliveredAs.SNAPSHOT

    @cached_property
    def schema(self) -> pa.DataFrameSchema:
        return self.model.to_schema()

    @cached_property
    def columns(self) -> dict[str, pa.Column]:
        """The delivered columns by name, in the contract's order."""
        return {name: column for name, column in self.schema.columns.items() if "role" in (column.metadata or {})}

    @cached_property
    def roles(self) -> dict[str, Role]:
        return {name: role_of(column) for name, column in self.columns.items()}

    @cached_property
    def required_columns(self) -> tuple[str, ...]:
        """Columns that must be in the file (`!` in the contract): an empty value has no default and no meaning."""
        return tuple(
            name
            for name, column in self.columns.items()
            if (not column.nullable or (column.metadata or {}).get("text_required"))
            and self.roles[name].default is None
        )

    @cached_property
    def key(self) -> tuple[str, ...]:
        return tuple(name for name, role in self.roles.items() if role.is_key)

    @cached_property
    def owner(self) -> str | None:
        """The column that says whose a row is, be it by the invitation answered; None where the key says it."""
        identities = {role.identity: name for name, role in self.roles.items()}
        answered = "uitnodiging_id" if "uitnodiging_id" in self.roles else None
        return identities.get(Identity.CLIENT) or identities.get(Identity.BSN) or answered

    def stored_name(self, column: str) -> str:
        """What a delivered column is called in raw."""
        return self.roles[column].stored_as or column


KINDS: dict[str, DeliveryKind] = {
    kind.name: kind
    for kind in (
        DeliveryKind(
            "ervaringwijzer", "antwoorden", Antwoorden, DeliveredAs.CUMULATIVE, extensions=("csv", "xlsx", "sav"),
            holds_responses=True,
        ),
        DeliveryKind("ervaringwijzer", "uitnodigingen", Uitnodigingen, DeliveredAs.CUMULATIVE),
        DeliveryKind("wiz", "groepen", Groepen, DeliveredAs.SNAPSHOT),
        DeliveryKind("wiz", "bijeenkomsten", Bijeenkomsten, DeliveredAs.SNAPSHOT),
        DeliveryKind("wiz", "deelnemers", Deelnemers, DeliveredAs.SNAPSHOT),
        DeliveryKind("wiz", "deelnames", Deelnames, DeliveredAs.SNAPSHOT),
        DeliveryKind("wiz", "aanwezigheid", Aanwezigheid, DeliveredAs.SNAPSHOT),
        DeliveryKind(
            "beschikkingen", "beschikkingen", Beschikkingen, DeliveredAs.DELTA,
            version_columns=("toewijzingsdatumtijd", "datum_afgifte"),
        ),
        DeliveryKind("coderingen", "coderingen", Coderingen, DeliveredAs.CUMULATIVE),
    )
}  # fmt: skip
