"""The SQL of docs/serving.md, as a database's administrator runs it: with it the copy works, for whom it says."""

import re
from pathlib import Path

import adbc_driver_manager
import pytest

from tests.integration.serving.conftest import MakeBuild
from tests.postgres import PostgresServer, execute
from warehouse.serving.copy import copy_build
from warehouse.serving.target import Target

PAGE = Path(__file__).parents[3] / "docs" / "serving.md"
DATABASE = "collectief_werken"


def documented() -> list[list[str]]:
    """The statements of each block."""
    blocks = re.findall(r"```sql\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    return [[statement for statement in block.split(";\n") if statement.strip()] for block in blocks]


def test_what_the_page_says_to_run_lets_the_copy_in_and_each_reader_to_their_own(
    postgres_server: PostgresServer, make_build: MakeBuild
):
    database, star, switched_off = documented()
    try:
        execute(postgres_server.url(), *database, *star, autocommit=True)
        target = Target(
            postgres_server.url(DATABASE, "warehouse", "a-long-one"), reader_role="figures_reader",
            star_role="star_reader",
        )  # fmt: skip
        copied = copy_build(make_build("first", {"outflow": "SELECT 1 AS n"}, {"dim_group": "SELECT 2 AS n"}), target)
        assert copied.not_cleared is None
        reader = postgres_server.url(DATABASE, "superset", "another-long-one")
        assert execute(reader, "SELECT n, build_id FROM marts.outflow, audit.build") == [(1, "first")]
        for refused in ("SELECT * FROM core.dim_group", "DELETE FROM marts.outflow", "CREATE TABLE public.own (n int)"):
            with pytest.raises(adbc_driver_manager.ProgrammingError, match="42501"):
                execute(reader, refused)
        execute(postgres_server.url(DATABASE), *switched_off)
        assert execute(postgres_server.url(DATABASE), "SELECT to_regnamespace('marts'), to_regnamespace('core')") == [
            (None, None)
        ]
    finally:
        execute(postgres_server.url(), f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)", autocommit=True)
        roles = re.findall(r"CREATE ROLE (\w+)", PAGE.read_text("utf-8"))
        execute(postgres_server.url(), f"DROP ROLE IF EXISTS {', '.join(roles)}")
