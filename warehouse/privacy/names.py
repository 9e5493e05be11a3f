"""Names of files, as they may be shown and kept: without the numbers of persons that somebody wrote into them.

A BSN is known by the elfproef; which numbers are of clients is for whoever knows the clients to say.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise

from schemas.name_dates import days_in_name
from schemas.values import clean_code, passes_elfproef

LEFT_OUT = "…"
_BSN_DIGITS = 9
# Digits with up to three signs between two of them: a name is no sum, but a number may be grouped in any way.
_RUN = re.compile(r"\d(?:(?:[^\w/]|_){0,3}\d)+")
_DIGITS = re.compile(r"\d+")
_PIECE = re.compile(r"\d+|[^\W\d_]+")
_BETWEEN = re.compile(r"(?:[^\w/]|_){0,3}")
_MOST_PIECES = 6
_FEWEST_DIGITS = 4  # Of a number without a letter: less is a version, a wave or the number of a copy.
_MOST_LETTERS = 6  # Of a part of a number; more is a word.
_MOST_LETTERS_RUNNING_ON = 3
_EXTENSION = re.compile(r"\.[^\W\d_]+$")
_JOINTS = ("", "-", "_", ".", " ", "/")


def shown_name(path: str) -> str:
    """A name as plain text, without BSNs."""
    return spelled_name(without_bsns(path))


def spelled_name(path: str) -> str:
    """A name with backslash escapes for what is not printable text (control, direction, undecodable bytes)."""
    raw = path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    return "".join(
        character if character.isprintable() else character.encode("unicode_escape").decode("ascii")
        for character in raw
    )


def without_bsns(name: str) -> str:
    """The name with all nine digits that pass the elfproef left out, unless they are of a date that stands there.

    Digits that run on from them go too: they may be a number as well, and of that no half should be left.
    """
    of_dates = {place for day in days_in_name(name) for place in range(day.start, day.end)}
    groups = {place: group.span() for group in _DIGITS.finditer(name) for place in range(*group.span())}
    hidden = set()
    for run in _RUN.finditer(name):
        places = [place for place in range(*run.span()) if place in groups]
        for first in range(len(places) - _BSN_DIGITS + 1):
            window = places[first : first + _BSN_DIGITS]
            digits = "".join(str(int(name[place])) for place in window)
            if of_dates.isdisjoint(window) and passes_elfproef(digits):
                hidden.add((groups[window[0]][0], groups[window[-1]][1]))
    return without(name, hidden)


def without(name: str, spans: Collection[tuple[int, int]]) -> str:
    """The name with these stretches left out; stretches that touch are one."""
    places = sorted({place for span in spans for place in range(*span)})
    starts = {place for before, place in pairwise([-2, *places]) if place != before + 1}
    gone = set(places)
    return "".join(
        LEFT_OUT if place in starts else "" if place in gone else character for place, character in enumerate(name)
    )


def may_be_numbers(name: str) -> Iterator[tuple[tuple[int, int], set[str]]]:
    """Every stretch of a name that could be a client number, with the ways in which the number may be spelled."""
    of_dates = {place for day in days_in_name(name) for place in range(day.start, day.end)}
    end = _EXTENSION.search(name)
    found = [piece.span() for piece in _PIECE.finditer(name, 0, end.start() if end else len(name))]
    pieces = [piece for piece in found if of_dates.isdisjoint(range(*piece))]
    for number, first in enumerate(pieces):
        for start in _starts(name, first):
            group = [(start, first[1])]
            yield from _if_it_may_be(name, group)
            for before, following in pairwise(pieces[number : number + _MOST_PIECES]):
                if not _BETWEEN.fullmatch(name[before[1] : following[0]]):
                    break
                group = [*group, following]
                yield from _if_it_may_be(name, group)


def may_hold_a_number(name: str) -> bool:
    """Whether something was left out of a name, or may have to be yet."""
    return LEFT_OUT in name or any(True for _ in may_be_numbers(name))


def _starts(name: str, piece: tuple[int, int]) -> list[int]:
    """A number may begin with the last letters of a word that runs into it."""
    start, end = piece
    runs_on = name[start].isalpha() and name[end : end + 1].isdecimal()
    return [start, *range(max(start + 1, end - _MOST_LETTERS_RUNNING_ON), end)] if runs_on else [start]


def _if_it_may_be(name: str, group: Sequence[tuple[int, int]]) -> Iterator[tuple[tuple[int, int], set[str]]]:
    start, end, texts = group[0][0], group[-1][1], [name[slice(*piece)] for piece in group]
    n_digits = sum(len(text) for text in texts if text.isdecimal())
    if any(len(text) > _MOST_LETTERS for text in texts if text.isalpha()):
        return
    if n_digits >= (_FEWEST_DIGITS if all(map(str.isdecimal, texts)) else 1):
        written = {name[start:end], *(joint.join(texts) for joint in _JOINTS)}
        yield (start, end), {clean_code(form) for text in written for form in (text, text.upper(), text.lower())}
