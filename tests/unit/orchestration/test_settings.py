"""Settings: defaults that follow from one another, and every wrong one told in plain words."""

import os
from datetime import date
from pathlib import Path

import pytest

from orchestration.settings import DEMO_KEY, DemoWorld, SettingsFault, environment_for_dbt, load_settings

HEX_KEY = "0123456789abcdef" * 4


def test_without_any_setting_the_first_demo_world_is_looked_at():
    settings = load_settings()
    assert settings.is_demo
    assert settings.landing_is_ours
    assert settings.world is DemoWorld.RAPPORT
    assert settings.ui_command == "make ui"
    assert settings.dagster_home == settings.warehouse_dir / "dagster"


def test_demo_world_brings_its_own_landing_warehouse_and_day():
    settings = load_settings(demo="stad")
    assert settings.local_landing == DemoWorld.STAD.landing
    assert settings.warehouse_dir.name == "data_stad"
    assert settings.as_of == date(2026, 7, 1)
    assert settings.ui_command == "make ui DEMO=stad"


def test_an_explicit_day_wins_from_the_demo_world():
    assert load_settings(demo="stad", as_of="2026-01-31").as_of == date(2026, 1, 31)


def test_environment_wins_from_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    env_file = tmp_path / ".env"
    env_file.write_text("KEEP_BUILDS=3\nMINIMUM_GROUP=10\n")
    monkeypatch.setenv("KEEP_BUILDS", "4")
    monkeypatch.setattr("orchestration.settings.ENV_FILE", env_file)
    settings = load_settings()
    assert (settings.keep_builds, settings.minimum_group) == (4, 10)


def test_an_empty_variable_is_no_setting(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("AS_OF", "")
    monkeypatch.setenv("PSEUDONYM_KEY", "")
    assert load_settings().key() == DEMO_KEY.encode()


def test_unknown_name_in_the_file_stops_and_names_the_near_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    env_file = tmp_path / ".env"
    env_file.write_text("LANDING_ULR=/srv/landing\n")
    monkeypatch.setattr("orchestration.settings.ENV_FILE", env_file)
    with pytest.raises(SettingsFault, match=r"LANDING_ULR in \.env is no setting .is LANDING_URL meant"):
        load_settings()


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"environment": "test"}, "ENVIRONMENT: .*demo.*production"),
        ({"demo": "utrecht"}, "DEMO: .*rapport.*stad"),
        ({"as_of": "15-04-2025"}, "AS_OF: "),
        ({"max_row_drop": "1.5"}, "MAX_ROW_DROP: "),
        ({"minimum_group": "0"}, "MINIMUM_GROUP: "),
        ({"memory_limit": "much"}, "MEMORY_LIMIT: "),
        ({"pseudonym_key": "short"}, "shorter than 32"),
        ({"pseudonym_key": HEX_KEY, "pseudonym_key_file": "/k"}, "both set"),
        ({"pseudonym_key_file": "/nowhere/key"}, "PSEUDONYM_KEY_FILE"),
        ({"landing_url": "/srv/warehouse/in", "warehouse_dir": "/srv/warehouse"}, "inside one another"),
        ({"landing_url": "/srv/all", "warehouse_dir": "/srv/all/warehouse"}, "inside one another"),
    ],
)
def test_wrong_or_contradictory_settings_are_told_plainly(given: dict[str, str], told: str):
    with pytest.raises(SettingsFault, match=told):
        load_settings(**given)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({}, "demo landing area"),
        ({"landing_url": "/srv/landing"}, "there is no key"),
        ({"landing_url": "/srv/landing", "pseudonym_key": DEMO_KEY}, "public demo key"),
        ({"landing_url": str(DemoWorld.STAD.landing / "deeper"), "pseudonym_key": HEX_KEY}, "demo landing area"),
        ({"landing_url": "/srv/landing", "pseudonym_key": HEX_KEY, "demo": "stad"}, "DEMO is set"),
    ],
)
def test_production_refuses_everything_of_the_demo(given: dict[str, str], told: str):
    with pytest.raises(SettingsFault, match=told):
        load_settings(environment="production", **given)


def test_production_with_its_own_places_and_key_is_taken():
    settings = load_settings(environment="production", landing_url="sftp://host/in", pseudonym_key=HEX_KEY)
    assert settings.local_landing is None
    assert settings.key() == bytes.fromhex(HEX_KEY)


def test_key_file_is_read_and_may_not_be_everybodys_in_production(tmp_path: Path):
    key_file = tmp_path / "key"
    key_file.write_text("a text of more than thirty-two characters\n")
    key_file.chmod(0o600)
    production = {"environment": "production", "landing_url": "/srv/landing", "pseudonym_key_file": str(key_file)}
    assert load_settings(**production).key() == b"a text of more than thirty-two characters"
    key_file.chmod(0o644)
    with pytest.raises(SettingsFault, match="read by others"):
        load_settings(**production)


def test_a_message_or_a_print_never_holds_the_key():
    secret = "s3cret-" * 6
    assert secret not in repr(load_settings(pseudonym_key=secret))
    with pytest.raises(SettingsFault) as told:
        load_settings(pseudonym_key=secret, max_row_drop="x", pseudonym_key_file="/k")
    assert secret not in str(told.value)


def test_dbt_gets_the_environment_without_the_key(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PSEUDONYM_KEY", HEX_KEY)
    environment = environment_for_dbt(load_settings(as_of="2025-04-15"), BUILD_DATABASE="/b.duckdb")
    assert HEX_KEY not in environment.values()
    assert environment["AS_OF"] == "2025-04-15"
    assert environment["BUILD_DATABASE"] == "/b.duckdb"
    assert environment["PATH"] == os.environ["PATH"]
