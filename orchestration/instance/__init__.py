"""Dagster's home, its events, and what becomes of its runs. What a run does belongs in the assets."""
