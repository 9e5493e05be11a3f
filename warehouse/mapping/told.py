"""The report on a mapping in lines of plain text, as `make map` prints it.

Labels of mapped columns and of closed lists are shown unless they may be about a person, values of other columns never.
What is told is report.py's to find out.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

from schemas.rules import ADVICE, Rule
from schemas.values import UNKNOWN
from warehouse.mapping.report import MappingReport
from warehouse.privacy.shown_texts import MOST_LABELS_SHOWN, shown, shown_codes


def told(report: MappingReport, mapping_path: Path) -> list[str]:
    """The report in lines of plain text."""
    return [
        f"{report.file_name} as {report.kind.name}: {_rows(report.n_rows)}, header on line {report.header_line}",
        f"Mapping: {mapping_path}",
        _verdict(report),
        *_part("Headers", _header_lines(report)),
        *_part("Its day", _day_lines(report)),
        *_part("From the file's name", _lines_by_name(report)),
        *_part("Missing and required: the file would be rejected", _missing_lines(report)),
        *_part("Two headers for one column: the file would be rejected", map(shown, report.doubled)),
        *_part("Several sheets of this kind: the file would be rejected, leave one in it", _several_sheets(report)),
        *_part("Missing and not required", [", ".join(report.not_there)] if report.not_there else []),
        *_part("Named in leave_out and not in the file: nobody is left out by it", report.unmarking),
        *_part("Neither a response nor none: the row would be quarantined", _unmarked_lines(report)),
        *_part("Answers on another scale: none of the column would count", _scale_lines(report)),
        *_part("Numbers that another survey may have too", _number_lines(report)),
        *_part("Labels", _label_lines(report)),
        *_part("Values that break a rule (never shown)", _broken_lines(report)),
    ]


def _verdict(report: MappingReport) -> str:
    """What a night would do with the file, by the rules of intake itself."""
    kind, taken = report.kind, report.taken
    start = "As it is" if report.has_its_name else f"Under a name that begins with {kind.prefix}"
    if taken.rejected:
        return f"{start}, the nightly would reject it ({taken.rejected.rule}): {taken.rejected.detail}"
    return (
        f"{start}, the nightly would take it:"
        f" {_rows(taken.n_valid)} valid, {taken.n_quarantined} quarantined, {taken.n_dropped} dropped"
    )


def _part(title: str, lines: Iterable[str]) -> list[str]:
    found = [f"  {line}" for line in lines]
    return ["", title, *found] if found else []


def _header_lines(report: MappingReport) -> Iterator[str]:
    n_hidden = sum(not header.is_shown for header in report.headers)
    if n_hidden:
        yield f"Line {report.header_line} does not look like a header of this kind: {n_hidden} cells are not shown."
        yield "Is it a title or a row of data? Deliver the file with its header as the first row."
        yield "Is it a header after all? Copy its cells into the mapping (headers: column: [cell]) and look again."
    for header in report.headers:
        if header.is_shown:
            question = f" ({shown(header.question)})" if header.question and header.question != header.text else ""
            marks = report.mapping.marks_of(header.text) or report.mapping.marks_of(header.question)
            used = header.column or ("tells which rows are no responses" if marks else "not used")
            yield f"{shown(header.text) or '(empty)'}{question} -> {used}"


def _day_lines(report: MappingReport) -> list[str]:
    """Nothing where the verdict says what is wrong with the date in the name."""
    return [f"{report.first_day.day}: {report.first_day.source}"] if report.first_day else []


def _lines_by_name(report: MappingReport) -> Iterator[str]:
    yield from (f"{column} = {value}" for column, value in report.constants.items())
    yield from (f"{column}: {prefix} before every value" for column, prefix in report.prefixes.items())


def _number_lines(report: MappingReport) -> Iterator[str]:
    if report.counts_from_one and "respons_id" not in report.mapping.prefixes_for(report.file_name):
        yield "respons_id counts from 1. Where another survey of the same questionnaire does so too (a version, a wave,"
        yield "a year), they replace one another's responses: give each a prefix (docs/mapping.md)."


def _several_sheets(report: MappingReport) -> list[str]:
    return [shown(name) for name in report.fitting_sheets] if len(report.fitting_sheets) > 1 else []


def _missing_lines(report: MappingReport) -> Iterator[str]:
    for column in report.missing:
        parts = report.mapping.constants.get(column)
        yield f"{column} (not in the file's name either: {', '.join(parts)})" if parts else column


def _label_lines(report: MappingReport) -> Iterator[str]:
    told = {one.column for one in report.taken.other_scales}
    for column in [column for column in report.kind.columns if column not in told]:
        found = [(label, code, n) for (of, label, code), n in report.labels.most_common() if of == column]
        found.sort(key=lambda label: label[1] is not None)
        unknown = "unknown" if report.kind.roles[column].label_set is None else f"unknown, becomes {UNKNOWN}"
        for label, code, n_rows in found[:MOST_LABELS_SHOWN]:
            yield f"{column}: {shown(label)} -> {code or unknown} ({_rows(n_rows)})"
        if len(found) > MOST_LABELS_SHOWN:
            yield f"{column}: and {len(found) - MOST_LABELS_SHOWN} more labels; is this the right column?"


def _unmarked_lines(report: MappingReport) -> Iterator[str]:
    for header, counts in report.unmarked.items():
        shown_as = shown_codes(counts)
        for text, n_rows in counts.most_common(MOST_LABELS_SHOWN):
            yield f"{header}: {shown(shown_as[text]) or '(empty)'} ({_rows(n_rows)})"


def _scale_lines(report: MappingReport) -> Iterator[str]:
    for one in report.taken.other_scales:
        counts = report.codes[one.column]
        shown_as = shown_codes(counts)
        codes = ", ".join(dict.fromkeys(f"{shown_as[code]}: {counts[code]}" for code in sorted(counts) if code))
        found = [f"{_answers(one.n_answers)}, {one.n_outside} of them none of the five ({codes})"]
        if one.is_mixed:
            found.append(f"{one.n_bare} bare codes beside codes with a label")
        if labels := report.code_labels.get(one.column):
            said = ", ".join(f"{shown(code)} is {shown(label)}" for code, label in sorted(labels.items()))
            found.append(f"the file's labels: {said}")
        if one.is_contradicted:
            found.append("the labels of its codes say another thing than the scale in the mapping")
        yield f"{one.column}: {'; '.join(found)}"


def _broken_lines(report: MappingReport) -> Iterator[str]:
    found = sorted((column or "the row", rule, n_rows) for (column, rule), n_rows in report.broken.items())
    for column, rule, n_rows in found:
        yield f"{column}: {rule}, {_rows(n_rows)}: {ADVICE[Rule(rule)]}"


def _answers(number: int) -> str:
    return "1 answer" if number == 1 else f"{number} answers"


def _rows(number: int) -> str:
    return "1 row" if number == 1 else f"{number} rows"
