"""A landing folder on an SFTP server: fsspec's file system on paramiko, which here enters only a host that it knows.

fsspec's own trusts any host, follows links, and stops at a file name that is not UTF-8.
"""

import logging
import socket
import stat
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import paramiko
from cryptography.exceptions import UnsupportedAlgorithm
from fsspec.implementations.sftp import SFTPFileSystem
from paramiko.config import SSH_PORT
from paramiko.hostkeys import InvalidHostKey
from paramiko.pkey import UnknownKeyType
from paramiko.sftp import CMD_READDIR
from paramiko.ssh_exception import NoValidConnectionsError

from warehouse.landing.area import LandingAreaMissing, LandingOptions
from warehouse.privacy.names import spelled_name

_KEEP_ALIVE_SECONDS = 30


class SftpPlace:
    """A folder on an SFTP server."""

    foreseen = (OSError, EOFError, paramiko.SSHException, paramiko.SFTPError)
    gone = (FileNotFoundError,)

    def __init__(self, host: str, port: int, root: str, options: LandingOptions) -> None:
        self.root = root
        self._host, self._port, self._options = host, port, options

    def connect(self) -> SFTPFileSystem:
        # Paramiko logs a fault with its traceback; here it is told once, in plain words.
        logging.getLogger("paramiko").setLevel(logging.CRITICAL)
        options = self._options
        key = _private_key(options.key_file, options.password) if options.key_file else None
        return VerifiedSftp(
            self._host,
            port=self._port,
            known_hosts=options.known_hosts,
            seconds=options.timeout_seconds,
            username=options.username,
            pkey=key,
            password=None if key else options.password,
        )

    def in_words(self, fault: Exception) -> str:
        server, user, folder = f"The SFTP server {self._host}:{self._port}", self._options.username, self.root
        match fault:
            case paramiko.BadHostKeyException():
                return (
                    f"{server} shows another host key ({_fingerprint(fault.key)}) than LANDING_KNOWN_HOSTS has for it."
                    " It may be an impostor: ask its owner whether the key was changed before you trust the new one."
                )
            case paramiko.AuthenticationException():
                means = "LANDING_KEY_FILE" if self._options.key_file else "LANDING_PASSWORD"
                return f"{server} does not let {user} in: set LANDING_USERNAME and {means} right."
            case socket.gaierror():
                return f"{server} is not known by that name: mend LANDING_URL, or the network."
            case NoValidConnectionsError():
                return f"{server} cannot be reached: see whether it is up, and whether LANDING_URL has the right port."
            case TimeoutError():
                return f"{server} did not answer within {self._options.timeout_seconds:g} seconds: try again later."
            case FileNotFoundError():
                return f"{server} has no folder {spelled_name(folder)}: create it, or mend LANDING_URL."
            case PermissionError():
                return f"{server} does not let {user} read all of {spelled_name(folder)}: give read access."
        return f"{server} broke the connection off, or speaks no SFTP: see its own log, or try again later."


def place_of(rest: str, options: LandingOptions) -> SftpPlace:
    """The place that `user@host:port/folder` names. The folder is taken as it is written, without percent escapes."""
    authority, _, folder = rest.partition("/")
    try:
        parts = urlsplit(f"sftp://{authority}")
        host, port = parts.hostname, parts.port or SSH_PORT
    except ValueError:
        host, port, parts = None, SSH_PORT, urlsplit("")
    if not host:
        raise LandingAreaMissing("LANDING_URL names no SFTP server: write sftp://host/folder or sftp://host:22/folder.")
    username = options.username or parts.username
    if not username:
        raise LandingAreaMissing("There is no user for the SFTP server: set LANDING_USERNAME.")
    if not options.password and not options.key_file:
        raise LandingAreaMissing("There is no way into the SFTP server: set LANDING_KEY_FILE or LANDING_PASSWORD.")
    if not options.known_hosts:
        raise LandingAreaMissing(
            "There is nothing to know the SFTP server by: let LANDING_KNOWN_HOSTS name a file with its host key, in the"
            f" form that `ssh-keyscan -p {port} {host}` prints, and compare it with what the server's owner says."
        )
    return SftpPlace(host, port, f"/{folder}", replace(options, username=username))


class VerifiedSftp(SFTPFileSystem):
    """fsspec's SFTP with the host verified, nothing waited for without end, and types and names as they are."""

    cachable = False

    def _connect(self) -> None:
        login = dict(self.ssh_kwargs)
        known_hosts, seconds = login.pop("known_hosts"), login.pop("seconds")
        self.client = paramiko.SSHClient()
        _load_known_hosts(self.client, known_hosts)
        self.client.set_missing_host_key_policy(_RefuseUnknownHost())
        with _closed_when_late(self.client, seconds):
            self.client.connect(
                self.host, timeout=seconds, banner_timeout=seconds, auth_timeout=seconds, channel_timeout=seconds,
                allow_agent=False, look_for_keys=False, **login,
            )  # fmt: skip
            transport = self.client.get_transport()
            transport.set_keepalive(_KEEP_ALIVE_SECONDS)
            channel = transport.open_session(timeout=seconds)
            channel.settimeout(seconds)
            channel.invoke_subsystem("sftp")
            self.ftp = _SftpClient(channel)

    @classmethod
    def _strip_protocol(cls, path: str) -> str:
        """Only paths come here, and a file name may look like a URL."""
        return path

    @staticmethod
    def _decode_stat(status: paramiko.SFTPAttributes, parent_path: str | None = None) -> dict[str, Any]:
        kinds = {stat.S_IFREG: "file", stat.S_IFDIR: "directory", stat.S_IFLNK: "link"}
        return {
            "name": f"{parent_path.rstrip('/')}/{status.filename}" if parent_path else "",
            "size": status.st_size or 0,
            "type": kinds.get(stat.S_IFMT(status.st_mode or 0), "other"),
            "mtime": datetime.fromtimestamp(status.st_mtime or 0, UTC),
        }

    def ls(self, path: str, detail: bool = False) -> list[Any]:
        entries = [self._decode_stat(status, path) for status in self.ftp.listdir_attr(path)]
        return entries if detail else sorted(entry["name"] for entry in entries)

    def info(self, path: str) -> dict[str, Any]:
        return self._decode_stat(self.ftp.lstat(path)) | {"name": path}

    def cat_file(self, path: str, start: int | None = None, end: int | None = None, **_: Any) -> bytes:
        """A whole file, all of it asked for at once."""
        with self.ftp.open(path, "rb") as content:
            size = content.stat().st_size
            content.prefetch(size)
            return bytes(content.read(size))[start:end]


class _SftpClient(paramiko.SFTPClient):
    """Names that are not UTF-8 pass both ways as Python spells them on disk, with surrogates."""

    def _adjust_cwd(self, path: str) -> bytes:
        adjusted: bytes = super()._adjust_cwd(path.encode("utf-8", "surrogateescape"))
        return adjusted

    def _request(self, kind: int, *arguments: Any) -> tuple[int, paramiko.Message]:
        answer, message = super()._request(kind, *arguments)
        return answer, _Names(message.get_remainder()) if kind == CMD_READDIR else message


class _Names(paramiko.Message):
    def get_text(self) -> str:
        return self.get_string().decode("utf-8", "surrogateescape")


class _RefuseUnknownHost(paramiko.MissingHostKeyPolicy):
    def missing_host_key(self, client: paramiko.SSHClient, hostname: str, key: paramiko.PKey) -> None:
        client.close()
        raise LandingAreaMissing(
            f"The SFTP server {hostname} is not in LANDING_KNOWN_HOSTS. Its host key is {_fingerprint(key)}:"
            " if its owner says that this is right, add the server to that file."
        )


@contextmanager
def _closed_when_late(client: paramiko.SSHClient, seconds: float) -> Iterator[None]:
    """Some waits of paramiko have no end of their own; closing the connection ends them."""
    watchdog = threading.Timer(4 * seconds, client.close)
    watchdog.daemon = True
    watchdog.start()
    try:
        yield
    finally:
        watchdog.cancel()


def _load_known_hosts(client: paramiko.SSHClient, path: Path) -> None:
    try:
        client.load_system_host_keys(str(path))
    except (OSError, UnicodeDecodeError, InvalidHostKey):
        raise LandingAreaMissing(
            "LANDING_KNOWN_HOSTS names no file that can be read as lines of `host type key`."
        ) from None


def _private_key(path: Path, passphrase: str | None) -> paramiko.PKey:
    try:
        return paramiko.PKey.from_path(path, passphrase.encode() if passphrase else None)
    except OSError:
        raise LandingAreaMissing("LANDING_KEY_FILE names no file that can be read.") from None
    except (ValueError, TypeError, UnsupportedAlgorithm, UnknownKeyType, paramiko.SSHException):
        raise LandingAreaMissing(
            "LANDING_KEY_FILE cannot be used: it is no private key, or LANDING_PASSWORD is not its passphrase."
        ) from None


def _fingerprint(key: paramiko.PKey) -> str:
    return f"{key.get_name()} {key.fingerprint}"
