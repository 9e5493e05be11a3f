"""What the commands of this project import, for processes to be copied from: nothing is opened or begun here."""

import gc
from importlib import import_module

COMMANDS = (
    "dbt.adapters.duckdb",
    "dbt.cli.main",
    "orchestration.commands.erase",
    "orchestration.commands.nightly",
    "orchestration.run",
    "tests.nights.living",
)

for command in COMMANDS:
    import_module(command)
# No copy looks for garbage in it.
gc.freeze()
