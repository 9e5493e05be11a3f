"""Names for the codes that made-up records hold, and the spellings in which made-up files write them.

The lists themselves stand in schemas.reference; which label the intake understands is decided by its mappings.
"""

from schemas import reference

JONGEREN, OPVOEDERS, GEZINNEN = "jongeren", "opvoeders", "gezinnen"
QUESTIONNAIRES = {JONGEREN: "EW-J", OPVOEDERS: "EW-O"}
STATEMENT_OF_THE_OTHER = reference.NOT_IN_QUESTIONNAIRE
STATEMENTS = reference.STATEMENTS
OPEN_QUESTIONS = reference.OPEN_QUESTIONS

UNKNOWN = "onbekend"
GROUP_TYPES = tuple(code for code in reference.GROUP_TYPES if code != UNKNOWN)
ORGANISATIONS = tuple(code for code in reference.ORGANISATIONS if code != UNKNOWN)
NEIGHBOURHOODS = {
    "WK034401": "West",
    "WK034402": "Noordwest",
    "WK034403": "Overvecht",
    "WK034404": "Noordoost",
    "WK034405": "Oost",
    "WK034406": "Binnenstad",
    "WK034407": "Zuid",
    "WK034408": "Zuidwest",
    "WK034409": "Leidsche Rijn",
    "WK034410": "Vleuten-De Meern",
}
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
