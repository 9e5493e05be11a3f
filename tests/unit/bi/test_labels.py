"""Every column that dashboards get has a Dutch heading of its own, the same one where it means the same."""

import shutil
from collections import defaultdict
from pathlib import Path

import pytest

from bi.labels import MARTS, NotLabelled, labels
from tests.disclosed import disclosure, manifest
from warehouse.publication.own_tables import BUILD

# Longer ones do not fit above a column of figures.
LONGEST = 35


@pytest.mark.parametrize("mart", sorted(disclosure().marts))
def test_every_column_that_dashboards_get_is_labelled(mart: str) -> None:
    named = labels(mart)

    dashboards_get = {column for column in disclosure().descriptions[mart] if column is not None}
    assert dashboards_get | {"shown_as", "is_suppressed", "note", "data_until"} <= named.keys()
    assert [label for label in named.values() if len(label) > LONGEST or not label[0].isupper()] == []


def test_columns_of_one_name_and_one_meaning_have_one_label() -> None:
    called = defaultdict[tuple[str, str], set[str]](set)
    for model in manifest()["nodes"].values():
        for column, label in labels(model["name"]).items():
            description = model["columns"].get(column, {}).get("description", "")
            called[column, description].add(label)

    assert {meaning: names for meaning, names in called.items() if len(names) > 1} == {}


def test_every_column_of_the_build_is_labelled() -> None:
    named = [column.label for column in BUILD.columns]

    assert all(named)
    assert len(set(named)) == len(named)


def test_a_column_without_a_label_is_told(tmp_path: Path) -> None:
    folder = changed(tmp_path, "config: {meta: {label: Citaat}}", "")

    with pytest.raises(NotLabelled, match=r"quotes\.yml: column quote has no label"):
        labels("quotes", folder)


@pytest.mark.parametrize("taken", ["Citaat (code)", "Toelichting"])
def test_a_label_that_two_columns_have_is_told(tmp_path: Path, taken: str) -> None:
    folder = changed(tmp_path, "label: Citaat}", f"label: {taken}}}")

    with pytest.raises(NotLabelled, match="are both called"):
        labels("quotes", folder)


def changed(folder: Path, text: str, into: str) -> Path:
    """A folder with the yml of the mart of quotes, with a text in it replaced."""
    file = Path(shutil.copy(MARTS / "quotes.yml", folder))
    before = file.read_text("utf-8")
    assert text in before
    file.write_text(before.replace(text, into), "utf-8")
    return folder
