"""A person who asked to be forgotten: gone from every kind and nobody else's rows, now and in whatever comes later."""

from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
import yaml

import warehouse.erasure.sweep
from orchestration.dbt.environment import DBT_PROJECT_DIR
from tests.integration.privacy.people import NOBODY, People, assert_same_rows
from warehouse.disk.places import Places
from warehouse.duck.sealed import seal
from warehouse.erasure.forgotten import Forgotten, ListUnreadable
from warehouse.erasure.receipt import Receipt
from warehouse.raw.parquet import rewrite

ANNA, BAS = "C7100001", "C7200002"
OF_ANNA = (
    b"7100001",
    b"999900006",
    b"15-08-1973",
    b"1973-08-15",
    b"slaapt weer goed",
    b"achter de molen",
    b"zij wilde",
)
WithoutAnna = Callable[[People], People]


def on_disk(people: People) -> bytes:
    return b"\0".join(path.read_bytes() for path in people.warehouse.rglob("*") if path.is_file())


def test_the_rows_of_all_kinds_go_and_nobody_elses(taken_in: People, without_anna: WithoutAnna) -> None:
    assert b"slaapt weer goed" in on_disk(taken_in).lower()
    taken_in.forget(ANNA)
    taken_in.night()
    assert_same_rows(taken_in, without_anna(taken_in))
    taken_in.assert_counts_are_true()
    assert sum(row.n_forgotten for row in taken_in.rows.values()) == 10
    assert not [text for text in OF_ANNA if text in on_disk(taken_in).lower()]


def test_asked_for_before_the_first_night(people: People, without_anna: WithoutAnna) -> None:
    people.forget(ANNA)
    people.night()
    assert_same_rows(people, without_anna(people))
    people.assert_counts_are_true()


def test_neither_a_later_delivery_nor_a_rebuild_brings_the_person_back(
    taken_in: People, without_anna: WithoutAnna
) -> None:  # fmt: skip
    taken_in.forget(ANNA)
    taken_in.night()
    taken_in.deliver(
        "wiz/deelnemers", "2025-04-01", ("anna", f"{ANNA};999900006;;moeder;"), ("bas", f"{BAS};999900018;;vader;")
    )  # fmt: skip
    taken_in.deliver(
        "wiz/deelnames", "2025-04-01",
        ("anna", f"D75;{ANNA};G1;2025-03-20;"), ("bas", f"D72;{BAS};G1;2024-12-02;"),
    )  # fmt: skip
    taken_in.deliver("wiz/aanwezigheid", "2025-04-01", ("anna", "D75;B2;aanwezig"), ("bas", "D72;B1;aanwezig"))
    taken_in.night()
    expected = without_anna(taken_in)
    assert_same_rows(taken_in, expected)
    taken_in.assert_counts_are_true()
    taken_in.night(reread=True)
    assert_same_rows(taken_in, expected)
    taken_in.assert_counts_are_true()


def test_what_ties_rows_to_the_person_is_remembered(taken_in: People, without_anna: WithoutAnna) -> None:
    """Later files name the ids of the person without saying any more whose they are."""
    taken_in.forget(ANNA)
    taken_in.night()
    taken_in.deliver("wiz/deelnames", "2025-04-01", ("bas", f"D72;{BAS};G1;2024-12-02;"))
    taken_in.deliver("wiz/aanwezigheid", "2025-04-01", ("anna", "D71;B1;aanwezig"), ("bas", "D72;B1;aanwezig"))
    taken_in.deliver("ervaringwijzer/uitnodigingen", "2025-04-01", ("anna", "U71;EW-O;2025-02-01;;"))
    taken_in.deliver(
        "ervaringwijzer/antwoorden", "2025-04-01",
        ("anna", "EW-O;R71;2025-02-02;;;einde;4;Mijn zoon slaapt weer goed"),
        ("anna", "EW-O;R75;2025-03-02;U71;;start;4;Nog een antwoord"),
    )  # fmt: skip
    taken_in.deliver("coderingen/coderingen", "2025-04-01", ("anna", "EW-O;R75;open_positief;geen;k2;"))
    taken_in.deliver(
        "beschikkingen/beschikkingen", "2025-04-01",
        ("anna", "0344;T75;N75;2025-03-02;999900006;toegewezen;45;2025-03-02 10:00"),
    )  # fmt: skip
    taken_in.night()
    assert_same_rows(taken_in, without_anna(taken_in))
    taken_in.assert_counts_are_true()


def test_keys_of_quarantined_rows_go_too(people: People) -> None:
    people.deliver(
        "wiz/deelnemers", "2025-04-01", ("anna", f"{ANNA};;;tante;"), ("bas", f"{BAS};;;oom;")
    )  # fmt: skip
    people.deliver("wiz/aanwezigheid", "2025-04-01", ("anna", "D71;B1;ziek"), ("bas", "D72;B1;ziek"))
    people.deliver(
        "coderingen/coderingen",
        "2025-04-01",
        ("anna", "EW-O;R71;open_positief;inzichten;k1;x"),
        ("anna", "EW-O;R71;open_positief;inzichten;k1;y"),
    )
    people.deliver("beschikkingen/beschikkingen", "2025-04-01", ("anna", "0344;T71;N71;2025-01-02;;;45;"))
    people.night()
    before = people.query("select count(*) from raw.quarantined_row")
    assert people.query("select count(*) from raw.listed_key") == [(6,)]
    people.forget(ANNA)
    people.night()
    assert people.query("select kind, key from raw.listed_key where kind <> 'wiz/deelnemers'") == [
        ("wiz/aanwezigheid", "D72|B1")
    ]
    assert people.query("select count(*) from raw.listed_key where kind = 'wiz/deelnemers'") == [(1,)]
    assert people.query("select count(*) from raw.quarantined_row") == before
    people.assert_counts_are_true()


def test_a_quarantined_row_is_theirs_by_what_it_says_of_its_owner_too(people: People) -> None:
    """A participation and a decision that were never valid, an answer to their invitation, two that contradict."""
    people.deliver(
        "wiz/deelnames", "2025-04-01",
        ("anna", f"D78;{ANNA};G1;1 mei;"),
        *(("anna", f"D79;{ANNA};G1;{day};") for day in ("2025-01-01", "2025-01-02")),
        ("bas", f"D76;{BAS};G1;1 mei;"),
    )  # fmt: skip
    people.deliver("beschikkingen/beschikkingen", "2025-04-01", ("anna", "0344;T79;N79;1 mei;999900006;toegewezen;45;"))
    people.deliver("ervaringwijzer/antwoorden", "2025-04-01", ("anna", "EW-O;R79;1 mei;U71;;einde;4;"))
    people.night()
    assert people.query("select count(*) from raw.listed_key") == [(5,)]
    people.forget(ANNA)
    people.night()
    assert people.query("select kind, key from raw.listed_key") == [("wiz/deelnames", "D76")]
    assert len(people.intake().forgotten.asked[0].found_in) == 10
    people.assert_counts_are_true()


def test_what_others_have_in_common_with_the_person_stays_theirs(people: People) -> None:
    """A participation and an invitation that the source moved to somebody else, and a code that many wrote."""
    people.deliver(
        "wiz/deelnames", "2025-04-01", ("bas", f"D71;{BAS};G1;2024-12-01;"), ("bas", f"D72;{BAS};G1;2024-12-02;")
    )  # fmt: skip
    people.deliver("ervaringwijzer/uitnodigingen", "2025-04-01", ("bas", f"U71;EW-O;2025-02-01;{BAS};"))
    people.deliver(
        "ervaringwijzer/antwoorden", "2025-04-01",
        ("anna", "EW-J;R1;2025-02-02;U76;0000;einde;4;"),
        *((NOBODY, f"EW-J;R{number};2025-02-02;;0000;einde;4;") for number in range(2, 6)),
    )  # fmt: skip
    people.deliver("ervaringwijzer/uitnodigingen", "2025-03-15", ("anna", f"U76;EW-J;2025-02-01;{ANNA};"))
    people.forget(ANNA)
    people.night()
    assert people.query("select count(*) from raw.aanwezigheid where deelname_id = 'D71'") == [(2,)]
    assert people.query("select respons_id from raw.antwoorden where uitnodiging_id = 'U71'") == [("R71",)]
    assert people.query("select count(*) from raw.uitnodigingen where uitnodiging_id = 'U71'") == [(1,)]
    assert people.query("select respons_id from raw.antwoorden where vragenlijst = 'EW-J' order by 1") == [
        ("R2",), ("R3",), ("R4",), ("R5",),
    ]  # fmt: skip


def test_a_number_that_is_handed_out_again_is_theirs_where_nobody_else_has_it(
    people: People, without_anna: WithoutAnna
) -> None:  # fmt: skip
    """Another client's wave and questionnaire stay, and a quarantined row of which only the questionnaire is known; a
    wave that names nobody goes, as the number is nobody else's there.
    """
    people.deliver(
        "ervaringwijzer/uitnodigingen", "2025-04-01",
        ("anna", f"U81;EW-O;2025-02-01;{ANNA};start"), ("bas", f"U81;EW-O;2025-03-01;{BAS};na_6_maanden"),
        ("bas", f"U81;EW-J;2025-02-01;{BAS};start"),
        ("anna", f"U82;EW-O;2025-02-01;{ANNA};start"), ("anna", "U82;EW-O;2025-03-01;;na_6_maanden"),
        ("cor", "U82;EW-J;2025-02-01;;start"),
    )  # fmt: skip
    people.deliver(
        "ervaringwijzer/antwoorden", "2025-04-01",
        ("anna", "EW-O;R81;2025-02-02;U81;;start;4;"), ("bas", "EW-O;R82;2025-03-02;U81;;na_6_maanden;4;"),
        ("bas", "EW-J;R81;2025-02-02;U81;;start;4;"),
        ("anna", "EW-O;R83;2025-03-02;U82;;na_6_maanden;4;"), ("cor", "EW-J;R83;2025-02-02;U82;;start;4;"),
        ("cor", "EW-J;R84;2025-02-02;;code71;start;4;"),
        ("anna", "EW-O;R85;1 mei;U81;;start;4;"), ("bas", "EW-J;R85;1 mei;U81;;start;4;"),
        ("anna", "EW-O;R86;1 mei;U82;;einde;4;"),
    )  # fmt: skip
    people.night()
    people.forget(ANNA)
    people.night()
    assert_same_rows(people, without_anna(people))
    keys = "select key from raw.listed_key where kind = 'ervaringwijzer/antwoorden' order by 1"
    assert people.query(keys) == [("EW-J|R85",), ("EW-O|R85",)]


def test_what_duckdb_spills_goes_where_it_is_cleared_away(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither the intake's connection nor dbt's spills beside the build file under a name of DuckDB's own."""
    spilled_to = []
    profile = yaml.safe_load((DBT_PROJECT_DIR / "profiles.yml").read_text())["collectief_werken"]["outputs"]["build"]

    def look(connection: duckdb.DuckDBPyConnection, *folders: Path) -> None:
        spilled_to.extend(connection.execute("select current_setting('temp_directory')").fetchall())
        seal(connection, *folders)

    monkeypatch.setattr("warehouse.raw.build_database.seal", look)
    spill = Path(f"{people.build}.spill")
    for folder in (spill, Path(f"{people.build}.tmp")):
        folder.mkdir()
        (folder / "rows").write_text("of a killed night")
    people.night()
    assert list(people.build.parent.glob("build.duckdb*")) == [people.build]
    assert spilled_to == [(str(spill),)]
    in_dbt = profile["config_options"]["temp_directory"]
    assert in_dbt.replace("{{ env_var('BUILD_DATABASE') }}", str(people.build)) == str(spill)


def test_a_bsn_that_another_client_has_too_is_taken_from_that_client(people: People) -> None:
    people.deliver(
        "wiz/deelnemers", "2025-04-01", ("anna", f"{ANNA};999900006;;moeder;"), ("eva", "C7400004;999900006;;moeder;")
    )  # fmt: skip
    people.forget(ANNA)
    night = people.night()
    assert len(night.forgotten.others_with_bsn) == 1
    assert people.query(
        "select count(*), count(bsn_pseudonym) from raw.deelnemers where delivery_id in"
        " (select delivery_id from raw.delivery_file where delivered_on = '2025-04-01')"
    ) == [(1, 0)]
    assert people.query("select toewijzingnummer from raw.beschikkingen") == [("T72",)]


def test_the_receipt_counts_what_earlier_attempts_removed_and_nothing_twice(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    people.deliver("wiz/deelnemers", "2025-04-01", ("anna", f"{ANNA};;;tante;"), ("eva", "C7400004;999900006;;moeder;"))
    people.night()
    people.forget(ANNA)

    def killed(path: Path, *changes: object) -> None:
        rewrite(path, *changes)
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(warehouse.erasure.sweep, "rewrite", killed)
        with pytest.raises(KeyboardInterrupt):
            people.night()
    people.night()
    people.forget(ANNA)
    forgotten = people.night(reread=True).forgotten
    printed = Receipt(forgotten.asked, forgotten.others_with_bsn, [], [], 0).lines()
    told = dict(line.strip().split(": ") for line in printed if line.startswith("  "))
    assert list(told.values()) == ["1", "1", "2", "2", "1", "2", "1", "1"], told
    assert any(line.startswith("1 other client") for line in printed)
    forgotten.close_receipt(forgotten.asked)
    assert "  wiz/aanwezigheid: 0" in Receipt(forgotten.asked, forgotten.others_with_bsn, [], [], 0).lines()


def test_a_sweep_that_is_killed_is_finished_by_the_next_night(
    taken_in: People, without_anna: WithoutAnna, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    taken_in.forget(ANNA)
    done = []

    def killed_after_three(path: Path, *changes: object) -> None:
        if len(done) == 3:
            raise KeyboardInterrupt
        done.append(path)
        rewrite(path, *changes)

    monkeypatch.setattr(warehouse.erasure.sweep, "rewrite", killed_after_three)
    with pytest.raises(KeyboardInterrupt):
        taken_in.night()
    monkeypatch.setattr(warehouse.erasure.sweep, "rewrite", rewrite)
    taken_in.night()
    assert_same_rows(taken_in, without_anna(taken_in))
    taken_in.assert_counts_are_true()


def test_labels_that_only_they_can_have_had_go_with_them(taken_in: People) -> None:
    assert ("achter de molen",) in taken_in.query("select label from raw.unmapped_label")
    taken_in.forget(ANNA)
    taken_in.night()
    assert taken_in.query("select label, n_rows from raw.unmapped_label") == [("onbekende buurt", 2)]


def test_files_that_still_hold_the_person_are_known(people: People) -> None:
    people.forget(ANNA)
    people.night()
    assert people.intake().forgotten.asked[0].found_in == {
        row.delivery_id for row in people.rows.values() if row.kind not in ("wiz/groepen", "wiz/bijeenkomsten")
    }


def test_a_night_after_a_request_has_work_to_do(people: People) -> None:
    before = people.night().fingerprint
    assert people.night().fingerprint == before
    people.forget(ANNA)
    assert people.intake().fingerprint != before


def test_without_a_readable_list_nothing_is_done(people: People) -> None:
    people.forget(ANNA)
    Places(people.warehouse).forgotten.write_text("{}")
    with pytest.raises(ListUnreadable, match="backup"):
        people.night()


def test_the_list_holds_no_identifier(taken_in: People) -> None:
    taken_in.forget(ANNA)
    taken_in.night()
    held = Places(taken_in.warehouse).forgotten.read_text()
    assert not [text for text in (ANNA, "999900006", "D71", "U71", "R71", "T71") if text in held]
    assert Forgotten.load(Places(taken_in.warehouse).forgotten).persons.keys() == {
        taken_in.intake().forgotten.asked[0].client
    }
