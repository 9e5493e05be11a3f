"""Where a night lays its files: whatever the name of a folder, the settings refuse it, or each library that is handed
it lays its files there and nowhere else.
"""

from pathlib import Path

import duckdb
import pytest
from dagster._core.storage.sqlite import create_db_conn_string
from dagster_shared.yaml_utils import load_yaml_from_globs
from dbt.adapters.duckdb.credentials import DuckDBCredentials
from hypothesis import HealthCheck, given
from hypothesis import settings as how
from hypothesis import strategies as st
from sqlalchemy import make_url

from orchestration.instance.home import open_instance, prepare_home
from orchestration.setting_types import MEANS_SOMETHING_ELSE
from orchestration.settings import SettingsFault, load_settings
from warehouse.disk.places import NoPlace, Places
from warehouse.duck.sealed import not_a_pattern

# What shells, SQL, URLs, YAML, JSON, Jinja and patterns give a meaning, and what is more than one character or none.
AWKWARD = st.lists(
    st.one_of(
        st.sampled_from(
            [*"'\"`;:=&|<>(){}[]$#%*?!@^,~\\+- .", "{{ x }}", "{% x %}", "${HOME}", "%41", "e\u0301", "👩‍👧"]
        ),
        st.characters(codec="utf-8", exclude_characters="/\0"),
    ),
    min_size=1,
    max_size=8,
).map("".join)


@how(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(AWKWARD.filter(lambda name: name not in (".", "..")))
def test_a_folder_is_refused_or_meant_alike_by_all_that_is_handed_it(tmp_path: Path, name: str) -> None:
    try:
        settings = load_settings(warehouse_dir=str(tmp_path / name))
    except SettingsFault:
        return
    places = Places(settings.warehouse_dir)
    places.prepare()
    database = places.build_database
    with duckdb.connect(database) as opened:
        opened.execute("COPY (SELECT 1 AS a) TO ? (FORMAT parquet)", [str(places.raw)])
        found = opened.execute(
            "FROM read_parquet(?, hive_partitioning = false)", [not_a_pattern(places.raw)]
        ).fetchall()
        assert found == [(1,)]
    assert DuckDBCredentials.from_dict({"path": str(database), "schema": "x"}).database == database.stem
    home = settings.dagster_home
    assert make_url(create_db_conn_string(str(home), "runs")).database == str(home / "runs.db")
    prepare_home(home)
    configuration = load_yaml_from_globs(str(home / "dagster.yaml"))
    assert configuration["event_log_storage"]["config"]["base_dir"] == str(home / "history" / "runs")
    assert {path.name for path in places.warehouse_dir.iterdir()} == {"build", "quarantine", "published", "dagster"}


@pytest.mark.parametrize("sign", sorted(MEANS_SOMETHING_ELSE))
def test_each_refused_character_is_refused(tmp_path: Path, sign: str) -> None:
    with pytest.raises(SettingsFault, match="would look elsewhere: choose a folder without any of"):
        load_settings(warehouse_dir=str(tmp_path / f"a{sign}b"))


def test_the_longest_folder_that_is_taken_holds_dagsters_files(tmp_path: Path) -> None:
    home = tmp_path
    while len(str(home)) < 390:
        home /= "x" * min(100, 399 - len(str(home)))
    settings = load_settings(dagster_home=str(home), warehouse_dir=str(tmp_path / "warehouse"))
    with open_instance(settings.dagster_home) as instance:
        assert instance.get_runs() == []
    with pytest.raises(SettingsFault, match="DAGSTER_HOME: its full path is longer than 400 bytes"):
        load_settings(dagster_home=f"{home}{'x' * 20}")


def test_a_file_where_a_folder_is_meant_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(NoPlace, match=r"DAGSTER_HOME .*file cannot be used"):
        prepare_home(tmp_path / "file")
