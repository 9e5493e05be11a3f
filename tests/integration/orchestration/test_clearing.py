"""Clearing away after an erasure, Dagster's storage emptied in its very bytes; logs that are too old."""

import os
import time
from pathlib import Path

import dagster as dg

from orchestration.clearing import finish_erasure, remove_old_logs
from orchestration.instance.home import clear_storage, open_instance
from orchestration.night import Night
from orchestration.settings import load_settings
from warehouse.disk.files import unfinished

CANARY = "a sentence that nobody else would say"


@dg.asset
def leaky(context: dg.AssetExecutionContext) -> dg.MaterializeResult:
    context.log.info(CANARY)
    return dg.MaterializeResult(metadata={"leak": CANARY})


@dg.asset
def harmless() -> None:
    """An asset that says nothing."""


def run(home: Path) -> str:
    with open_instance(home) as instance:
        result = dg.materialize([leaky], instance=instance, tags={"tag": CANARY})
        assert result.success
        return result.run_id


def held(home: Path) -> bytes:
    return b"".join(path.read_bytes() for path in home.rglob("*") if path.is_file())


def test_nothing_of_a_run_is_left_in_the_bytes_and_the_home_works_on(tmp_path: Path) -> None:
    run_id = run(tmp_path)
    assert CANARY.encode() in held(tmp_path)
    with open_instance(tmp_path) as open_elsewhere:
        assert open_elsewhere.all_logs(run_id)
        clear_storage(tmp_path)
        assert open_elsewhere.get_runs() == open_elsewhere.all_logs(run_id) == []
    assert CANARY.encode() not in held(tmp_path)
    run(tmp_path)
    with open_instance(tmp_path) as instance:
        assert len(instance.get_runs()) == 1
        assert instance.get_latest_materialization_event(leaky.key) is not None


def test_the_run_that_is_going_on_is_spared(tmp_path: Path) -> None:
    run(tmp_path)
    with open_instance(tmp_path) as instance:
        result = dg.materialize([harmless], instance=instance)
        clear_storage(tmp_path, result.run_id)
        assert [kept.run_id for kept in instance.get_runs()] == [result.run_id]
        assert instance.all_logs(result.run_id, of_type=dg.DagsterEventType.ASSET_MATERIALIZATION)
    assert CANARY.encode() not in held(tmp_path)


def test_only_old_logs_are_removed(tmp_path: Path) -> None:
    for name, days in (("old.log", 3), ("new.log", 1)):
        (tmp_path / name).write_text("")
        written = time.time() - days * 86_400
        os.utime(tmp_path / name, (written, written))
    remove_old_logs(tmp_path, keep_days=2)
    assert [path.name for path in tmp_path.iterdir()] == ["new.log"]


def test_what_killed_commands_left_in_the_build_folder_goes_with_an_erasure(tmp_path: Path) -> None:
    (tmp_path / "landing").mkdir()
    night = Night(load_settings(landing_url=str(tmp_path / "landing"), warehouse_dir=tmp_path / "warehouse"))
    night.intake.forgotten.ask(["somebody"])
    left = [night.places.build / name for name in ("build.duckdb.tmp", "build.duckdb.spill", "spill", "rekeying/build")]
    for folder in left:
        folder.mkdir(parents=True)
        (folder / "rows").write_text(CANARY)
    unfinished(night.places.rekeying).write_text(CANARY)
    finish_erasure(night)
    assert CANARY.encode() not in held(tmp_path)
