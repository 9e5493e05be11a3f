"""Rotation of the pseudonym key, step by step: pairs are found in the landing area, saved, and then carried out.

Which key is in force is the settings' matter; how pseudonyms are replaced is `key_change`'s.
"""

import shutil
from collections.abc import Callable, Iterable
from pathlib import Path

from schemas.columns import Identity
from schemas.kinds import KINDS
from warehouse.disk.places import Places
from warehouse.erasure.forgotten import Forgotten
from warehouse.faults import Fault
from warehouse.intake import Intake
from warehouse.privacy.pseudonyms import FILE_NAME, PairingPseudonymiser, Pseudonymiser
from warehouse.raw.ledger import DeliveryFile, Ledger
from warehouse.rekeying.key_change import Lost, Pairs, Rekeying, pseudonyms_held


class WrongKeys(Fault):
    """The keys given are not those that this change needs."""


class WouldForgetTheForgotten(Fault):
    """Somebody who asked to be forgotten would not be recognised under the new key."""


def clear_scratch(places: Places) -> None:
    """Remove what a change of key read of the landing area; one that was killed leaves it."""
    shutil.rmtree(_scratch(places), ignore_errors=True)


def _scratch(places: Places) -> Path:
    return places.build / "rekeying"


def rotate(
    places: Places,
    new_key: bytes,
    former_key: bytes,
    read_landing: Callable[[Path, PairingPseudonymiser], Intake],
    client_ids: Iterable[str],
    *,
    let_go: bool,
) -> Rekeying | None:
    """Give everything in the restricted area the new key's pseudonyms; None where it has them already.

    read_landing: an intake on another folder, with that pseudonymiser. client_ids: numbers of forgotten persons, who
    may be in no file any more. let_go: go on, though some of them would not be recognised again.
    """
    clear_scratch(places)
    new, former = Pseudonymiser(new_key), Pseudonymiser(former_key)
    forgotten, ledger = Forgotten.load(places.forgotten), Ledger.load(places.ledger)
    rekeying = Rekeying.load(places)
    if rekeying is None:
        if ledger.key_id == new.key_id:
            return None
        if ledger.key_id is None and not any(pseudonyms_held(places, forgotten).values()):
            return None
        _refuse_another_former_key(ledger.key_id, former.key_id)
        pairs = _pairs(places, PairingPseudonymiser(new_key, former_key), read_landing, client_ids)
        rekeying = Rekeying.of(places, forgotten, pairs, former.key_id, new)
        _refuse_to_lose(rekeying.forgotten_lost(forgotten), let_go=let_go)
        rekeying.save(places)
    elif rekeying.key_id != new.key_id:
        raise WrongKeys("A change to another key was interrupted: set that key again, and finish it first.")
    if ledger.key_id != new.key_id:
        _rekey_names(places, ledger, PairingPseudonymiser(new_key, former_key), read_landing)
    forgotten.withdraw()
    forgotten.save()
    rekeying.carry_out(places, forgotten)
    ledger.key_id = new.key_id
    ledger.save()
    places.rekeying.unlink()
    return rekeying


def _rekey_names(
    places: Places,
    ledger: Ledger,
    pseudonymiser: PairingPseudonymiser,
    read_landing: Callable[[Path, PairingPseudonymiser], Intake],
) -> None:
    """Names are known again under the new key where they lie in the landing area, or nothing was left out of them."""
    try:
        read_landing(_scratch(places), pseudonymiser).look()
    finally:
        clear_scratch(places)
    for row in ledger.files:
        pseudonymiser.pseudonym(FILE_NAME, row.file_name)
    pairs = pseudonymiser.pairs.get(FILE_NAME, {})

    def key_of(row: DeliveryFile) -> str:
        former = row.file_key
        return former and (pairs.get(former) or pseudonymiser.pseudonym(f"former-{FILE_NAME}", former))

    ledger.rekey(key_of)


def _refuse_another_former_key(key_id: str | None, former_key_id: str) -> None:
    if key_id is None:
        raise WrongKeys(
            "The first night of this warehouse did not end, so it is not known which key made its pseudonyms: run make"
            " rebuild with the former key as PSEUDONYM_KEY first, and change it after that."
        )
    if key_id != former_key_id:
        raise WrongKeys("This warehouse was made with neither of the two keys: set the former one as PREVIOUS_….")


def _pairs(
    places: Places,
    pseudonymiser: PairingPseudonymiser,
    read_landing: Callable[[Path, PairingPseudonymiser], Intake],
    client_ids: Iterable[str],
) -> Pairs:
    """Former and new pseudonyms of everybody who is in a file or in the list given."""
    try:
        intake = read_landing(_scratch(places), pseudonymiser)
        for kind in KINDS.values():
            if any(role.identity for role in kind.roles.values()):
                intake.take(kind.name)
    finally:
        clear_scratch(places)
    for client_id in client_ids:
        pseudonymiser.pseudonym(Identity.CLIENT, client_id)
    return pseudonymiser.pairs


def _refuse_to_lose(lost: Lost, *, let_go: bool) -> None:
    if let_go or not any(lost):
        return
    told = []
    if lost.by_client:
        told.append(
            f"The client numbers of {lost.by_client} who asked to be forgotten are in no file of the landing area:"
            " under the new key they would not be recognised if an old file came back. Give the numbers with"
            " CLIENT_ID_FILE=…."
        )
    if lost.by_bsn:
        told.append(
            f"The BSNs of {lost.by_bsn} who asked to be forgotten are in no file of the landing area: under the new key"
            " decisions that were not delivered before would not be recognised as theirs. Put a file that holds them"
            " (wiz/deelnemers or beschikkingen) in the landing area."
        )
    raise WouldForgetTheForgotten(" ".join([*told, "Or go on without with LET_GO=yes. Nothing was changed."]))
