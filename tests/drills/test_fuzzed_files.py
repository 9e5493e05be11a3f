"""Harmed files of every format, thousands of them: the long form of tests/integration/intake/test_fuzzed_files.py.

A file of up to 1,000 bytes is cut at every place, a larger one at about a thousand, an SPSS file at fewer. The harm is
another every time; the file with which it fails is printed.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.integration.intake.fuzzing import (
    DELIMITED,
    SETTINGS,
    SPSS,
    WORKBOOKS,
    Mutant,
    assert_taken_well,
    content_of,
    cuts,
    mutants,
)
from warehouse.reading import Limits

pytestmark = pytest.mark.timeout(3600)
NIGHTS = 150
FILES_A_NIGHT = 200
ANEW = settings(SETTINGS, derandomize=False)
LIMITS = st.sampled_from(
    [None, None, None, Limits(block_bytes=200, chunk_rows=5), Limits(block_bytes=50, chunk_rows=1)]
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("warehouse.intake.landed_files._SECONDS_BETWEEN_LOOKS", 0)
        yield tmp_path_factory.mktemp("fuzzed")


@pytest.mark.parametrize("names", [DELIMITED, WORKBOOKS], ids=["delimited", "workbooks"])
def test_harmed_files_are_taken_or_refused_in_words(folder: Path, names: list[str]) -> None:
    @settings(ANEW, max_examples=NIGHTS)
    @given(st.lists(mutants(names), min_size=20, max_size=20), LIMITS)
    def nights(many: list[Mutant], limits: Limits | None) -> None:
        assert_taken_well(folder, many, limits)

    nights()


@settings(ANEW, max_examples=NIGHTS // 3)
@given(st.lists(mutants(SPSS), min_size=3, max_size=3))
def test_harmed_spss_files_too(folder: Path, many: list[Mutant]) -> None:
    assert_taken_well(folder, many)


@pytest.mark.parametrize("name", [*DELIMITED, *WORKBOOKS, *SPSS])
def test_a_cut_is_noticed_unless_the_file_is_sound(folder: Path, name: str) -> None:
    size = len(content_of(name))
    places = range(1, size, 40 if name in SPSS else 1 + size // 1000)
    for start in range(0, len(places), FILES_A_NIGHT):
        assert_taken_well(folder, cuts(name, places[start : start + FILES_A_NIGHT]))
