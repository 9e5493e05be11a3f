"""The files of a reference folder: which there are, their columns, and what a value of each must be.

The one definition: the reader (reference.py), the README of a new folder and the tests of the dbt seeds follow it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from pydantic.fields import FieldInfo

from schemas.code_lists import NOTHING_FOUND
from schemas.values import UNKNOWN

LABEL_SEPARATOR = "|"


@dataclass(frozen=True)
class Notation:
    """How a value is written, for who wrote it otherwise."""

    told: str


# A code in a list by comma, or in a key that is written as one text, must not look like two.
Code = Annotated[
    str,
    StringConstraints(pattern=r"^[^,|;\x00-\x1f]+$", max_length=60),
    Notation("no comma, semicolon or vertical bar in it, 60 characters at most"),
]
Name = Annotated[
    str,
    StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=60),
    Notation("a lower-case letter, then lower-case letters, digits and _, 60 characters at most"),
]
Wijk = Annotated[str, StringConstraints(pattern=r"^WK[0-9]{6}$")]
Municipality = Annotated[str, StringConstraints(pattern=r"^[0-9]{4}$")]
Text = Annotated[str, StringConstraints(min_length=1, max_length=500)]
Order = Annotated[int, Field(ge=1, le=99_999)]
YesNo = Literal["true", "false"]
# Columns of several files.
DeliveredLabel = Annotated[Text, Field(description="as readers read it, also a label in deliveries")]
OtherLabels = Annotated[str, Field(description="other spellings in deliveries, with a vertical bar between them")]
OutcomeClass = Annotated[Name, Field(description="class for places with few participations")]
ClassLabel = Annotated[Text, Field(description="the class as readers read it")]


@dataclass(frozen=True)
class RefersTo:
    """The value is listed in this column of this file, or is one of the words beside it."""

    file: str
    column: str
    beside: tuple[str, ...] = ()


class Row(BaseModel):
    """One line of a reference file. `reserved`: codes that mean something else everywhere."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    key: ClassVar[tuple[str, ...]]
    order: ClassVar[str | None] = None
    # The columns whose texts are labels of the key in deliveries.
    labels: ClassVar[tuple[str, ...]] = ()
    reserved: ClassVar[frozenset[str]] = frozenset({UNKNOWN})
    # Other columns whose values are codes too, so that what is reserved is reserved there.
    codes_too: ClassVar[tuple[str, ...]] = ()
    # Codes without which the tables say nothing.
    needed: ClassVar[tuple[str, ...]] = ()
    # Columns that a file may be without.
    optional: ClassVar[tuple[str, ...]] = ()


class OutcomeArea(Row):
    """What statements are about."""

    key = ("outcome_area",)
    outcome_area: Name = Field(description="code")
    label: Text = Field(description="as readers read it")


class Questionnaire(Row):
    """A version of a questionnaire, and whom it asks. A target group has one questionnaire."""

    key = ("questionnaire", "version")
    reserved = frozenset({UNKNOWN, "all"})
    codes_too = ("target_group",)
    questionnaire: Code = Field(description="code, as deliveries name it")
    version: Order = Field(description="1, 2, …; deliveries that name none are of version 1")
    target_group: Name = Field(description="whom it asks, one word; figures are made for each target group")


class Statement(Row):
    """A statement that people agree with or not. Which questionnaires ask it stands in questionnaire_statements."""

    key = ("statement",)
    order = "statement_order"
    statement: Name = Field(description="code, also the name of its column in deliveries")
    statement_order: Order = Field(description="place in Table 1: 1, 2, … without a gap")
    outcome_area: Annotated[str, RefersTo("outcome_areas", "outcome_area")] = Field(description="what it is about")
    scale: Literal["eens_5"] = Field(
        description="`eens_5`: five answers from helemaal niet mee eens to helemaal mee eens"
    )
    is_reversed: YesNo = Field(
        description=(
            "`true` or `false`, in lower case: `true` where bare codes run the other way, 1 being helemaal mee eens;"
            " labels are read as they are"
        )
    )


class QuestionnaireStatement(Row):
    """A statement that a questionnaire asks, in the words in which it does."""

    key = ("questionnaire", "statement")
    questionnaire: Annotated[str, RefersTo("questionnaires", "questionnaire")] = Field(description="which asks it")
    statement: Annotated[str, RefersTo("statements", "statement")] = Field(description="which statement")
    wording: Text = Field(description="in full; a header in deliveries that reads so is this statement's column")


class Moment(Row):
    """A measurement moment. `einde` is the one that most figures are of; others come before or after."""

    key = ("moment",)
    order = "moment_order"
    needed = ("einde",)
    moment: Name = Field(description="code, as deliveries name it")
    moment_order: Order = Field(description="order in time: 1, 2, … without a gap")
    label: Text = Field(description="as readers read it")


class MunicipalityName(Row):
    """A municipality whose monitor this is: the pages bear its name, or those of all of them."""

    key = ("gemeentecode",)
    gemeentecode: Municipality = Field(description="CBS code, four digits")
    name: Text = Field(description="as readers read it")


class Neighbourhood(Row):
    """A wijk, by its CBS code."""

    key = ("wijk_code",)
    labels = ("name", "other_labels")
    codes_too = ("name", "district")
    optional = ("district",)
    wijk_code: Wijk = Field(description="CBS code, WK and six digits")
    name: Text = Field(description="name, also a label in deliveries")
    gemeentecode: Annotated[Municipality, RefersTo("municipalities", "gemeentecode")] = Field(description="four digits")
    other_labels: OtherLabels = ""
    district: Annotated[str, StringConstraints(max_length=500)] = Field(
        "", description="name of the larger part of the city that it lies in, or empty; the column may be absent"
    )


class Organisation(Row):
    """An organisation that leads groups or takes part in them."""

    key = ("name",)
    labels = ("other_labels",)
    name: Code = Field(description="name, also its code in deliveries")
    other_labels: OtherLabels = ""


class GroupType(Row):
    """A type of group."""

    key = ("group_type",)
    order = "group_type_order"
    labels = ("label", "other_labels")
    reserved = frozenset()
    needed = (UNKNOWN,)
    group_type: Name = Field(description="code")
    group_type_order: Order = Field(description="order in lists: 1, 2, … without a gap")
    label: DeliveredLabel
    other_labels: OtherLabels = ""


class Theme(Row):
    """A theme of the codebook for open answers."""

    key = ("theme",)
    reserved = frozenset({UNKNOWN, NOTHING_FOUND})
    theme: Name = Field(description="code, as coders write it")
    kind: Literal["opbrengst", "verbeterpunt"] = Field(description="`opbrengst` or `verbeterpunt`")
    label: Text = Field(description="as readers read it")


class EndReason(Row):
    """Why a participation ended."""

    key = ("reason",)
    order = "reason_order"
    labels = ("label", "other_labels")
    codes_too = ("outcome_class",)
    reason: Code = Field(description="code")
    reason_order: Order = Field(description="order in lists: 1, 2, … without a gap")
    label: DeliveredLabel
    outcome_class: OutcomeClass
    class_label: ClassLabel
    other_labels: OtherLabels = ""


class FollowUp(Row):
    """What followed when a participant left a group."""

    key = ("follow_up",)
    order = "follow_up_order"
    labels = ("label", "other_labels")
    codes_too = ("outcome_class",)
    follow_up: Name = Field(description="code")
    follow_up_order: Order = Field(description="order in lists: 1, 2, … without a gap")
    label: DeliveredLabel
    outcome_class: OutcomeClass
    class_label: ClassLabel
    other_labels: OtherLabels = ""


class AssumptionIndicator(Row):
    """A figure that an assumption about working in groups is held against."""

    key = ("assumption_key",)
    order = "assumption_order"
    assumption_key: Name = Field(description="code")
    assumption_order: Order = Field(description="order in lists: 1, 2, … without a gap")
    report_section: Text = Field(description="where the assumption comes from")
    assumption: Text = Field(description="the assumption, in a sentence")
    indicator: Text = Field(description="the figure, in words")
    measure: Literal["statement", "contact", "help", "network"] = Field(
        description=(
            "`statement`: who agrees with it; `contact`: the same, of the statement that tells of contact outside the"
            " group; `help`: no individual help within `days`; `network`: groups that carry on"
        )
    )
    target_group: Annotated[str, RefersTo("questionnaires", "target_group", ("all", ""))] = Field(
        description="empty: every target group apart; `all` for help and network"
    )
    statement: Annotated[str, RefersTo("statements", "statement", ("",))] = Field(
        description="for statement and contact"
    )
    moment: Annotated[str, RefersTo("moments", "moment", ("",))] = Field(description="for statement and contact")
    days: Order | Literal[""] = Field(description="for help")
    source_table: Text = Field(description="the mart that shows the same figure")


FILES: Mapping[str, type[Row]] = {
    "outcome_areas": OutcomeArea,
    "questionnaires": Questionnaire,
    "statements": Statement,
    "questionnaire_statements": QuestionnaireStatement,
    "moments": Moment,
    "municipalities": MunicipalityName,
    "neighbourhoods": Neighbourhood,
    "organisations": Organisation,
    "group_types": GroupType,
    "themes": Theme,
    "end_reasons": EndReason,
    "follow_ups": FollowUp,
    "assumption_indicators": AssumptionIndicator,
}


INTRODUCTION = """\
# Reference files

What differs from city to city: questionnaires and their statements, wijken, organisations and the other lists.
Setting up another city, or adding a statement, is editing these files: `make reference DIR=reference` writes a folder
to begin with, and the setting `REFERENCE_DIR` names it (default: Utrecht's, `dbt_project/seeds`).

Each is a CSV in UTF-8 with a header, commas between fields and quotes around a text that holds a comma. A mistake is
told before anything is read, by file, line and column, and nothing is published. A change counts from the next night
on, which reads the delivered files again. A code that was used and is listed no more is told
(`unmapped_label_has_no_codes_listed_before`): its label counts as unknown, rows of such a questionnaire, moment or
theme are kept aside until it is listed again. The codes `onbekend`, `all` and `geen` mean something of their own.

- **a statement**: a line in `statements.csv`, and one in `questionnaire_statements.csv` for each questionnaire that
  asks it;
- **a questionnaire**: a line for each version in `questionnaires.csv`, and its statements as above;
- **a wijk**, **a partner organisation**: a line in `neighbourhoods.csv`, `organisations.csv`;
- **another city**: all of them, and often a `MAPPING_DIR` for the headers of its own systems.

`is_reversed` says how answers are coded, not how a statement is meant: who agrees with *Ik had te weinig tijd* is
counted under agree.
"""


def meaning(field: FieldInfo) -> str:
    """What stands in a column, and how it is written."""
    notations = [found.told for found in field.metadata if isinstance(found, Notation)]
    return "; ".join([field.description or "", *notations])


def page() -> list[str]:
    """What a reference folder is, and what stands in every file, in Markdown."""
    lines = [*INTRODUCTION.splitlines(), ""]
    for name, row in FILES.items():
        key = " and ".join(f"`{column}`" for column in row.key)
        lines += [f"## {name}.csv", "", " ".join((row.__doc__ or "").split()), f"Every {key} stands there once.", ""]
        lines += ["| column | meaning |", "| --- | --- |"]
        lines += [f"| `{column}` | {meaning(field)} |" for column, field in row.model_fields.items()]
        lines.append("")
    return lines
