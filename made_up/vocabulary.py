"""Names for the codes that made-up records hold, and the spellings in which made-up files write them.

The lists themselves are Utrecht's reference files; which label the intake understands is decided by its mappings.
"""

from schemas import code_lists, lists
from schemas.reference import load_reference

JONGEREN, OPVOEDERS, GEZINNEN = "jongeren", "opvoeders", "gezinnen"
QUESTIONNAIRES = {JONGEREN: "EW-J", OPVOEDERS: "EW-O"}
UTRECHT = load_reference()
STATEMENTS = tuple(UTRECHT.wordings)
# By questionnaire a statement that only the other one asks.
STATEMENT_OF_THE_OTHER = {"EW-O": "geleerd", "EW-J": "gezin_geleerd"}
OPEN_QUESTIONS = code_lists.OPEN_QUESTIONS

UNKNOWN = "onbekend"
GROUP_TYPES = tuple(UTRECHT.codes(lists.GROUP_TYPES))
ORGANISATIONS = tuple(UTRECHT.codes(lists.ORGANISATIONS))
NEIGHBOURHOODS = {row.wijk_code: row.name for row in UTRECHT.rows["neighbourhoods"]}
POSTCODES = {
    "WK034401": ("3531", "3532", "3533"),
    "WK034402": ("3551", "3553", "3555"),
    "WK034403": ("3561", "3562", "3564"),
    "WK034404": ("3571", "3572", "3573"),
    "WK034405": ("3581", "3583", "3584"),
    "WK034406": ("3511", "3512", "3513"),
    "WK034407": ("3521", "3523", "3525"),
    "WK034408": ("3526", "3527"),
    "WK034409": ("3541", "3543", "3544"),
    "WK034410": ("3451", "3452", "3453"),
}
END_REASONS = {
    "01": "groep volgens plan afgerond",
    "02": "voortijdig, in overleg",
    "03": "voortijdig, deelnemer gestopt / niet meer verschenen",
    "04": "voortijdig, organisatie beëindigd",
    "05": "externe omstandigheid (verhuizing, ziekte)",
}
FOLLOW_UPS = {
    "geen_vervolg": "geen vervolg",
    "andere_groep": "andere groep",
    "buurtteam_individueel": "buurtteam individueel",
    "specialistische_hulp": "specialistische hulp",
    "onbekend": "onbekend",
}
PRESENT, EXCUSED, ABSENT = "aanwezig", "afgemeld", "afwezig"
ALLOCATED, REFUSED = "toegewezen", "afgewezen"
NOTHING_FOUND = "geen"
MUNICIPALITY = "0344"
HELP_CATEGORIES = ("31", "32", "41", "45", "46", "50", "51", "52", "54")
REFERRERS = ("01", "02", "03", "04", "05")
EXTENDED, DELETED = "04", "13"

ANSWER_LABELS = {
    1: "Helemaal niet mee eens",
    2: "Niet mee eens",
    3: "Neutraal",
    4: "Mee eens",
    5: "Helemaal mee eens",
}
ANSWER_CODES = {score: f"A{score}" for score in ANSWER_LABELS}
