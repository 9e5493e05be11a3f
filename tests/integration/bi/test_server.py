"""Superset as it is started, stopped and kept to the published figures."""

from tests.superset import Superset, of_superset

pytestmark = of_superset


def test_the_page_to_log_in_is_served(superset: Superset) -> None:
    """Superset says that it is well (`/health`) also where no page opens."""
    answer = superset.api("lezer").get("/login/")
    assert answer.status_code == 200
