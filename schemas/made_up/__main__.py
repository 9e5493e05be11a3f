"""Runs the command; nothing else belongs here."""

from schemas.made_up.command import main

raise SystemExit(main())
