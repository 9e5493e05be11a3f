"""What researchers deliver: the themes that coders gave to open answers.

Column meanings of this kind only. The codebook stands in reference file themes.
"""

import numpy as np

from schemas import code_lists, columns, lists
from schemas.delivery_kind import NOTHING, DeliveredAs, DeliveryKind, Tie
from schemas.model import Delivery


class Coderingen(Delivery):
    """One theme that one coder gave one open answer."""

    vragenlijst: str = columns.code("code of the questionnaire", lists.QUESTIONNAIRES, key=True)
    respons_id: str = columns.identifier("response number of the survey tool", key=True)
    vraag: str = columns.code("open question", code_lists.own_labels(code_lists.OPEN_QUESTIONS), key=True)
    thema: str = columns.code("theme of the codebook, or geen", lists.THEMES, key=True)
    codeur: str = columns.identifier("coder", key=True)
    gecodeerd_op: np.datetime64 = columns.date("coded on")
    codeboek_versie: str = columns.version("version of the codebook")
    citaat: str = columns.text("quote, edited and approved for publication")


KINDS = (
    DeliveryKind(
        "coderingen", "coderingen", Coderingen, DeliveredAs.CUMULATIVE,
        title="thema’s in open antwoorden",
        belongs_to=(Tie("response", ("vragenlijst", "respons_id")),), dated_by=NOTHING,
    ),
)  # fmt: skip
