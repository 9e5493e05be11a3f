"""What dashboards show of a mart stands in its yml: whoever forgets it, or a part of it, is told before a night."""

import re
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from orchestration.dbt.project import project_limits
from tests.disclosed import disclosure, manifest
from warehouse.disclosure.limits import LimitMissing, read_limits
from warehouse.disclosure.mart_yml import DisclosureNotTold, read_disclosure

REPOSITORY = Path(__file__).parents[3]
WAITING = "models/marts/waiting_time.yml, config.meta.disclosure: "


def said_of(model: str, **changes: Any) -> None:
    """Read the marts with an entry of one of them changed; one that is None is taken away."""
    changed = deepcopy(manifest())
    block = changed["nodes"][f"model.{model}"]["config"]["meta"]["disclosure"]
    block.update(changes)
    for name in [name for name, value in changes.items() if value is None]:
        del block[name]
    read_disclosure(changed, project_limits())


def test_a_mart_that_says_nothing_of_dashboards_is_told_before_anything_is_built() -> None:
    forgetful = deepcopy(manifest())
    del forgetful["nodes"]["model.outflow"]["config"]["meta"]["disclosure"]
    with pytest.raises(DisclosureNotTold, match=r"models/marts/outflow.yml does not say .*disclosure is missing"):
        read_disclosure(forgetful, project_limits())


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"counts": None}, "counts is missing"),
        ({"count": ["n_started"]}, "count is not known"),
        ({"kind": "registrations"}, "kind (Input tag"),
        ({"keys": ["slice", "part"]}, "part is no column of its contract"),
        ({"counts": ["n_started"]}, "nothing is said of column n_over_42_days"),
        ({"left_out_at_zero": ["median_days"]}, "left_out_at_zero: median_days is not among its counts"),
        ({"left_out": ["n_started_digest"], "counts": ["n_started", "p90_days"]}, "p90_days_digest is no column"),
        ({"figures": {"p90_days": {"formula": "mean", "of": "n_started"}}}, "figures.p90_days.formula (Input should"),
        (
            {"figures": {"share_over_42_days": {"formula": "share", "of": "n_started"}}},
            "figures.share_over_42_days.part: a share is of one of its counts",
        ),
        (
            {"figures": {"median_days": {"formula": "median", "of": "p90_days"}}},
            "figures.median_days.of: p90_days is not among its counts",
        ),
        (
            {"figures": {"median_days": {"formula": "median", "of": "n_started", "part": "n_started"}}},
            "figures.median_days.part: a median is of no part",
        ),
        (
            {"figures": {"median_days": {"formula": "exact", "of": "n_started"}}},
            "figures.median_days.of: n_started is not among its counts of groups",
        ),
    ],
)
def test_what_is_wrong_is_told_by_mart_and_field(changes: dict[str, Any], told: str) -> None:
    with pytest.raises(DisclosureNotTold, match=re.escape(WAITING) + ".*" + re.escape(told)):
        said_of("waiting_time", **changes)


@pytest.mark.parametrize(
    ("model", "changes", "told"),
    [
        ("statement_agreement", {"counted": "units"}, "counted: units are of no target group, all others of one"),
        ("coder_agreement", {"counted": "respondents"}, "counted: units are of no target group, all others of one"),
        ("response_rate", {"pairs": ["n_responded"]}, "moment_key is no column of its contract"),
        ("delivery_quality", {"exact": ["n_files_taken"]}, "nothing is said of column n_files_rejected"),
    ],
)
def test_what_does_not_fit_the_kind_of_mart_is_told(model: str, changes: dict[str, Any], told: str) -> None:
    with pytest.raises(DisclosureNotTold, match=f"{model}.*{told}"):
        said_of(model, **changes)


def test_a_count_without_its_digest_is_told() -> None:
    without = deepcopy(manifest())
    del without["nodes"]["model.outflow"]["columns"]["n_ended_digest"]
    with pytest.raises(DisclosureNotTold, match=r"outflow.yml.*n_ended_digest is no column of its contract"):
        read_disclosure(without, project_limits())


def test_a_mart_for_researchers_says_so_and_no_dashboard_reads_it() -> None:
    kept = deepcopy(manifest())
    kept["nodes"]["model.outflow"]["config"]["meta"]["disclosure"] = {"kind": "not_shown"}
    with pytest.raises(DisclosureNotTold, match=r"Exposure monitor reads model.outflow"):
        read_disclosure(kept, project_limits())
    for exposure in kept["exposures"].values():
        exposure["depends_on"]["nodes"] = [read for read in exposure["depends_on"]["nodes"] if "outflow" not in read]
    assert read_disclosure(kept, project_limits()).marts.keys() == disclosure().marts.keys() - {"outflow"}


def test_only_an_analysis_reads_what_dashboards_do_not_get() -> None:
    exact = deepcopy(manifest())
    assert exact["exposures"]["research"]["type"] == "analysis"
    exact["exposures"]["serving_copy"]["depends_on"]["nodes"].append("model.fct_response")
    with pytest.raises(DisclosureNotTold, match=r"Exposure serving_copy reads model.fct_response"):
        read_disclosure(exact, project_limits())


def test_what_code_of_its_own_makes_is_there_once() -> None:
    without = deepcopy(manifest())
    del without["nodes"]["model.quotes"]
    with pytest.raises(DisclosureNotTold, match="Exactly one mart has a disclosure of kind quotes"):
        read_disclosure(without, project_limits())


def test_a_limit_that_is_missing_or_no_number_is_told() -> None:
    told = project_limits().model_dump()
    with pytest.raises(LimitMissing, match="a number is wanted for median_from, verdict_from"):
        read_limits({name: value for name, value in told.items() if name != "verdict_from"} | {"median_from": "ten"})


def test_the_page_on_disclosure_tells_the_limits() -> None:
    page, limits = (REPOSITORY / "docs" / "disclosure.md").read_text("utf-8"), project_limits()
    assert f"from a rounded {limits.median_from} and {limits.percentile_from} on" in page
    assert f"those of groups from {limits.groups_from} groups on" in page
    assert all(f"`{name}`" in page for name in ("median_from", "percentile_from", "groups_from"))


def test_the_columns_of_a_long_wait_are_named_after_it() -> None:
    days = project_limits().long_wait_days
    assert {f"n_over_{days}_days", f"share_over_{days}_days"} <= set(disclosure().marts["waiting_time"].columns())
