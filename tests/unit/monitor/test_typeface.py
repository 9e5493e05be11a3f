"""What the fonts lack is replaced, and nothing else."""

import pytest

from warehouse.monitor.typeface import printable


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("‘Ik heb er één: “ggd” – 12,5% (≥ 3 × €\u00a05)’ …", "‘Ik heb er één: “ggd” – 12,5% (≥ 3 × €\u00a05)’ …"),
        ("Şule en Łukasz, IJsselstein, ĳs", "Şule en Łukasz, IJsselstein, ĳs"),
        ("e\u0301e\u0301n", "één"),
        ("fijn 👍🏽👨‍👩‍👧 samen", "fijn □ samen"),
        ("een regel\nen nog een", "een regel\nen nog een"),
        ("tab\ten\x00", "tab□en□"),
        ("", ""),
    ],
    ids=["Dutch", "names", "composed", "emoji", "lines", "control", "empty"],
)
def test_replaces_what_the_fonts_lack(text: str, printed: str) -> None:
    assert printable(text) == printed
