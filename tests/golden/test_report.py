"""The report's figures, count by count, from the published files of one night on the deliveries behind the report."""

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest

import made_up
from tests.nights.command import query

FIGURES = Path(made_up.__file__).parent / "figures"
ROUNDING_OF_THE_REPORT = 0.5


def figures(name: str) -> Iterator[dict[str, str]]:
    with (FIGURES / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def test_table_1(report_warehouse: Path) -> None:
    found = {
        (row[0], row[1]): row[2:]
        for row in query(
            report_warehouse,
            "select target_group, statement_key, n_respondents, n_disagree, n_neutral, n_agree, n_answered,"
            " pct_disagree, pct_neutral, pct_agree from marts.statement_agreement where slice = 'all'",
        )
    }
    expected = {(row["target_group"], row["statement"]): row for row in figures("table_1.csv")}
    assert found.keys() == expected.keys()
    for key, row in expected.items():
        counts = tuple(int(row[column]) for column in ("n_respondents", "n_disagree", "n_neutral", "n_agree"))
        assert found[key][:4] == counts, key
        assert found[key][4] == int(row["n_respondents"]) - int(row["n_missing"]), key
        published = [float(row[f"published_pct_{answer}"]) for answer in ("disagree", "neutral", "agree")]
        assert found[key][5:] == pytest.approx(published, abs=ROUNDING_OF_THE_REPORT), key


def test_response(report_warehouse: Path) -> None:
    found = query(
        report_warehouse,
        "select target_group, n_invited, n_responded, round(pct_responded) from marts.response_rate"
        " where slice = 'all' order by 1",
    )
    assert found == [
        (row["target_group"], int(row["n_invited"]), int(row["n_responded"]), float(row["published_pct"]))
        for row in figures("response.csv")
    ]
    periods = query(
        report_warehouse,
        "select target_group, min(date_key)::varchar, max(date_key)::varchar from core.fct_response"
        " group by 1 order by 1",
    )
    for (target_group, first, last), row in zip(periods, figures("response.csv"), strict=True):
        assert target_group == row["target_group"]
        assert row["period_start"] <= str(first) <= str(last) <= row["period_end"]


def test_themes(report_warehouse: Path) -> None:
    found = {
        (row[0], row[1]): row[2]
        for row in query(
            report_warehouse, "select theme_key, target_group, n_mentions from marts.theme_mentions where slice = 'all'"
        )
    }
    for row in figures("themes.csv"):
        assert found[row["theme"], row["target_group"]] == int(row["n_mentions"]), row["theme"]
        by_group = found.get((row["theme"], "jongeren"), 0) + found.get((row["theme"], "opvoeders"), 0)
        assert found[row["theme"], "all"] == by_group
