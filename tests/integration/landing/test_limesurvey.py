"""Fetching LimeSurvey's responses into the landing area, against a server that speaks its protocol."""

import json
import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from orchestration.__main__ import main
from schemas.name_dates import date_in_name
from tests.integration.landing.limesurvey_server import (
    PASSWORD,
    SESSION_KEY,
    SILENCE,
    USERNAME,
    LimeSurveyServer,
    RawReply,
)
from tests.integration.landing.sftp_server import free_port
from tests.nights.command import run_command
from warehouse.disk.places import Places
from warehouse.intake.file_names import kind_of
from warehouse.landing import open_landing_area
from warehouse.landing.limesurvey import Answers, LimeSurveyFault, LimeSurveyLogin, Pulled, pull
from warehouse.raw.ledger import DeliveryFile, Ledger, Status

EXPORT = '\ufeff"id";"submitdate";"Q1[SQ001]"\r\n"1";"2025-03-01 10:00:00";"A5"\r\n'.encode()
CONFIDENTIAL = "Jan vertelde over zijn moeder"
DAY = date(2025, 4, 15)
NAME = "ervaringwijzer/antwoorden_123456_2025-04-15.csv"


@pytest.fixture
def server() -> Iterator[LimeSurveyServer]:
    with LimeSurveyServer() as running:
        running.surveys[123456] = EXPORT
        yield running


@pytest.fixture
def login(server: LimeSurveyServer) -> LimeSurveyLogin:
    return LimeSurveyLogin(server.url, USERNAME, PASSWORD, timeout_seconds=10)


@pytest.fixture
def landing(tmp_path: Path) -> Path:
    folder = tmp_path / "landing"
    folder.mkdir()
    return folder


@pytest.fixture
def command(
    server: LimeSurveyServer, landing: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> pytest.MonkeyPatch:
    """The settings of the command."""
    settings = {
        "LANDING_URL": str(landing), "WAREHOUSE_DIR": str(tmp_path / "warehouse"), "AS_OF": DAY.isoformat(),
        "LIMESURVEY_URL": server.url, "LIMESURVEY_USERNAME": USERNAME, "LIMESURVEY_PASSWORD": PASSWORD,
        "LIMESURVEY_SURVEY_IDS": "123456",
    }  # fmt: skip
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    return monkeypatch


def test_a_day_that_may_be_wrong_is_not_written_into_a_name(
    command: pytest.MonkeyPatch, landing: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    places = Places(tmp_path / "warehouse")
    places.prepare()
    ledger = Ledger(places.ledger)
    ledger.put(DeliveryFile("wiz/groepen_2025-04-15.csv", Status.ACCEPTED, "wiz/groepen", "abc", delivered_on=DAY))
    ledger.save()
    command.setenv("AS_OF", "2035-04-15")
    assert main(["pull-limesurvey"]) == 1
    assert "CONFIRM_AS_OF=2035-04-15\n" in capsys.readouterr().err
    assert not files_in(landing)
    command.setenv("CONFIRM_AS_OF", "2035-04-15")
    assert main(["pull-limesurvey"]) == 0
    assert list(files_in(landing)) == [NAME.replace("2025", "2035")]


def files_in(landing: Path) -> dict[str, bytes]:
    return {str(path.relative_to(landing)): path.read_bytes() for path in landing.rglob("*") if path.is_file()}


def fault_of(login: LimeSurveyLogin, landing: Path) -> str:
    """The one fault of fetching survey 123456. It leaves no file, and holds no secret."""
    try:
        [fault] = pull(login, [123456], landing, DAY)
    except LimeSurveyFault as raised:
        fault = raised
    assert isinstance(fault, LimeSurveyFault)
    assert fault.__suppress_context__ or not fault.__context__
    assert files_in(landing) == {}
    for secret in (PASSWORD, SESSION_KEY, CONFIDENTIAL):
        assert secret not in str(fault)
    return str(fault)


def test_responses_become_a_delivery(server: LimeSurveyServer, login: LimeSurveyLogin, landing: Path) -> None:
    assert list(pull(login, [123456], landing, DAY)) == [Pulled(123456, landing / NAME, len(EXPORT))]

    assert files_in(landing) == {NAME: EXPORT}
    [file] = open_landing_area(str(landing)).look(frozenset({"ervaringwijzer"}))
    assert kind_of(file).name == "ervaringwijzer/antwoorden"  # type: ignore[union-attr]
    assert date_in_name(file.name) == DAY
    assert server.calls == [
        ("get_session_key", [USERNAME, PASSWORD, "Authdb"]),
        ("export_responses", [SESSION_KEY, 123456, "csv", None, "complete", "code", "short"]),
        ("release_session_key", [SESSION_KEY]),
    ]


def test_closed_answers_may_come_as_text(server: LimeSurveyServer, login: LimeSurveyLogin, landing: Path) -> None:
    list(pull(login, [123456], landing, DAY, Answers.TEXTS))

    assert server.calls[1][1][-1] == "long"


def test_a_second_time_on_one_day_replaces_the_file(
    server: LimeSurveyServer, login: LimeSurveyLogin, landing: Path
) -> None:
    list(pull(login, [123456], landing, DAY))
    (landing / "ervaringwijzer" / ".antwoorden_123456_2025-04-15.csv.part").write_bytes(b"left by a night that fell")
    server.surveys[123456] = EXPORT + b'"2";"2025-03-02 10:00:00";"A4"\r\n'

    list(pull(login, [123456], landing, DAY))

    assert files_in(landing) == {NAME: server.surveys[123456]}


def test_a_file_appears_whole_or_not_at_all(
    login: LimeSurveyLogin, landing: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        assert [path.name[0] for path in (landing / "ervaringwijzer").iterdir()] == ["."]
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)

    assert "cannot be written (No space left on device)" in fault_of(login, landing)


def test_a_survey_without_responses_writes_nothing(
    server: LimeSurveyServer, login: LimeSurveyLogin, landing: Path
) -> None:
    server.surveys[123456] = {"status": "No Data, could not get max id."}

    assert list(pull(login, [123456], landing, DAY)) == [Pulled(123456)]
    assert files_in(landing) == {}


def test_what_is_wrong_with_one_survey_keeps_no_other_back(
    server: LimeSurveyServer, login: LimeSurveyLogin, landing: Path
) -> None:
    first, second = pull(login, [999, 123456], landing, DAY)

    assert str(first) == "Survey 999: there is no survey with that number: mend LIMESURVEY_SURVEY_IDS."
    assert second == Pulled(123456, landing / NAME, len(EXPORT))


@pytest.mark.parametrize(
    ("status", "says"),
    [
        ("Invalid session key", "ended the session before its time"),
        ("No permission", "may not export its responses: give it that permission"),
        ("Error: Invalid survey ID", "mend LIMESURVEY_SURVEY_IDS"),
        ("No Data, survey table does not exist.", "activate it"),
        ("Language code not found for this survey.", "has not the language"),
        (f"Error in query: {CONFIDENTIAL}", "for a reason of its own: see its log"),
    ],
)
@pytest.mark.parametrize("code", [{}, {"error_code": "ERR_SOMETHING"}])
def test_a_status_instead_of_a_file(
    server: LimeSurveyServer, login: LimeSurveyLogin, landing: Path, status: str, says: str, code: dict[str, str]
) -> None:
    server.surveys[123456] = {"status": status, **code}

    text = fault_of(login, landing)

    assert text.startswith("Survey 123456: ")
    assert says in text
    assert server.calls[-1][0] == "release_session_key"


@pytest.mark.parametrize("reply", ["", "geen base64 ☃", "YWJj*", "YWJ", None, 7, [CONFIDENTIAL], {"status": "OK"}])
def test_a_reply_that_is_no_file(server: LimeSurveyServer, login: LimeSurveyLogin, landing: Path, reply: Any) -> None:
    server.surveys[123456] = reply

    assert fault_of(login, landing) == "Survey 123456: LimeSurvey sent something that is no file: see its log."


@pytest.mark.parametrize("method", ["get_session_key", "export_responses"])
@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (RawReply(b""), "not LimeSurvey's RemoteControl 2"),
        (RawReply(b"<html>Log in</html>"), "not LimeSurvey's RemoteControl 2"),
        (RawReply(b"[]"), "not LimeSurvey's RemoteControl 2"),
        (RawReply(b"{}"), "not LimeSurvey's RemoteControl 2"),
        (RawReply(json.dumps({"id": -1, "result": "x", "error": None}).encode()), "not LimeSurvey's RemoteControl 2"),
        (RawReply(b"\xff\xfe\x00"), "not LimeSurvey's RemoteControl 2"),
        (RawReply(b"moved", 301, {"Location": "http://127.0.0.1:1/"}), "not LimeSurvey's RemoteControl 2"),
        (RawReply(CONFIDENTIAL.encode(), 404), "HTTP status 404"),
        (RawReply(CONFIDENTIAL.encode(), 500), "HTTP status 500"),
        ({"error": f"SQLSTATE: {CONFIDENTIAL}"}, "failed inside itself: see its log"),
    ],
)
def test_an_answer_that_is_not_of_the_protocol(
    server: LimeSurveyServer, login: LimeSurveyLogin, landing: Path, method: str, answer: Any, says: str
) -> None:
    server.answers[method] = dict(answer) if isinstance(answer, dict) else answer

    assert says in fault_of(login, landing)


def test_a_wrong_password(login: LimeSurveyLogin, landing: Path) -> None:
    text = fault_of(replace(login, password=CONFIDENTIAL), landing)

    assert f"does not let {USERNAME} in: set LIMESURVEY_USERNAME and LIMESURVEY_PASSWORD right" in text


def test_a_server_that_says_nothing_is_not_waited_for(
    server: LimeSurveyServer, login: LimeSurveyLogin, landing: Path
) -> None:
    server.answers["export_responses"] = SILENCE

    assert "did not answer in time: try again later" in fault_of(replace(login, timeout_seconds=0.3), landing)


def test_a_logout_that_fails_changes_nothing(server: LimeSurveyServer, login: LimeSurveyLogin, landing: Path) -> None:
    server.answers["release_session_key"] = RawReply(b"gone", 502)

    list(pull(login, [123456], landing, DAY))

    assert files_in(landing) == {NAME: EXPORT}


def test_nobody_listens(login: LimeSurveyLogin, landing: Path) -> None:
    url = f"http://127.0.0.1:{free_port()}/"

    assert "cannot be reached: see whether it is up" in fault_of(replace(login, url=url), landing)


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("limesurvey.utrecht.nl", "LIMESURVEY_URL is no address"),
        ("ftp://limesurvey.utrecht.nl", "LIMESURVEY_URL is no address"),
        ("http://limesurvey.utrecht.nl/index.php", "the password would travel readably: use https://"),
        (f"https://user:{PASSWORD}@limesurvey.utrecht.nl/", "LIMESURVEY_URL holds a password"),
    ],
)
def test_an_address_that_cannot_be_right(login: LimeSurveyLogin, landing: Path, url: str, says: str) -> None:
    assert says in fault_of(replace(login, url=url), landing)


def test_the_command_fetches(
    server: LimeSurveyServer, landing: Path, command: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    server.surveys[7] = {"status": "No Data, could not get max id."}
    command.setenv("LIMESURVEY_SURVEY_IDS", "123456, 7")

    assert main(["pull-limesurvey"]) == 0

    assert capsys.readouterr() == (
        f"Survey 123456: {len(EXPORT)} bytes in {NAME}.\nSurvey 7: no responses yet, nothing written.\n", ""
    )  # fmt: skip
    assert files_in(landing) == {NAME: EXPORT}
    assert (landing / NAME).stat().st_mode & 0o077 == 0


def test_the_command_fails_with_what_went_wrong(
    command: pytest.MonkeyPatch, landing: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command.setenv("LIMESURVEY_SURVEY_IDS", "9,123456")

    assert main(["pull-limesurvey", "--answers", "texts"]) == 1

    output = capsys.readouterr()
    assert output.err == "Survey 9: there is no survey with that number: mend LIMESURVEY_SURVEY_IDS.\n"
    assert output.out == f"Survey 123456: {len(EXPORT)} bytes in {NAME}.\n"


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("LIMESURVEY_URL", "", "set LIMESURVEY_URL."),
        ("LIMESURVEY_PASSWORD", "", "set LIMESURVEY_PASSWORD."),
        ("LIMESURVEY_SURVEY_IDS", "", "set LIMESURVEY_SURVEY_IDS."),
        ("LIMESURVEY_SURVEY_IDS", "12; drop", "LIMESURVEY_SURVEY_IDS: "),
        ("LIMESURVEY_PASSWORD", CONFIDENTIAL, "set LIMESURVEY_USERNAME and LIMESURVEY_PASSWORD right"),
        ("LANDING_URL", "sftp://host/landing", "LANDING_URL names none: set it to a folder"),
        ("LANDING_URL", "/er/is/niets", "There is no landing folder /er/is/niets: create it"),
        ("LANDING_URL", "", "is the demo landing area"),
    ],
)
def test_the_command_says_what_to_set(
    command: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str, value: str, says: str
) -> None:
    command.setenv(name, value)

    assert main(["pull-limesurvey"]) == 1

    output = capsys.readouterr()
    assert says in output.err
    assert output.out == ""
    assert CONFIDENTIAL not in output.err


def test_the_command_as_a_process_shows_no_secret(server: LimeSurveyServer, landing: Path, tmp_path: Path) -> None:
    server.answers["export_responses"] = {"error": f"SQLSTATE: {CONFIDENTIAL}"}

    process = run_command(
        "orchestration", "pull-limesurvey", LANDING_URL=landing, WAREHOUSE_DIR=tmp_path / "warehouse",
        LIMESURVEY_URL=server.url, LIMESURVEY_USERNAME=USERNAME, LIMESURVEY_PASSWORD=PASSWORD,
        LIMESURVEY_SURVEY_IDS="123456",
    )  # fmt: skip

    assert process.returncode == 1
    assert process.stdout == ""
    assert process.stderr.splitlines() == [process.stderr.rstrip("\n")]
    assert "failed inside itself" in process.stderr
    for secret in (PASSWORD, SESSION_KEY, CONFIDENTIAL):
        assert secret not in process.stderr
