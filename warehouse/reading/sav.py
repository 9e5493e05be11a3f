"""An SPSS file (.sav, .zsav) as one table: the variables' names are its header, and case n stands on line n + 1.

The file is decoded by sav_worker.py in another process; here its numbers and dates become text.
"""

import codecs
import contextlib
import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from warehouse.reading.cells import date_text, moment_text, number_text, span_text
from warehouse.reading.encoding import Judge
from warehouse.reading.tables import Chunk, ColumnType, Limits, Rejected, check_width, chunks_of, text_table

_WORKER = Path(__file__).with_name("sav_worker.py")
_OTHER_ENCODING = 3  # as sav_worker says it, which is not imported: it loads the library
_SECONDS_TO_END = 10
_BATCH_BYTES = 64 * 2**20
_FIRST_MOMENT = datetime(1582, 10, 14)  # noqa: DTZ001 - SPSS counts seconds from here, without a zone
_LAST_MOMENT = datetime(9999, 12, 31)  # noqa: DTZ001
_MOST_SECONDS = (_LAST_MOMENT - _FIRST_MOMENT).total_seconds()

_ANY_BYTES_READ_AS_TEXT = {"cp1252", "iso8859-1"}
_DATES = {"DATE", "ADATE", "EDATE", "SDATE", "JDATE", "QYR", "MOYR", "WKYR"}
_MOMENTS = {"DATETIME", "YMDHMS"}
_SPANS = {"TIME", "DTIME", "MTIME"}


class SavTable:
    """The one table of an SPSS file. A code stays a code: its label is in `value_labels`."""

    name = ""
    header_line = 1

    def __init__(self, content: bytes, limits: Limits) -> None:
        self._content = content
        self._limits = limits
        found = _describe(content)
        self._formats: list[str] = found["formats"]
        self._encoding: str = found["encoding"] or ""
        self.header: list[str] = found["names"]
        self.labels: list[str] | None = found["labels"]
        self.value_labels: list[Mapping[str, str]] | None = [
            {code if isinstance(code, str) else number_text(code, ColumnType.OTHER): label for code, label in labels}
            for labels in found["value_labels"]
        ]
        check_width(self.header, self.header_line, limits)
        row_bytes = max(found["row_bytes"], 1)
        if row_bytes * max(found["rows"] or 0, 1) > limits.unpacked_bytes:
            raise _too_large()
        self._rows_at_a_time = max(min(limits.chunk_rows, _BATCH_BYTES // row_bytes), 1)
        self._most_rows = limits.unpacked_bytes // row_bytes

    def chunks(self, types: Sequence[ColumnType]) -> Iterator[Chunk]:
        line = self.header_line + 1
        judge = _TextJudge(self._encoding)
        judge.look_at([*self.header, *(self.labels or ())])
        judge.look_at([label for labels in self.value_labels or () for label in labels.values()])
        for batch in _batches(self._content, self._rows_at_a_time):
            columns = [
                _texts(column, kind, column_type)
                for column, kind, column_type in zip(batch.columns, self._formats, types, strict=True)
            ]
            lines = np.arange(line, line + batch.num_rows, dtype=np.int64)
            line += batch.num_rows
            if line - self.header_line > self._most_rows + 1:
                raise _too_large()
            table = text_table(columns)
            for column in batch.columns:
                if pa.types.is_large_string(column.type):
                    judge.look_at(column.filter(pc.invert(pc.string_is_ascii(column))).drop_null().to_pylist())
            yield from chunks_of(lines, table, lines[:0], table.slice(0, 0), self._limits)
        if judge.is_another_encoding:
            raise _other_encoding()


class _TextJudge:
    """Whether the text of a file is in the encoding of one byte a character that it states, in which any bytes read
    as something. Other statements hold, or the worker finds that they do not.
    """

    def __init__(self, stated: str) -> None:
        try:
            name = codecs.lookup(stated).name
        except LookupError:
            name = ""
        self._stated = name if name in _ANY_BYTES_READ_AS_TEXT else None
        self._judge = Judge()

    def look_at(self, texts: Sequence[str]) -> None:
        if self._stated and texts:
            self._judge.look_at(1, ("\n".join(texts) + "\n").encode(self._stated, "ignore"))

    @property
    def is_another_encoding(self) -> bool:
        """Text that is UTF-8 as well is UTF-8, unless it is plain ASCII."""
        if not self._judge.has_beyond_ascii:
            return False
        try:
            return self._judge.verdict() == "utf-8"
        except Rejected:
            return True


def _texts(column: pa.Array, kind: str, column_type: ColumnType) -> pa.Array:
    if pa.types.is_large_string(column.type):
        texts = pc.fill_null(column, "")
        return pc.replace_substring(pc.replace_substring(texts, "\r\n", "\n"), "\r", "\n")
    distinct, position = np.unique(column.to_numpy(zero_copy_only=False), return_inverse=True)
    as_text = _format_of(kind)
    texts = ["" if np.isnan(number) else as_text(number, column_type) for number in distinct.tolist()]
    return pa.array(texts, pa.large_string()).take(pa.array(position))


def _format_of(kind: str) -> Callable[[float, ColumnType], str]:
    """How a number with this SPSS format (`F8.2`, `DATETIME20`) reads."""
    found = re.match("[A-Z]+", kind.upper())
    family = found[0] if found else ""
    if family in _DATES | _MOMENTS:
        return lambda number, column_type: _moment_text(number, column_type, family in _DATES)
    if family in _SPANS:
        return _span_text
    return number_text


def _moment_text(seconds: float, column_type: ColumnType, is_date: bool) -> str:
    if not 0 <= seconds < _MOST_SECONDS:
        return repr(seconds)
    moment = _FIRST_MOMENT + timedelta(seconds=seconds)
    return date_text(moment.date(), column_type) if is_date else moment_text(moment, column_type)


def _span_text(seconds: float, column_type: ColumnType) -> str:
    return span_text(timedelta(seconds=seconds), column_type) if 0 <= seconds < _MOST_SECONDS else repr(seconds)


def _describe(content: bytes) -> dict[str, Any]:
    done = subprocess.run(  # noqa: S603 - the command is this project's own
        _command("describe"), input=content, capture_output=True, env={}, check=False
    )
    if done.returncode != 0:
        raise _fault_of(done.returncode)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _batches(content: bytes, rows: int) -> Iterator[pa.RecordBatch]:
    process = subprocess.Popen(  # noqa: S603 - the command is this project's own
        _command("rows", str(rows)),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={},
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        with process.stdin as sink:
            sink.write(content)
        with pa.ipc.open_stream(process.stdout) as batches:
            yield from batches
        if process.wait() != 0:
            raise _fault_of(process.returncode)
    except (OSError, pa.ArrowInvalid) as error:
        raise _fault_of(_status_of(process)) from error
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def _status_of(process: subprocess.Popen[bytes]) -> int | None:
    """How a worker ends to which nobody listens any more; None where it goes on."""
    assert process.stdout is not None
    process.stdout.close()
    with contextlib.suppress(subprocess.TimeoutExpired):
        return process.wait(_SECONDS_TO_END)
    return None


def _command(*arguments: str) -> list[str]:
    """The worker alone: no environment, nothing of this project, nothing of the user's."""
    return [sys.executable, "-I", str(_WORKER), *arguments]


def _fault_of(status: int | None) -> Rejected:
    """What a worker that ended so found. Where it ended well, what it wrote could not be read."""
    if status == _OTHER_ENCODING:
        return _other_encoding()
    return Rejected(
        "The SPSS file is damaged or cut short. Export it again, or save it as CSV in SPSS and deliver that."
    )


def _too_large() -> Rejected:
    return Rejected("The SPSS file unpacks to more than is allowed. Deliver CSV instead.")


def _other_encoding() -> Rejected:
    return Rejected(
        "The text of the SPSS file is not in the encoding that the file states, so letters would be lost or become"
        " other ones. Open it in SPSS in the encoding that it was made in, check letters such as é and ë, and save it"
        " in Unicode, or as CSV UTF-8."
    )
