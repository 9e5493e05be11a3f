"""Which headers and labels of a file `make map` may show, and what stands in the place of those that may be about a
person.

What in a text is about a person is scrubbing.py's to tell.
"""

import re
from collections.abc import Mapping

from schemas.values import clean_code
from warehouse.privacy.names import shown_name
from warehouse.privacy.scrubbing import FEWEST_ROWS_OF_A_LONG_LABEL, WITHHELD, shown_code, shown_label

MOST_LABELS_SHOWN = 25
_LONGEST_SHOWN = 80
_LONGEST_OF_A_LIST = 40
_TEXTS = "(not shown: texts rather than labels; is this the right column?)"
_LIKE_A_VALUE = re.compile(r"[0-9]{8}|@|[0-9]{1,4}[-/][0-9]{1,2}[-/][0-9]{1,4}|^[0-9]{4}\s?[a-zA-Z]{2}$", re.ASCII)


def is_like_a_value(text: str) -> bool:
    """Whether a header or label could be a number of somebody, an address or a date: then it is shown nowhere."""
    cleaned = clean_code(text)
    return bool(_LIKE_A_VALUE.search(cleaned)) or shown_label(cleaned, FEWEST_ROWS_OF_A_LONG_LABEL) == WITHHELD


def shown(text: str) -> str:
    """A header or label as it is shown: short, on one line, and not at all when it looks like a personal value."""
    if is_like_a_value(text):
        return WITHHELD
    spaced = shown_name(" ".join(text.split()))
    return spaced if len(spaced) <= _LONGEST_SHOWN else spaced[: _LONGEST_SHOWN - 1] + "…"


def is_shown_whole(label: str) -> bool:
    """Whether a label of a report stands there as it stands in the file."""
    return label not in (WITHHELD, _TEXTS) and shown(label) == label


def shown_codes(unknown: Mapping[str, int]) -> dict[str, str]:
    """What is shown of each value that a closed list does not know; `unknown` tells how many rows have it.

    Many different values, or long ones, are another column's.
    """
    are_texts = len(unknown) > MOST_LABELS_SHOWN or any(len(text) > _LONGEST_OF_A_LIST for text in unknown)
    return {text: _TEXTS if are_texts else shown_code(text, n_rows) for text, n_rows in unknown.items()}


def shown_labels(unknown: Mapping[str, int]) -> dict[str, str]:
    """What is shown of each label that no mapping knows; `unknown` tells how many rows have it.

    A list of organisations may be long, but is not one where nearly every row has a label of its own. What several
    rows have is a label there too.
    """
    are_texts = len(unknown) > MOST_LABELS_SHOWN and sum(unknown.values()) < 2 * len(unknown)
    return {
        label: _TEXTS if are_texts and n_rows < FEWEST_ROWS_OF_A_LONG_LABEL else shown_label(label, n_rows)
        for label, n_rows in unknown.items()
    }
