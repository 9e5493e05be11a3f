"""Nights: which files count, which version wins, who waits."""

from datetime import date
from functools import cache
from pathlib import Path

import pytest

from tests.reference import awkward, deliveries, edges

GROUP_HEADER = "groep_id;naam;groepstype;doelgroep;organisatie;startdatum;einddatum\n"
SESSION_HEADER = "bijeenkomst_id;groep_id;datum\n"
SAMPLE = Path(__file__).parents[2] / "data" / "sample_landing"


def group(key: str, name: str = "a", start: str = "2025-01-01", end: str = "2025-03-01") -> str:
    return f"{key};{name};sportgroep;jongeren;DOCK;{start};{end}\n"


class Landing:
    """A landing folder to fill by hand."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, name: str, content: str) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")

    def run(self, *as_of: date) -> deliveries.Outcome:
        return deliveries.run([(self.folder, day) for day in as_of or (date(2026, 6, 1),)])


@pytest.fixture
def landing(tmp_path: Path) -> Landing:
    return Landing(tmp_path)


def verdicts(outcome: deliveries.Outcome) -> dict[str, tuple[str, str | None]]:
    return {file.name: (file.status, file.reason) for file in outcome.files}


def test_names_decide_what_is_a_delivery(landing: Landing) -> None:
    content = GROUP_HEADER + group("G1")
    for number, name in enumerate(
        [
            "wiz/Groepen_2025.CSV",
            "wiz/groepenboek.csv",
            "wiz/groepen_2026-01-01.pdf",
            "wiz/groepen_2026-02-30.csv",
            "wiz/groepen_2026-06-02.csv",
            "wiz/groepen_2026-01-01.csv.PART",
            "wiz/.groepen_2026-01-01.csv",
            "wiz/oud/groepen_2026-01-01.csv",
            "los.csv",
        ]
    ):
        landing.put(name, content + group(f"X{number}"))
    assert verdicts(landing.run()) == {
        "wiz/Groepen_2025.CSV": ("accepted", None),
        "wiz/groepenboek.csv": ("ignored", "unknown_kind"),
        "wiz/groepen_2026-01-01.pdf": ("rejected", "not_its_extension"),
        "wiz/groepen_2026-02-30.csv": ("rejected", "bad_date_in_name"),
        "wiz/groepen_2026-06-02.csv": ("rejected", "bad_date_in_name"),
        "wiz/groepen_2026-01-01.csv.PART": ("ignored", "not_yet_complete"),
        "wiz/.groepen_2026-01-01.csv": ("ignored", "not_yet_complete"),
        "wiz/oud": ("ignored", "not_a_file"),
        "los.csv": ("ignored", "unknown_kind"),
    }


def test_a_name_that_was_too_early_is_taken_when_its_day_has_come(landing: Landing) -> None:
    landing.put("wiz/groepen_2026-06-02.csv", GROUP_HEADER + group("G1"))
    assert verdicts(landing.run(date(2026, 6, 1), date(2026, 6, 2))) == {
        "wiz/groepen_2026-06-02.csv": ("accepted", None)
    }


def test_the_last_date_in_a_name_counts() -> None:
    assert deliveries.date_in_name("groepen_20250101_tot_2025-06-30 (1).csv") == date(2025, 6, 30)
    assert deliveries.date_in_name("groepen_123456789.csv") is None


@pytest.mark.parametrize(
    "name",
    [
        "groepen_01-03-2026.csv", "groepen 1 maart 2026.csv", "groepen_2026_03_01.csv", "groepen_20260301043000.csv",
        "groepen_01.03.2026_0430.csv", "groepen_2026-03-01T04-30.csv", "groepen_1mrt2026.csv",
    ],
)  # fmt: skip
def test_dates_in_other_notations(name: str) -> None:
    assert deliveries.date_in_name(name) == date(2026, 3, 1)


@pytest.mark.parametrize(
    "name", ["groepen_03-15-2026.csv", "groepen_2026-03.csv", "groepen maart 2026.csv", "groepen_01-02-03.csv"]
)
def test_what_only_looks_like_a_date(name: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        deliveries.date_in_name(name)


def test_a_snapshot_takes_away_and_the_same_bytes_bring_back(landing: Landing) -> None:
    first, second = GROUP_HEADER + group("G1") + group("G2"), GROUP_HEADER + group("G1", "b")
    landing.put("wiz/groepen_2026-01-01.csv", first)
    landing.put("wiz/groepen_2026-02-01.csv", second)
    assert {row["groep_id"]: row["naam"] for row in landing.run().state.groups} == {"G1": "b"}
    landing.put("wiz/groepen_2026-03-01.csv", first)
    outcome = landing.run()
    assert verdicts(outcome)["wiz/groepen_2026-03-01.csv"] == ("duplicate", "same_content")
    assert {row["groep_id"]: row["naam"] for row in outcome.state.groups} == {"G1": "a", "G2": "a"}


def test_of_one_date_the_later_name_replaces_and_a_late_old_file_does_not_win(landing: Landing) -> None:
    landing.put("wiz/groepen_2026-02-01_a.csv", GROUP_HEADER + group("G1") + group("G2"))
    landing.put("wiz/groepen_2026-02-01_b.csv", GROUP_HEADER + group("G1", "b"))
    landing.put("wiz/groepen_2026-01-01.csv", GROUP_HEADER + group("G1", "old") + group("G3"))
    assert {row["groep_id"]: row["naam"] for row in landing.run().state.groups} == {"G1": "b"}


def test_listed_but_bad_is_not_gone(landing: Landing) -> None:
    landing.put("wiz/groepen_2026-01-01.csv", GROUP_HEADER + group("G1") + group("G2"))
    landing.put("wiz/groepen_2026-02-01.csv", GROUP_HEADER + group("G1", "") + group("G3"))
    assert {row["groep_id"]: row["naam"] for row in landing.run().state.groups} == {"G1": "a", "G3": "a"}


def test_sessions_wait_for_their_group_and_keep_to_its_dates(landing: Landing) -> None:
    landing.put("wiz/groepen_2026-01-01.csv", GROUP_HEADER + group("G1"))
    sessions = "B1;G1;2024-12-01\nB2;G1;2024-11-30\nB3;G1;2025-04-01\nB4;G1;2025-04-02\nB5;G9;2025-02-01\n"
    landing.put("wiz/bijeenkomsten_2026-01-01.csv", SESSION_HEADER + sessions)
    outcome = landing.run()
    assert [row["bijeenkomst_id"] for row in outcome.state.sessions] == ["B1", "B3"]
    counts = next(file.counts() for file in outcome.files if "bijeenkomsten" in file.name)
    assert counts == {"n_read": 5, "n_loaded": 2, "n_quarantined": 2, "n_dropped": 0, "n_waiting": 1}
    assert [row[1:] for row in outcome.quarantined_rows()] == [
        (3, "datum", "outside_group_dates", "row"),
        (5, "datum", "outside_group_dates", "row"),
    ]


def test_a_session_that_moved_out_of_its_group_keeps_its_last_valid_date(landing: Landing) -> None:
    landing.put("wiz/groepen_2026-01-01.csv", GROUP_HEADER + group("G1"))
    landing.put("wiz/bijeenkomsten_2026-01-01.csv", SESSION_HEADER + "B1;G1;2025-02-01\n")
    landing.put("wiz/bijeenkomsten_2026-02-01.csv", SESSION_HEADER + "B1;G1;2026-02-01\n")
    assert [row["datum"] for row in landing.run().state.sessions] == [date(2025, 2, 1)]


def test_a_waiting_parent_is_no_parent(landing: Landing) -> None:
    landing.put("wiz/groepen_2026-01-01.csv", GROUP_HEADER + group("G1"))
    landing.put("wiz/bijeenkomsten_2026-01-01.csv", SESSION_HEADER + "B1;G1;2025-02-01\n")
    landing.put("wiz/deelnames_2026-01-01.csv", "deelname_id;client_id;groep_id;aanmelddatum\nD1;C1;G1;2024-12-01\n")
    landing.put("wiz/aanwezigheid_2026-01-01.csv", "deelname_id;bijeenkomst_id;status\nD1;B1;aanwezig\n")
    assert [len(file.waiting) for file in landing.run().files if "aanwezigheid" in file.name] == [1]
    landing.put("wiz/deelnemers_2026-02-01.csv", "client_id;rol\nC1;jongere\n")
    outcome = landing.run()
    assert sum(len(file.waiting) for file in outcome.files) == 0
    assert len(outcome.state.attendance) == 1


def test_a_later_moment_beats_a_later_file_and_a_longer_end_is_the_same_decision(landing: Landing) -> None:
    header = (
        "gemeentecode;toewijzingnummer;beschikkingnummer;datum_afgifte;bsn;resultaat;productcategorie;"
        "toewijzingsdatumtijd;ingangsdatum;einddatum\n"
    )
    row = "0344;1;2;2025-01-01;999900006;toegewezen;45;{moment};2025-01-05;{end}\n"
    landing.put(
        "beschikkingen/beschikkingen_2026-01-01.csv", header + row.format(moment="2025-05-01", end="2025-09-01")
    )
    landing.put(
        "beschikkingen/beschikkingen_2026-02-01.csv", header + row.format(moment="2025-01-01", end="2025-06-01")
    )
    state = landing.run().state
    assert [decision["einddatum"] for decision in state.decisions] == [date(2025, 9, 1)]
    assert (state.covered_from, state.covered_until) == (date(2025, 1, 1), date(2025, 5, 1))


def test_a_coder_starts_an_answer_afresh_in_a_newer_file(landing: Landing) -> None:
    landing.put("ervaringwijzer/antwoorden_2026-01-01.csv", "vragenlijst;respons_id;ingevuld_op\nEW-O;1;2025-12-01\n")
    header = "vragenlijst;respons_id;vraag;thema;codeur\n"
    old = "EW-O;1;open_overig;inzichten;a\nEW-O;1;open_overig;meer_rust;a\nEW-O;1;open_overig;inzichten;b\n"
    landing.put("coderingen/coderingen_2026-01-01.csv", header + old)
    landing.put(
        "coderingen/coderingen_2026-02-01.csv", header + "EW-O;1;open_overig;geen;a\nEW-O;9;open_overig;geen;a\n"
    )
    codings = landing.run().state.codings
    assert sorted((row["codeur"], row["thema"]) for row in codings) == [("a", "geen"), ("b", "inzichten")]


def test_two_clients_with_one_bsn_and_one_client_with_two() -> None:
    def client(key: str, bsn: str | None) -> dict[str, str | None]:
        return {"client_id": key, "bsn": bsn}

    today = [client("a", "1"), client("b", "1"), client("c", "2"), client("d", None), client("e", "onbekend")]
    assert deliveries.ambiguous_clients(today, [client("c", "3"), client("c", "2")]) == {"a", "b", "c"}


NIGHTS = [("night_1", date(2026, 3, 3)), ("night_2", date(2026, 3, 24)), ("night_3", date(2026, 8, 11))]


@cache
def sample_nights(last: int) -> deliveries.Outcome:
    return deliveries.run([(SAMPLE / night, as_of) for night, as_of in NIGHTS[:last]])


@pytest.mark.parametrize("last", [1, 2, 3])
def test_every_row_of_the_sample_is_in_one_place(last: int) -> None:
    for row in sample_nights(last).delivery_files():
        assert row["n_read"] == sum(int(str(row[n])) for n in ("n_loaded", "n_quarantined", "n_dropped", "n_waiting"))


def test_the_last_night_alone_gives_what_the_three_nights_gave() -> None:
    nights = sample_nights(len(NIGHTS))
    rebuilt = deliveries.run([(SAMPLE / NIGHTS[-1][0], NIGHTS[-1][1])])
    assert rebuilt.state == nights.state
    assert rebuilt.delivery_files() == nights.delivery_files()


def test_history_has_a_span_for_each_version_and_ends_when_it_vanishes(landing: Landing) -> None:
    first = GROUP_HEADER + group("G1") + group("G2") + group("G3")
    landing.put("wiz/groepen_2026-01-01.csv", first)
    landing.put("wiz/groepen_2026-02-01.csv", GROUP_HEADER + group("G1") + group("G2", "b") + group("G3", ""))
    landing.put("wiz/groepen_2026-03-01.csv", GROUP_HEADER + group("G1") + group("G2", "b"))
    landing.put("wiz/groepen_2026-04-01.csv", first)
    january, february, march, april = (date(2026, month, 1) for month in range(1, 5))
    spans = landing.run().history["wiz/groepen"]
    told = sorted(
        (span.row["groep_id"], span.row["naam"], span.valid_from, span.valid_to) for span in spans if span.valid_to
    )
    assert told == [("G2", "a", january, february), ("G2", "b", february, april), ("G3", "a", january, march)]
    standing = sorted((span.row["groep_id"], span.row["naam"], span.valid_from) for span in spans if not span.valid_to)
    assert standing == [("G1", "a", january), ("G2", "a", april), ("G3", "a", april)]


@pytest.mark.parametrize("seed", [0, 1])
def test_an_awkward_world_is_counted_whole_and_a_rebuild_gives_the_same(seed: int, tmp_path: Path) -> None:
    nights = awkward.write_nights(tmp_path, seed, [date(2025, 9, 1), date(2026, 1, 15), date(2026, 6, 30)])
    outcome = deliveries.run(nights)
    for row in outcome.delivery_files():
        assert row["n_read"] == sum(int(str(row[n])) for n in ("n_loaded", "n_quarantined", "n_dropped", "n_waiting"))
    rebuilt = deliveries.run(nights[-1:])
    assert (rebuilt.state, rebuilt.delivery_files()) == (outcome.state, outcome.delivery_files())


def test_every_awkward_shape_has_a_verdict(tmp_path: Path) -> None:
    edges.write(tmp_path)
    outcome = deliveries.run([(tmp_path, date(2026, 6, 30))])
    reasons = {file.reason for file in outcome.files}
    assert reasons >= {"encrypted", "not_its_extension", "too_many_columns", "no_rows", "double_column", "not_a_file"}
    rules = {rule for _, _, _, rule, _ in outcome.quarantined_rows()}
    assert rules >= {"too_long", "notation", "birth_range", "wrong_questionnaire", "outside_group_dates", "in_future"}
