"""The living city's shape: when its groups are, of what kind and size, and who comes to a group for the first time.

What happens to these people stands in city_stories, what they answer in city_survey, what is delivered of it in
city_deliveries. Any group can be made by itself, so that a city of any size fits in memory.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property, lru_cache
from random import Random
from typing import NamedTuple, TypeVar

from made_up.bsn import client_bsns
from made_up.chance import seeded
from made_up.people import make_client
from made_up.records import Client, Group
from made_up.vocabulary import (
    GEZINNEN,
    GROUP_TYPES,
    JONGEREN,
    NEIGHBOURHOODS,
    OPVOEDERS,
    ORGANISATIONS,
)

Item = TypeVar("Item")

NAME = "stad"
DEFAULT_SEED = 2026
DEFAULT_PARTICIPANTS = 2_000
AS_OF = date(2026, 7, 1)
FIRST_START, LAST_START = date(2024, 1, 8), date(2026, 8, 10)
SNAPSHOT_DAYS = (
    date(2024, 6, 30),
    date(2024, 12, 31),
    date(2025, 6, 30),
    date(2025, 12, 31),
    date(2026, 5, 31),
    date(2026, 6, 30),
)
SURVEY_DAYS = (date(2024, 7, 5), date(2025, 1, 6), date(2025, 7, 7), date(2026, 1, 5), date(2026, 6, 29))
CODING_DAYS = (date(2024, 12, 22), date(2025, 6, 23), date(2025, 12, 22), date(2026, 6, 22))
DECISION_DAYS = (date(2024, 12, 31), date(2025, 6, 30), date(2025, 12, 31), date(2026, 3, 31), date(2026, 6, 28))

# Sizes of the groups of one block; every block has the same, in another order.
GROUP_SIZES = (4, 5, 5, 6, 6, 7, 7, 8, 8, 8, 9, 9, 10, 10, 11, 11, 12, 13, 14, 17)
BSN_STEP = 4001
"""Shares no factor with the number of BSNs, so that every place has a BSN of its own."""

SHARE_OPEN_ENDED = 0.15
SHARE_WITHOUT_NEIGHBOURHOOD = 0.04
SHARE_WITHOUT_MAXIMUM = 0.1
SHARE_NETWORK_UNKNOWN = 0.2
SHARE_WITHOUT_BSN = 0.1


class Habits(NamedTuple):
    """How groups of one type go."""

    titles: tuple[str, ...]
    target_groups: tuple[str, ...]
    sessions: tuple[int, int]
    days_between: int
    typical_wait: int
    help_within_a_year: float
    carries_on: float


HABITS = {
    "oudertraining": Habits(("Opvoeden met plezier", "Grenzen en grip"), (OPVOEDERS,), (6, 10), 7, 38, 0.22, 0.15),
    "lotgenotengroep": Habits(
        ("Onder elkaar", "Gedeeld verhaal"), (OPVOEDERS, JONGEREN, GEZINNEN), (5, 8), 14, 30, 0.3, 0.45
    ),
    "weerbaarheidstraining": Habits(("Stevig staan", "Nee is oké"), (JONGEREN,), (7, 9), 7, 48, 0.26, 0.1),
    "vaardigheidstraining": Habits(("Zo pak je dat aan", "Denken, doen"), (JONGEREN,), (6, 9), 7, 44, 0.28, 0.1),
    "ontmoetingsgroep": Habits(("Koffie-uurtje", "Buurtcafé"), (OPVOEDERS, GEZINNEN), (4, 12), 14, 14, 0.2, 0.6),
    "sportgroep": Habits(("Samen bewegen", "Balans en bal"), (JONGEREN, GEZINNEN), (8, 12), 7, 21, 0.18, 0.4),
}


@dataclass(frozen=True)
class City:
    """How many people take part for the first time, and the seed that decides who they are."""

    participants: int = DEFAULT_PARTICIPANTS
    seed: int = DEFAULT_SEED

    @cached_property
    def n_groups(self) -> int:
        blocks, rest = divmod(self.participants, sum(GROUP_SIZES))
        n_groups = blocks * len(GROUP_SIZES)
        while rest > 0:
            rest -= self._sizes_of_block(blocks)[n_groups - blocks * len(GROUP_SIZES)]
            n_groups += 1
        return n_groups

    def chance(self, number: int, part: str) -> Random:
        """The random numbers of one part of one group's making."""
        return seeded(NAME, self.seed, part, number)

    def serials(self, number: int) -> range:
        """The serial numbers, over the whole city, of the people whose first group this is."""
        block, place = divmod(number, len(GROUP_SIZES))
        sizes = self._sizes_of_block(block)
        first = block * sum(GROUP_SIZES) + sum(sizes[:place])
        return range(first, min(first + sizes[place], self.participants))

    def group(self, number: int) -> Group:
        rng = self.chance(number, "group")
        group_type = self._evenly(GROUP_TYPES, number)
        habits = HABITS[group_type]
        start = FIRST_START + (LAST_START - FIRST_START) * number // self.n_groups
        n_sessions = rng.randint(*habits.sessions)
        last_day = start + timedelta(days=(n_sessions - 1) * habits.days_between)
        is_open_ended = group_type == "ontmoetingsgroep" and rng.random() < SHARE_OPEN_ENDED
        lead = self._evenly(ORGANISATIONS, number)
        neighbourhood = self._evenly(tuple(NEIGHBOURHOODS), number)
        n_people = len(self.serials(number))
        return Group(
            groep_id=f"G{number:06d}",
            naam=f"{rng.choice(habits.titles)} {NEIGHBOURHOODS[neighbourhood]} {number + 1}",
            groepstype=group_type,
            doelgroep=rng.choice(habits.target_groups),
            organisatie=lead,
            partners=tuple(rng.sample([one for one in ORGANISATIONS if one != lead], rng.randint(0, 3))),
            wijk=None if rng.random() < SHARE_WITHOUT_NEIGHBOURHOOD else neighbourhood,
            startdatum=start,
            einddatum=None if is_open_ended else last_day,
            gepland_aantal_bijeenkomsten=None if is_open_ended else n_sessions,
            max_deelnemers=None if rng.random() < SHARE_WITHOUT_MAXIMUM else n_people + rng.randint(0, 5),
            voortgezet_als_netwerk=None if rng.random() < SHARE_NETWORK_UNKNOWN else rng.random() < habits.carries_on,
        )

    def new_clients(self, number: int, group: Group) -> list[Client]:
        """The people whose first group this is."""
        rng = self.chance(number, "clients")
        return [make_client(rng, serial, self._bsn(rng, serial), group) for serial in self.serials(number)]

    def _bsn(self, rng: Random, serial: int) -> str | None:
        """A BSN that nobody else has, for as many as the test range allows, spread over all clients."""
        n_bsns = min(self.participants, len(client_bsns()))
        place, next_place = serial * n_bsns // self.participants, (serial + 1) * n_bsns // self.participants
        if rng.random() < SHARE_WITHOUT_BSN or place == next_place:
            return None
        return client_bsns()[(place * BSN_STEP + self.seed) % len(client_bsns())]

    def _sizes_of_block(self, block: int) -> Sequence[int]:
        return _shuffled(GROUP_SIZES, self.seed, block)

    def _evenly(self, items: Sequence[Item], number: int) -> Item:
        """One of the items, so that every one has had its turn before the first comes again."""
        block, place = divmod(number, len(items))
        return _shuffled(tuple(items), self.seed, block)[place]


@lru_cache(maxsize=64)
def _shuffled(items: tuple[Item, ...], seed: int, block: int) -> Sequence[Item]:
    return seeded(NAME, seed, *items, block).sample(items, len(items))
