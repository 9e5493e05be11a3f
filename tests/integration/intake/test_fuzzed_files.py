"""Harmed files of every format, a short form: thousands more are in tests/drills."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.integration.intake.fuzzing import (
    DELIMITED,
    GOOD,
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

MANY = st.lists(mutants([*DELIMITED, *WORKBOOKS]), min_size=8, max_size=8)
SMALL_BLOCKS = st.sampled_from([None, Limits(block_bytes=700, chunk_rows=9)])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("warehouse.intake.landed_files._SECONDS_BETWEEN_LOOKS", 0)
        yield tmp_path_factory.mktemp("fuzzed")


def test_the_good_files_are_good(folder: Path) -> None:
    whole = [Mutant(name, good, content_of(name)) for name, good in GOOD.items()]
    assert assert_taken_well(folder, whole) == len(GOOD)


@settings(SETTINGS, max_examples=9)
@given(MANY, SMALL_BLOCKS)
def test_harmed_files_are_taken_or_refused_in_words(folder: Path, many: list[Mutant], limits: Limits | None) -> None:
    assert_taken_well(folder, many, limits)


@settings(SETTINGS, max_examples=3)
@given(st.lists(mutants(SPSS), min_size=2, max_size=2))
def test_harmed_spss_files_too(folder: Path, many: list[Mutant]) -> None:
    assert_taken_well(folder, many)


@pytest.mark.parametrize("name", ["groups", "answers", "answers, quoted", "answers, UTF-16", "groups, workbook"])
def test_a_cut_is_noticed_unless_the_file_is_sound(folder: Path, name: str) -> None:
    size = len(content_of(name))
    assert_taken_well(folder, cuts(name, range(7, size, size // 16)))
