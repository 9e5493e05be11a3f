"""Twenty orders of the same deliveries over the nights: the long form of tests/integration/intake/test_orders.py."""

import random
from pathlib import Path

import pandas as pd
import pytest

from tests.integration.intake.orders import deliveries, some_order, tables_after
from tests.nights.command import assert_same_tables


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return deliveries(tmp_path_factory.mktemp("made"), seed=2)


@pytest.fixture(scope="module")
def at_once(
    tmp_path_factory: pytest.TempPathFactory, files: dict[str, bytes], dbt_read: Path
) -> dict[str, pd.DataFrame]:
    return tables_after(tmp_path_factory.mktemp("at_once"), files, [list(files)], dbt_read)


@pytest.mark.parametrize("seed", range(100, 120))
def test_another_order_of_deliveries_gives_the_same_tables(
    dbt_read: Path, tmp_path: Path, files: dict[str, bytes], at_once: dict[str, pd.DataFrame], seed: int
) -> None:
    nights = some_order(list(files), random.Random(seed))
    assert_same_tables(at_once, tables_after(tmp_path, files, nights, dbt_read))
