"""Superset's environment beside the warehouse's."""

import re
from pathlib import Path

import pytest

from bi.superset import environment
from tests.nights.processes import REPOSITORY


def test_superset_reads_with_the_duckdb_that_writes() -> None:
    """Another version might not know the storage of the published files, or follow the switch by another rule."""
    locks = [environment.LOCK, REPOSITORY / "requirements.lock"]
    versions = [re.findall(r"^duckdb==(\S+)", lock.read_text(), re.MULTILINE) for lock in locks]
    assert versions[0] == versions[1]
    assert len(versions[0]) == 1


@pytest.mark.parametrize(
    ("installed", "told"), [(None, "make bi-setup"), ("duckdb==1.0.0", "another requirements.lock")]
)
def test_a_missing_environment_and_one_of_another_lock_are_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, installed: str | None, told: str
) -> None:
    monkeypatch.setattr(environment, "READY", tmp_path / "ready")
    if installed:
        (tmp_path / "ready").write_text(installed)
    with pytest.raises(environment.NotSetUp, match=told):
        environment.refuse_another_environment()
    (tmp_path / "ready").write_bytes(environment.LOCK.read_bytes())
    environment.refuse_another_environment()
