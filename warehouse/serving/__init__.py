"""The serving copy: a published build's tables in PostgreSQL, for who wants SQL over a network. No publication here."""
