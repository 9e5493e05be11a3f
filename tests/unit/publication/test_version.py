"""The code version: it changes with what decides a build's contents, and with nothing else."""

from pathlib import Path

import pytest

from warehouse.publication.version import code_version, dbt_fingerprint


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    (tmp_path / "pyproject.toml").write_text('[project]\nversion = "1.2.3"\n')
    for file in ("schemas/wiz.py", "warehouse/data/build/x.py", "dbt_project/models/a.sql", "dbt_project/target/b.sql"):
        path = tmp_path / file
        path.parent.mkdir(parents=True)
        path.write_text("1")
    return tmp_path


@pytest.mark.parametrize("file", ["schemas/wiz.py", "dbt_project/models/a.sql"])
def test_changed_code_is_another_version(repository: Path, file: str):
    before = code_version(repository)
    (repository / file).write_text("2")
    assert before.startswith("1.2.3+")
    assert code_version(repository) != before


@pytest.mark.parametrize("file", ["warehouse/data/build/x.py", "dbt_project/target/b.sql", "README.md"])
def test_data_and_output_are_no_code(repository: Path, file: str):
    before = code_version(repository)
    (repository / file).write_text("2")
    assert code_version(repository) == before


def test_a_file_that_moved_is_a_change(repository: Path):
    before = dbt_fingerprint(repository / "dbt_project")
    models = repository / "dbt_project" / "models"
    (models / "a.sql").rename(models / "b.sql")
    assert dbt_fingerprint(repository / "dbt_project") != before
