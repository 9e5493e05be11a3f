"""BSNs of made-up people: the test range and the elfproef, and nothing else."""

from stdnum.nl import bsn as stdnum_bsn

from made_up.bsn import all_test_bsns, client_bsns, failing_bsn, mistaken_bsns, stranger_bsns

N_TEST_BSNS = 9_091


def test_the_test_range_has_as_many_bsns_as_published() -> None:
    bsns = all_test_bsns()
    assert len(set(bsns)) == len(bsns) == N_TEST_BSNS
    assert bsns[:3] == ("999900006", "999900018", "999900031")
    assert all("999900006" <= bsn <= "999999990" and stdnum_bsn.is_valid(bsn) for bsn in bsns)


def test_clients_strangers_and_mistakes_have_no_bsn_in_common() -> None:
    parts = (client_bsns(), stranger_bsns(), mistaken_bsns())
    assert sorted(bsn for part in parts for bsn in part) == list(all_test_bsns())


def test_a_failing_bsn_stays_in_the_test_range_and_fails() -> None:
    for bsn in all_test_bsns()[:-1]:
        assert not stdnum_bsn.is_valid(failing_bsn(bsn))
        assert "999900000" <= failing_bsn(bsn) <= "999999999"
