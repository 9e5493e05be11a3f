"""Names of the folders and files under WAREHOUSE_DIR, and who may enter them. What is in them does not belong here."""

import errno
import os
from dataclasses import dataclass
from pathlib import Path

from warehouse.faults import Fault

CLOSED = 0o700
TRAVERSABLE = 0o711
READABLE = 0o755


class NoPlace(Fault):
    """The folders cannot be made or entered."""


def unusable(setting: str, folder: Path, error: OSError) -> str:
    """What is told of a folder that a setting names, and what to do."""
    return (
        f"{setting} {folder} cannot be used: {error.strerror}. Name a folder that the nightly's user owns and may write"
        " in, on a disk that is not read-only."
    )


@dataclass(frozen=True)
class Places:
    """Everything that the warehouse keeps on disk."""

    warehouse_dir: Path

    @property
    def build(self) -> Path:
        return self.warehouse_dir / "build"

    @property
    def quarantine(self) -> Path:
        return self.warehouse_dir / "quarantine"

    @property
    def published(self) -> Path:
        return self.warehouse_dir / "published"

    @property
    def build_database(self) -> Path:
        return self.build / "build.duckdb"

    @property
    def dashboard(self) -> Path:
        """What dashboards will get of tonight's build, before it is published."""
        return self.build / "dashboard.duckdb"

    @property
    def closed(self) -> Path:
        """The build file of a closed month, while the figures for dashboards are made of it."""
        return self.build / "closed"

    @property
    def last_release(self) -> Path:
        """Copies of the releases that readers may have, while tonight's is compared with them."""
        return self.build / "last_release"

    @property
    def lock(self) -> Path:
        return self.build / "night.lock"

    @property
    def raw(self) -> Path:
        return self.build / "raw"

    @property
    def ledger(self) -> Path:
        return self.build / "ledger.json"

    @property
    def rules(self) -> Path:
        """The fingerprint of the code that decides on rows, beside a hash of the bytes that it is of."""
        return self.build / "rules.txt"

    @property
    def rekeying(self) -> Path:
        """A change of the pseudonym key that is not carried out yet."""
        return self.build / "rekeying.json"

    @property
    def forgotten(self) -> Path:
        return self.build / "forgotten.json"

    @property
    def logs(self) -> Path:
        return self.build / "logs"

    @property
    def dbt(self) -> Path:
        return self.build / "dbt"

    def prepare(self) -> None:
        """Make the folders; the restricted ones are closed to others whatever they were before."""
        try:
            self._prepare()
        except OSError as error:
            raise NoPlace(unusable("WAREHOUSE_DIR", self.warehouse_dir, error)) from None

    def _prepare(self) -> None:
        if not self.warehouse_dir.exists():
            self.warehouse_dir.mkdir(parents=True)
            self.warehouse_dir.chmod(TRAVERSABLE)
        for folder in (self.build, self.quarantine, self.logs, self.dbt):
            folder.mkdir(exist_ok=True)
            folder.chmod(CLOSED)
        if not self.published.exists():
            self.published.mkdir()
            self.published.chmod(READABLE)
        for folder in (self.build, self.quarantine, self.published):
            if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
                raise PermissionError(errno.EACCES, f"no right to write in {folder.name}")
