"""Fetching responses from LimeSurvey (RemoteControl 2) and laying them in a local landing folder as a delivery.

What the answers mean is the mapping's matter. No content, and nothing that the server says, gets into a message.
"""

import base64
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import requests
from citric.exceptions import (
    InvalidJSONResponseError,
    LimeSurveyApiError,
    LimeSurveyError,
    LimeSurveyStatusError,
    ResponseMismatchError,
    RPCInterfaceNotEnabledError,
)
from citric.session import Session

from warehouse.disk.files import replace_whole
from warehouse.faults import Fault
from warehouse.landing import travels_readably

FOLDER = "ervaringwijzer"
_NO_RESPONSE_YET = "No Data, could not get max id."
_STATUS_IN_WORDS = {
    "Invalid session key": "LimeSurvey ended the session before its time: try again, then see its session settings",
    "No permission": "the user of LIMESURVEY_USERNAME may not export its responses: give it that permission",
    "Error: Invalid survey ID": "there is no survey with that number: mend LIMESURVEY_SURVEY_IDS",
    "No Data, survey table does not exist.": (
        "it was never activated, or was deactivated, so it has no table of responses: activate it, or mend"
        " LIMESURVEY_SURVEY_IDS"
    ),
    "Language code not found for this survey.": "it has not the language that was asked for: see its settings",
}
_NO_REMOTE_CONTROL = (
    InvalidJSONResponseError,
    RPCInterfaceNotEnabledError,
    ResponseMismatchError,
    KeyError,
    TypeError,
)


class LimeSurveyFault(Fault):
    """The responses could not be fetched, or not be laid in the landing folder."""


class Answers(StrEnum):
    """How closed answers are written: by their code or by their text."""

    CODES = "short"
    TEXTS = "long"


@dataclass(frozen=True)
class LimeSurveyLogin:
    """Where LimeSurvey's RemoteControl is, and who asks."""

    url: str
    username: str
    password: str = field(repr=False)
    timeout_seconds: float = 120

    @property
    def host(self) -> str:
        return urlsplit(self.url).netloc.rpartition("@")[2]


@dataclass(frozen=True)
class Pulled:
    """What was fetched of one survey; `path` is None when it has no response yet."""

    survey_id: int
    path: Path | None = None
    size: int = 0


def pull(
    login: LimeSurveyLogin, survey_ids: Sequence[int], landing: Path, day: date, answers: Answers = Answers.CODES
) -> Iterator[Pulled | LimeSurveyFault]:
    """Fetch each survey's responses. What is wrong with one keeps no other from being fetched."""
    with _logged_in(login) as session:
        for survey_id in survey_ids:
            try:
                content = _responses(session, login.host, survey_id, answers)
                if content is None:
                    yield Pulled(survey_id)
                else:
                    yield Pulled(survey_id, _deliver(landing, survey_id, day, content), len(content))
            except LimeSurveyFault as fault:
                yield fault


def _responses(session: Session, host: str, survey_id: int, answers: Answers) -> bytes | None:
    """All completed responses as CSV under question codes; None when there is none yet."""
    try:
        with _in_plain_words(host):
            encoded = session.export_responses(survey_id, "csv", None, "complete", "code", answers.value)
    except LimeSurveyStatusError as fault:
        status = str(fault.args[0]).partition(" (error code")[0]
        if status == _NO_RESPONSE_YET:
            return None
        why = _STATUS_IN_WORDS.get(status, "LimeSurvey refused for a reason of its own: see its log")
        raise LimeSurveyFault(f"Survey {survey_id}: {why}.") from None
    content = _decoded(encoded)
    if not content:
        raise LimeSurveyFault(f"Survey {survey_id}: LimeSurvey sent something that is no file: see its log.")
    return content


def _decoded(encoded: Any) -> bytes:
    """The file inside a reply; nothing when it holds none."""
    if not isinstance(encoded, str):
        return b""
    try:
        return base64.b64decode("".join(encoded.split()), validate=True)
    except ValueError:
        return b""


@contextmanager
def _logged_in(login: LimeSurveyLogin) -> Iterator[Session]:
    """Log in, and log out at the end. What the server does at logging out changes nothing any more."""
    parts = urlsplit(login.url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise LimeSurveyFault(
            "LIMESURVEY_URL is no address: write https://host/index.php/admin/remotecontrol, as LimeSurvey shows it."
        )
    if parts.password:
        raise LimeSurveyFault("LIMESURVEY_URL holds a password: leave it out, and set LIMESURVEY_PASSWORD.")
    if travels_readably(login.url):
        raise LimeSurveyFault(
            "LIMESURVEY_URL begins with http://, so the password would travel readably: use https://."
        )
    try:
        with _in_plain_words(login.host):
            session = Session(
                login.url, login.username, login.password, requests_session=_ImpatientHttp(login.timeout_seconds)
            )
    except LimeSurveyStatusError:
        raise LimeSurveyFault(
            f"LimeSurvey at {login.host} does not let {login.username} in: set LIMESURVEY_USERNAME and"
            " LIMESURVEY_PASSWORD right. After some wrong ones LimeSurvey keeps everybody out for ten minutes."
        ) from None
    try:
        yield session
    finally:
        with suppress(LimeSurveyError, requests.RequestException, *_NO_REMOTE_CONTROL):
            session.close()


def _deliver(landing: Path, survey_id: int, day: date, content: bytes) -> Path:
    """Lay the content in the landing folder under the day's name; whoever looks sees all of it, or nothing."""
    target = landing / FOLDER / f"antwoorden_{survey_id}_{day.isoformat()}.csv"
    try:
        target.parent.mkdir(exist_ok=True)
        replace_whole(target, content)
    except OSError as fault:
        raise LimeSurveyFault(
            f"{target} cannot be written ({fault.strerror}): see whether the landing folder is there, and has room."
        ) from None
    return target


class _ImpatientHttp(requests.Session):
    """HTTP that ends a wait, and follows nobody elsewhere with a password."""

    def __init__(self, seconds: float) -> None:
        super().__init__()
        self._seconds = seconds

    def request(self, *arguments: Any, **more: Any) -> requests.Response:
        return super().request(*arguments, **more | {"timeout": self._seconds, "allow_redirects": False})


@contextmanager
def _in_plain_words(host: str) -> Iterator[None]:
    """Around a call. What LimeSurvey itself answers in its `status` passes."""
    try:
        yield
    except requests.HTTPError as fault:
        status = fault.response.status_code if fault.response is not None else "unknown"
        raise LimeSurveyFault(
            f"{host} answers with HTTP status {status}: see whether LIMESURVEY_URL is right and LimeSurvey is up."
        ) from None
    except LimeSurveyApiError:
        raise LimeSurveyFault(f"LimeSurvey at {host} failed inside itself: see its log.") from None
    except requests.Timeout:
        raise LimeSurveyFault(f"LimeSurvey at {host} did not answer in time: try again later.") from None
    except _NO_REMOTE_CONTROL:
        raise LimeSurveyFault(
            f"What answers at {host} is not LimeSurvey's RemoteControl 2: see whether LIMESURVEY_URL is what LimeSurvey"
            " shows under Global settings, Interfaces, and whether JSON-RPC is chosen there."
        ) from None
    except requests.RequestException:
        raise LimeSurveyFault(
            f"LimeSurvey at {host} cannot be reached: see whether it is up, and whether LIMESURVEY_URL is right."
        ) from None
