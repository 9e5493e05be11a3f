"""A reader during a hundred publications: the long form of tests/integration/publication/test_readers.py."""

from tests.integration.publication.watching import assert_no_reader_was_misled, watched_publications
from warehouse.disk.places import Places


def test_during_publications_a_reader_sees_whole_builds_and_never_an_older_one_again(places: Places) -> None:
    assert_no_reader_was_misled(*watched_publications(places, 100))
