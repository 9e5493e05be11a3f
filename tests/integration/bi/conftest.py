"""The one Superset that these tests look at."""

from tests.superset import superset

__all__ = ["superset"]
