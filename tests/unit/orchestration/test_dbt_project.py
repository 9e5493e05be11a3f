"""The prepared manifest: never taken from an older project, and never made while a code location is loaded."""

import pytest

from orchestration.dbt_project import DbtProjectNotReadable, prepared_manifest
from warehouse.places import Places


def test_a_code_location_without_a_prepared_manifest_says_how_to_get_one(places: Places):
    with pytest.raises(DbtProjectNotReadable, match="make ui"):
        prepared_manifest(places)
