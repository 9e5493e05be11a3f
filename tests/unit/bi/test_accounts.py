"""The file of accounts: made once, closed to others, and never quoted."""

from pathlib import Path

import pytest

from bi.superset.accounts import FIRST_ACCOUNTS, Role, WrongAccounts, make_secrets, read_accounts, session_key
from bi.superset.home import Home

PASSWORD = "correct horse battery"


@pytest.fixture
def home(tmp_path: Path) -> Home:
    made = Home(tmp_path)
    make_secrets(made)
    return made


def test_accounts_and_secret_are_made_once_by_chance_for_their_owner_alone(home: Home, tmp_path: Path) -> None:
    accounts, key = read_accounts(home), session_key(home)
    assert {account.name: account.role for account in accounts} == FIRST_ACCOUNTS
    assert len({account.password for account in accounts}) == len(accounts)
    assert {file.stat().st_mode & 0o777 for file in (home.accounts, home.secret)} == {0o600}
    make_secrets(home)
    assert (read_accounts(home), session_key(home)) == (accounts, key)
    (tmp_path / "other").mkdir()
    other = Home(tmp_path / "other")
    make_secrets(other)
    assert not {account.password for account in accounts} & {account.password for account in read_accounts(other)}


def test_sessions_end_when_accounts_change(home: Home) -> None:
    before = session_key(home)
    with home.accounts.open("a") as file:
        file.write(f"tweede,{Role.READER},{PASSWORD}\n")
    assert read_accounts(home)[-1].name == "tweede"
    assert session_key(home) != before


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ("", "first line"),
        (f"beheer,Admin,{PASSWORD}", "first line"),
        (f"name,role,password\nbeheer,Beheerder,{PASSWORD}", "line 2: the role"),
        ("name,role,password\nbeheer,Admin,kort", "line 2: the password"),
        (f"name,role,password\nbeheer,Admin,{PASSWORD},x", "line 2: it must be"),
        (f"name,role,password\nlezer,Lezer,{PASSWORD}", "no account has the role Admin"),
        (f"name,role,password\n\nb,Admin,{PASSWORD}\nb,Lezer,{PASSWORD}", "one name"),
    ],
)
def test_what_is_wrong_is_told_by_its_line(home: Home, lines: str, told: str) -> None:
    home.accounts.write_text(lines)
    with pytest.raises(WrongAccounts, match=told) as fault:
        read_accounts(home)
    assert PASSWORD not in str(fault.value)


def test_a_file_that_others_may_read_is_refused(home: Home) -> None:
    home.accounts.chmod(0o644)
    with pytest.raises(WrongAccounts, match="chmod 600"):
        read_accounts(home)
