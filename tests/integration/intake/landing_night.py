"""A small landing area that a test fills as it likes, and nights of intake on it (no dbt, no Dagster)."""

from datetime import date
from pathlib import Path

import duckdb

from schemas.kinds import KINDS, kinds_in
from schemas.reference import load_reference
from warehouse.intake import DeliveryFile, Intake
from warehouse.reading import Limits

KEY = bytes(range(32))
GROUPS = (
    "groep_id;naam;groepstype;doelgroep;organisatie;startdatum\n"
    "G1;Een;sportgroep;jongeren;JoU;2025-01-01\n"
    "G2;Twee;oudertraining;opvoeders;Lokalis;2025-02-01\n"
)
RESPONSES = kinds_in(load_reference())["ervaringwijzer/antwoorden"]
ANSWERED = f"""
    select {", ".join(map(RESPONSES.stored_name, RESPONSES.roles))}, delivery_id, line
    from raw.antwoorden left join (
        select delivery_id, line,
            {", ".join(f"max(score) filter (statement = '{name}') as {name}" for name in RESPONSES.statements)}
        from raw.antwoord_scores group by all
    ) using (delivery_id, line)"""


class LandingNight:
    """A landing folder and a warehouse; `night` runs the whole intake and keeps its rows by file name."""

    def __init__(self, folder: Path) -> None:
        self.landing, self.warehouse = folder / "landing", folder / "warehouse"
        for source in {kind.source for kind in KINDS.values()}:
            (self.landing / source).mkdir(parents=True)
        self.build = folder / "build.duckdb"
        self.mapping_dir: Path | None = None
        self.reference_dir: Path | None = None
        self.limits = Limits()
        self.rows: dict[str, DeliveryFile] = {}

    def put(self, path: str, content: str | bytes) -> Path:
        target = self.landing / path
        target.write_bytes(content.encode() if isinstance(content, str) else content)
        return target

    def intake(self, as_of: str = "2025-06-01", *, reread: bool = False, key: bytes = KEY) -> Intake:
        return Intake(
            landing_url=str(self.landing), warehouse_dir=self.warehouse, mapping_dir=self.mapping_dir,
            pseudonym_key=key, as_of=date.fromisoformat(as_of), only_test_bsns=True, limits=self.limits, reread=reread,
            reference=load_reference(self.reference_dir),
        )  # fmt: skip

    def night(self, as_of: str = "2025-06-01", *, reread: bool = False, key: bytes = KEY) -> Intake:
        """A whole intake; afterwards its ledger rows stand in `rows`."""
        intake = self.intake(as_of, reread=reread, key=key)
        self.rows = {row.file_name: row for row in intake.take_ignored()}
        for kind in KINDS:
            self.rows |= {row.file_name: row for row in intake.take(kind).files}
        intake.write_raw_schema(self.build)
        return intake

    def query(self, sql: str) -> list[tuple[object, ...]]:
        """`answered` is raw.antwoorden with a column for each statement."""
        with duckdb.connect(self.build, read_only=True) as connection:
            connection.execute(f"create temp view answered as {ANSWERED}")
            return connection.execute(sql).fetchall()

    def statuses(self) -> dict[str, tuple[str, str | None]]:
        return {name: (row.status.value, row.reason) for name, row in self.rows.items()}
