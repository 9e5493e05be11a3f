"""The report that people print and hand on: chapter 3 of the report of 2025, written anew of the released figures."""
