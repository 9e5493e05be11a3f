"""The generated pages of docs/ say what the code says now."""

import subprocess
import sys
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]


def test_generated_pages_are_up_to_date(tmp_path: Path) -> None:
    command = [sys.executable, "docs/generate.py", "--out", str(tmp_path)]
    subprocess.run(command, cwd=REPOSITORY, check=True, capture_output=True)
    pages = sorted(tmp_path.iterdir())
    assert [page.name for page in pages] == ["data_dictionary.md", "deliveries.md", "erd.md", "reference.md"]
    stale = [
        page.name for page in pages if page.read_text("utf-8") != (REPOSITORY / "docs" / page.name).read_text("utf-8")
    ]
    assert not stale, "run make docs"
