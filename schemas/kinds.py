"""All delivery kinds, by name. What each is stands with its source, in `sources`; a source is a line here.

KINDS know the columns that are the same everywhere; `kinds_in` knows a city's statements and codes too.
"""

from dataclasses import replace

from schemas.columns import Identity
from schemas.delivery_kind import KEY_SEPARATOR, DeliveredAs, DeliveryKind, Tie
from schemas.reference import Mistake, Reference, ReferenceFault
from schemas.sources import beschikkingen, coderingen, ervaringwijzer, wiz
from schemas.values import comparable_header

__all__ = ["KEY_SEPARATOR", "KINDS", "DeliveredAs", "DeliveryKind", "Tie", "by_name", "kinds_in"]


def by_name(*kinds: DeliveryKind) -> dict[str, DeliveryKind]:
    """The kinds by name, each after those that it is tied to. Raises ValueError where a tie is to nothing above it."""
    known: dict[str, DeliveryKind] = {}
    for kind in kinds:
        for to, columns in kind.belongs_to:
            if to in (Identity.CLIENT, Identity.BSN):
                continue
            parent = known.get(to)
            # A part of a key may be somebody else's too, which only rows that name a client tell.
            if (
                parent is None
                or not parent.is_known_by_key
                or len(columns) > len(parent.key)
                or (len(columns) < len(parent.key) and not parent.is_tied_to(Identity.CLIENT))
            ):
                raise ValueError(f"{kind.name} is tied to a {to}: no kind above it has such rows, known by such a key.")
        if kind.known_as in known:
            raise ValueError(f"Rows of two kinds are called {kind.known_as}.")
        if twin := next((one.name for one in known.values() if one.prefix == kind.prefix), None):
            raise ValueError(f"{kind.name} and {twin} would share the table raw.{kind.prefix}.")
        known[kind.known_as] = kind
    return {kind.name: kind for kind in known.values()}


KINDS: dict[str, DeliveryKind] = by_name(
    *wiz.KINDS,
    *beschikkingen.KINDS,
    *ervaringwijzer.KINDS,
    *coderingen.KINDS,
)


def kinds_in(reference: Reference) -> dict[str, DeliveryKind]:
    """The delivery kinds of a city, with its statements and its codes.

    Raises ReferenceFault where a statement is called, or reads, as another column is.
    """
    for kind in KINDS.values():
        taken = {comparable_header(column) for column in kind.columns} if kind.holds_responses else set()
        mistakes = [
            Mistake(file, None, column, "reserved", f"{text} is another column of answers: {advice}")
            for statement, wordings in reference.wordings.items()
            for file, column, text, advice in [
                ("statements.csv", "statement", statement, "take another code"),
                *(
                    ("questionnaire_statements.csv", "wording", wording, "word it differently")
                    for wording in dict.fromkeys(wordings.values())
                ),
            ]
            if comparable_header(text) in taken
        ]
        if mistakes:
            raise ReferenceFault(reference.directory, mistakes)
    return {name: replace(kind, reference=reference) for name, kind in KINDS.items()}
