"""Who may log in: a file of accounts that an operator reads and adds lines to, and the secret that signs sessions. Both
are made once, and for their owner alone. Imported by Superset's environment too.

What a role may do belongs in `inside.roles`.
"""

import csv
import hashlib
import hmac
import io
import os
import secrets
from dataclasses import astuple, dataclass
from enum import StrEnum
from pathlib import Path

from bi.superset.home import PRIVATE, Home
from warehouse.faults import Fault

HEADER = ("name", "role", "password")
SHORTEST_PASSWORD = 12
_OTHERS = 0o077


class WrongAccounts(Fault):
    """The file of accounts does not say who may log in."""


class Role(StrEnum):
    """What an account may do: Superset's own role for whoever manages it, and two of ours."""

    ADMIN = "Admin"
    ANALYST = "Analist"
    READER = "Lezer"


@dataclass(frozen=True)
class Account:
    """A line of the file."""

    name: str
    role: Role
    password: str


FIRST_ACCOUNTS = {"beheer": Role.ADMIN, "analist": Role.ANALYST, "lezer": Role.READER}


def make_secrets(home: Home) -> None:
    """Make the accounts and the secret where they are not there yet, each password by chance."""
    if not home.secret.exists():
        _write_private(home.secret, secrets.token_hex(32))
    if not home.accounts.exists():
        made = [Account(name, role, secrets.token_urlsafe(18)) for name, role in FIRST_ACCOUNTS.items()]
        written = io.StringIO()
        csv.writer(written, lineterminator="\n").writerows([HEADER, *map(astuple, made)])
        _write_private(home.accounts, written.getvalue())


def read_accounts(home: Home) -> list[Account]:
    """Who may log in. Raises WrongAccounts, which names the line and never what stands in it."""
    if home.accounts.stat().st_mode & _OTHERS:
        raise WrongAccounts(f"{home.accounts} may be read by others than its owner: chmod 600 it.")
    with home.accounts.open(encoding="utf-8", newline="") as file:
        rows = [(n, row) for n, row in enumerate(csv.reader(file), 1) if row]
    if not rows or tuple(rows[0][1]) != HEADER:
        raise WrongAccounts(f"{home.accounts}: its first line must be {','.join(HEADER)}.")
    accounts = [_account(row, f"{home.accounts}, line {n}") for n, row in rows[1:]]
    if len({account.name for account in accounts}) < len(accounts):
        raise WrongAccounts(f"{home.accounts}: two lines have one name. Give each account a name of its own.")
    if not any(account.role is Role.ADMIN for account in accounts):
        raise WrongAccounts(f"{home.accounts}: no account has the role {Role.ADMIN}, and somebody must.")
    return accounts


def session_key(home: Home) -> str:
    """What signs sessions. Of other accounts it is another one: no session outlives a change of who may do what."""
    return hmac.new(home.secret.read_bytes(), home.accounts.read_bytes(), hashlib.sha256).hexdigest()


def _account(row: list[str], where: str) -> Account:
    if len(row) != len(HEADER) or not row[0].strip():
        raise WrongAccounts(f"{where}: it must be a {', a '.join(HEADER)}, with commas between.")
    name, role, password = row
    if role not in set(Role):
        raise WrongAccounts(f"{where}: the role must be {', '.join(Role)}.")
    if len(password) < SHORTEST_PASSWORD:
        raise WrongAccounts(f"{where}: the password must have {SHORTEST_PASSWORD} characters or more.")
    return Account(name.strip(), Role(role), password)


def _write_private(file: Path, text: str) -> None:
    """All of a file or nothing: one that was begun and not finished is begun again."""
    unfinished = file.with_name(f".{file.name}.part")
    unfinished.unlink(missing_ok=True)
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE)
    with open(descriptor, "w", encoding="utf-8") as opened:  # noqa: PTH123 - of a descriptor
        opened.write(text)
    unfinished.replace(file)
