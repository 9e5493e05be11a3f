"""The list of forgotten persons on disk."""

import json
from datetime import date
from pathlib import Path

import pytest

from warehouse.erasure.forgotten import Forgotten, ListUnreadable, Person


def test_what_was_saved_is_loaded(tmp_path: Path) -> None:
    forgotten = Forgotten(tmp_path / "forgotten.json")
    forgotten.persons["b"] = Person("b", vanished_on=date(2025, 1, 2), until=date(2025, 3, 4))
    forgotten.ask(["a"])
    forgotten.persons["a"].traces["bsn"].add("x")
    forgotten.persons["a"].found_in.add("y")
    forgotten.persons["a"].removed = {"wiz/deelnemers": {"y": {2, 3}}}
    forgotten.others_with_bsn.add("c")
    forgotten.save()
    loaded = Forgotten.load(tmp_path / "forgotten.json")
    assert loaded.persons == forgotten.persons
    assert loaded.others_with_bsn == {"c"}
    assert (loaded.salt, loaded.is_cleared) == (forgotten.salt, False)
    assert loaded.withdrawn_before == forgotten.withdrawn_before is not None
    assert loaded.fingerprint == forgotten.fingerprint


def test_a_list_from_before_receipts_were_kept_is_loaded(tmp_path: Path) -> None:
    forgotten = Forgotten(tmp_path / "forgotten.json")
    forgotten.ask(["a"])
    forgotten.save()
    content = json.loads((tmp_path / "forgotten.json").read_text())
    del content["others_with_bsn"], content["persons"][0]["removed"]
    (tmp_path / "forgotten.json").write_text(json.dumps(content))
    loaded = Forgotten.load(tmp_path / "forgotten.json")
    assert (loaded.persons["a"].removed, loaded.others_with_bsn) == (None, set())


def test_who_had_lapsed_and_then_asks_is_forgotten_for_ever(tmp_path: Path) -> None:
    forgotten = Forgotten(tmp_path / "forgotten.json")
    forgotten.persons["b"] = Person("b", vanished_on=date(2025, 1, 2), until=date(2025, 3, 4))
    forgotten.persons["b"].traces["bsn"].add("x")
    forgotten.ask(["b"])
    assert forgotten.persons["b"] == Person("b", True, traces=forgotten.persons["b"].traces, removed={})
    assert forgotten.persons["b"].traces["bsn"] == {"x"}


def test_only_who_asked_changes_the_fingerprint(tmp_path: Path) -> None:
    forgotten = Forgotten(tmp_path / "forgotten.json")
    before = forgotten.fingerprint
    forgotten.persons["b"] = Person("b", vanished_on=date(2025, 1, 2))
    assert forgotten.fingerprint == before
    forgotten.ask(["a"])
    assert forgotten.fingerprint != before


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"salt": 1}', "not json"])
def test_a_damaged_list_stops_everything(tmp_path: Path, content: str) -> None:
    (tmp_path / "forgotten.json").write_text(content)
    with pytest.raises(ListUnreadable):
        Forgotten.load(tmp_path / "forgotten.json")
