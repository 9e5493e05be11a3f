"""What becomes of rows within a file: repeats, contradictions, totals, pseudonyms; and no plain identifier on disk."""

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.integration.intake.landing_night import GROUPS, LandingNight
from warehouse.intake.ingest import OTHER_LABELS
from warehouse.privacy.scrubbing import WITHHELD
from warehouse.reading import Limits

CLIENTS = "client_id;bsn;rol;geboortedatum;postcode\nC4000003;999900006;moeder;15-08-1973;3572XZ\n"


@pytest.mark.parametrize(("keys_at_once", "chunk_rows"), [(2, 100), (1_000_000, 100), (1_000_000, 1)])
def test_identical_rows_count_once_and_contradictions_go(
    night: LandingNight, monkeypatch: pytest.MonkeyPatch, keys_at_once: int, chunk_rows: int
) -> None:
    night.limits = Limits(chunk_rows=chunk_rows)
    monkeypatch.setattr("warehouse.raw.repeats._ROWS_AT_ONCE", keys_at_once)
    night.put(
        "wiz/groepen_2025-02-01.csv",
        GROUPS
        + "G1;Een;Sportgroep;jongeren;JoU;01-01-2025\n"
        + "G3;Drie;sportgroep;jongeren;JoU;2025-01-01\n"
        + "G3;Drie;sportgroep;jongeren;JoU;2025-01-02\n"
        + "G3;Drie;sportgroep;jongeren;JoU;2025-01-02\n"
        + "G2;;sportgroep;jongeren;JoU;2025-01-02\n",
    )
    night.night()
    row = night.rows["wiz/groepen_2025-02-01.csv"]
    assert (row.n_read, row.n_valid, row.n_quarantined, row.n_dropped) == (7, 2, 4, 1)
    assert night.query("select groep_id, line from raw.groepen order by line") == [("G1", 2), ("G2", 3)]
    assert night.query("select line, column_name, rule from raw.quarantined_row order by line") == [
        (5, None, "duplicate_key"), (6, None, "duplicate_key"), (7, None, "duplicate_key"), (8, "naam", "required"),
    ]  # fmt: skip
    assert night.query("select key from raw.listed_key order by key") == [("G2",), ("G3",)]


def test_labels_are_listed_of_rows_that_are_kept(night: LandingNight) -> None:
    """A row in quarantine has its own entry there; a repeat is not listed by itself, and a label in it stays listed."""
    night.put(
        "wiz/groepen_2025-02-01.csv",
        GROUPS
        + "G3;Drie;muziek;jongeren;JoU;2025-01-01\n"
        + "G3;Drie;toneel;jongeren;JoU;2025-01-02\n"
        + "G4;;dans;jongeren;JoU;2025-01-01\n"
        + "G5;Vijf;koken;jongeren;JoU;2025-01-01\n"
        + "G5;Vijf;bakken;jongeren;JoU;2025-01-01\n"
        + "G6;Zes;koken;jongeren;JoU;2025-01-01\n",
    )
    night.night()
    row = night.rows["wiz/groepen_2025-02-01.csv"]
    assert row.quarantined_by_rule == {"duplicate_key": 2, "required": 1}
    assert (row.n_read, row.n_valid, row.n_quarantined, row.n_dropped) == (8, 4, 3, 1)
    assert row.unmapped == [("groepstype", "bakken", 1), ("groepstype", "koken", 2)]


def test_a_column_of_another_kind_does_not_fill_the_ledger(
    night: LandingNight, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("warehouse.intake.ingest.MOST_LABELS_KEPT", 2)
    rows = [f"G{number};Groep;{label};jongeren;JoU;2025-01-01" for number, label in enumerate("abcda", start=3)]
    night.put("wiz/groepen_2025-02-01.csv", GROUPS + "\n".join(rows))
    night.night()
    unmapped = night.rows["wiz/groepen_2025-02-01.csv"].unmapped
    assert unmapped == [("groepstype", OTHER_LABELS, 2), ("groepstype", "a", 2), ("groepstype", "b", 1)]


def test_what_someone_typed_into_a_list_is_not_in_the_ledger(
    night: LandingNight, everything_on_disk: Callable[[], bytes]
) -> None:
    night.put(
        "wiz/groepen_2025-02-01.csv",
        GROUPS.replace("sportgroep", "C4000003 belde").replace("startdatum", "startdatum;C4000010")
        + "G3;Drie;Zij is 999900006;jongeren;JoU;2025-01-01;x\n",
    )
    night.night()
    assert night.rows["wiz/groepen_2025-02-01.csv"].unmapped == [("groepstype", WITHHELD, 1)]
    written = everything_on_disk() + night.build.read_bytes()
    for plain in (b"C4000003", b"C4000010", b"999900006"):
        assert plain not in written


def test_a_row_that_ran_into_the_header_is_not_told(
    night: LandingNight, everything_on_disk: Callable[[], bytes]
) -> None:
    night.put("wiz/groepen_2025-02-01.csv", GROUPS.replace("startdatum\n", "startdatum;"))
    night.night()
    row = night.rows["wiz/groepen_2025-02-01.csv"]
    assert (row.n_read, row.n_quarantined, row.extra_columns) == (1, 1, [])
    assert b"Een" not in everything_on_disk()


def test_two_versions_of_a_decision_may_stand_in_one_file(night: LandingNight) -> None:
    header = (
        "gemeentecode;toewijzingnummer;beschikkingnummer;datum_afgifte;bsn;resultaat;productcategorie;"
        "toewijzingsdatumtijd;einddatum\n"
    )
    row = "0344;1;2;2025-01-02;999900006;toewijzing;45;"
    row = row.replace("toewijzing;45", "toegewezen;45")
    night.put(
        "beschikkingen/beschikkingen_2025-03-01.csv",
        header + row + "2025-01-02 10:00;\n" + row + "2025-02-02 10:00;2025-12-31\n" + row + "2025-02-02 10:00;\n",
    )
    night.night()
    assert night.query("select line from raw.beschikkingen order by line") == [(2,)]
    assert night.query("select line, rule from raw.quarantined_row order by line") == [
        (3, "duplicate_key"), (4, "duplicate_key"),
    ]  # fmt: skip


def test_totals_rows_are_dropped_and_rows_of_another_width_quarantined(night: LandingNight) -> None:
    night.put(
        "wiz/groepen_2025-02-01.csv", GROUPS + "Totaal;;;;;\nG4;a;b\nG5;Vijf;sportgroep;jongeren;JoU;2025-01-01;;\n"
    )
    night.night()
    row = night.rows["wiz/groepen_2025-02-01.csv"]
    assert (row.n_read, row.n_valid, row.n_quarantined, row.n_dropped) == (5, 3, 1, 1)
    assert night.query("select line, column_name, rule, scope from raw.quarantined_row") == [
        (5, None, "field_count", "row")
    ]


def test_a_row_cut_short_is_listed_all_the_same(night: LandingNight) -> None:
    night.put("wiz/groepen_2025-02-01.csv", GROUPS + "G7;Zeven\nG8;Acht;sportgroep;jongeren;JoU;2025-01-01;te veel\n")
    night.night()
    assert night.query("select key from raw.listed_key order by key") == [("G7",), ("G8",)]


def test_persons_leave_intake_as_pseudonyms(night: LandingNight, everything_on_disk: Callable[[], bytes]) -> None:
    night.put("wiz/deelnemers_2025-02-01.csv", CLIENTS + "C4000010;999900007;oma;15-08-1973;3572XZ\n")
    night.put(
        "wiz/deelnames_2025-02-01.csv",
        "deelname_id;client_id;groep_id;aanmelddatum\nD1;C4000003;G1;2025-01-01\nD2;C4000010;G1;nooit\n",
    )
    night.night()
    [(client, bsn, year, postcode)] = night.query(
        "select client_pseudonym, bsn_pseudonym, geboortejaar, postcode4 from raw.deelnemers"
    )
    assert len(str(client)) == len(str(bsn)) == 64
    assert (year, postcode) == (1973, "3572")
    assert night.query("select client_pseudonym from raw.deelnames") == [(client,)]
    written = everything_on_disk()
    for plain in (b"C4000003", b"C4000010", b"999900006", b"999900007", b"1973-08-15", b"15-08-1973", b"3572XZ"):
        assert plain not in written


def test_the_quarantined_key_of_a_person_is_a_pseudonym(night: LandingNight) -> None:
    night.put("wiz/deelnemers_2025-02-01.csv", CLIENTS)
    night.night()
    [(client,)] = night.query("select client_pseudonym from raw.deelnemers")
    night.put("wiz/deelnemers_2025-03-01.csv", CLIENTS.replace("moeder", "oma"))
    night.night()
    assert night.query("select key from raw.listed_key") == [(client,)]


rows = st.lists(
    st.tuples(
        st.sampled_from(["G1", "G2", "G3", "45.0", "", "totaal"]), st.sampled_from(["Een", "Twee", ""]),
        st.sampled_from(["2025-01-01", "01-01-2025", "2025-02-30"]),
    ),
    max_size=18,
)  # fmt: skip


@pytest.mark.usefixtures("night")
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows)
def test_every_row_read_is_loaded_quarantined_or_dropped(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str, str]]
) -> None:
    night = LandingNight(tmp_path_factory.mktemp("night"))
    lines = [f"{group};{name};sportgroep;jongeren;JoU;{start}" for group, name, start in rows]
    night.put(
        "wiz/groepen_2025-02-01.csv",
        "\n".join([GROUPS.splitlines()[0], "G9;x;sportgroep;jongeren;JoU;2025-01-01", *lines]),
    )
    night.night()
    row = night.rows["wiz/groepen_2025-02-01.csv"]
    quarantined = night.query("select count(distinct line) from raw.quarantined_row where scope = 'row'")[0][0]
    loaded = night.query("select count(*), count(distinct groep_id) from raw.groepen")[0]
    assert row.n_read == len(rows) + 1 == row.n_valid + row.n_quarantined + row.n_dropped
    assert (row.n_valid, row.n_quarantined) == (loaded[0], quarantined)
    assert loaded[0] == loaded[1]


def test_sources_that_number_alike_are_kept_apart_by_a_prefix(night: LandingNight) -> None:
    night.mapping_dir = night.landing.parent / "mappings"
    night.mapping_dir.mkdir()
    (night.mapping_dir / "ervaringwijzer.yml").write_text("prefixes: {respons_id: {'123': 123-, '456': 456-}}")
    for survey in (123, 456):
        rows = "EW-O;1;2025-02-01;4\nEW-O;2.0;2025-02-01;4\nEW-O;2;02-02;5\n"
        night.put(
            f"ervaringwijzer/antwoorden_{survey}_2025-03-01.csv",
            f"vragenlijst;respons_id;ingevuld_op;op_gemak\n{rows}# {survey}",
        )
    night.night()
    assert night.query("select respons_id from answered order by 1") == [("123-1",), ("456-1",)]
    assert night.query("select line, rule, count(*) from raw.quarantined_row group by all order by 1") == [
        (3, "notation", 2),
        (4, "date", 2),
        (5, "field_count", 2),
    ]


def test_an_error_of_a_spreadsheet_is_nobody(night: LandingNight) -> None:
    header = "deelname_id;client_id;groep_id;aanmelddatum"
    rows = ["D1;C1;G1;2025-01-01", "D2;#N/B;G1;2025-01-01", "D3;#verw!;G1;2025-01-01", "#REF!;C1;G1;2025-01-01"]
    night.put("wiz/deelnames_2025-03-01.csv", "\n".join([header, *rows]))
    open_answers = ["1;#NAAM?;", "2;-;", "3;abc;n.v.t.", "4;abc;N.V.T."]
    header = "vragenlijst;respons_id;open_positief;respondentcode;ingevuld_op"
    answers = [f"EW-O;{answer};2025-02-01" for answer in open_answers]
    night.put("ervaringwijzer/antwoorden_2025-03-01.csv", "\n".join([header, *answers]))
    night.night()
    assert night.query("select deelname_id from raw.deelnames") == [("D1",)]
    assert night.query("select line, column_name, rule from raw.quarantined_row order by 1") == [
        (3, "client_id", "required"),
        (4, "client_id", "notation"),
        (5, "deelname_id", "notation"),
    ]
    assert night.query("select respons_id, open_positief, respondent_pseudonym from answered order by 1") == [
        ("1", None, None),
        ("2", None, None),
        ("3", "abc", None),
        ("4", "abc", None),
    ]


def test_a_label_that_says_unknown_needs_no_mapping(night: LandingNight) -> None:
    night.put("wiz/groepen_2025-02-01.csv", GROUPS.replace("sportgroep", "Onbekend").replace("JoU", "onbekend"))
    night.night()
    assert night.query("select groepstype, organisatie from raw.groepen where groep_id = 'G1'") == [
        ("onbekend", "onbekend")
    ]
    assert night.query("select * from raw.unmapped_label") == []


@pytest.mark.parametrize(("n_bad", "verdict"), [(4, ("accepted", None)), (5, ("rejected", "too_many_bad_rows"))])
def test_rows_that_are_no_responses_count_in_no_share(
    night: LandingNight, n_bad: int, verdict: tuple[str, str | None]
) -> None:
    night.mapping_dir = night.landing.parent / "mappings"
    night.mapping_dir.mkdir()
    (night.mapping_dir / "ervaringwijzer.yml").write_text("leave_out: {Afgerond: [nee]}")
    moments = ["nooit"] * n_bad + ["2025-02-01"] * (20 - n_bad)
    rows = [f"EW-O;{number};{moment};ja;4\n" for number, moment in enumerate(moments)]
    rows += [f"EW-O;{number};2025-02-01;Nee;4\n" for number in range(100, 160)] + ["EW-O;n=80;;;\n"]
    name = "ervaringwijzer/antwoorden_2025-03-01.csv"
    night.put(name, "vragenlijst;respons_id;ingevuld_op;afgerond;op_gemak\n" + "".join(rows))
    night.night()
    row = night.rows[name]
    assert (row.status, row.reason) == verdict
    assert row.n_read == 81 == row.n_valid + row.n_quarantined + row.n_dropped
    assert row.quarantined_by_rule == {"date": n_bad, "not_a_response": 60}
    if row.status == "rejected":
        assert row.detail == "5 of 21 rows break a rule (date 5)"
