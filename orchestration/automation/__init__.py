"""What runs by itself, and when: jobs, schedules, sensors, alerts. What a night does belongs in the assets.

Each module here has a function `definitions` that gives its part of Dagster's definitions. Here they are collected.
"""

import pkgutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module

import dagster as dg

from orchestration.night import Night


@dataclass(frozen=True)
class Warehouse:
    """What automation works with: how a night is made, all assets, and whether schedules are on at first."""

    make_night: Callable[[], Night]
    assets: Sequence[dg.AssetsDefinition]
    schedule_status: dg.DefaultScheduleStatus


def definitions(warehouse: Warehouse) -> Iterator[dg.Definitions]:
    """Of every module here."""
    for module in pkgutil.iter_modules(__path__):
        yield import_module(f"{__name__}.{module.name}").definitions(warehouse)
