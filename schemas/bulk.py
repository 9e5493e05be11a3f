"""Vectorised forms of the commonest cleaning and parsing, equal to the value parsers text by text.

What is not plainly of the commonest notation is left to values.py: speed here, decisions there.
"""

from collections.abc import Callable

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from schemas import values

_NO_IDENTIFIERS = "|".join(form.pattern for form in values.NO_IDENTIFIERS)
_LIKE_NO_IDENTIFIER = f"^(?:=|(?i:{_NO_IDENTIFIERS})$)"
_SPREADSHEET_ERROR = f"^(?i:{values.SPREADSHEET_ERROR.pattern})$"
_ISO_MOMENT = r"^20[0-3][0-9]-[0-9]{2}-[0-9]{2}[ T][0-9]{2}:[0-5][0-9]:[0-5][0-9]$"
_NINE_DIGITS = "^[0-9]{9}$"
_IDENTIFIER_LENGTH = 9


def clean(texts: pd.Series, *, is_words: bool = False) -> pa.StringArray:
    """`values.clean_code` of every text, or of what people wrote in their own words `values.clean_text`."""
    return _cleaned(_strings(texts), is_words=is_words)


def _cleaned(array: pa.StringArray, *, is_words: bool = False) -> pa.StringArray:
    delivered = array
    if not pc.all(pc.string_is_ascii(array), min_count=0).as_py():
        if not is_words:
            array = pc.replace_substring_regex(array, f"[{values.INVISIBLE_IN_CODES}]+", "")
        array = pc.utf8_normalize(array, "NFC")
    array = pc.utf8_trim(array, values.EDGES)
    is_wrapped = pc.is_in(pc.utf8_slice_codeunits(array, 0, 1), pa.array([*values.WRAPPED], array.type))
    if pc.any(is_wrapped, min_count=0).as_py():
        clean_one = values.clean_text if is_words else values.clean_code
        unwrapped = [clean_one(text) for text in delivered.filter(is_wrapped).to_pylist()]
        array = pc.replace_with_mask(array, is_wrapped, pa.array(unwrapped, array.type))
    return array


def is_sound_identifier(cleaned: pa.StringArray) -> np.ndarray:
    """Which texts `values.parse_identifier` takes as they are."""
    return ~_decided(cleaned, pc.match_substring_regex(cleaned, _LIKE_NO_IDENTIFIER), _is_no_identifier)


def _is_no_identifier(text: str) -> bool:
    try:
        values.parse_identifier(text)
    except values.BadValue:
        return True
    return False


def is_sound_text(cleaned: pa.StringArray) -> np.ndarray:
    """Which texts `values.parse_words` takes as they are."""
    return ~_mask(pc.match_substring_regex(cleaned, _SPREADSHEET_ERROR))


def is_no_value(cleaned: pa.StringArray) -> np.ndarray:
    """`values.is_no_value` of every text."""
    words = pc.utf8_lower(pc.utf8_trim(cleaned, values.AROUND_NO_VALUE))
    return _decided(cleaned, pc.is_in(words, pa.array(sorted(values.NO_VALUE), cleaned.type)), values.is_no_value)


def _decided(cleaned: pa.StringArray, may_be: pa.BooleanArray, is_so: Callable[[str], bool]) -> np.ndarray:
    """Of the few texts that may be so, which are."""
    found = _mask(may_be)
    found[found] = [is_so(text) for text in cleaned.filter(may_be).to_pylist()]
    return found


def common_moments(cleaned: pa.StringArray) -> np.ndarray:
    """The moments of texts in full ISO notation, as datetime64[us]; NaT for whatever values.py must decide on."""
    is_iso = _mask(pc.match_substring_regex(cleaned, _ISO_MOMENT))
    moments = np.full(len(cleaned), np.datetime64("NaT"), dtype="datetime64[us]")
    if is_iso.any():
        spaced = pc.replace_substring(cleaned.filter(pa.array(is_iso)), "T", " ")
        parsed = pd.to_datetime(pd.Series(spaced.to_pylist()), format="%Y-%m-%d %H:%M:%S", errors="coerce")
        # The hour that the clock skips once in March is decided on one by one.
        parsed[(parsed.dt.month == 3) & (parsed.dt.hour == 2)] = pd.NaT
        moments[is_iso] = parsed.to_numpy(dtype="datetime64[us]")
    return moments


def count_filled(texts: pd.Series) -> int:
    """How many texts hold more than space."""
    return int(pc.sum(pc.greater(pc.utf8_length(pc.utf8_trim(_strings(texts), values.EDGES)), 0)).as_py() or 0)


def count_like_bsn(texts: pd.Series) -> int:
    """How many texts are nine digits that pass the elfproef."""
    array = _strings(texts)
    cleaned = _cleaned(array.filter(pc.greater_equal(pc.binary_length(array), _IDENTIFIER_LENGTH)))
    candidates = cleaned.filter(pc.match_substring_regex(cleaned, _NINE_DIGITS)).value_counts()
    return sum(found["counts"] for found in candidates.to_pylist() if values.passes_elfproef(found["values"]))


def _strings(texts: pd.Series) -> pa.StringArray:
    array = pa.Array.from_pandas(texts, type=pa.large_string())
    return array.combine_chunks() if isinstance(array, pa.ChunkedArray) else array


def _mask(found: pa.BooleanArray) -> np.ndarray:
    return np.array(found.to_numpy(zero_copy_only=False), dtype=bool)
