"""The rules by which figures become sentences. Each says what its figures allow, and no more.

Which sentence stands where is `pages`' matter; the verdicts on assumptions come with the marts.
"""

from collections.abc import Sequence
from enum import Enum

from warehouse.disclosure.limits import Limits
from warehouse.monitor.columns import count, with_margin
from warehouse.monitor.content import Text, joined
from warehouse.monitor.figures import Figures, Row

# The moment that figures of opinions are of, where they are not by moment.
END = "einde"
# As many themes may share the first place in a sentence.
_MOST_TIED = 2


class Weight(Enum):
    """What an interval says of a half. TOO_FEW: so few that no sentence is made of it."""

    MOST = "de meeste"
    LESS_THAN_HALF = "minder dan de helft van de"
    ABOUT_HALF = "ongeveer de helft van de"
    TOO_FEW = ""


def weigh(n: int | None, low: float | None, high: float | None, limits: Limits) -> Weight:
    """Whole interval above a half: most; below: less than half; else about half, which is not certain. low and high
    are of 0 to 100; of fewer than `verdict_from` nothing is said.
    """
    if not n or n < limits.verdict_from or low is None or high is None:
        return Weight.TOO_FEW
    if low > 50:
        return Weight.MOST
    return Weight.LESS_THAN_HALF if high < 50 else Weight.ABOUT_HALF


def is_certain(low: float | None, high: float | None) -> bool:
    """Whether the interval of a difference leaves out zero."""
    return low is not None and high is not None and (low > 0 or high < 0)


def are_few(n: int | None, limits: Limits) -> bool:
    """Whether a figure is of so few that it wants a warning, an open point and a dashed line."""
    return n is not None and n < limits.caution_below


def of_whom(row: Row, part: str, whole: str, who: str) -> Text:
    """`43 van de 88 opvoeders`: natural frequencies go before percentages."""
    return (count(row, part), " van de ", count(row, whole), f" {who}")


def answered(row: Row, who: str) -> Text:
    """How many of the invitations of a target group are answered. A fact, so that few are told of too."""
    margin = with_margin(row, "pct_responded", "responded_low", "responded_high")
    return ("Van de ", count(row, "n_invited"), f" uitnodigingen aan {who} zijn er ", count(row, "n_responded"),
            " beantwoord: ", margin, ".")  # fmt: skip


def is_below(row: Row, other: Row, low: str, high: str) -> bool:
    """Whether the whole interval of a row lies below that of another: the strictest way to call it less."""
    return bool(row[high] < other[low])


def most_named(rows: Sequence[Row], limits: Limits) -> list[Row]:
    """The one or two themes that are named most often; none where more share that place, where nobody names any, or
    where there are too few respondents for a sentence.
    """
    enough = [row for row in rows if row["n_respondents"] >= limits.verdict_from and row["n_mentions"]]
    most = [row for row in enough if row["n_mentions"] == max(one["n_mentions"] for one in enough)]
    return most if len(most) <= _MOST_TIED else []


def listed(names: list[str]) -> str:
    """`a, b en c`."""
    return " en ".join(filter(None, (", ".join(names[:-1]), names[-1] if names else "")))


# What In het kort says, too. It gives nothing where there is too little to say it.


def contact(figures: Figures) -> Text:
    """Of each target group how many have contact outside the group, at the end of it."""
    return joined([
        sentence
        for name in figures.target_groups
        for row in figures.rows("network_over_time", target_group=name, moment_key=END)
        if not row.is_hidden and (sentence := _has_contact(row, name, figures.limits))
    ])  # fmt: skip


def _has_contact(row: Row, who: str, limits: Limits) -> Text:
    words = {
        Weight.MOST: f"De meeste {who} hebben aan het einde ook buiten de groep contact",
        Weight.LESS_THAN_HALF: f"Minder dan de helft van de {who} heeft aan het einde ook buiten de groep contact",
        Weight.ABOUT_HALF: f"Ongeveer de helft van de {who} heeft aan het einde ook buiten de groep contact, maar dat"
        " is niet zeker",
    }.get(weigh(row["n_answered"], row["contact_low"], row["contact_high"], limits))
    if words is None:
        return ()
    margin = with_margin(row, "pct_contact_answered", "contact_low", "contact_high")
    return (f"{words}: ", *of_whom(row, "n_contact", "n_answered", "die antwoordden"), ", dat is ", margin, ".")
