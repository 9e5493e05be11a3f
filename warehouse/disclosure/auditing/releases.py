"""What two releases tell together: the draws of equal sets, and the respondents who joined between them."""

from collections.abc import Iterator

from warehouse.disclosure.auditing.figures import ROUNDED, Figure, Finding, Release, figure_of, found

RESPONDENTS = {"statement_agreement": "n_respondents", "response_rate": "n_invited", "theme_mentions": "n_respondents"}


def judge_draws(now: Release, before: Release, minimum_cell: int) -> Iterator[Finding]:
    """Equal sets show an equal figure, within a release and from one to another: draws that differ can be averaged.

    A release that was rounded to another base drew of other figures.
    """
    if before.base not in (None, minimum_cell):
        return
    earlier, shown = _shown_counts(before), _shown_counts(now)
    drawn: dict[str, set[int]] = {}
    for figure, digest in before.digests.items():
        if figure in earlier:
            drawn.setdefault(digest, set()).add(earlier[figure])
    for figure, digest in now.digests.items():
        if figure in shown and drawn.get(digest, set()) - {shown[figure]}:
            yield found(figure, "a set of persons is drawn anew that was shown with another figure")


def judge_respondents(now: Release, before: Release, minimum_group: int) -> Iterator[Finding]:
    """Between two releases nobody, or enough, joined or left."""
    earlier = {subject: n for subject, (n, _) in _wholes(before).items()}
    for subject, (n, figure) in _wholes(now).items():
        if 0 < abs(n - earlier.get(subject, n)) < minimum_group:
            yield found(figure, "two releases differ by fewer respondents than the smallest group")


def _shown_counts(release: Release) -> dict[Figure, int]:
    return {
        figure_of(mart, row, column): row[column]
        for mart, columns in ROUNDED.items()
        for row in release.marts[mart]
        for column in columns
        if row.get(column) is not None
    }


def _wholes(release: Release) -> dict[tuple[str, str], tuple[int, Figure]]:
    """How many each target group has in each mart, by any of its statements or themes."""
    wholes: dict[tuple[str, str], tuple[int, Figure]] = {}
    for mart, column in RESPONDENTS.items():
        for row in release.marts[mart]:
            if row.get("slice") == "all" and row.get(column) is not None:
                wholes.setdefault((mart, row["target_group"]), (row[column], figure_of(mart, row, column)))
    return wholes
