"""What researchers deliver: the themes that coders gave to open answers.

Column meanings of this kind only. The codebook is the report's (reference.py).
"""

import numpy as np

from schemas import columns, reference
from schemas.model import Delivery


class Coderingen(Delivery):
    """One theme that one coder gave one open answer."""

    vragenlijst: str = columns.code("EW-J (jongeren) or EW-O (opvoeders)", reference.QUESTIONNAIRES, key=True)
    respons_id: str = columns.identifier("response number of the survey tool", key=True)
    vraag: str = columns.code("open question", reference.own_labels(reference.OPEN_QUESTIONS), key=True)
    thema: str = columns.code("theme of the codebook, or geen", reference.THEMES, key=True)
    codeur: str = columns.identifier("coder", key=True)
    gecodeerd_op: np.datetime64 = columns.date("coded on")
    codeboek_versie: str = columns.version("version of the codebook")
    citaat: str = columns.text("quote, edited and approved for publication")
