"""The kinds of values that settings have. Each says in plain words what is expected, with an example, and refuses a
place that some part of a night would take for another one.

Which settings there are, and how they hang together, belongs in `settings`.
"""

import os
import re
import unicodedata
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import BeforeValidator, Field

# Dagster takes its home for a pattern of file names (* ? [) and for a URL (? %), dbt a database for a URL (# ?), and
# DuckDB a file to read for a pattern, in which a backslash is no part of a name.
MEANS_SOMETHING_ELSE = frozenset("#%*?[\\")
# SQLite opens no file whose whole name takes more than 512 bytes; Dagster's lie some 70 bytes deeper than this.
LONGEST_FOLDER_BYTES = 400
# Printable ASCII but for # and blanks, in which every % begins a code.
_POSTGRES_URL = re.compile(r"postgresql://(?:[!\"$&-~]|%[0-9A-Fa-f]{2})+")
_NO_TEXT = {"Cc", "Zl", "Zp"}
_URL = re.compile(r"[A-Za-z0-9+.-]*://")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def one_of(values: type[StrEnum]) -> str:
    """What a setting with these values expects."""
    return " or ".join(values)


def real_path(path: Path) -> Path:
    """Where a path ends, links followed. Unlike Path.resolve, it takes links that go round in a circle."""
    return Path(os.path.realpath(path))


def _place(given: object) -> object:
    """A place as it stands in a setting, if everybody who reads it would look in the same place."""
    text = str(given)
    if any(unicodedata.category(character) in _NO_TEXT for character in text):
        raise ValueError("it holds what is no text, such as a line break: take that out")
    if text != text.strip():
        raise ValueError("it begins or ends with a blank: take that away")
    if text.startswith("~"):
        raise ValueError(
            "it begins with ~, which only a shell understands: write the folder out, such as /srv/warehouse"
        )
    return given


def _path(given: object) -> object:
    if _URL.match(str(_place(given))):
        raise ValueError("it is a URL, and must be on this machine: give a path, such as /srv/warehouse")
    return given


def _own_folder(given: object) -> Path:
    """A folder in which the warehouse keeps its own files, in full."""
    folder = Path(str(_path(given))).absolute()
    strange = sorted(MEANS_SOMETHING_ELSE.intersection(f"{folder}{real_path(folder)}"))
    if strange:
        raise ValueError(
            f"its full path holds {' and '.join(strange)}, and Dagster, dbt or DuckDB would look elsewhere: choose a"
            f" folder without any of {' '.join(sorted(MEANS_SOMETHING_ELSE))}"
        )
    if len(os.fsencode(folder)) > LONGEST_FOLDER_BYTES:
        raise ValueError(f"its full path is longer than {LONGEST_FOLDER_BYTES} bytes: choose a shorter one")
    return folder


def _day(given: object) -> object:
    if isinstance(given, str) and not _DAY.fullmatch(given.strip()):
        raise ValueError("it must be a day written as jjjj-mm-dd, such as 2025-04-15")
    return given.strip() if isinstance(given, str) else given


def refuse_postgres_url(url: str) -> None:
    """Refuse what libpq would not take as it was meant; what it says then quotes parts of the password."""
    try:
        parts = urlsplit(url)
        is_whole = bool(parts.path.strip("/")) and (parts.port is None or parts.port > 0)
    except ValueError:
        is_whole = False
    if not (is_whole and _POSTGRES_URL.fullmatch(url)):
        raise ValueError(
            "SERVING_POSTGRES_URL must be a URL such as postgresql://user:password@host:5432/database; of what is no"
            " letter or digit in the user or password the percent code is written, such as %40 for @"
        )


Place = Annotated[str, BeforeValidator(_place)]
OptionalPath = Annotated[Path, BeforeValidator(_path)] | None
OwnFolder = Annotated[Path, BeforeValidator(_own_folder)]
Day = Annotated[
    date, BeforeValidator(_day), Field(description="a day of the calendar, written as jjjj-mm-dd, such as 2025-04-15")
]
Share = Annotated[
    float, Field(ge=0, le=1, allow_inf_nan=False, description="a share from 0 to 1 with a point, such as 0.2 for 20 %")
]
Threshold = Annotated[int, Field(ge=1, description="a whole number of 1 or more, such as 5")]
Port = Annotated[int, Field(ge=1, le=65535, description="a port from 1 to 65535, such as 3000")]
Memory = Annotated[
    str,
    Field(pattern=r"^0*[1-9][0-9]*(\.[0-9]+)? ?[KMGT]i?B$", description="memory with its unit, such as 4GB or 512MB"),
]
SurveyIds = Annotated[
    str | None,
    Field(pattern=r"^ *[0-9]+( *, *[0-9]+)* *$", description="numbers of surveys with commas, such as 123456,234567"),
]
