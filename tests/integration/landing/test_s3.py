"""What S3 storage may refuse, and what it is refused: in plain words, in time, without a secret."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from tests.integration.landing.s3_server import REGION, S3Server
from tests.integration.landing.sftp_server import free_port
from tests.integration.landing.sources import S3Source, area_of, look_of_a_night
from warehouse.landing import open_landing_area
from warehouse.landing.area import FileWithheld, LandingAreaMissing, LandingOptions
from warehouse.landing.protocols.s3 import place_of

SECRET = "a-secret-that-no-text-may-hold"
NOTHING = frozenset[str]()


def told(url: str, options: LandingOptions) -> str:
    """What is said instead of a look; no secret stands in it, nor in what it was caused by."""
    with pytest.raises(LandingAreaMissing) as fault:
        open_landing_area(url, options).look(NOTHING)
    assert fault.value.__suppress_context__ or not fault.value.__context__
    assert SECRET not in str(fault.value)
    assert not options.secret_key or options.secret_key not in str(fault.value)
    return str(fault.value)


@contextmanager
def keys_looked_up(server: S3Server) -> Iterator[None]:
    server.ask_for_credentials(True)
    try:
        yield
    finally:
        server.ask_for_credentials(False)


def test_a_whole_bucket_may_be_the_landing_area(s3_source: S3Source) -> None:
    s3_source.put("los.csv", b"abc")
    area = open_landing_area(f"s3://{s3_source.bucket}", s3_source.options)

    assert [(file.path, file.is_regular) for file in area.look(frozenset({"wiz"}))] == [("uit", False)]


def test_markers_of_folders_are_no_files(s3_source: S3Source) -> None:
    s3_source.put("wiz/", b"")
    s3_source.put("wiz/leeg/", b"")

    files = area_of(s3_source).look(frozenset({"wiz"}))

    assert [(file.path, file.is_regular) for file in files] == [("wiz/leeg", False)]


def test_an_object_that_is_not_given_is_told_of_that_one(s3_source: S3Source, s3_server: S3Server) -> None:
    s3_source.put("wiz/groepen.csv", b"abc")
    s3_server.archive(s3_source.bucket, "uit/landing/wiz/deelnemers.csv", b"abc")
    area = area_of(s3_source)
    archived, given = area.look(frozenset({"wiz"}))

    with pytest.raises(FileWithheld, match="give it read access"):
        area.open(archived)
    assert area.open(given).read() == b"abc"


def test_more_files_than_one_answer_holds(s3_source: S3Source, s3_server: S3Server) -> None:
    s3_server.put_empty(s3_source.bucket, [f"uit/landing/wiz/{number:04}.csv" for number in range(1010)])

    assert len(area_of(s3_source).look(frozenset({"wiz"}))) == 1010


def test_a_key_that_is_not_known(s3_source: S3Source, s3_server: S3Server) -> None:
    with keys_looked_up(s3_server):
        text = told(s3_source.url, replace(s3_source.options, secret_key=SECRET))

    assert "may not be read with LANDING_ACCESS_KEY and LANDING_SECRET_KEY: set them right" in text


def test_a_bucket_that_does_not_exist(s3_source: S3Source) -> None:
    text = told("s3://er-is-geen-emmer/landing", s3_source.options)

    assert "Nothing lies at s3://er-is-geen-emmer/landing: see whether the bucket and folder exist" in text


@pytest.mark.parametrize("bucket", ["Een Emmer", "x", "a" * 300])
def test_a_bucket_that_cannot_exist(s3_source: S3Source, bucket: str) -> None:
    assert "LANDING_URL" in told(f"s3://{bucket}/landing", s3_source.options)


def test_nobody_listens(s3_source: S3Source) -> None:
    port = free_port()

    text = told(s3_source.url, replace(s3_source.options, endpoint_url=f"http://127.0.0.1:{port}", timeout_seconds=2))

    assert text.startswith(f"The S3 storage at 127.0.0.1:{port} cannot be reached")


def test_a_server_that_says_nothing_is_not_waited_for(s3_source: S3Source) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        endpoint = f"http://127.0.0.1:{listener.getsockname()[1]}"
        started = time.monotonic()

        text = told(s3_source.url, replace(s3_source.options, endpoint_url=endpoint, timeout_seconds=0.3))

    assert "did not answer within 0.3 seconds" in text
    assert time.monotonic() - started < 20


@pytest.mark.parametrize("status", [200, 301, 400, 500, 503])
def test_a_server_that_says_something_else(s3_source: S3Source, status: int) -> None:
    with _web_server(status) as endpoint:
        text = told(s3_source.url, replace(s3_source.options, endpoint_url=endpoint, timeout_seconds=2))

    assert "LANDING_ENDPOINT_URL" in text


@pytest.mark.parametrize(
    ("url", "changed", "says"),
    [
        ("s3://", {}, "names no bucket"),
        ("s3:///folder/..", {"access_key": None}, "LANDING_ACCESS_KEY"),
        ("s3://emmer", {"access_key": None}, "set LANDING_ACCESS_KEY and LANDING_SECRET_KEY"),
        ("s3://emmer", {"secret_key": None}, "set LANDING_ACCESS_KEY and LANDING_SECRET_KEY"),
        ("s3://emmer", {"endpoint_url": "opslag.nl"}, "LANDING_ENDPOINT_URL is no address"),
        ("s3://emmer", {"endpoint_url": "http://opslag.nl"}, "travel readably: use https://"),
        ("s3://emmer", {"endpoint_url": "http://10.0.0.8:9000"}, "travel readably: use https://"),
        (f"s3://sleutel:{SECRET}@emmer", {}, "LANDING_URL holds a password"),
    ],
)
def test_settings_that_cannot_be_right(url: str, changed: dict[str, Any], says: str) -> None:
    options = LandingOptions(access_key="READER", secret_key=SECRET)

    assert says in told(url, replace(options, **changed))


def test_credentials_come_from_the_settings_only(s3_source: S3Source, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "somebody-else")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "of-somebody-else")

    assert "set LANDING_ACCESS_KEY" in told(s3_source.url, replace(s3_source.options, access_key=None))
    assert area_of(s3_source).look(NOTHING) == []


@pytest.mark.parametrize("folder", ["landing", "nergens"])
def test_a_process_says_one_thing_only(s3_source: S3Source, tmp_path: Path, folder: str) -> None:
    """Neither while it runs nor when it ends with a connection open does a library add to it."""
    s3_source.put("los.csv", b"abc")
    url = f"s3://{s3_source.bucket}/uit/{folder}"

    process = look_of_a_night(
        tmp_path, url, LANDING_ENDPOINT_URL=str(s3_source.options.endpoint_url), LANDING_REGION=REGION,
        LANDING_ACCESS_KEY="READER", LANDING_SECRET_KEY=SECRET,
    )  # fmt: skip

    assert process.stderr == ""
    assert process.stdout.startswith("['los.csv']\n" if folder == "landing" else f"Nothing lies at {url}:")
    assert SECRET not in process.stdout


def test_the_address_comes_from_the_settings_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", "http://127.0.0.1:1")
    options = LandingOptions(access_key="READER", secret_key=SECRET, region=REGION)

    amazon = place_of("emmer/landing", options).connect()

    assert amazon.s3.meta.endpoint_url == f"https://s3.{REGION}.amazonaws.com"


@contextmanager
def _web_server(status: int) -> Iterator[str]:
    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.end_headers()
            self.wfile.write(b"<html><body>Log in first</body>")

        def log_message(self, *_: Any) -> None:
            """Not on the screen."""

    with HTTPServer(("127.0.0.1", 0), Page) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()
