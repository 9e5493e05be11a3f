"""A warehouse of a version before opens: what it once wrote is read, and is written again with the same fields."""

import json
import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from warehouse.disk.places import Places
from warehouse.erasure.forgotten import Forgotten, ListUnreadable, Person
from warehouse.publication.manifest import MANIFEST, DamagedBuild, Inputs, Manifest, read_manifest
from warehouse.raw.ledger import DeliveryFile, Ledger, Status
from warehouse.rekeying.key_change import Rekeying

STORED = Path(__file__).resolve().parents[2] / "data" / "stored_before"


def copied(name: str, file: Path) -> Path:
    return Path(shutil.copy(STORED / name, file))


def is_the_same_again(name: str, file: Path) -> bool:
    stored, again = json.loads((STORED / name).read_text("utf-8")), json.loads(file.read_text("utf-8"))
    if name == "forgotten.json":
        stored, again = (
            data | {"withdrawn_before": datetime.fromisoformat(data["withdrawn_before"])} for data in (stored, again)
        )
    return bool(stored == again)


def test_the_ledger(places: Places) -> None:
    ledger = Ledger.load(copied("ledger.json", places.ledger))
    assert (ledger.key_id, ledger.rules) == ("3f2a", "0011223344556677")
    assert ledger.files == [
        DeliveryFile(
            "wiz/groepen_2025-04-15.csv", Status.ACCEPTED, kind="wiz/groepen", sha256="ab" * 32,
            delivered_on=date(2025, 4, 15), returned_on=[date(2025, 5, 1)],
            written_on=[date(2025, 4, 14), date(2025, 5, 1)], n_read=12, n_valid=9, n_quarantined=2, n_dropped=1,
            n_forgotten=1, delivery_id="1234567890abcdef", verdict="v", size=4711, modified_ns=1744700000123456789,
            seen=1, taken_on=date(2025, 4, 16), quarantined_by_rule={"date": 2},
            unmapped=[("groepstype", "Overig, „anders”", 3)], extra_columns=["opmerking"], file_key="k1",
            said_by_name='{"a": 1}',
        ),
        DeliveryFile("wiz/lees mij.txt", Status.IGNORED, reason="not_a_delivery", detail="no kind"),
    ]  # fmt: skip
    ledger.save()
    assert is_the_same_again("ledger.json", places.ledger)


def test_a_ledger_from_before_names_had_keys_or_with_more_than_is_known(places: Places) -> None:
    content = json.loads((STORED / "ledger.json").read_text("utf-8"))
    for row in content["files"]:
        del row["file_key"], row["said_by_name"], row["returned_on"], row["written_on"]
        row["of_a_later_version"] = 1
    places.ledger.write_text(json.dumps(content))
    ledger = Ledger.load(places.ledger)
    assert [(row.key, row.returned_on) for row in ledger.files] == [(row.file_name, []) for row in ledger.files]


def nothing_known() -> dict[str, set[str]]:
    return {what: set() for what in ("bsn", "participation", "invitation", "response", "decision")}


def test_the_list_of_forgotten_persons(places: Places) -> None:
    forgotten = Forgotten.load(copied("forgotten.json", places.forgotten))
    assert (forgotten.salt, forgotten.is_cleared, forgotten.others_with_bsn) == ("aa" * 32, False, {"c9"})
    assert forgotten.withdrawn_before == datetime(2025, 4, 16, 3, 4, 5, 678901, tzinfo=UTC)
    asked = Person("c1", True, found_in={"d1", "d2"}, removed={"wiz/deelnemers": {"d1": {2, 3}}})
    asked.traces = nothing_known() | {"bsn": {"b1", "b2"}}
    assert forgotten.persons == {
        "c0": Person("c0", vanished_on=date(2025, 1, 2), until=date(2025, 3, 4), traces=nothing_known()),
        "c1": asked,
    }
    places.forgotten.unlink()
    forgotten.save()
    assert not places.forgotten.exists(), "nothing changed"
    forgotten.is_cleared = True
    forgotten.save()
    forgotten.is_cleared = False
    forgotten.save()
    assert is_the_same_again("forgotten.json", places.forgotten)


def test_a_list_that_says_more_of_a_person_than_is_known_is_not_read(places: Places) -> None:
    content = json.loads((STORED / "forgotten.json").read_text("utf-8"))
    content["persons"][0]["of_a_later_version"] = 1
    places.forgotten.write_text(json.dumps(content))
    with pytest.raises(ListUnreadable):
        Forgotten.load(places.forgotten)


def test_a_change_of_key(places: Places) -> None:
    copied("rekeying.json", places.rekeying)
    rekeying = Rekeying.load(places)
    assert rekeying == Rekeying(
        "3f2a", "9b1c", {"client": {"c1": "n1", "c0": "n0"}, "bsn": {}}, {"client": {"c0"}, "bsn": set()}
    )
    rekeying.save(places)
    assert is_the_same_again("rekeying.json", places.rekeying)


def test_a_manifest(tmp_path: Path) -> None:
    copied("manifest.json", tmp_path / MANIFEST)
    manifest = read_manifest(tmp_path)
    assert manifest == Manifest(
        "20250416T030405.678901Z-1a2b3c4d", "2025-04-16T03:04:05", "2025-04-15",
        Inputs(date(2025, 4, 16), "0.1.0+1a2b3c4d", "d", 5, 5, True, date(2025, 4, 15)),
        {"core.dim_group": 7}, {"analysis.duckdb": "cd" * 32}, False, True,
    )  # fmt: skip
    manifest.write(tmp_path)
    assert is_the_same_again("manifest.json", tmp_path / MANIFEST)


def without(content: dict[str, object], name: str) -> dict[str, object]:
    return {field: value for field, value in content.items() if field != name}


MANIFEST_BEFORE = json.loads((STORED / "manifest.json").read_text("utf-8"))


@pytest.mark.parametrize(
    "content",
    [
        "", "[]", "not json", without(MANIFEST_BEFORE, "sha256"), MANIFEST_BEFORE | {"of_a_later_version": 1},
        MANIFEST_BEFORE | {"inputs": MANIFEST_BEFORE["inputs"] | {"minimum_week": 1}},
        MANIFEST_BEFORE | {"inputs": MANIFEST_BEFORE["inputs"] | {"as_of": "yesterday"}},
    ],
)  # fmt: skip
def test_a_manifest_that_is_not_understood_is_a_damaged_build(tmp_path: Path, content: object) -> None:
    (tmp_path / MANIFEST).write_text(content if isinstance(content, str) else json.dumps(content))
    with pytest.raises(DamagedBuild, match=r"is damaged: manifest.json cannot be read"):
        read_manifest(tmp_path)
