"""The pseudonym key: what is fit, and who may read the file that it is in."""

from pathlib import Path

import pytest

from orchestration.settings import SettingsFault, load_settings
from warehouse.privacy.keys import key_bytes, key_text, refuse_public

KEY = "a text of more than thirty-two characters"
PRODUCTION = {"environment": "production", "warehouse_dir": "/srv/warehouse", "landing_url": "/srv/landing"}


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644, 0o610])
def test_a_file_that_others_may_read_is_refused_in_production(tmp_path: Path, mode: int) -> None:
    file = tmp_path / "key"
    file.write_text(KEY)
    file.chmod(mode)
    with pytest.raises(ValueError, match="chmod 600") as refused:
        key_text("PSEUDONYM_KEY", None, file, is_demo=False)
    assert KEY not in str(refused.value)
    assert key_text("PSEUDONYM_KEY", None, file, is_demo=True) == KEY


@pytest.mark.parametrize("mode", [0o600, 0o400])
def test_a_file_of_its_owner_alone_is_read(tmp_path: Path, mode: int) -> None:
    file = tmp_path / "key"
    file.write_text(f"{KEY}\n")
    file.chmod(mode)
    assert key_text("PSEUDONYM_KEY", None, file, is_demo=False) == KEY


def test_hex_digits_are_bytes_and_other_text_is_itself() -> None:
    assert key_bytes("0f" * 32) == b"\x0f" * 32
    assert key_bytes(KEY) == KEY.encode()
    with pytest.raises(ValueError, match="shorter than 32"):
        key_bytes("0f" * 15)


@pytest.mark.parametrize(
    "text", ["public demo key, holds no secret and protects nobody", "change-me" * 5, "EXAMPLE" * 6]
)
def test_a_key_that_others_know_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="example"):
        refuse_public(text)


def test_the_settings_read_the_former_key_only_while_it_is_there(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text("f" * 40)
    file.chmod(0o600)
    assert load_settings(**PRODUCTION, pseudonym_key=KEY).previous_key() is None
    settings = load_settings(**PRODUCTION, pseudonym_key=KEY, previous_pseudonym_key_file=str(file))
    assert settings.previous_key() == b"f" * 40
    file.chmod(0o644)
    with pytest.raises(SettingsFault, match="PREVIOUS_PSEUDONYM_KEY_FILE may be read by others"):
        load_settings(**PRODUCTION, pseudonym_key=KEY, previous_pseudonym_key_file=str(file))
