"""Which parts of a slice dashboards show as one: parts that are small, and parts from which a few would follow.

Called by the dbt model pooled_parts. What the parts then show is the marts' matter.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import combinations, pairwise

from warehouse.disclosure.differences import TooManySums, Work, sum_of_few

RESPONDENTS, GROUPS, ALL = "respondents", "groups", "all"
HALF_YEAR = "half_year"
OTHERS, SPAN = "overig", " t/m "
# Each slice is pooled as far as those before it ask for; others come after these.
ORDER = (
    "group_type", HALF_YEAR, "lead_organisation", "district", "neighbourhood", "sessions_band", "size_band",
    "age_spread_band", "last_12_months",
)  # fmt: skip

# The part that each value of a slice is shown in.
Parts = dict[str, str]
Row = tuple[str, str, str, str, str]


def pooled_parts(records: Iterable[Row], smallest: int, fewest_groups: int) -> list[Row]:
    """The part that each value of a slice is shown in: (population, target group, slice, value, part).

    records: (population, target group, key, slice, value), a row for every slice of a record. A slice of one part is
    left out, as it would only say again what the whole says.
    """
    values: dict[tuple[str, str], dict[str, dict[str, str]]] = defaultdict(lambda: defaultdict(dict))
    for population, target_group, key, slice_, value in records:
        values[population, target_group][slice_][key] = value
    cuts = {of: _cut_of_groups(of_records, fewest_groups) if of[0] == GROUPS else _cut(of_records, smallest)
            for of, of_records in values.items()}  # fmt: skip
    cuts[RESPONDENTS, ALL] = _together([cut for (population, _), cut in cuts.items() if population == RESPONDENTS])
    return sorted(
        (*of, slice_, value, part)
        for of, cut in cuts.items()
        for slice_, parts in cut.items()
        for value, part in parts.items()
    )


def _cut_of_groups(values: Mapping[str, Mapping[str, str]], fewest: int) -> dict[str, Parts]:
    parts = {slice_: _pooled(slice_, Counter(of.values()), fewest) for slice_, of in values.items()}
    return {slice_: of for slice_, of in parts.items() if _is_cut(of)}


def _cut(values: Mapping[str, Mapping[str, str]], smallest: int) -> dict[str, Parts]:
    """The parts of every slice, pooled until nothing follows of a few records from all of them together.

    values: for each slice, the value of each record.
    """
    keys = sorted({key for of in values.values() for key in of})
    cut: dict[str, Parts] = {}
    shown: list[list[str]] = []
    for slice_ in sorted(values, key=lambda name: (ORDER.index(name) if name in ORDER else len(ORDER), name)):
        n_of = Counter(values[slice_].values())
        parts, work = _pooled(slice_, n_of, smallest), Work()
        while _is_cut(parts):
            of_records = [parts[values[slice_][key]] for key in keys]
            try:
                times = sum_of_few([*shown, of_records], smallest, work)
            except TooManySums:
                break
            if times is None:
                cut[slice_] = parts
                shown.append(of_records)
                break
            parts = _two_joined(slice_, parts, n_of, times)
    return cut


def _together(cuts: Sequence[Mapping[str, Parts]]) -> dict[str, Parts]:
    """Of all target groups a part is shown that each of them shows which has somebody in it, and no slice that one of
    them does not show. So all parts are sums of parts of the target groups, and tell no more than those.
    """
    together = {}
    for slice_ in set.intersection(*map(set, cuts)) if cuts else ():
        of_groups = [cut[slice_] for cut in cuts]
        values = {value for parts in of_groups for value in parts}
        if slice_ == HALF_YEAR:
            spans = [part.split(SPAN) for parts in of_groups for part in parts.values()]
            joined = {value for value in values for span in spans if span[0] < value <= span[-1]}
            parts = _spans(values, values - joined)
        else:
            pooled = {value for value in values if any(parts.get(value, value) != value for parts in of_groups)}
            parts = _with_others(pooled, values)
        if _is_cut(parts):
            together[slice_] = parts
    return together


def _is_cut(parts: Parts) -> bool:
    return len(set(parts.values())) > 1


def _pooled(slice_: str, n_of: Mapping[str, int], smallest: int) -> Parts:
    """Small parts go together; where they are few even then, the smallest other part joins them. A half-year stands by
    itself where it is large enough and so is all that went before; else it joins the one before.
    """
    if slice_ == HALF_YEAR:
        ordered = sorted(n_of)
        n_before = {value: sum(n_of[earlier] for earlier in ordered if earlier < value) for value in ordered}
        return _spans(n_of, {value for value in ordered if min(n_of[value], n_before[value]) >= smallest})
    large = sorted((value for value in n_of if n_of[value] >= smallest), key=lambda value: (n_of[value], value))
    others = set(n_of) - set(large)
    if 0 < sum(n_of[value] for value in others) < smallest:
        others |= set(large[:1])
    return _with_others(others, n_of)


def _two_joined(slice_: str, parts: Parts, n_of: Mapping[str, int], times: Mapping[str, int]) -> Parts:
    """One part fewer, without the sum in which each part is taken so many times: the smallest two that differ in it
    become one.
    """
    shown = sorted(set(parts.values()))
    pairs = pairwise(shown) if slice_ == HALF_YEAR else combinations(shown, 2)
    size: Counter[str] = Counter()
    for value, n in n_of.items():
        size[parts[value]] += n
    joined = min(
        (pair for pair in pairs if times[pair[0]] != times[pair[1]] and (OTHERS not in shown or OTHERS in pair)),
        key=lambda pair: (size[pair[0]] + size[pair[1]], pair),
    )
    if slice_ == HALF_YEAR:
        return _spans(n_of, {part.split(SPAN)[0] for part in shown if part != joined[1]})
    return {value: OTHERS if part in joined else part for value, part in parts.items()}


def _with_others(others: Collection[str], values: Iterable[str]) -> Parts:
    return {value: OTHERS if value in others else value for value in values}


def _spans(values: Iterable[str], starts: Collection[str]) -> Parts:
    """Half-years in parts of which each but the first begins at one of the starts."""
    spans: list[list[str]] = []
    for value in sorted(values):
        if value in starts or not spans:
            spans.append([])
        spans[-1].append(value)
    return {value: SPAN.join(dict.fromkeys((span[0], span[-1]))) for span in spans for value in span}
