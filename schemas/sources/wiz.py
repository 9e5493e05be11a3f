"""What the registration of professionals (WIZ-portaal) delivers: full snapshots of groups and their people.

Column meanings and rules of these five kinds only; rules that need another kind are the dbt project's.
"""

import numpy as np
import pandas as pd

from schemas import code_lists, columns, lists
from schemas.columns import Identity, Scope
from schemas.delivery_kind import BY_CLIENT, NOBODY, NOTHING, DeliveredAs, DeliveryKind, Tie
from schemas.model import Delivery, not_before, possible_birth_year, row_rule
from schemas.rules import Rule


class Groepen(Delivery):
    """One group."""

    groep_id: str = columns.identifier("group", key=True)
    naam: str = columns.text("name of the group", required=True)
    groepstype: str = columns.label(
        "type of the group; one that no mapping knows is `onbekend`", lists.GROUP_TYPES, required=True
    )
    doelgroep: str = columns.code("for whom the group is", code_lists.TARGET_GROUPS, required=True)
    organisatie: str = columns.label(
        "leading organisation; one that no mapping knows is `onbekend`", lists.ORGANISATIONS, required=True
    )
    partners: str = columns.label("partner organisations, by comma", lists.ORGANISATIONS, several=True)
    wijk: str = columns.label("neighbourhood, by name or WK code", lists.NEIGHBOURHOODS)
    startdatum: np.datetime64 = columns.date("start of the group", required=True)
    einddatum: np.datetime64 = columns.end_date("end of the group")
    gepland_aantal_bijeenkomsten: pd.Int32Dtype = columns.whole_number("sessions planned")
    max_deelnemers: pd.Int32Dtype = columns.whole_number("participants at the most")
    voortgezet_als_netwerk: pd.BooleanDtype = columns.boolean("the group carries on informally after its end")

    @row_rule(Rule.END_BEFORE_START, "einddatum")
    def ends_after_start(cls, frame: pd.DataFrame) -> pd.Series:
        return not_before(frame, "einddatum", "startdatum")


class Bijeenkomsten(Delivery):
    """One session of a group."""

    bijeenkomst_id: str = columns.identifier("session", key=True)
    groep_id: str = columns.identifier("group of the session", required=True)
    datum: np.datetime64 = columns.date("day of the session", required=True)
    duur_minuten: pd.Int32Dtype = columns.whole_number("length in minutes", scope=Scope.VALUE)
    aantal_begeleiders: pd.Int32Dtype = columns.whole_number("professionals present", scope=Scope.VALUE)


class Deelnemers(Delivery):
    """One client."""

    client_id: str = columns.identifier("client", key=True, identity=Identity.CLIENT)
    bsn: str = columns.bsn("BSN; only its pseudonym is kept", scope=Scope.VALUE)
    geboortedatum: np.datetime64 = columns.birth_date(
        "birth date; only the year is kept, also of one that is partly unknown (`00-00-1985`, `1985`)",
        stored_as="geboortejaar",
    )
    geslacht: str = columns.code("gender", code_lists.GENDERS, default="onbekend", scope=Scope.VALUE)
    rol: str = columns.code("role in the family", code_lists.ROLES, required=True)
    postcode: str = columns.postcode("postcode; only its four digits are kept", stored_as="postcode4")
    wijk: str = columns.label("neighbourhood, by name or WK code", lists.NEIGHBOURHOODS, scope=Scope.VALUE)
    jongste_kind_geboortejaar: pd.Int32Dtype = columns.birth_year("birth year of the youngest child")
    oudste_kind_geboortejaar: pd.Int32Dtype = columns.birth_year("birth year of the oldest child")

    @row_rule(Rule.BIRTH_RANGE, "geboortedatum")
    def possible_birth(cls, frame: pd.DataFrame) -> pd.Series:
        born = frame["geboortedatum"]
        return possible_birth_year(born.dt.year, frame["delivered_on"]) & ~(born > frame["delivered_on"])

    @row_rule(Rule.BIRTH_RANGE, "jongste_kind_geboortejaar")
    def possible_youngest_child(cls, frame: pd.DataFrame) -> pd.Series:
        return possible_birth_year(frame["jongste_kind_geboortejaar"], frame["delivered_on"])

    @row_rule(Rule.BIRTH_RANGE, "oudste_kind_geboortejaar")
    def possible_oldest_child(cls, frame: pd.DataFrame) -> pd.Series:
        return possible_birth_year(frame["oudste_kind_geboortejaar"], frame["delivered_on"])


class Deelnames(Delivery):
    """One participation of a client in a group."""

    deelname_id: str = columns.identifier("participation", key=True)
    client_id: str = columns.identifier("client", required=True, identity=Identity.CLIENT)
    groep_id: str = columns.identifier("group", required=True)
    aanmelddatum: np.datetime64 = columns.date("application", required=True)
    startdatum: np.datetime64 = columns.date("first day in the group")
    einddatum: np.datetime64 = columns.end_date("last day in the group")
    reden_beeindiging: str = columns.label("why the participation ended", lists.END_REASONS)
    vervolg_bij_uitstroom: str = columns.label("what followed at exit", lists.FOLLOW_UPS)

    @row_rule(Rule.END_BEFORE_START, "einddatum")
    def ends_after_start(cls, frame: pd.DataFrame) -> pd.Series:
        return not_before(frame, "einddatum", "startdatum")

    @row_rule(Rule.START_BEFORE_APPLICATION, "startdatum")
    def starts_after_application(cls, frame: pd.DataFrame) -> pd.Series:
        return not_before(frame, "startdatum", "aanmelddatum")


class Aanwezigheid(Delivery):
    """One client at one session."""

    deelname_id: str = columns.identifier("participation", key=True)
    bijeenkomst_id: str = columns.identifier("session", key=True)
    status: str = columns.code("present, excused or absent", code_lists.ATTENDANCE, required=True)


KINDS = (
    DeliveryKind(
        "wiz", "groepen", Groepen, DeliveredAs.SNAPSHOT,
        title="groepen", belongs_to=NOBODY, dated_by=("startdatum",),
    ),
    DeliveryKind(
        "wiz", "bijeenkomsten", Bijeenkomsten, DeliveredAs.SNAPSHOT,
        title="bijeenkomsten van groepen", belongs_to=NOBODY, dated_by=("datum",),
    ),
    DeliveryKind(
        "wiz", "deelnemers", Deelnemers, DeliveredAs.SNAPSHOT,
        title="deelnemers", rows_are=Identity.CLIENT, belongs_to=BY_CLIENT, dated_by=NOTHING,
    ),
    DeliveryKind(
        "wiz", "deelnames", Deelnames, DeliveredAs.SNAPSHOT,
        title="deelnames aan groepen", rows_are="participation", belongs_to=BY_CLIENT, dated_by=("aanmelddatum",),
    ),
    DeliveryKind(
        "wiz", "aanwezigheid", Aanwezigheid, DeliveredAs.SNAPSHOT,
        title="aanwezigheid bij bijeenkomsten", belongs_to=(Tie("participation", ("deelname_id",)),), dated_by=NOTHING,
    ),
)  # fmt: skip
