"""All settings, read from the environment and `.env`; the only module that reads the environment.

What a setting is used for does not belong here.
"""

import difflib
import os
from collections.abc import Callable, Mapping
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, get_args

from pydantic import Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from orchestration.setting_types import (
    Day,
    Memory,
    OptionalPath,
    OwnFolder,
    Place,
    Port,
    Share,
    SurveyIds,
    Threshold,
    one_of,
    real_path,
    refuse_postgres_url,
)
from orchestration.this_machine import address
from schemas.kinds import kinds_in
from schemas.reference import DEFAULT_REFERENCE_DIR, Reference, ReferenceFault, load_reference
from schemas.values import AMSTERDAM
from warehouse.faults import Fault
from warehouse.landing import local_folder, refuse_url
from warehouse.landing.area import LandingOptions
from warehouse.privacy.keys import DEMO_KEY, key_bytes, key_text, refuse_public
from warehouse.serving.target import Target

REPOSITORY = Path(__file__).resolve().parents[1]
ENV_FILE: Path | None = REPOSITORY / ".env"
DEMO_LANDING = REPOSITORY / "warehouse" / "demo_landing"
PRIVATE_UMASK = 0o077
SMALLEST_THRESHOLD = 3
# How much a name in the environment must resemble a setting's to be told; other programs have theirs there too.
NEAR_IN_ENVIRONMENT, NEAR_IN_FILE = 0.8, 0.6


class SettingsFault(Fault):
    """A setting is unknown, wrong, missing or contradicts another."""


class Environment(StrEnum):
    """Where the warehouse runs. There is no default for an unknown name: it stops."""

    DEMO = "demo"
    PRODUCTION = "production"


class Switch(StrEnum):
    """On or off."""

    ON = "on"
    OFF = "off"


class DemoWorld(StrEnum):
    """The two made-up worlds, each with its own landing area and warehouse."""

    RAPPORT = "rapport"
    STAD = "stad"

    @property
    def landing(self) -> Path:
        return DEMO_LANDING / self.value

    @property
    def warehouse_dir(self) -> Path:
        return REPOSITORY / "warehouse" / ("data" if self is DemoWorld.RAPPORT else f"data_{self.value}")

    @property
    def as_of(self) -> date:
        return date(2025, 4, 15) if self is DemoWorld.RAPPORT else date(2026, 7, 1)


class Settings(BaseSettings):
    """The settings by name, as README and `.env.example` list them."""

    model_config = SettingsConfigDict(
        env_file_encoding="utf-8", env_ignore_empty=True, extra="forbid", frozen=True, hide_input_in_errors=True
    )

    environment: Environment = Field(Environment.DEMO, description=one_of(Environment))
    demo: DemoWorld | None = Field(None, description=one_of(DemoWorld))
    landing_url: Place = Field(default_factory=lambda given: str(_world(given).landing))
    landing_username: str | None = None
    landing_password: SecretStr | None = None
    landing_key_file: OptionalPath = None
    landing_known_hosts: OptionalPath = None
    landing_endpoint_url: str | None = None
    landing_access_key: SecretStr | None = None
    landing_secret_key: SecretStr | None = None
    landing_region: str | None = None
    limesurvey_url: str | None = None
    limesurvey_username: str | None = None
    limesurvey_password: SecretStr | None = None
    limesurvey_survey_ids: SurveyIds = None
    serving_postgres_url: SecretStr | None = None
    serving_postgres_reader_role: str | None = None
    serving_postgres_star_role: str | None = None
    warehouse_dir: OwnFolder = Field(default_factory=lambda given: _world(given).warehouse_dir)
    pseudonym_key: SecretStr | None = None
    pseudonym_key_file: OptionalPath = None
    previous_pseudonym_key: SecretStr | None = None
    previous_pseudonym_key_file: OptionalPath = None
    as_of: Day = Field(default_factory=lambda given: _world(given).as_of if given["demo"] else today())
    confirm_as_of: Day | None = None
    dagster_home: OwnFolder = Field(default_factory=lambda given: given["warehouse_dir"] / "dagster")
    schedule: Switch | None = Field(None, description=one_of(Switch))
    ui_port: Port = 3000
    bi_port: Port = 8088
    bi_dir: OwnFolder = Field(default_factory=lambda given: given["warehouse_dir"] / "bi")
    mapping_dir: OptionalPath = None
    reference_dir: OwnFolder | None = None
    max_quarantined_share: Share = 0.2
    max_row_drop: Share = 0.3
    minimum_group: Threshold = 5
    minimum_cell: Threshold = 5
    keep_builds: Threshold = 7
    keep_logs_days: Threshold = 90
    keep_runs_days: Threshold = 90
    retention_days: Threshold = 730
    readers_group: str | None = None
    memory_limit: Memory = "4GB"

    @model_validator(mode="before")
    @classmethod
    def _refuse_what_is_no_text(cls, given: dict[str, Any]) -> dict[str, Any]:
        """Bytes that are no UTF-8 come in as halves of characters, which no library can write down again."""
        wrong = [
            name.upper() for name, value in given.items() if any("\ud800" <= sign <= "\udfff" for sign in str(value))
        ]
        if wrong:
            raise ValueError(f"{' and '.join(wrong)}: it must be text in UTF-8")
        return given

    @model_validator(mode="after")
    def _refuse_contradictions(self) -> "Settings":
        if self.environment is Environment.PRODUCTION:
            self._refuse_the_demo_in_production()
        refuse_url(self.landing_url)
        landing, warehouse_dir = self.local_landing, real_path(self.warehouse_dir)
        if landing and (landing.is_relative_to(warehouse_dir) or warehouse_dir.is_relative_to(landing)):
            raise ValueError("LANDING_URL and WAREHOUSE_DIR lie inside one another: give each a folder of its own")
        self._refuse_a_wrong_serving_copy()
        self.key()
        self.previous_key()
        return self

    def _refuse_a_wrong_serving_copy(self) -> None:
        roles = [self.serving_postgres_reader_role, self.serving_postgres_star_role]
        if self.serving_postgres_url:
            refuse_postgres_url(self.serving_postgres_url.get_secret_value())
        elif any(roles):
            raise ValueError("SERVING_POSTGRES_URL is not set, and SERVING_POSTGRES_READER_ROLE or _STAR_ROLE is")
        if all(roles) and len(set(roles)) == 1:
            raise ValueError(
                "SERVING_POSTGRES_READER_ROLE and SERVING_POSTGRES_STAR_ROLE are one role: whoever reads dashboards"
                " would read exact figures, so give the star a role of its own"
            )

    def _refuse_the_demo_in_production(self) -> None:
        if min(self.minimum_group, self.minimum_cell) < SMALLEST_THRESHOLD:
            raise ValueError(
                "ENVIRONMENT is production: MINIMUM_GROUP and MINIMUM_CELL must be"
                f" {SMALLEST_THRESHOLD} or more, or dashboards show one or two persons"
            )
        if "warehouse_dir" not in self.model_fields_set:
            raise ValueError("ENVIRONMENT is production, but WAREHOUSE_DIR is not set: set it, such as /srv/warehouse")
        if self.warehouse_dir in {world.warehouse_dir for world in DemoWorld}:
            raise ValueError(
                "ENVIRONMENT is production, but WAREHOUSE_DIR is the demo's: set it, such as /srv/warehouse"
            )
        if self.demo:
            raise ValueError("DEMO is set, but ENVIRONMENT is production: leave DEMO out")
        if self.local_landing and self.local_landing.is_relative_to(DEMO_LANDING.resolve()):
            raise ValueError("ENVIRONMENT is production, but LANDING_URL is the demo landing area: set LANDING_URL")
        if not self.pseudonym_key and not self.pseudonym_key_file:
            raise ValueError("ENVIRONMENT is production and there is no key: set PSEUDONYM_KEY or PSEUDONYM_KEY_FILE")

    @property
    def local_landing(self) -> Path | None:
        """The landing area's folder, None where it is on another machine."""
        folder = local_folder(self.landing_url)
        return None if folder is None else real_path(folder)

    @property
    def reference_folder(self) -> Path:
        """Where the reference files lie, in full: dbt looks from its own folder."""
        return (self.reference_dir or DEFAULT_REFERENCE_DIR).absolute()

    def reference(self) -> Reference:
        """The reference data. Raises Fault where a file is not right: nothing else is looked at then."""
        try:
            reference = load_reference(self.reference_folder)
            kinds_in(reference)
        except ReferenceFault as fault:
            raise Fault(str(fault)) from None
        return reference

    @property
    def landing_options(self) -> LandingOptions:
        """How a landing area on another machine is entered."""
        return LandingOptions(
            username=self.landing_username,
            password=_revealed(self.landing_password),
            key_file=self.landing_key_file,
            known_hosts=self.landing_known_hosts,
            endpoint_url=self.landing_endpoint_url,
            access_key=_revealed(self.landing_access_key),
            secret_key=_revealed(self.landing_secret_key),
            region=self.landing_region,
        )

    @property
    def serving_target(self) -> Target | None:
        """The database of the serving copy, None where there is none."""
        url = _revealed(self.serving_postgres_url)
        return Target(url, self.serving_postgres_reader_role, self.serving_postgres_star_role) if url else None

    @property
    def survey_ids(self) -> list[int]:
        """The numbers of the surveys to fetch from LimeSurvey."""
        return [int(number) for number in (self.limesurvey_survey_ids or "").split(",") if number]

    @property
    def is_demo(self) -> bool:
        return self.environment is Environment.DEMO

    @property
    def world(self) -> DemoWorld:
        """The demo world whose landing area is looked at, or else the one that was asked for."""
        at_landing = (world for world in DemoWorld if world.landing.resolve() == self.local_landing)
        return next(at_landing, self.demo or DemoWorld.RAPPORT)

    @property
    def landing_is_ours(self) -> bool:
        """Whether the landing area is the one that this project fills with deliveries of the demo world."""
        return self.local_landing == self.world.landing.resolve()

    @property
    def ui_address(self) -> str:
        return address(self.ui_port)

    @property
    def bi_address(self) -> str:
        return address(self.bi_port)

    def make(self, target: str) -> str:
        """What somebody types for this warehouse: without a word more for the first demo world."""
        return f"make {target}" if self.demo in (None, DemoWorld.RAPPORT) else f"make {target} DEMO={self.demo}"

    def key(self) -> bytes:
        """The pseudonym key; in the demo a public one where none is set."""
        text = self._key_text("PSEUDONYM_KEY", self.pseudonym_key, self.pseudonym_key_file)
        if text and not self.is_demo:
            refuse_public(text)
        return key_bytes(DEMO_KEY if text is None else text)

    def previous_key(self) -> bytes | None:
        """The former pseudonym key, while it is being replaced."""
        text = self._key_text(
            "PREVIOUS_PSEUDONYM_KEY", self.previous_pseudonym_key, self.previous_pseudonym_key_file
        )  # fmt: skip
        return None if text is None else key_bytes(text)

    def _key_text(self, setting: str, text: SecretStr | None, file: Path | None) -> str | None:
        return key_text(setting, _revealed(text), file, is_demo=self.is_demo)


class ReaderSettings(Settings):
    """The settings of a command that reads published figures alone. What a night asks for (a key, a landing area) is
    neither asked for nor looked at, so whoever runs it needs none of that.
    """

    @model_validator(mode="after")
    def _refuse_contradictions(self) -> "ReaderSettings":
        return self


# What no program that the night starts gets to see: secrets, and where the keys of pseudonyms lie.
SECRETS = frozenset(
    name.upper()
    for name, field in Settings.model_fields.items()
    if SecretStr in get_args(field.annotation) or name.endswith("pseudonym_key_file")
)


def today() -> date:
    return datetime.now(AMSTERDAM).date()


def _world(given: Mapping[str, Any]) -> DemoWorld:
    """The demo world whose places are the defaults."""
    return given["demo"] or DemoWorld.RAPPORT


def load_settings(**given: Any) -> Settings:
    """The settings in force. What is given here wins from the environment, the environment from the file."""
    return _loaded(Settings, ENV_FILE, **given)


def _loaded(kind: Callable[..., Settings], env_file: Path | None, **given: Any) -> Settings:
    try:
        return kind(_env_file=env_file, **given)
    except ValidationError as error:
        raise SettingsFault(_in_plain_words(error)) from None
    except UnicodeDecodeError:
        raise SettingsFault(f"{env_file} is no text in UTF-8: save it as such.") from None
    except PermissionError:
        raise SettingsFault(f"{env_file} may not be read: give the nightly's user the right to.") from None


def load_reader_settings() -> Settings:
    """Those of a command that others than the nightly's user may run: a `.env` closed to them is not for them."""
    env_file = ENV_FILE if ENV_FILE and os.access(ENV_FILE, os.R_OK) else None
    return _loaded(ReaderSettings, env_file)


def near_misses() -> list[str]:
    """A sentence for each name in the environment that does nothing, but looks like that of a setting."""
    near = {
        name: _nearest(name, NEAR_IN_ENVIRONMENT)
        for name in sorted(os.environ)
        if name.lower() not in Settings.model_fields
    }
    return [f"{name} in the environment is no setting: is {meant} meant?" for name, meant in near.items() if meant]


def load_demo_settings() -> Settings:
    """On a demo landing area, the demo world's own day unless AS_OF says otherwise."""
    settings = load_settings()
    return load_settings(demo=settings.world) if settings.landing_is_ours else settings


def environment_for_dagster(settings: Settings, **more: str) -> dict[str, str]:
    """The environment of Dagster's webserver and daemon, whose runs read their settings as this process did."""
    ours = {"DAGSTER_HOME": str(settings.dagster_home)} | ({"DEMO": str(settings.demo)} if settings.demo else {})
    return dict(os.environ) | ours | more


def _revealed(secret: SecretStr | None) -> str | None:
    return secret.get_secret_value() if secret else None


def _nearest(name: str, resemblance: float) -> str | None:
    """The setting that a name resembles, also where its words only stand in another order."""
    fields = {field.upper(): sorted(field.split("_")) for field in Settings.model_fields}
    words = sorted(name.lower().split("_"))
    near = [field for field in fields if fields[field] == words]
    return next(iter(near or difflib.get_close_matches(name.upper(), fields, n=1, cutoff=resemblance)), None)


def _in_plain_words(error: ValidationError) -> str:
    # What follows from a setting that is wrong is not told beside it.
    details = [detail for detail in error.errors() if detail["type"] != "default_factory_not_called"]
    return "The settings are not right: " + "; ".join(map(_one_sentence, details)) + "."


def _one_sentence(detail: Mapping[str, Any]) -> str:
    """What is wrong with one setting, and what is expected. The value is not repeated: it may be a secret."""
    field = str(detail["loc"][0]).lower() if detail["loc"] else ""
    name = field.upper()
    if detail["type"] == "extra_forbidden":
        near = _nearest(name, NEAR_IN_FILE)
        return f"{name} in .env is no setting" + (f" (is {near} meant?)" if near else "")
    if detail["type"] == "value_error":
        message = str(detail["msg"]).removeprefix("Value error, ")
        return f"{name}: {message}" if name else message
    return f"{name}: it must be {Settings.model_fields[field].description}"
