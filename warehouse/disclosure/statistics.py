"""The project's statistical SQL outside dbt: its macros, for figures that are computed from what was pooled or rounded.

The macros themselves stand in dbt_project/macros, and are written down once; their limits are dbt's vars.
"""

from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import duckdb
import pandas as pd
from jinja2 import Environment, StrictUndefined

from warehouse.disclosure.limits import Limits

MACROS = Path(__file__).parents[2] / "dbt_project" / "macros"
FILES = ("statistics/wilson.sql", "statistics/kaplan_meier.sql", "verdicts.sql", "pooling.sql", "dialect.sql")


@cache
def macros(limits: Limits) -> Any:
    """The macros by name: each takes SQL expressions or names of relations, and gives SQL."""
    # dbt's, as far as macros ask it for DuckDB's dialect.
    adapter = SimpleNamespace(dispatch=lambda name, _package: getattr(macros(limits), f"default__{name}"))
    text = "\n".join((MACROS / file).read_text("utf-8") for file in FILES)
    # The SQL goes to DuckDB, never to a page.
    environment = Environment(undefined=StrictUndefined, autoescape=False)  # noqa: S701
    environment.globals |= {
        "adapter": adapter, "return": lambda rendered: rendered, "var": lambda name: getattr(limits, name)
    }  # fmt: skip
    return environment.from_string(text).module


def wilson_bounds(
    opened: duckdb.DuckDBPyConnection, limits: Limits, successes: pd.Series, n: pd.Series
) -> pd.DataFrame:  # fmt: skip
    """Columns `low` and `high`, 0-1, on the index of `n`: of so many successes, which need be no whole number, of n."""
    sql, of = macros(limits), ("successes", "n")
    shares = pd.DataFrame({"successes": successes.astype(float), "n": n.astype(float)}).reset_index(drop=True)
    opened.register("shares", shares.reset_index(names="place"))
    found = opened.execute(
        f"SELECT {sql.wilson_low(*of)} AS low, {sql.wilson_high(*of)} AS high FROM shares ORDER BY place"
    ).df()
    opened.unregister("shares")
    return found.set_index(n.index)
