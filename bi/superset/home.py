"""The folder in which Superset keeps what is its own (BI_DIR): names of the files in it. The standard library alone:
Superset's environment imports it too.

What is in the files does not belong here.
"""

from pathlib import Path

PRIVATE = 0o600
CLOSED = 0o700


class Home:
    """The files of one BI_DIR. Nothing of the warehouse lies here."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.lock = folder / "superset.lock"
        self.accounts = folder / "accounts.csv"
        self.secret = folder / "secret"
        # What is imported at every start, written anew.
        self.content = folder / "content"
        # Superset's own database, made anew at every start from the template.
        self.metadata = folder / "metadata.db"
        self.log = folder / "superset.log"
        self.earlier_log = folder / "superset.log.1"

    def template(self, digest: str) -> Path:
        """The empty database as the Superset of this digest makes it."""
        return self.folder / f"template-{digest}.db"

    def templates(self) -> list[Path]:
        """Those of all digests."""
        return sorted(self.folder.glob("template-*.db"))
