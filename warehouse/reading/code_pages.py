"""Whether text of one byte a character is Windows-1252, judged by where its bytes beyond ASCII stand.

Every code page gives each byte a kind of character; a table of kinds says what may stand between which neighbours in
Dutch text. Reading the file, and what is UTF-8, is encoding.py's.
"""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import IntEnum, auto

import numpy as np
import numpy.typing as npt

_OURS = "cp1252"
# The others that spreadsheets, survey tools and registries write in the Netherlands, and what they are called.
_NAMES = {
    "mac_roman": "MacRoman",
    "cp850": "code page 850 (DOS)",
    "cp437": "code page 437 (DOS)",
    "iso8859_15": "ISO-8859-15",
    "cp1250": "Windows-1250 (Polish, Czech, Hungarian)",
    "cp1254": "Windows-1254 (Turkish)",
    "iso8859_2": "ISO-8859-2 (Polish, Czech, Hungarian)",
    "cp852": "code page 852 (DOS)",
    "cp857": "code page 857 (DOS)",
}
_PIECE = 2**20
# Less than one in so many bytes is no clear difference, unless it is a sign within a word.
_CLEAR_FROM = 50

Places = npt.NDArray[np.intp]


class _Kind(IntEnum):
    """What a byte is in a code page, as far as it matters where it may stand."""

    EDGE = 0  # blanks, delimiters, quotes and all other ASCII that is no letter or digit
    DIGIT = auto()
    LETTER_O = auto()
    VOWEL = auto()
    LETTER_M = auto()
    CONSONANT = auto()
    CAPITAL = auto()
    ACCENTED = auto()
    ACCENTED_CAPITAL = auto()
    CARON = auto()  # s and z with a caron, which MacRoman's o and u with dots or a hat look like
    Y_ACUTE = auto()  # which the Turkish i without a dot looks like
    APOSTROPHE = auto()
    OPENING = auto()
    CLOSING = auto()
    DASH = auto()
    LONG_DASH = auto()
    ELLIPSIS = auto()
    MONEY = auto()
    SIGN = auto()
    AFTER_A_WORD = auto()
    POWER = auto()
    SYMBOL = auto()
    LIGATURE = auto()  # which the last letter of many a Slavic name looks like
    BLANK = auto()
    STRANGE = auto()


_CHARACTERS = {
    _Kind.LETTER_O: "o",
    _Kind.VOWEL: "aeiuy",
    _Kind.LETTER_M: "m",
    _Kind.CARON: "šž",
    _Kind.Y_ACUTE: "ý",
    _Kind.APOSTROPHE: "’´",
    _Kind.OPENING: "“„‘«‹¿¡",
    _Kind.CLOSING: "”»›",
    _Kind.DASH: "–",
    _Kind.LONG_DASH: "—",
    _Kind.ELLIPSIS: "…",
    _Kind.MONEY: "€£ƒ",
    _Kind.SIGN: "°§©½¼¾±×÷µ·•",
    _Kind.AFTER_A_WORD: "®™ºª",
    _Kind.POWER: "¹²³‰",
    _Kind.SYMBOL: "¦¬†‡ˆ˜¨¸¯¶",
    _Kind.LIGATURE: "æ",
    _Kind.BLANK: "\xa0\xad",
}
_KIND_OF = {character: kind for kind, characters in _CHARACTERS.items() for character in characters}
# Letters and a quote that Dutch text and the names in it do without, but other letters look like.
_STRANGE_LETTERS = frozenset("ðÐþÞÝŸÕ‚")
_VOWELS = {_Kind.LETTER_O, _Kind.VOWEL, _Kind.ACCENTED}
_SMALL = {*_VOWELS, _Kind.LETTER_M, _Kind.CONSONANT, _Kind.CARON, _Kind.Y_ACUTE, _Kind.LIGATURE}
_CAPITALS = {_Kind.CAPITAL, _Kind.ACCENTED_CAPITAL}
_LETTERS = _SMALL | _CAPITALS
_CONSONANTS = {_Kind.LETTER_M, _Kind.CONSONANT}


def _kind(character: str) -> _Kind:
    if character in _KIND_OF:
        return _KIND_OF[character]
    if character in _STRANGE_LETTERS:
        return _Kind.STRANGE
    if character.isascii():
        if character.isdigit():
            return _Kind.DIGIT
        if not character.isalpha():
            return _Kind.EDGE
        return _Kind.CAPITAL if character.isupper() else _Kind.CONSONANT
    if character.isalpha() and unicodedata.name(character).startswith("LATIN"):
        return _Kind.ACCENTED_CAPITAL if character.isupper() else _Kind.ACCENTED
    return _Kind.STRANGE


def _is_accented_in_place(before: _Kind, after: _Kind) -> bool:
    if {before, after} <= {_Kind.ACCENTED, _Kind.ACCENTED_CAPITAL}:
        return False
    return after not in _CAPITALS and not (_Kind.DIGIT in (before, after) and not {before, after} & _LETTERS)


def _is_caron_in_place(before: _Kind, after: _Kind) -> bool:
    if before not in _LETTERS or (after in _LETTERS and not {before, after} & _VOWELS):
        return False
    return _is_accented_in_place(before, after) and not (before is _Kind.LETTER_O and after in _CONSONANTS)


def _is_capital_in_place(before: _Kind, after: _Kind) -> bool:
    is_inside = before in _SMALL or (before in _CAPITALS and after in _SMALL)
    return not is_inside and bool({before, after} & _LETTERS)


_IN_PLACE: dict[_Kind, Callable[[_Kind, _Kind], bool]] = {
    _Kind.ACCENTED: _is_accented_in_place,
    _Kind.ACCENTED_CAPITAL: _is_capital_in_place,
    _Kind.CARON: _is_caron_in_place,
    _Kind.Y_ACUTE: lambda before, after: not {before, after} <= _LETTERS,
    _Kind.APOSTROPHE: lambda _before, _after: True,
    _Kind.OPENING: lambda before, after: (
        before not in {*_LETTERS, _Kind.DIGIT, _Kind.OPENING} and after is not _Kind.OPENING
    ),
    _Kind.CLOSING: lambda _before, after: after not in {*_LETTERS, _Kind.DIGIT},
    _Kind.DASH: lambda before, after: not {before, after} <= _VOWELS,
    _Kind.LONG_DASH: lambda before, after: not {before, after} <= _LETTERS,
    _Kind.ELLIPSIS: lambda _before, _after: True,
    _Kind.MONEY: lambda before, after: not {before, after} & _LETTERS,
    _Kind.SIGN: lambda before, after: not {before, after} <= _LETTERS,
    _Kind.AFTER_A_WORD: lambda _before, after: after not in _LETTERS,
    _Kind.SYMBOL: lambda before, after: not {before, after} & _LETTERS,
    _Kind.LIGATURE: lambda before, after: after in _SMALL and _is_accented_in_place(before, after),
    _Kind.POWER: lambda before, after: before not in _LETTERS - {_Kind.LETTER_M} and after not in _LETTERS,
    _Kind.BLANK: lambda _before, _after: True,
}


def _kinds_of(code_page: str) -> npt.NDArray[np.intp]:
    characters = bytes(range(256)).decode(code_page, "replace")
    return np.array([_kind(character) for character in characters], np.intp)


def _table(may_stand: Callable[[_Kind, _Kind, _Kind], bool]) -> npt.NDArray[np.bool_]:
    return np.array([[[may_stand(before, kind, after) for after in _Kind] for kind in _Kind] for before in _Kind])


def _may_stand(before: _Kind, kind: _Kind, after: _Kind) -> bool:
    return kind in _IN_PLACE and _IN_PLACE[kind](before, after)


def _is_within_a_word(before: _Kind, kind: _Kind, after: _Kind) -> bool:
    """What no slip of a typist puts there: a capital after a small letter, or no letter at all between letters."""
    if kind is _Kind.ACCENTED_CAPITAL:
        return before in _SMALL
    return kind in (_Kind.STRANGE, _Kind.SYMBOL, _Kind.MONEY, _Kind.POWER) and {before, after} <= _LETTERS


_PAGES = {page: _kinds_of(page) for page in (_OURS, *_NAMES)}
_PLAUSIBLE = _table(_may_stand)
_WITHIN_A_WORD = _table(_is_within_a_word)


@dataclass(frozen=True)
class _Neighbours:
    """The places in a block of bytes beyond ASCII, each with a number for the byte and those beside it."""

    line: int
    block: bytes
    places: Places
    codes: Places

    def first_line(self, codes: Places) -> int | None:
        """The line on which one of these stands first."""
        if not len(codes):
            return None
        return self.line + self.block.count(b"\n", 0, int(self.places[np.isin(self.codes, codes)][0]))


@dataclass
class CodePages:
    """Counts, over the blocks of a file, the bytes beyond ASCII and how many of them are in place in each code page."""

    n: int = 0
    in_place: dict[str, int] = field(default_factory=lambda: dict.fromkeys(_PAGES, 0))
    first_line: int | None = None
    has_strange_words: bool = False
    line_of_word: int | None = None

    def look_at(self, line: int, block: bytes) -> None:
        """A block of whole lines that ends in LF, so that every byte has neighbours."""
        for start in range(0, len(block), _PIECE):
            self._count(line, block, start)

    def _count(self, line: int, block: bytes, start: int) -> None:
        text = np.frombuffer(block, np.uint8)
        places = start + np.flatnonzero(text[start : start + _PIECE] >= 0x80)
        if not len(places):
            return
        before, own, after = (text[places + by].astype(np.intp) for by in (-1, 0, 1))
        at = _Neighbours(line, block, places, (before << 16) | (own << 8) | after)
        distinct, counts = np.unique(at.codes, return_counts=True)
        before, own, after = distinct >> 16, (distinct >> 8) & 0xFF, distinct & 0xFF
        self.n += len(places)
        for page, kinds in _PAGES.items():
            found = kinds[before], kinds[own], kinds[after]
            in_place = _PLAUSIBLE[found]
            self.in_place[page] += int(counts[in_place].sum())
            if page == _OURS:
                within_words = _WITHIN_A_WORD[found]
                self.has_strange_words = self.has_strange_words or bool(within_words.any())
                self.first_line = self.first_line or at.first_line(distinct[~in_place])
                self.line_of_word = self.line_of_word or at.first_line(distinct[within_words & (own < 0xA0)])

    def fault(self) -> tuple[str, int] | None:
        """What speaks against Windows-1252, and the line where it shows first: another code page fits clearly better,
        or a byte 80-9F stands within a word and is no letter there.
        """
        ours = self.in_place[_OURS]
        best = max(_NAMES, key=lambda page: self.in_place[page])
        more = self.in_place[best] - ours
        if more > 0 and self.first_line and (more * _CLEAR_FROM > self.n or self.has_strange_words):
            return f"is no Windows-1252 (it looks like {_NAMES[best]})", self.first_line
        if self.line_of_word:
            return "mixes Windows-1252 and another code page", self.line_of_word
        if self.n > 2 * ours and self.first_line:
            return "is no Windows-1252 nor UTF-8", self.first_line
        return None
