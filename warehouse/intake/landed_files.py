"""The files in the landing area as one night sees them: looked at once, hashed, and confirmed to be what they were.

What is a delivery, and what becomes of it, is decided elsewhere.
"""

import hashlib
import time
from functools import cached_property
from typing import BinaryIO

from schemas.kinds import KINDS
from schemas.rules import Rule
from warehouse.intake import file_names
from warehouse.intake.safe_names import SafeNames
from warehouse.landing.area import FileChanged, FileWithheld, LandedFile, LandingArea
from warehouse.reading import Encoding, Limits, Rejected, encoding_of

WhyItWaits = tuple[Rule, str | None]
_READ_BLOCK = 1 << 20
_FRESH_SECONDS = 3.0
_SECONDS_BETWEEN_LOOKS = 1.0
_SOURCES = frozenset(kind.source for kind in KINDS.values())


class LandedFiles:
    """Tonight's look at a landing area, the same for all kinds."""

    def __init__(self, landing: LandingArea, names: SafeNames, limits: Limits) -> None:
        self._landing, self._names, self._limits = landing, names, limits
        self._encodings: dict[str, Encoding | Rejected] = {}

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
        """SHA-256 of the content, or why it cannot be had tonight. The encoding of a CSV is judged on the way."""
        try:
            with self.open(file) as stream:
                hashed = _Hashed(stream)
                if file_names.extension_of(file.name) == "csv":
                    self._encodings[file.path] = encoding_of(hashed, self._limits)
                while hashed.read(_READ_BLOCK):
                    pass
            self.confirm(file)
        except (FileChanged, FileWithheld) as fault:
            return None, why_it_waits(fault)
        return hashed.digest.hexdigest(), None

    def encoding(self, file: LandedFile) -> Encoding | Rejected | None:
        """What the encoding of a CSV was found to be, or why it is none; None where it was not hashed tonight."""
        return self._encodings.get(file.path)


class _Hashed:
    """A stream that hashes what is read of it."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream, self.digest = stream, hashlib.sha256()

    def read(self, size: int) -> bytes:
        block = self._stream.read(size)
        self.digest.update(block)
        return block


def why_it_waits(fault: FileChanged | FileWithheld) -> WhyItWaits:
    """The file is tried again the next night."""
    return (Rule.CANNOT_BE_READ, str(fault)) if isinstance(fault, FileWithheld) else (Rule.NOT_YET_COMPLETE, None)
