"""Reference lists that deliveries are checked against: codes, and the spellings that are accepted of each.

Only lists that several columns or modules share, or that a standard gives (source named). No parsing, no labels
for readers: those are the dbt project's seeds.
"""

from collections.abc import Iterable


def own_labels(codes: Iterable[str]) -> dict[str, str]:
    """Every code is a label of itself."""
    return {code: code for code in codes}


QUESTIONNAIRES = own_labels(["EW-J", "EW-O"])
VERSIONS = (1, 2)
MOMENTS = own_labels(["start", "einde", "na_6_maanden", "na_12_maanden"])
STATEMENTS = (
    "op_gemak", "geluisterd", "toepassen", "goed_verder", "contact_buiten", "wachttijd", "wist_waar", "meegedacht",
    "geleerd", "gezin_geleerd", "aanraden",
)  # fmt: skip
OPEN_QUESTIONS = ("open_positief", "open_verbeterpunt", "open_overig")
# Statements that one of the two questionnaires does not have (the report's Table 1, notes a and b).
NOT_IN_QUESTIONNAIRE = {"EW-O": "geleerd", "EW-J": "gezin_geleerd"}

GROUP_TYPES = own_labels([
    "oudertraining", "lotgenotengroep", "weerbaarheidstraining", "vaardigheidstraining", "ontmoetingsgroep",
    "sportgroep", "onbekend",
])  # fmt: skip
TARGET_GROUPS = own_labels(["jongeren", "opvoeders", "gezinnen"])
ORGANISATIONS = own_labels(["Lokalis", "DOCK", "JoU", "JGZ", "KOOS", "Spoor030", "Sport Utrecht"])

# CBS wijkindeling of Utrecht (GM0344).
NEIGHBOURHOODS = own_labels(f"WK0344{number:02d}" for number in range(1, 11))

ROLES = own_labels(["jongere", "moeder", "vader", "andere_opvoeder"])
GENDERS = {
    "M": "M", "1": "M", "man": "M", "jongen": "M",
    "V": "V", "2": "V", "vrouw": "V", "meisje": "V",
    "O": "O", "anders": "O",
    "0": "onbekend", "onbekend": "onbekend",
}  # fmt: skip

# Reden beëindiging, CBS Beleidsinformatie Jeugd (informatieprotocol v7), 3.7.
END_REASONS = own_labels(["01", "02", "03", "04", "05"])
FOLLOW_UPS = own_labels(["geen_vervolg", "andere_groep", "buurtteam_individueel", "specialistische_hulp", "onbekend"])
ATTENDANCE = own_labels(["aanwezig", "afgemeld", "afwezig"])

RESULTS = own_labels(["toegewezen", "afgewezen"])
DELIVERY_FORMS = own_labels(["zin", "pgb"])
# iJw 3.2 code lists JZ020 (productcategorie), JZ002 (reden wijziging toewijzing) and COD327 (verwijzer).
# A generic allocation names no category: `onbekend`.
HELP_CATEGORIES = own_labels([*(str(n) for n in range(31, 39)), *(str(n) for n in range(40, 56)), "onbekend"])
CHANGE_REASONS = own_labels([f"{number:02d}" for number in range(1, 15)])
REFERRERS = own_labels(["01", "02", "03", "04", "05", "06", "08"])

# The codebook behind the report's open answers; `geen` means looked at, nothing found.
THEMES = own_labels([
    "veilige_sfeer_en_bejegening", "herkenning_en_uitwisseling", "kennis_en_ervaring_begeleiders", "inzichten",
    "voorbeelden_oefeningen_tips", "goed_geluisterd", "meer_rust", "contact_buiten_de_groep",
    "inhoud_van_de_informatie", "aantal_en_duur_bijeenkomsten", "leeftijdsverschil_kinderen", "groep_te_groot",
    "kostte_te_veel_tijd", "geen",
])  # fmt: skip
