"""Dashboard *Groepen en vervolg*: what groups look like, how long people wait, and what follows for them."""

from bi.superset.content.charts import Bars, Lines, Number, Table, only
from bi.superset.content.dashboards import Dashboard, Filter, Row, Tab, Text
from bi.superset.content.datasets import metric_of
from bi.superset.content.publication import BUILD, HOW_SHOWN, PALE, STRONG, colours_of_target_groups, introduction
from bi.superset.content.words import EVERYBODY, SLICES
from schemas.reference import Reference
from warehouse.monitor.figures import ALL

_GROUPS, _WAITING, _OUTFLOW, _CONTACT = "group_profile", "waiting_time", "outflow", "network_over_time"
_AROUND, _CURVE = "help_around_group", "help_follow_up_curve"
_WHOLE = only(slice=ALL)
_ROUNDED = "Aantallen mensen zijn afgerond: zij tellen niet precies op, en kleine aantallen zijn onzeker."
_EMPTY = (
    "Staat er N/A, of blijft een grafiek leeg? Dan zijn er voor deze keuze nog te weinig mensen. Het is dan niet nul."
)
_NO_CAUSE = "Een verschil of verandering is geen bewijs dat de groep de oorzaak is."

_STRONG = (
    "median_size", "pct_dropout", "median_days", "share_over_42_days", "pct_ended", "share_with_help",
    "share_without_help",
)  # fmt: skip
_PALE = ("median_sessions", "pct_continues_as_network", "p90_days", "low", "high")
_COLOURS = dict.fromkeys(map(metric_of, _STRONG), STRONG) | dict.fromkeys(map(metric_of, _PALE), PALE)


def groups(reference: Reference) -> Dashboard:
    """The dashboard of a city."""
    return Dashboard(
        slug="groepen-en-vervolg",
        title="Groepen en vervolg",
        top=[[introduction(f"Hoe groepen eruitzien, en wat er volgt voor deelnemers. {_ROUNDED}"), BUILD]],
        tabs=[
            Tab("groepen", "Groepen", _profile()),
            Tab("wachttijd", "Wachttijd", _waiting()),
            Tab("uitstroom", "Uitstroom", _outflow()),
            Tab("hulp", "Hulp rond de groep", _help()),
            Tab("contact", "Contact", _contact()),
        ],
        filters=[
            Filter("groepen", "Uitsplitsing", _GROUPS, "slice_label", ("groepen",),
                   "In welke delen de groepen worden vergeleken.", (SLICES["group_type"],)),
            Filter("deelnames", "Uitsplitsing", _WAITING, "slice_label", ("wachttijd", "uitstroom"),
                   "In welke delen de deelnames worden vergeleken.", (SLICES["group_type"],)),
            Filter("soort-groep", "Soort groep", _AROUND, "group_type_label", ("hulp",),
                   "Alle deelnames samen, of die van een soort groep.", (EVERYBODY,)),
        ],
        colours=_COLOURS | colours_of_target_groups(reference),
    )  # fmt: skip


def _profile() -> list[Row]:
    figures = (
        ("groepen", "Groepen", "n_groups", "groepen in de registratie"),
        ("deelnemers", "Deelnemers", "n_participants", "mensen deden mee"),
        ("aanwezig", "Aanwezig", "attendance_share", "van de bijeenkomsten is bijgewoond"),
        ("gestopt", "Eerder gestopt", "pct_dropout", "van de deelnames met een bekend einde"),
    )  # fmt: skip
    return [
        [Number(name=f"aantal-{name}", title=title, mart=_GROUPS, shown=shown, beneath=beneath, where=_WHOLE)
         for name, title, shown, beneath in figures],
        [
            Bars(
                name="groepen-omvang", title="Deelnemers en bijeenkomsten per groep (mediaan)", mart=_GROUPS,
                along="slice_value_label", shown=("median_size", "median_sessions"), width=6,
                height=70,
            ),
            Bars(
                name="groepen-verloop", title="Eerder gestopt, en zelf doorgegaan (%)", mart=_GROUPS,
                along="slice_value_label", shown=("pct_dropout", "pct_continues_as_network"),
                highest=100, width=6, height=70,
            ),
        ],
        [Text(
            "Mediaan betekent: de helft van de groepen heeft dit aantal of minder. Eerder gestopt is van de"
            " deelnames die eindigden met een bekende reden; zelf doorgaan is van de groepen waarvan dat bekend is."
            " In het nieuwste halfjaar lopen nog groepen: wie eerder stopt telt dan al mee, wie het afmaakt nog"
            f" niet. {_EMPTY}",
        )],
        [Table(
            name="groepen", title="Groepen per onderdeel", mart=_GROUPS, height=60,
            shows=("slice_value_label", "n_groups", "n_participants", "median_size", "median_sessions",
                   "median_age_spread_years", "attendance_share", "pct_dropout", "pct_continues_as_network",
                   *HOW_SHOWN),
            sort=("slice_label", "slice_value_label"),
        )],
    ]  # fmt: skip


def _waiting() -> list[Row]:
    figures = (
        ("mediaan", "Helft wachtte hoogstens", "median_days", "dagen van aanmelding tot start"),
        ("negen-van-tien", "Negen van de tien hoogstens", "p90_days", "dagen van aanmelding tot start"),
        ("lang", "Langer dan 42 dagen", "share_over_42_days", "van de gestarte deelnames"),
    )  # fmt: skip
    return [
        [Number(name=f"wachten-{name}", title=title, mart=_WAITING, shown=shown, beneath=beneath, where=_WHOLE,
                width=4)
         for name, title, shown, beneath in figures],
        [
            Bars(
                name="wachttijd-delen", title="Wachttijd in dagen", mart=_WAITING, width=6,
                along="slice_value_label", shown=("median_days", "p90_days"), height=70,
            ),
            Bars(
                name="wachttijd-lang", title="Deel dat langer dan 42 dagen wachtte", mart=_WAITING, width=6, height=70,
                along="slice_value_label", shown=("share_over_42_days",), highest=1,
            ),
        ],
        [Text(
            "De wachttijd loopt van aanmelding tot start, van deelnames die zijn gestart; wie nog wacht, telt niet mee."
            f" {_NO_CAUSE} {_EMPTY}", height=8,
        )],
        [Table(
            name="wachttijd", title="Wachttijd per onderdeel", mart=_WAITING, height=50,
            shows=("slice_value_label", "n_started", "median_days", "p90_days", "n_over_42_days", "share_over_42_days",
                   *HOW_SHOWN),
            sort=("slice_label", "slice_value_label"),
        )],
    ]  # fmt: skip


def _outflow() -> list[Row]:
    drawn: Row = [
        Bars(
            name=f"uitstroom-{name}", title=title, mart=_OUTFLOW, where=only(outcome=outcome, slice=ALL), along="label",
            shown=("pct_ended",), sorted_by="pct_ended", width=6, height=50,
        )
        for name, title, outcome in (("vervolg", "Wat volgde na het einde (%)", "follow_up"),
                                     ("reden", "Waarom de deelname eindigde (%)", "end_reason"))
    ]  # fmt: skip
    return [
        [Text(
            "Wat bij het einde van de deelname is vastgelegd. Wat er later gebeurt, staat bij ‘Hulp rond de groep’."
            f" {_NO_CAUSE} {_EMPTY}", height=8,
        )],
        drawn,
        [Bars(
            name="uitstroom-delen", title="Wat volgde na het einde, in het kort (%)", mart=_OUTFLOW, height=90,
            where=only(outcome="follow_up_class"), along="slice_value_label",
            shown=("pct_ended",), by="label",
        )],
        [Table(
            name="uitstroom", title="Vervolg en reden van het einde per onderdeel", mart=_OUTFLOW, height=80,
            shows=("outcome_label", "slice_value_label", "label", "n_ended", "n_ended_total", "pct_ended", *HOW_SHOWN),
            sort=("outcome_label", "slice_label", "slice_value_label", "outcome_key"), wide="label",
        )],
    ]  # fmt: skip


def _help() -> list[Row]:
    return [
        [Text(
            "Bij welk deel van de deelnames individuele hulp liep, voor, tijdens en na de groep. Maand 0 is de tijd"
            " van de groep zelf. Het gaat om geëindigde deelnames van mensen bij wie dit te volgen is. Lager na de"
            f" groep dan ervoor? {_NO_CAUSE} Mensen melden zich vaak aan als het moeilijk gaat, en daarna gaat het"
            f" vaak vanzelf beter. {_EMPTY}",
        )],
        [Lines(
            name="hulp-rond-groep", title="Deel met individuele hulp, per maand", mart=_AROUND, along="month",
            shown=("share_with_help", "low", "high"), height=55,
            along_title="Maanden voor de start en na het einde",
        )],
        [Table(
            name="hulp-maanden", title="Hulp per maand", mart=_AROUND, height=60,
            shows=("group_type_label", "month", "n_observed", "n_with_help", "share_with_help", "low", "high",
                   *HOW_SHOWN),
            sort=("group_type_label", "month"),
        )],
        [Text(
            "Hoeveel deelnemers na het einde van de groep nog geen nieuwe individuele hulp kregen. De lijn daalt"
            " elke keer als bij iemand hulp begint. Wie korter gevolgd is, telt mee zolang dat kan.", height=8,
        )],
        [Lines(
            name="zonder-hulp", title="Deel zonder nieuwe hulp, naar dagen na het einde", mart=_CURVE, along="day",
            shown=("share_without_help", "low", "high"), highest=1, height=55, is_categorical=False,
            along_title="Dagen na het einde van de deelname",
        )],
        [Table(
            name="hulp-na-einde", title="Hulp na het einde", mart=_CURVE, height=40,
            shows=("group_type_label", "day", "n_at_risk", "n_events", "n_censored", "share_without_help", "low",
                   "high", *HOW_SHOWN),
            sort=("group_type_label", "day"),
        )],
    ]  # fmt: skip


def _contact() -> list[Row]:
    return [
        [Text(
            "Of deelnemers contact hebben met elkaar buiten de bijeenkomsten. Op elk moment antwoorden andere"
            " mensen. Wie op twee momenten antwoordde, staat in de tabel: hoeveel van hen contact kregen, en hoeveel"
            f" het kwijtraakten. {_EMPTY}",
        )],
        [Bars(
            name="contact-momenten", title="Contact buiten de groep, van wie antwoordde (%)", mart=_CONTACT,
            along="moment_key_label", shown=("pct_contact_answered",), by="target_group_label", highest=100,
        )],
        [Table(
            name="contact", title="Contact door de tijd", mart=_CONTACT, height=45,
            shows=("target_group_label", "moment_key_label", "n_respondents", "n_answered", "pct_contact_answered",
                   "contact_low", "contact_high", "n_pairs", "n_gained", "n_lost", *HOW_SHOWN),
            sort=("target_group_label", "moment_order"),
        )],
    ]  # fmt: skip
