"""What the codes of a scale probably mean, from their order and from those that have a label.

Only a proposal for somebody who writes a mapping: no night uses it.
"""

import re
from collections.abc import Collection, Mapping
from itertools import pairwise

_N_ANSWERS = 5
REVERSED = {str(code): _N_ANSWERS + 1 - code for code in range(1, _N_ANSWERS + 1)}
_NUMBER = re.compile(r"[+-]?[0-9]{1,3}(?:[.,]0+)?", re.ASCII)


def proposed_scale(codes: Collection[str], known: Mapping[str, int]) -> dict[str, int]:
    """The answer 1..5 for each code of a scale of five steps; `known`: what labels say of some. Empty where it is no
    such scale. Without labels the lowest code is taken for 1.
    """
    numbered = {_number(code): code for code in codes if _NUMBER.fullmatch(code)}
    steps = _steps(sorted(numbered))
    rising = {numbered.get(step, str(step)): answer for answer, step in enumerate(steps, start=1)}
    falling = {code: _N_ANSWERS + 1 - answer for code, answer in rising.items()}
    for scale in (rising, falling):
        if all(scale.get(code) == answer for code, answer in known.items()):
            return scale
    return {}


def _number(code: str) -> int:
    return int(re.split("[.,]", code)[0])


def _steps(numbers: list[int]) -> list[int]:
    """The five steps that these numbers are on: 1..5 or 0..4 where they lie within, else the five themselves."""
    for scale in (range(1, _N_ANSWERS + 1), range(_N_ANSWERS)):
        if numbers and set(numbers) <= set(scale):
            return list(scale)
    is_even = len({after - before for before, after in pairwise(numbers)}) == 1
    return numbers if len(numbers) == _N_ANSWERS and is_even else []
