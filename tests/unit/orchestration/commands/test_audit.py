"""What make audit makes of pip-audit's answer: weak, sound, or not looked at, which is never called sound."""

import json

import pytest

from orchestration.commands.audit import told

SOUND = {"name": "a", "version": "1", "vulns": []}
WEAK = {"name": "b", "version": "2", "vulns": [{"id": "PYSEC-1", "fix_versions": ["3"], "description": ""}]}
SKIPPED = {"name": "c", "skip_reason": "not found"}


def answer(*packages: dict[str, object]) -> str:
    return json.dumps({"dependencies": packages, "fixes": []})


def test_a_known_weakness_fails_and_is_named_with_its_mend() -> None:
    status, lines = told(answer(SOUND, WEAK, SKIPPED), 3)
    assert status == 1
    assert any("b 2: PYSEC-1, mended in 3" in line for line in lines)
    assert "looked at: 2; not known to the advisory service: 1" in lines[0]


def test_sound_packages_pass() -> None:
    assert told(answer(SOUND), 1)[0] == 0


@pytest.mark.parametrize("given", [answer(SKIPPED, SKIPPED), "", "not json", "{}"])
def test_what_was_not_looked_at_is_not_called_sound(given: str) -> None:
    status, lines = told(given, 2)
    assert status == 0
    assert "could not be asked" in lines[0]
    assert not any("No weakness" in line for line in lines)
