"""How the values of a slice make up the whole: which rows of a mart add up to which other row."""

from collections.abc import Iterator

import pandas as pd

ALL = "all"
At = tuple[str, str]
# A moment is no part of the whole: all other slices count one moment.
NO_PARTITION = {ALL, "moment"}


def partitions(frame: pd.DataFrame) -> Iterator[tuple[At, list[At]]]:
    """Each (slice, slice_value) that others make up, with those: the whole by every slice, and years by half-years."""
    values = {
        name: sorted(set(part["slice_value"])) for name, part in frame.groupby("slice") if name not in NO_PARTITION
    }
    for name, parts in values.items():
        yield (ALL, ALL), [(name, value) for value in parts]
    if "year" in values and "half_year" in values:
        for year in values["year"]:
            yield ("year", year), [("half_year", half) for half in values["half_year"] if half.startswith(f"{year}-")]
