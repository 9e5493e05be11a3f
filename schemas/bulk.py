"""Vectorised forms of the commonest cleaning and parsing, equal to the value parsers text by text.

What is not plainly of the commonest notation is left to values.py: speed here, decisions there.
"""

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from schemas import values

_SPREADSHEET_NUMBER = f"^(?:{values.SPREADSHEET_NUMBER.pattern})$"
_SPREADSHEET_ERROR = f"^(?i:{values.SPREADSHEET_ERROR.pattern})$"
_ISO_MOMENT = r"^20[0-3][0-9]-[0-9]{2}-[0-9]{2}[ T][0-9]{2}:[0-5][0-9]:[0-5][0-9]$"
_NINE_DIGITS = "^[0-9]{9}$"
_IDENTIFIER_LENGTH = 9


def clean(texts: pd.Series, *, is_code: bool) -> pa.StringArray:
    """`values.clean_text`, or of codes `values.clean_code`, of every text."""
    return _cleaned(_strings(texts), is_code=is_code)


def _cleaned(array: pa.StringArray, *, is_code: bool) -> pa.StringArray:
    if not pc.all(pc.string_is_ascii(array), min_count=0).as_py():
        if is_code:
            array = pc.replace_substring_regex(array, f"[{values.INVISIBLE}]+", "")
        array = pc.utf8_normalize(array, "NFC")
    return pc.utf8_trim(array, values.EDGES)


def is_sound_identifier(cleaned: pa.StringArray) -> np.ndarray:
    """Which texts `values.parse_identifier` takes as they are."""
    is_number = _mask(pc.match_substring_regex(cleaned, _SPREADSHEET_NUMBER))
    return ~is_number & is_sound_text(cleaned)


def is_sound_text(cleaned: pa.StringArray) -> np.ndarray:
    """Which texts `values.parse_words` takes as they are."""
    return ~_mask(pc.match_substring_regex(cleaned, _SPREADSHEET_ERROR))


def is_no_code(cleaned: pa.StringArray) -> np.ndarray:
    """Which texts `values.parse_respondent_code` takes for no code."""
    return _mask(pc.is_in(pc.utf8_lower(cleaned), pa.array(sorted(values.NO_CODE), cleaned.type)))


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
    cleaned = _cleaned(array.filter(pc.greater_equal(pc.binary_length(array), _IDENTIFIER_LENGTH)), is_code=True)
    candidates = cleaned.filter(pc.match_substring_regex(cleaned, _NINE_DIGITS)).value_counts()
    return sum(found["counts"] for found in candidates.to_pylist() if values.passes_elfproef(found["values"]))


def _strings(texts: pd.Series) -> pa.StringArray:
    array = pa.Array.from_pandas(texts, type=pa.large_string())
    return array.combine_chunks() if isinstance(array, pa.ChunkedArray) else array


def _mask(found: pa.BooleanArray) -> np.ndarray:
    return found.to_numpy(zero_copy_only=False).astype(bool)
