"""typst finds the monitor's fonts and no others, and keeps its promises of PDF/UA with them."""

import io
from typing import Any

import pypdf
import pytest
import typst

from warehouse.monitor.typeface import FAMILY, FOLDER, printable

FONTS = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FOLDER])
MADE_AT = 1_744_754_400
PREAMBLE = f'#set document(title: "Proef")\n#set text(font: "{FAMILY}", lang: "nl")\n= Proef\n'


def compiled(body: str) -> bytes:
    """A PDF/UA-1 of the body; a warning, such as of a font that is not found, is a failure."""
    compiler = typst.Compiler(font_paths=FONTS, ignore_system_fonts=True)
    document, warnings = compiler.compile_with_warnings(
        (PREAMBLE + body).encode(), format="pdf", pdf_standards="ua-1", timestamp=MADE_AT
    )
    assert [warning.message for warning in warnings] == []
    assert isinstance(document, bytes)
    return document


def embedded_fonts(reader: pypdf.PdfReader) -> set[str]:
    """Names of the fonts whose outlines are in the file, without the tag of a subset."""
    names = set()
    for page in reader.pages:
        fonts: Any = page["/Resources"]["/Font"]  # type: ignore[index]
        for font in fonts.values():
            descriptor = font["/DescendantFonts"][0]["/FontDescriptor"]
            if "/FontFile2" in descriptor or "/FontFile3" in descriptor:
                names.add(descriptor["/FontName"].split("+")[-1])
    return names


def test_both_weights_are_found_under_one_name() -> None:
    assert {(font.family, font.weight, font.style) for font in FONTS.fonts()} == {
        (FAMILY, 400, "normal"),
        (FAMILY, 600, "normal"),
    }


@pytest.mark.parametrize("weight", ["Regular", "Semibold"])
def test_a_modified_font_does_not_bear_the_reserved_name(weight: str) -> None:
    names = (FOLDER / f"MonitorSans-{weight}.ttf").read_bytes()
    licence = "Reserved Font Name ‘Source’".encode("utf-16-be")
    assert licence in names
    assert "Source".encode("utf-16-be") not in names.replace(licence, b"")
    assert not list(FOLDER.glob("*Source*"))


def test_a_document_is_accessible_dutch_and_the_same_twice() -> None:
    body = "Zo’n één op de drie: 33,3%.\n\n#text(weight: 600)[Meer dan de helft.]"
    document = compiled(body)

    reader = pypdf.PdfReader(io.BytesIO(document))
    root: Any = reader.trailer["/Root"]
    assert embedded_fonts(reader) == {"MonitorSans-Regular", "MonitorSans-Semibold"}
    assert root["/Lang"] == "nl"
    assert root["/MarkInfo"]["/Marked"]
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data()
    assert "Zo’n één op de drie: 33,3%." in reader.pages[0].extract_text()
    assert compiled(body) == document


def test_an_image_without_alternative_text_is_refused() -> None:
    image = "image(bytes(\"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>\"), format: \"svg\""
    with pytest.raises(typst.TypstError, match="missing alt text"):
        compiled(f"#{image})")
    assert compiled(f'#{image}, alt: "Niets")')


@pytest.mark.parametrize("weight", [400, 600])
def test_the_fonts_have_every_character_that_they_are_said_to_have(weight: int) -> None:
    said = [character for character in map(chr, range(ord(" "), 0x3000)) if printable(character) == character]
    assert len(said) > 350
    body = ", ".join(f'"\\u{{{ord(character):x}}}"' for character in said)
    assert compiled(f"#text(weight: {weight}, ({body}).join())")


def test_a_character_that_they_lack_is_refused() -> None:
    with pytest.raises(typst.TypstError, match="could not be displayed"):
        compiled("fijn 👍")
