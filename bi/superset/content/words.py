"""Codes of the marts as Dutch words: columns that Superset computes, beside those that hold the codes.

The words are those of the reference lists, where these have any. Text is sorted letter by letter, so words are written
such that this is the order in which people read them: statements and moments by number, small bands before large ones.
What is left over (`overig`, `onbekend`) stays in small letters, and so comes last; not where a chart has colours, as
Superset sorts those in the browser and takes small letters for large ones. What columns are called stands in the marts'
yml.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from schemas.reference import Reference
from warehouse.duck.databases import literal
from warehouse.monitor.figures import ALL, UNKNOWN
from warehouse.monitor.pages.parts import SLICES as CHOSEN

_SUFFIX = "_label"
EVERYBODY = "Alle"
SLICES = CHOSEN | {
    ALL: "Alle samen",
    "size_band": "Grootte van de groep",
    "age_spread_band": "Leeftijdsverschil in de groep",
    "sessions_band": "Aantal bijeenkomsten",
    "year": "Jaar",
    "moment": "Moment van vragen",
}
OUTCOMES = {
    "follow_up": "Vervolg",
    "follow_up_class": "Vervolg, in het kort",
    "end_reason": "Reden van het einde",
    "end_reason_class": "Reden van het einde, in het kort",
}
KINDS = {"opbrengst": "Opbrengst", "verbeterpunt": "Verbeterpunt"}
_UNITS = {"size_band": "deelnemers", "age_spread_band": "jaar verschil", "sessions_band": "bijeenkomsten"}


@dataclass(frozen=True)
class Words:
    """A computed column of words.

    of: the columns whose codes it reads; it is named after the last of these. label: its own, where the code keeps its.
    """

    of: tuple[str, ...]
    expression: str
    label: str | None = None

    @property
    def code(self) -> str:
        return self.of[-1]

    @property
    def name(self) -> str:
        return words_of(self.code)


def words_of(code: str) -> str:
    """The name of the column that holds a code in words."""
    return f"{code}{_SUFFIX}"


def code_of(column: str) -> str:
    """The column whose code a column of words reads."""
    return column.removesuffix(_SUFFIX)


def words(reference: Reference, columns: Iterable[str]) -> list[Words]:
    """The columns of words of a table that has these columns."""
    there = set(columns)
    every = (
        Words(("target_group",), _read("target_group", {ALL: EVERYBODY}, _capitalised)),
        Words(("slice",), _read("slice", SLICES)),
        Words(("slice", "slice_value"), _part(reference, "slice", "slice_value")),
        Words(("characteristic",), _read("characteristic", SLICES)),
        Words(("characteristic", "value"), _part(reference, "characteristic", "value")),
        Words(("group_type",), _read("group_type", {ALL: EVERYBODY, **_group_types(reference)})),
        Words(("moment_key",), _read("moment_key", _moments(reference))),
        Words(("statement_key",), _read("statement_key", statements(reference)), "Stelling met nummer"),
        Words(("outcome",), _read("outcome", OUTCOMES)),
        Words(("theme_key", "kind"), _read("kind", KINDS)),
        Words(("note",), "coalesce(note, '')", "Toelichting"),
        Words(("built_at",), _HERE, "Gemaakt op"),
    )
    return [one for one in every if there.issuperset(one.of)]


def statements(reference: Reference) -> dict[str, str]:
    """How each statement reads: in the wording of the first questionnaire that asks it, as several may."""
    return {
        one.statement: numbered(one.statement_order, next(iter(reference.wordings[one.statement].values())))
        for one in reference.statements
    }


def numbered(place: int, words: str) -> str:
    """Words that sort by a number up to 99: ` 2. …` stands before `10. …`."""
    return f"{place:>2}. {words}"


# The clock of the people who read it.
_HERE = "strftime(built_at AT TIME ZONE 'UTC' AT TIME ZONE 'Europe/Amsterdam', '%-d-%-m-%Y, %H.%M uur')"


def capitalised(word: str) -> str:
    return word[:1].upper() + word[1:]


def _capitalised(column: str) -> str:
    """SQL for the same."""
    return f"upper(left({column}, 1)) || substr({column}, 2)"


def _read(column: str, meant: Mapping[str, str], otherwise: Callable[[str], str] = str) -> str:
    """SQL that reads a code; one that is not listed stays."""
    cases = " ".join(f"WHEN {literal(code)} THEN {literal(text)}" for code, text in meant.items())
    return f"CASE {column} {cases} ELSE {otherwise(column)} END"


def _part(reference: Reference, slice_: str, value: str) -> str:
    """SQL that reads a part of a slice."""
    cases = {
        ALL: literal(SLICES[ALL]),
        "group_type": _read(value, _group_types(reference)),
        "moment": _read(value, _moments(reference)),
        "half_year": f"regexp_replace({value}, '([0-9]+)-([12])', '\\1, helft \\2', 'g')",
        "last_12_months": f"regexp_replace({value}, '([0-9]+)-([0-9]+)', '\\2-\\1', 'g')",
        **{name: _band(value, unit) for name, unit in _UNITS.items()},
    }
    read = " ".join(f"WHEN {literal(name)} THEN {sql}" for name, sql in cases.items())
    return f"CASE {slice_} {read} ELSE {value} END"


def _band(value: str, unit: str) -> str:
    """SQL that reads a band, with a blank before a number of one digit."""
    read = f"{value} || {literal(' ' + unit)}"
    return (
        f"CASE WHEN regexp_matches({value}, '^[0-9]([^0-9]|$)') THEN ' ' || {read}"
        f" WHEN regexp_matches({value}, '^[0-9]') THEN {read} ELSE {value} END"
    )


def _group_types(reference: Reference) -> dict[str, str]:
    return {row.group_type: row.label for row in reference.rows["group_types"] if row.group_type != UNKNOWN}


def _moments(reference: Reference) -> dict[str, str]:
    return {row.moment: numbered(row.moment_order, row.label).strip() for row in reference.rows["moments"]}
