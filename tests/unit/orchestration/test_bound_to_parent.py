"""A program that is bound to its parent ends with it, however that ends."""

import os
import signal
import subprocess
import sys

import pytest

from orchestration import bound_to_parent

# Starts a child that says its process number and then waits for words that never come.
PARENT = """
import os, subprocess, sys
child = "import os, sys; print(os.getpid(), flush=True); sys.stdin.read()"
subprocess.Popen([sys.executable, sys.argv[1], str(os.getpid()), sys.executable, "-c", child])
sys.stdin.read()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's part of it is Linux's")
def test_a_killed_parent_leaves_no_child() -> None:
    unspoken, words = os.pipe()
    command = [sys.executable, "-c", PARENT, bound_to_parent.__file__]
    parent = subprocess.Popen(command, stdin=unspoken, stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    assert int(parent.stdout.readline()) != parent.pid
    parent.send_signal(signal.SIGKILL)
    # The pipe ends when nobody holds it any more: neither the parent nor the child.
    assert parent.stdout.read() == ""
    os.close(unspoken)
    os.close(words)


def test_a_program_whose_parent_is_gone_is_not_begun() -> None:
    command = [sys.executable, bound_to_parent.__file__, "1", sys.executable, "-c", "print('begun')"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == ((1, "") if sys.platform == "linux" else (0, "begun\n"))
