"""What the survey tool (Ervaringwijzer) delivers: answers and invitations.

Column meanings and rules of these two kinds only; reading, mapping and splitting are elsewhere.
"""

import numpy as np
import pandas as pd

from schemas import columns, reference
from schemas.columns import Identity
from schemas.model import Delivery, not_in_future, row_rule
from schemas.rules import Rule


class Antwoorden(Delivery):
    """One submitted questionnaire."""

    vragenlijst: str = columns.code("EW-J (jongeren) or EW-O (opvoeders)", reference.QUESTIONNAIRES, key=True)
    respons_id: str = columns.identifier(
        "response number of the survey tool; two surveys that both count from 1 need prefixes (mapping.md)", key=True
    )
    versie: pd.Int32Dtype = columns.whole_number(
        "version of the questionnaire; 2 asks the group type", default="1", isin=reference.VERSIONS
    )
    ingevuld_op: np.datetime64 = columns.moment("submitted at, local time", required=True)
    uitnodiging_id: str = columns.identifier(
        "number of the invitation or link used: that of this questionnaire and moment; empty for an open link"
    )
    respondentcode: str = columns.identifier(
        "the respondent's own anonymous code over repeated measurements", identity=Identity.RESPONDENT
    )
    meetmoment: str = columns.code("measurement moment", reference.MOMENTS, default="einde")
    groep_id: str = columns.identifier("WIZ group; empty when unknown")
    groepstype: str = columns.label("answer to the group-type question (version 2)", reference.GROUP_TYPES)
    op_gemak: pd.Int32Dtype = columns.answer("felt at ease in the group")
    geluisterd: pd.Int32Dtype = columns.answer("was listened to")
    toepassen: pd.Int32Dtype = columns.answer("applies what was learned from others")
    goed_verder: pd.Int32Dtype = columns.answer("can go on well")
    contact_buiten: pd.Int32Dtype = columns.answer("has contact with participants outside the sessions")
    wachttijd: pd.Int32Dtype = columns.answer("found the waiting time acceptable")
    wist_waar: pd.Int32Dtype = columns.answer("knew where to turn with the question")
    meegedacht: pd.Int32Dtype = columns.answer("thought along about what the group did")
    geleerd: pd.Int32Dtype = columns.answer("learned something of use (EW-J only)")
    gezin_geleerd: pd.Int32Dtype = columns.answer("learned as a family (EW-O only)")
    aanraden: pd.Int32Dtype = columns.answer("would recommend the group")
    open_positief: str = columns.text("open answer: what was good")
    open_verbeterpunt: str = columns.text("open answer: what could be better")
    open_overig: str = columns.text("open answer: anything else")

    @row_rule(Rule.IN_FUTURE, "ingevuld_op")
    def submitted_by_then(cls, frame: pd.DataFrame) -> pd.Series:
        return not_in_future(frame, "ingevuld_op")


class Uitnodigingen(Delivery):
    """One invitation sent. A tool may hand out a number again in another questionnaire, or at another moment."""

    uitnodiging_id: str = columns.identifier("number of the invitation", key=True)
    vragenlijst: str = columns.code("EW-J (jongeren) or EW-O (opvoeders)", reference.QUESTIONNAIRES, key=True)
    uitgenodigd_op: np.datetime64 = columns.date("invited on", required=True)
    meetmoment: str = columns.code("measurement moment", reference.MOMENTS, key=True, default="einde")
    groep_id: str = columns.identifier("WIZ group; empty when unknown")
    client_id: str = columns.identifier("client, only with consent to linking", identity=Identity.CLIENT)

    @row_rule(Rule.IN_FUTURE, "uitgenodigd_op")
    def invited_by_then(cls, frame: pd.DataFrame) -> pd.Series:
        return not_in_future(frame, "uitgenodigd_op")
