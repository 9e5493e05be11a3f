"""`make bi`: Superset with the dashboards, on this machine only and on what is published.

Who runs it needs to read `published/` and to write in BI_DIR, and nothing else. What Superset shows, and how it is kept
to that, is `bi.superset`'s matter.
"""

import os
import shutil
import sys
from typing import NoReturn

import click

from bi.superset.accounts import make_secrets, read_accounts
from bi.superset.content import write_content
from bi.superset.environment import become_superset, refuse_another_environment
from bi.superset.home import CLOSED, Home
from orchestration.commands import with_settings
from orchestration.settings import Settings, load_reader_settings
from orchestration.this_machine import hold_as_the_only_one, refuse_a_port_in_use
from warehouse.disk.places import Places, unusable
from warehouse.faults import Fault
from warehouse.publication.outputs import DASHBOARD


@click.command
@with_settings("starting Superset", load_reader_settings, logs=lambda settings: settings.bi_dir)
def command(settings: Settings) -> NoReturn:
    """Serve Superset with the dashboards."""
    refuse_another_environment()
    published = Places(settings.warehouse_dir).published / DASHBOARD
    if not os.access(published, os.R_OK):
        raise Fault(
            f"Nothing is published in {settings.warehouse_dir} that may be read here: make run, or make nightly, and"
            " then make bi."
        )
    refuse_a_port_in_use("Superset", settings.bi_port, "make bi BI_PORT")
    home = Home(settings.bi_dir)
    try:
        home.folder.mkdir(mode=CLOSED, parents=True, exist_ok=True)
        hold_as_the_only_one(home.lock, f"Superset runs already on {home.folder}, on this port or another.")
        make_secrets(home)
        read_accounts(home)
        if home.content.exists():
            shutil.rmtree(home.content)
        write_content(home.content, published, settings.reference())
    except OSError as error:
        raise Fault(unusable("BI_DIR", home.folder, error)) from None
    sys.stdout.write(
        f"Who may log in, and with which password: {home.accounts}. What is saved in Superset is gone at its next"
        " start: export what you want to keep. Starting ...\n"
    )
    sys.stdout.flush()
    become_superset(home.folder, settings.bi_port, published)
