"""The day of a file that nothing is known of yet: `make map` says the one that a night gives."""

from datetime import UTC, date, datetime
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from schemas.rules import Rule
from warehouse.intake import file_names
from warehouse.intake.acceptance import Candidate
from warehouse.intake.delivery_dates import DeliveryDates
from warehouse.landing.area import LandedFile
from warehouse.raw.ledger import DeliveryFile, Ledger, Status

AS_OF = date(2025, 4, 15)
NAMES = st.sampled_from(
    [
        "groepen.csv",
        "groepen_2025-03-01.csv",
        "groepen_01-03-2025.csv",
        "groepen_2025-04-16.csv",
        "groepen_03-15-2025.csv",
    ]
)
WRITTEN = st.datetimes(datetime(1980, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))


@given(NAMES, WRITTEN)
def test_a_file_has_the_day_that_make_map_says(name: str, written: datetime) -> None:
    file = LandedFile(f"wiz/{name}", size=1, modified_ns=int(written.timestamp()) * 10**9, is_regular=True)
    row = DeliveryFile(file.path, Status.WAITING, "wiz/groepen", "a hash", taken_on=AS_OF)
    candidate = Candidate(row, file)
    DeliveryDates(Ledger(Path("ledger.json")), AS_OF).date_file(candidate, file)
    told = file_names.first_day(file, AS_OF)
    if isinstance(told, Rule):
        assert candidate.fault_of_date is told
    else:
        assert (row.delivered_on, candidate.fault_of_date) == (told.day, None)
