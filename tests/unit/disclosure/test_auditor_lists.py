"""The auditor keeps lists and numbers of its own, so that a slip in the yml is none of his: here they are held equal.

An entry that differs was changed in one place. Whether the change is meant, only somebody who reads both can say.
"""

from typing import Any

from tests.disclosed import disclosure
from warehouse.disclosure.auditing import registration, rows
from warehouse.disclosure.auditing.marts import MARTS as AUDITED
from warehouse.disclosure.auditing.marts import ROUNDED
from warehouse.disclosure.marts import Figure

MARTS, LIMITS = disclosure().of_closed_months, disclosure().limits
OPINIONS, REGISTRATIONS = disclosure().opinions, disclosure().registrations
WAYS = {(mart.name, name): figure for mart in REGISTRATIONS for name, figure in mart.figures.items()}


def told(of: str) -> dict[str, Any]:
    """What the auditor says of each mart, where it says something."""
    return {name: said for name, mart in AUDITED.items() if (said := getattr(mart, of))}


def test_the_auditor_knows_the_marts_and_their_labels() -> None:
    assert {name: mart.keys for name, mart in MARTS.items()} == told("keys")
    assert {disclosure().deliveries.name} == rows.UNCONTROLLED
    texts = {text for mart in MARTS.values() for text in mart.texts}
    # A label of its own that is a key elsewhere, and the verdicts, of which it knows what a hidden row may say.
    assert texts == rows.TEXTS - {"verdict", "verdict_text"}


def test_the_auditor_knows_the_counts_of_persons() -> None:
    curve = disclosure().curve
    assert {mart.name: mart.counts for mart in (*REGISTRATIONS, curve)} == told("rounded")
    main = {mart.name: mart.enough_of for mart in OPINIONS} | {mart.name: mart.counts[0] for mart in REGISTRATIONS}
    assert main | {curve.name: curve.counts[0], "assumptions": "n"} == told("main_count")
    for mart in REGISTRATIONS:
        assert AUDITED[mart.name].main_count in mart.left_out_at_zero


def test_the_auditor_knows_of_what_there_must_be_enough() -> None:
    assert {mart.name: (mart.enough_of, *mart.also_enough_of, *mart.pairs[:1]) for mart in OPINIONS} == told("enough")


def test_the_auditor_knows_what_is_left_out_of_marts_that_do_not_tell_counts_of_persons() -> None:
    left_out = {mart.name: set(mart.left_out) for mart in MARTS.values() if mart.left_out}
    # Of registrations it refuses every column that it does not know.
    assert {name: columns for name, columns in left_out.items() if name not in ROUNDED} == told("never_released")


def test_the_auditor_knows_the_figures_and_how_they_are_computed() -> None:
    known = {mart.name: figures for mart in REGISTRATIONS if (figures := {*mart.figures, *mart.counts_of_groups})}
    assert known | {disclosure().curve.name: {"share_without_help", "low", "high"}} == told("figures")

    def shares(*formulas: str) -> dict[str, tuple[object, ...]]:
        everybody = {"share": 1, "percentage": 100}
        return {
            mart: (name, figure.part, figure.of, everybody[figure.formula])
            for (mart, name), figure in WAYS.items() if figure.formula in formulas
        }  # fmt: skip

    assert shares("share", "percentage") == told("share")
    bounds: dict[str, dict[str, str]] = {}
    for (mart, name), figure in WAYS.items():
        if figure.formula.startswith("wilson"):
            # They are of the share that the mart has.
            assert told("share")[mart][1:3] == (figure.part, figure.of)
            bounds.setdefault(mart, {})[figure.formula] = name
    assert {mart: (names["wilson_low"], names["wilson_high"]) for mart, names in bounds.items()} == told("interval")
    whole_units: dict[str, dict[str, tuple[str, int]]] = {}
    for (mart, name), figure in WAYS.items():
        if figure.formula in ("median", "percentile_90"):
            whole_units.setdefault(mart, {})[name] = (figure.of, smallest(mart, figure))
    assert whole_units == told("whole_units")
    rest = {key for key, figure in WAYS.items() if figure.formula in ("whole_per_cent", "exact")}
    assert rest == {("group_profile", "attendance_share"), ("group_profile", "pct_continues_as_network")}


def smallest(mart: str, figure: Figure) -> int:
    if figure.of not in ROUNDED[mart]:
        return LIMITS.groups_from
    return LIMITS.median_from if figure.formula == "median" else LIMITS.percentile_from


def test_the_auditor_s_numbers_are_the_project_s() -> None:
    assert LIMITS.z_95 == rows.Z_95
    assert LIMITS.long_wait_days == registration.LONG_WAIT
    assert LIMITS.groups_from == rows.FEWEST_GROUPS
    assert disclosure().curve.days == rows.DAYS
