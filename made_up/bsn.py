"""BSNs that belong to nobody: the published test range, elfproef included.

What an intake does with a delivered BSN does not belong here.
"""

from collections.abc import Sequence
from functools import cache

from schemas.values import passes_elfproef

FIRST_TEST_BSN = 999900006
LAST_TEST_BSN = 999999990
UNKNOWN_BSN = "999999999"
RESERVED_FOR_STRANGERS = 200
RESERVED_FOR_MISTAKES = 100


@cache
def all_test_bsns() -> Sequence[str]:
    """Every BSN of the test range that passes the elfproef, in order."""
    return tuple(str(n) for n in range(FIRST_TEST_BSN, LAST_TEST_BSN + 1) if passes_elfproef(str(n)))


@cache
def client_bsns() -> Sequence[str]:
    """The test BSNs that clients of a made-up world may have."""
    return all_test_bsns()[: -RESERVED_FOR_STRANGERS - RESERVED_FOR_MISTAKES]


@cache
def stranger_bsns() -> Sequence[str]:
    """The test BSNs of people who get help but never take part in a group."""
    return all_test_bsns()[-RESERVED_FOR_STRANGERS:]


@cache
def mistaken_bsns() -> Sequence[str]:
    """The test BSNs that are put in by mistake and corrected later."""
    return all_test_bsns()[-RESERVED_FOR_STRANGERS - RESERVED_FOR_MISTAKES : -RESERVED_FOR_STRANGERS]


def failing_bsn(bsn: str) -> str:
    """The same BSN with another last digit, so that the elfproef fails."""
    return bsn[:-1] + str((int(bsn[-1]) + 1) % 10)
