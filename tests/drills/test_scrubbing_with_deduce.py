"""The scrubber with `deduce`, which takes a gigabyte and is no part of the lock: how much more it finds."""

import pytest

from made_up.sentences import IMPROVEMENT_THEMES, POSITIVE_THEMES
from tests.unit.privacy.test_scrubbing import CASES, NAMES, SENTENCES
from warehouse.privacy.scrubbing import is_about_somebody, scrubbed

pytest.importorskip("deduce", reason="needs the extra `scrubber`")
# Of 50 sentences a case; docs/threat_model.md names them too.
FOUND = {"proper": 50, "lower": 46, "upper": 46}
MOST_TAKEN_ALONG = {"proper": 0, "lower": 0, "upper": 5}


@pytest.mark.parametrize("case", CASES)
def test_names_are_found_as_often_as_the_page_says(case: str) -> None:
    written = [(name, CASES[case](sentence.format(name))) for name in NAMES for sentence in SENTENCES]
    assert sum(name.casefold() not in scrubbed(text).casefold() for name, text in written) >= FOUND[case]


@pytest.mark.parametrize("case", CASES)
def test_few_sentences_that_name_nobody_are_taken_along(case: str) -> None:
    sentences = [
        text for themes in (POSITIVE_THEMES, IMPROVEMENT_THEMES) for texts in themes.values() for text in texts
    ]
    assert sum(is_about_somebody(CASES[case](text)) for text in sentences) <= MOST_TAKEN_ALONG[case]
