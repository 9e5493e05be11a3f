"""What intake would make of one file as it is: the file is taken, into a folder that is thrown away again.

What its headers and labels mean, and how it is all told, does not belong here.
"""

import secrets
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow.parquet as pq

from schemas.kinds import DeliveryKind
from schemas.mapping import KindMapping
from schemas.rules import ADVICE, Rule
from warehouse.intake import file_names
from warehouse.intake.ingest import Bounds, FileRules, Taken, take_file
from warehouse.landing.area import LandedFile
from warehouse.privacy.pseudonyms import Pseudonymiser
from warehouse.raw.store import DeliveryWriter, RawStore
from warehouse.reading import Limits, Rejected

_DELIVERY_ID = "trial"


@dataclass(frozen=True)
class Trial:
    """What became of the file. `broken` counts what was noted, by column (None: the row) and rule. `first_day`: its day
    and why, unless the name has a date that cannot be.
    """

    taken: Taken
    broken: Counter[tuple[str | None, str]] = field(default_factory=Counter)
    first_day: file_names.FirstDay | None = None


def landed_as(path: Path, folder: str) -> LandedFile:
    """The file as the landing area would show it in this folder."""
    status = path.stat()
    return LandedFile(f"{folder}/{path.name}", status.st_size, status.st_mtime_ns, is_regular=True)


def take_on_trial(
    path: Path, mapping: KindMapping, as_of: date, *, only_test_bsns: bool, max_quarantined_share: float
) -> Trial:  # fmt: skip
    """Take a file by the rules of a night. Pseudonyms are of a key that nobody keeps."""
    kind, file = mapping.kind, landed_as(path, mapping.kind.source)
    first = file_names.first_day(file, as_of)
    if isinstance(first, Rule):
        return Trial(Taken(rejected=Rejected(ADVICE[first], rule=first)))
    rules = FileRules(mapping, file.name, first.day, Bounds(only_test_bsns, max_quarantined_share, Limits()))
    with TemporaryDirectory() as folder:
        store = RawStore(Path(folder) / "raw", Path(folder) / "quarantine")
        store.prepare(kind)
        writer = DeliveryWriter(store, kind, _DELIVERY_ID, Pseudonymiser(secrets.token_bytes()))
        taken = take_file(lambda: path.open("rb"), file_names.extension_of(file.name), rules, writer, lambda: None)
        return Trial(taken, _noted(store, kind), first)


def _noted(store: RawStore, kind: DeliveryKind) -> Counter[tuple[str | None, str]]:
    """A file that was rejected before its rows were judged has no notes."""
    path = store.quarantine_path(kind, _DELIVERY_ID)
    if not path.exists():
        return Counter()
    notes = pq.read_table(path, columns=["column_name", "rule"])
    return Counter(zip(notes["column_name"].to_pylist(), notes["rule"].to_pylist(), strict=True))
