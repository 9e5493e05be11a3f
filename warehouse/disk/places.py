"""Names of the folders and files under WAREHOUSE_DIR, and who may enter them. What is in them does not belong here."""

import errno
import os
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


class Places:
    """Everything that the warehouse keeps on disk."""

    def __init__(self, warehouse_dir: Path) -> None:
        self.warehouse_dir = warehouse_dir
        self.build = build = warehouse_dir / "build"
        self.quarantine = warehouse_dir / "quarantine"
        self.published = warehouse_dir / "published"
        self.build_database = build / "build.duckdb"
        # What dashboards will get of tonight's build, before it is published.
        self.dashboard = build / "dashboard.duckdb"
        # The monitor of tonight's build, before it is published.
        self.monitor = build / "monitor"
        # The build file of a closed month, while the figures for dashboards are made of it.
        self.closed = build / "closed"
        # Copies of the releases that readers may have, while tonight's is compared with them.
        self.last_release = build / "last_release"
        self.lock = build / "night.lock"
        self.raw = build / "raw"
        self.ledger = build / "ledger.json"
        # The fingerprint of the code that decides on rows, beside a hash of the bytes that it is of.
        self.rules = build / "rules.txt"
        # A change of the pseudonym key that is not carried out yet.
        self.rekeying = build / "rekeying.json"
        self.forgotten = build / "forgotten.json"
        self.logs = build / "logs"
        self.dbt = build / "dbt"

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
