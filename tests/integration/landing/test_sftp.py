"""What an SFTP server may refuse, and what it is refused: in plain words, in time, without a secret."""

import logging
import os
import re
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import paramiko
import pytest

from tests.integration.landing.sftp_server import PASSPHRASE, SftpServer, free_port
from tests.integration.landing.sources import SftpSource, area_of, look_of_a_night
from warehouse.landing import open_landing_area
from warehouse.landing.area import FileChanged, LandingAreaMissing, LandingOptions
from warehouse.landing.protocols.sftp import SftpPlace
from warehouse.landing.remote import RemoteLandingArea

PASSWORD = "a-password-that-no-text-may-hold"
NOTHING = frozenset[str]()


def told(url: str, options: LandingOptions) -> str:
    """What is said instead of a look; no secret stands in it, nor in what it was caused by."""
    with pytest.raises(LandingAreaMissing) as fault:
        open_landing_area(url, options).look(NOTHING)
    assert fault.value.__suppress_context__ or not fault.value.__context__
    text = str(fault.value)
    assert PASSWORD not in text
    assert PASSPHRASE not in text
    return text


def test_the_key_opens_the_door(sftp_source: SftpSource) -> None:
    sftp_source.put("los.csv", b"abc")

    assert [file.path for file in area_of(sftp_source).look(NOTHING)] == ["los.csv"]


def test_the_user_may_stand_in_the_url(sftp_source: SftpSource) -> None:
    user = str(sftp_source.options.username)
    url = sftp_source.url.replace("sftp://", f"sftp://{user}@")

    assert open_landing_area(url, replace(sftp_source.options, username=None)).look(NOTHING) == []


def test_a_wrong_password(sftp_source: SftpSource) -> None:
    text = told(sftp_source.url, replace(sftp_source.options, key_file=None, password=PASSWORD))

    assert f"does not let {sftp_source.options.username} in: set LANDING_USERNAME and LANDING_PASSWORD right" in text


def test_a_key_that_the_server_does_not_know(sftp_source: SftpSource, tmp_path: Path) -> None:
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", tmp_path / "other"], check=True)

    text = told(sftp_source.url, replace(sftp_source.options, key_file=tmp_path / "other", password=None))

    assert "set LANDING_USERNAME and LANDING_KEY_FILE right" in text


@pytest.mark.parametrize("passphrase", [None, PASSWORD])
def test_a_key_whose_passphrase_is_another(sftp_source: SftpSource, passphrase: str | None) -> None:
    assert "LANDING_PASSWORD is not its passphrase" in told(
        sftp_source.url, replace(sftp_source.options, password=passphrase)
    )


def test_a_key_file_that_is_none(sftp_source: SftpSource, tmp_path: Path) -> None:
    (tmp_path / "garbage").write_bytes(b"\x80 no key at all")

    assert "it is no private key" in told(sftp_source.url, replace(sftp_source.options, key_file=tmp_path / "garbage"))
    assert told(sftp_source.url, replace(sftp_source.options, key_file=tmp_path / "nowhere")) == (
        "LANDING_KEY_FILE names no file that can be read."
    )


def test_a_server_that_is_not_known_is_not_entered(
    sftp_source: SftpSource, sftp_server: SftpServer, tmp_path: Path
) -> None:
    known_hosts = tmp_path / "known_hosts"
    known_hosts.write_text(f"elsewhere {sftp_server.host_key}\n")

    text = told(sftp_source.url, replace(sftp_source.options, known_hosts=known_hosts))

    fingerprint = subprocess.run(
        ["ssh-keygen", "-l", "-f", sftp_server.folder / "host_key.pub"], capture_output=True, text=True, check=True
    ).stdout.split()[1]
    assert "is not in LANDING_KNOWN_HOSTS" in text
    assert fingerprint in text
    assert known_hosts.read_text() == f"elsewhere {sftp_server.host_key}\n"


def test_a_server_with_another_key_than_known_is_not_entered(sftp_source: SftpSource, tmp_path: Path) -> None:
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", tmp_path / "other"], check=True)
    address = re.sub(r"sftp://(.*):(\d+)/.*", r"[\1]:\2", sftp_source.url)
    known_hosts = tmp_path / "known_hosts"
    known_hosts.write_text(f"{address} {(tmp_path / 'other.pub').read_text()}")

    text = told(sftp_source.url, replace(sftp_source.options, known_hosts=known_hosts, password=PASSPHRASE))

    assert "shows another host key (ssh-ed25519 SHA256:" in text
    assert "may be an impostor" in text


@pytest.mark.parametrize("content", [None, b"\xff\xfe\x00garbage", b"host ssh-ed25519 %%%\n"])
def test_known_hosts_that_cannot_be_read(sftp_source: SftpSource, tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "known_hosts").write_bytes(content)

    assert "LANDING_KNOWN_HOSTS" in told(
        sftp_source.url, replace(sftp_source.options, known_hosts=tmp_path / "known_hosts")
    )


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("sftp://", "names no SFTP server"),
        ("sftp:///folder", "names no SFTP server"),
        ("sftp://host:poort/folder", "names no SFTP server"),
        ("sftp://host:99999/folder", "names no SFTP server"),
        (f"sftp://user:{PASSWORD}@host/folder", "leave it out, and set LANDING_PASSWORD"),
    ],
)
def test_a_url_that_cannot_be_right(url: str, says: str) -> None:
    assert says in told(url, LandingOptions(username="user", password=PASSWORD, known_hosts=Path("known_hosts")))


@pytest.mark.parametrize("left_out", ["username", "password", "known_hosts"])
def test_a_setting_that_is_left_out_is_named(left_out: str) -> None:
    options = LandingOptions(username="user", password=PASSWORD, known_hosts=Path("known_hosts"))

    assert f"LANDING_{left_out.upper()}" in told("sftp://host/folder", replace(options, **{left_out: None}))


def test_nobody_listens(sftp_source: SftpSource) -> None:
    assert "cannot be reached: see whether it is up" in told(
        f"sftp://127.0.0.1:{free_port()}/folder", sftp_source.options
    )


def test_a_name_that_nobody_knows(sftp_source: SftpSource, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)

    assert "is not known by that name: mend LANDING_URL" in told("sftp://nergens.invalid/folder", sftp_source.options)


def test_a_server_that_says_nothing_is_not_waited_for(sftp_source: SftpSource) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        started = time.monotonic()
        text = told(
            f"sftp://127.0.0.1:{listener.getsockname()[1]}/folder", replace(sftp_source.options, timeout_seconds=0.3)
        )

    assert "see its own log, or try again later" in text or "did not answer" in text
    assert time.monotonic() - started < 10


def test_a_server_that_says_something_else(sftp_source: SftpSource) -> None:
    def answer(listener: socket.socket) -> None:
        connection, _ = listener.accept()
        with connection:
            connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=answer, args=(listener,), daemon=True).start()

        assert "speaks no SFTP" in told(
            f"sftp://127.0.0.1:{listener.getsockname()[1]}/folder", replace(sftp_source.options, timeout_seconds=2)
        )


def test_a_server_that_lets_in_and_then_says_nothing_is_not_waited_for(sftp_source: SftpSource, tmp_path: Path) -> None:
    with _mute_server() as (port, host_key):
        known_hosts = tmp_path / "known_hosts"
        known_hosts.write_text(f"[127.0.0.1]:{port} {host_key.get_name()} {host_key.get_base64()}\n")
        options = LandingOptions(username="user", password=PASSWORD, known_hosts=known_hosts, timeout_seconds=0.5)
        started = time.monotonic()

        text = told(f"sftp://127.0.0.1:{port}/folder", options)

    assert "broke the connection off" in text
    assert time.monotonic() - started < 20


def test_a_server_that_stands_still_in_the_middle_of_the_night(
    sftp_source: SftpSource, sftp_server: SftpServer
) -> None:
    sftp_source.put("los.csv", b"abc")
    area = open_landing_area(sftp_source.url, replace(sftp_source.options, timeout_seconds=1))
    [file] = area.look(NOTHING)

    with sftp_server.frozen(), pytest.raises(LandingAreaMissing, match="did not answer within 1 seconds"):
        area.open(file)


@pytest.mark.parametrize("is_noticed", [False, True], ids=["under way", "before the next block is asked for"])
def test_a_connection_that_breaks_off_while_a_large_file_is_read(
    sftp_source: SftpSource, sftp_server: SftpServer, is_noticed: bool
) -> None:
    """Never taken for the end of the file, as paramiko does when there is nobody left to ask."""
    sftp_source.put("los.csv", b"abc" * 10_000_000)
    area = area_of(sftp_source)
    assert isinstance(area, RemoteLandingArea)
    streaming = RemoteLandingArea(area._place, kept_bytes=1000)
    [file] = streaming.look(NOTHING)

    with streaming.open(file) as stream:
        stream.read(10)
        sftp_server.cut_off()
        if is_noticed:
            streaming._files.ftp.get_channel().get_transport().join(10)
        with pytest.raises(LandingAreaMissing, match="broke the connection off"):
            stream.read()


def test_a_large_file_that_shrinks_while_it_is_read_has_changed(sftp_source: SftpSource) -> None:
    sftp_source.put("los.csv", b"abc" * 10_000_000)
    area = area_of(sftp_source)
    assert isinstance(area, RemoteLandingArea)
    streaming = RemoteLandingArea(area._place, kept_bytes=1000)
    [file] = streaming.look(NOTHING)

    with streaming.open(file) as stream:
        stream.read(10)
        os.truncate(sftp_source.folder / "los.csv", 1000)
        with pytest.raises(FileChanged):
            stream.read()


def test_a_folder_that_may_not_be_read() -> None:
    place = SftpPlace("host", 22, "/folder", LandingOptions(username="user"))

    assert place.in_words(PermissionError()) == (
        "The SFTP server host:22 does not let user read all of /folder: give read access."
    )


def test_a_process_says_one_thing_only(sftp_source: SftpSource, tmp_path: Path) -> None:
    """Neither while it runs nor when it ends with a connection open does a library add to it."""
    sftp_source.put("los.csv", b"abc")
    user, known_hosts = str(sftp_source.options.username), str(sftp_source.options.known_hosts)
    shared = {"LANDING_USERNAME": user, "LANDING_KNOWN_HOSTS": known_hosts}

    good = look_of_a_night(
        tmp_path, sftp_source.url, LANDING_KEY_FILE=str(sftp_source.options.key_file), LANDING_PASSWORD=PASSPHRASE,
        **shared,
    )  # fmt: skip
    bad = look_of_a_night(tmp_path, sftp_source.url, LANDING_PASSWORD=PASSWORD, **shared)

    assert (good.stdout, good.stderr) == ("['los.csv']\n", "")
    assert bad.stdout.endswith(f"does not let {user} in: set LANDING_USERNAME and LANDING_PASSWORD right.\n")
    assert bad.stderr == ""
    assert PASSWORD not in bad.stdout


def test_paramiko_does_not_speak_for_itself(sftp_source: SftpSource, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        told(f"sftp://127.0.0.1:{free_port()}/folder", sftp_source.options)
        told(sftp_source.url, replace(sftp_source.options, key_file=None, password=PASSWORD))

    assert caplog.text == ""


@contextmanager
def _mute_server() -> Iterator[tuple[int, paramiko.PKey]]:
    """A server that accepts any password and then answers nothing that is asked of a channel."""
    done = threading.Event()

    class Mute(paramiko.ServerInterface):
        def check_auth_password(self, username: str, password: str) -> int:
            return paramiko.common.AUTH_SUCCESSFUL

        def check_channel_request(self, kind: str, chanid: int) -> int:
            return paramiko.common.OPEN_SUCCEEDED

        def check_channel_subsystem_request(self, channel: paramiko.Channel, name: str) -> bool:
            done.wait(60)
            return False

    host_key = paramiko.RSAKey.generate(2048)
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            connection, _ = listener.accept()
            transport = paramiko.Transport(connection)
            transport.add_server_key(host_key)
            transport.start_server(server=Mute())
            done.wait(60)
            transport.close()

        server = threading.Thread(target=serve, daemon=True)
        server.start()
        try:
            yield listener.getsockname()[1], host_key
        finally:
            done.set()
            server.join(10)
