"""The pictures in docs/monitor are of the pages as they are made now, and small."""

from docs.screenshots import DIGEST, LARGEST, PICTURES, SHOTS, made_of


def test_pictures_are_of_the_pages_as_they_are_made_now() -> None:
    assert {shot.name for shot in SHOTS} == {file.name for file in PICTURES.glob("*.png")}
    assert (PICTURES / DIGEST).read_text("utf-8").strip() == made_of(), "run make screenshots"
    assert max(file.stat().st_size for file in PICTURES.glob("*.png")) <= LARGEST
