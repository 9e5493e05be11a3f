"""What a mapping file still needs before it takes a file whole, as YAML to paste and complete.

What is missing is report.py's to find.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from difflib import SequenceMatcher

from schemas.mapping import KindMapping
from schemas.scales import Reading, answer_of
from schemas.values import ANSWERS, UNKNOWN, comparable_header
from warehouse.mapping.report import Header, MappingReport, codes_of
from warehouse.mapping.scale_proposal import (
    REVERSED,
    Scale,
    is_number,
    proposed_scales,
)
from warehouse.privacy.shown_texts import (
    MOST_LABELS_SHOWN,
    is_like_a_value,
    is_shown_whole,
    shown,
)

_ALIKE = 0.75
_FEWEST_CHARACTERS_OF_A_WORDING = 8


def skeleton(report: MappingReport, known: Iterable[KindMapping]) -> str:
    """YAML with a place for every column and label that the report misses; '' when it misses none.

    A header that holds the wording of a column, as one of the `known` mappings spells it, is filled in; one that is
    merely like it stands beside it. Both are for a person to check.
    """
    spellings: dict[str, set[str]] = {}
    for mapping in known:
        for spelling, column in mapping.headers.items():
            spellings.setdefault(column, set()).add(spelling)
    lines = [*_headers(report, spellings), *_labels(report), *_scales(report), *_codes(report), *_marks(report)]
    lines += _constants(report)
    return "\n".join([*lines, ""]) if lines else ""


def _headers(report: MappingReport, spellings: Mapping[str, set[str]]) -> list[str]:
    unused = [
        found
        for found in report.headers
        if found.is_shown and not found.column and found.text and not is_like_a_value(found.text)
    ]
    lines, proposed = [], set()
    for column in [*report.missing, *report.not_there]:
        held, like = _proposals(spellings.get(column, set()), unused)
        needed = "required" if column in report.missing else "not required"
        lines.append(f"  {column}: [{_listed(held)}]  # {needed}" + (f"; perhaps {_listed(like)}" if like else ""))
        proposed |= {*held, *like}
    left = [header.text for header in unused if header.text not in proposed]
    return ["headers:", *lines, *(f"  # not used: {_text(text)}" for text in left)] if lines else []


def _proposals(spellings: set[str], unused: Sequence[Header]) -> tuple[list[str], list[str]]:
    """The unused header (or its question text) that holds one of the spellings best, and others that are like one."""
    wordings = [spelling for spelling in spellings if len(spelling) >= _FEWEST_CHARACTERS_OF_A_WORDING]
    held: list[tuple[int, str]] = []
    like: list[str] = []
    for header in unused:
        texts = [text for text in (comparable_header(header.text), comparable_header(header.question)) if text]
        surplus = [len(text) - len(wording) for wording in wordings for text in texts if wording in text]
        if surplus:
            held.append((min(surplus), header.text))
        elif spellings.intersection(texts) or _are_alike(wordings, texts):
            like.append(header.text)
    best_first = [text for _, text in sorted(held)]
    return best_first[:1], [*best_first[1:], *like]


def _are_alike(wordings: Iterable[str], texts: Sequence[str]) -> bool:
    return any(SequenceMatcher(None, wording, text).ratio() >= _ALIKE for wording in wordings for text in texts)


def _labels(report: MappingReport) -> list[str]:
    lines = []
    for column, labels in _unknown(report).items():
        codes = report.kind.roles[column].label_set
        if codes is None:
            continue
        lines.append(f"  {column}:  # one of: {', '.join(codes)}")
        lines += [
            f"    {_text(label)}: {UNKNOWN}" if is_shown_whole(label) else f"    # copy from the file: {shown(label)}"
            for label in labels[:MOST_LABELS_SHOWN]
        ]
    return ["labels:", *lines] if lines else []


def _scales(report: MappingReport) -> list[str]:
    """What the codes of answers on another scale mean, where their order tells it; a person checks the ends."""
    scales, turned, unclear = [], [], []
    for one in report.taken.other_scales:
        codes, proposed = _scales_of(report, one.column)
        if not proposed:
            meant = ", ".join(f"{_text(shown(code))}: …" for code in codes[:MOST_LABELS_SHOWN])
            unclear.append(f"# under scale: {one.column}: {{{meant}}}  # one of: {', '.join(ANSWERS)}")
        elif proposed == [REVERSED]:
            turned.append(one.column)
        else:
            first, *other = map(_codes_of, proposed)
            either = f"  # or the other way round: {{{other[0]}}}" if other else ""
            scales.append(f"  {one.column}: {{{first}}}{either}")
    if scales:
        scales.insert(0, "scale:  # check the ends: 1 is helemaal niet mee eens, 5 is helemaal mee eens")
    if turned:
        scales.append(f"reversed: [{', '.join(turned)}]  # as 1 is helemaal mee eens here")
    return [*scales, *unclear]


def _codes_of(scale: Scale) -> str:
    return ", ".join(f"{_text(code)}: {answer}" for code, answer in scale.items())


def _scales_of(report: MappingReport, column: str) -> tuple[list[str], list[Scale]]:
    """The codes of answers in a column, that occur or have a label, and what they may mean; nothing where the file
    holds other texts too, of which a scale of numbers would say nothing.
    """
    labels = report.code_labels.get(column, {})
    meant = {
        code: answer_of(report.mapping, column, labels.get(code, code)) for code in {*report.codes[column], *labels}
    }
    answers = {code: answer for code, answer in meant.items() if answer is not Reading.NO_ANSWER}
    known = {code: answer for code, answer in answers.items() if code in labels and isinstance(answer, int)}
    written = {code: answer for code, answer in answers.items() if code not in labels and not is_number(code)}
    taken = [answer for answer in written.values() if isinstance(answer, int)]
    proposed = proposed_scales(answers.keys() - written, known, taken) if len(taken) == len(written) else []
    return sorted(answers), proposed


def _codes(report: MappingReport) -> list[str]:
    """Unknown values of closed lists, as comments: only a person knows which code each of them means. A few codes
    beside the five answers (0) may be those of a scale that begins elsewhere: then all of its codes need a line.
    """
    told = {one.column for one in report.taken.other_scales}
    lines = []
    for column, labels in _unknown(report).items():
        if report.kind.roles[column].label_set is not None or column in told:
            continue
        unknown = ": …, ".join(_text(shown(label)) for label in labels)
        lines.append(
            f"# under labels: {column}: {{{unknown}: …}}  # one of: {', '.join(codes_of(report.kind, column))}"
        )
        if report.kind.roles[column].is_answer and any(map(is_number, labels)):
            _, proposed = _scales_of(report, column)
            lines += [
                f"#   or under scale, if it is one of its own: {column}: {{{_codes_of(one)}}}" for one in proposed
            ]
    return lines


def _marks(report: MappingReport) -> list[str]:
    """Values of which nobody said whether their rows are responses, as comments."""
    return [
        f"# under leave_out (no response) or keep (a response): {header}: [{_listed(map(shown, texts))}]"
        for header, texts in report.unmarked.items()
    ]


def _unknown(report: MappingReport) -> dict[str, list[str]]:
    """The labels by column that the mapping does not know."""
    unknown: dict[str, list[str]] = {}
    for column, label, code in report.labels:
        if code is None:
            unknown.setdefault(column, []).append(label)
    return unknown


def _constants(report: MappingReport) -> list[str]:
    """For a closed list that is missing: its codes by part of the file's name."""
    lines = [
        f"  {column}: {{{', '.join(f'{code}: {code}' for code in codes)}}}"
        for column in report.missing
        if (codes := codes_of(report.kind, column)) and not report.kind.roles[column].is_answer
    ]
    return (
        ["constants:  # where the file does not say it: the value by part of the file's name", *lines] if lines else []
    )


def _listed(texts: Iterable[str]) -> str:
    return ", ".join(map(_text, texts))


def _text(text: str) -> str:
    """Text between quotes, as YAML and JSON both write it; spaces do not count in a mapping."""
    spaced = " ".join(text.split())
    return json.dumps(spaced, ensure_ascii=not spaced.isprintable())
