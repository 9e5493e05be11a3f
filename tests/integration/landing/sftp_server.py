"""OpenSSH's own server as an ordinary process on a free port of 127.0.0.1, with the account that it keeps."""

import os
import pwd
import re
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from types import TracebackType

from warehouse.landing.area import LandingOptions

PASSPHRASE = "passphrase-of-the-test-key"
_SEARCHED = os.pathsep.join(
    ["/usr/lib/openssh", "/usr/libexec/openssh", "/usr/lib/ssh", "/usr/libexec", "/usr/sbin", os.environ["PATH"]]
)
_CONFIGURATION = """
ListenAddress 127.0.0.1
Port {port}
HostKey {folder}/host_key
AuthorizedKeysFile {folder}/user_key.pub
PidFile none
UsePAM no
StrictModes no
PermitRootLogin yes
PasswordAuthentication yes
KbdInteractiveAuthentication no
Subsystem sftp exec {sftp_server} -e -l VERBOSE 2>>{folder}/account
"""
_READ = re.compile(r'^close "(.*)" bytes read [1-9]\d* written 0', re.MULTILINE)
_CHANGE = re.compile(
    r'^(?:open ".*" flags .*(?:WRITE|CREATE|TRUNCATE|APPEND)|remove|(?:posix-)?rename|mkdir|rmdir|set|symlink).*',
    re.MULTILINE,
)


class SftpServer:
    """One server with one user (whoever runs the tests), who may enter with a key."""

    options: LandingOptions

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.user = pwd.getpwuid(os.geteuid()).pw_name

    @staticmethod
    def missing() -> str | None:
        """The program that this machine lacks."""
        programs = ("sshd", "sftp-server", "ssh-keygen")
        return next((name for name in programs if not shutil.which(name, path=_SEARCHED)), None)

    def __enter__(self) -> "SftpServer":
        self._make_key("host_key", "")
        self._make_key("user_key", PASSPHRASE)
        self.account = self.folder / "account"
        self.account.touch()
        self.port = free_port()
        self.host_key = (self.folder / "host_key.pub").read_text().rpartition(" ")[0]
        known_hosts = self.folder / "known_hosts"
        known_hosts.write_text(f"[127.0.0.1]:{self.port} {self.host_key}\n")
        self.options = LandingOptions(
            username=self.user, password=PASSPHRASE, key_file=self.folder / "user_key", known_hosts=known_hosts,
            timeout_seconds=10,
        )  # fmt: skip
        self.url = f"sftp://127.0.0.1:{self.port}"
        self._start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.terminate()
        self._process.wait(10)

    def read_below(self, folder: Path) -> list[str]:
        """The files whose content was sent, in the order in which they were closed."""
        return _READ.findall(self._account_of(folder))

    def changes_below(self, folder: Path) -> list[str]:
        return _CHANGE.findall(self._account_of(folder))

    def serving(self) -> list[int]:
        """The processes that serve the connections of this moment."""
        return list(_descendants(self._process.pid))

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """Everything that serves the connections stands still: they stay open, and nothing answers."""
        serving = self.serving()
        for process in serving:
            os.kill(process, signal.SIGSTOP)
        try:
            yield
        finally:
            for process in serving:
                with suppress(ProcessLookupError):
                    os.kill(process, signal.SIGCONT)

    def cut_off(self) -> None:
        """Every connection of this moment ends as if the machine lost its power."""
        with self.frozen():  # Else a child ends by itself as soon as its parent is gone.
            for process in self.serving():
                os.kill(process, signal.SIGKILL)

    def _account_of(self, folder: Path) -> str:
        lines = self.account.read_text("utf-8", "surrogateescape").splitlines()
        return "\n".join(line for line in lines if f'"{folder}' in line)

    def _make_key(self, name: str, passphrase: str) -> None:
        # One round of scrambling: sixteen, the default, take a quarter of a second at every connection.
        options = ["-q", "-t", "ed25519", "-a", "1", "-C", "test"]
        subprocess.run(["ssh-keygen", *options, "-N", passphrase, "-f", self.folder / name], check=True)

    def _start(self) -> None:
        if os.geteuid() == 0:
            Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)  # Started by root, sshd insists on it.
        sshd, sftp_server = (str(shutil.which(name, path=_SEARCHED)) for name in ("sshd", "sftp-server"))
        text = _CONFIGURATION.format(port=self.port, folder=self.folder, sftp_server=sftp_server)
        configuration = self.folder / "sshd_config"
        # Newer servers shut out an address that fails often, as these tests do; older ones do not know the word.
        for lines in (text + "PerSourcePenalties no\n", text):
            configuration.write_text(lines)
            if subprocess.run([sshd, "-t", "-f", configuration], capture_output=True, check=False).returncode == 0:
                break
        self._process = subprocess.Popen([sshd, "-D", "-f", configuration, "-E", self.folder / "log"])
        deadline = time.monotonic() + 20
        while not _answers(self.port):
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError("sshd did not start:\n" + (self.folder / "log").read_text())


def free_port() -> int:
    """A port on which nothing listens."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1) as connection:
            return bool(connection.recv(4))
    except OSError:
        return False


def _descendants(process: int) -> Iterator[int]:
    for child in Path(f"/proc/{process}/task/{process}/children").read_text().split():
        yield int(child)
        yield from _descendants(int(child))
