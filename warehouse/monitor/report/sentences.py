"""The rules by which the report tells of statements and themes, in the report's own manner: words, N and per cent.

Rules that pages have too are in `findings`; where a sentence stands in the report, `chapter` says.
"""

from collections.abc import Iterator, Sequence

from warehouse.disclosure.limits import Limits
from warehouse.monitor.columns import count, percentage
from warehouse.monitor.content import Text, joined
from warehouse.monitor.figures import Row
from warehouse.monitor.findings import Weight, answered, most_named, of_whom, weigh


def filled_in(rows: Sequence[Row], invited: Sequence[Row]) -> Text:
    """How many filled in the questionnaire, and of each target group how many of the invitations are answered."""
    numbers = _listed([(count(row, "n_respondents"), f" {row['target_group']}") for row in rows])
    first: Text = (*numbers, " vulden aan het einde van de groep de vragenlijst in.")
    return joined([first, *(answered(row, row["target_group"]) for row in invited)])


def agreement(rows: Sequence[Row], limits: Limits) -> Text:
    """Who agrees with a statement, a row a target group. Of most, or of fewer than half, only where the whole interval
    says so; else how many of how many, and nothing more.
    """
    sides = []
    said = ""
    for row in rows:
        verdict = _verdict(row, limits)
        sides.append((f"{verdict} " if verdict and verdict != said else "", *_who_agrees(row, verdict)))
        said = verdict
    is_one = len(rows) == 1 and rows[0]["n_agree"] <= 1 < rows[0]["n_respondents"] and not said
    text = (*_listed(sides), f" {'is' if is_one else 'zijn'} het eens met ‘{rows[0]['wording']}’.")
    first, *others = (part for part in text if part)
    return (first[0].upper() + first[1:] if isinstance(first, str) else first, *others)


def _verdict(row: Row, limits: Limits) -> str:
    """`de meeste`, `minder dan de helft van de`, or nothing where that is not certain or everybody can count."""
    if row["n_agree"] in (0, row["n_respondents"]):
        return ""
    weight = weigh(row["n_answered"], row["agree_low"], row["agree_high"], limits)
    return weight.value if weight in (Weight.MOST, Weight.LESS_THAN_HALF) else ""


def _who_agrees(row: Row, verdict: str) -> Text:
    who, n, share = row["target_group"], count(row, "n_agree"), percentage(row, "pct_agree")
    if row["n_agree"] == row["n_respondents"]:
        return ("alle ", count(row, "n_respondents"), f" {who}")
    if row["n_agree"] == 0:
        return ("niemand van de ", count(row, "n_respondents"), f" {who}")
    if verdict:
        return (f"{who} (N=", n, "; ", share, ")")
    return (*of_whom(row, "n_agree", "n_respondents", who), " (", share, ")")


def named(rows: Sequence[Row], what: str, limits: Limits) -> Text:
    """The themes of some rows that anybody names, each with how often, what is named most first; nothing where nobody
    names any. what: how they are named, `als opbrengst`.
    """
    told = by_mentions(rows)
    if not told:
        return ()
    most = most_named(rows, limits)
    if not most:
        return (f"Deelnemers noemen {what}: ", *_listed([_theme(row) for row in told]), ".")
    others = [_theme(row) for row in told if row not in most]
    then: Text = (", daarna ", *_listed(others)) if others else ()
    return (f"Deelnemers noemen {what} het vaakst ", *_listed([_theme(row) for row in told if row in most]), *then, ".")


def by_mentions(rows: Sequence[Row]) -> list[Row]:
    """The themes that anybody names, what is named most often first."""
    return sorted((row for row in rows if row["n_mentions"]), key=lambda row: (-row["n_mentions"], row["label"]))


def _theme(row: Row) -> Text:
    return (f"‘{row['label']}’ (", count(row, "n_mentions"), " keer)")


def _listed(texts: Sequence[Text]) -> Text:
    """Texts as `a, b en c`."""

    def parts() -> Iterator[Text]:
        for at, text in enumerate(texts):
            if at:
                yield (" en ",) if at == len(texts) - 1 else (", ",)
            yield text

    return tuple(part for text in parts() for part in text)
