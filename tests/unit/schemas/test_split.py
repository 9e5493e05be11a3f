"""The split of rows: nothing is lost, every rule bites on its own column, nothing of a value is kept."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas import values
from schemas.kinds import KINDS
from schemas.mapping import KindMapping, load_mappings
from schemas.split import Split, Splitter

MAPPINGS = load_mappings()
GROUP = {
    "groep_id": "G1", "naam": "Groep", "groepstype": "sportgroep", "doelgroep": "jongeren", "organisatie": "JoU",
    "startdatum": "01-02-2025",
}  # fmt: skip
ANSWER = {"vragenlijst": "EW-O", "respons_id": "1", "ingevuld_op": "2025-02-01 10:00"}
CLIENT = {"client_id": "C1", "rol": "moeder"}
PARTICIPATION = {"deelname_id": "D1", "client_id": "C1", "groep_id": "G1", "aanmelddatum": "2025-01-01"}
SESSION = {"bijeenkomst_id": "B1", "groep_id": "G1", "datum": "2025-02-01"}
DECISION = {
    "gemeentecode": "0344", "toewijzingnummer": "1", "beschikkingnummer": "2", "datum_afgifte": "2025-01-02",
    "bsn": "999900006", "resultaat": "toegewezen", "productcategorie": "45", "toewijzingsdatumtijd": "2025-01-02 10:00",
}  # fmt: skip

ROWS = {
    "ervaringwijzer/antwoorden": ANSWER,
    "ervaringwijzer/uitnodigingen": {"uitnodiging_id": "U1", "vragenlijst": "EW-O", "uitgenodigd_op": "2025-02-01"},
    "wiz/groepen": GROUP,
    "wiz/bijeenkomsten": SESSION,
    "wiz/deelnemers": CLIENT,
    "wiz/deelnames": PARTICIPATION,
    "wiz/aanwezigheid": {"deelname_id": "D1", "bijeenkomst_id": "B1", "status": "aanwezig"},
    "beschikkingen/beschikkingen": DECISION,
    "coderingen/coderingen": {
        "vragenlijst": "EW-O", "respons_id": "1", "vraag": "open_positief", "thema": "geen", "codeur": "AB",
    },
}  # fmt: skip


def split(kind: str, *rows: Mapping[str, str], mappings: Mapping[str, KindMapping] = MAPPINGS) -> Split:
    texts = pd.DataFrame([dict(row) for row in rows]).fillna("").astype("str")
    splitter = Splitter(mappings[kind], date(2025, 3, 1), only_test_bsns=True, cell_characters=1000)
    return splitter.split(texts, np.arange(2, len(rows) + 2))


def broken(found: Split) -> list[tuple[int, str, str, str]]:
    return sorted(found.broken.itertuples(index=False, name=None))


def test_of_a_row_that_is_no_response_nothing_else_is_told() -> None:
    bad = {"op_gemak": "9", "groepstype": "koken", "meetmoment": "nameting", "uitnodiging_id": "U1"}
    texts = pd.DataFrame([ANSWER, ANSWER | bad, ANSWER | bad | {"respons_id": "2.0"}]).fillna("").astype("str")
    splitter = Splitter(MAPPINGS["ervaringwijzer/antwoorden"], date(2025, 3, 1), True, 1000)
    found = splitter.split(texts, np.array([2, 3, 4]), np.array([False, True, True]))
    assert found.clean["line"].tolist() == [2]
    assert found.broken[["line", "rule", "scope"]].to_numpy().tolist() == [
        [3, "not_a_response", "row"], [4, "not_a_response", "row"],
    ]  # fmt: skip
    assert found.broken["column_name"].isna().all()
    assert found.keys_of_bad.to_numpy().tolist() == [[3, "EW-O", "1"]]
    assert found.owners_of_bad.to_numpy().tolist() == [[3, "U1", "EW-O"], [4, "U1", "EW-O"]]
    assert found.unmapped.empty


@pytest.mark.parametrize(
    ("kind", "row", "change", "column", "rule"),
    [
        ("wiz/groepen", GROUP, {"naam": " "}, "naam", "required"),
        ("wiz/groepen", GROUP, {"doelgroep": "iedereen"}, "doelgroep", "domain"),
        ("wiz/groepen", GROUP, {"groep_id": "45.0"}, "groep_id", "notation"),
        ("wiz/groepen", GROUP, {"startdatum": "30-02-2025"}, "startdatum", "date"),
        ("wiz/groepen", GROUP, {"startdatum": "n.v.t."}, "startdatum", "required"),
        ("wiz/groepen", GROUP, {"einddatum": "01-01-2025"}, "einddatum", "end_before_start"),
        ("wiz/groepen", GROUP, {"max_deelnemers": "8.0"}, "max_deelnemers", "domain"),
        ("wiz/groepen", GROUP, {"voortgezet_als_netwerk": "misschien"}, "voortgezet_als_netwerk", "domain"),
        ("wiz/groepen", GROUP, {"naam": "x" * 1001}, "naam", "too_long"),
        ("wiz/deelnames", PARTICIPATION, {"startdatum": "2024-12-31"}, "startdatum", "start_before_application"),
        ("wiz/deelnemers", CLIENT, {"bsn": "111222333"}, "bsn", "outside_test_range"),
        ("ervaringwijzer/antwoorden", ANSWER, {"ingevuld_op": "2025-03-02"}, "ingevuld_op", "in_future"),
        ("ervaringwijzer/antwoorden", ANSWER, {"versie": "3"}, "versie", "domain"),
        ("ervaringwijzer/antwoorden", ANSWER, {"meetmoment": "nameting"}, "meetmoment", "domain"),
        ("beschikkingen/beschikkingen", DECISION, {"bsn": "999900007"}, "bsn", "elfproef"),
        ("beschikkingen/beschikkingen", DECISION, {"bsn": ""}, "bsn", "required"),
        ("beschikkingen/beschikkingen", DECISION, {"toewijzingsdatumtijd": ""}, "toewijzingsdatumtijd", "required"),
        ("beschikkingen/beschikkingen", DECISION, {"toewijzingsdatumtijd": "nooit"}, "toewijzingsdatumtijd", "date"),
        ("beschikkingen/beschikkingen", DECISION, {"datum_afgifte": "2025-03-02"}, "datum_afgifte", "in_future"),
        ("beschikkingen/beschikkingen", DECISION, {"productcategorie": "39"}, "productcategorie", "domain"),
        ("beschikkingen/beschikkingen", DECISION, {"gemeentecode": "344"}, "gemeentecode", "domain"),
    ],
)  # fmt: skip
def test_a_broken_rule_quarantines_the_row(
    kind: str, row: dict[str, str], change: dict[str, str], column: str, rule: str
) -> None:  # fmt: skip
    good = split(kind, row)
    assert broken(good) == []
    assert len(good.clean) == 1
    bad = split(kind, row | change)
    assert broken(bad) == [(2, column, rule, "row")]
    assert bad.clean.empty


@pytest.mark.parametrize(
    ("kind", "row", "column", "text", "rule"),
    [
        ("wiz/deelnemers", CLIENT, "geboortedatum", "31-12-1899", "birth_range"),
        ("wiz/deelnemers", CLIENT, "geboortedatum", "02-03-2025", "birth_range"),
        ("wiz/deelnemers", CLIENT, "geboortedatum", "31-02-1985", "date"),
        ("wiz/deelnemers", CLIENT, "geslacht", "x", "domain"),
        ("wiz/deelnemers", CLIENT, "postcode", "B-2000", "domain"),
        ("wiz/deelnemers", CLIENT, "wijk", "x" * 1001, "too_long"),
        ("wiz/deelnemers", CLIENT, "jongste_kind_geboortejaar", "2026", "birth_range"),
        ("wiz/deelnemers", CLIENT, "oudste_kind_geboortejaar", "12", "domain"),
        ("wiz/bijeenkomsten", SESSION, "duur_minuten", "1:30", "domain"),
        ("wiz/bijeenkomsten", SESSION, "aantal_begeleiders", "2,5", "domain"),
        ("beschikkingen/beschikkingen", DECISION, "verwijzer", "07", "domain"),
        ("beschikkingen/beschikkingen", DECISION, "leveringsvorm", "natura", "domain"),
        ("beschikkingen/beschikkingen", DECISION, "productcode", "4,5E+05", "notation"),
    ],
)
def test_a_bad_value_that_nothing_hangs_on_costs_the_value_only(
    kind: str, row: dict[str, str], column: str, text: str, rule: str
) -> None:
    found = split(kind, row, row | {column: text})
    assert broken(found) == [(3, column, rule, "value")]
    empty, bad = found.clean[column].tolist()
    assert (pd.isna(bad) and pd.isna(empty)) or bad == empty


@pytest.mark.parametrize(
    ("kind", "column"), [(kind.name, column) for kind in KINDS.values() for column in kind.columns]
)
def test_a_word_for_no_value_is_as_empty_as_an_empty_cell(kind: str, column: str) -> None:
    words = [cased(word) for word in values.NO_VALUE for cased in (str.lower, str.upper, str.title)]
    cells = ["", *(f"{around}{word}{around}" for word in words for around in ("", "\u00a0", "'", '"'))]
    found = split(kind, *(ROWS.get(kind, {}) | {column: cell} for cell in cells))
    empty = split(kind, ROWS.get(kind, {}) | {column: ""})
    assert {note[1:] for note in broken(found)} == {note[1:] for note in broken(empty)}
    assert len(found.broken) == len(empty.broken) * len(cells)
    assert len(found.clean) == len(empty.clean) * len(cells)
    of_words = found.clean.drop(columns="line").drop_duplicates(ignore_index=True)
    pd.testing.assert_frame_equal(of_words, empty.clean.drop(columns="line"))
    assert found.unmapped.empty


def test_a_mapping_may_say_that_a_word_for_nothing_is_a_value(tmp_path: Path) -> None:
    (tmp_path / "wiz.yml").write_text('labels: {naam: {NA: NA}, wijk: {"-": WK034405}, groep_id: {"--": G9}}')
    (tmp_path / "ervaringwijzer.yml").write_text("labels: {op_gemak: {NA: 3, nvt: n.v.t., N/A: N/A}}")
    mappings = load_mappings(tmp_path)
    groups = split("wiz/groepen", GROUP | {"naam": "na", "wijk": "-", "groep_id": "--"}, mappings=mappings)
    assert broken(groups) == []
    assert groups.clean[["naam", "wijk", "groep_id"]].to_numpy().tolist() == [["NA", "WK034405", "G9"]]
    answers = [ANSWER | {"op_gemak": text} for text in ("NA", "nvt", "n/a", "None")]
    found = split("ervaringwijzer/antwoorden", *answers, mappings=mappings)
    assert broken(found) == []
    assert found.clean["op_gemak"].fillna(0).tolist() == [3, 0, 0, 0]


def test_invisible_characters_and_blanks_within_cost_nothing() -> None:
    change = {
        "op_gemak": "Mee\u00a0 eens", "aanraden": "\u00ad4\u200b", "meetmoment": "ein\u00adde",
        "geluisterd": "A\u20605", "ingevuld_op": "2025-\u00ad02-01\u00a010:00",
    }  # fmt: skip
    found = split("ervaringwijzer/antwoorden", ANSWER | change)
    assert broken(found) == []
    assert found.clean[["op_gemak", "aanraden", "geluisterd"]].to_numpy().tolist() == [[4, 4, 5]]


def test_a_bad_answer_costs_the_value_only() -> None:
    found = split("ervaringwijzer/antwoorden", ANSWER | {"op_gemak": "6", "aanraden": "4"})
    assert broken(found) == [(2, "op_gemak", "domain", "value")]
    assert found.clean["op_gemak"].isna().all()
    assert found.clean["aanraden"].tolist() == [4]


def test_an_answer_to_the_other_questionnaires_statement_goes() -> None:
    found = split("ervaringwijzer/antwoorden", ANSWER | {"geleerd": "4"}, ANSWER | {"geleerd": "99"})
    assert broken(found) == [(2, "geleerd", "wrong_questionnaire", "value")]
    assert found.clean["geleerd"].isna().all()


def test_a_bad_bsn_of_a_client_costs_the_value_only() -> None:
    found = split("wiz/deelnemers", CLIENT | {"bsn": "999900007"})
    assert broken(found) == [(2, "bsn", "elfproef", "value")]
    assert len(found.clean) == 1


def test_a_sentinel_bsn_is_an_unknown_person() -> None:
    found = split("beschikkingen/beschikkingen", DECISION | {"bsn": "999999999"})
    assert broken(found) == []
    assert found.clean["bsn"].isna().all()


def test_a_text_too_long_for_a_value_that_may_go_takes_the_value_alone() -> None:
    found = split("ervaringwijzer/antwoorden", ANSWER | {"op_gemak": "4" * 1001}, ANSWER | {"open_overig": "x" * 1001})
    assert broken(found) == [(2, "op_gemak", "too_long", "value"), (3, "open_overig", "too_long", "row")]
    assert found.clean["line"].tolist() == [2]
    assert found.clean["op_gemak"].isna().all()
    assert split("wiz/deelnemers", CLIENT | {"bsn": "9" * 1001}).clean["bsn"].isna().all()


def test_unknown_labels_become_onbekend_and_are_listed_for_rows_that_stay() -> None:
    found = split(
        "wiz/groepen",
        GROUP | {"groepstype": "Muziek", "partners": "KOOS Utrecht, Foo, Foo,", "wijk": "vleuten - de meern"},
        GROUP | {"groep_id": "1.0", "groepstype": "Toneel"},
    )
    row = found.clean.iloc[0]
    assert (row["groepstype"], row["partners"], row["wijk"]) == ("onbekend", "KOOS,onbekend,onbekend", "WK034410")
    assert found.unmapped.to_numpy().tolist() == [[2, "groepstype", "Muziek"], [2, "partners", "Foo"]]


def test_defaults_of_empty_codes() -> None:
    assert split("wiz/deelnemers", CLIENT).clean["geslacht"].tolist() == ["onbekend"]
    answer = split("ervaringwijzer/antwoorden", ANSWER).clean.iloc[0]
    assert (answer["meetmoment"], answer["versie"]) == ("einde", 1)


def test_the_key_of_a_bad_row_is_kept_only_where_it_is_sound() -> None:
    found = split("wiz/groepen", GROUP | {"naam": ""}, GROUP | {"groep_id": "45.0"})
    assert found.keys_of_bad.to_dict("list") == {"line": [2], "groep_id": ["G1"]}


texts = st.one_of(
    st.sampled_from(["", "G1", "01-02-2025", "ja", "99", "A1", "M", "zin", "0344", "x"]), st.text(max_size=6)
)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(sorted(KINDS)), st.data())
def test_clean_and_quarantined_are_what_was_read(kind: str, data: st.DataObject) -> None:
    columns = list(KINDS[kind].columns)
    rows = data.draw(st.lists(st.fixed_dictionaries(dict.fromkeys(columns, texts)), min_size=1, max_size=5))
    found = split(kind, *rows)
    quarantined = set(found.broken.loc[found.broken["scope"] == "row", "line"])
    assert set(found.clean["line"]) | quarantined == set(range(2, len(rows) + 2))
    assert set(found.clean["line"]) & quarantined == set()
