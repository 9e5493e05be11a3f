"""Files that are put in place whole: also after a power cut there is the former file, or all of the new one.

What is in the files does not belong here.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def replace_whole(path: Path, content: bytes) -> None:
    """Write a file, in place of the former one if there was one."""
    with replacing(path) as unfinished:
        unfinished.write_bytes(content)


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """The place to write what is to be `path`; it is put there when it is left without a fault, and else removed."""
    written = unfinished(path)
    written.unlink(missing_ok=True)
    try:
        yield written
        put_in_place(written, path)
    finally:
        written.unlink(missing_ok=True)


def unfinished(path: Path) -> Path:
    """Where a file is written before it is whole: in the same folder, as a rename does not pass from disk to disk, and
    always by the same name, so that what a killed process left goes when the file is next written.
    """
    return path.with_name(f".{path.name}.part")


def remove_unfinished(folder: Path) -> None:
    """Remove what killed processes left of files of this folder."""
    for left in folder.glob(unfinished(folder / "*").name):
        left.unlink()


def put_in_place(written: Path, path: Path) -> None:
    """Give a file that is written and closed its name, once all of it is on the disk, and have the name there too."""
    sync(written)
    written.replace(path)
    sync(path.parent)


def sync(path: Path) -> None:
    """Have a file's bytes, or a folder's entries, on the disk itself."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
