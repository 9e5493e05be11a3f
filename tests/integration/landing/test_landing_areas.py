"""What holds for every landing area: a local folder, a real OpenSSH server, a real server that speaks S3."""

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest

from schemas.kinds import KINDS
from tests.integration.intake.landing_night import GROUPS
from tests.integration.landing.sources import LocalSource, S3Source, SftpSource, Source, area_of
from warehouse.intake import Intake
from warehouse.landing import open_landing_area
from warehouse.landing.area import FileChanged, FileWithheld, LandedFile, LandingAreaMissing
from warehouse.landing.remote import RemoteLandingArea

FOLDERS = frozenset({"wiz", "ervaringwijzer"})
JANUARY = 1_736_000_000
ODD_NAMES = [
    "wiz/groepen 2025 (1).csv",
    "wiz/groepen [a-z]*?.csv",
    "wiz/groepen 100% %2F %20.csv",
    "wiz/groepen#deel=2&x;y+z.csv",
    "wiz/groepen_één ñ.csv",
    "wiz/sftp:groepen::1.csv",
    "wiz/groepen_'\"$HOME`.csv",
    "wiz/groepen\\terug.csv",
    "wiz/-rf",
    "wiz/...csv",
]


@pytest.fixture(autouse=True)
def no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("warehouse.intake.landed_files._SECONDS_BETWEEN_LOOKS", 0)


def look(source: Source) -> dict[str, LandedFile]:
    return {file.path: file for file in area_of(source).look(FOLDERS)}


def night(source: Source, warehouse: Path) -> dict[str, str]:
    """A whole intake: what became of each file."""
    intake = Intake(
        landing_url=source.url, landing_options=source.options, warehouse_dir=warehouse, mapping_dir=None,
        pseudonym_key=bytes(range(32)), as_of=date(2025, 6, 1), only_test_bsns=True,
    )  # fmt: skip
    intake.look()
    rows = [*intake.take_ignored(), *(row for kind in KINDS for row in intake.take(kind).files)]
    intake.write_raw_schema(warehouse.parent / "build.duckdb")
    return {row.file_name: row.status.value for row in rows}


def test_a_look_gives_names_sizes_and_times_and_opens_nothing(source: Source) -> None:
    source.put("wiz/groepen_2025-01-01.csv", b"abc")
    source.put("ervaringwijzer/antwoorden.csv", b"")
    source.put("los.csv", b"12345")
    source.set_time("los.csv", JANUARY)

    files = area_of(source).look(FOLDERS)

    assert [(file.path, file.size, file.is_regular) for file in files] == [
        ("ervaringwijzer/antwoorden.csv", 0, True),
        ("los.csv", 5, True),
        ("wiz/groepen_2025-01-01.csv", 3, True),
    ]
    assert files[1].modified_ns == JANUARY * 10**9
    assert (files[2].folder, files[2].name) == ("wiz", "groepen_2025-01-01.csv")
    assert source.transferred() == []


def test_folders_below_the_first_are_named_and_not_entered(source: Source) -> None:
    source.put("wiz/archief/groepen_2024-01-01.csv", b"old")
    source.put("elders/groepen_2024-01-01.csv", b"old")
    source.put("wiz/wiz/groepen_2024-01-01.csv", b"old")

    assert {path: file.is_regular for path, file in look(source).items()} == {
        "elders": False, "wiz/archief": False, "wiz/wiz": False,
    }  # fmt: skip


def test_an_empty_landing_area_is_no_fault(source: Source) -> None:
    assert look(source) == {}


def test_content_is_read_from_its_beginning_each_time(source: Source) -> None:
    content = os.urandom(300_000)
    source.put("wiz/groepen.csv", content)
    source.put("wiz/leeg.csv", b"")
    area = area_of(source)
    empty, file = sorted(area.look(FOLDERS), key=lambda file: file.size)

    for _ in range(2):
        with area.open(file) as stream:
            assert stream.read(1000) == content[:1000]
            assert stream.read() == content[1000:]
            assert stream.read(10) == b""
    assert area.open(empty).read() == b""


@pytest.mark.parametrize("name", ODD_NAMES)
def test_a_name_is_data(source: Source, name: str) -> None:
    source.put(name, name.encode())
    area = area_of(source)

    [file] = area.look(FOLDERS)

    assert file.path == name
    assert area.is_unchanged(file)
    assert area.open(file).read() == name.encode()


def test_a_file_is_unchanged_until_its_size_or_time_changes(source: Source) -> None:
    for name in ("same", "longer", "later", "gone"):
        source.put(f"wiz/{name}.csv", b"before")
        source.set_time(f"wiz/{name}.csv", JANUARY)
    area = area_of(source)
    files = {file.path: file for file in area.look(FOLDERS)}
    source.put("wiz/longer.csv", b"before and after")
    source.set_time("wiz/longer.csv", JANUARY)
    source.put("wiz/later.csv", b"after!")
    source.set_time("wiz/later.csv", JANUARY + 1)
    source.remove("wiz/gone.csv")

    assert {name: area.is_unchanged(file) for name, file in files.items()} == {
        "wiz/gone.csv": False, "wiz/later.csv": False, "wiz/longer.csv": False, "wiz/same.csv": True,
    }  # fmt: skip


def test_a_file_that_vanishes_after_the_look_has_changed(source: Source) -> None:
    source.put("wiz/groepen.csv", b"abc")
    area = area_of(source)
    [file] = area.look(FOLDERS)
    source.remove("wiz/groepen.csv")

    with pytest.raises(FileChanged, match=r"^wiz/groepen\.csv$"):
        area.open(file)


def test_a_folder_in_the_place_of_a_file_is_not_opened(source: Source) -> None:
    source.put("wiz/groepen.csv", b"abc")
    area = area_of(source)
    [file] = area.look(FOLDERS)
    source.remove("wiz/groepen.csv")
    source.put("wiz/groepen.csv/binnen.csv", b"abc")

    with pytest.raises(FileChanged):
        area.open(file)


def test_what_is_no_file_is_named_and_never_opened(folder_source: LocalSource | SftpSource, tmp_path: Path) -> None:
    wiz = folder_source.folder / "wiz"
    wiz.mkdir()
    (tmp_path / "elsewhere.csv").write_text("secret")
    (wiz / "link.csv").symlink_to(tmp_path / "elsewhere.csv")
    (wiz / "broken.csv").symlink_to("nowhere")
    (folder_source.folder / "ervaringwijzer").symlink_to(wiz)
    os.mkfifo(wiz / "fifo.csv")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(wiz / "socket.csv"))

        files = look(folder_source)

    assert {path: file.is_regular for path, file in files.items()} == {
        "ervaringwijzer": False, "wiz/broken.csv": False, "wiz/fifo.csv": False, "wiz/link.csv": False,
        "wiz/socket.csv": False,
    }  # fmt: skip


@pytest.mark.parametrize("kind", ["link", "fifo"])
def test_a_link_or_fifo_in_the_place_of_a_file_is_not_opened(
    folder_source: LocalSource | SftpSource, tmp_path: Path, kind: str
) -> None:
    folder_source.put("wiz/groepen.csv", b"abc")
    folder_source.set_time("wiz/groepen.csv", JANUARY)
    area = area_of(folder_source)
    [file] = area.look(FOLDERS)
    folder_source.remove("wiz/groepen.csv")
    if kind == "fifo":
        os.mkfifo(folder_source.folder / "wiz/groepen.csv")
    else:
        (tmp_path / "elsewhere.csv").write_text("abc")
        os.utime(tmp_path / "elsewhere.csv", (JANUARY, JANUARY))
        (folder_source.folder / "wiz/groepen.csv").symlink_to(tmp_path / "elsewhere.csv")

    with pytest.raises(FileChanged):
        area.open(file)


def test_a_name_that_goes_while_the_folder_is_listed_ends_nothing(
    local_source: LocalSource, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An upload that ends renames its .part away."""
    local_source.put("wiz/groepen.csv", b"abc")
    local_source.put("wiz/deelnemers.csv.part", b"abc")
    really_list = os.scandir

    @contextmanager
    def list_and_take_away(folder: Path) -> Iterator[list[os.DirEntry[str]]]:
        with really_list(folder) as entries:
            listed = list(entries)
        (local_source.folder / "wiz/deelnemers.csv.part").unlink(missing_ok=True)
        yield listed

    monkeypatch.setattr("warehouse.landing.local.os.scandir", list_and_take_away)
    assert [*look(local_source)] == ["wiz/groepen.csv"]


def test_a_disk_that_fails_to_read_one_file_is_told_of_that_file() -> None:
    if not Path("/proc/self/mem").exists():
        pytest.skip("there is no /proc here, whose memory file fails with an input/output error")
    area = open_landing_area("/proc/self")
    with pytest.raises(FileWithheld, match=r"the machine fails to read this file \(Input/output error\)"):
        area.open(LandedFile("mem", 0, 0, True)).read(10)


def test_a_name_that_is_not_utf_8_stops_nothing(folder_source: LocalSource | SftpSource) -> None:
    folder_source.put("wiz/groepen.csv", b"good")
    (folder_source.folder / os.fsdecode(b"wiz/groepen_\xe9\xff.csv")).write_bytes(b"odd")
    area = area_of(folder_source)

    good, odd = area.look(FOLDERS)

    assert odd.shown == "wiz/groepen_\\xe9\\xff.csv"
    assert area.open(good).read() == b"good"
    assert area.is_unchanged(odd)
    assert area.open(odd).read() == b"odd"


def test_only_new_content_is_transferred_and_nothing_is_touched(source: Source, tmp_path: Path) -> None:
    source.put("wiz/groepen_2025-01-01.csv", GROUPS.encode())
    source.put("wiz/groepen_2025-02-01.csv", GROUPS.encode() + b"G3;Drie;sportgroep;jongeren;JoU;2025-01-01\n")
    source.put("wiz/Thumbs.db", b"junk")

    first = night(source, tmp_path / "warehouse")
    after_first = source.transferred()
    again = night(source, tmp_path / "warehouse")
    after_second = source.transferred()
    source.put("wiz/groepen_2025-03-01.csv", GROUPS.encode() + b"G4;Vier;sportgroep;jongeren;JoU;2025-01-01\n")
    night(source, tmp_path / "warehouse")

    assert first == again == {
        "wiz/Thumbs.db": "ignored", "wiz/groepen_2025-01-01.csv": "accepted", "wiz/groepen_2025-02-01.csv": "accepted",
    }  # fmt: skip
    assert set(after_first) == {"wiz/groepen_2025-01-01.csv", "wiz/groepen_2025-02-01.csv"}
    assert after_second == after_first
    assert set(source.transferred()[len(after_first) :]) == {"wiz/groepen_2025-03-01.csv"}
    assert source.harm() == []


def test_content_that_is_read_several_times_is_sent_once(remote_source: SftpSource | S3Source, tmp_path: Path) -> None:
    remote_source.put("wiz/groepen_2025-01-01.csv", GROUPS.encode())
    remote_source.put("wiz/groepen_2025-02-01.csv", GROUPS.encode() + b"G3;Drie;sportgroep;jongeren;JoU;2025-01-01\n")

    night(remote_source, tmp_path / "warehouse")

    assert sorted(remote_source.transferred()) == ["wiz/groepen_2025-01-01.csv", "wiz/groepen_2025-02-01.csv"]


def test_kept_content_stays_within_its_bounds(remote_source: SftpSource | S3Source) -> None:
    for number in range(4):
        remote_source.put(f"wiz/{number}.csv", bytes([number]) * 100)
    area = area_of(remote_source)
    assert isinstance(area, RemoteLandingArea)
    small = RemoteLandingArea(area._place, kept_bytes=250)
    files = small.look(FOLDERS)

    for file in [*files, *reversed(files)]:
        assert small.open(file).read() == bytes([int(file.name[0])]) * 100

    assert [path[4] for path in remote_source.transferred()] == ["0", "1", "2", "3", "1", "0"]


def test_large_content_is_streamed(remote_source: SftpSource | S3Source) -> None:
    content = os.urandom(3_000_000)
    remote_source.put("wiz/groot.csv", content)
    area = area_of(remote_source)
    assert isinstance(area, RemoteLandingArea)
    streaming = RemoteLandingArea(area._place, kept_bytes=1000)
    [file] = streaming.look(FOLDERS)

    for _ in range(2):
        with streaming.open(file) as stream:
            assert stream.read(4096) == content[:4096]
            assert stream.read() == content[4096:]


def test_large_content_that_is_replaced_while_it_is_read_is_noticed(remote_source: SftpSource | S3Source) -> None:
    """Either the stream says so, or the file is not unchanged after it."""
    remote_source.put("wiz/groot.csv", b"a" * 20_000_000)
    area = area_of(remote_source)
    assert isinstance(area, RemoteLandingArea)
    streaming = RemoteLandingArea(area._place, kept_bytes=1000)
    [file] = streaming.look(FOLDERS)

    with streaming.open(file) as stream:
        stream.read(10)
        remote_source.put("wiz/groot.csv", b"b" * 10)
        try:
            stream.read()
        except FileChanged:
            return
    assert not streaming.is_unchanged(file)


def test_a_landing_area_that_is_not_there_is_told_plainly(source: Source) -> None:
    with pytest.raises(LandingAreaMissing, match=r"LANDING_URL") as told:
        open_landing_area(f"{source.url}/nergens", source.options).look(FOLDERS)

    assert_is_plain(told.value, source)


def test_a_landing_area_that_is_a_file_is_told_plainly(source: Source) -> None:
    source.put("los.csv", b"abc")

    with pytest.raises(LandingAreaMissing, match=r"LANDING_URL") as told:
        open_landing_area(f"{source.url}/los.csv", source.options).look(FOLDERS)

    assert_is_plain(told.value, source)


def assert_is_plain(fault: LandingAreaMissing, source: Source) -> None:
    text = str(fault)
    assert fault.__suppress_context__ or not fault.__context__
    assert text.endswith(".")
    assert "\n" not in text
    for secret in (source.options.password, source.options.secret_key, source.options.access_key):
        assert not secret or secret not in text
