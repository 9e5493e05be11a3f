"""Text of one byte a character: Windows-1252 is read, other code pages are told, wherever in the file they stand."""

import io
import random

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.unit.reading.building import read
from warehouse.reading import Limits, Rejected, read_tables


def listed(words: str) -> list[str]:
    return words.split()


DUTCH = listed(
    "café coördinatie geïnteresseerd Zoë Daniëlle één coöperatie ideeën België Curaçao scène crème reünie maïs zeeën"
    " Noël André Renée Gaëlle überhaupt Jörg Schröder Müller Günther Björn señor Muñoz López Aïcha Saïd Naïma Loubnaä"
    " CAFÉ ÉÉN REÜNIE BELGIË Élise Özlem Ümit Çetin Gökhan Besançon São João"
)
SIGNS = listed("foto’s zo’n ’s-avonds “ja” ‘nee’ „goed” – … €5 20° m² 2½ januari–maart «oui» 3×4")
TURKISH = listed("Ayşe Şahin Erdoğan Işıl Yıldız Yılmaz Gülşen")
POLISH = listed("Paweł Łukasz Małgorzata Wałęsa Błażej Grażyna Zieliński")
SLAVIC = listed("Dušan Šimun Miloš Žarko Nataša Saša")
PLAIN = listed("de groep was fijn en leerzaam; 1; 4; jongeren, graag meer")
OTHERS = {
    "mac_roman": [*DUTCH, *SIGNS],
    "cp850": DUTCH,
    "cp437": DUTCH,
    "iso8859_15": ["Nataša", "sœur", "€5", "Žarko", "Dušan"],
    "cp1254": TURKISH,
    "iso8859_9": TURKISH,
    "cp857": [*DUTCH, *TURKISH],
    "cp1250": POLISH,
    "iso8859_2": POLISH,
    "cp852": [*DUTCH, *POLISH],
}
OURS = [*DUTCH, *SIGNS, *SLAVIC]


def table_of(words: list[str], encoding: str) -> bytes:
    lines = [f"fijn {word} hoor;{number % 5}" for number, word in enumerate(words)]
    return ("\n".join(["tekst;cijfer", *lines]) + "\n").encode(encoding, "ignore")


def is_other(word: str, encoding: str) -> bool:
    """Whether the word would become another one."""
    try:
        return word.encode(encoding).decode("cp1252", "replace") != word
    except UnicodeEncodeError:
        return False


def in_utf_8(content: bytes) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def refusal(content: bytes, limits: Limits | None = None) -> Rejected:
    with pytest.raises(Rejected) as caught:
        read(content, limits=limits)
    assert caught.value.rule == "unreadable"
    assert "CSV UTF-8" in caught.value.detail
    return caught.value


@settings(deadline=None)
@given(st.lists(st.sampled_from(OURS), min_size=1, max_size=12))
def test_dutch_words_and_signs_in_windows_1252_are_read(words: list[str]) -> None:
    assume(not in_utf_8(table_of(words, "cp1252")))
    assert [row[0] for row in read(table_of(words, "cp1252")).rows] == [f"fijn {word} hoor" for word in words]


@pytest.mark.parametrize("encoding", OTHERS)
def test_words_in_another_code_page_are_told(encoding: str) -> None:
    """Whichever few words a file happens to hold; those of which the bytes differ."""
    words = [word for word in OTHERS[encoding] if is_other(word, encoding)]

    @settings(max_examples=80, deadline=None)
    @given(st.lists(st.sampled_from(words), min_size=4, max_size=12, unique=True), st.integers(0, 3))
    def are_told(chosen: list[str], block: int) -> None:
        content = table_of(chosen, encoding)
        assume(not in_utf_8(content))
        refusal(content, Limits(block_bytes=(8 * 2**20, 16, 40, 100)[block]))

    are_told()


@pytest.mark.parametrize("encoding", ["mac_roman", "cp850"])
@pytest.mark.parametrize("word", ["café", "Zoë", "scène", "CAFÉ", "geïnteresseerd"])
def test_one_word_is_enough_where_windows_1252_does_not_fit(word: str, encoding: str) -> None:
    content = table_of([word], encoding)
    assert refusal(content).line == 2


@pytest.mark.parametrize("encoding", ["mac_roman", "cp850", "cp1254", "cp1250"])
@pytest.mark.parametrize("at", [0, 1])
def test_far_down_in_a_large_file(encoding: str, at: int) -> None:
    plain = table_of(PLAIN * 20_000, "ascii")
    words = table_of([word for word in OTHERS[encoding] if is_other(word, encoding)], encoding)
    header, rows = words.split(b"\n", 1)
    content = plain + rows if at else header + b"\n" + rows + plain
    line = refusal(content, Limits(block_bytes=2**18)).line
    assert line is not None
    assert (line > 20_000) is bool(at)


@settings(max_examples=30, deadline=None)
@given(st.randoms(use_true_random=False))
def test_a_few_slips_among_many_words_do_not_cost_the_file(chance: random.Random) -> None:
    """A quote or dash without its blank, a note behind a word: as people type."""
    words = [*chance.choices(DUTCH, k=400), "zei“ja”", "foto‘s", "woord—woord", "leeftijd¹", "5€per", "prijs°c"]
    chance.shuffle(words)
    assert len(read(table_of(words, "cp1252")).rows) == len(words)


@pytest.mark.parametrize(("word", "encoding"), [("café", "mac_roman"), ("ideeën", "cp850"), ("Ayşe", "cp1254")])
def test_a_few_lines_of_another_code_page_in_a_large_file_are_told(word: str, encoding: str) -> None:
    """As where two exports were pasted together: bytes that are no letter within a word."""
    ours, other = table_of(DUTCH * 100, "cp1252"), f"fijn {word};1\n".encode(encoding)
    assert refusal(ours + other + b"fijn;2\n").line is not None


def test_the_file_is_not_held_in_memory() -> None:
    class Counted(io.BytesIO):
        largest = 0

        def read(self, size: int | None = -1) -> bytes:
            data = super().read(size)
            Counted.largest = max(Counted.largest, len(data))
            return data

    content = table_of(DUTCH * 2_000, "cp1252")
    read_tables(lambda: Counted(content), "csv", Limits(block_bytes=2**14))
    assert Counted.largest <= 2**14
