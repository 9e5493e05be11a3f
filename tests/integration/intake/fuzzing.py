"""Good files of every format, ways to harm them, and what a night of intake must make of each: shared by the short
form of the fuzzer (test_fuzzed_files.py here) and the long one (tests/drills).

A CSV does not say how many rows it has. So a cut between two rows, or within the very last field, leaves a sound and
shorter file; every other cut must be noticed, and no cut may cost or change a row above it.
"""

import contextlib
import csv
import io
import logging
import re
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st

from schemas.kinds import KINDS
from schemas.rules import Rule
from tests.integration.intake.landing_night import KEY, LandingNight
from tests.unit.reading.building import sav_of, workbook_of
from tests.unit.reading.plain import plain_reading
from warehouse.intake import DeliveryFile
from warehouse.privacy.pseudonyms import Pseudonymiser
from warehouse.reading import Limits

SETTINGS = settings(
    deadline=None, derandomize=True, database=None, phases=[Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)  # fmt: skip
SECONDS_A_FILE = 20
BSNS = ("999900006", "999900018", "999900031", "999900043", "999900055", "999900067", "999900079", "999900080")


@dataclass(frozen=True)
class Good:
    """A file in which nothing is wrong, before it is written. Of its `numbers` and `words` nothing may be told."""

    name: str
    kind: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    extension: str = "csv"
    encoding: str = "utf-8"
    delimiter: str = ";"
    line_end: str = "\r\n"
    quoted: bool = False
    numbers: tuple[str, ...] = ()
    words: tuple[str, ...] = ()

    def content(self) -> bytes:
        if self.extension == "xlsx":
            return workbook_of([self.header, *([cell or None for cell in row] for row in self.rows)])
        if self.extension == "sav":
            columns = {name: [row[place] for row in self.rows] for place, name in enumerate(self.header)}
            with tempfile.TemporaryDirectory() as folder:
                return sav_of(Path(folder), columns)
        return self.text().encode(self.encoding)

    def text(self) -> str:
        target = io.StringIO()
        quoting = csv.QUOTE_ALL if self.quoted else csv.QUOTE_MINIMAL
        writer = csv.writer(target, delimiter=self.delimiter, quoting=quoting, lineterminator=self.line_end)
        writer.writerows([self.header, *self.rows])
        return target.getvalue()


@dataclass(frozen=True)
class Mutant:
    """A harmed file. `keeps`: the keys of the rows that it must still give, if it is known to be sound."""

    what: str
    good: Good
    content: bytes
    keeps: tuple[tuple[str, ...], ...] | None = None
    cut_at: int | None = None

    def __repr__(self) -> str:
        return f"<{self.what}>"


def _answers(n_rows: int, text: Callable[[int], str]) -> tuple[tuple[str, ...], ...]:
    return tuple(
        ("EW-O", f"R{number:03d}", "2025-02-01 10:00", f"{number % 5 + 1}", "sportgroep", "4", text(number))
        for number in range(n_rows)
    )  # fmt: skip


ANSWERS = ("vragenlijst", "respons_id", "ingevuld_op", "op_gemak", "groepstype", "aanraden", "open_positief")
STORY = "Wendelmoet {} vertelde over de zomer, en dat was fijn"
PEOPLE = Good(
    "clients", "wiz/deelnemers", ("client_id", "bsn", "geboortedatum", "rol", "postcode", "geslacht"),
    tuple((f"C40000{number:02d}", BSNS[number % 8], f"{number % 27 + 1:02d}-08-1973", "moeder", "3572 XZ", "V")
          for number in range(24)),
    delimiter=",", numbers=("C40000", "9999000", "-08-1973", "1973-08"),
)  # fmt: skip
DECISIONS = Good(
    "decisions", "beschikkingen/beschikkingen",
    ("gemeentecode", "toewijzingnummer", "beschikkingnummer", "datum_afgifte", "bsn", "resultaat", "productcategorie",
     "toewijzingsdatumtijd", "ingangsdatum", "einddatum"),
    tuple(("0344", f"{number}", f"7{number:03d}", "2025-01-02", BSNS[number % 8], "toegewezen", "45",
           "2025-01-02 10:00", "2025-01-15", "2025-12-31") for number in range(6)),
    delimiter="\t", line_end="\n", numbers=("9999000",),
)  # fmt: skip
GROUPS = Good(
    "groups", "wiz/groepen", ("groep_id", "naam", "groepstype", "doelgroep", "organisatie", "startdatum", "wijk"),
    tuple((f"G{number}", f"Groep {number}", "sportgroep", "jongeren", "JoU", "2025-01-01", "WK034401")
          for number in range(3)),
)  # fmt: skip
GOOD = {
    good.name: good
    for good in (
        Good("answers", "ervaringwijzer/antwoorden", ANSWERS, _answers(8, lambda n: f"{STORY.format(n)} “écht”"),
             words=("Wendelmoet",)),
        Good("answers, Windows-1252", "ervaringwijzer/antwoorden", ANSWERS,
             _answers(8, lambda n: f"{STORY.format(n)} voor €{n}, zei Zoë"), encoding="cp1252", words=("Wendelmoet",)),
        Good("answers, UTF-16", "ervaringwijzer/antwoorden", ANSWERS, _answers(6, lambda n: f"{STORY.format(n)} 👍"),
             encoding="utf-16", words=("Wendelmoet",)),
        Good("answers, quoted", "ervaringwijzer/antwoorden", ANSWERS,
             _answers(24, lambda n: f'{STORY.format(n)}:\n"top"; é'), encoding="utf-8-sig", quoted=True,
             words=("Wendelmoet",)),
        PEOPLE, DECISIONS, GROUPS,
        replace(PEOPLE, name="clients, workbook", extension="xlsx"),
        replace(GROUPS, name="groups, workbook", extension="xlsx"),
        Good("answers, SPSS", "ervaringwijzer/antwoorden", ANSWERS, _answers(8, lambda n: f"{STORY.format(n)} é"),
             extension="sav", words=("Wendelmoet",)),
    )
}  # fmt: skip
DELIMITED = [name for name, good in GOOD.items() if good.extension == "csv"]
WORKBOOKS = [name for name, good in GOOD.items() if good.extension == "xlsx"]
SPSS = [name for name, good in GOOD.items() if good.extension == "sav"]


@cache
def content_of(name: str) -> bytes:
    """The content of a good file; a workbook or SPSS file holds the moment of writing, so it is written once."""
    return GOOD[name].content()


# --- harm


AWKWARD = [
    b'"', b"\r", b"\n", b";", b",", b"\t", b'""', b";;;;", b'";"', b"\0", b"\x1a", b"\xff", b"\x81", b"\xe9",
    "é".encode(), b"\xe2\x80\x8b", b"\xed\xa0\xbd", b"\xef\xbb\xbf", b"\xff\xfe", b"sep=,\n", b"PK\x03\x04", b"=1+1",
    b"<html>", b"totaal;", b"9" * 400, b"\n" * 50,
]  # fmt: skip


@st.composite
def harmed_bytes(draw: st.DrawFn, names: Sequence[str]) -> Mutant:
    """Bytes flipped, left out, doubled, swapped or put in, at one to three places."""
    name = draw(st.sampled_from(names))
    content, done = content_of(name), []
    for _ in range(draw(st.integers(1, 3))):
        places = sorted(draw(st.integers(0, max(len(content) - 1, 0))) for _ in range(3))
        first, second, third = places
        harm = draw(st.sampled_from(["flip", "leave out", "double", "swap", "put in"]))
        match harm:
            case "flip":
                content = content[:first] + bytes([draw(st.integers(0, 255))]) + content[first + 1 :]
            case "leave out":
                content = content[:first] + content[first + draw(st.integers(1, 60)) :]
            case "double":
                content = content[: first + draw(st.integers(1, 300))] + content[first:]
            case "swap":
                content = content[:first] + content[second:third] + content[first:second] + content[third:]
            case "put in":
                content = content[:first] + draw(st.sampled_from(AWKWARD)) + content[first:]
        done.append(f"{harm} at {places}")
    return Mutant(f"{name}: {', '.join(done)}", GOOD[name], content or b"x")


@st.composite
def harmed_rows(draw: st.DrawFn, names: Sequence[str]) -> Mutant:
    """Lines left out, doubled and put in another order, columns moved: all of it sound."""
    good = GOOD[draw(st.sampled_from(names))]
    kept = draw(st.lists(st.sampled_from(good.rows), min_size=1, unique=True))
    again = draw(st.lists(st.sampled_from(kept), max_size=4))
    columns = draw(st.permutations(range(len(good.header))))
    rows = draw(st.permutations([*kept, *again]))
    moved = replace(
        good, header=tuple(good.header[place] for place in columns),
        rows=tuple(tuple(row[place] for place in columns) for row in rows),
    )  # fmt: skip
    return Mutant(f"{good.name}: {len(kept)} rows, {len(again)} again", good, moved.content(), _keys(good, kept))


@st.composite
def swapped_headers(draw: st.DrawFn, names: Sequence[str]) -> Mutant:
    """Two headers that changed places, so that the values below are another column's."""
    good = GOOD[draw(st.sampled_from(names))]
    one, other = draw(st.lists(st.sampled_from(range(len(good.header))), min_size=2, max_size=2, unique=True))
    header = list(good.header)
    header[one], header[other] = header[other], header[one]
    return Mutant(
        f"{good.name}: {header[other]} for {header[one]}", good, replace(good, header=tuple(header)).content()
    )


@st.composite
def encoded_again(draw: st.DrawFn, names: Sequence[str]) -> Mutant:
    """The same rows in another encoding, with another delimiter, line end and quoting."""
    good = GOOD[draw(st.sampled_from(names))]
    again = replace(
        good, delimiter=draw(st.sampled_from(";,\t")), line_end=draw(st.sampled_from(["\n", "\r\n", "\r"])),
        quoted=draw(st.booleans()), encoding=draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"])),
    )  # fmt: skip
    try:
        content = again.content()
    except UnicodeEncodeError:
        again = replace(again, encoding="utf-8")
        content = again.content()
    ending = draw(st.sampled_from(["", again.line_end, again.line_end + "\x1a"])).encode(_without_mark(again.encoding))
    what = f"{good.name} in {again.encoding}, {again.delimiter!r}, {again.line_end!r}"
    return Mutant(what, replace(again, rows=good.rows), content + ending, _keys(good, good.rows))


def _without_mark(encoding: str) -> str:
    return {"utf-8-sig": "utf-8", "utf-16": "utf-16-le"}.get(encoding, encoding)


@st.composite
def decoded_wrongly(draw: st.DrawFn, names: Sequence[str]) -> Mutant:
    """Text that some program read in the wrong encoding and saved, in whole or from some place on."""
    good = GOOD[draw(st.sampled_from(names))]
    content = content_of(good.name)
    place = draw(st.integers(0, len(content)))
    was, becomes = draw(st.tuples(*[st.sampled_from(["utf-8", "cp1252", "utf-16-le", "latin-1"])] * 2))
    again = content[place:].decode(was, "replace").encode(becomes, "replace")
    return Mutant(f"{good.name}: {was} to {becomes} from {place}", good, content[:place] + again or b"x")


def mutants(names: Sequence[str]) -> st.SearchStrategy[Mutant]:
    """Any harm to any of these good files."""
    of_any = [harmed_bytes(names), harmed_bytes(names), harmed_rows(names), swapped_headers(names)]
    delimited = [name for name in names if name in DELIMITED]
    return st.one_of(*of_any, *([encoded_again(delimited), decoded_wrongly(delimited)] if delimited else []))


def cuts(name: str, places: Iterable[int]) -> Iterator[Mutant]:
    """A good file cut off at each of these places."""
    content = content_of(name)
    for place in places:
        yield Mutant(f"{name}: cut at {place}", GOOD[name], content[:place], cut_at=place)


def _keys(good: Good, rows: Iterable[tuple[str, ...]]) -> tuple[tuple[str, ...], ...]:
    """The keys of rows, as they are stored."""
    places = [good.header.index(column) for column in KINDS[good.kind].key]
    keys = (tuple(row[place] for place in places) for row in rows)
    if good.kind == "wiz/deelnemers":
        keys = ((Pseudonymiser(KEY).pseudonym("client", client_id),) for (client_id,) in keys)
    return tuple(sorted(keys))


# --- what must come of it


@dataclass
class FuzzedNight:
    """One night on many harmed files. `told`: all that it printed and logged, and what stands in the quarantine."""

    landing: LandingNight
    mutants: dict[str, Mutant]
    told: str = ""
    ledger: str = ""
    raw: dict[str, dict[int, dict[str, Any]]] = field(default_factory=dict)
    quarantined: dict[str, set[int]] = field(default_factory=dict)


def assert_taken_well(folder: Path, harmed: Iterable[Mutant], limits: Limits | None = None) -> int:
    """Run a night on harmed files and make every demand of each. Returns how many were accepted."""
    distinct = list({(mutant.good.kind, mutant.content): mutant for mutant in harmed}.values())
    if not distinct:
        return 0
    night = _night(folder, distinct, limits)
    for name, mutant in night.mutants.items():
        try:
            _assert_sound(night, mutant, night.landing.rows[name])
        except AssertionError as fault:
            raise AssertionError(f"{mutant.what}\n{mutant.content[:3000]!r}\n{fault}") from fault
    return sum(row.status == "accepted" for row in night.landing.rows.values())


def _night(folder: Path, harmed: Sequence[Mutant], limits: Limits | None) -> FuzzedNight:
    landing = LandingNight(Path(tempfile.mkdtemp(dir=folder)))
    landing.limits = limits or Limits()
    night = FuzzedNight(landing, {})
    for number, mutant in enumerate(harmed):
        name = f"{mutant.good.kind}_{number:04d}_2025-03-01.{mutant.good.extension}"
        landing.put(name, mutant.content)
        night.mutants[name] = mutant
        # Shown where the night stops: it ends in the folder of the test, beside its files.
        sys.stdout.write(f"{landing.landing / mutant.good.kind}: {name}: {mutant.what}\n")
    began = time.process_time()
    with _told() as told:
        landing.night()
    assert time.process_time() - began < SECONDS_A_FILE * len(harmed)
    night.told = told.getvalue() + repr(landing.query("select column_name, rule, scope from raw.quarantined_row"))
    night.ledger = (landing.warehouse / "build" / "ledger.json").read_text("utf-8")
    for kind in {mutant.good.kind for mutant in harmed}:
        _gather(night, kind)
    return night


@contextlib.contextmanager
def _told() -> Iterator[io.StringIO]:
    told = io.StringIO()
    handler = logging.StreamHandler(told)
    logging.getLogger().addHandler(handler)
    with contextlib.redirect_stdout(told), contextlib.redirect_stderr(told):
        yield told
    logging.getLogger().removeHandler(handler)


def _gather(night: FuzzedNight, kind: str) -> None:
    columns = [KINDS[kind].stored_name(column) for column in KINDS[kind].columns]
    for delivery_id, line, *values in night.landing.query(
        f"select delivery_id, line, {', '.join(columns)} from raw.{KINDS[kind].prefix}"
    ):
        night.raw.setdefault(str(delivery_id), {})[line] = dict(zip(columns, values, strict=True))  # type: ignore[index]
    for delivery_id, line in night.landing.query(
        "select distinct delivery_id, line from raw.quarantined_row where scope = 'row'"
    ):
        night.quarantined.setdefault(str(delivery_id), set()).add(line)  # type: ignore[arg-type]


def _assert_sound(night: FuzzedNight, mutant: Mutant, row: DeliveryFile) -> None:
    # A header that nobody asked for and a label that no mapping knows are named, whatever words they are.
    assert not [number for number in mutant.good.numbers if number in night.told + night.ledger]
    assert not [word for word in mutant.good.words if word in night.told + repr((row.reason, row.detail))]
    raw, quarantined = night.raw.get(row.delivery_id or "", {}), night.quarantined.get(row.delivery_id or "", set())
    assert row.n_read == row.n_valid + row.n_quarantined + row.n_dropped
    assert row.status in ("accepted", "rejected")
    if row.status == "rejected":
        assert row.reason in [*Rule]
        assert row.detail
        assert not raw
        assert row.n_valid == 0
    else:
        assert len(raw) == row.n_valid
        assert not raw.keys() & quarantined
        assert len(quarantined) == row.n_quarantined
    if row.n_read and mutant.good.extension == "csv":
        assert row.n_read == _n_records(mutant) - 1
    if mutant.keeps is not None:
        assert (row.status, row.n_quarantined) == ("accepted", 0)
        assert tuple(sorted(_key(mutant.good, values) for values in raw.values())) == mutant.keeps
    elif row.status == "accepted" and mutant.good.extension != "csv":
        assert row.n_read == len(mutant.good.rows), "a workbook and an SPSS file say how many rows they have"
    if mutant.cut_at is not None:
        _assert_cut_is_noticed(mutant, row, raw, quarantined)


def _key(good: Good, values: dict[str, Any]) -> tuple[str, ...]:
    return tuple(str(values[KINDS[good.kind].stored_name(column)]) for column in KINDS[good.kind].key)


def _n_records(mutant: Mutant) -> int:
    """How many rows, the header's included, a reading by hand finds."""
    found = plain_reading(_text_of(mutant.content), ["one column"], 1, mutant.good.delimiter)
    assert not isinstance(found, int), "an open quote must reject the file"
    return len(found.rows) + len(found.malformed)


def _text_of(content: bytes) -> str:
    text = _decoded(content).rstrip("\x1a")
    return re.sub("\r\n?", "\n", text) + ("" if text.endswith(("\r", "\n")) else "\n")


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252")


def _assert_cut_is_noticed(mutant: Mutant, row: DeliveryFile, raw: dict[int, dict[str, Any]], bad: set[int]) -> None:
    if row.status == "rejected":
        return
    assert mutant.good.extension == "csv"
    expected = _rows_of(mutant.good.name)
    cut_line = max([*raw, *bad, 1])
    for line, values in raw.items():
        if line < cut_line or mutant.content.endswith(b"\n"):
            assert values == expected[line]
        else:
            last = KINDS[mutant.good.kind].stored_name(mutant.good.header[-1])
            assert values | {last: None} == expected[line] | {last: None}
    assert bad <= {cut_line}
    assert {*raw, *bad} == {line for line in expected if line <= cut_line}


@cache
def _rows_of(name: str) -> dict[int, dict[str, Any]]:
    """What stands in raw of a good file that nobody harmed, by line."""
    with tempfile.TemporaryDirectory() as folder:
        night = _night(Path(folder), [Mutant(name, GOOD[name], content_of(name))], None)
        (row,) = night.landing.rows.values()
        assert (row.status, row.n_valid) == ("accepted", len(GOOD[name].rows)), row
        return night.raw[row.delivery_id or ""]
