"""The sweep over the raw store: rows of forgotten persons are written out of the deliveries' Parquet files.

It finds a person's rows in all kinds, remembers the traces that later deliveries will be swept by, and rewrites what
holds them. Who is forgotten is `forgotten`'s, who has lapsed is `lapsing`'s, what a delivery is is intake's.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.dataset as ds

from schemas.kinds import KINDS, DeliveryKind
from warehouse.parquet import emptied_on_lines, rewrite, without_lines
from warehouse.privacy.forgotten import Forgotten, Person
from warehouse.privacy.lapsing import FOR_EVER, create_lapsed
from warehouse.sealed import sealed_connection

# More answers than this under one respondent's own code (a questionnaire has four moments) are not one person's.
MOST_ANSWERS_OF_ONE_PERSON = 4
NOTES = "notes"

_SNAPSHOT = pa.schema([("kind", pa.string()), ("delivered_on", pa.date32()), ("delivery_id", pa.string())])
_DELIVERY = pa.schema([("delivery_id", pa.string()), ("kind", pa.string()), ("delivered_on", pa.date32())])
_GONE = pa.schema([("client", pa.string()), ("until", pa.date32()), ("is_asked", pa.bool_())])
_KNOWN = pa.schema([("what", pa.string()), ("trace", pa.string()), ("client", pa.string())])
_REMEMBERED = pa.schema([("client_pseudonym", pa.string()), ("vanished_on", pa.date32())])

# Every snapshot that names a client, be it as a person, in a participation or in a row that is quarantined.
_LISTING = """
    create temp view listing as
    select distinct listed.client_pseudonym, snapshot.delivered_on
    from snapshot
    join (
        select delivery_id, client_pseudonym from deelnemers
        union all
        select delivery_id, client_pseudonym from deelnames
        union all
        select delivery_id, listed_key from note join delivery using (delivery_id)
        where kind = 'wiz/deelnemers' and listed_key is not null
    ) as listed using (delivery_id)
"""
# What is known of the persons that are gone, found in their rows or remembered: table theirs (what, trace, client).
# What a row that stays ties to somebody else is not theirs; a BSN of somebody who asked is nobody's any more.
# An invitation is known by its number, questionnaire and moment. Where its number is nobody else's in the questionnaire
# (or at all), it is theirs there whatever the moment: not every row says the moment, and a note not the questionnaire.
_THEIRS = """
    create temp table theirs as
    with row_of_client as (
        select 'bsn' as what, bsn_pseudonym as trace, client_pseudonym, delivery_id from deelnemers
        union all
        select 'participation', trace('participation', deelname_id), client_pseudonym, delivery_id from deelnames
        union all
        select
            'invitation',
            unnest([
                trace_of_moment(uitnodiging_id, vragenlijst, meetmoment),
                trace_of_any_moment(uitnodiging_id, vragenlijst),
                trace('invitation', uitnodiging_id)
            ]),
            client_pseudonym,
            delivery_id
        from uitnodigingen
    ),
    judged as (
        select r.what, r.trace, r.client_pseudonym, g.client is not null as is_gone
        from row_of_client as r
        join delivery as d using (delivery_id)
        left join gone as g on g.client = r.client_pseudonym and d.delivered_on < g.until
        where r.trace is not null and r.client_pseudonym is not null
    ),
    found as (
        select what, trace, client_pseudonym as client from judged where is_gone
        union
        select what, trace, client from known where what in ('bsn', 'participation', 'invitation')
    )
    select distinct f.what, f.trace, f.client, g.until, g.is_asked
    from found as f
    join gone as g using (client)
    where
        (f.what <> 'invitation' or g.is_asked)
        and (
            (f.what = 'bsn' and g.is_asked)
            or not exists (
                select 1 from judged as j
                where j.what = f.what and j.trace = f.trace and not j.is_gone and j.client_pseudonym <> f.client
            )
        )
"""
# Responses to their invitations, and those under the same own code where nothing speaks against it.
_THEIR_RESPONSES = """
    insert into theirs
    with answered as (
        select
            trace('response', a.vragenlijst || '|' || a.respons_id) as trace,
            a.vragenlijst,
            a.respondent_pseudonym,
            coalesce(own.client, wave.client) as client,
            exists (
                select 1 from uitnodigingen as u
                where
                    u.uitnodiging_id = a.uitnodiging_id
                    and u.vragenlijst = a.vragenlijst
                    and u.client_pseudonym is not null
            ) as is_linked
        from antwoorden as a
        left join theirs as own
            on own.what = 'invitation' and own.trace = trace_of_moment(a.uitnodiging_id, a.vragenlijst, a.meetmoment)
        left join theirs as wave
            on wave.what = 'invitation' and wave.trace = trace_of_any_moment(a.uitnodiging_id, a.vragenlijst)
    ),
    own_code as (
        select vragenlijst, respondent_pseudonym, min(client) as client
        from answered
        where respondent_pseudonym is not null
        group by vragenlijst, respondent_pseudonym
        having
            count(distinct client) = 1
            and bool_and(client is not null or not is_linked)
            and count(distinct trace) <= $most_answers
    ),
    found as (
        select trace, client from answered where client is not null
        union
        select a.trace, c.client from answered as a join own_code as c using (vragenlijst, respondent_pseudonym)
        union
        select trace, client from known where what = 'response'
    )
    select distinct 'response', f.trace, f.client, g.until, g.is_asked
    from found as f join gone as g using (client) where g.is_asked
"""
_THEIR_DECISIONS = """
    insert into theirs
    select
        'decision', trace('decision', b.gemeentecode || '|' || b.toewijzingnummer), t.client, t.until, t.is_asked
    from beschikkingen as b
    join delivery as d using (delivery_id)
    join theirs as t on t.what = 'bsn' and t.trace = b.bsn_pseudonym and d.delivered_on < t.until
    union
    select what, trace, client, until, is_asked from known join gone using (client) where what = 'decision'
"""
# Whose BSN stays: a decision that was theirs and is corrected to such a BSN is that other client's.
_STAYING = """
    create temp view staying as
    select client_pseudonym, bsn_pseudonym
    from deelnemers join delivery using (delivery_id)
    left join gone on gone.client = client_pseudonym and delivered_on < gone.until
    where gone.client is null and bsn_pseudonym is not null
"""
# Rows to remove, by kind. Every query gives delivery_id, line and client.
_ROWS = {
    "wiz/deelnemers": """
        select delivery_id, line, client_pseudonym as client
        from deelnemers join delivery using (delivery_id) join gone on client = client_pseudonym
        where delivered_on < until
    """,
    "wiz/deelnames": """
        select delivery_id, line, client_pseudonym as client
        from deelnames join delivery using (delivery_id) join gone on client = client_pseudonym
        where delivered_on < until
    """,
    "wiz/aanwezigheid": """
        select delivery_id, line, client
        from aanwezigheid join delivery using (delivery_id)
        join theirs on what = 'participation' and theirs.trace = trace('participation', deelname_id)
        where delivered_on < until
    """,
    "beschikkingen/beschikkingen": """
        select delivery_id, line, client
        from beschikkingen join delivery using (delivery_id)
        join theirs on what = 'bsn' and theirs.trace = bsn_pseudonym
        where delivered_on < until
        union
        select delivery_id, line, client
        from beschikkingen join delivery using (delivery_id)
        join theirs on what = 'decision' and theirs.trace = trace('decision', gemeentecode || '|' || toewijzingnummer)
        where
            delivered_on < until
            and not exists (
                select 1 from staying
                where staying.bsn_pseudonym = beschikkingen.bsn_pseudonym and staying.client_pseudonym <> theirs.client
            )
    """,
    "ervaringwijzer/uitnodigingen": """
        select delivery_id, line, client
        from uitnodigingen
        join theirs on what = 'invitation' and trace = trace_of_moment(uitnodiging_id, vragenlijst, meetmoment)
        union
        select delivery_id, line, client
        from uitnodigingen
        join theirs on what = 'invitation' and trace = trace_of_any_moment(uitnodiging_id, vragenlijst)
    """,
    "ervaringwijzer/antwoorden": """
        select delivery_id, line, client
        from antwoorden
        join theirs on what = 'response' and theirs.trace = trace('response', vragenlijst || '|' || respons_id)
    """,
    "coderingen/coderingen": """
        select delivery_id, line, client
        from coderingen
        join theirs on what = 'response' and theirs.trace = trace('response', vragenlijst || '|' || respons_id)
    """,
}
KINDS_WITH_PERSONS = tuple(_ROWS)
# Values to empty in rows that stay: an invitation of somebody who lapsed loses its link, a BSN of somebody who asked
# is not left with the other client that has it.
_VALUES = {
    "wiz/deelnemers": (
        "bsn_pseudonym",
        """
        select delivery_id, line, client_pseudonym as client
        from deelnemers join delivery using (delivery_id)
        left join gone on gone.client = client_pseudonym and delivered_on < gone.until
        where gone.client is null and bsn_pseudonym in (select trace from theirs where what = 'bsn' and is_asked)
        """,
    ),
    "ervaringwijzer/uitnodigingen": (
        "client_pseudonym",
        """
        select delivery_id, line, client_pseudonym as client
        from uitnodigingen join delivery using (delivery_id) join gone on client = client_pseudonym
        where delivered_on < until and not is_asked
        """,
    ),
}
# Notes of quarantined rows that are theirs: by the row's key, or by what it says of whose it is.
_NOTES = """
    with note_of as (
        select n.delivery_id, n.line, n.listed_key, n.owner, d.kind, d.delivered_on
        from note as n join delivery as d using (delivery_id)
    ),
    speaking as (
        select
            delivery_id, line, delivered_on,
            case kind
                when 'wiz/deelnemers' then 'client'
                when 'wiz/deelnames' then 'participation'
                when 'wiz/aanwezigheid' then 'participation'
                when 'ervaringwijzer/uitnodigingen' then 'invitation'
                when 'ervaringwijzer/antwoorden' then 'response'
                when 'coderingen/coderingen' then 'response'
                when 'beschikkingen/beschikkingen' then 'decision'
            end as of_what,
            case kind
                when 'wiz/aanwezigheid' then regexp_replace(listed_key, '\\|[^|]*$', '')
                when 'coderingen/coderingen' then regexp_replace(listed_key, '\\|open_[a-z]+\\|.*$', '')
                else listed_key
            end as of_key
        from note_of
        union all
        select
            delivery_id, line, delivered_on,
            case kind
                when 'beschikkingen/beschikkingen' then 'bsn'
                when 'ervaringwijzer/antwoorden' then 'invitation'
                else 'client'
            end,
            case kind
                when 'ervaringwijzer/antwoorden' then owner || coalesce('|' || split_part(listed_key, '|', 1), '')
                else owner
            end
        from note_of
    ),
    known_as as (
        select what, trace, client, until from theirs
        union all
        select 'client', client, client, until from gone
    )
    select distinct delivery_id, line, client
    from speaking
    join known_as
        on what = of_what
        and trace = case when of_what in ('client', 'bsn') then of_key else trace(of_what, of_key) end
    where delivered_on < until
"""


@dataclass(frozen=True)
class StoredDelivery:
    """A delivery in the raw store. `delivered_on` is the newest date for which it counts; `rows` is None for a
    rejected one.
    """

    kind: DeliveryKind
    delivery_id: str
    delivered_on: date
    rows: Path | None
    notes: Path | None


@dataclass(frozen=True)
class RawRows:
    """The raw store as a sweep sees it. `schemas` are those of rows, by kind, and of notes (NOTES); `snapshots` are
    (kind, date, delivery) as they count.
    """

    deliveries: Sequence[StoredDelivery]
    snapshots: Collection[tuple[str, date, str]]
    schemas: Mapping[str, pa.Schema]


@dataclass(frozen=True)
class _Hits:
    """Lines by delivery, each with a client by whom it was found."""

    lines: dict[str, dict[int, str]]

    def __iter__(self) -> Iterator[tuple[str, int, str]]:
        """Delivery, line and client of each."""
        return ((delivery_id, *hit) for delivery_id, lines in self.lines.items() for hit in lines.items())


@dataclass(frozen=True)
class Term:
    """How long who vanished from the snapshots is kept, and until which day that is counted.

    is_braked: nobody lapses, as the day may be wrong. is_anew: who lapsed before is judged once more, as every file is
    read again.
    """

    as_of: date
    retention_days: int
    is_braked: bool = False
    is_anew: bool = False

    def holds(self, earliest: date | None) -> bool:
        """Whether nobody can lapse where the earliest snapshot is of this day."""
        return self.is_braked or earliest is None or (self.as_of - earliest).days <= self.retention_days


class Sweep:
    """A night's sweep. `spill` is a folder in the restricted area."""

    def __init__(self, raw: RawRows, forgotten: Forgotten, spill: Path, term: Term) -> None:
        self._raw, self._forgotten, self._spill, self._term = raw, forgotten, spill, term

    def run(self) -> None:
        """Find, remember, remove: in this order, so that a sweep that was killed is finished by the next."""
        if self._term.is_anew and not self._term.is_braked:
            self._forgotten.judge_anew(self._term.as_of, self._term.retention_days)
            self._forgotten.save()
        if not self._forgotten.persons and self._nobody_can_lapse:
            return
        with sealed_connection(self._spill) as connection:
            self._open(connection)
            self._remember_lapsed(connection)
            if not self._forgotten.persons:
                return
            self._learn(connection)
            rows = {kind: _hits(connection, query) for kind, query in _ROWS.items()}
            values = {kind: _hits(connection, query) for kind, (_, query) in _VALUES.items()}
            notes = _hits(connection, _NOTES)
            self._remember(connection, rows | {NOTES: notes})
        self._forgotten.others_with_bsn.update(client for _, _, client in values["wiz/deelnemers"])
        self._forgotten.save()
        self._remove(rows, values, notes)

    def finds_lapsed(self) -> bool:
        """Whether the term of somebody passes by now, or begins anew. The list is changed and not saved."""
        before = self._terms()
        with sealed_connection(self._spill) as connection:
            self._open(connection)
            self._remember_lapsed(connection)
        return self._terms() != before

    def _terms(self) -> set[tuple[str, date | None, date | None]]:
        return {(person.client, person.vanished_on, person.until) for person in self._forgotten.persons.values()}

    @property
    def _nobody_can_lapse(self) -> bool:
        return self._term.holds(min((snapshot[1] for snapshot in self._raw.snapshots), default=None))

    def _open(self, connection: duckdb.DuckDBPyConnection) -> None:
        """The store's rows under the names of their kinds, notes, and what is known already."""
        deliveries, schemas = self._raw.deliveries, self._raw.schemas
        for kind in KINDS.values():
            paths = [d.rows for d in deliveries if d.kind is kind and d.rows]
            connection.register(kind.prefix, _dataset(paths, schemas[kind.name]))
        connection.register("note", _dataset([d.notes for d in deliveries if d.notes], schemas[NOTES]))
        delivered = [(d.delivery_id, d.kind.name, d.delivered_on) for d in deliveries]
        connection.register("delivery", _table(_DELIVERY, delivered))
        connection.register("snapshot", _table(_SNAPSHOT, self._raw.snapshots))
        # The salt is made of hex digits.
        connection.execute(
            f"create temp macro trace(what, id) as sha256('{self._forgotten.salt}|' || what || '|' || id)"
        )
        # Of an invitation: what stands before the moment is what intake's notes call it by, too.
        connection.execute(
            "create temp macro trace_of_any_moment(id, questionnaire) as"
            " trace('invitation', id || '|' || questionnaire)"
        )
        connection.execute(
            "create temp macro trace_of_moment(id, questionnaire, moment) as"
            " trace('invitation', id || '|' || questionnaire || '|' || moment)"
        )

    def _remember_lapsed(self, connection: duckdb.DuckDBPyConnection) -> None:
        persons = self._forgotten.persons
        lapsed = [(person.client, person.vanished_on) for person in persons.values() if person.vanished_on]
        if not lapsed and self._nobody_can_lapse:
            return
        connection.register("remembered", _table(_REMEMBERED, lapsed))
        connection.execute(_LISTING)
        term = self._term
        create_lapsed(connection, term.as_of, term.retention_days, is_braked=term.is_braked)
        found = connection.execute("select client_pseudonym, vanished_on, until from lapsed").fetchall()
        for client, vanished_on, until in found:
            person = persons.setdefault(client, Person(client))
            if not person.is_asked:
                person.vanished_on, person.until = vanished_on, None if until == FOR_EVER else until

    def _learn(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Make table `theirs`: by what else rows of the persons are known."""
        persons = self._forgotten.persons.values()
        gone = [(person.client, person.until or FOR_EVER, person.is_asked) for person in persons]
        connection.register("gone", _table(_GONE, gone))
        known = [(what, trace, p.client) for p in persons for what, traces in p.traces.items() for trace in traces]
        connection.register("known", _table(_KNOWN, known))
        connection.execute(_THEIRS)
        connection.execute(_THEIR_RESPONSES, {"most_answers": MOST_ANSWERS_OF_ONE_PERSON})
        connection.execute(_THEIR_DECISIONS)
        connection.execute(_STAYING)

    def _remember(self, connection: duckdb.DuckDBPyConnection, found: Mapping[str, _Hits]) -> None:
        persons = self._forgotten.persons
        for client, what, trace in connection.execute("select distinct client, what, trace from theirs").fetchall():
            persons[client].traces[what].add(trace)
        for what, hits in found.items():
            for delivery_id, line, client in hits:
                persons[client].found_in.add(delivery_id)
                if (removed := persons[client].removed) is not None:
                    removed.setdefault(what, {}).setdefault(delivery_id, set()).add(line)

    def _remove(self, rows: dict[str, _Hits], values: dict[str, _Hits], notes: _Hits) -> None:
        """Rewrite the files of deliveries that hold any of it."""
        for delivery in self._raw.deliveries:
            kind, delivery_id = delivery.kind.name, delivery.delivery_id
            changes = []
            if gone := rows[kind].lines.get(delivery_id) if kind in rows else None:
                changes.append(without_lines(gone))
            if emptied := values[kind].lines.get(delivery_id) if kind in values else None:
                changes.append(emptied_on_lines(_VALUES[kind][0], emptied))
            if delivery.rows and changes:
                rewrite(delivery.rows, *changes)
            keys = notes.lines.get(delivery_id)
            if delivery.notes and keys:
                rewrite(delivery.notes, emptied_on_lines("listed_key", keys), emptied_on_lines("owner", keys))


def _dataset(paths: Sequence[Path], schema: pa.Schema) -> ds.Dataset | pa.Table:
    return ds.dataset([str(path) for path in paths], schema, format="parquet") if paths else schema.empty_table()


def _table(schema: pa.Schema, rows: Collection[tuple[object, ...]]) -> pa.Table:
    return pa.Table.from_pylist([dict(zip(schema.names, row, strict=True)) for row in rows], schema=schema)


def _hits(connection: duckdb.DuckDBPyConnection, query: str) -> _Hits:
    lines = defaultdict[str, dict[int, str]](dict)
    for delivery_id, line, client in connection.execute(query).fetchall():
        lines[delivery_id][line] = client
    return _Hits(lines)
