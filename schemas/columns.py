"""The roles that a delivered column can have, each as a pandera field of a delivery kind's model.

A role says how the column's text is parsed, what it is called in `raw` and what a bad value costs.
Which columns a kind has stands with its source, in `sources`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, cast

import pandas as pd
import pandera.pandas as pa

from schemas import values
from schemas.code_lists import own_labels
from schemas.reference import Reference
from schemas.reference_files import RefersTo
from schemas.values import Parser


class Scope(StrEnum):
    """What a bad value takes into quarantine: its row, or the value alone (the row stays, the value is empty)."""

    ROW = "row"
    VALUE = "value"


class Identity(StrEnum):
    """Whose identifier a column holds; such a column leaves intake as a keyed pseudonym only."""

    CLIENT = "client"
    BSN = "bsn"
    RESPONDENT = "respondent"


@dataclass(frozen=True)
class Role:
    """How a delivered column is read. `arrow_type` is the type in raw; `listed`: the reference file that its codes
    stand in; `label_set`: the codes of a mapped column, and `labels`: their spellings in reference files; `is_words`:
    what people write in their own words; `default`: what no value means, and a bad one that costs no row.
    """

    parse: Parser
    arrow_type: str
    scope: Scope = Scope.ROW
    is_key: bool = False
    is_identifier: bool = False
    is_words: bool = False
    is_date: bool = False
    identity: Identity | None = None
    listed: RefersTo | None = None
    label_set: Mapping[str, str] | None = None
    labels: tuple[tuple[str, str], ...] = ()
    is_list: bool = False
    default: str | None = None
    stored_as: str | None = None

    @property
    def is_answer(self) -> bool:
        """Whether it holds answers to a statement, on one scale."""
        return self.parse is values.parse_answer

    @property
    def takes_labels(self) -> bool:
        """Whether people may write its codes in words that a mapping knows, and an unknown word costs nothing."""
        return self.parse is values.parse_text and (self.listed is not None or self.label_set is not None)

    @property
    def keeps_codes(self) -> bool:
        """Whether a code of an SPSS file counts as it is, whatever label it has: numbers of things, days, counts."""
        return self.is_identifier or self.is_date or (self.arrow_type == "int32" and not self.is_answer)

    @property
    def takes_prefix(self) -> bool:
        """Whether a mapping may put something before its values: an identifier of the source's own, of no person."""
        return self.is_identifier and self.parse is values.parse_identifier and self.identity is None


def role_of(column: pa.Column) -> Role:
    """The role behind a model's column; KeyError for a column that no delivery holds."""
    return cast(Role, (column.metadata or {})["role"])


def in_city(column: pa.Column, reference: Reference) -> dict[str, Any]:
    """What a column is beside its model's definition, where its codes stand in reference files; else nothing."""
    role = (column.metadata or {}).get("role")
    if role is None or role.listed is None:
        return {}
    codes = reference.codes(role.listed)
    if role.takes_labels:
        labels = tuple(reference.labels(role.listed))
        return {"metadata": {"role": replace(role, label_set=own_labels(codes), labels=labels)}}
    if role.arrow_type == "int32":
        return {"checks": [pa.Check.isin(sorted(map(int, codes)))]}
    parse = values.closed_list(own_labels(codes))
    return {"metadata": {"role": replace(role, parse=parse)}, "checks": [pa.Check.isin(sorted(codes))]}


def _field(role: Role, description: str, *, required: bool, **checks: Any) -> Any:
    return pa.Field(nullable=not required, description=description, metadata={"role": role}, **checks)


def identifier(description: str, *, key: bool = False, required: bool = False, identity: Identity | None = None) -> Any:
    """An identifier of one of the systems: text, never a number."""
    stored_as = f"{identity}_pseudonym" if identity else None
    parse = values.parse_respondent_code if identity is Identity.RESPONDENT else values.parse_identifier
    role = Role(
        parse, "string", is_key=key, is_identifier=True, identity=identity,
        stored_as=stored_as,
    )  # fmt: skip
    return _field(role, description, required=required or key)


def bsn(description: str, *, scope: Scope, required: bool = False) -> Any:
    """A BSN; empty when it is one of the sentinels for an unknown person."""
    role = Role(
        values.parse_bsn, "string", scope, is_identifier=True, identity=Identity.BSN,
        stored_as="bsn_pseudonym",
    )  # fmt: skip
    return pa.Field(nullable=True, description=description, metadata={"role": role, "text_required": required})


def municipality(description: str, *, key: bool) -> Any:
    role = Role(values.parse_municipality, "string", is_key=key, is_identifier=True)
    return _field(role, description, required=True)


def code(
    description: str, accepted: Mapping[str, str] | RefersTo, *, key: bool = False, required: bool = False,
    default: str | None = None, scope: Scope = Scope.ROW,
) -> Any:  # fmt: skip
    """A code from a closed list: that of a reference file, or `accepted`, which maps every spelling to its code.
    `default` is what empty means.
    """
    is_required = required or key or default is not None
    if isinstance(accepted, RefersTo):
        role = Role(values.closed_list({}), "string", scope, is_key=key, default=default, listed=accepted)
        return _field(role, description, required=is_required)
    role = Role(values.closed_list(accepted), "string", scope, is_key=key, default=default)
    return _field(role, description, required=is_required, isin=sorted(set(accepted.values())))


def open_code(description: str) -> Any:
    """A code whose list is not ours to close (municipal product codes)."""
    return _field(Role(values.parse_identifier, "string", Scope.VALUE), description, required=False)


def version(description: str) -> Any:
    """What somebody calls a version: a number with a point and a date are names like any other."""
    return _field(Role(values.parse_words, "string"), description, required=False)


def label(
    description: str, listed: RefersTo, *, required: bool = False, several: bool = False, scope: Scope = Scope.ROW,
) -> Any:  # fmt: skip
    """A free label of a mapped column: an unknown one becomes `onbekend` and is listed for someone to map."""
    role = Role(values.parse_text, "string", scope, listed=listed, is_list=several)
    return _field(role, description, required=required)


def date(description: str, *, required: bool = False) -> Any:
    role = Role(values.parse_date, "date32[day]", is_date=True)
    return _field(role, description, required=required)


def end_date(description: str) -> Any:
    role = Role(values.parse_end_date, "date32[day]", is_date=True)
    return _field(role, description, required=False)


def moment(description: str, *, required: bool = False) -> Any:
    """A date with a time: local time in Europe/Amsterdam, without zone."""
    role = Role(values.parse_moment_in_period, "timestamp[us]", is_date=True)
    return _field(role, description, required=required)


def birth_date(description: str, *, stored_as: str) -> Any:
    """A birth date, of which only the year is kept."""
    role = Role(values.parse_birth_date, "int32", Scope.VALUE, is_date=True, stored_as=stored_as)
    return _field(role, description, required=False)


def birth_year(description: str) -> Any:
    return _field(Role(values.parse_birth_year, "int32", Scope.VALUE), description, required=False)


def whole_number(
    description: str, *, default: str | None = None, scope: Scope = Scope.ROW, listed: RefersTo | None = None,
    **checks: Any,
) -> Any:  # fmt: skip
    role = Role(values.parse_whole_number, "int32", scope, default=default, listed=listed)
    return _field(role, description, required=default is not None, **checks)


def boolean(description: str) -> Any:
    return _field(Role(values.parse_boolean, "bool"), description, required=False)


def answer(description: str) -> pa.Column:
    """The answer to a statement, 1..5; empty when not answered."""
    role = Role(values.parse_answer, "int32", Scope.VALUE)
    return pa.Column(
        pd.Int32Dtype, pa.Check.in_range(1, 5), nullable=True, description=description, metadata={"role": role}
    )  # fmt: skip


def postcode(description: str, *, stored_as: str) -> Any:
    role = Role(values.parse_postcode, "string", Scope.VALUE, stored_as=stored_as)
    return _field(role, description, required=False)


def text(description: str, *, required: bool = False) -> Any:
    """What people write in their own words."""
    return _field(Role(values.parse_words, "string", is_words=True), description, required=required)
