"""The prepared manifest: never taken from an older project, and never made while a code location is loaded."""

import pytest

from orchestration.dbt_project import DbtProjectNotReadable, dbt_arguments, prepared_manifest
from orchestration.settings import load_settings
from warehouse.places import Places


def test_a_code_location_without_a_prepared_manifest_says_how_to_get_one(places: Places):
    with pytest.raises(DbtProjectNotReadable, match="make ui"):
        prepared_manifest(places)


def test_dbt_is_told_the_day_and_nothing_else():
    settings = load_settings(as_of="2025-04-15", pseudonym_key="s3cret-" * 6)
    assert dbt_arguments(settings) == ["--vars", '{"as_of": "2025-04-15"}']
