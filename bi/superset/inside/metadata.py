"""Superset's own database, made anew at every start: from a template, or by Superset's migrations where there is none
of this Superset; then the roles, the accounts and the content. What is taken out of the code is gone, and so is what
was saved in Superset.

What a role may do belongs in `roles`.
"""

import sqlite3
from contextlib import closing
from pathlib import Path

from flask import Flask, g

from bi.superset.accounts import Account, Role, read_accounts
from bi.superset.home import Home
from bi.superset.inside.roles import make_roles


def begin_anew(home: Home, template: Path) -> bool:
    """Put the template in place of what was there; tells whether there is one. What stood beside the former database
    goes too: SQLite would take a log of it for the new one's.
    """
    for file in home.folder.glob(f"{home.metadata.name}*"):
        file.unlink()
    if not template.exists():
        return False
    _copy(template, home.metadata)
    return True


def migrate(app: Flask, home: Home, template: Path) -> None:
    """Have Superset make its tables and permissions, and keep that as the template, in place of earlier ones."""
    import superset
    from flask_migrate import upgrade
    from superset.extensions import appbuilder, db, security_manager

    with app.app_context():
        upgrade(directory=str(Path(superset.__file__).with_name("migrations")))
        appbuilder.add_permissions(update_perms=True)
        security_manager.sync_role_definitions()
        app.sync_config_to_db()  # type: ignore[attr-defined]
        db.session.commit()
        # Readers and a writer do not wait for one another.
        db.session.execute("PRAGMA journal_mode = WAL")
        db.session.remove()
    for former in home.templates():
        former.unlink()
    unfinished = template.with_suffix(".part")
    unfinished.unlink(missing_ok=True)
    _copy(home.metadata, unfinished)
    unfinished.replace(template)


def fill(app: Flask, home: Home) -> None:
    """Make the roles and the accounts, and import the content as the first account that may do everything."""
    from superset.commands.importers.v1.assets import ImportAssetsCommand
    from superset.extensions import db, security_manager

    accounts = read_accounts(home)
    with app.test_request_context():
        roles = make_roles(security_manager)
        users = {account.name: _add(security_manager, account, roles[account.role]) for account in accounts}
        g.user = next(users[account.name] for account in accounts if account.role is Role.ADMIN)
        ImportAssetsCommand(_contents(home.content)).run()
        db.session.commit()
        db.session.remove()
        db.engine.dispose()


def _add(security_manager: object, account: Account, role: object) -> object:
    user = security_manager.add_user(  # type: ignore[attr-defined]
        account.name, account.name, "", f"{account.name}@localhost", role, account.password
    )
    if not user:
        raise RuntimeError("Superset did not take an account")
    return user


def _contents(folder: Path) -> dict[str, str]:
    """Superset's export layout: the text of each file by its path in the folder."""
    return {str(file.relative_to(folder)): file.read_text("utf-8") for file in sorted(folder.rglob("*.yaml"))}


def _copy(one: Path, other: Path) -> None:
    """Whole, whatever log stands beside it."""
    with closing(sqlite3.connect(one)) as source, closing(sqlite3.connect(other)) as target:
        source.backup(target)
