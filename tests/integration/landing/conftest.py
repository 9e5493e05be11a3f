"""Servers that run while these tests do, and a landing area of each kind."""

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from tests.integration.landing.s3_server import S3Server
from tests.integration.landing.sftp_server import SftpServer
from tests.integration.landing.sources import LocalSource, S3Source, SftpSource, Source


@pytest.fixture(scope="session")
def sftp_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SftpServer]:
    if missing := SftpServer.missing():
        pytest.skip(f"this machine has no {missing} (Debian: apt-get install openssh-server)")
    with SftpServer(tmp_path_factory.mktemp("sshd")) as server:
        yield server


@pytest.fixture(scope="session")
def s3_server() -> Iterator[S3Server]:
    with S3Server() as server:
        yield server


@pytest.fixture
def local_source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> LocalSource:
    return LocalSource(tmp_path / "landing", monkeypatch)


@pytest.fixture
def sftp_source(tmp_path: Path, sftp_server: SftpServer) -> SftpSource:
    return SftpSource(tmp_path / "landing", sftp_server)


@pytest.fixture
def s3_source(s3_server: S3Server) -> S3Source:
    # A bucket's name is told as it is, also where its digits could be somebody's number: the settings give it.
    return S3Source(f"bucket-123456782-{uuid4().hex[:8]}", s3_server)


@pytest.fixture(params=["local", "sftp", "s3"])
def source(request: pytest.FixtureRequest) -> Source:
    found: Source = request.getfixturevalue(f"{request.param}_source")
    return found


@pytest.fixture(params=["local", "sftp"])
def folder_source(request: pytest.FixtureRequest) -> LocalSource | SftpSource:
    """A landing area that is a folder, with all that a folder may hold."""
    found: LocalSource | SftpSource = request.getfixturevalue(f"{request.param}_source")
    return found


@pytest.fixture(params=["sftp", "s3"])
def remote_source(request: pytest.FixtureRequest) -> SftpSource | S3Source:
    found: SftpSource | S3Source = request.getfixturevalue(f"{request.param}_source")
    return found
