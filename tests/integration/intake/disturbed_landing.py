"""A landing area in which files come, go, are renamed, put back and touched, and a night after each of that.

What must hold after every night stands here; how long the machine runs is its tests' matter.
"""

import os
import shutil
import tempfile
from collections import Counter
from pathlib import Path

import duckdb
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tests.integration.intake.landing_night import GROUPS, LandingNight
from warehouse.intake import Intake
from warehouse.intake.acceptance import verdict_of
from warehouse.raw.ledger import Status

ANSWERS = "vragenlijst;respons_id;ingevuld_op;op_gemak\nEW-O;1;2025-01-01;4\n"
CONTENTS = {
    "wiz/groepen": [
        GROUPS,
        GROUPS.replace("Een", "Een anders"),
        GROUPS.replace("organisatie", "trekker"),
        "a login page",
    ],
    "ervaringwijzer/antwoorden": [
        ANSWERS,
        ANSWERS.replace(";4", ";2") + "EW-O;2;2025-01-02;5\n",
        ANSWERS.replace("respons_id", "nummer"),
        ANSWERS.splitlines()[0],
    ],
}
MAPPINGS = [{}, {"wiz": "headers: {organisatie: [Trekker]}", "ervaringwijzer": "headers: {respons_id: [nummer]}"}]
DAYS = ("2025-02-15", "2025-06-01")
ENDINGS = (".csv", "_2025-02-01.csv", "_2025-03-01.csv")
endings = st.sampled_from(ENDINGS)
times = st.sampled_from([1_735_732_800, 1_738_411_200, 1_740_830_400])


class DisturbedLanding(RuleBasedStateMachine):
    """The landing area of one delivery kind, some of whose contents only one of two mappings reads."""

    @initialize(kind=st.sampled_from(sorted(CONTENTS)), number=st.integers(0, 3), mapping=st.sampled_from(MAPPINGS))
    def begin(self, kind: str, number: int, mapping: dict[str, str]) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.landing_night = LandingNight(self.folder)
        self.landing_night.mapping_dir = self.folder / "mappings"
        self.landing_night.mapping_dir.mkdir()
        self.kind = kind
        self.accepted: set[str | None] = set()
        self.as_of = DAYS[-1]
        self.map(mapping)
        for ending in ENDINGS:
            self.landing_night.put(kind + ending, CONTENTS[kind][number])

    def teardown(self) -> None:
        shutil.rmtree(self.folder)

    @rule(ending=endings, number=st.integers(0, 3), time=times)
    def put(self, ending: str, number: int, time: int) -> None:
        os.utime(self.landing_night.put(self.kind + ending, CONTENTS[self.kind][number]), (time, time))

    @rule(ending=endings, time=times)
    def touch(self, ending: str, time: int) -> None:
        if (path := self.landing_night.landing / f"{self.kind}{ending}").exists():
            os.utime(path, (time, time))

    @rule(ending=endings)
    def take_away(self, ending: str) -> None:
        (self.landing_night.landing / f"{self.kind}{ending}").unlink(missing_ok=True)

    @rule(ending=endings, other=endings)
    def rename(self, ending: str, other: str) -> None:
        if (path := self.landing_night.landing / f"{self.kind}{ending}").exists():
            path.rename(self.landing_night.landing / f"{self.kind}{other}")

    @rule(mapping=st.sampled_from(MAPPINGS))
    def map(self, mapping: dict[str, str]) -> None:
        assert self.landing_night.mapping_dir is not None
        for source in ("wiz", "ervaringwijzer"):
            (self.landing_night.mapping_dir / f"{source}.yml").write_text(mapping.get(source, "{}"))

    @rule(as_of=st.sampled_from(DAYS))
    def choose_a_day(self, as_of: str) -> None:
        self.as_of = as_of

    @invariant()
    def a_night_loses_nothing_and_another_one_changes_nothing(self) -> None:
        before = self._intake()
        had_nothing_to_do, fingerprint = not before.look().changed, before.fingerprint
        night, tables = self._night(), self._tables()
        self._nothing_is_lost(night, n_rows=len(tables[1]))
        assert not had_nothing_to_do or night.fingerprint == fingerprint
        assert not self._intake().look().changed
        assert self._night(reread=True).fingerprint == night.fingerprint
        assert self._tables() == tables

    def _nothing_is_lost(self, night: Intake, n_rows: int) -> None:
        """Of every content one name is accepted, by the rules of tonight where it lies there; none vanishes."""
        rows = night._ledger.files
        assert all(row.n_read == row.n_valid + row.n_quarantined + row.n_dropped for row in rows)
        accepted = [row for row in rows if row.status is Status.ACCEPTED]
        assert n_rows == sum(row.n_valid for row in accepted)
        assert set(Counter(row.sha256 for row in accepted).values()) <= {1}
        here = {row.sha256: row for row in self.tonight}
        for row in accepted:
            assert row.delivery_id is not None
            assert row.sha256 not in here or row.verdict == verdict_of(night._rules, row.delivery_id)
        contents = {row.sha256 for row in accepted}
        assert {row.sha256 for row in self.tonight if row.status is Status.DUPLICATE} <= contents
        refused = {row.sha256 for row in self.tonight if row.status is Status.REJECTED}
        assert self.accepted - refused <= contents
        self.accepted = contents

    def _intake(self, reread: bool = False) -> Intake:
        return self.landing_night.intake(self.as_of, reread=reread)

    def _night(self, reread: bool = False) -> Intake:
        night = self._intake(reread)
        self.tonight = night.take(self.kind).files
        night.write_raw_schema(self.landing_night.build)
        return night

    def _tables(self) -> list[list[tuple[object, ...]]]:
        prefix = self.kind.rpartition("/")[2]
        queries = [f"select * from raw.{name} order by all" for name in ("snapshot", prefix, "quarantined_row")]
        with duckdb.connect(self.landing_night.build, read_only=True) as opened:
            return [opened.execute(query).fetchall() for query in queries]
