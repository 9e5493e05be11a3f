"""How Superset is started and stopped: from code each time, by a template the second time, and wholly."""

import shutil
import signal
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest
import requests

from bi.superset.accounts import read_accounts
from bi.superset.home import Home
from tests.publications import put_beside
from tests.superset import Superset, of_superset, running
from warehouse.disk.places import Places
from warehouse.publication.builds import switch_to

pytestmark = of_superset


@pytest.fixture
def stopped(superset: Superset, tmp_path: Path) -> Places:
    """A publication on which no Superset runs, with the accounts and the template of the one that does."""
    places = Places(tmp_path / "warehouse")
    switch_to(places, put_beside(places, superset.places.published / "dashboard.duckdb"))
    home = places.warehouse_dir / "bi"
    home.mkdir(mode=0o700)
    for file in (superset.home.accounts, superset.home.secret, *superset.home.templates()):
        shutil.copy2(file, home)
    return places


def test_what_it_keeps_is_for_its_owner_alone_and_lies_in_its_folder(superset: Superset) -> None:
    kept = [superset.home.folder, *superset.home.folder.rglob("*")]
    assert {superset.home.accounts, superset.home.secret, superset.home.metadata, superset.home.log} <= set(kept)
    open_to_others = [path.name for path in kept if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO)]
    assert open_to_others == []
    assert sorted(path.name for path in superset.places.warehouse_dir.iterdir()) == ["bi", "published"]


def test_it_tells_where_the_passwords_are_and_never_one(superset: Superset) -> None:
    printed = "".join(superset.printed)
    assert str(superset.home.accounts) in printed
    assert superset.address in printed
    secrets = [superset.home.secret.read_text(), *(account.password for account in read_accounts(superset.home))]
    told = printed + superset.home.log.read_text()
    assert [secret for secret in secrets if secret in told] == []


def test_its_process_knows_no_secret_of_the_warehouse(stopped: Places) -> None:
    key = "0123456789abcdef" * 4
    with running(stopped, PSEUDONYM_KEY=key, LANDING_PASSWORD="hunter2") as superset:
        environment = Path(f"/proc/{superset.process.pid}/environ").read_bytes()
    assert key.encode() not in environment
    assert b"hunter2" not in environment


def test_the_second_start_goes_on_from_the_template_and_what_was_saved_is_gone(stopped: Places) -> None:
    home = Home(stopped.warehouse_dir / "bi")
    (template,) = home.templates()
    with closing(sqlite3.connect(template)) as opened:
        opened.execute("CREATE TABLE told_apart (x)")
    with running(stopped) as superset:
        analyst = superset.api("analist")
        before = analyst.get("/api/v1/chart/").json()["count"]
        made = {"slice_name": "mine", "datasource_id": 1, "datasource_type": "table", "viz_type": "table"}
        assert analyst.post("/api/v1/chart/", made).status_code == 201
        assert "told_apart" in tables_of(home.metadata)
        assert superset.end(signal.SIGTERM) == 0
    with running(stopped) as superset:
        assert superset.api("analist").get("/api/v1/chart/").json()["count"] == before


def test_ctrl_c_ends_all_of_it(stopped: Places) -> None:
    with running(stopped) as superset:
        assert superset.api("lezer").get("/login/").ok
        processes = all_of(superset.process.pid)
        assert len(processes) > 1
        assert superset.end(signal.SIGINT) == 130
    assert "Superset has stopped.\n" in superset.printed
    assert not [process for process in processes if Path(f"/proc/{process}").exists()]


def test_killed_hard_it_leaves_nothing_in_the_way_of_the_next_start(stopped: Places) -> None:
    with running(stopped) as superset:
        address = superset.address
        assert superset.end(signal.SIGKILL) == -signal.SIGKILL
        with pytest.raises(requests.ConnectionError):
            requests.get(address, timeout=10)
    with running(stopped, BI_PORT=address.rpartition(":")[2]):
        assert requests.get(f"{address}/login/", timeout=60).status_code == 200


def test_two_on_one_folder_or_one_port_are_refused(superset: Superset, stopped: Places) -> None:
    for given, told in (
        ({"BI_DIR": str(superset.home.folder)}, "runs already on"),
        ({"BI_PORT": str(superset.port)}, "cannot be served on"),
    ):
        other = Superset(stopped, **given)
        printed = other.process.communicate(timeout=60)[0]
        assert (other.process.returncode, told in printed) == (1, True), printed
    assert requests.get(f"{superset.address}/login/", timeout=60).status_code == 200


def test_an_account_that_is_added_may_log_in(stopped: Places) -> None:
    home = Home(stopped.warehouse_dir / "bi")
    with home.accounts.open("a") as accounts:
        accounts.write("tweede lezer,Lezer,een lang wachtwoord\n")
    with running(stopped) as superset:
        assert superset.api("tweede lezer").get("/api/v1/dashboard/").ok


def tables_of(database: Path) -> set[str]:
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as opened:
        return {name for (name,) in opened.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}


def all_of(process: int) -> list[int]:
    """A process and those that it started."""
    children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    return [process, *(each for child in children for each in all_of(int(child)))]
