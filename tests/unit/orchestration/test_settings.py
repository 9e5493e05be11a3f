"""Settings: defaults that follow from one another, and every wrong one told in plain words."""

import os
import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as how
from hypothesis import strategies as st

from orchestration.dbt.environment import environment_for_dbt
from orchestration.settings import (
    DEMO_KEY,
    REPOSITORY,
    DemoWorld,
    Settings,
    SettingsFault,
    load_reader_settings,
    load_settings,
    near_misses,
)

HEX_KEY = "0123456789abcdef" * 4


def test_without_any_setting_the_first_demo_world_is_looked_at():
    settings = load_settings()
    assert settings.is_demo
    assert settings.landing_is_ours
    assert settings.world is DemoWorld.RAPPORT
    assert settings.make("ui") == "make ui"
    assert settings.dagster_home == settings.warehouse_dir / "dagster"


def test_demo_world_brings_its_own_landing_warehouse_and_day():
    settings = load_settings(demo="stad")
    assert settings.local_landing == DemoWorld.STAD.landing
    assert settings.warehouse_dir.name == "data_stad"
    assert settings.as_of == date(2026, 7, 1)
    assert settings.make("ui") == "make ui DEMO=stad"


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


def test_a_file_that_is_no_text_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    env_file = tmp_path / ".env"
    env_file.write_bytes(b"KEEP_BUILDS=\xff\n")
    monkeypatch.setattr("orchestration.settings.ENV_FILE", env_file)
    with pytest.raises(SettingsFault, match=r"\.env is no text in UTF-8"):
        load_settings()


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"environment": "test"}, "ENVIRONMENT: .*demo.*production"),
        ({"demo": "utrecht"}, "DEMO: .*rapport.*stad"),
        ({"as_of": "15-04-2025"}, "AS_OF: it must be a day .* such as 2025-04-15"),
        ({"as_of": "1744675200"}, "AS_OF: it must be a day .* such as 2025-04-15"),
        ({"as_of": "2025-02-30"}, "AS_OF: it must be a day of the calendar"),
        ({"max_row_drop": "1.5"}, "MAX_ROW_DROP: it must be a share from 0 to 1"),
        ({"max_quarantined_share": "nan"}, "MAX_QUARANTINED_SHARE: it must be a share from 0 to 1"),
        ({"minimum_group": "0"}, "MINIMUM_GROUP: it must be a whole number of 1 or more"),
        ({"memory_limit": "much"}, "MEMORY_LIMIT: it must be memory .* such as 4GB"),
        ({"memory_limit": "0GB"}, "MEMORY_LIMIT: it must be memory"),
        ({"limesurvey_survey_ids": "a"}, "LIMESURVEY_SURVEY_IDS: it must be numbers .* such as 123456"),
        ({"schedule": "yes"}, "SCHEDULE: it must be on or off"),
        ({"landing_url": "ftp://host/in"}, "LANDING_URL begins with ftp://, which is not supported"),
        ({"landing_url": "sftp://me:secret@host/in"}, "LANDING_URL holds a password"),
        ({"landing_url": "file://srv/landing"}, "three slashes"),
        ({"pseudonym_key": "short"}, "shorter than 32"),
        ({"pseudonym_key": HEX_KEY, "pseudonym_key_file": "/k"}, "both set"),
        ({"pseudonym_key_file": "/nowhere/key"}, "PSEUDONYM_KEY_FILE"),
        ({"landing_url": "/srv/warehouse/in", "warehouse_dir": "/srv/warehouse"}, "inside one another"),
        ({"landing_url": "/srv/all", "warehouse_dir": "/srv/all/warehouse"}, "inside one another"),
        (
            {"serving_postgres_url": "mysql://u:geheim@host/db"},
            "SERVING_POSTGRES_URL must be a URL such as postgresql://",
        ),
        (
            {"serving_postgres_url": "host=db password=geheim"},
            "SERVING_POSTGRES_URL must be a URL such as postgresql://",
        ),
        ({"serving_postgres_url": "postgresql://u:geheim@host"}, "user:password@host:5432/database"),
        ({"serving_postgres_url": "postgresql://u:ge/heim@host/db"}, "such as %40 for @"),
        ({"serving_postgres_url": "postgresql://u:ge%heim@host/db"}, "such as %40 for @"),
        ({"serving_postgres_reader_role": "r"}, "SERVING_POSTGRES_URL is not set"),
        (
            {
                "serving_postgres_url": "postgresql://u:geheim@host/db",
                "serving_postgres_reader_role": "r",
                "serving_postgres_star_role": "r",
            },
            "are one role",
        ),
    ],
)
def test_wrong_or_contradictory_settings_are_told_plainly(given: dict[str, str], told: str):
    with pytest.raises(SettingsFault, match=told) as fault:
        load_settings(**given)
    assert "geheim" not in str(fault.value)


@pytest.mark.parametrize("field", Settings.model_fields)
def test_bytes_that_are_no_text_fit_no_setting(field: str):
    with pytest.raises(SettingsFault) as told:
        load_settings(**{field: "\udcff" * 40})
    assert str(told.value) == f"The settings are not right: {field.upper()}: it must be text in UTF-8."


TYPED = [name for name, field in Settings.model_fields.items() if field.description]


@how(deadline=None)
@given(st.sampled_from(TYPED), st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1))
def test_what_a_setting_does_not_take_is_told_in_its_own_words(field: str, value: str):
    fault = fault_of({field: value})
    words = (Settings.model_fields[field].description, "a day written as jjjj-mm-dd, such as 2025-04-15")
    assert fault is None or fault in [
        f"The settings are not right: {field.upper()}: it must be {text}." for text in words
    ]


def fault_of(given: dict[str, str]) -> str | None:
    try:
        load_settings(**given)
    except SettingsFault as fault:
        return str(fault)
    return None


PLACES = ("landing_url", "warehouse_dir", "dagster_home", "mapping_dir", "pseudonym_key_file", "landing_known_hosts")


@pytest.mark.parametrize("field", PLACES)
@pytest.mark.parametrize("place", ["~/x", "~", " /srv/x", "/srv/x ", "/srv/x\n", "/srv/a\nb", "/srv/a\tb"])
def test_a_place_that_another_reader_would_look_for_elsewhere_is_refused(field: str, place: str):
    with pytest.raises(SettingsFault, match=f"{field.upper()}: it (begins|holds)"):
        load_settings(**{field: place})


@pytest.mark.parametrize("field", ["warehouse_dir", "dagster_home"])
@pytest.mark.parametrize("place", [*(f"/srv/a{sign}b" for sign in "#%*?[\\"), "s3://bucket/x", "/srv/" + "é" * 200])
def test_a_folder_of_our_own_is_refused_where_a_library_would_lay_it_elsewhere(field: str, place: str):
    with pytest.raises(SettingsFault, match=f"{field.upper()}: it"):
        load_settings(**{field: place})


def test_a_folder_is_judged_by_where_its_links_end(tmp_path: Path):
    (tmp_path / "100%").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "100%")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    with pytest.raises(SettingsFault, match="holds %"):
        load_settings(warehouse_dir=str(tmp_path / "link" / "warehouse"))
    assert load_settings(warehouse_dir=str(tmp_path / "loop")).warehouse_dir == tmp_path / "loop"


NAMES = [field.upper() for field in Settings.model_fields]


@how(deadline=None)
@given(st.data())
def test_a_slip_of_one_key_in_the_name_of_a_setting_is_told(data: st.DataObject):
    name = data.draw(st.sampled_from([name for name in NAMES if len(name) > 4]))
    at = data.draw(st.integers(0, len(name) - 1))
    key = data.draw(st.sampled_from("ABCDEIOSX_"))
    slip = data.draw(st.sampled_from([name[:at] + name[at + 1 :], name[:at] + key + name[at:], name.replace("_", "")]))
    if slip in NAMES:
        return
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv(slip, "x")
        assert any(told.startswith(f"{slip} in the environment is no setting: is ") for told in near_misses())


def test_what_other_programs_have_in_the_environment_is_not_told(monkeypatch: pytest.MonkeyPatch):
    names = ["PATH", "HOME", "TERM", "TMPDIR", "LANG", "SHELL", "USER", "DEBUG", "MEMORY", "TEMP", "AWS_REGION", "FILE"]
    for name in names:
        monkeypatch.setenv(name, "x")
    assert not [told for told in near_misses() if told.split()[0] in names]


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"warehouse_dir": None}, "WAREHOUSE_DIR is not set"),
        ({"warehouse_dir": str(DemoWorld.RAPPORT.warehouse_dir)}, "WAREHOUSE_DIR is the demo's"),
        ({}, "demo landing area"),
        ({"landing_url": "/srv/landing"}, "there is no key"),
        ({"landing_url": "/srv/landing", "pseudonym_key": DEMO_KEY}, "public demo key"),
        ({"landing_url": str(DemoWorld.STAD.landing / "deeper"), "pseudonym_key": HEX_KEY}, "demo landing area"),
        ({"landing_url": "/srv/landing", "pseudonym_key": HEX_KEY, "demo": "stad"}, "DEMO is set"),
    ],
)
def test_production_refuses_everything_of_the_demo(given: dict[str, str], told: str):
    given = {"warehouse_dir": "/srv/warehouse"} | given
    with pytest.raises(SettingsFault, match=told):
        load_settings(environment="production", **{name: value for name, value in given.items() if value})


def test_production_with_its_own_places_and_key_is_taken():
    settings = load_settings(
        environment="production", landing_url="sftp://host/in", warehouse_dir="/srv/warehouse", pseudonym_key=HEX_KEY
    )
    assert settings.local_landing is None
    assert settings.key() == bytes.fromhex(HEX_KEY)


def test_key_file_is_read_and_may_not_be_everybodys_in_production(tmp_path: Path):
    key_file = tmp_path / "key"
    key_file.write_text("a text of more than thirty-two characters\n")
    key_file.chmod(0o600)
    production = {
        "environment": "production", "landing_url": "/srv/landing", "warehouse_dir": "/srv/warehouse",
        "pseudonym_key_file": str(key_file),
    }  # fmt: skip
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
    environment = environment_for_dbt(load_settings(as_of="2025-04-15"), Path("/b.duckdb"), Path("/target"))
    assert HEX_KEY not in environment.values()
    assert environment["AS_OF"] == "2025-04-15"
    assert environment["BUILD_DATABASE"] == "/b.duckdb"
    assert environment["PATH"] == os.environ["PATH"]


def test_env_example_has_a_line_for_each_setting_and_for_no_other():
    lines = (REPOSITORY / ".env.example").read_text("utf-8").splitlines()
    named = [found[1] for line in lines if (found := re.match(r"#?([A-Z_]+)=", line))]
    assert sorted(named) == sorted(field.upper() for field in Settings.model_fields)


def test_who_reads_what_is_published_needs_no_key_and_no_landing_area(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("ENVIRONMENT", "production")
    monkeypatch.setenv("WAREHOUSE_DIR", "/srv/warehouse")
    monkeypatch.setenv("PSEUDONYM_KEY_FILE", "/etc/closed/key")
    assert load_reader_settings().bi_dir == Path("/srv/warehouse/bi")
    with pytest.raises(SettingsFault):
        load_settings()


def test_a_file_of_settings_that_is_closed_to_a_reader_is_not_for_them(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    closed = tmp_path / ".env"
    closed.write_text("BI_PORT=9000\n")
    monkeypatch.setattr("orchestration.settings.ENV_FILE", closed)
    assert load_reader_settings().bi_port == 9000
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert load_reader_settings().bi_port == 8088
