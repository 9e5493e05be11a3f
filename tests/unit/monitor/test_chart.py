"""A chart as it is drawn: every corner where its figures say, and one sentence for who does not see it."""

from dataclasses import replace

import pytest

from tests.unit.monitor.hand_made import figures_with
from warehouse.monitor.content import Chart, Figure, Line, Page, Point, Section, Tick
from warehouse.monitor.html import Html

MART = "help_follow_up_curve"
POINTS = (Point(0, 100, 100, 100), Point(50, 80, 70, 90), Point(100, 60, 40, 80, few=True))
CHART = Chart(
    description=("Daalt tot ", Figure("60%", MART, ("share_without_help",), "all|365")), lines=(Line("lijn", POINTS),),
    domain=(0, 100), y_label="hoogte",
    ticks=(Tick(0, "0"), Tick(50, "6", Figure("40", MART, ("n_at_risk",), "all|183")), Tick(100, "12")),
    x_labels=("tijd",), beneath_label="gevolgd", is_stepped=True,
)  # fmt: skip


def drawn(chart: Chart) -> str:
    section = Section("s", ("kop",), (chart,))
    page = Page("p", "menu", "titel", ("lead",), (section,))
    html = Html(figures_with(), [page], []).page(page)
    return html[html.index('<div class="chart"') :].partition("</div>")[0]


def test_a_stepped_line_keeps_its_value_until_the_next_point() -> None:
    assert 'polyline points="0.00,0.00 50.00,0.00 50.00,20.00 100.00,20.00 100.00,40.00"' in drawn(CHART)


def test_its_band_goes_along_the_lower_bounds_and_back_along_the_upper() -> None:
    band = "0.00,0.00 50.00,0.00 50.00,30.00 100.00,30.00 100.00,60.00"
    back = "100.00,20.00 100.00,10.00 50.00,10.00 50.00,0.00 0.00,0.00"
    assert f'polygon points="{band} {back}"' in drawn(CHART)


def test_points_without_a_line_have_bars_between_their_bounds() -> None:
    chart = drawn(replace(CHART, is_stepped=False))
    assert "polyline" not in chart
    assert '<line class="span" x1="50%" x2="50%" y1="10%" y2="30%"/>' in chart


@pytest.mark.parametrize(("top", "heights"), [(100, "0 20 40 60 80 100"), (25, "0 5 10 15 20 25")])
def test_the_axis_has_words_up_to_its_top(top: float, heights: str) -> None:
    chart = drawn(replace(CHART, top=top, lines=()))
    assert [f">{height}%</text>" in chart for height in heights.split()] == 6 * [True]


def test_it_is_one_image_with_one_sentence_for_a_screen_reader() -> None:
    chart = drawn(CHART)
    assert chart.count('role="img"') == 1
    assert 'aria-label="Daalt tot 60%"' in chart


def test_numbers_beneath_the_ticks_say_which_figures_they_are() -> None:
    assert 'data-m="help_follow_up_curve" data-k="all|183" data-c="n_at_risk">40</text>' in drawn(CHART)


def test_a_point_of_few_is_open() -> None:
    assert drawn(CHART).count('<g class="few">') == 1
