"""What two published releases tell together by the draws of equal sets. Who joined between them is judged in
`respondents`.
"""

from collections.abc import Iterator

from warehouse.disclosure.auditing.figures import Figure, Finding, Release, figure_of, found
from warehouse.disclosure.auditing.marts import ROUNDED


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


def _shown_counts(release: Release) -> dict[Figure, int]:
    return {
        figure_of(mart, row, column): row[column]
        for mart, columns in ROUNDED.items()
        for row in release.marts[mart]
        for column in columns
        if row.get(column) is not None
    }
