"""How numbers of a column read: a format of d3 for each, by the unit that its label names.

What stands between thousands and before decimals is said once for all of Superset, in its settings.
"""

from warehouse.faults import Fault

DAY = "%-d-%-m-%Y"
COUNT = ",d"
# One decimal and a percent sign, whatever the scale: d3's `%` multiplies by 100, so figures of 0 to 100 get their sign
# as what d3 calls a currency (`superset_config`). Points of percentages have none.
PER_HUNDRED = "$,.1f"
SHARE = ",.1%"
POINTS = ",.1f"
_WHOLE = {"BIGINT", "INTEGER", "SMALLINT", "TINYINT", "HUGEINT", "UBIGINT", "UINTEGER"}
_SHORT = ",.1~f"
# Scores without a unit.
_SCORES = {"krippendorff_alpha": ",.2f", "fisher_p": ",.3f"}


class NoFormat(Fault):
    """A column of numbers of which nothing says how they read."""


def is_number(data_type: str) -> bool:
    return data_type in _WHOLE or data_type in ("DOUBLE", "FLOAT") or data_type.startswith("DECIMAL")


def number_format(column: str, label: str, data_type: str) -> str:
    """The format of a column of numbers. Raises NoFormat where its label tells no unit.

    `(%)` is of 0 to 100; what begins with `Deel` is a share of 0 to 1. Both read as percentages.
    """
    if data_type in _WHOLE:
        return COUNT
    if label.endswith("(%)"):
        return PER_HUNDRED
    if label.endswith("(procentpunt)"):
        return POINTS
    if label.startswith("Deel "):
        return SHARE
    if label.endswith(("(dagen)", "(jaar)", "mediaan")):
        return _SHORT
    if column in _SCORES:
        return _SCORES[column]
    raise NoFormat(
        f"Column {column} ({label}) names no unit in its label: (%), (procentpunt), (dagen), (jaar), Deel …."
    )
