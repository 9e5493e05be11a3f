"""One night on one warehouse: its settings with what they open. It knows nothing of Dagster, which is slow to import.

What happens in a night belongs in the assets.
"""

from dataclasses import dataclass, field, replace
from enum import Enum, auto
from functools import cached_property
from pathlib import Path
from typing import Protocol

from orchestration.serving import Lag, lag
from orchestration.settings import REPOSITORY, Settings
from schemas.kinds import KINDS
from warehouse.brake import Today
from warehouse.disclosure.history import LastRelease
from warehouse.disclosure.thresholds import Thresholds
from warehouse.disk.places import Places
from warehouse.intake import Intake, KindReport
from warehouse.privacy.pseudonyms import Pseudonymiser
from warehouse.publication.audit import audited_build
from warehouse.publication.builds import (
    builds_folder,
    current_build,
    current_manifest,
    distinct_releases,
    last_night,
    newest_whole,
)
from warehouse.publication.manifest import DamagedBuild, Inputs, Manifest, verify
from warehouse.publication.outputs import ANALYSIS, DASHBOARD
from warehouse.publication.version import code_version
from warehouse.summary import Story


class Announce(Protocol):
    """Tells whoever watches which stage the night is in, and how far."""

    def __call__(self, stage: str, done: int = 0, total: int = 0) -> None: ...


def say_nothing(stage: str, done: int = 0, total: int = 0) -> None:
    """A night that nobody watches."""


class Work(Enum):
    """What a night has to do: what it would make is published; it is, but the serving copy is behind; only what depends
    on the day changes; all tables.
    """

    NOTHING = auto()
    THE_COPY = auto()
    THE_DAY = auto()
    EVERYTHING = auto()


@dataclass
class Night:
    """One night on one warehouse. Its pseudonym key never becomes Dagster configuration.

    reread: every file of the landing area is read again.
    makes_all_tables: told by the run: whether what it publishes is all made of what lies there now.
    """

    settings: Settings
    announce: Announce = say_nothing
    reread: bool = False
    story: Story = field(default_factory=Story)
    makes_all_tables: bool = False

    @cached_property
    def places(self) -> Places:
        return Places(self.settings.warehouse_dir)

    @cached_property
    def intake(self) -> Intake:
        return self.intake_elsewhere(self.settings.warehouse_dir)

    def intake_elsewhere(self, warehouse_dir: Path, pseudonymiser: Pseudonymiser | None = None) -> Intake:
        """The intake of this landing area into a folder, by default with pseudonyms of the settings' key."""
        return Intake(
            landing_url=self.settings.landing_url,
            landing_options=self.settings.landing_options,
            warehouse_dir=warehouse_dir,
            mapping_dir=self.settings.mapping_dir,
            reference=self.settings.reference(),
            pseudonym_key=self.settings.key(),
            pseudonymiser=pseudonymiser,
            as_of=self.settings.as_of,
            only_test_bsns=self.settings.is_demo,
            max_quarantined_share=self.settings.max_quarantined_share,
            retention_days=self.settings.retention_days,
            reread=self.reread,
            last_night=last_night(self.places),
            confirmed=self.settings.confirm_as_of,
        )

    @cached_property
    def code_version(self) -> str:
        return code_version(REPOSITORY)

    @property
    def has_taken_everything(self) -> bool:
        """Whether this run looked at every delivery kind."""
        return self.story.reports.keys() == KINDS.keys()

    def reports(self) -> list[KindReport]:
        """What became of the files that lie there, kind by kind: as this run took them, or else as the ledger knows."""
        known = [] if self.has_taken_everything else self.intake.look().files
        return [
            self.story.reports.get(name) or KindReport.of(name, (file for file in known if file.kind == name))
            for name in KINDS
        ]

    @property
    def forgets(self) -> bool:
        """Whether rows are gone because somebody asked for it: such a build is not compared with the one before."""
        return not self.intake.forgotten.is_cleared

    @property
    def is_published_since_the_last_request(self) -> bool:
        """Whether what readers see was made after somebody last asked to be forgotten, or the key was changed."""
        published, asked_at = self.published(), self.intake.forgotten.withdrawn_before
        return published is not None and (asked_at is None or published.is_made_since(asked_at))

    def inputs(self, deliveries: str) -> Inputs:
        """What decides the contents of a build, with `deliveries` as the fingerprint of what was taken."""
        return Inputs(
            as_of=self.settings.as_of,
            code_version=self.code_version,
            deliveries=deliveries,
            minimum_group=self.settings.minimum_group,
            minimum_cell=self.settings.minimum_cell,
            is_braked=self.today.is_braked,
            last_night=self.today.last_night if self.today.is_braked else None,
        )

    @property
    def today(self) -> Today:
        """The night's day, and whether it is believed."""
        return self.intake.today

    @property
    def thresholds(self) -> Thresholds:
        return Thresholds(self.settings.minimum_group, self.settings.minimum_cell)

    @cached_property
    def pseudonymiser(self) -> Pseudonymiser:
        return Pseudonymiser(self.settings.key())

    def kept_releases(self) -> list[LastRelease]:
        """The releases that readers may have, the newest first, also where they were brought back to an older one."""
        builds = (builds_folder(self.places) / build_id for build_id in distinct_releases(self.places))
        return [LastRelease(build / DASHBOARD, build / ANALYSIS) for build in builds]

    def last_row_counts(self) -> dict[str, int]:
        """Rows a table of what readers see, or could be brought back to, to compare with. None after an erasure."""
        last = None if self.forgets else self.published() or newest_whole(self.places)
        return last.n_rows if last else {}

    def published(self) -> Manifest | None:
        """The manifest of what readers see: None before the first build, and where it cannot be read (`damage`)."""
        try:
            return current_manifest(self.places)
        except DamagedBuild:
            return None

    @cached_property
    def serving_lag(self) -> Lag | None:
        """Whether the serving copy was behind when it was asked for, and why."""
        return lag(self.settings, self.places)

    @cached_property
    def damage(self) -> DamagedBuild | None:
        """What was wrong with the files that readers saw when the night began. A fresh build takes their place."""
        build = current_build(self.places)
        try:
            if build:
                verify(build)
        except DamagedBuild as damage:
            return damage
        return None

    @cached_property
    def work(self) -> Work:
        """What tonight is to do, by what lies in the landing area and what is published.

        All of it where figures for dashboards could not be made: what kept them may be mended since.
        """
        published = self.published()
        is_changed = self.intake.look().changed
        if published is None or not published.is_of_one_run or published.is_release_due:
            return Work.EVERYTHING
        if is_changed or self.damage or self.reread:
            return Work.EVERYTHING
        inputs = self.inputs(self.intake.fingerprint)
        if published.inputs == inputs:
            return Work.THE_COPY if self.serving_lag and self.serving_lag.may_be_made_up else Work.NOTHING
        is_the_day = replace(published.inputs, as_of=inputs.as_of) == inputs and not self.forgets
        has_its_tables = is_the_day and audited_build(self.places.build_database) == published.build_id
        return Work.THE_DAY if has_its_tables and not self.intake.would_forget() else Work.EVERYTHING
