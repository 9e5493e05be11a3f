"""The nine delivery kinds as the contract declares them: columns, value types, keys, code lists.

Retyped from the contract by hand; belongs to the reference only and is never derived from the product.
"""

from dataclasses import dataclass, field

STATEMENTS = (
    "op_gemak",
    "geluisterd",
    "toepassen",
    "goed_verder",
    "contact_buiten",
    "wachttijd",
    "wist_waar",
    "meegedacht",
    "geleerd",
    "gezin_geleerd",
    "aanraden",
)
OPEN_QUESTIONS = ("open_positief", "open_verbeterpunt", "open_overig")
MOMENTS = ("start", "einde", "na_6_maanden", "na_12_maanden")
THEMES = {
    "veilige_sfeer_en_bejegening": "opbrengst",
    "herkenning_en_uitwisseling": "opbrengst",
    "kennis_en_ervaring_begeleiders": "opbrengst",
    "inzichten": "opbrengst",
    "voorbeelden_oefeningen_tips": "opbrengst",
    "goed_geluisterd": "opbrengst",
    "meer_rust": "opbrengst",
    "contact_buiten_de_groep": "opbrengst",
    "inhoud_van_de_informatie": "verbeterpunt",
    "aantal_en_duur_bijeenkomsten": "verbeterpunt",
    "leeftijdsverschil_kinderen": "verbeterpunt",
    "groep_te_groot": "verbeterpunt",
    "kostte_te_veel_tijd": "verbeterpunt",
}
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
# The larger part of the city that a wijk lies in; Utrecht's reference files name none.
DISTRICTS: dict[str, str] = {}
GROUP_TYPES = (
    "oudertraining",
    "lotgenotengroep",
    "weerbaarheidstraining",
    "vaardigheidstraining",
    "ontmoetingsgroep",
    "sportgroep",
    "onbekend",
)
ORGANISATIONS = ("Lokalis", "DOCK", "JoU", "JGZ", "KOOS", "Spoor030", "Sport Utrecht")
END_REASONS = ("01", "02", "03", "04", "05")
FOLLOW_UPS = ("geen_vervolg", "andere_groep", "buurtteam_individueel", "specialistische_hulp", "onbekend")
PRODUCT_CATEGORIES = tuple(str(code) for code in (*range(31, 39), *range(40, 56)))
CHANGE_REASONS = tuple(f"{code:02d}" for code in range(1, 15))
REFERRERS = ("01", "02", "03", "04", "05", "06", "08")

CODE_LISTS: dict[str, tuple[str, ...]] = {
    "vragenlijst": ("EW-J", "EW-O"),
    "versie": ("1", "2"),
    "meetmoment": MOMENTS,
    "doelgroep": ("jongeren", "opvoeders", "gezinnen"),
    "geslacht": ("M", "V", "O", "onbekend"),
    "rol": ("jongere", "moeder", "vader", "andere_opvoeder"),
    "status": ("aanwezig", "afgemeld", "afwezig"),
    "resultaat": ("toegewezen", "afgewezen"),
    "productcategorie": (*PRODUCT_CATEGORIES, "onbekend"),
    "reden_wijziging": CHANGE_REASONS,
    "leveringsvorm": ("zin", "pgb"),
    "verwijzer": REFERRERS,
    "vraag": OPEN_QUESTIONS,
    "thema": (*THEMES, "geen"),
    "groepstype": GROUP_TYPES,
    "wijk": tuple(NEIGHBOURHOODS),
    "organisatie": ORGANISATIONS,
    "partners": ORGANISATIONS,
    "reden_beeindiging": END_REASONS,
    "vervolg_bij_uitstroom": FOLLOW_UPS,
}

LABELS: dict[str, dict[str, str]] = {
    "geslacht": {
        "1": "M",
        "man": "M",
        "jongen": "M",
        "2": "V",
        "vrouw": "V",
        "meisje": "V",
        "anders": "O",
        "0": "onbekend",
    },
    "wijk": {name: code for code, name in NEIGHBOURHOODS.items()},
    "reden_beeindiging": {
        "groep volgens plan afgerond": "01",
        "voortijdig, in overleg": "02",
        "voortijdig, deelnemer gestopt / niet meer verschenen": "03",
        "voortijdig, organisatie beëindigd": "04",
        "externe omstandigheid (verhuizing, ziekte)": "05",
    },
    "vervolg_bij_uitstroom": {
        "geen vervolg": "geen_vervolg",
        "andere groep": "andere_groep",
        "buurtteam individueel": "buurtteam_individueel",
        "specialistische hulp": "specialistische_hulp",
    },
    "organisatie": {
        "Stichting Jongerenwerk Utrecht": "JoU",
        "Jeugdgezondheidszorg": "JGZ",
    },
}
LABELS["partners"] = LABELS["organisatie"]

ANSWER_LABELS = {
    "helemaal niet mee eens": 1,
    "niet mee eens": 2,
    "neutraal": 3,
    "mee eens": 4,
    "helemaal mee eens": 5,
}
NOT_ANSWERED = ("99", "weet niet")
NOTHING = (
    "null", "(null)", "\\n", "nan", "na", "n/a", "#n/b", "#n/a", "none", "nvt", "n.v.t.", "n.v.t", "-", "--", "–", "—",
    "{question_not_shown}",
)  # fmt: skip
# A bad value in one of these is quarantined alone; the row stays.
VALUE_COLUMNS = {
    "ervaringwijzer/antwoorden": STATEMENTS,
    "wiz/deelnemers": (
        "bsn", "geboortedatum", "geslacht", "postcode", "wijk", "jongste_kind_geboortejaar", "oudste_kind_geboortejaar",
    ),
    "wiz/bijeenkomsten": ("duur_minuten", "aantal_begeleiders"),
    "beschikkingen/beschikkingen": ("productcode", "leveringsvorm", "verwijzer"),
}  # fmt: skip


@dataclass(frozen=True)
class Column:
    """One column of a kind; `type` names the parser in values.py."""

    name: str
    type: str
    required: bool = False
    key: bool = False


@dataclass(frozen=True)
class Kind:
    """One delivery kind; `way` is how it is delivered: cumulative, snapshot or delta."""

    name: str
    way: str
    columns: tuple[Column, ...]
    extensions: tuple[str, ...] = (".csv", ".xlsx")
    by_name: dict[str, Column] = field(init=False, compare=False, repr=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.by_name.update({column.name: column for column in self.columns})

    @property
    def folder(self) -> str:
        return self.name.split("/")[0]

    @property
    def prefix(self) -> str:
        return self.name.split("/")[1]

    @property
    def key(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns if column.key)


def _columns(declaration: str) -> tuple[Column, ...]:
    """Read `name:type` words; `!` after the type means required, `*` before the name means key (and so required,
    unless `?` after the type says that empty has a meaning).
    """
    columns = []
    for word in declaration.split():
        name, type_ = word.split(":")
        key = name.startswith("*")
        required = type_.endswith("!") or (key and not type_.endswith("?"))
        columns.append(Column(name.lstrip("*"), type_.rstrip("!?"), required, key))
    return tuple(columns)


KINDS = (
    Kind(
        "ervaringwijzer/antwoorden",
        "cumulative",
        _columns(
            "*vragenlijst:code *respons_id:id versie:code ingevuld_op:datetime! uitnodiging_id:id "
            "respondentcode:own_code meetmoment:code groep_id:id groepstype:label "
            + " ".join(f"{name}:answer" for name in STATEMENTS)
            + " open_positief:text open_verbeterpunt:text open_overig:text"
        ),
        (".csv", ".xlsx", ".sav"),
    ),
    Kind(
        "ervaringwijzer/uitnodigingen",
        "cumulative",
        _columns(
            "*uitnodiging_id:id *vragenlijst:code uitgenodigd_op:date! *meetmoment:code? groep_id:id client_id:id"
        ),
    ),
    Kind(
        "wiz/groepen",
        "snapshot",
        _columns(
            "*groep_id:id naam:text! groepstype:label! doelgroep:code! organisatie:label! partners:labels wijk:label "
            "startdatum:date! einddatum:end_date gepland_aantal_bijeenkomsten:integer max_deelnemers:integer "
            "voortgezet_als_netwerk:boolean"
        ),
    ),
    Kind(
        "wiz/bijeenkomsten",
        "snapshot",
        _columns("*bijeenkomst_id:id groep_id:id! datum:date! duur_minuten:integer aantal_begeleiders:integer"),
    ),
    Kind(
        "wiz/deelnemers",
        "snapshot",
        _columns(
            "*client_id:id bsn:bsn geboortedatum:birth_date geslacht:code rol:code! postcode:postcode wijk:label "
            "jongste_kind_geboortejaar:birth_year oudste_kind_geboortejaar:birth_year"
        ),
    ),
    Kind(
        "wiz/deelnames",
        "snapshot",
        _columns(
            "*deelname_id:id client_id:id! groep_id:id! aanmelddatum:date! startdatum:date einddatum:end_date "
            "reden_beeindiging:label vervolg_bij_uitstroom:label"
        ),
    ),
    Kind("wiz/aanwezigheid", "snapshot", _columns("*deelname_id:id *bijeenkomst_id:id status:code!")),
    Kind(
        "beschikkingen/beschikkingen",
        "delta",
        _columns(
            "*gemeentecode:municipality *toewijzingnummer:id beschikkingnummer:id! datum_afgifte:date! bsn:bsn! "
            "resultaat:code! productcategorie:code productcode:id toewijzingsdatumtijd:datetime ingangsdatum:date "
            "einddatum:end_date reden_wijziging:code leveringsvorm:code verwijzer:code"
        ),
    ),
    Kind(
        "coderingen/coderingen",
        "cumulative",
        _columns(
            "*vragenlijst:code *respons_id:id *vraag:code *thema:code *codeur:id gecodeerd_op:date "
            "codeboek_versie:text citaat:text"
        ),
    ),
)
KIND = {kind.name: kind for kind in KINDS}
