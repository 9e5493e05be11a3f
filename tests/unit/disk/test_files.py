"""Files are put in place whole and durable, with the rights of the process, and without anything left beside them."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from warehouse.disk.files import replace_whole, replacing

KILLED = """
import os, signal, sys
from pathlib import Path
from warehouse.disk.files import replacing
with replacing(Path(sys.argv[1])) as unfinished:
    unfinished.write_text("half")
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    (tmp_path / "ledger.json").write_text("former")
    return tmp_path / "ledger.json"


def test_the_content_is_on_the_disk_before_the_name_and_the_name_before_anything_goes_on(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = []
    fsync, replace = os.fsync, Path.replace

    def synced(descriptor: int) -> None:
        synced_path = Path(f"/proc/self/fd/{descriptor}").readlink()
        steps.append(("sync", synced_path, file.read_text()))
        fsync(descriptor)

    def replaced(path: Path, target: Path) -> Path:
        steps.append(("replace", path, path.read_text()))
        return replace(path, target)

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(Path, "replace", replaced)
    replace_whole(file, b"new")
    hidden = file.with_name(".ledger.json.part")
    assert steps == [("sync", hidden, "former"), ("replace", hidden, "new"), ("sync", file.parent, "new")]


def test_a_fault_leaves_the_former_file_and_nothing_else(file: Path) -> None:
    def fail() -> None:
        with replacing(file) as unfinished:
            unfinished.write_text("half")
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert {path.name: path.read_text() for path in file.parent.iterdir()} == {"ledger.json": "former"}


def test_what_a_killed_process_left_goes_with_the_next_writing(file: Path) -> None:
    killed = subprocess.run([sys.executable, "-c", KILLED, str(file)], check=False)
    assert (killed.returncode, file.read_text(), len(list(file.parent.iterdir()))) == (-9, "former", 2)
    with replacing(file) as unfinished:
        assert not unfinished.exists()
        unfinished.write_text("new")
    assert {path.name: path.read_text() for path in file.parent.iterdir()} == {"ledger.json": "new"}


def test_a_file_gets_the_rights_that_the_process_gives_whatever_a_killed_one_gave(file: Path) -> None:
    left = file.with_name(".ledger.json.part")
    left.write_text("half")
    left.chmod(0o666)
    former = os.umask(0o077)
    try:
        replace_whole(file, b"new")
    finally:
        os.umask(former)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
