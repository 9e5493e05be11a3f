"""What the codes of a scale probably mean, from their order and from those that have a label.

Only a proposal for somebody who writes a mapping: no night uses it.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import pairwise

Scale = dict[str, int]

_N_ANSWERS = 5
REVERSED = {str(code): _N_ANSWERS + 1 - code for code in range(1, _N_ANSWERS + 1)}
_NUMBER = re.compile(r"[+-]?[0-9]{1,3}(?:[.,]0+)?", re.ASCII)


def proposed_scales(codes: Collection[str], known: Mapping[str, int], taken: Collection[int] = ()) -> list[Scale]:
    """What the codes of a scale of five steps mean, as far as the file tells: one scale, two where it may run either
    way (first the one in which the lowest code is 1), none where it is no such scale.

    known: what labels say of some codes. taken: answers that stand in the column as labels, so that no code means them.
    """
    numbered = {_number(code): code for code in codes if is_number(code)}
    for steps in _steps(sorted(numbered)):
        rising = {numbered.get(step, str(step)): answer for answer, step in enumerate(steps, start=1)}
        falling = {code: _N_ANSWERS + 1 - answer for code, answer in rising.items()}
        found = [scale for scale in (rising, falling) if _fits(scale, numbered.values(), known, taken)]
        if found:
            return found
    return []


def _fits(scale: Scale, codes: Collection[str], known: Mapping[str, int], taken: Collection[int]) -> bool:
    is_known = all(scale.get(code) == answer for code, answer in known.items())
    return is_known and not any(scale[code] in taken for code in codes)


def is_number(code: str) -> bool:
    """Whether a text is a code that has a place in an order."""
    return _NUMBER.fullmatch(code) is not None


def _number(code: str) -> int:
    return int(re.split("[.,]", code)[0])


def _steps(numbers: list[int]) -> Iterator[Sequence[int]]:
    """The five steps that these numbers may be on: 1..5 or 0..4 where they lie within, else the five themselves."""
    known = [scale for scale in (range(1, _N_ANSWERS + 1), range(_N_ANSWERS)) if set(numbers) <= set(scale)]
    is_even = len({after - before for before, after in pairwise(numbers)}) == 1
    if numbers and known:
        yield from known
    elif len(numbers) == _N_ANSWERS and is_even:
        yield numbers
