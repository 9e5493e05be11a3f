"""Every assumption of the report is there, with its figure and its source, in words that claim no cause."""

from __future__ import annotations

import re

import pytest

pytestmark = pytest.mark.xdist_group("models")

STATEMENTS = {
    "tevreden": "1.2",
    "op_gemak": "2.2",
    "geluisterd": "2.2",
    "geleerd": "4",
    "gezin_geleerd": "4",
    "toepassen": "4",
    "goed_verder": "4",
    "contact_einde": "1.2",
    "contact_na_6_maanden": "1.2",
    "contact_na_12_maanden": "1.2",
    "wachttijd": "2.2",
    "wist_waar": "2.2",
    "meegedacht": "2.2",
}
REGISTERED = {"geen_hulp_6_maanden": "4", "geen_hulp_12_maanden": "4", "netwerk_gaat_door": "2.2"}
ASKED_OF_ONE = {"geleerd": "jongeren", "gezin_geleerd": "opvoeders"}
CAUSAL = re.compile(
    r"\b(door deel\w*|door de groep|dankzij|vanwege|omdat|daardoor|leid\w+ tot|zorg\w+ voor|effect\w*|gevolg(?:en)?"
    r"|oorza\w+|veroorza\w+|draag\w+ bij|bijdra\w+|werkzaam|helpt|verbeter\w+|voorkom\w+|waardoor)\b",
    re.IGNORECASE,
)
SAID = {
    "zelfde_richting": "wijst in dezelfde richting als de aanname",
    "tegen": "wijst tegen de aanname in",
    "onbeslist": "is niet te zeggen",
}
NO_CAUSE_SHOWN = "het laat niet zien waardoor dat komt."


def test_every_assumption_of_the_report_is_a_row(build):
    expected = {(key, "all", section) for key, section in REGISTERED.items()}
    for key, section in STATEMENTS.items():
        audiences = [ASKED_OF_ONE[key]] if key in ASKED_OF_ONE else ["jongeren", "opvoeders"]
        expected |= {(key, audience, section) for audience in audiences}
    rows = build.rows("select assumption_key, target_group, report_section from marts.assumptions")
    assert sorted(rows) == sorted(expected)


def test_every_figure_has_an_interval_a_number_and_a_source(build):
    rows = build.rows("select value, low, high, n, source_table from marts.assumptions where value is not null")
    tables = {name for (name,) in build.rows("select schema_name || '.' || table_name from duckdb_tables()")}
    assert len(rows) > 20
    for value, low, high, n, source in rows:
        assert 0 <= low <= value + 1e-9
        assert value - 1e-9 <= high <= 100
        assert n > 0
        assert source in tables


def test_a_verdict_says_no_more_than_its_numbers(build):
    """The sentence follows from the verdict, and the verdict from the interval; small numbers are warned of."""
    for n, low, high, verdict, text in build.rows("select n, low, high, verdict, verdict_text from marts.assumptions"):
        if verdict == "te_weinig":
            assert n < 10 or low is None
            assert text.startswith(("Te weinig", "Van te weinig"))
            continue
        assert verdict == ("zelfde_richting" if low > 50 else "tegen" if high < 50 else "onbeslist")
        assert SAID[verdict] in text
        assert ("minder dan 30 waarnemingen" in text) == (n < 30)
        assert (NO_CAUSE_SHOWN in text) == (verdict != "onbeslist")


def test_nothing_claims_a_cause(build):
    for texts in build.rows("select assumption, indicator, verdict_text from marts.assumptions"):
        for text in texts:
            assert not CAUSAL.search(text.replace(NO_CAUSE_SHOWN, "")), text
    assert CAUSAL.search("Door deelname aan de groep")
