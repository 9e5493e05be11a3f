"""Clients who vanished from the snapshots longer ago than RETENTION_DAYS: their rows go, answers lose only the link."""

from collections.abc import Callable
from datetime import date

import pytest

from tests.integration.privacy.people import NOBODY, People, assert_same_rows

ANNA, BAS, EVA = "C7100001", "C7200002", "C7400004"


@pytest.fixture
def vanished(people: People) -> People:
    """Since the snapshot of 1 April 2025 Anna is a client no more."""
    people.deliver(
        "wiz/deelnemers", "2025-04-01", ("bas", f"{BAS};999900018;;vader;"), ("cor", "C7300003;999900031;;vader;")
    )  # fmt: skip
    people.deliver("wiz/deelnames", "2025-04-01", ("bas", f"D72;{BAS};G1;2024-12-02;"))
    people.deliver("wiz/aanwezigheid", "2025-04-01", ("bas", "D72;B1;aanwezig"))
    people.retention_days = 30
    return people


def test_on_the_last_day_of_the_term_everything_is_still_there(vanished: People) -> None:
    vanished.night("2025-05-01")
    assert vanished.query("select count(*) from raw.deelnames where deelname_id = 'D71'") == [(1,)]
    assert not vanished.intake().forgotten.persons


def test_after_the_term_the_rows_go_and_answers_stay_without_their_link(vanished: People) -> None:
    vanished.night("2025-05-02")
    assert vanished.query("select count(*) from raw.deelnames where deelname_id = 'D71'") == [(0,)]
    assert vanished.query("select count(*) from raw.aanwezigheid where deelname_id = 'D71'") == [(0,)]
    assert vanished.query("select toewijzingnummer from raw.beschikkingen") == [("T72",)]
    assert vanished.query("select count(distinct client_pseudonym) from raw.deelnemers") == [(2,)]
    assert vanished.query("select uitnodiging_id, client_pseudonym is null from raw.uitnodigingen order by 1") == [
        ("U71", True), ("U72", False), ("U73", True),
    ]  # fmt: skip
    assert vanished.query("select count(*) from raw.antwoorden") == [(4,)]
    assert vanished.query("select count(*) from raw.coderingen") == [(2,)]
    vanished.assert_counts_are_true()


def deliver_more(people: People) -> None:
    """What still names Anna after the term: her decisions, her attendance, the invitation once more."""
    people.deliver(
        "beschikkingen/beschikkingen", "2025-05-10",
        ("anna", "0344;T75;N75;2025-05-02;999900006;toegewezen;45;2025-05-02 10:00"),
        ("bas", "0344;T76;N76;2025-05-02;999900018;toegewezen;45;2025-05-02 10:00"),
    )  # fmt: skip
    people.deliver("wiz/aanwezigheid", "2025-05-10", ("anna", "D71;B1;aanwezig"), ("bas", "D72;B1;aanwezig"))
    people.deliver("ervaringwijzer/uitnodigingen", "2025-05-10", ("anna", f"U71;EW-O;2025-02-01;{ANNA};"))


def come_back(people: People) -> None:
    people.deliver(
        "wiz/deelnemers", "2025-05-20", ("bas", f"{BAS};999900018;;vader;"), ("anna", f"{ANNA};999900006;;moeder;")
    )  # fmt: skip
    people.deliver(
        "wiz/deelnames", "2025-05-20",
        ("bas", f"D72;{BAS};G1;2024-12-02;"), ("anna", f"D77;{ANNA};G1;2025-05-15;"),
    )  # fmt: skip
    people.deliver(
        "beschikkingen/beschikkingen", "2025-05-21",
        ("anna", "0344;T78;N78;2025-05-20;999900006;toegewezen;45;2025-05-20 10:00"),
    )  # fmt: skip


@pytest.mark.parametrize("later", [[deliver_more], [deliver_more, come_back], [come_back, deliver_more]])
def test_night_after_night_is_one_night_on_everything(
    vanished: People, make_people: Callable[[str], People], later: list[Callable[[People], None]]
) -> None:  # fmt: skip
    vanished.night("2025-05-02")
    for deliver in later:
        deliver(vanished)
        vanished.night("2025-06-01")
    at_once = make_people("at_once")
    at_once.retention_days, at_once.files = 30, vanished.files
    at_once.write()
    at_once.night("2025-06-01")
    assert_same_rows(vanished, at_once)
    vanished.assert_counts_are_true()
    vanished.night("2025-06-01", reread=True)
    assert_same_rows(vanished, at_once)


def test_who_comes_back_is_a_client_again_without_the_past(vanished: People) -> None:
    vanished.night("2025-05-02")
    come_back(vanished)
    vanished.night("2025-06-01")
    anna = vanished.query("select deelname_id from raw.deelnames join raw.deelnemers using (client_pseudonym)"
                          " where bsn_pseudonym is not null and deelname_id <> 'D72'")  # fmt: skip
    assert anna == [("D77",)]
    assert vanished.query("select toewijzingnummer from raw.beschikkingen order by 1") == [("T72",), ("T78",)]


def test_decisions_stay_with_another_client_number_that_has_the_same_bsn(vanished: People) -> None:
    vanished.deliver(
        "wiz/deelnemers", "2025-04-02", ("bas", f"{BAS};999900018;;vader;"), ("eva", f"{EVA};999900006;;moeder;")
    )  # fmt: skip
    vanished.night("2025-06-01")
    assert vanished.query("select toewijzingnummer from raw.beschikkingen order by 1") == [("T71",), ("T72",), ("T74",)]
    assert vanished.query("select count(*) from raw.deelnames where deelname_id = 'D71'") == [(0,)]


def test_who_asked_stays_forgotten_also_after_coming_back(vanished: People) -> None:
    vanished.forget(ANNA)
    vanished.night("2025-05-02")
    come_back(vanished)
    vanished.night("2025-06-01")
    assert vanished.query("select deelname_id from raw.deelnames where deelname_id in ('D71', 'D77')") == []


def test_a_client_listed_with_a_bad_row_has_not_vanished(people: People) -> None:
    people.deliver("wiz/deelnemers", "2025-04-01", ("anna", f"{ANNA};;;tante;"), (NOBODY, f"{BAS};999900018;;vader;"))
    people.deliver("wiz/deelnames", "2025-04-01", (NOBODY, f"D72;{BAS};G1;2024-12-02;"))
    people.retention_days = 30
    people.night("2025-06-01")
    assert people.query("select count(*) from raw.deelnames where deelname_id = 'D71'") == [(1,)]


def test_a_day_on_which_somebodys_term_passes_is_known_beforehand_and_removes_nothing(vanished: People) -> None:
    """A night on which nothing was delivered makes what depends on the day alone, unless rows go by it."""
    vanished.night("2025-05-01")
    assert not vanished.intake("2025-05-01").would_forget()
    assert vanished.intake("2025-05-02").would_forget()
    assert not vanished.intake().forgotten.persons
    assert vanished.query("select count(*) from raw.deelnames where deelname_id = 'D71'") == [(1,)]
    vanished.night("2025-05-02")
    assert not vanished.intake("2025-05-03").would_forget()
    next(vanished.warehouse.rglob("deelnemers/*.parquet")).unlink()
    assert vanished.intake("2025-05-03").would_forget()


ANNAS_ROWS = "select count(*) from raw.deelnames where deelname_id = 'D71'"
FAR_AHEAD = "2035-05-01"


def test_under_a_day_far_after_all_that_is_known_nobody_lapses(vanished: People) -> None:
    vanished.night("2025-04-10")
    vanished.last_night = date(2025, 4, 10)
    assert not vanished.intake(FAR_AHEAD).would_forget()
    for reread in (False, True):
        assert vanished.night(FAR_AHEAD, reread=reread).today.is_braked
        assert vanished.query(ANNAS_ROWS) == [(1,)]
    vanished.night("2025-05-01")
    assert not vanished.intake().forgotten.persons


def test_under_such_a_day_who_asked_goes_and_who_lapsed_and_came_back_stays_back(vanished: People) -> None:
    vanished.night("2025-05-02")
    vanished.forget(BAS)
    come_back(vanished)
    assert vanished.night(FAR_AHEAD).today.is_braked
    assert vanished.query("select deelname_id from raw.deelnames") == [("D77",)]


@pytest.mark.parametrize("is_on_a_later_snapshot", [False, True])
def test_who_lapsed_under_a_wrong_day_comes_back_with_a_rebuild(vanished: People, is_on_a_later_snapshot: bool) -> None:
    """An earlier version had no brake; a wrong day that is not far ahead has none either."""
    vanished.last_night = date(2025, 4, 30)
    vanished.night("2025-05-20")
    assert vanished.query(ANNAS_ROWS) == [(0,)]
    if is_on_a_later_snapshot:
        vanished.deliver(
            "wiz/deelnemers", "2025-04-20", ("bas", f"{BAS};999900018;;vader;"), ("anna", f"{ANNA};999900006;;moeder;")
        )  # fmt: skip
    vanished.night("2025-04-30")
    assert vanished.query(ANNAS_ROWS) == [(0,)]
    named = (
        "select count(*) from raw.deelnemers join raw.delivery_file using (delivery_id) where bsn_pseudonym is not null"
    )
    assert vanished.query(f"{named} and delivered_on = '2025-04-20'") == [(2 if is_on_a_later_snapshot else 0,)]
    vanished.night("2025-04-30", reread=True)
    assert vanished.query(ANNAS_ROWS) == [(1,)]
    assert not vanished.intake().forgotten.persons
    vanished.night("2025-04-30")
    assert vanished.query(ANNAS_ROWS) == [(1,)]
    vanished.assert_counts_are_true()
