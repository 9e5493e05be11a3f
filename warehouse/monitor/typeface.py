"""The monitor's typeface: its name, its files, the characters that it has. No sizes, no styles, no pages.

How the files were made: fonts/README.md.
"""

import re
import unicodedata
from functools import cache
from pathlib import Path

FAMILY = "Monitor Sans"
FOLDER = Path(__file__).with_name("fonts")
SUBSTITUTE = "□"
# A line that cannot break is one string of the PDF, and PDF/A allows none of more than 16,383 characters.
_UNBROKEN = re.compile(r"\S{1000}")


def printable(text: str) -> str:
    """The text with SUBSTITUTE for a run of what the fonts lack, such as an emoji, and a blank where a word has no end;
    ends of lines stay.

    typst refuses a PDF/UA with a character that no font has, so one such quotation would cost the whole report.
    """
    return _UNBROKEN.sub(r"\g<0> ", _lacking().sub(SUBSTITUTE, unicodedata.normalize("NFC", text)))


@cache
def _lacking() -> re.Pattern[str]:
    lines = (FOLDER / "characters.txt").read_text(encoding="utf-8").splitlines()
    ranges = (line.removeprefix("U+").split("-") for line in lines if not line.startswith("#"))
    kept = "".join(f"\\U{int(ends[0], 16):08x}-\\U{int(ends[-1], 16):08x}" for ends in ranges)
    return re.compile(f"[^\\n{kept}]+")
