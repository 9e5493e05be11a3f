"""The registration marts as a system of counts, and their rows with what is hidden left out.

Counts are of persons or participations. What to hide is `protection`'s; the curve's days are `curve`'s.
"""

from collections.abc import Iterator

import pandas as pd

from warehouse.disclosure.curve import CURVE, add_followed, followed, shown_curve
from warehouse.disclosure.slices import ALL, partitions
from warehouse.disclosure.system import System, Unit
from warehouse.disclosure.thresholds import Thresholds

GROUP_PROFILE, WAITING_TIME, OUTFLOW = "group_profile", "waiting_time", "outflow"
REGISTRATION_MARTS = (GROUP_PROFILE, WAITING_TIME, OUTFLOW, CURVE)
# A share of nobody or of everybody tells something of each person, so it needs more of them.
PERSONS_FOR_AN_EXTREME = 10
SIZES = ["median_size"]
PERSONS = ["n_participants", "median_sessions", "median_age_spread_years"]
ATTENDANCE = ["attendance_share"]
NETWORK = ["n_ended_known", "n_continuing", "pct_continues_as_network"]
DROPOUT = ["n_known_ends", "n_dropouts", "pct_dropout"]
NOT_RELEASED = ["n_attended", "n_possible"]
STARTED = ["n_started"]
# The days that half and nine in ten waited tell, beside 42, how many waited longer.
OVER = ["n_over_42_days", "share_over_42_days", "median_days", "p90_days"]
Marts = dict[str, pd.DataFrame]


def is_small(count: int, thresholds: Thresholds) -> bool:
    """Whether a count of persons may not be shown."""
    return 0 < count < thresholds.minimum_cell


def is_telling(part: int, whole: int, thresholds: Thresholds) -> bool:
    """Whether a part of a whole may not be shown: it or the rest is small, or it is nobody or everybody of a few."""
    rest = whole - part
    is_extreme = whole > 0 and 0 in (part, rest)
    return (
        is_small(part, thresholds)
        or is_small(rest, thresholds)
        or (is_extreme and whole < PERSONS_FOR_AN_EXTREME)
    )  # fmt: skip


def prepared(marts: Marts) -> Marts:
    """The marts as they would be released if nothing had to be hidden: a curve of all days to choose from stays."""
    released = dict(marts)
    if GROUP_PROFILE in marts:
        released[GROUP_PROFILE] = marts[GROUP_PROFILE].drop(columns=NOT_RELEASED)
    return released


def registration_system(marts: Marts, outcome_keys: dict[str, list[str]], thresholds: Thresholds) -> System:
    """Every count of the given marts, with the sums within and between them that any reader can draw up."""
    system = System()
    if WAITING_TIME in marts:
        _add_waiting_time(system, marts[WAITING_TIME], thresholds)
    if OUTFLOW in marts:
        _add_outflow(system, marts[OUTFLOW], outcome_keys, thresholds)
    if GROUP_PROFILE in marts:
        _add_group_profile(system, marts[GROUP_PROFILE], thresholds)
    if CURVE in marts:
        add_followed(system, marts[CURVE], thresholds, PERSONS_FOR_AN_EXTREME)
    for slice_, value in _of_types(marts):
        _link(system, slice_, value)
    return system


def _of_types(marts: Marts) -> Iterator[tuple[str, str]]:
    """The whole, and each group type: what all these marts are cut by."""
    frames = [frame for name, frame in marts.items() if name != CURVE]
    types = {value for frame in frames for value in frame.loc[frame["slice"] == "group_type", "slice_value"]}
    return iter([(ALL, ALL), *(("group_type", value) for value in sorted(types))])


def _add_waiting_time(system: System, frame: pd.DataFrame, thresholds: Thresholds) -> None:
    for row in frame.itertuples():
        at = (row.slice, row.slice_value)
        shown, cut = (WAITING_TIME, "row", *at), (WAITING_TIME, "over", *at)
        system.add(("started", *at), row.n_started, shown)
        system.add(("over", *at), row.n_over_42_days, cut)
        system.add(("not over", *at), row.n_started - row.n_over_42_days)
        system.equal(("started", *at), [("over", *at), ("not over", *at)])
        system.charge(shown, _n_values(row, STARTED))
        system.charge(cut, _n_values(row, OVER))
        system.hide_with(shown, [cut])
        if is_small(row.n_started, thresholds):
            system.forced.add(shown)
        if is_telling(row.n_over_42_days, row.n_started, thresholds):
            system.forced.add(cut)
    for whole, parts in partitions(frame):
        for count in ("started", "over"):
            system.equal((count, *whole), [(count, *part) for part in parts])


def _add_outflow(
    system: System, frame: pd.DataFrame, outcome_keys: dict[str, list[str]], thresholds: Thresholds
) -> None:  # fmt: skip
    for (slice_, value), block in frame.groupby(["slice", "slice_value"]):
        at = (slice_, value)
        whole: Unit = (OUTFLOW, "total", *at)
        total = int(block["n_ended_total"].iloc[0])
        system.add(("ended", *at), total, whole)
        # Its column, and the percentages that are computed from it.
        system.charge(whole, 2 * len(block))
        if is_small(total, thresholds):
            system.forced.add(whole)
        for outcome, keys in outcome_keys.items():
            n_ended = block.loc[block["outcome"] == outcome].set_index("outcome_key")["n_ended"].to_dict()
            for key in keys:
                _add_outcome(system, (outcome, key, *at), n_ended.get(key, 0), total, thresholds)
            system.equal(("ended", *at), [("ended as", outcome, key, *at) for key in keys])
    for whole_at, parts in partitions(frame):
        system.equal(("ended", *whole_at), [("ended", *part) for part in parts])
        for outcome, keys in outcome_keys.items():
            for key in keys:
                system.equal(
                    ("ended as", outcome, key, *whole_at), [("ended as", outcome, key, *part) for part in parts]
                )


def _add_outcome(system: System, at: tuple[str, ...], count: int, total: int, thresholds: Thresholds) -> None:
    """One outcome of one slice value. Nobody is hidden at no cost: where something is hidden beside it, the row that
    a mart leaves out is listed, hidden too, so that its absence tells nothing.
    """
    unit = (OUTFLOW, "cell", *at)
    system.add(("ended as", *at), count, unit)
    if count == 0:
        system.forced.add(unit)
        return
    system.charge(unit, 2)
    system.add(("ended otherwise", *at), total - count)
    system.equal(("ended", *at[2:]), [("ended as", *at), ("ended otherwise", *at)])
    if is_telling(count, total, thresholds):
        system.forced.add(unit)


def _add_group_profile(system: System, frame: pd.DataFrame, thresholds: Thresholds) -> None:
    for row in frame.itertuples():
        at = (row.slice, row.slice_value)
        kinds = ("row", "size", "attendance", "dropout", "network")
        shown, size, attendance, dropout, network = ((GROUP_PROFILE, kind, *at) for kind in kinds)
        system.add(("participants", *at), row.n_participants, shown)
        system.add(("known ends", *at), row.n_known_ends, dropout)
        system.add(("dropouts", *at), row.n_dropouts, dropout)
        system.add(("stayed", *at), row.n_known_ends - row.n_dropouts)
        system.equal(("known ends", *at), [("dropouts", *at), ("stayed", *at)])
        for unit, columns in (
            (shown, PERSONS),
            (size, SIZES),
            (attendance, ATTENDANCE),
            (dropout, DROPOUT),
            (network, NETWORK),
        ):
            system.charge(unit, _n_values(row, columns))
        system.hide_with(shown, [size, attendance, dropout, network])
        if is_small(row.n_participants, thresholds):
            system.forced.add(shown)
        if row.attendance_share in (0, 1) and row.n_participants < PERSONS_FOR_AN_EXTREME:
            system.forced.add(attendance)
        if row.n_continuing in (0, row.n_ended_known) and row.n_participants < PERSONS_FOR_AN_EXTREME:
            system.forced.add(network)
        if is_small(row.n_known_ends, thresholds) or is_telling(row.n_dropouts, row.n_known_ends, thresholds):
            system.forced.add(dropout)
    for whole, parts in partitions(frame):
        for count in ("known ends", "dropouts"):
            system.equal((count, *whole), [(count, *part) for part in parts])
        # Somebody may take part in groups of two kinds, so participants do not add up.
        system.at_most(
            ("participants", *whole), [("participants", *part) for part in parts],
            rest=("counted more than once", *parts[0][:1]), protected=False,
        )  # fmt: skip
        for part in parts:
            system.at_most(
                ("participants", *part), [("participants", *whole)], rest=("elsewhere", *part), protected=False
            )


def _link(system: System, slice_: str, value: str) -> None:
    """What one mart tells of another: the same participations are started, ended, known to be dropouts, followed."""
    at = (slice_, value)
    if ("started", *at) in system and ("ended", *at) in system:
        system.at_most(("ended", *at), [("started", *at)], rest=("running", *at), protected=True)
    if ("participants", *at) in system and ("started", *at) in system:
        # Of one group or two, the median size is how many started, or half of it.
        system.hide_with((WAITING_TIME, "row", *at), [(GROUP_PROFILE, "size", *at)])
        system.at_most(("participants", *at), [("started", *at)], rest=("taken part again", *at), protected=False)
    if ("known ends", *at) in system and ("ended", *at) in system:
        system.equal(("ended", *at), [("known ends", *at), ("ended as", "end_reason", "onbekend", *at)])
        system.equal(("stayed", *at), [("ended as", "end_reason", "01", *at)])
    if followed(value) in system and ("ended", *at) in system:
        system.at_most(followed(value), [("ended", *at)], rest=("not followed", *at), protected=True)


def shown_registrations(
    marts: Marts, outcome_labels: pd.DataFrame, hidden: set[Unit], thresholds: Thresholds
) -> Marts:  # fmt: skip
    """The released rows: hidden figures left out, and `is_suppressed` where there are any."""
    released: Marts = {}
    if WAITING_TIME in marts:
        frame = marts[WAITING_TIME].copy()
        released[WAITING_TIME] = _blank(frame, hidden, WAITING_TIME, {"row": STARTED, "over": OVER})
    if GROUP_PROFILE in marts:
        frame = marts[GROUP_PROFILE].copy()
        units = {"row": PERSONS, "size": SIZES, "attendance": ATTENDANCE, "dropout": DROPOUT, "network": NETWORK}
        frame = _blank(frame, hidden, GROUP_PROFILE, units)
        small = frame["median_size"].lt(thresholds.minimum_cell).fillna(False)
        released[GROUP_PROFILE] = _blank_where(frame, small, SIZES)
    if OUTFLOW in marts:
        released[OUTFLOW] = _shown_outflow(marts[OUTFLOW], outcome_labels, hidden)
    if CURVE in marts:
        released[CURVE] = shown_curve(marts[CURVE], hidden, thresholds, PERSONS_FOR_AN_EXTREME)
    return released


def _shown_outflow(frame: pd.DataFrame, labels: pd.DataFrame, hidden: set[Unit]) -> pd.DataFrame:
    at = ["outcome", "outcome_key", "slice", "slice_value"]
    is_hidden = pd.Series([(OUTFLOW, "cell", *row) in hidden for row in frame[at].itertuples(index=False)], frame.index)
    no_total = pd.Series(
        [(OUTFLOW, "total", *row) in hidden for row in frame[at[2:]].itertuples(index=False)], frame.index
    )
    totals = frame.loc[is_hidden | no_total, ["outcome", "slice", "slice_value", "n_ended_total"]].drop_duplicates()
    listed = totals.merge(labels, on="outcome")
    absent = listed.merge(frame[at], on=at, how="left", indicator=True).query("_merge == 'left_only'")
    frame = frame.assign(is_suppressed=False)
    frame = _blank_where(frame, is_hidden, ["n_ended", "pct_ended"])
    frame = _blank_where(frame, no_total, ["n_ended_total", "pct_ended"])
    absent = absent.drop(columns="_merge").assign(is_suppressed=True)
    lost = [(OUTFLOW, "total", *row) in hidden for row in absent[at[2:]].itertuples(index=False)]
    absent.loc[lost, "n_ended_total"] = None
    return pd.concat([frame, absent.reindex(columns=frame.columns).astype(object)], ignore_index=True)


def _blank(frame: pd.DataFrame, hidden: set[Unit], mart: str, units: dict[str, list[str]]) -> pd.DataFrame:
    frame = frame.assign(is_suppressed=False)
    for part, columns in units.items():
        places = frame[["slice", "slice_value"]].itertuples(index=False)
        is_hidden = pd.Series([(mart, part, *at) in hidden for at in places], frame.index)
        frame = _blank_where(frame, is_hidden, columns)
    return frame


def _blank_where(frame: pd.DataFrame, is_hidden: pd.Series, columns: list[str]) -> pd.DataFrame:
    had_any = frame[columns].notna().any(axis=1)
    blanked = {name: frame[name].astype(object).where(~is_hidden, None) for name in columns}
    return frame.assign(**blanked, is_suppressed=frame["is_suppressed"] | (is_hidden & had_any))


def _n_values(row: object, columns: list[str]) -> int:
    return sum(bool(pd.notna(getattr(row, name))) for name in columns)
