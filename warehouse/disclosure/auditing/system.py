"""Unknown counts and what is published of them: equations and inequalities in whole numbers that are not negative.

How far a count can be pinned down by several of them together does not belong here.
"""

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

Key = tuple[str, ...]


@dataclass(frozen=True)
class Protected:
    """A count that nobody may learn while it is one of 1..smallest-1: where it stands, or would stand."""

    mart: str
    where: str
    smallest: int


@dataclass(frozen=True)
class Relation:
    """The sum of counts, each times a whole number, is (or is at most) a number."""

    terms: Mapping[Key, int]
    constant: int
    is_equation: bool


@dataclass
class System:
    """Counts by name, and everything published about them."""

    known: dict[Key, int] = field(default_factory=dict)
    relations: list[Relation] = field(default_factory=list)
    protected: dict[Key, Protected] = field(default_factory=dict)
    shown: set[Key] = field(default_factory=set)
    contradicts_itself: bool = False

    def publish(self, key: Key, value: int | None) -> None:
        """A count that can be read as it is; None is a hidden one."""
        if value is not None:
            self.shown.add(key)
            self._learn(key, int(value))

    def relate(self, terms: Mapping[Key, int], constant: int = 0) -> None:
        self.relations.append(Relation(dict(terms), constant, is_equation=True))

    def limit(self, terms: Mapping[Key, int], constant: int = 0) -> None:
        self.relations.append(Relation(dict(terms), constant, is_equation=False))

    def equal(self, whole: Key, parts: Iterable[Key]) -> None:
        """The parts, each a different count, add up to the whole."""
        self.relate({whole: -1} | dict.fromkeys(parts, 1))

    def at_most(self, smaller: Key, larger: Key) -> None:
        self.limit({smaller: 1, larger: -1})

    def protect(self, key: Key, mart: str, where: str, smallest: int) -> None:
        self.protected.setdefault(key, Protected(mart, where, smallest))

    def settle(self) -> None:
        """Work out, one relation at a time, every count that follows from the known ones."""
        using: dict[Key, list[Relation]] = {}
        for relation in self.relations:
            for key in relation.terms:
                using.setdefault(key, []).append(relation)
        waiting = deque(self.relations)
        while waiting:
            for key in self._follows_from(waiting.popleft()):
                waiting.extend(using[key])

    def unknown(self, relation: Relation) -> tuple[dict[Key, int], int]:
        """A relation with the known counts filled in."""
        left = {key: factor for key, factor in relation.terms.items() if factor and key not in self.known}
        filled = sum(factor * self.known[key] for key, factor in relation.terms.items() if key in self.known)
        return left, relation.constant - filled

    def _follows_from(self, relation: Relation) -> list[Key]:
        left, constant = self.unknown(relation)
        if not left:
            holds = constant == 0 if relation.is_equation else constant >= 0
            self.contradicts_itself |= not holds
            return []
        if relation.is_equation and len(left) == 1:
            ((key, factor),) = left.items()
            value, rest = divmod(constant, factor)
            self.contradicts_itself |= rest != 0
            return [key] if self._learn(key, value) else []
        if all(factor > 0 for factor in left.values()) and constant <= 0:
            self.contradicts_itself |= constant < 0
            return [key for key in left if self._learn(key, 0)]
        if relation.is_equation and constant == 0 and all(factor < 0 for factor in left.values()):
            return [key for key in left if self._learn(key, 0)]
        return []

    def _learn(self, key: Key, value: int) -> bool:
        """Take in a count; whether it is new."""
        if key in self.known or value < 0:
            self.contradicts_itself |= value < 0 or self.known[key] != value
            return False
        self.known[key] = value
        return True
