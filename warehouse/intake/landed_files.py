"""The files in the landing area as one night sees them: looked at once, hashed, and confirmed to be what they were.

What is a delivery, and what becomes of it, is decided elsewhere.
"""

import hashlib
import time
from functools import cached_property
from typing import BinaryIO

from schemas.kinds import KINDS
from schemas.rules import Rule
from warehouse.intake.safe_names import SafeNames
from warehouse.landing import FileChanged, FileWithheld, LandedFile, LandingArea

WhyItWaits = tuple[Rule, str | None]
_READ_BLOCK = 1 << 20
_FRESH_SECONDS = 3.0
_SECONDS_BETWEEN_LOOKS = 1.0
_SOURCES = frozenset(kind.source for kind in KINDS.values())


class LandedFiles:
    """Tonight's look at a landing area, the same for all kinds."""

    def __init__(self, landing: LandingArea, names: SafeNames) -> None:
        self._landing, self._names = landing, names

    @cached_property
    def files(self) -> list[LandedFile]:
        """Everything that lies there. What was written this very moment gets time to show that it grows."""
        landed = self._landing.look(_SOURCES)
        self._names.expect(landed)
        now = time.time()
        if any(abs(now - file.modified_ns / 1e9) < _FRESH_SECONDS for file in landed):
            time.sleep(_SECONDS_BETWEEN_LOOKS)
        return landed

    def open(self, file: LandedFile) -> BinaryIO:
        """The content from its beginning; raises as the landing area does."""
        return self._landing.open(file)

    def confirm(self, file: LandedFile) -> None:
        """Raises FileChanged where the file is not what it was at the look."""
        if not self._landing.is_unchanged(file):
            raise FileChanged(file.shown)

    def hash(self, file: LandedFile) -> tuple[str | None, WhyItWaits | None]:
        """SHA-256 of the content, or why it cannot be had tonight."""
        digest = hashlib.sha256()
        try:
            with self.open(file) as stream:
                while block := stream.read(_READ_BLOCK):
                    digest.update(block)
            self.confirm(file)
        except (FileChanged, FileWithheld) as fault:
            return None, why_it_waits(fault)
        return digest.hexdigest(), None


def why_it_waits(fault: FileChanged | FileWithheld) -> WhyItWaits:
    """The file is tried again the next night."""
    return (Rule.CANNOT_BE_READ, str(fault)) if isinstance(fault, FileWithheld) else (Rule.NOT_YET_COMPLETE, None)
