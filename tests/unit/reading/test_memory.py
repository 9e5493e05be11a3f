"""A CSV far larger than its blocks passes through a bounded amount of memory."""

import subprocess
import sys
from pathlib import Path

MEASURE = """
import io, itertools, resource
from warehouse.reading import Limits, read_tables

ROW = b"EW-J;0012345;2;2025-03-01 14:03:22;4;5;3;4;5;'t was fijn;\\"hij zei \\"\\"ja\\"\\"\\";;\\n"
BLOCK = ROW * (2**20 // len(ROW))

class Endless(io.RawIOBase):
    def __init__(self):
        self.parts = itertools.chain([b";".join(b"k%d" % n for n in range(12)) + b"\\n"], itertools.repeat(BLOCK, 100))
    def read(self, size=-1):
        return next(self.parts, b"")

def rows(table):
    return sum(len(chunk.lines) for chunk in table.chunks([]))

limits = Limits(block_bytes=2**20)
small, = read_tables(lambda: io.BytesIO(b";".join(b"k%d" % n for n in range(12)) + b"\\n" + BLOCK * 8), "csv", limits)
rows(small)
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
large, = read_tables(Endless, "csv", limits)
n = rows(large)
print(n, BLOCK.count(b"\\n") * 100, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


def test_a_hundred_megabytes_take_no_more_memory_than_eight() -> None:
    root = Path(__file__).parents[3]
    done = subprocess.run([sys.executable, "-c", MEASURE], cwd=root, capture_output=True, text=True, check=True)
    n_rows, expected, more_megabytes = map(int, done.stdout.split())
    assert n_rows == expected
    assert more_megabytes < 40
