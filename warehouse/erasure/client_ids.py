"""The file with which somebody asks to forget clients: one client number a line. Its numbers are never shown."""

from pathlib import Path

from schemas.values import BadValue, clean_code, parse_identifier
from warehouse.faults import Fault

MOST_LINES_NAMED = 10


class ClientIdsUnreadable(Fault):
    """The file cannot be taken for a list of client numbers."""


def read_client_ids(file: Path, warehouse_dir: Path) -> list[str]:
    """The client numbers, each once, spelled as intake spells them."""
    if file.resolve().is_relative_to(warehouse_dir.resolve()):
        raise ClientIdsUnreadable("CLIENT_ID_FILE lies inside WAREHOUSE_DIR, where no client number may be: move it.")
    try:
        lines = file.read_text("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError):
        raise ClientIdsUnreadable("CLIENT_ID_FILE names no file that can be read as text.") from None
    client_ids: dict[str, None] = {}
    bad = []
    for number, line in enumerate(lines, start=1):
        text = clean_code(line)
        if text:
            try:
                client_ids[parse_identifier(text)] = None
            except BadValue:
                bad.append(number)
    if bad:
        named = ", ".join(map(str, bad[:MOST_LINES_NAMED])) + (" ..." if len(bad) > MOST_LINES_NAMED else "")
        raise ClientIdsUnreadable(f"CLIENT_ID_FILE holds what is no client number, on line {named}. Nothing was done.")
    if not client_ids:
        raise ClientIdsUnreadable("CLIENT_ID_FILE is empty: give it one client number a line.")
    return list(client_ids)
