"""A reader that opens, queries and closes in a loop during publications; a hundred in tests/drills/test_readers.py."""

from tests.integration.publication.watching import assert_no_reader_was_misled, watched_publications
from warehouse.disk.places import Places


def test_during_publications_a_reader_sees_whole_builds_and_never_an_older_one_again(places: Places):
    assert_no_reader_was_misled(*watched_publications(places, 10))
