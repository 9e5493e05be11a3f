"""Dagster's wires around `schemas` and `warehouse`. What computes, reads or writes rows does not belong here."""
