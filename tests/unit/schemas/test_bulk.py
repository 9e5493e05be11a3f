"""The vectorised forms say the same as the value parsers, text by text."""

import numpy as np
import pandas as pd
from hypothesis import example, given
from hypothesis import strategies as st

from schemas import bulk, values
from schemas.values import BadValue

awkward = st.text(alphabet="a 1\u00a0\u200b\u00ad\u202ae\u0301\u2003\t\n.,E+-:T0239=\"'\u2019\u1ffd", max_size=12)


@given(st.lists(st.one_of(awkward, st.text(max_size=8)), min_size=1, max_size=8))
def test_cleaning(texts: list[str]) -> None:
    series = pd.Series(texts, dtype="str")
    assert bulk.clean(series, is_words=True).to_pylist() == [values.clean_text(text) for text in texts]
    assert bulk.clean(series).to_pylist() == [values.clean_code(text) for text in texts]


@given(
    st.lists(
        st.one_of(
            awkward,
            st.from_regex(values.SPREADSHEET_NUMBER, fullmatch=True),
            st.from_regex(values.SPREADSHEET_ERROR, fullmatch=True).filter(str.isascii),
            st.from_regex(values.SPREADSHEET_CODE, fullmatch=True),
            st.tuples(awkward, st.sampled_from(sorted(values.NO_VALUE)), awkward).map("".join),
            st.sampled_from(
                ["N.V.T.", "'NULL'", "\u017fep-07", "apr\u0130l-07", "Onbekend", "#N/A x", "=A1", "=a\nb", "\u2014"]
            ),
        ),
        min_size=1,
    )
)
def test_identifiers_and_words(texts: list[str]) -> None:
    def is_sound(parse: values.Parser, text: str) -> bool:
        try:
            return parse(text) == text
        except BadValue:
            return False

    cleaned = bulk.clean(pd.Series(texts, dtype="str"))
    found = cleaned.to_pylist()
    assert bulk.is_sound_identifier(cleaned).tolist() == [is_sound(values.parse_identifier, text) for text in found]
    assert bulk.is_sound_text(cleaned).tolist() == [is_sound(values.parse_words, text) for text in found]
    assert bulk.is_no_value(cleaned).tolist() == [values.is_no_value(text) for text in found]


@given(
    st.lists(
        st.one_of(
            st.datetimes(pd.Timestamp("1999-01-01"), pd.Timestamp("2042-01-01")).map(
                lambda d: f"{d:%Y-%m-%d %H:%M:%S}"
            ),
            awkward,
            st.from_regex(r"20[0-9]{2}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}:[0-9]{2}", fullmatch=True),
        ),
        min_size=1,
    )
)
@example(
    ["2025-03-30 02:30:00", "2025-03-29 02:30:00", "2025-02-30 10:00:00", "2025-01-01T24:00:00", "2040-01-01 00:00:00"]
)
@example(["2025-02-28 23:59:60", "2025-02-28 23:59:61", "2025-02-28 23:60:00"])
def test_moments(texts: list[str]) -> None:
    found = bulk.common_moments(bulk.clean(pd.Series(texts, dtype="str")))
    for text, moment in zip(texts, found, strict=True):
        if not np.isnat(moment):
            assert values.parse_moment_in_period(values.clean_code(text)) == moment.item()


def test_texts_like_bsns_are_counted() -> None:
    texts = pd.Series(["999900006", " 9999\u200b00018", "999900007", "", "\u00a0", "x"], dtype="str")
    assert bulk.count_like_bsn(texts) == 2
    assert bulk.count_filled(texts) == 4
