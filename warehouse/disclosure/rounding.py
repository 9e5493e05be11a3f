"""Fixed random rounding: a count becomes a neighbouring multiple, the same one for the same set of records everywhere.

Up or down with the probability that keeps the expectation. Which counts are rounded, and drawn again, is not decided
here. See Fraser and Wooton, "A proposed method for confidentialising tabular output to protect against differencing"
(UNECE work session on statistical data confidentiality, 2005), for draws that are keyed by the records.
"""

from dataclasses import dataclass, field
from fractions import Fraction

from warehouse.privacy.pseudonyms import Pseudonymiser

DOMAIN = "rounding"
# The digest of no records (macro set_digest).
NOBODY = "0"


@dataclass
class Rounding:
    """Rounds to multiples of `base`, with a key that nobody has who sees the figures.

    n_redraws: by name of a set (`name_of`), how often its draw was thrown away because other figures told too much.
    """

    pseudonymiser: Pseudonymiser
    base: int
    n_redraws: dict[str, int] = field(default_factory=dict)

    def name_of(self, digest: str) -> str:
        """A name of a set of records that tells nothing of who is in it, and does not change with its draws."""
        return self.pseudonymiser.pseudonym(DOMAIN, f"set|{digest}")[:32]

    def rounded(self, count: int, digest: str) -> int:
        """The count of the set with this digest, as it is shown: 0 and multiples of the base stay what they are."""
        return self.base * self.steps(Fraction(count, self.base), f"count|{digest}", self.name_of(digest))

    def steps(self, exact: Fraction, drawn_for: str, name: str) -> int:
        """A whole number next to `exact`, of which the expectation is `exact`.

        drawn_for: what is rounded, so that two figures of one set have draws of their own. name: the set's.
        """
        whole, rest = divmod(exact, 1)
        return int(whole) + (self._draw(drawn_for, name) < rest)

    def _draw(self, drawn_for: str, name: str) -> Fraction:
        """A number in [0, 1), fixed by what it is drawn for and how often the set was drawn again."""
        drawn = self.pseudonymiser.pseudonym(DOMAIN, f"draw|{drawn_for}|{self.n_redraws.get(name, 0)}")
        return Fraction(int(drawn, 16), 16 ** len(drawn))

    def draw_again(self, name: str) -> None:
        self.n_redraws[name] = self.n_redraws.get(name, 0) + 1
