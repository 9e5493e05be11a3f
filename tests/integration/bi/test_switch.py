"""A night is published while people look: from the switch on every query sees the new build, and none fails."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from tests.integration.bi.asking import by_chart, by_sql, dataset_of_the_build
from tests.superset import Superset, of_superset
from warehouse.publication.builds import build_ids, switch_to

pytestmark = of_superset
QUERIES_BETWEEN_SWITCHES = 25


@pytest.fixture
def switched_back(superset: Superset) -> Iterator[Superset]:
    """Others go on with the build that this one had."""
    shown = superset.places.published.joinpath("current").resolve().name
    yield superset
    switch_to(superset.places, shown)


def test_queries_under_load_see_the_build_that_was_published_when_they_began(switched_back: Superset) -> None:
    published = Published(switched_back)
    reader, analyst = (switched_back.api(account) for account in ("lezer", "analist"))
    dataset = dataset_of_the_build(analyst)
    asked: list[Callable[[], requests.Response]] = [
        lambda: by_chart(reader, dataset, "build_id"),
        lambda: by_sql(analyst, "SELECT build_id FROM audit.build"),
    ]
    with ThreadPoolExecutor(4) as threads:
        running = [threads.submit(published.keep_asking, ask) for ask in asked * 2]
        published.switch_while_they_ask(4)
        assert not [fault for each in running if (fault := each.exception())]
    assert published.n_answered > 4 * QUERIES_BETWEEN_SWITCHES
    assert published.seen == set(build_ids(switched_back.places))


class Published:
    """What is published, switched to and fro, and what those who ask see of it."""

    def __init__(self, superset: Superset) -> None:
        self._places = superset.places
        self._is_over = threading.Event()
        self._answered = threading.Semaphore(0)
        # The builds in the order in which switches to them began, and how many of these are done.
        self._begun = [(superset.places.published / "current").readlink().name]
        self._n_done = 1
        self.n_answered = 0
        self.seen: set[str] = set()

    def keep_asking(self, ask: Callable[[], requests.Response]) -> None:
        while not self._is_over.is_set():
            n_done = self._n_done
            answer = ask()
            may_be_seen = self._begun[n_done - 1 :]
            self._answered.release()
            assert answer.status_code == 200, answer.text
            ((build,),) = (row.values() for row in _rows(answer))
            assert build in may_be_seen
            self.seen.add(build)

    def switch_while_they_ask(self, n_switches: int) -> None:
        """Each time after queries enough; over when as many were answered since the last switch."""
        try:
            for n in range(n_switches + 1):
                for _ in range(QUERIES_BETWEEN_SWITCHES):
                    assert self._answered.acquire(timeout=60)
                    self.n_answered += 1
                if n < n_switches:
                    self._switch()
        finally:
            self._is_over.set()

    def _switch(self) -> None:
        (other,) = set(build_ids(self._places)) - {self._begun[-1]}
        self._begun.append(other)
        switch_to(self._places, other)
        self._n_done += 1


def _rows(answer: requests.Response) -> list[dict[str, str]]:
    told = answer.json()
    return list(told["data"] if "data" in told else told["result"][0]["data"])
