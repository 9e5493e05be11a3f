"""What a draft hides with a finding: every row that says the same of the same persons, and no row of nobody."""

from datetime import date
from typing import Any

from warehouse.disclosure.auditing.figures import Figure, Finding
from warehouse.disclosure.draft import Draft
from warehouse.disclosure.history import History
from warehouse.disclosure.marts import Cell
from warehouse.disclosure.rounding import NOBODY, Rounding
from warehouse.disclosure.thresholds import Thresholds
from warehouse.privacy.pseudonyms import Pseudonymiser

UNTIL, THRESHOLDS = date(2025, 3, 31), Thresholds(5, 5)
TOTAL, SAME_TOTAL = (Cell("outflow", "n_ended_total", ("end_reason", key, "all", "all")) for key in ("01", "02"))
OTHERS = Cell("outflow", "n_ended", ("end_reason", "01", "all", "all"))
NONE, ALSO_NONE = (
    Cell("waiting_time", "n_over_42_days", ("all", "all")),
    Cell("group_profile", "n_dropouts", ("all", "all")),
)


def hidden_for(found: Cell) -> set[Cell]:
    rounding = Rounding(Pseudonymiser(bytes(32)), 5)
    nobody = rounding.name_of(NOBODY)
    sets = {TOTAL: "ended", SAME_TOTAL: "ended", OTHERS: "ended as planned", NONE: nobody, ALSO_NONE: nobody}
    history, nothing = History(UNTIL, THRESHOLDS, sets=sets), History(UNTIL, THRESHOLDS)
    not_asked: Any = None
    draft = Draft(not_asked, UNTIL, set(), nothing, {}, not_asked, {}, history, rounding, [], frozenset())
    figure = Figure(found.mart, found.column, found.labels)
    draft.hide([Finding(found.mart, figure.where, "why", figure)], 0)
    return draft.hidden


def test_all_rows_go_that_say_the_same_of_the_same_persons() -> None:
    assert hidden_for(TOTAL) == {TOTAL, SAME_TOTAL}


def test_rows_of_nobody_say_nothing_of_the_same_persons() -> None:
    assert hidden_for(NONE) == {NONE}
