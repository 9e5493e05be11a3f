"""The rules for rows of a CSV one character at a time: slow, simple, and without the code it is compared with."""

from tests.unit.reading.building import Found

_ZERO_WIDTH = "\xad\u180e\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\x1a"


def plain_reading(text: str, header: list[str], line: int, delimiter: str = ";") -> Found | int:
    """The rows below the header, the first of which stands on `line`; or the line of the quote that rejects the file.

    `text` has LF for every line end and ends with one. Columns without a name stand at the end of the header.
    """
    found = Found(header, line - 1)
    whole, position = len(header), 0
    named = whole - header.count("")
    while position < len(text):
        began, fields, broken, at_end = line, list[str](), False, False
        while not at_end:
            value = ""
            if text[position] == '"':
                opened, position, inside = line, position + 1, True
                while inside:
                    if position == len(text):
                        return opened
                    if text[position : position + 2] == '""':
                        value, position = value + '"', position + 2
                        continue
                    inside = text[position] != '"'
                    value += text[position] if inside else ""
                    line += inside and text[position] == "\n"
                    position += 1
                after = ""
                while text[position] not in (delimiter, "\n"):
                    after, position = after + text[position], position + 1
                if after.strip(" \t"):
                    if "\n" in value:
                        return opened
                    broken = True
            else:
                while text[position] not in (delimiter, "\n"):
                    value, position = value + text[position], position + 1
            fields.append(value)
            at_end = text[position] == "\n"
            position += 1
        line += 1
        if all(map(_blank, fields)) and not broken:
            continue
        if broken or len(fields) < named or (len(fields) > whole and not all(map(_blank, fields[named:]))):
            found.malformed.append(began)
        else:
            found.rows.append((fields + [""] * whole)[:whole])
            found.lines.append(began)
    return found


def _blank(value: str) -> bool:
    while value and (value[0].isspace() or value[0] in _ZERO_WIDTH):
        value = value[1:]
    return not value
