"""The SQL that follows from whose the rows of the kinds are (`belongs_to` in schemas/kinds.py). No kind is named here.

`sweep` runs it on the store: the kinds' rows under their prefixes, `note`, `delivery`, `snapshot`, `gone` and `known`.
"""

from collections.abc import Iterator, Sequence

from schemas.columns import Identity
from schemas.kinds import KEY_SEPARATOR, KINDS, DeliveryKind, Tie

# More answers than this under one respondent's own code (a questionnaire has four moments) are not one person's.
MOST_ANSWERS_OF_ONE_PERSON = 4
_DIRECT = (Identity.CLIENT, Identity.BSN)

# Of a text in parts, all texts of its first parts: an id may hold the separator.
BEGINNINGS = f"""
    create temp macro beginnings(text) as list_transform(
        range(1, len(string_split(text, '{KEY_SEPARATOR}')) + 1),
        lambda n: array_to_string(string_split(text, '{KEY_SEPARATOR}')[1:n], '{KEY_SEPARATOR}')
    )
"""
# What rows say of whose an id is (what, trace), in deliveries of before the client was gone or of others.
_NAMED = """
    create temp table named as
    select distinct said.what, said.trace, said.client, gone.client is not null as is_gone
    from ({said}) as said
    join delivery using (delivery_id)
    left join gone on gone.client = said.client and delivery.delivered_on < gone.until
    where said.trace is not null and said.client is not null
"""
# By what rows are theirs who are gone, found or remembered. What a row that stays ties to somebody else is not theirs;
# a BSN of somebody who asked is nobody's any more.
_THEIRS = """
    create temp table theirs as
    with found as (
        select what, trace, client from named where is_gone
        union
        select what, trace, client from known
    )
    select found.what, found.trace, found.client, gone.until, gone.is_asked
    from found join gone using (client)
    where
        (gone.is_asked or found.what not in ({outliving}))
        and (
            (found.what = 'bsn' and gone.is_asked)
            or not exists (
                select 1 from named
                where
                    named.what = found.what and named.trace = found.trace
                    and not named.is_gone and named.client <> found.client
            )
        )
    union all
    select 'client', client, client, until, is_asked from gone
"""
_LEARNED = """
    insert into theirs
    select distinct '{what}', {key}, gone.client, gone.until, gone.is_asked
    from {rows}
    join gone on gone.client = {client}
"""
# Rows under the same own code, where nothing speaks against it.
_LEARNED_BY_CODE = """
    insert into theirs
    with answered as (
        select
            {key} as trace,
            {code} as code,
            {client} as client,
            exists (select 1 from named where named.what = '{parent}' and named.trace = {parent_trace}) as is_linked
        from {rows}
    ),
    own_code as (
        select code, min(client) as client
        from answered
        where code is not null
        group by code
        having
            count(distinct client) = 1
            and bool_and(client is not null or not is_linked)
            and count(distinct trace) <= {most_answers}
    )
    select distinct '{what}', answered.trace, gone.client, gone.until, gone.is_asked
    from answered
    join own_code using (code)
    join gone on gone.client = own_code.client
"""
_FOUND = """
    select k.delivery_id, k.line, theirs.client
    from {prefix} as k
    join delivery using (delivery_id)
    join theirs on theirs.what = '{what}' and theirs.trace = {trace} and delivery.delivered_on < theirs.until
    where {condition}
"""
# A decision that was theirs and is corrected to the BSN of somebody who stays is that other client's.
_IS_NOT_ANOTHERS = """
    not exists (
        select 1 from named
        where
            named.what = 'bsn' and named.trace = {bsn} and not named.is_gone and named.client <> theirs.client
    )
"""
_BSN_OF_OTHERS = """
    select k.delivery_id, k.line, {client} as client
    from {prefix} as k
    join delivery using (delivery_id)
    anti join gone on gone.client = {client} and delivery.delivered_on < gone.until
    where {bsn} in (select trace from theirs where what = 'bsn' and is_asked)
"""


def kinds_with_persons() -> list[DeliveryKind]:
    """The kinds whose rows go with a person, each after those that it is tied to."""
    return [kind for kind in KINDS.values() if kind.belongs_to]


def listing() -> str:
    """View `listing`: every snapshot that names a client, be it in a row that is quarantined."""
    named = [
        f"select delivery_id, {client} as client_pseudonym from {kind.prefix} as k"
        for kind in kinds_with_persons()
        if kind.is_snapshot and (client := _column_of(kind, Identity.CLIENT))
    ]
    named += [
        "select delivery_id, listed_key from note join delivery using (delivery_id)"
        f" where kind = '{kind.name}' and listed_key is not null"
        for kind in kinds_with_persons()
        if kind.known_as == Identity.CLIENT
    ]
    return f"""
        create temp view listing as
        select distinct listed.client_pseudonym, snapshot.delivered_on
        from snapshot join ({" union all ".join(named)}) as listed using (delivery_id)
    """


def learning() -> Iterator[str]:
    """Statements that make `theirs` (what, trace, client, until, is_asked): all by which rows of persons are known."""
    kinds = kinds_with_persons()
    outliving = ", ".join(f"'{kind.known_as}'" for kind in kinds if kind.outlives_client)
    yield _NAMED.format(said=" union all ".join(filter(None, map(_said, kinds))))
    yield _THEIRS.format(outliving=outliving or "''")
    for kind in kinds:
        ties = [tie for tie in kind.belongs_to if tie.to != Identity.CLIENT]
        if ties and kind.is_known_by_key:
            yield from _learned(kind, ties)


def rows_of(kind: DeliveryKind) -> str:
    """The rows of a kind that are theirs: delivery_id, line, client."""
    found = [
        (tie.to, trace, "true")
        for tie in kind.belongs_to
        if tie.to in _DIRECT or not kind.is_known_by_key
        for trace in _traces(kind, tie)
    ]
    client = kind.column_of(Identity.CLIENT)
    if kind.is_known_by_key and not (client and client in kind.required_columns):
        bsn = _column_of(kind, Identity.BSN)
        condition = _IS_NOT_ANOTHERS.format(bsn=bsn) if bsn else "true"
        found += [(kind.known_as, _key(kind, length), condition) for length in _lengths_of_key(kind)]
    only = "theirs.is_asked and " if kind.outlives_client else ""
    return " union ".join(
        _FOUND.format(prefix=kind.prefix, what=what, trace=trace, condition=only + condition)
        for what, trace, condition in found
    )


def links_of(kind: DeliveryKind) -> Iterator[tuple[str, str]]:
    """The client in rows that stay when the client's term has passed: the column, and the rows to empty it in."""
    name = kind.column_of(Identity.CLIENT)
    if name and kind.outlives_client:
        trace, condition = _columns(kind, [name])[0], "not theirs.is_asked"
        yield name, _FOUND.format(prefix=kind.prefix, what=Identity.CLIENT, trace=trace, condition=condition)


def shared_bsns_of(kind: DeliveryKind) -> Iterator[tuple[str, str]]:
    """BSNs of who asked that another client has too: the column, and the rows of others to empty it in."""
    client, name = kind.column_of(Identity.CLIENT), kind.column_of(Identity.BSN)
    if client and name:
        of_client, bsn = _columns(kind, [client, name])
        yield name, _BSN_OF_OTHERS.format(prefix=kind.prefix, client=of_client, bsn=bsn)


def notes() -> str:
    """Notes of quarantined rows that are theirs, by the row's key or what it says of its owner."""
    speaking = [
        f"""
        select note.delivery_id, note.line, delivery.delivered_on, '{what}' as what, {trace} as trace
        from note join delivery using (delivery_id) where delivery.kind = '{kind.name}'
        """
        for kind in kinds_with_persons()
        for what, trace in _said_by_note(kind)
    ]
    return f"""
        select distinct speaking.delivery_id, speaking.line, theirs.client
        from ({" union all ".join(speaking)}) as speaking join theirs using (what, trace)
        where speaking.delivered_on < theirs.until
    """


def _said_by_note(kind: DeliveryKind) -> Iterator[tuple[str, str]]:
    if kind.is_known_by_key:
        yield kind.known_as, _trace(kind.known_as, ["note.listed_key"])
    for tie in kind.belongs_to:
        if kind.key_says(tie):
            yield tie.to, _trace(tie.to, ["unnest(beginnings(note.listed_key))"])
        elif tie.columns == kind.owner:
            yield tie.to, _trace(tie.to, ["note.owner"])


def _said(kind: DeliveryKind) -> str | None:
    """What a kind that names clients says to be theirs: the ids of its rows, and a BSN."""
    client, bsn = _column_of(kind, Identity.CLIENT), _column_of(kind, Identity.BSN)
    # Where a part of the key may do, a note may have even less of it.
    shortest = 1 if len(_lengths_of_key(kind)) > 1 else len(kind.key)
    lengths = range(shortest, len(kind.key) + 1) if kind.is_known_by_key else ()
    said = [(kind.known_as, _key(kind, length)) for length in lengths] + ([(Identity.BSN, bsn)] if bsn else [])
    if not client or not said:
        return None
    whats, traces = ", ".join(f"'{what}'" for what, _ in said), ", ".join(trace for _, trace in said)
    return (
        f"select unnest([{whats}]) as what, unnest([{traces}]) as trace, {client} as client, k.delivery_id"
        f" from {kind.prefix} as k"
    )


def _learned(kind: DeliveryKind, ties: Sequence[Tie]) -> Iterator[str]:
    """What is theirs by what it is tied to; what says most is asked first."""
    named = [(tie.to, trace) for tie in ties for trace in _traces(kind, tie)]
    joins = [
        f"left join theirs as t{n} on t{n}.what = '{what}' and t{n}.trace = {trace} and d.delivered_on < t{n}.until"
        for n, (what, trace) in enumerate(named)
    ]
    parts = {
        "what": kind.known_as,
        "key": _key(kind, len(kind.key)),
        "client": f"coalesce({', '.join(f't{n}.client' for n in range(len(named)))})",
        "rows": f"{kind.prefix} as k join delivery as d using (delivery_id) {' '.join(joins)}",
    }
    yield _LEARNED.format(**parts)
    if code := _column_of(kind, Identity.RESPONDENT):
        parent, parent_trace = named[-1]
        yield _LEARNED_BY_CODE.format(
            **parts, code=code, parent=parent, parent_trace=parent_trace, most_answers=MOST_ANSWERS_OF_ONE_PERSON
        )


def _traces(kind: DeliveryKind, tie: Tie) -> list[str]:
    """How a row spells whom or what a tie names: with the whole of the other's key first, where it has the columns."""
    rest = next((other.key[len(tie.columns) :] for other in KINDS.values() if other.known_as == tie.to), ())
    whole = [(*tie.columns, *rest)] if rest and kind.roles.keys() >= {*rest} else []
    return [_trace(tie.to, _columns(kind, columns)) for columns in (*whole, tie.columns)]


def _lengths_of_key(kind: DeliveryKind) -> list[int]:
    """How many columns of its key other rows name a row by."""
    ties = [tie for other in KINDS.values() for tie in other.belongs_to if tie.to == kind.known_as]
    return sorted({len(kind.key), *(len(tie.columns) for tie in ties)}, reverse=True)


def _key(kind: DeliveryKind, length: int) -> str:
    return _trace(kind.known_as, _columns(kind, kind.key[:length]))


def _trace(what: str, columns: Sequence[str]) -> str:
    """A client and a BSN are known by their pseudonyms, all else by a trace of its id."""
    text = f" || '{KEY_SEPARATOR}' || ".join(columns)
    return text if what in _DIRECT else f"trace('{what}', {text})"


def _column_of(kind: DeliveryKind, identity: Identity) -> str | None:
    name = kind.column_of(identity)
    return _columns(kind, [name])[0] if name else None


def _columns(kind: DeliveryKind, names: Sequence[str]) -> list[str]:
    return [f'k."{kind.stored_name(name)}"' for name in names]
