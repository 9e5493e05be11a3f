"""The command line: `python -m orchestration <command>`. A command is the file of its name in `commands`, where what it
does belongs. It is imported when it is called: a night without work does not wait for what others import.
"""

import pkgutil
import sys
from collections.abc import Sequence
from importlib import import_module

import click

from orchestration import commands

PROGRAM = "python -m orchestration"


class _Commands(click.Group):
    """The commands by the names of their files, with hyphens for underscores."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return [module.name.replace("_", "-") for module in pkgutil.iter_modules(commands.__path__)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.list_commands(ctx):
            return None
        command: click.Command = import_module(f"{commands.__name__}.{cmd_name.replace('-', '_')}").command
        return command


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command, by default the one that the process was started with, and give its exit status.

    click's own `main` would tell Ctrl-C in words and by an exit status of its own.
    """
    given = sys.argv[1:] if arguments is None else arguments
    try:
        with _Commands(help="The warehouse's commands.").make_context(PROGRAM, list(given)) as context:
            status: int = context.command.invoke(context)
            return status
    except click.exceptions.Exit as done:
        return done.exit_code
    except click.ClickException as fault:
        fault.show()
        return fault.exit_code


if __name__ == "__main__":
    commands.end(main())
