"""Runs the command; nothing else belongs here."""

from made_up.command import PROGRAM, made_up

made_up(prog_name=PROGRAM)
