"""The pseudonym key as somebody gives it: text, or a file that nobody else may read. What is unfit is refused.

Faults here are ValueErrors that name a setting and never show a key.
"""

import re
from pathlib import Path

DEMO_KEY = "public demo key, holds no secret and protects nobody"
SHORTEST_KEY = 32
_ONLY_ITS_OWNER = 0o077
_EXAMPLE = re.compile(r"example|voorbeeld|change.?me|wijzig.?mij|demo key", re.IGNORECASE)


def key_text(setting: str, text: str | None, file: Path | None, *, is_demo: bool) -> str | None:
    """What the setting, or the file that `<setting>_FILE` names, holds; None where neither is set."""
    if text and file:
        raise ValueError(f"{setting} and {setting}_FILE are both set: keep one of them")
    if file is None:
        return text.strip() if text else None
    try:
        held = file.read_text("utf-8").strip()
        mode = file.stat().st_mode
    except (OSError, UnicodeDecodeError):
        raise ValueError(f"{setting}_FILE names no file that can be read as text") from None
    if mode & _ONLY_ITS_OWNER and not is_demo:
        raise ValueError(f"{setting}_FILE may be read by others than its owner: chmod 600 it")
    return held


def key_bytes(text: str) -> bytes:
    """The key itself: 64 hex digits are 32 bytes, any other text is its UTF-8 bytes."""
    if len(text) < SHORTEST_KEY:
        raise ValueError(f"the pseudonym key is shorter than {SHORTEST_KEY} characters")
    return bytes.fromhex(text) if re.fullmatch(r"[0-9A-Fa-f]{64}", text) else text.encode()


def refuse_public(text: str) -> None:
    """In production a key that others know protects nobody."""
    if _EXAMPLE.search(text):
        raise ValueError("ENVIRONMENT is production, but the pseudonym key is the public demo key or an example")
