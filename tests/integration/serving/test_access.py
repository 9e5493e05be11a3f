"""Who may read what: released figures by one role, the star by another and only while it is asked for, nobody else."""

from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import adbc_driver_manager
import pytest

from tests.integration.serving.conftest import MakeBuild, Served, copy_all
from warehouse.serving.copy import copy_build
from warehouse.serving.session import ServingFault
from warehouse.serving.standing import standing
from warehouse.serving.target import Target

MARTS = {"outflow": "SELECT 1 AS n_ended"}
CORE = {"dim_participant": "SELECT 'exact' AS participant_key", "fct_participation": "SELECT 1 AS n"}
STAR_ROWS = "SELECT count(*) FROM core.dim_participant, core.fct_participation"


@pytest.fixture
def build(make_build: MakeBuild) -> Path:
    return make_build("first", MARTS, CORE)


def reads(served: Served, role: str, table: str) -> bool:
    with suppress(adbc_driver_manager.ProgrammingError):
        served.sql_as(role, f"SELECT * FROM {table}")
        return True
    return False


def test_each_role_reads_its_own_and_everybody_nothing(served: Served, build: Path):
    """Also where the administrator lets everybody, and a role of others, read whatever is made."""
    served.sql(
        "CREATE ROLE everybody",
        *(
            f"ALTER DEFAULT PRIVILEGES GRANT {what} TO PUBLIC, everybody"
            for what in ("SELECT ON TABLES", "USAGE ON SCHEMAS")
        ),
    )
    try:
        copy_build(build, served.target_with_star)
        for table in ("marts.outflow", "audit.build"):
            assert reads(served, served.reader, table)
            assert not reads(served, served.star, table)
        assert reads(served, served.star, "core.dim_participant")
        for role in (served.reader, "everybody"):
            assert not reads(served, role, "core.dim_participant")
        for statement in (
            "INSERT INTO marts.outflow VALUES (2)",
            "DELETE FROM marts.outflow",
            "CREATE TABLE marts.x ()",
        ):
            with pytest.raises(adbc_driver_manager.ProgrammingError, match="42501"):
                served.sql_as(served.reader, statement)
    finally:
        served.sql("DROP OWNED BY everybody", "DROP ROLE everybody")


def test_the_star_is_there_only_where_it_is_asked_for(served: Served, build: Path):
    copy_build(build, served.target)
    assert served.sql("SELECT to_regnamespace('core') IS NULL") == [(True,)]
    assert standing(served.target_with_star).lacks("first") is not None
    copy_build(build, served.target_with_star)
    assert served.sql(STAR_ROWS) == [(1,)]
    assert standing(served.target_with_star).lacks("first") is None
    # Somebody's view on it does not keep its rows.
    served.sql("CREATE VIEW public.exact AS SELECT * FROM core.dim_participant")
    assert standing(served.target).lacks("first") is not None
    copy_build(build, served.target)
    assert served.sql(STAR_ROWS, "SELECT count(*) FROM public.exact") == [(0,)]
    assert not reads(served, served.star, "core.dim_participant")
    assert standing(served.target).lacks("first") is None
    copy_build(build, served.target_with_star)
    assert served.sql_as(served.star, STAR_ROWS) == [(1,)]


def test_a_star_for_another_role_is_the_former_ones_no_longer(served: Served, build: Path):
    copy_all(served.target_with_star, build)
    turned = replace(served.target, reader_role=None, star_role=served.reader)
    assert standing(turned).lacks("first") is not None
    copy_all(turned, build)
    assert reads(served, served.reader, "core.dim_participant")
    assert not reads(served, served.star, "core.dim_participant")


def test_a_schema_core_of_somebody_else_is_left_alone(served: Served, build: Path):
    served.sql("CREATE SCHEMA core", "CREATE TABLE core.dim_participant AS SELECT 'theirs' AS participant_key")
    copy_build(build, served.target)
    assert standing(served.target).lacks("first") is None
    with pytest.raises(ServingFault, match="schema core that this warehouse did not make"):
        copy_build(build, served.target_with_star)
    assert served.sql("SELECT * FROM core.dim_participant") == [("theirs",)]


@pytest.mark.parametrize("setting", ["reader_role", "star_role"])
def test_a_role_that_is_not_there_is_told_with_the_sql_that_makes_it(served: Served, build: Path, setting: str):
    wrong = replace(served.target, **{setting: 'no "such" role'})
    with pytest.raises(
        ServingFault, match=rf'SERVING_POSTGRES_{setting.upper()} .*CREATE ROLE "no ""such"" role" NOLOGIN;'
    ):
        copy_build(build, wrong)
    assert standing(served.target).build_id is None


@pytest.mark.parametrize("setting", ["reader_role", "star_role"])
def test_a_role_that_could_do_what_the_copy_does_is_refused(served: Served, build: Path, setting: str):
    """Such as the owner of the copy, who reads and writes all of it without a grant."""
    user = f"copies_{served.name}"
    served.sql(
        f"CREATE ROLE {user} LOGIN PASSWORD 'geheim'", f'GRANT CREATE ON DATABASE "{served.name}" TO {user}',
        f'GRANT {user} TO "{served.reader}"',
    )  # fmt: skip
    theirs = Target(served.server.url(served.name, user, "geheim"))
    try:
        for role in (user, served.reader):
            with pytest.raises(ServingFault, match=f"SERVING_POSTGRES_{setting.upper()} names the user that copies"):
                copy_build(build, replace(theirs, **{setting: role}))
    finally:
        served.sql(f"DROP OWNED BY {user}", f"DROP ROLE {user}")


def test_a_reader_who_is_let_into_the_stars_role_is_refused(served: Served, build: Path):
    served.sql(f'GRANT "{served.star}" TO "{served.reader}"')
    with pytest.raises(ServingFault, match="is a member of that of SERVING_POSTGRES_STAR_ROLE"):
        copy_build(build, served.target_with_star)
    copy_build(build, served.target)
    served.sql(f'REVOKE "{served.star}" FROM "{served.reader}"')


def test_a_role_that_is_named_later_is_let_in_by_the_next_copy(served: Served, build: Path):
    unread = replace(served.target, reader_role=None)
    copy_build(build, unread)
    assert standing(unread).lacks("first") is None
    assert standing(served.target).lacks("first") == "a role that the settings name may not read in PostgreSQL yet"
    # What the administrator gave of it already is less.
    served.sql(f"GRANT INSERT, SELECT (n_ended) ON marts.outflow TO {served.reader}")
    copy_build(build, served.target)
    assert reads(served, served.reader, "marts.outflow")
