"""One content is taken once, under its first acceptable name, in whatever order the names came."""

from dataclasses import replace
from datetime import date
from itertools import permutations

import pytest

from schemas.kinds import KINDS
from schemas.rules import Rule
from warehouse.intake.acceptance import Candidate, Decider
from warehouse.intake.ledger import DeliveryFile, Status
from warehouse.landing import LandedFile

KIND = KINDS["ervaringwijzer/antwoorden"]


def candidate(name: str, day: int, content: str = "a", fault: Rule | None = None) -> Candidate:
    path = f"ervaringwijzer/{name}"
    row = DeliveryFile(path, Status.WAITING, KIND.name, content, date(2025, 1, day))
    return Candidate(row, LandedFile(path, 1, 1, is_regular=True), fault_of_date=fault)


class Reader:
    """Accepts every file but the named ones, and counts."""

    def __init__(self, *rejected: str) -> None:
        self.rejected, self.read = rejected, []

    def take(self, file: LandedFile, row: DeliveryFile) -> None:
        self.read.append(file.name)
        row.status = Status.REJECTED if file.name in self.rejected else Status.ACCEPTED

    def decider(self) -> Decider:
        return Decider(KIND, "rules", self.take, lambda earlier: True)


def statuses(candidates: list[Candidate]) -> dict[str, Status]:
    return {found.row.file_name.partition("/")[2]: found.row.status for found in candidates}


def test_the_first_by_date_and_name_is_taken_in_any_order() -> None:
    for order in permutations([("b.csv", 2), ("a.csv", 2), ("c.csv", 1)]):
        found = [candidate(name, day) for name, day in order]
        Reader().decider().decide(found)
        assert statuses(found) == {"c.csv": Status.ACCEPTED, "a.csv": Status.DUPLICATE, "b.csv": Status.DUPLICATE}


def test_rejected_content_is_no_bar_to_taking_it_later() -> None:
    reader = Reader("a.csv")
    found = [
        candidate("a.csv", 1),
        candidate("b.csv", 2),
        candidate("c.pdf", 1),
        candidate("d.csv", 1, fault=Rule.BAD_DATE_IN_NAME),
    ]
    reader.decider().decide(found)
    assert statuses(found) == {
        "a.csv": Status.REJECTED, "b.csv": Status.ACCEPTED, "c.pdf": Status.REJECTED, "d.csv": Status.REJECTED,
    }  # fmt: skip
    assert reader.read == ["a.csv", "b.csv"]


def test_a_name_that_arrives_late_but_comes_first_takes_over_from_a_vanished_one() -> None:
    vanished = candidate("z.csv", 5)
    vanished.file, vanished.row.status = None, Status.ACCEPTED
    late = candidate("a.csv", 1)
    Reader().decider().decide([vanished, late])
    assert (late.row.status, vanished.row.status) == (Status.ACCEPTED, Status.DUPLICATE)


def test_a_vanished_file_keeps_its_rows() -> None:
    vanished = candidate("a.csv", 1)
    vanished.file, vanished.row.status = None, Status.ACCEPTED
    again = candidate("b.csv", 2)
    Reader().decider().decide([again, vanished])
    assert (vanished.row.status, again.row.status) == (Status.ACCEPTED, Status.DUPLICATE)


def test_a_vanished_file_is_read_again_from_its_copy_when_the_rules_change() -> None:
    vanished = candidate("a.csv", 1)
    vanished.file, vanished.row.status = None, Status.ACCEPTED
    vanished.earlier = replace(vanished.row, verdict="that of former rules")
    copy, reader = candidate("b.csv", 2), Reader()
    reader.decider().decide([copy, vanished])
    assert (reader.read, vanished.row.status, copy.row.status) == (["b.csv"], Status.ACCEPTED, Status.DUPLICATE)


@pytest.mark.parametrize(("before", "after"), [(Status.ACCEPTED, Status.ACCEPTED), (Status.REJECTED, Status.WAITING)])
def test_rows_stand_until_their_file_can_be_read_again(before: Status, after: Status) -> None:
    def grow(file: LandedFile, row: DeliveryFile) -> None:
        row.become(Status.WAITING, Rule.NOT_YET_COMPLETE)

    found = candidate("a.csv", 1)
    found.earlier = replace(found.row, status=before, delivery_id="d", verdict="that of former rules")
    Decider(KIND, "rules", grow, lambda row: True).decide([found])
    assert found.row.status is after
    assert found.row.verdict == ("that of former rules" if after is Status.ACCEPTED else None)


def test_what_was_read_under_the_same_rules_is_not_read_again() -> None:
    first, reader = candidate("a.csv", 1), Reader()
    reader.decider().decide([first])
    second = candidate("a.csv", 1)
    second.earlier = first.row
    reader.decider().decide([second])
    assert (reader.read, second.row.status) == (["a.csv"], Status.ACCEPTED)
    other_rules = candidate("a.csv", 1)
    other_rules.earlier = first.row
    Decider(KIND, "other rules", reader.take, lambda earlier: True).decide([other_rules])
    assert reader.read == ["a.csv", "a.csv"]
