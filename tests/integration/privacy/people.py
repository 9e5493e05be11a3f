"""Made-up people in all nine kinds, each row with the person it is about, so that a world without them can be made."""

import shutil
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from schemas.kinds import KINDS
from tests.integration.intake.landing_night import KEY, LandingNight
from warehouse.intake import Intake

NOBODY = ""
HEADERS = {
    "wiz/groepen": "groep_id;naam;groepstype;doelgroep;organisatie;startdatum",
    "wiz/bijeenkomsten": "bijeenkomst_id;groep_id;datum",
    "wiz/deelnemers": "client_id;bsn;geboortedatum;rol;wijk",
    "wiz/deelnames": "deelname_id;client_id;groep_id;aanmelddatum;reden_beeindiging",
    "wiz/aanwezigheid": "deelname_id;bijeenkomst_id;status",
    "beschikkingen/beschikkingen": (
        "gemeentecode;toewijzingnummer;beschikkingnummer;datum_afgifte;bsn;resultaat;productcategorie;"
        "toewijzingsdatumtijd"
    ),
    "ervaringwijzer/uitnodigingen": "uitnodiging_id;vragenlijst;uitgenodigd_op;client_id;meetmoment",
    "ervaringwijzer/antwoorden": (
        "vragenlijst;respons_id;ingevuld_op;uitnodiging_id;respondentcode;meetmoment;op_gemak;open_positief"
    ),
    "coderingen/coderingen": "vragenlijst;respons_id;vraag;thema;codeur;citaat",
}


@dataclass(frozen=True)
class Row:
    """A delivered row, and of whom it is."""

    owner: str
    text: str


class People(LandingNight):
    """A landing area of rows with owners. `leave_out` is how the same world looks without some of them."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.retention_days = 730
        self.last_night: date | None = None
        self.files: dict[str, list[Row]] = {}

    def deliver(self, kind: str, delivered_on: str, *rows: tuple[str, str]) -> None:
        """A file of (owner, row)."""
        self.files[f"{kind}_{delivered_on}.csv"] = [Row(owner, text) for owner, text in rows]
        self.write()

    def go_on_from(self, other: "People") -> "People":
        """The landing area and warehouse of others. Until the next night the build file reads the rows of theirs."""
        shutil.copytree(other.warehouse.parent, self.warehouse.parent, dirs_exist_ok=True)
        self.files, self.rows = dict(other.files), dict(other.rows)
        return self

    def write(self, leave_out: Collection[str] = ()) -> None:
        for path, rows in self.files.items():
            lines = [row.text for row in rows if row.owner not in leave_out or row.owner == NOBODY]
            text = "\n".join([HEADERS[path.rpartition("_")[0]], *lines]) + "\n"
            if not (self.landing / path).exists() or (self.landing / path).read_text() != text:
                self.put(path, text)

    def intake(self, as_of: str = "2025-06-01", *, reread: bool = False, key: bytes = KEY) -> Intake:
        return Intake(
            landing_url=str(self.landing), warehouse_dir=self.warehouse, mapping_dir=self.mapping_dir,
            pseudonym_key=key, as_of=date.fromisoformat(as_of), only_test_bsns=True, reread=reread,
            retention_days=self.retention_days, last_night=self.last_night,
        )  # fmt: skip

    def forget(self, *client_ids: str) -> None:
        self.intake().forget_clients(client_ids)

    def raw(self) -> dict[str, set[tuple[object, ...]]]:
        """Every kind's rows, but for the file and line where they stood."""
        columns = "columns(c -> c not in ('delivery_id', 'line'))"
        with duckdb.connect(self.build, read_only=True) as opened:
            tables = {kind.prefix: f"select {columns} from raw.{kind.prefix}" for kind in KINDS.values()}
            return {name: set(opened.execute(rows).fetchall()) for name, rows in tables.items()}

    def assert_counts_are_true(self) -> None:
        """Every file's rows add up, and n_valid is what raw holds."""
        counts = " union all ".join(f"select delivery_id from raw.{kind.prefix}" for kind in KINDS.values())
        held = dict(self.query(f"select delivery_id, count(*) from ({counts}) group by all"))
        for row in self.rows.values():
            assert row.n_read == row.n_valid + row.n_quarantined + row.n_dropped, row.file_name
            if row.kind and row.delivery_id and row.n_valid:
                assert held.get(row.delivery_id) == row.n_valid, row.file_name


def assert_same_rows(one: People, other: People) -> None:
    rows, expected = one.raw(), other.raw()
    for kind in expected:
        assert rows[kind] == expected[kind], kind


def deliver_everybody(people: People) -> None:
    """Anna (C7100001), who will be forgotten, among Bas, Cor and the group they are in."""
    people.deliver("wiz/groepen", "2025-03-01", (NOBODY, "G1;Een;sportgroep;jongeren;JoU;2025-01-01"))
    people.deliver(
        "wiz/bijeenkomsten", "2025-03-01", (NOBODY, "B1;G1;2025-01-08"), (NOBODY, "B2;G1;2025-01-15")
    )  # fmt: skip
    people.deliver(
        "wiz/deelnemers", "2025-03-01",
        ("anna", "C7100001;999900006;15-08-1973;moeder;achter de molen"),
        ("bas", "C7200002;999900018;16-09-1974;vader;onbekende buurt"),
        ("cor", "C7300003;999900031;;vader;onbekende buurt"),
    )  # fmt: skip
    people.deliver(
        "wiz/deelnames", "2025-03-01",
        ("anna", "D71;C7100001;G1;2024-12-01;zij wilde niet meer"),
        ("bas", "D72;C7200002;G1;2024-12-02;"),
    )  # fmt: skip
    people.deliver(
        "wiz/aanwezigheid", "2025-03-01",
        ("anna", "D71;B1;aanwezig"), ("anna", "D71;B2;afwezig"), ("bas", "D72;B1;aanwezig"),
    )  # fmt: skip
    people.deliver(
        "beschikkingen/beschikkingen", "2025-03-01",
        ("anna", "0344;T71;N71;2025-01-02;999900006;toegewezen;45;2025-01-02 10:00"),
        ("anna", "0344;T74;N74;2025-01-03;999900006;afgewezen;45;"),
        ("bas", "0344;T72;N72;2025-01-02;999900018;toegewezen;45;2025-01-02 10:00"),
    )  # fmt: skip
    people.deliver(
        "ervaringwijzer/uitnodigingen", "2025-03-01",
        ("anna", "U71;EW-O;2025-02-01;C7100001;"), ("bas", "U72;EW-O;2025-02-01;C7200002;"),
        ("cor", "U73;EW-O;2025-02-01;;"),
    )  # fmt: skip
    people.deliver(
        "ervaringwijzer/antwoorden", "2025-03-01",
        ("anna", "EW-O;R71;2025-02-02;U71;code71;einde;4;Mijn zoon slaapt weer goed"),
        ("anna", "EW-O;R74;2025-02-20;;code71;start;2;"),
        ("bas", "EW-O;R72;2025-02-02;U72;code72;einde;4;Fijn"),
        ("cor", "EW-O;R73;2025-02-02;U73;;einde;4;Goed"),
    )  # fmt: skip
    people.deliver(
        "coderingen/coderingen", "2025-03-01",
        ("anna", "EW-O;R71;open_positief;inzichten;k1;Slaapt weer goed"),
        ("bas", "EW-O;R72;open_positief;inzichten;k1;Heel fijn"),
    )  # fmt: skip
