"""A built or published database beside the reference: a second, independent computation in plain Python."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import schemas.mapping
from tests.reference import compare, deliveries, star


def assert_as_reference(database: Path, nights: Sequence[tuple[Path, date]]) -> None:
    """Every cell of the ledger, the quarantine, the star, its history and the figures after the last of the nights."""
    reference = deliveries.run(nights, deliveries.Settings(schemas.mapping.DEFAULT_MAPPING_DIR))
    found = compare.differences(database.resolve(), reference, star.build(reference.state, nights[-1][1]))
    assert not found, "\n".join([f"{len(found)} differences", *map(str, found[:40])])
