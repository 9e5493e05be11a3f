"""Any order of the same deliveries over the nights gives the same final tables, a short form: more in tests/drills."""

import random
from pathlib import Path

from tests.integration.intake.orders import deliveries, some_order, tables_after
from tests.nights.command import assert_same_tables


def test_another_order_of_deliveries_gives_the_same_tables(dbt_read: Path, tmp_path: Path) -> None:
    files = deliveries(tmp_path / "made", seed=1)
    at_once = tables_after(tmp_path / "at once", files, [list(files)], dbt_read)
    assert len(at_once) > 30
    assert len(at_once["core.fct_response"]) > 20
    assert {*at_once["audit.delivery_file"]["status"]} == {"accepted", "duplicate", "ignored", "rejected"}
    nights = some_order(list(files), random.Random(4))
    assert len(nights) > 3
    assert_same_tables(at_once, tables_after(tmp_path / "over nights", files, nights, dbt_read))
