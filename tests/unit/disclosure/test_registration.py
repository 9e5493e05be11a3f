"""What is computed from rounded counts: never beyond everybody, and only of enough."""

from datetime import date

import duckdb
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint

from tests.disclosed import disclosure
from warehouse.disclosure.marts import Figure, RegistrationMart
from warehouse.disclosure.registration import Rounded, add_rounded, released_registration
from warehouse.disclosure.rounding import Rounding
from warehouse.disclosure.thresholds import Thresholds
from warehouse.privacy.pseudonyms import Pseudonymiser

# Read before the first example, which is timed.
DISCLOSURE = disclosure()
OPENED = duckdb.connect()
digests = st.text("0123456789", min_size=1, max_size=6)


@st.composite
def part_and_whole(draw: st.DrawFn) -> tuple[int, int, str, str]:
    whole = draw(st.integers(1, 300))
    return draw(st.integers(0, whole)), whole, draw(digests), draw(digests)


def marts(part: int, whole: int, of_part: str, of_whole: str) -> dict[str, pd.DataFrame]:
    """One row a mart, in which the part is of the whole."""
    waiting = {
        "slice": "all", "slice_value": "all", "n_started": whole, "n_started_digest": of_whole, "median_days": 20.5,
        "p90_days": 60.4, "n_over_42_days": part, "n_over_42_days_digest": of_part, "share_over_42_days": part / whole,
    }  # fmt: skip
    outflow = {
        "outcome": "follow_up", "outcome_key": "onbekend", "label": "Onbekend", "slice": "all", "slice_value": "all",
        "n_ended": part, "n_ended_digest": of_part, "n_ended_total": whole, "n_ended_total_digest": of_whole,
        "pct_ended": 100 * part / whole,
    }  # fmt: skip
    profile = {
        "slice": "all", "slice_value": "all", "n_groups": 4, "n_participants": whole,
        "n_participants_digest": of_whole, "median_size": 7.5, "median_sessions": 8.0, "median_age_spread_years": None,
        "attendance_share": 0.876, "pct_dropout": 100 * part / whole, "pct_continues_as_network": 50.0,
        "n_attended": 9, "n_possible": 10, "n_known_ends": whole, "n_known_ends_digest": of_whole, "n_dropouts": part,
        "n_dropouts_digest": of_part, "n_ended_known": 2, "n_continuing": 1,
    }  # fmt: skip
    around = {
        "group_type": "all", "month": -3, "n_observed": whole, "n_observed_digest": of_whole, "n_with_help": part,
        "n_with_help_digest": of_part, "share_with_help": part / whole, "low": 0.01, "high": 0.99,
    }  # fmt: skip
    rows = {
        "waiting_time": waiting, "outflow": outflow, "group_profile": profile, "help_around_group": around
    }  # fmt: skip
    return {mart: pd.DataFrame([row]) for mart, row in rows.items()}


def rounded_marts(part: int, whole: int, of_part: str, of_whole: str) -> Rounded:
    rounded, closed = Rounded(), marts(part, whole, of_part, of_whole)
    for mart in DISCLOSURE.registrations:
        add_rounded(OPENED, closed, mart, Rounding(Pseudonymiser(b"k" * 32), 5), DISCLOSURE.limits, rounded)
    return rounded


@given(part_and_whole())
def test_percentages_are_of_rounded_counts_within_their_bounds_and_of_enough(
    case: tuple[int, int, str, str],
) -> None:
    rounded = rounded_marts(*case)
    for mart, share, part, whole, everybody in (
        ("waiting_time", "share_over_42_days", "n_over_42_days", "n_started", 1),
        ("outflow", "pct_ended", "n_ended", "n_ended_total", 100),
        ("group_profile", "pct_dropout", "n_dropouts", "n_known_ends", 100),
        ("help_around_group", "share_with_help", "n_with_help", "n_observed", 1),
    ):
        for row in rounded.marts[mart].to_dict("records"):
            if row[whole] < 20:
                assert pd.isna(row[share])
            else:
                assert row[share] == min(everybody, everybody * row[part] / row[whole])
                assert 0 <= row[share] <= everybody


@pytest.mark.parametrize(("part", "whole"), [(10, 30), (0, 20), (20, 20), (24, 24)])
def test_bounds_of_a_share_are_of_the_rounded_counts_too(part: int, whole: int) -> None:
    """Of other sets, so that as many helped as observed may be shown as more."""
    [row] = rounded_marts(part, whole, "11", "2").marts["help_around_group"].to_dict("records")
    n, n_helped = row["n_observed"], min(row["n_with_help"], row["n_observed"])
    assert (row["low"], row["high"]) == pytest.approx(proportion_confint(n_helped, n, method="wilson"), abs=1e-12)
    assert (row["low"] == 0, row["high"] == 1) == (n_helped == 0, n_helped == n)
    [few] = rounded_marts(10, 15, "11", "2").marts["help_around_group"].to_dict("records")
    assert few["n_observed"] == 15
    assert all(pd.isna(few[name]) for name in ("share_with_help", "low", "high"))


def test_medians_and_other_shares_are_whole_and_of_enough() -> None:
    rounded = rounded_marts(10, 55, "1", "2")
    [waiting], [profile] = (rounded.marts[mart].to_dict("records") for mart in ("waiting_time", "group_profile"))
    assert (waiting["n_started"], waiting["median_days"], waiting["p90_days"]) == (55, 21, 60)
    assert (profile["median_size"], profile["attendance_share"]) == (8, 0.88)
    assert pd.isna(profile["pct_continues_as_network"])
    few = rounded_marts(0, 5, "1", "2")
    [waiting] = few.marts["waiting_time"].to_dict("records")
    assert pd.isna(waiting["median_days"])
    assert len(few.marts["outflow"]) == 0


def test_a_new_mart_of_counts_and_shares_is_its_yml_alone() -> None:
    """Of a kind of help that nobody thought of yet: no name of it stands in the code."""
    mart = RegistrationMart(
        name="new_help", kind="registration", keys=("slice", "slice_value"), left_out=("n_hours",),
        counts=("n_followed", "n_helped"), left_out_at_zero=("n_followed",),
        figures={"pct_helped": Figure(formula="percentage", part="n_helped", of="n_followed")},
    )  # fmt: skip
    row = {"slice": "all", "n_followed": 40, "n_followed_digest": "1", "n_helped": 30, "n_helped_digest": "2",
           "pct_helped": 75.0, "n_hours": 7}  # fmt: skip
    closed = pd.DataFrame([row | {"slice_value": "all"}, row | {"slice_value": "nobody", "n_followed": 0}])
    rounded = Rounded()
    add_rounded(OPENED, {"new_help": closed}, mart, Rounding(Pseudonymiser(b"k" * 32), 5), DISCLOSURE.limits, rounded)
    shown = released_registration(mart, rounded.marts["new_help"], [], date(2025, 3, 31), Thresholds(5, 5))
    [told] = shown.drop(columns="note").to_dict("records")
    assert told == {
        "slice": "all", "slice_value": "all", "n_followed": 40, "n_helped": 30, "pct_helped": 75.0,
        "data_until": date(2025, 3, 31), "shown_as": "rounded", "is_suppressed": False,
    }  # fmt: skip
    assert rounded.n_left_out == {"new_help": 1}
    assert {cell.column for cell in rounded.sets} == {"n_followed", "n_helped"}
