"""One content is taken once, under its first acceptable name, in whatever order the names came."""

from dataclasses import replace
from datetime import date
from itertools import permutations

import pytest

from schemas.kinds import KINDS
from schemas.rules import Rule
from warehouse.intake.acceptance import Acceptance, Candidate, Plan, carry_out
from warehouse.landing.area import LandedFile
from warehouse.raw.ledger import DeliveryFile, Status

KIND = KINDS["ervaringwijzer/antwoorden"]


def candidate(name: str, day: int, content: str = "a", fault: Rule | None = None) -> Candidate:
    path = f"ervaringwijzer/{name}"
    row = DeliveryFile(path, Status.WAITING, KIND.name, content, date(2025, 1, day))
    return Candidate(row, LandedFile(path, 1, 1, is_regular=True), fault_of_date=fault)


class Reader:
    """Accepts every file but the named ones, which it rejects or cannot read, and counts."""

    def __init__(self, *rejected: str, growing: str = "") -> None:
        self.rejected, self.growing, self.read = rejected, growing, list[str]()

    def __call__(self, file: LandedFile, row: DeliveryFile) -> None:
        self.read.append(file.name)
        if file.name == self.growing:
            row.become(Status.WAITING, Rule.NOT_YET_COMPLETE)
        else:
            row.status = Status.REJECTED if file.name in self.rejected else Status.ACCEPTED


def plan(found: list[Candidate], rules: str = "rules", *, reread: bool = False) -> Plan:
    """With the rows in the store of everything that was read before."""
    stored = {one.earlier.delivery_id for one in found if one.earlier and one.earlier.delivery_id}
    return Acceptance(KIND, rules, stored, reread).plan(found)


def decide(found: list[Candidate], reader: Reader, rules: str = "rules") -> None:
    carry_out(plan(found, rules), reader)


def statuses(candidates: list[Candidate]) -> dict[str, Status]:
    return {found.row.file_name.partition("/")[2]: found.row.status for found in candidates}


def test_the_first_by_date_and_name_is_taken_in_any_order() -> None:
    for order in permutations([("b.csv", 2), ("a.csv", 2), ("c.csv", 1)]):
        found = [candidate(name, day) for name, day in order]
        decide(found, Reader())
        assert statuses(found) == {"c.csv": Status.ACCEPTED, "a.csv": Status.DUPLICATE, "b.csv": Status.DUPLICATE}


def test_rejected_content_is_no_bar_to_taking_it_later() -> None:
    reader = Reader("a.csv")
    found = [
        candidate("a.csv", 1),
        candidate("b.csv", 2),
        candidate("c.pdf", 1),
        candidate("d.csv", 1, fault=Rule.BAD_DATE_IN_NAME),
    ]
    decide(found, reader)
    assert statuses(found) == {
        "a.csv": Status.REJECTED, "b.csv": Status.ACCEPTED, "c.pdf": Status.REJECTED, "d.csv": Status.REJECTED,
    }  # fmt: skip
    assert reader.read == ["a.csv", "b.csv"]


def test_a_name_that_arrives_late_but_comes_first_takes_over_from_a_vanished_one() -> None:
    vanished = candidate("z.csv", 5)
    vanished.file, vanished.row.status = None, Status.ACCEPTED
    late = candidate("a.csv", 1)
    decide([vanished, late], Reader())
    assert (late.row.status, vanished.row.status) == (Status.ACCEPTED, Status.DUPLICATE)


def test_a_vanished_file_keeps_its_rows() -> None:
    vanished = candidate("a.csv", 1)
    vanished.file, vanished.row.status = None, Status.ACCEPTED
    again = candidate("b.csv", 2)
    decide([again, vanished], Reader())
    assert (vanished.row.status, again.row.status) == (Status.ACCEPTED, Status.DUPLICATE)


def test_a_vanished_file_is_read_again_from_its_copy_when_the_rules_change() -> None:
    vanished = candidate("a.csv", 1)
    vanished.file, vanished.row.status = None, Status.ACCEPTED
    vanished.earlier = replace(vanished.row, verdict="that of former rules")
    copy, reader = candidate("b.csv", 2), Reader()
    decide([copy, vanished], reader)
    assert (reader.read, vanished.row.status, copy.row.status) == (["b.csv"], Status.ACCEPTED, Status.DUPLICATE)


@pytest.mark.parametrize(("before", "after"), [(Status.ACCEPTED, Status.ACCEPTED), (Status.REJECTED, Status.WAITING)])
def test_rows_stand_until_their_file_can_be_read_again(before: Status, after: Status) -> None:
    found = candidate("a.csv", 1)
    found.earlier = replace(found.row, status=before, delivery_id="d", verdict="that of former rules")
    decide([found], Reader(growing="a.csv"))
    assert found.row.status is after
    assert found.row.verdict == ("that of former rules" if after is Status.ACCEPTED else None)


def test_what_was_read_under_the_same_rules_is_not_read_again() -> None:
    first, reader = candidate("a.csv", 1), Reader()
    decide([first], reader)
    second = candidate("a.csv", 1)
    second.earlier = first.row
    decide([second], reader)
    assert (reader.read, second.row.status) == (["a.csv"], Status.ACCEPTED)
    other_rules = candidate("a.csv", 1)
    other_rules.earlier = first.row
    decide([other_rules], reader, "other rules")
    assert reader.read == ["a.csv", "a.csv"]


def test_a_plan_names_what_is_read_in_which_order_and_what_stands() -> None:
    known = replace(candidate("b.csv", 2, "b"))
    decide([known], Reader())
    second, first, other = candidate("b.csv", 2), candidate("a.csv", 1), candidate("b.csv", 2, "b")
    other.earlier = known.row
    wrong = candidate("d.csv", 1, fault=Rule.BAD_DATE_IN_NAME)
    made = plan([second, first, other, wrong])
    assert [[(one.row, one.file) for one in content] for content in made.contents] == [
        [(first.row, first.file), (second.row, second.file)],
        [(other.row, None)],
    ]
    assert made.refused == [(wrong.row, Rule.BAD_DATE_IN_NAME)]
    assert plan([other], reread=True).contents[0][0].file == other.file


def test_a_plan_touches_no_row() -> None:
    found = [candidate("a.csv", 1), candidate("b.csv", 2), candidate("c.pdf", 1)]
    before = [replace(one.row) for one in found]
    plan(found)
    assert [one.row for one in found] == before


def test_accepted_rows_that_are_no_longer_stored_are_read_again() -> None:
    first = candidate("a.csv", 1)
    decide([first], Reader())
    again = candidate("a.csv", 1)
    again.earlier = first.row
    (attempt,) = Acceptance(KIND, "rules", stored=[]).plan([again]).contents[0]
    assert (attempt.file, attempt.known) == (again.file, None)
