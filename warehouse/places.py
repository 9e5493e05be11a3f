"""Names of the folders and files under WAREHOUSE_DIR, and who may enter them. What is in them does not belong here."""

from dataclasses import dataclass
from pathlib import Path

CLOSED = 0o700
TRAVERSABLE = 0o711
READABLE = 0o755


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
    def lock(self) -> Path:
        return self.build / "night.lock"

    @property
    def logs(self) -> Path:
        return self.build / "logs"

    @property
    def dbt(self) -> Path:
        return self.build / "dbt"

    def prepare(self) -> None:
        """Make the folders; the restricted ones are closed to others whatever they were before."""
        if not self.warehouse_dir.exists():
            self.warehouse_dir.mkdir(parents=True)
            self.warehouse_dir.chmod(TRAVERSABLE)
        for folder in (self.build, self.quarantine, self.logs, self.dbt):
            folder.mkdir(exist_ok=True)
            folder.chmod(CLOSED)
        self.published.mkdir(exist_ok=True)
        self.published.chmod(READABLE)
