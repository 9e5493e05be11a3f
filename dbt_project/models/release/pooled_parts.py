"""The part that dashboards show each part of a slice in. How parts are pooled is decided by warehouse.disclosure."""

import os

import pandas as pd

from warehouse.disclosure.pooling import pooled_parts

COLUMNS = ["population", "target_group", "slice", "slice_value", "shown_value"]


def model(dbt, session):  # noqa: ARG001
    parts = pooled_parts(
        dbt.ref("sliced_records").fetchall(), int(os.environ["POOLED_BELOW"]), int(dbt.config.meta_get("groups_from"))
    )
    return pd.DataFrame(parts, columns=COLUMNS, dtype="string")
