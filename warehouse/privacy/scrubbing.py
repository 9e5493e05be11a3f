"""Finding what may tell who somebody is in Dutch free text: numbers, dates, contacts, addresses and names.

It misses some and takes some ordinary words along (docs/threat_model.md says how many), so scrubbed text is never
called anonymous. With the package `deduce` installed its findings count too. What happens with a finding is not decided
here.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from schemas.values import passes_elfproef

WITHHELD = "(not shown: it may be about a person)"
FEWEST_ROWS_OF_A_LONG_LABEL = 5
_LONG_LABEL_WORDS = 8

_MONTHS = "januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december"
_STREETS = "straat|laan|weg|plein|gracht|kade|hof|dreef|singel|pad|steeg|dijk|park|plantsoen|baan|burg"
_NUMBERS = {
    "contact": re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+|https?://\S+|www\.\S+|(?<![\w@])@\w[\w.]{2,}"),
    "iban": re.compile(r"\b[A-Z]{2}\d{2}(?:\s?[A-Z]{4})(?:\s?\d){10}\b", re.IGNORECASE),
    "date": re.compile(
        r"\b\d{1,4}\s?[-/.]\s?\d{1,2}\s?[-/.]\s?\d{2,4}\b|\b(?:19|20)\d{6}\b"
        rf"|\b\d{{1,2}}\s(?:{_MONTHS})(?:\s\d{{2,4}})?\b",
        re.IGNORECASE,
    ),
    "phone": re.compile(r"(?<!\d)(?:\+|00)31(?:[\s-]?\d){9}(?!\d)|(?<!\d)0\d(?:[\s-]?\d){8}(?!\d)"),
    "number": re.compile(r"\b(?!WK\d{6}\b)[A-Z]{0,4}[-.]?\d{5,}|\b[A-Z]{1,4}-?\d{2,}(?:-\d+)+\b", re.IGNORECASE),
    "postcode": re.compile(r"\b[1-9]\d{3}\s?[A-Z]{2}\b", re.IGNORECASE),
    "address": re.compile(rf"\b[\w'-]+(?:{_STREETS})\s\d+(?:\s?[a-z])?\b", re.IGNORECASE),
}
_SPACED_DIGITS = re.compile(r"(?<!\d)\d(?:[\s.-]?\d){7,8}(?!\d)")
_WORD = re.compile(r"[^\W\d_](?:[\w'’-]*\w)?")
_SENTENCE_END = re.compile(r"[.!?:;\n\"“”(]\s*$|^\s*$|^\s*[-*•]\s*$")


def _words(name: str) -> frozenset[str]:
    return frozenset((Path(__file__).parent / "words" / f"{name}.txt").read_text("utf-8").split())


# First names known in any case; those that are ordinary words too (Roos, Mees, Mark) are left out of the list, and are
# found by their capital alone.
_FIRST_NAMES = _words("first_names")
# After these words for a person a name may follow in any case, unless what follows is an ordinary word.
_PERSONS, _ORDINARY = _words("persons"), _words("ordinary")
_PARTICLES = _words("particles")
_BEFORE_SURNAME = frozenset({"der", "den", "ter", "ten", "el", "bin"})
# What is written with a capital inside a sentence and is nobody.
_KNOWN_CAPITALS = _words("known_capitals")


@dataclass(frozen=True)
class Finding:
    """A stretch of text that may tell who somebody is."""

    what: str
    start: int
    end: int


def findings(text: str) -> list[Finding]:
    """Everything found, in order; stretches that touch are one."""
    found = [*_numbers(text), *_names(text), *_deduce()(text)]
    merged: list[Finding] = []
    for finding in sorted(found, key=lambda finding: (finding.start, -finding.end)):
        if merged and finding.start <= merged[-1].end:
            last = merged.pop()
            finding = Finding(last.what, last.start, max(last.end, finding.end))
        merged.append(finding)
    return merged


def scrubbed(text: str) -> str:
    """The text with what was found replaced by what it is, in square brackets."""
    out, end = [], 0
    for finding in findings(text):
        out += [text[end : finding.start], f"[{finding.what}]"]
        end = finding.end
    return "".join(out) + text[end:]


def is_about_somebody(text: str) -> bool:
    return bool(findings(text))


def shown_label(label: str, n_rows: int) -> str:
    """A label that no mapping knows, as the audit shows it: not when somebody typed a number or a story into a list.

    A long label is taken for a list's own when several rows of one file have it.
    """
    is_story = len(set(label.casefold().split())) >= _LONG_LABEL_WORDS or _speaks_of_somebody(label)
    if any(_numbers(label)) or (is_story and n_rows < FEWEST_ROWS_OF_A_LONG_LABEL):
        return WITHHELD
    return label


def shown_code(text: str, n_rows: int) -> str:
    """As `shown_label`, for a value of a closed list: its codes are no names, so a name there is somebody's."""
    return WITHHELD if any(_names(text)) else shown_label(text, n_rows)


def _speaks_of_somebody(label: str) -> bool:
    words = label.casefold().split()
    speaks = {"ik", "mij", "mijn", "hij", "zij", "hem", "haar", "wij", "we", "ons", "onze"}
    return len(words) >= 3 and not speaks.isdisjoint(words)


def _numbers(text: str) -> Iterator[Finding]:
    for what, pattern in _NUMBERS.items():
        for match in pattern.finditer(text):
            yield Finding(what, *match.span())
    for match in _SPACED_DIGITS.finditer(text):
        if passes_elfproef(re.sub(r"\D", "", match.group()).zfill(9)):
            yield Finding("bsn", *match.span())


def _names(text: str) -> Iterator[Finding]:
    """Words of the list, capitals inside a sentence, and what follows a word for a person; particles go along."""
    words = list(_WORD.finditer(text))
    shouts = sum(word.group().isupper() for word in words) > len(words) / 2
    for number, word in enumerate(words):
        spelled, folded = word.group(), word.group().casefold()
        before = text[: word.start()]
        follows_person = _follows_person(words, number, text)
        has_capital = spelled[0].isupper() and not shouts and not _SENTENCE_END.search(before)
        is_name = (
            folded in _FIRST_NAMES
            or folded.removesuffix("s").rstrip("'’") in _FIRST_NAMES
            or (has_capital and folded not in _KNOWN_CAPITALS)
            or (follows_person and folded not in _ORDINARY and folded not in _KNOWN_CAPITALS)
        )
        if is_name:
            yield Finding("name", word.start(), _end_of_name(text, words, number))


def _follows_person(words: list[re.Match[str]], number: int, text: str) -> bool:
    if number == 0 or words[number - 1].group().casefold() not in _PERSONS:
        return False
    between = text[words[number - 1].end() : words[number].start()]
    return between.strip(" .") == ""


def _end_of_name(text: str, words: list[re.Match[str]], number: int) -> int:
    """Where a name ends that goes on with particles and a word with a capital, or after `van der` with any word."""
    end, ahead = words[number].end(), number + 1
    while ahead < len(words) and not text[words[ahead - 1].end() : words[ahead].start()].strip(" ."):
        if words[ahead].group()[0].isupper() or words[ahead - 1].group().casefold() in _BEFORE_SURNAME:
            return words[ahead].end()
        if words[ahead].group().casefold() not in _PARTICLES:
            break
        ahead += 1
    return end


@cache
def _deduce() -> Callable[[str], list[Finding]]:
    """What deduce finds, where the extra is installed. Loading it takes seconds and a gigabyte, so once a process.

    It knows names by their capital: it reads a text a second time with one on every first name of its own list.
    """
    try:
        from deduce import Deduce
    except ImportError:
        return lambda _: []
    model = Deduce()
    first_names = model.lookup_structs["first_name"]

    def as_a_name(word: re.Match[str]) -> str:
        name = word.group().capitalize()
        is_one = len(name) == len(word.group()) and first_names.longest_matching_prefix([name])
        return name if is_one else word.group()

    def find(text: str) -> list[Finding]:
        read = dict.fromkeys((text, _WORD.sub(as_a_name, text)))
        return [Finding(a.tag, a.start_char, a.end_char) for t in read for a in model.deidentify(t).annotations]

    return find
