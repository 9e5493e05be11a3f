"""One file's rows: each in one place, by the rule named."""

from datetime import date

import pytest

from tests.reference import contract, mapping, rows

GROUPS = "groep_id;naam;groepstype;doelgroep;organisatie;startdatum;einddatum\n"
DECISIONS = (
    "gemeentecode;toewijzingnummer;beschikkingnummer;datum_afgifte;bsn;resultaat;productcategorie;"
    "toewijzingsdatumtijd;ingangsdatum;einddatum\n"
)


def contents(kind: str, text: str, name: str | None = None) -> rows.Contents:
    task = rows.Task(contract.KIND[kind], date(2026, 3, 2), mapping.Mapping(), name or f"{kind}_2026-03-02.csv")
    return rows.read_contents(text.encode(), task)


def findings(found: rows.Contents) -> list[tuple[int, str | None, str, str]]:
    return [(one.line, one.column, one.rule, one.scope) for one in found.findings]


def counts(found: rows.Contents) -> tuple[int, int, int, int]:
    return (found.n_read, len(found.rows), found.n_quarantined, found.n_dropped)


def group(key: str, name: str = "a", type_: str = "sportgroep", dates: str = "2025-01-01;2025-02-01") -> str:
    return f"{key};{name};{type_};jongeren;DOCK;{dates}\n"


def test_two_broken_rules_are_two_findings_and_one_row() -> None:
    found = contents("wiz/groepen", GROUPS + group("G1", "", dates="2025-13-01;2025-02-01") + group("G2"))
    assert findings(found) == [(2, "naam", "required", "row"), (2, "startdatum", "date", "row")]
    assert counts(found) == (2, 1, 1, 0)
    assert found.listed_bad == {("G1",)}


def test_identical_rows_count_once_and_conflicting_rows_are_all_quarantined() -> None:
    found = contents("wiz/groepen", GROUPS + group("G1") + group("G1", " a ") + group("G2") + group("G2", "b"))
    assert findings(found) == [(4, None, "duplicate_key", "row"), (5, None, "duplicate_key", "row")]
    assert counts(found) == (4, 1, 2, 1)
    assert list(found.rows) == [2]


def test_duplicates_are_looked_for_among_rows_that_pass_the_other_rules() -> None:
    found = contents("wiz/groepen", GROUPS + group("G1") + group("G1", ""))
    assert counts(found) == (2, 1, 1, 0)


def test_a_decision_may_have_two_versions_in_a_file_but_not_two_truths_of_one_moment() -> None:
    row = "0344;1;2;2025-01-01;999900006;toegewezen;45;{moment};2025-01-05;{end}\n"
    versions = row.format(moment="2025-01-01 09:00", end="2025-06-01") + row.format(moment="2025-02-01 09:00", end="")
    assert counts(contents("beschikkingen/beschikkingen", DECISIONS + versions)) == (2, 2, 0, 0)
    conflict = versions + row.format(moment="2025-02-01 09:00", end="2025-07-01")
    assert counts(contents("beschikkingen/beschikkingen", DECISIONS + conflict)) == (3, 1, 2, 0)


def test_an_allocation_needs_its_moment_and_a_refusal_does_not() -> None:
    row = "0344;{n};2;2025-01-01;999900006;{result};45;;;\n"
    text = DECISIONS + row.format(n=1, result="toegewezen") + row.format(n=2, result="afgewezen")
    assert findings(contents("beschikkingen/beschikkingen", text)) == [(2, "toewijzingsdatumtijd", "required", "row")]


def test_the_wrong_number_of_fields() -> None:
    text = GROUPS + group("G1").strip() + ";;\n" + "G2;a;sportgroep\n" + group("G3").strip() + ";x\n"
    found = contents("wiz/groepen", text)
    assert findings(found) == [(3, None, "field_count", "row"), (4, None, "field_count", "row")]
    assert found.listed_bad == {("G2",), ("G3",)}


def test_a_totals_row_is_dropped() -> None:
    found = contents("wiz/groepen", GROUPS + group("G1") + "Totaal;1;;;;;\nn = 1;;;;;;\n")
    assert counts(found) == (3, 1, 0, 2)


def test_too_many_bad_rows_reject_a_file_of_twenty() -> None:
    good = "".join(group(f"G{number}") for number in range(15))
    bad = "".join(group(f"B{number}", "") for number in range(5))
    assert contents("wiz/groepen", GROUPS + good + bad).reason == "too_many_bad_rows"
    assert counts(contents("wiz/groepen", GROUPS + good + bad)) == (20, 0, 5, 15)
    assert contents("wiz/groepen", GROUPS + good + group("G15") + bad[:-1]).reason == "too_many_bad_rows"
    assert contents("wiz/groepen", GROUPS + good + group("G15") + "".join(bad.splitlines(True)[1:])).reason is None
    few = "".join(bad.splitlines(True)[:2])
    assert contents("wiz/groepen", GROUPS + few).reason is None


def test_a_column_of_bsns_where_none_belongs_rejects_the_file() -> None:
    bsns = ["999900006", "999900018", "999900031", "999900043"]
    text = GROUPS + "".join(group(f"G{number}", bsns[number % 4]) for number in range(20))
    assert contents("wiz/groepen", text).reason == "identifier_in_wrong_column"


def test_headers_are_compared_loosely_and_may_not_collapse() -> None:
    header = ' GROEP-ID ;"naam";Groeps type;Doelgroép;organisatie;start_datum;opmerking\n'
    found = contents("wiz/groepen", header + group("G1"))
    assert counts(found) == (1, 1, 0, 0)
    assert found.extra_columns == ["opmerking"]
    assert contents("wiz/groepen", "Groep ID;" + GROUPS).reason == "double_column"
    assert contents("wiz/groepen", GROUPS.replace("naam;", "")).reason == "missing_column"


def test_only_a_snapshot_may_not_be_empty() -> None:
    assert contents("wiz/groepen", GROUPS).reason == "no_rows"
    assert contents("beschikkingen/beschikkingen", DECISIONS).reason is None


def test_a_bad_value_in_a_statement_leaves_the_row() -> None:
    text = "vragenlijst;respons_id;ingevuld_op;op_gemak;geleerd;open_positief\n"
    found = contents("ervaringwijzer/antwoorden", text + "EW-O;1;2026-03-02 10:00;7;4;goed\nEW-J;2;2026-03-03;3;;\n")
    assert findings(found) == [
        (2, "op_gemak", "domain", "value"),
        (2, "geleerd", "wrong_questionnaire", "value"),
        (3, "ingevuld_op", "in_future", "row"),
    ]
    assert found.rows[2]["geleerd"] is None
    assert found.rows[2]["meetmoment"] == "einde"


@pytest.mark.parametrize(
    ("dates", "rule"),
    [("2025-03-02;2025-03-01;", "start_before_application"), ("2025-03-01;2025-03-02;2025-03-01", "end_before_start")],
)
def test_dates_in_order(dates: str, rule: str) -> None:
    text = "deelname_id;client_id;groep_id;aanmelddatum;startdatum;einddatum\nD1;C1;G1;" + dates
    assert [one.rule for one in contents("wiz/deelnames", text).findings] == [rule]


def test_the_header_rows_of_qualtrics_are_dropped() -> None:
    text = 'vragenlijst,respons_id,ingevuld_op\nLijst,Nummer,Datum\n"{""ImportId"":""Q1""}",x,y\nEW-O,1,2026-03-01\n'
    assert counts(contents("ervaringwijzer/antwoorden", text)) == (3, 1, 0, 2)
