"""The base of every delivery kind's pandera model, and the rules that rows share.

A model is validated on parsed values. Which column a broken row rule is reported on stands in the check's title.
"""

from typing import Any

import pandas as pd
import pandera.pandas as pa

from schemas.rules import Rule

FIRST_BIRTH_YEAR = 1900


class Delivery(pa.DataFrameModel):
    """Columns that every parsed delivery has beside its own."""

    delivered_on: "pd.Timestamp" = pa.Field(description="date of the file, against which the future is judged")

    class Config:
        strict = False


def row_rule(rule: Rule, column: str) -> Any:
    """Decorator: a method `(cls, frame) -> Series of bool` that is true where a row keeps `rule`."""
    return pa.dataframe_check(name=rule.value, title=column)


def not_before(frame: pd.DataFrame, later: str, earlier: str) -> pd.Series:
    return ~(frame[later] < frame[earlier])


def not_in_future(frame: pd.DataFrame, column: str) -> pd.Series:
    return ~(frame[column].dt.normalize() > frame["delivered_on"])


def possible_birth_year(years: pd.Series, delivered_on: pd.Series) -> pd.Series:
    outside = (years < FIRST_BIRTH_YEAR) | (years > delivered_on.dt.year)
    return ~outside.fillna(False).astype(bool)
