"""The limits of figures: the vars of the dbt project, as the code reads them that computes figures beside dbt.

What is done by them does not belong here, nor the two thresholds, which are settings (`thresholds`).
"""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from warehouse.faults import Fault


class LimitMissing(Fault):
    """A limit that figures are computed by does not stand in the dbt project, or is no number."""


class Limits(BaseModel):
    """What each means stands in dbt_project.yml, beside its value."""

    model_config = ConfigDict(frozen=True)

    verdict_from: int
    caution_below: int
    long_wait_days: int
    z_95: float
    median_from: int
    percentile_from: int
    groups_from: int
    difference_to_show: int


def read_limits(dbt_vars: Mapping[str, Any]) -> Limits:
    """The limits among the vars of the dbt project. Raises LimitMissing."""
    try:
        return Limits(**dbt_vars)
    except ValidationError as wrong:
        names = sorted({str(error["loc"][0]) for error in wrong.errors()})
        raise LimitMissing(f"dbt_project.yml: under vars a number is wanted for {', '.join(names)}.") from None
