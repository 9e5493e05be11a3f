"""The pictures in docs/monitor and docs/bi are of the pages and dashboards as they are made now, and small."""

from docs import bi_screenshots
from docs.pictures import DIGEST, LARGEST
from docs.screenshots import PICTURES, SHOTS, made_of


def test_pictures_are_of_the_pages_as_they_are_made_now() -> None:
    assert {shot.name for shot in SHOTS} == {file.name for file in PICTURES.glob("*.png")}
    assert (PICTURES / DIGEST).read_text("utf-8").strip() == made_of(), "run make screenshots"
    assert max(file.stat().st_size for file in PICTURES.glob("*.png")) <= LARGEST


def test_pictures_are_of_the_dashboards_as_they_are_made_now() -> None:
    pictures = list(bi_screenshots.PICTURES.glob("*.png"))
    assert {f"{shot.name}-1440" for shot in bi_screenshots.SHOTS} == {file.stem for file in pictures}
    made_of = (bi_screenshots.PICTURES / DIGEST).read_text("utf-8").strip()
    assert made_of == bi_screenshots.made_of(), "run make screenshots"
    assert max(file.stat().st_size for file in pictures) <= LARGEST
