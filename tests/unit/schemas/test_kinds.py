"""A kind says whose its rows are and what dates them, or it does not load."""

import pkgutil
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from schemas import columns, sources
from schemas.columns import Identity
from schemas.delivery_kind import NOBODY, NOTHING, DeliveredAs, DeliveryKind, Tie
from schemas.kinds import KINDS, by_name
from schemas.mapping import MappingFault, load_mappings
from schemas.model import Delivery


class Gesprekken(Delivery):
    """A talk with a client."""

    gesprek_id: str = columns.identifier("talk", key=True)
    client_id: str = columns.identifier("client", identity=Identity.CLIENT)
    gevoerd_op: np.datetime64 = columns.date("day of the talk")


BY_CLIENT = Tie(Identity.CLIENT, ("client_id",))


def kind(**said: Any) -> DeliveryKind:
    return DeliveryKind("wiz", "gesprekken", Gesprekken, DeliveredAs.CUMULATIVE, title="gesprekken", **said)


@pytest.mark.parametrize("left_out", ["belongs_to", "dated_by"])
def test_a_kind_that_says_nothing_of_persons_or_dates_does_not_load(left_out: str) -> None:
    said: dict[str, Any] = {"belongs_to": (BY_CLIENT,), "dated_by": ("gevoerd_op",)}
    assert kind(**said).owner == ("client_id",)
    del said[left_out]
    with pytest.raises(TypeError, match=f"missing 1 required keyword-only argument: '{left_out}'"):
        kind(**said)


@pytest.mark.parametrize(
    ("belongs_to", "told"),
    [
        (NOBODY, "client_id says who a row is about, so belongs_to must name it"),
        ((Tie("participation", ("gesprek_id",)),), "client_id says who a row is about, so belongs_to must name it"),
        ((BY_CLIENT, Tie("participation", ("deelname_id",))), "names no column, or no date, of it: {'deelname_id'}"),
    ],
)
def test_a_kind_that_holds_clients_says_by_which_column(belongs_to: tuple[Tie, ...], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        kind(belongs_to=belongs_to, dated_by=NOTHING)


def test_a_code_of_somebodys_own_is_not_nobodys() -> None:
    with pytest.raises(ValueError, match="respondentcode says who a row is about"):
        replace(KINDS["ervaringwijzer/antwoorden"], belongs_to=NOBODY)


def test_a_bsn_is_a_tie_where_no_client_is_named() -> None:
    for name, column in (("beschikkingen/beschikkingen", "bsn"), ("wiz/deelnemers", "client_id")):
        with pytest.raises(ValueError, match=f"{column} says who a row is about"):
            replace(KINDS[name], belongs_to=NOBODY)
    with pytest.raises(ValueError, match="bsn says who a row is about"):
        replace(KINDS["beschikkingen/beschikkingen"], belongs_to=(Tie("decision", ("toewijzingnummer",)),))


def test_a_kind_is_dated_by_dates_of_its_own() -> None:
    with pytest.raises(ValueError, match=r"no date, of it: .'gesprek_id'"):
        kind(belongs_to=(BY_CLIENT,), dated_by=("gesprek_id",))
    with pytest.raises(ValueError, match=r"no date, of it: .'geboortedatum'"):
        replace(KINDS["wiz/deelnemers"], dated_by=("geboortedatum",))


def test_a_kind_is_tied_to_rows_of_a_kind_above_it() -> None:
    named = kind(belongs_to=(BY_CLIENT, Tie("conversation", ("gesprek_id",))), dated_by=NOTHING)
    with pytest.raises(ValueError, match="wiz/gesprekken is tied to a conversation: no kind above it has such rows"):
        by_name(*KINDS.values(), named)
    for name, key in {"wiz/groepen": ("gesprek_id",), "wiz/aanwezigheid": ("gesprek_id", "client_id")}.items():
        with pytest.raises(ValueError, match=f"tied to a {name}: no kind above it has such rows, known by such a key"):
            by_name(*KINDS.values(), kind(belongs_to=(BY_CLIENT, Tie(name, key)), dated_by=NOTHING))
    in_part = kind(belongs_to=(BY_CLIENT, Tie("response", ("gesprek_id",))), dated_by=NOTHING)
    with pytest.raises(ValueError, match="tied to a response: no kind above it"):
        by_name(*KINDS.values(), in_part)
    with pytest.raises(ValueError, match="called participation"):
        by_name(*KINDS.values(), kind(belongs_to=(BY_CLIENT,), dated_by=NOTHING, rows_are="participation"))
    with pytest.raises(ValueError, match=r"wiz/groepen and survey/groepen would share the table raw.groepen"):
        by_name(replace(KINDS["wiz/groepen"], source="survey"), KINDS["wiz/groepen"])


def test_the_kinds_of_every_source_are_taken_in() -> None:
    files = {module.name for module in pkgutil.iter_modules(sources.__path__)}
    taken = {kind.model.__module__.rpartition(".")[2] for kind in KINDS.values()}
    assert files == taken, "A source is a line in schemas/kinds.py."


def test_a_source_without_a_mapping_file_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(KINDS, "talks/talks", replace(KINDS["wiz/groepen"], source="talks", prefix="talks"))
    with pytest.raises(MappingFault, match=r"There is no mapping file talks.yml: make it in .*schemas/mappings"):
        load_mappings()
