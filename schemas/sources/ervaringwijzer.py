"""What the survey tool (Ervaringwijzer) delivers: answers and invitations.

Column meanings and rules of these two kinds only; reading, mapping and splitting are elsewhere.
"""

import numpy as np
import pandas as pd

from schemas import columns, lists
from schemas.columns import Identity
from schemas.delivery_kind import BY_CLIENT, DeliveredAs, DeliveryKind, Tie
from schemas.model import Delivery, not_in_future, row_rule
from schemas.rules import Rule


class Antwoorden(Delivery):
    """One submitted questionnaire, with a column of answers for every statement that the reference files list."""

    vragenlijst: str = columns.code("code of the questionnaire", lists.QUESTIONNAIRES, key=True)
    respons_id: str = columns.identifier(
        "response number of the survey tool; two surveys that both count from 1 need prefixes (mapping.md)", key=True
    )
    versie: pd.Int32Dtype = columns.whole_number(
        "version of the questionnaire; 2 asks the group type", default="1", listed=lists.VERSIONS
    )
    ingevuld_op: np.datetime64 = columns.moment("submitted at, local time", required=True)
    uitnodiging_id: str = columns.identifier(
        "number of the invitation or link used: that of this questionnaire and moment; empty for an open link"
    )
    respondentcode: str = columns.identifier(
        "the respondent's own anonymous code over repeated measurements", identity=Identity.RESPONDENT
    )
    meetmoment: str = columns.code("measurement moment", lists.MOMENTS, default="einde")
    groep_id: str = columns.identifier("WIZ group; empty when unknown")
    groepstype: str = columns.label("answer to the group-type question (version 2)", lists.GROUP_TYPES)
    open_positief: str = columns.text("open answer: what was good")
    open_verbeterpunt: str = columns.text("open answer: what could be better")
    open_overig: str = columns.text("open answer: anything else")

    @row_rule(Rule.IN_FUTURE, "ingevuld_op")
    def submitted_by_then(cls, frame: pd.DataFrame) -> pd.Series:
        return not_in_future(frame, "ingevuld_op")


class Uitnodigingen(Delivery):
    """One invitation sent. A tool may hand out a number again in another questionnaire, or at another moment."""

    uitnodiging_id: str = columns.identifier("number of the invitation", key=True)
    vragenlijst: str = columns.code("code of the questionnaire", lists.QUESTIONNAIRES, key=True)
    uitgenodigd_op: np.datetime64 = columns.date("invited on", required=True)
    meetmoment: str = columns.code("measurement moment", lists.MOMENTS, key=True, default="einde")
    groep_id: str = columns.identifier("WIZ group; empty when unknown")
    client_id: str = columns.identifier("client, only with consent to linking", identity=Identity.CLIENT)

    @row_rule(Rule.IN_FUTURE, "uitgenodigd_op")
    def invited_by_then(cls, frame: pd.DataFrame) -> pd.Series:
        return not_in_future(frame, "uitgenodigd_op")


KINDS = (
    DeliveryKind(
        "ervaringwijzer", "uitnodigingen", Uitnodigingen, DeliveredAs.CUMULATIVE,
        title="uitnodigingen voor de vragenlijst",
        rows_are="invitation", belongs_to=BY_CLIENT, outlives_client=True, dated_by=("uitgenodigd_op",),
    ),
    DeliveryKind(
        "ervaringwijzer", "antwoorden", Antwoorden, DeliveredAs.CUMULATIVE, extensions=("csv", "xlsx", "sav"),
        title="antwoorden op de vragenlijst",
        rows_are="response", belongs_to=(Tie("invitation", ("uitnodiging_id", "vragenlijst")),),
        dated_by=("ingevuld_op",), holds_responses=True,
    ),
)  # fmt: skip
