"""Codes that the delivery contract or a national standard gives (source named), and the spellings accepted of each.

What differs from city to city stands in reference files (reference.py). No parsing, no labels for readers.
"""

from collections.abc import Iterable


def own_labels(codes: Iterable[str]) -> dict[str, str]:
    """Every code is a label of itself."""
    return {code: code for code in codes}


OPEN_QUESTIONS = ("open_positief", "open_verbeterpunt", "open_overig")
# A coder looked at the answer and found no theme of the codebook.
NOTHING_FOUND = "geen"
# For whom a group is. Whom a questionnaire asks stands in the reference files.
TARGET_GROUPS = own_labels(["jongeren", "opvoeders", "gezinnen"])
ROLES = own_labels(["jongere", "moeder", "vader", "andere_opvoeder"])
GENDERS = {
    "M": "M", "1": "M", "man": "M", "jongen": "M",
    "V": "V", "2": "V", "vrouw": "V", "meisje": "V",
    "O": "O", "anders": "O",
    "0": "onbekend", "onbekend": "onbekend",
}  # fmt: skip
ATTENDANCE = own_labels(["aanwezig", "afgemeld", "afwezig"])

RESULTS = own_labels(["toegewezen", "afgewezen"])
DELIVERY_FORMS = own_labels(["zin", "pgb"])
# iJw 3.2 code lists JZ020 (productcategorie), JZ002 (reden wijziging toewijzing) and COD327 (verwijzer).
# A generic allocation names no category: `onbekend`.
HELP_CATEGORIES = own_labels([*(str(n) for n in range(31, 39)), *(str(n) for n in range(40, 56)), "onbekend"])
CHANGE_REASONS = own_labels([f"{number:02d}" for number in range(1, 15)])
REFERRERS = own_labels(["01", "02", "03", "04", "05", "06", "08"])
