"""What a delivery kind says: where it lies, its model, how it is delivered, whose its rows are, what dates them.

Which kinds there are stands in `sources`; how files are taken stands in the warehouse.
"""

from dataclasses import KW_ONLY, dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

import pandera.pandas as pa

from schemas.columns import Identity, Role, answer, in_city, role_of
from schemas.model import Delivery
from schemas.reference import Reference

# Between the parts of a key that is written as one text.
KEY_SEPARATOR = "|"


class DeliveredAs(StrEnum):
    """What a later file of a kind means for the earlier ones."""

    CUMULATIVE = "cumulative"
    SNAPSHOT = "snapshot"
    DELTA = "delta"


class Tie(NamedTuple):
    """The columns by which a row names whose it is.

    to: Identity.CLIENT, Identity.BSN, or what the rows of another kind are called (`rows_are`) that the columns name by
    their key. Where they are only the first columns of that key, the others count in rows that have columns of the
    same names (an invitation's moment).
    """

    to: str
    columns: tuple[str, ...]


NOBODY: tuple[Tie, ...] = ()
NOTHING: tuple[str, ...] = ()
BY_CLIENT = (Tie(Identity.CLIENT, ("client_id",)),)


@dataclass(frozen=True)
class DeliveryKind:
    """A kind of delivery: `source/prefix*.extension` in the landing area.

    Raises ValueError where what it says of persons and dates does not fit its columns.
    """

    source: str
    prefix: str
    model: type[Delivery]
    delivered_as: DeliveredAs
    _: KW_ONLY
    # What it is called in Dutch, where readers of figures see what these are made of.
    title: str
    # By what a row is tied to a person, with whose erasure it goes; NOBODY where it is about no person.
    belongs_to: tuple[Tie, ...]
    # A row counts in a closed period when none of these dates lies after it; NOTHING where it counts with its parent.
    dated_by: tuple[str, ...]
    # What a row is called where rows of other kinds name it, and in the traces of who is forgotten.
    rows_are: str = ""
    # Whether rows stay, without the client, when the client's term has passed: who asks is erased from these too.
    outlives_client: bool = False
    extensions: tuple[str, ...] = ("csv", "xlsx")
    # Beside its key, what makes a row of one file another version and not a contradiction.
    version_columns: tuple[str, ...] = ()
    # Only of these can a survey tool mark rows as no response.
    holds_responses: bool = False
    reference: Reference | None = field(default=None, compare=False, repr=False)

    def __post_init__(self) -> None:
        tied = {column for tie in self.belongs_to for column in tie.columns}
        # Beside a client a BSN is no tie: it may be another client's too. Nor does a respondent's own code need to be.
        needed = [Identity.CLIENT] if self.is_tied_to(Identity.CLIENT) else [Identity.CLIENT, Identity.BSN]
        for column, role in self.roles.items():
            if role.identity and self.column_of(role.identity) != column:
                raise ValueError(f"{self.name}: two columns hold a {role.identity}, and a row is about one person.")
            if role.identity and not (column in tied if role.identity in needed else tied):
                raise ValueError(f"{self.name}: {column} says who a row is about, so belongs_to must name it.")
        dates = {name for name, role in self.roles.items() if role.is_date and role.arrow_type != "int32"}
        if unknown := (tied - self.roles.keys()) | (set(self.dated_by) - dates):
            raise ValueError(f"{self.name}: belongs_to or dated_by names no column, or no date, of it: {unknown}.")

    @property
    def name(self) -> str:
        return f"{self.source}/{self.prefix}"

    @property
    def is_snapshot(self) -> bool:
        return self.delivered_as is DeliveredAs.SNAPSHOT

    @cached_property
    def schema(self) -> pa.DataFrameSchema:
        schema = self.model.to_schema()
        if self.reference is None:
            return schema
        found = {name: in_city(column, self.reference) for name, column in schema.columns.items()}
        schema = schema.update_columns({name: changed for name, changed in found.items() if changed})
        return schema.add_columns(self._answers(self.reference)) if self.holds_responses else schema

    @staticmethod
    def _answers(reference: Reference) -> dict[str, pa.Column]:
        """A column for each statement, described by its wordings."""
        return {
            statement: answer(" / ".join(dict.fromkeys(wordings.values())))
            for statement, wordings in reference.wordings.items()
        }

    @cached_property
    def columns(self) -> dict[str, pa.Column]:
        """The delivered columns by name, in the contract's order: statements before what people write themselves."""
        found = {name: column for name, column in self.schema.columns.items() if "role" in (column.metadata or {})}
        return dict(sorted(found.items(), key=lambda of: self.holds_responses and role_of(of[1]).is_words))

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

    def column_of(self, identity: Identity) -> str | None:
        """The column that holds such an identifier."""
        return next((name for name, role in self.roles.items() if role.identity is identity), None)

    @cached_property
    def key(self) -> tuple[str, ...]:
        return tuple(name for name, role in self.roles.items() if role.is_key)

    @property
    def known_as(self) -> str:
        """What its rows are called in ties and traces."""
        return self.rows_are or self.name

    def is_tied_to(self, named: str) -> bool:
        return any(tie.to == named for tie in self.belongs_to)

    def key_says(self, tie: Tie) -> bool:
        """Whether the key begins with what the tie names."""
        return self.key[: len(tie.columns)] == tie.columns

    @cached_property
    def is_known_by_key(self) -> bool:
        """Whether it takes the key of a row to know it again as a person's."""
        return bool(self.belongs_to) and not any(map(self.key_says, self.belongs_to))

    @cached_property
    def owner(self) -> tuple[str, ...]:
        """The columns by which notes of bad rows say whose these are: of the first tie that the key does not say."""
        return next((tie.columns for tie in self.belongs_to if not self.key_says(tie)), ())

    @cached_property
    def statements(self) -> list[str]:
        """The columns that hold answers to statements."""
        return [name for name, role in self.roles.items() if role.is_answer]

    def stored_name(self, column: str) -> str:
        """What a delivered column is called in raw."""
        return self.roles[column].stored_as or column
