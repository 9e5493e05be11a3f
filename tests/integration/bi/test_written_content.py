"""What Superset imports is made of the published file and the reference lists alone, and refuses what does not fit."""

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

from bi.superset.content import NotReleased, dashboards, write_content
from bi.superset.content.datasets import NoSuchColumn
from bi.superset.content.formats import NoFormat, number_format
from schemas.reference import load_reference
from tests.disclosed import disclosure, manifest
from tests.publications import make_empty


def written(folder: Path) -> dict[str, Any]:
    return {
        str(file.relative_to(folder)): yaml.safe_load(file.read_text("utf-8"))
        for file in sorted(folder.rglob("*.yaml"))
    }  # fmt: skip


@pytest.fixture
def published(city_dashboard: Path, tmp_path: Path) -> Path:
    """A copy of a published file, to take something out of."""
    return Path(shutil.copy(city_dashboard, tmp_path / "dashboard.duckdb"))


def test_exposures_name_what_the_dashboards_read() -> None:
    """By which the lineage shows what a change of a mart changes."""
    exposures = manifest()["exposures"].values()
    read = {
        one["url"].rstrip("/").rpartition("/")[2]: {name.rpartition(".")[2] for name in one["depends_on"]["nodes"]}
        for one in exposures if one.get("url")
    }  # fmt: skip

    for dashboard in dashboards(load_reference()):
        assert read[dashboard.slug] == dashboard.marts - {"build"}, dashboard.slug


def test_two_writes_give_the_same_bytes(city_dashboard: Path, tmp_path: Path) -> None:
    for name in ("one", "other"):
        write_content(tmp_path / name, city_dashboard)

    files = sorted(file.relative_to(tmp_path / "one") for file in (tmp_path / "one").rglob("*.yaml"))
    assert len(files) > 50
    for file in files:
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "other" / file).read_bytes()


def test_every_released_mart_and_the_build_have_a_dataset(city_dashboard: Path, tmp_path: Path) -> None:
    write_content(tmp_path / "content", city_dashboard)

    datasets = [one for name, one in written(tmp_path / "content").items() if name.startswith("datasets/")]
    assert {(one["schema"], one["table_name"]) for one in datasets} == {
        ("audit", "build"), *(("marts", name) for name in disclosure().marts)
    }  # fmt: skip
    columns = [column for one in datasets for column in one["columns"]]
    assert [
        column["column_name"] for column in columns if not column["verbose_name"] or not column["description"]
    ] == []
    metrics = [metric for one in datasets for metric in one["metrics"]]
    assert all(metric["expression"].startswith("CASE WHEN count(*) = 1 THEN max(") for metric in metrics)
    assert all(metric["d3format"] for metric in metrics)


def test_percentages_and_shares_read_by_their_scale(city_dashboard: Path, tmp_path: Path) -> None:
    """`%` of d3 multiplies by 100."""
    write_content(tmp_path / "content", city_dashboard)

    read = {
        (one["table_name"], metric["metric_name"].removesuffix("_figure")): metric["d3format"]
        for name, one in written(tmp_path / "content").items() if name.startswith("datasets/")
        for metric in one["metrics"]
    }  # fmt: skip
    with duckdb.connect(city_dashboard, read_only=True) as opened:
        for (mart, column), d3format in read.items():
            if column.startswith("pct_"):
                assert "%" not in d3format, (mart, column)
            if column.startswith("share_") or column.endswith("_share"):
                assert "%" in d3format, (mart, column)
            if "%" in d3format:
                ((most,),) = opened.execute(f'SELECT coalesce(max("{column}"), 0) FROM marts."{mart}"').fetchall()
                assert most <= 1, (mart, column)


def test_a_column_of_a_chart_that_is_gone_is_told(published: Path, tmp_path: Path) -> None:
    with duckdb.connect(published) as opened:
        opened.execute("ALTER TABLE marts.waiting_time DROP COLUMN p90_days")

    with pytest.raises(NoSuchColumn, match=r"marts\.waiting_time as it is published has no column.* p90_days"):
        write_content(tmp_path / "content", published)


def test_a_mart_that_is_not_released_is_told(published: Path, tmp_path: Path) -> None:
    with duckdb.connect(published) as opened:
        opened.execute("DROP TABLE marts.outflow")

    with pytest.raises(NotReleased, match=r"uitstroom.* is of outflow"):
        write_content(tmp_path / "content", published)


def test_a_column_of_numbers_without_a_unit_is_told() -> None:
    with pytest.raises(NoFormat, match="Column speed"):
        number_format("speed", "Snelheid", "DOUBLE")


def test_nothing_of_an_empty_publication_is_missed(city_dashboard: Path, tmp_path: Path) -> None:
    write_content(tmp_path / "full", city_dashboard)
    empty = make_empty(city_dashboard, tmp_path / city_dashboard.name)
    write_content(tmp_path / "empty", empty)

    without_address = [
        {name: one for name, one in written(tmp_path / folder).items() if not name.startswith("databases/")}
        for folder in ("full", "empty")
    ]
    assert without_address[0] == without_address[1]


def test_a_city_gets_its_own_statements_and_target_groups() -> None:
    """No statement or target group is named in the code."""
    reference = load_reference()
    elsewhere = {
        "questionnaires": [row.model_copy(update={"target_group": "pleegouders"}) for row in
                           reference.rows["questionnaires"] if row.questionnaire == "EW-J"],
        "statements": [row.model_copy(update={"statement": f"x_{row.statement}"}) for row in reference.statements],
        "questionnaire_statements": [
            row.model_copy(update={"statement": f"x_{row.statement}", "wording": f"Anders: {row.wording}"})
            for row in reference.rows["questionnaire_statements"]
        ],
    }  # fmt: skip
    city = replace(reference, rows={**reference.rows, **elsewhere})

    experiences, _ = dashboards(city)
    titles = [chart.title for chart in experiences.charts()]
    chosen = {one.name: one.chosen for one in experiences.filters}
    assert "Tabel 1: pleegouders" in titles
    assert not [title for title in titles if "jongeren" in title or "opvoeders" in title]
    assert chosen["stelling"] == (" 1. Anders: Ik voelde me op mijn gemak in de groep",)
    assert chosen["doelgroep"] == ("Pleegouders",)
