"""What a stored row is: the columns of raw rows and of quarantine notes, and answers to statements in long form.

Where rows lie, and which of them count, does not belong here.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import pyarrow as pa

from schemas.kinds import DeliveryKind

QUARANTINE_SCHEMA = pa.schema([
    ("delivery_id", "string"), ("line", "int64"), ("column_name", "string"), ("rule", "string"), ("scope", "string"),
    ("listed_key", "string"), ("owner", "string"),
])  # fmt: skip
# The answers of a response to statements, those that were given.
SCORES = pa.field("scores", pa.list_(pa.struct([("statement", "string"), ("score", "int32")])))


def raw_schema(kind: DeliveryKind) -> pa.Schema:
    """The columns of a stored row: the delivered ones under their stored names, the answers to statements in one column
    `scores`, then delivery_id and line.
    """
    columns = [(kind.stored_name(name), role.arrow_type) for name, role in kind.roles.items() if not role.is_answer]
    scores = [SCORES] if kind.holds_responses else []
    return pa.schema([*columns, *scores, ("delivery_id", "string"), ("line", "int64")])


def with_scores(rows: pa.Table, statements: Sequence[str]) -> pa.Table:
    """Rows with a column of answers for each statement, as rows with one column `scores`."""
    answers = pd.DataFrame({name: rows[name].to_pandas() for name in statements}, index=range(len(rows)))
    scores = answers.to_numpy(dtype="float64", na_value=np.nan)
    is_given = ~np.isnan(scores)
    names = pa.array(statements, pa.string()).take(pa.array(np.nonzero(is_given)[1]))
    given = pa.StructArray.from_arrays([names, pa.array(scores[is_given], pa.int32())], ["statement", "score"])
    offsets = np.concatenate([[0], is_given.sum(axis=1).cumsum()]).astype("int32")
    return rows.drop_columns(list(statements)).append_column(SCORES, pa.ListArray.from_arrays(offsets, given))
