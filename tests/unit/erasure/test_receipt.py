"""The receipt: counts, names of files and of rules; of the persons nothing."""

from warehouse.erasure.forgotten import Person
from warehouse.erasure.receipt import Receipt
from warehouse.erasure.sweep import NOTES
from warehouse.intake import DeliveryFile, Status

KIND = "wiz/deelnemers"


def test_it_says_what_was_removed_and_what_is_not_ours_to_remove() -> None:
    removed = {KIND: {"d0": {2}, "d1": {7}}, NOTES: {"d1": {2}}}
    persons = [Person("p1", is_asked=True, found_in={"d1"}, removed=removed), Person("p2", is_asked=True)]
    files = [
        DeliveryFile("wiz/deelnemers_1.csv", Status.ACCEPTED, KIND, "s1", delivery_id="d1"),
        DeliveryFile("wiz/deelnemers_copy.csv", Status.DUPLICATE, KIND, "s1"),
        DeliveryFile("wiz/deelnemers_2.csv", Status.ACCEPTED, KIND, "s2", delivery_id="d2"),
        DeliveryFile("wiz/deelnemers_3.csv", Status.REJECTED, KIND, "s3", delivery_id="d3"),
    ]
    printed = "\n".join(Receipt(persons, {"other"}, files, [DeliveryFile("wiz/x.txt", Status.IGNORED)], 4).lines())
    assert "asked for: 2; known here: 1" in printed
    assert f"{KIND}: 2\n" in printed
    assert "notes of quarantined rows, of whose they were: 1" in printed
    assert "1 other client number(s)" in printed
    assert "Earlier builds removed: 4" in printed
    still_there, not_searched = printed.split("that still hold them")[1].split("Not searched")
    assert "deelnemers_1.csv" in still_there
    assert "deelnemers_copy.csv" in still_there
    assert "deelnemers_2.csv" not in printed
    assert "deelnemers_3.csv (rejected)" in not_searched
    assert "x.txt (ignored)" in not_searched
    assert "p1" not in printed


def test_a_rejected_file_in_which_a_key_was_found_is_named_as_holding_them() -> None:
    files = [DeliveryFile("wiz/deelnemers_3.csv", Status.REJECTED, KIND, "s3", delivery_id="d3")]
    printed = "\n".join(Receipt([Person("p1", found_in={"d3"})], [], files, [], 0).lines())
    assert "deelnemers_3.csv\n" in printed.split("that still hold them")[1]
