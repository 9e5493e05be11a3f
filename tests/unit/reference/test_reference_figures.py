"""The star and the figures on hand-made states, small enough to count on fingers."""

from datetime import date, datetime
from typing import Any

import pytest

from tests.reference import contract, figures, star
from tests.reference.deliveries import State
from tests.reference.rows import Row

AS_OF = date(2026, 3, 1)


def record(kind: str, **filled: Any) -> Row:
    return {column.name: None for column in contract.KIND[kind].columns} | filled


def group(key: str, **filled: Any) -> Row:
    standard = {"naam": key, "groepstype": "sportgroep", "doelgroep": "jongeren", "organisatie": "DOCK"}
    dates = {"startdatum": date(2025, 9, 1), "einddatum": date(2025, 12, 1)}
    return record("wiz/groepen", groep_id=key, **standard | dates | filled)


def client(key: str, **filled: Any) -> Row:
    return record("wiz/deelnemers", client_id=key, **{"rol": "jongere", "geslacht": "onbekend"} | filled)


def participation(key: str, client_id: str, group_id: str = "G1", **filled: Any) -> Row:
    standard = {"aanmelddatum": date(2025, 8, 1), "startdatum": date(2025, 9, 1), "einddatum": date(2025, 12, 1)}
    return record("wiz/deelnames", deelname_id=key, client_id=client_id, groep_id=group_id, **standard | filled)


def response(key: str, score: int | None = None, **filled: Any) -> Row:
    standard = {"versie": "1", "ingevuld_op": datetime(2025, 12, 1, 10), "meetmoment": "einde", "contact_buiten": score}
    return record("ervaringwijzer/antwoorden", vragenlijst="EW-J", respons_id=key, **standard | filled)


def invitation(key: str, **filled: Any) -> Row:
    standard = {"vragenlijst": "EW-J", "uitgenodigd_op": date(2025, 11, 1), "meetmoment": "einde"}
    return record("ervaringwijzer/uitnodigingen", uitnodiging_id=key, **standard | filled)


def decision(key: str, bsn: str, start: date, **filled: Any) -> Row:
    standard = {"gemeentecode": "0344", "datum_afgifte": start, "resultaat": "toegewezen", "productcategorie": "45"}
    return record("beschikkingen/beschikkingen", toewijzingnummer=key, bsn=bsn, ingangsdatum=start, **standard | filled)


def coding(response_key: str, theme: str, coder: str, **filled: Any) -> Row:
    standard = {"vragenlijst": "EW-J", "vraag": "open_overig"}
    return record("coderingen/coderingen", respons_id=response_key, thema=theme, codeur=coder, **standard | filled)


def mart(state: State, name: str, **where: Any) -> list[Row]:
    rows = figures.build(star.build(state, AS_OF))[name]
    return [row for row in rows if all(row[column] == value for column, value in where.items())]


def one(state: State, name: str, **where: Any) -> Row:
    (row,) = mart(state, name, **where)
    return row


def test_an_empty_state_gives_empty_figures() -> None:
    marts = figures.build(star.build(State(), AS_OF))
    assert {name for name, rows in marts.items() if rows} == {"assumptions"}
    assert all(row["n"] == 0 and row["value"] is None for row in marts["assumptions"])


@pytest.mark.parametrize(
    ("start", "end", "status"),
    [
        (None, None, "aangemeld"),
        (date(2026, 3, 2), None, "aangemeld"),
        (None, date(2026, 3, 1), "niet_gestart"),
        (None, date(2026, 3, 2), "aangemeld"),
        (date(2026, 3, 1), None, "lopend"),
        (date(2026, 2, 1), date(2026, 3, 2), "lopend"),
        (date(2026, 2, 1), date(2026, 3, 1), "beeindigd"),
    ],
)
def test_status_of_a_participation(start: date | None, end: date | None, status: str) -> None:
    state = State(groups=[group("G1")], participants=[client("C1")])
    state.participations = [participation("D1", "C1", startdatum=start, einddatum=end, reden_beeindiging="01")]
    row = star.build(state, AS_OF).fct_participation[0]
    assert row["status"] == status
    assert row["end_reason"] == ("onbekend" if end and row["ended"] is None else "01")


def test_a_group_is_described_by_who_started_and_what_was_held() -> None:
    state = State(
        groups=[
            group("G1", partners="KOOS,DOCK,KOOS,JoU", wijk="WK034403"),
            group("G2", doelgroep="gezinnen"),
        ],
        participants=[
            client("C1", geboortedatum=2009),
            client("C2", geboortedatum=2013, jongste_kind_geboortejaar=2020, oudste_kind_geboortejaar=2014),
        ],
        participations=[
            participation("D1", "C1"),
            participation("D2", "C2"),
            participation("D3", "C2", "G2"),
            participation("D4", "C1", "G2", startdatum=date(2026, 4, 1)),
        ],
        sessions=[
            record("wiz/bijeenkomsten", bijeenkomst_id="B1", groep_id="G1", datum=date(2025, 9, 2), duur_minuten=90),
            record("wiz/bijeenkomsten", bijeenkomst_id="B2", groep_id="G1", datum=date(2026, 3, 2), duur_minuten=90),
        ],
    )
    first, second = star.build(state, AS_OF).dim_group
    assert (first["n_started"], first["age_spread_years"], first["age_spread_band"]) == (2, 4, "3-5")
    assert (first["held_sessions"], first["total_minutes"], first["sessions_band"]) == (1, 90, "1-4")
    assert (first["n_partners"], first["size_band"], second["n_partners"]) == (2, "1-5", 0)
    assert (second["n_started"], second["age_spread_years"], second["age_spread_band"]) == (1, 6, "6+")
    assert second["sessions_band"] == "onbekend"


def test_attendance_counts_sessions_between_start_and_end() -> None:
    state = State(groups=[group("G1")], participants=[client("C1")], participations=[participation("D1", "C1")])
    days = [date(2025, 8, 30), date(2025, 9, 1), date(2025, 12, 1), date(2025, 12, 2)]
    state.sessions = [
        record("wiz/bijeenkomsten", bijeenkomst_id=f"B{n}", groep_id="G1", datum=day) for n, day in enumerate(days)
    ]
    attended = {"deelname_id": "D1", "status": "aanwezig"}
    state.attendance = [record("wiz/aanwezigheid", bijeenkomst_id=key, **attended) for key in ("B1", "B3")]
    row = star.build(state, AS_OF).fct_participation[0]
    assert (row["sessions_attended"], row["sessions_possible"], row["attendance_share"]) == (1, 2, 0.5)


def test_the_last_completed_response_to_a_known_invitation_counts() -> None:
    state = State(invitations=[invitation("U1")])
    state.responses = [
        response("1", 1, uitnodiging_id="U1"),
        response("2", 5, uitnodiging_id="U1"),
        response("3", None, uitnodiging_id="U1", ingevuld_op=datetime(2025, 12, 2)),
        response("4", 3, uitnodiging_id="U9"),
        response("5", 3, uitnodiging_id="U9"),
    ]
    built = star.build(state, AS_OF)
    assert [row["is_superseded"] for row in built.fct_response] == [True, False, False, False, False]
    assert built.fct_invitation[0]["responded"] == date(2025, 12, 1)
    row = one(state, "statement_agreement", slice="all", statement_key="contact_buiten")
    assert (row["n_respondents"], row["n_agree"], row["n_neutral"], row["n_disagree"]) == (3, 1, 2, 0)


def test_only_the_moment_slice_counts_other_moments_than_the_end() -> None:
    state = State(responses=[response("1", 5), response("2", 1, meetmoment="start"), response("3", 4, op_gemak=2)])
    row = one(state, "statement_agreement", slice="half_year", statement_key="op_gemak")
    assert (row["slice_value"], row["n_respondents"], row["n_answered"], row["n_disagree"]) == ("2025-2", 2, 1, 1)
    assert (row["pct_disagree"], row["pct_agree_answered"], row["needs_caution"]) == (50, 0, True)
    assert one(state, "statement_agreement", slice="moment", slice_value="start", statement_key="op_gemak")
    assert not mart(state, "statement_agreement", statement_key="gezin_geleerd")


@pytest.mark.parametrize(("day", "as_of", "part"), [
    (date(2024, 3, 31), date(2025, 4, 1), "eerder"),
    (date(2024, 4, 1), date(2025, 4, 1), "2024-04 t/m 2025-03"),
    (date(2025, 3, 31), date(2025, 4, 30), "2024-04 t/m 2025-03"),
    (date(2025, 4, 1), date(2025, 4, 1), "lopende maand"),
    (date(2025, 5, 1), date(2025, 4, 1), "later"),
    (date(2024, 12, 31), date(2025, 1, 31), "2024-01 t/m 2024-12"),
])  # fmt: skip
def test_last_12_months_are_those_that_closed(day: date, as_of: date, part: str) -> None:
    assert figures.last_12_months(day, as_of) == part


def test_districts_are_a_slice_where_any_wijk_has_one(monkeypatch: pytest.MonkeyPatch) -> None:
    state = State(groups=[group("G1", wijk="WK034401"), group("G2")])
    state.responses = [response(key, 5, groep_id=key) for key in ("G1", "G2")]
    assert not mart(state, "statement_agreement", slice="district")
    monkeypatch.setattr(contract, "DISTRICTS", {"WK034401": "Boven"})
    parts = mart(state, "statement_agreement", slice="district", statement_key="op_gemak")
    assert [(row["slice_value"], row["n_respondents"]) for row in parts] == [("Boven", 1), ("onbekend", 1)]
    assert {row["slice_value"] for row in mart(state, "group_profile", slice="district")} == {"Boven", "onbekend"}


def test_group_type_is_that_of_the_group_else_the_answer() -> None:
    state = State(groups=[group("G1")])
    state.responses = [
        response("1", 5, groep_id="G1", groepstype="oudertraining"),
        response("2", 5, groep_id="G9", groepstype="oudertraining"),
        response("3", 5),
    ]
    types = [row["group_type"] for row in star.build(state, AS_OF).fct_response]
    assert types == ["sportgroep", "oudertraining", "onbekend"]


def test_a_theme_is_mentioned_once_a_respondent() -> None:
    state = State(responses=[response("1", 5), response("2", 4), response("3", None)])
    state.codings = [
        coding("1", "inzichten", "a"),
        coding("1", "inzichten", "b"),
        coding("1", "inzichten", "a", vraag="open_positief"),
        coding("2", "geen", "a"),
        coding("3", "inzichten", "a"),
    ]
    row = one(state, "theme_mentions", slice="all", theme_key="inzichten", target_group="all")
    assert (row["n_mentions"], row["n_respondents"], row["pct_respondents"]) == (1, 2, 50)
    assert one(state, "theme_mentions", slice="all", theme_key="meer_rust", target_group="jongeren")["n_mentions"] == 0
    assert one(state, "coder_agreement", theme_key="inzichten")["n_units"] == 1


def test_help_after_the_end_is_an_event_and_help_before_is_not() -> None:
    state = State(
        groups=[group("G1")],
        participants=[client(f"C{n}", bsn=str(n)) for n in range(1, 6)] + [client("C6"), client("C7", bsn="onbekend")],
        participations=[participation(f"D{n}", f"C{n}") for n in range(1, 8)],
        decisions=[
            decision("1", "1", date(2025, 12, 11)),
            decision("2", "1", date(2025, 12, 5), resultaat="afgewezen"),
            decision("3", "2", date(2025, 12, 1)),
            decision("4", "3", date(2026, 1, 20)),
            decision("5", "4", date(2025, 12, 9), einddatum=date(2025, 12, 9), reden_wijziging="13"),
            decision("6", "5", date(2025, 12, 9)),
        ],
        covered_until=date(2025, 12, 31),
        ambiguous_clients={"C5"},
    )
    rows = {row["participant"]: row for row in star.build(state, AS_OF).fct_help_follow_up}
    assert set(rows) == {"C1", "C2", "C3", "C4"}
    assert [(rows[c]["has_event"], rows[c]["days_observed"]) for c in sorted(rows)] == [
        (True, 10),
        (False, 30),
        (False, 30),
        (False, 30),
    ]
    assert [rows[c]["had_help_before"] for c in sorted(rows)] == [False, True, False, False]
    curve = mart(state, "help_follow_up_curve", group_type="all")
    assert [(row["day"], row["n_at_risk"], row["n_events"], row["n_censored"]) for row in curve] == [
        (0, 4, 0, 0),
        (10, 4, 1, 0),
        (30, 3, 0, 3),
    ]
    assert curve[1]["share_without_help"] == pytest.approx(0.75)


def test_help_around_the_group_month_by_month() -> None:
    """Months are as long as the calendar's, and count where decisions cover them from their first day to their last."""
    state = State(
        groups=[group("G1")],
        participants=[client("C1", bsn="1"), client("C2", bsn="2")],
        participations=[
            participation("D1", "C1", startdatum=date(2025, 3, 31), einddatum=date(2025, 5, 30)),
            participation("D2", "C2", startdatum=date(2025, 3, 31), einddatum=date(2025, 5, 31)),
        ],
        decisions=[
            decision("1", "1", date(2025, 2, 27), einddatum=date(2025, 2, 27)),
            decision("2", "1", date(2025, 5, 30), einddatum=date(2025, 5, 31)),
            decision("3", "2", date(2025, 6, 30)),
        ],
        covered_from=date(2025, 1, 31),
        covered_until=date(2025, 7, 30),
    )
    around = mart(state, "help_around_group", group_type="all")
    assert sorted((row["month"], row["n_observed"], row["n_with_help"]) for row in around) == [
        (-2, 2, 1),
        (-1, 2, 0),
        (0, 2, 1),
        (1, 2, 2),
        (2, 1, 0),
    ]
    assert around == [row | {"group_type": "all"} for row in mart(state, "help_around_group", group_type="sportgroep")]
    state.covered_from = state.covered_until = None
    assert mart(state, "help_around_group") == []


def test_waiting_and_outflow() -> None:
    state = State(groups=[group("G1")], participants=[client("C1"), client("C2"), client("C3")])
    state.participations = [
        participation("D1", "C1", aanmelddatum=date(2025, 7, 21), reden_beeindiging="01"),
        participation("D2", "C2", aanmelddatum=date(2025, 7, 20), vervolg_bij_uitstroom="geen_vervolg"),
        participation("D3", "C3", einddatum=None, reden_beeindiging="03"),
    ]
    row = one(state, "waiting_time", slice="all")
    assert (row["n_started"], row["median_days"], row["share_over_42_days"]) == (3, 42, pytest.approx(1 / 3))
    assert row["p90_days"] == pytest.approx(42.8)
    ended = mart(state, "outflow", slice="year")
    assert sorted((row["outcome"], row["outcome_key"], row["n_ended"], row["pct_ended"]) for row in ended) == [
        ("end_reason", "01", 1, 50),
        ("end_reason", "onbekend", 1, 50),
        ("end_reason_class", "onbekend", 1, 50),
        ("end_reason_class", "volgens_plan", 1, 50),
        ("follow_up", "geen_vervolg", 1, 50),
        ("follow_up", "onbekend", 1, 50),
        ("follow_up_class", "geen_vervolg", 1, 50),
        ("follow_up_class", "onbekend", 1, 50),
    ]


def test_outcomes_in_classes() -> None:
    state = State(groups=[group("G1")], participants=[client(f"C{n}") for n in range(1, 6)])
    ends = [
        ("01", "geen_vervolg"),
        ("02", "andere_groep"),
        ("03", "buurtteam_individueel"),
        ("04", "specialistische_hulp"),
        ("05", None),
    ]
    state.participations = [
        participation(f"D{n}", f"C{n}", reden_beeindiging=reason, vervolg_bij_uitstroom=follow_up)
        for n, (reason, follow_up) in enumerate(ends, 1)
    ]
    classes = [row for row in mart(state, "outflow", slice="all") if row["outcome"].endswith("_class")]
    assert sorted((row["outcome"], row["outcome_key"], row["n_ended"], row["pct_ended"]) for row in classes) == [
        ("end_reason_class", "anders", 4, 80),
        ("end_reason_class", "volgens_plan", 1, 20),
        ("follow_up_class", "andere_groep", 1, 20),
        ("follow_up_class", "geen_vervolg", 1, 20),
        ("follow_up_class", "individuele_hulp", 2, 40),
        ("follow_up_class", "onbekend", 1, 20),
    ]


def test_profile_of_groups() -> None:
    state = State(groups=[group("G1", voortgezet_als_netwerk=True), group("G2", einddatum=None), group("G3")])
    state.participants = [client("C1"), client("C2")]
    state.participations = [
        participation("D1", "C1", reden_beeindiging="01"),
        participation("D2", "C2", reden_beeindiging="02"),
        participation("D3", "C1", "G2", reden_beeindiging=None),
    ]
    row = one(state, "group_profile", slice="all")
    assert (row["n_groups"], row["n_participants"], row["median_size"]) == (3, 2, 1.5)
    assert (row["median_sessions"], row["attendance_share"], row["median_age_spread_years"]) == (None, None, None)
    assert (row["pct_dropout"], row["pct_continues_as_network"]) == (50, 100)


def test_pairs_are_the_same_respondent_at_both_moments() -> None:
    state = State()
    state.responses = [
        response("1", 1, respondentcode="a"),
        response("2", 5, respondentcode="a", meetmoment="na_6_maanden"),
        response("3", 5, respondentcode="b"),
        response("4", 2, respondentcode="b", meetmoment="na_6_maanden"),
        response("5", 5, respondentcode="c", meetmoment="na_6_maanden"),
        response("6", 5, meetmoment="na_6_maanden"),
        response("7", 4, respondentcode="a", meetmoment="start"),
    ]
    later = one(state, "network_over_time", moment_key="na_6_maanden")
    assert (later["n_respondents"], later["n_pairs"], later["n_gained"], later["n_lost"]) == (4, 2, 1, 1)
    earlier = one(state, "network_over_time", moment_key="start")
    assert (earlier["n_pairs"], earlier["n_gained"], earlier["n_lost"]) == (1, 0, 1)
    assert one(state, "network_over_time", moment_key="einde")["n_pairs"] is None


def test_a_value_is_compared_with_all_other_known_values() -> None:
    state = State(groups=[group("G1"), group("G2", groepstype="oudertraining")])
    state.responses = [
        response("1", 5, groep_id="G1"),
        response("2", 1, groep_id="G1"),
        response("3", 1, groep_id="G2"),
        response("4", 5),
    ]
    row = one(
        state, "group_comparison", characteristic="group_type", value="sportgroep", statement_key="contact_buiten"
    )
    assert (row["n_respondents"], row["pct_agree_answered"], row["difference_pp"], row["fisher_p"]) == (2, 50, 50, 1)
    assert not mart(state, "group_comparison", value="onbekend")
    alone = one(state, "group_comparison", value="sportgroep", statement_key="op_gemak")
    assert (alone["difference_pp"], alone["difference_low"], alone["fisher_p"], alone["agree_low"]) == (None,) * 4


def test_response_rate_counts_invitations() -> None:
    state = State(groups=[group("G1")], responses=[response("1", 5, uitnodiging_id="U1"), response("2", 5)])
    state.invitations = [invitation("U1", groep_id="G1"), invitation("U2", groep_id="G1"), invitation("U3")]
    row = one(state, "response_rate", slice="group_type", slice_value="sportgroep")
    assert (row["n_invited"], row["n_responded"], row["pct_responded"]) == (2, 1, 50)
    assert one(state, "response_rate", slice="all")["n_invited"] == 3


def test_assumptions_are_counted_over_what_is_known() -> None:
    state = State(
        groups=[group("G1", voortgezet_als_netwerk=True), group("G2"), group("G3", voortgezet_als_netwerk=False)],
        participants=[client("C1", bsn="1")],
        participations=[participation("D1", "C1", einddatum=date(2025, 3, 1), startdatum=None)],
        responses=[response("1", 5, aanraden=4), response("2", 1, meetmoment="na_6_maanden"), response("3", 1)],
    )
    rows = {(row["assumption_key"], row["target_group"]): row for row in mart(state, "assumptions")}
    assert (rows["tevreden", "jongeren"]["value"], rows["tevreden", "jongeren"]["n"]) == (100, 1)
    assert (rows["contact_einde", "jongeren"]["value"], rows["contact_na_6_maanden", "jongeren"]["value"]) == (50, 0)
    assert (rows["netwerk_gaat_door", "all"]["value"], rows["netwerk_gaat_door", "all"]["n"]) == (50, 2)
    assert rows["geen_hulp_6_maanden", "all"]["n"] == 0


def test_nobody_followed_long_enough_is_no_share() -> None:
    state = State(
        groups=[group("G1")],
        participants=[client("C1", bsn="1")],
        participations=[participation("D1", "C1")],
        covered_until=date(2025, 12, 1) + (date(2025, 7, 3) - date(2025, 1, 1)),
    )
    rows = {row["assumption_key"]: row for row in mart(state, "assumptions", target_group="all")}
    assert (rows["geen_hulp_6_maanden"]["value"], rows["geen_hulp_12_maanden"]["value"]) == (100, None)
