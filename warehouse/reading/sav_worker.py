"""Reads one SPSS file from standard input and writes its description or its rows to standard output.

Run as a script in a process of its own: the library is written in C and a damaged file can make it crash, loop or ask
for all memory. Nothing is written to disk, no core file either. What the values mean is sav.py's.
"""

import contextlib
import io
import json
import resource
import struct
import sys
from collections.abc import Iterator
from typing import Any

import pyarrow as pa
import pyreadstat

OTHER_ENCODING = 3  # the exit status where text is not of the encoding that the file states
_OF_ENCODING = ("requested encoding", "character set")  # how the library says so
MEMORY_BYTES = 4 * 2**30
PROCESSOR_SECONDS = 900
_LAYOUT, _LITTLE_ENDIAN = slice(64, 68), b"\2\0\0\0"
_N_CASES, _UNKNOWN = slice(80, 84), b"\xff\xff\xff\xff"


def describe(content: bytes) -> dict[str, Any]:
    """The variables: names, labels, formats and value labels; and how many cases there are, if the file says so."""
    _, found = _read(content, metadataonly=True)
    return {
        "names": found.column_names,
        "labels": [label or "" for label in found.column_labels],
        "formats": [found.original_variable_types[name] or "" for name in found.column_names],
        "value_labels": [
            [[str(code) if isinstance(code, str) else float(code), text] for code, text in labels.items()]
            for labels in (found.variable_value_labels.get(name, {}) for name in found.column_names)
        ],
        "encoding": found.file_encoding,
        "rows": found.number_rows,
        "row_bytes": sum(found.variable_storage_width.values()),
    }


def batches(content: bytes, rows_at_a_time: int) -> Iterator[pa.RecordBatch]:
    """All cases: strings as they are, numbers (dates too) as floats, what the file calls missing as null.

    The library believes the number of cases in the header, so it is made to read to the end, and the number must be
    what was found there; below 0 it is unknown.
    """
    n_cases = struct.unpack("<i" if content[_LAYOUT] == _LITTLE_ENDIAN else ">i", content[_N_CASES])[0]
    content = content[: _N_CASES.start] + _UNKNOWN + content[_N_CASES.stop :]
    offset = 0
    while True:
        columns, found = _read(content, row_offset=offset, row_limit=rows_at_a_time)
        types = [
            pa.large_string() if found.readstat_variable_types[name] == "string" else pa.float64()
            for name in found.column_names
        ]
        arrays = [pa.array(columns[name], kind) for name, kind in zip(found.column_names, types, strict=True)]
        batch = pa.record_batch(arrays, names=[str(position) for position in range(len(arrays))])
        yield batch
        offset += batch.num_rows
        if batch.num_rows < rows_at_a_time:
            break
    if n_cases >= 0 and n_cases != offset:
        raise ValueError("another number of cases than the header says")


def _read(content: bytes, **choices: Any) -> tuple[dict[str, list[Any]], Any]:
    return pyreadstat.read_sav(
        io.BytesIO(content), output_format="dict", user_missing=False, disable_datetime_conversion=True, **choices
    )


class _WithoutPandas:
    """pyarrow imports pandas to ask whether a list is one of its own, which takes as long as all else here."""

    def find_spec(self, fullname: str, *_: object) -> None:
        if fullname == "pandas":
            raise ModuleNotFoundError(fullname)


def _limit_this_process() -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR_SECONDS, PROCESSOR_SECONDS))
    with contextlib.suppress(ValueError, OSError):  # not every system can bound a process's memory
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))


def main() -> None:
    _limit_this_process()
    sys.meta_path.insert(0, _WithoutPandas())
    content = sys.stdin.buffer.read()
    try:
        answer(content)
    except pyreadstat.ReadstatError as error:
        if any(words in str(error) for words in _OF_ENCODING):
            sys.exit(OTHER_ENCODING)
        raise


def answer(content: bytes) -> None:
    """Write what the command asks for."""
    if sys.argv[1] == "describe":
        sys.stdout.write(json.dumps(describe(content)))
        return
    stream = batches(content, int(sys.argv[2]))
    first = next(stream)
    with pa.ipc.new_stream(sys.stdout.buffer, first.schema) as sink:
        sink.write_batch(first)
        for batch in stream:
            sink.write_batch(batch)


if __name__ == "__main__":
    main()
