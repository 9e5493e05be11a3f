"""What the municipality delivers: allocated and refused products of decisions (beschikkingen), new and changed.

Column meanings and rules of this kind only. Code lists: iJw 3.2 (code_lists.py).
"""

import numpy as np
import pandas as pd

from schemas import code_lists, columns
from schemas.columns import Identity, Scope
from schemas.delivery_kind import DeliveredAs, DeliveryKind, Tie
from schemas.model import Delivery, not_before, not_in_future, row_rule
from schemas.rules import Rule


class Beschikkingen(Delivery):
    """One allocated or refused product of one decision."""

    gemeentecode: str = columns.municipality("CBS code of the municipality, four digits", key=True)
    toewijzingnummer: str = columns.identifier("number of the allocation, or of the refusal and product", key=True)
    beschikkingnummer: str = columns.identifier("number of the decision", required=True)
    datum_afgifte: np.datetime64 = columns.date("day of the decision", required=True)
    bsn: str = columns.bsn("BSN; only its pseudonym is kept", scope=Scope.ROW, required=True)
    resultaat: str = columns.code("allocated or refused", code_lists.RESULTS, required=True)
    productcategorie: str = columns.code(
        "JZ020 category; a generic allocation has none and is help like any other",
        code_lists.HELP_CATEGORIES, default="onbekend",
    )  # fmt: skip
    productcode: str = columns.open_code("product code")
    toewijzingsdatumtijd: np.datetime64 = columns.moment("allocated at; the later one is the newer version")
    ingangsdatum: np.datetime64 = columns.date("help from")
    einddatum: np.datetime64 = columns.end_date("help until")
    reden_wijziging: str = columns.code(
        "JZ002 reason of change; 13 may say that there was no help", code_lists.CHANGE_REASONS
    )
    leveringsvorm: str = columns.code(
        "in kind or personal budget; nothing is counted by it", code_lists.DELIVERY_FORMS, scope=Scope.VALUE
    )
    verwijzer: str = columns.code("COD327 referrer; nothing is counted by it", code_lists.REFERRERS, scope=Scope.VALUE)

    @row_rule(Rule.REQUIRED, "toewijzingsdatumtijd")
    def allocated_at_a_time(cls, frame: pd.DataFrame) -> pd.Series:
        return frame["toewijzingsdatumtijd"].notna() | ~frame["resultaat"].eq("toegewezen").fillna(False)

    @row_rule(Rule.END_BEFORE_START, "einddatum")
    def ends_after_start(cls, frame: pd.DataFrame) -> pd.Series:
        return not_before(frame, "einddatum", "ingangsdatum")

    @row_rule(Rule.IN_FUTURE, "datum_afgifte")
    def decided_by_then(cls, frame: pd.DataFrame) -> pd.Series:
        return not_in_future(frame, "datum_afgifte")

    @row_rule(Rule.IN_FUTURE, "toewijzingsdatumtijd")
    def allocated_by_then(cls, frame: pd.DataFrame) -> pd.Series:
        return not_in_future(frame, "toewijzingsdatumtijd")


KINDS = (
    DeliveryKind(
        "beschikkingen", "beschikkingen", Beschikkingen, DeliveredAs.DELTA,
        title="beschikkingen voor individuele hulp", rows_are="decision", belongs_to=(Tie(Identity.BSN, ("bsn",)),),
        dated_by=("datum_afgifte", "toewijzingsdatumtijd"), version_columns=("toewijzingsdatumtijd", "datum_afgifte"),
    ),
)  # fmt: skip
