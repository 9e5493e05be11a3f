"""`make rotate-key`: give everybody the new key's pseudonyms, and publish with them.

PSEUDONYM_KEY(_FILE) is the new key, PREVIOUS_PSEUDONYM_KEY(_FILE) the former one; afterwards that one can go.
How pseudonyms are replaced is `warehouse.erasure`'s matter.
"""

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from orchestration.commands import DONE, FAILED, copied_too, held, publish_anew, with_settings
from orchestration.night import Night
from orchestration.serving import serve
from orchestration.settings import Settings, SettingsFault
from warehouse.erasure.client_ids import read_client_ids
from warehouse.rekeying.key_change import Rekeying
from warehouse.rekeying.rotation import rotate

NOT_DONE = "The key is changed, but what readers see still has the former pseudonyms. The next night mends that."


@click.command
@click.option("--client-id-file", default="", help="client numbers of forgotten persons, one a line")
@click.option("--let-go", default="", help="yes: though forgotten persons would not be recognised again")
@with_settings("changing the pseudonym key")
def command(settings: Settings, client_id_file: str, let_go: str) -> int:
    """Change the pseudonym key, and publish."""
    if let_go not in ("", "yes"):
        raise SettingsFault("LET_GO is yes, or is left out.")
    client_ids = read_client_ids(Path(client_id_file), settings.warehouse_dir) if client_id_file else []
    with held(settings):
        return _rotate(settings, client_ids, let_go=let_go == "yes")


def _rotate(settings: Settings, client_ids: Sequence[str], *, let_go: bool) -> int:
    former_key = settings.previous_key()
    if former_key is None:
        raise SettingsFault(
            "To change the key, set the new one as PSEUDONYM_KEY or PSEUDONYM_KEY_FILE, and the former one as"
            " PREVIOUS_PSEUDONYM_KEY or PREVIOUS_PSEUDONYM_KEY_FILE."
        )
    night = Night(settings)
    rekeying = rotate(night.places, settings.key(), former_key, night.intake_elsewhere, client_ids, let_go=let_go)
    if rekeying:
        sys.stdout.write("\n".join(_lines(rekeying)) + "\n")
    if not rekeying and night.intake.forgotten.is_cleared:
        sys.stdout.write("Everything has the pseudonyms of this key already: the former key can be taken away.\n")
        if night.serving_lag:
            night.story.serving = serve(settings, night.places)
        return DONE if copied_too(night) else FAILED
    n_builds = publish_anew(night, NOT_DONE)
    if n_builds is None:
        return FAILED
    sys.stdout.write(
        f"Published with the new key; {n_builds} earlier builds removed. The former key can be taken away.\n"
        "Dashboards round with the new key from the next closed month on: a count may change once, by MINIMUM_CELL.\n"
    )
    return DONE if copied_too(night) else FAILED


def _lines(rekeying: Rekeying) -> list[str]:
    lines = [f"The key {rekeying.former_key_id} is replaced by {rekeying.key_id}."]
    for domain, pairs in rekeying.pairs.items():
        n_unmatched = len(rekeying.unmatched[domain])
        lines.append(
            f"  {domain}: {len(pairs)} pseudonyms, one to one; {n_unmatched} of them of somebody in no file any more"
        )
    if any(rekeying.unmatched.values()):
        lines.append("Rows of those stay together, but would not be joined if the same person were delivered again.")
    return lines
