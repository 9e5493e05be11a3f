"""What a source cannot know better costs nobody: births and allocations that are partly unknown, in the figures."""

from datetime import date
from pathlib import Path

from tests.duck import attached
from tests.nights.beside_reference import assert_as_reference
from tests.nights.building import build_tables

BSNS = [
    "999900006", "999900018", "999900031", "999900043", "999900055", "999900067", "999900079", "999900080",
]  # fmt: skip
BIRTHS = {0: "00-00-1985", 1: "19790000", 2: "1990-05-00", 3: "30-02-1980"}
CATEGORIES = {1: "", 3: "n.v.t."}


def test_clients_and_help_that_are_partly_unknown_count(tmp_path: Path) -> None:
    landing = tmp_path / "landing"
    numbers = range(len(BSNS))
    files = {
        "wiz/groepen": ["groep_id;naam;groepstype;doelgroep;organisatie;startdatum;einddatum",
                        "G1;Een;oudertraining;opvoeders;Lokalis;2025-01-01;2025-03-01"],
        "wiz/deelnemers": ["client_id;bsn;geboortedatum;geslacht;postcode;rol",
                           *(f"C{n};{BSNS[n]};{BIRTHS.get(n, '1975-02-03')};{'X' if n == 4 else 'V'};B-2000;moeder"
                             for n in numbers)],
        "wiz/deelnames": ["deelname_id;client_id;groep_id;aanmelddatum;startdatum;einddatum;reden_beeindiging",
                          *(f"D{n};C{n};G1;2024-12-01;2025-01-01;2025-03-01;01" for n in numbers)],
        "beschikkingen/beschikkingen": [
            "gemeentecode;toewijzingnummer;beschikkingnummer;datum_afgifte;bsn;resultaat;productcategorie;"
            "toewijzingsdatumtijd;ingangsdatum",
            *(f"0344;{n};{n};2025-04-01;{BSNS[n]};toegewezen;{CATEGORIES.get(n, '45')};2025-04-01 10:00;2025-03-20"
              for n in range(5))],
    }  # fmt: skip
    for kind, lines in files.items():
        file = landing / f"{kind}_2025-12-01.csv"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("\n".join(lines))
    nights = [(landing, date(2025, 12, 31))]
    database = build_tables(nights, tmp_path / "warehouse")
    found = {
        "participations": "select count(*) from core.fct_participation",
        "births": "select list(distinct birth_year order by birth_year) from core.dim_participant where birth_year > 0",
        "help": "select count(*), sum(has_event::int) from core.fct_help_follow_up",
        "unknown": "select count(*) from core.fct_help_follow_up where has_event and help_category_key = 'onbekend'",
    }
    with attached(database, read_only=True) as opened:
        figures = {name: opened.execute(sql).fetchall() for name, sql in found.items()}
    assert figures == {
        "participations": [(8,)],
        "births": [([1975, 1979, 1985, 1990],)],
        "help": [(8, 5)],
        "unknown": [(2,)],
    }
    assert_as_reference(database, nights)
