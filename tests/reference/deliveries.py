"""From the landing folders of one night or more to the expected ledger and to today's state as plain records.

The files themselves are read in rows.py; here: which files count, which version of a row wins, and who waits for whom.
"""

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

from . import contract, mapping, rows, values
from .rows import Contents, Finding, Key, Row

TEMPORARY = (".tmp", ".part", ".filepart", ".crdownload")
MONTH_WORDS = (
    "jan|januari|january", "feb|februari|february", "mrt|maart|mar|march", "apr|april", "mei|may", "jun|juni|june",
    "jul|juli|july", "aug|augustus|august", "sep|sept|september", "okt|oktober|oct|october", "nov|november",
    "dec|december",
)  # fmt: skip
DAYS_AROUND_GROUP = timedelta(days=31)


@dataclass
class File:
    """A file name with one content, over all nights that saw it; `content` is None where it is never opened."""

    name: str
    content: bytes | None
    modified_on: date
    is_file: bool
    first_night: date
    last_night: date
    kind: contract.Kind | None = None
    delivered_on: date | None = None
    status: str = "accepted"
    reason: str | None = None
    contents: Contents = field(default_factory=Contents)
    waiting: set[int] = field(default_factory=set)
    outside: set[int] = field(default_factory=set)

    @property
    def sha256(self) -> str | None:
        return None if self.content is None else hashlib.sha256(self.content).hexdigest()

    @property
    def order(self) -> tuple[date, str]:
        return (self.delivered_on or date.min, self.name)

    def settle(self, status: str, reason: str | None) -> None:
        self.status, self.reason = status, reason

    def counts(self) -> dict[str, int]:
        contents = self.contents
        n_valid = len(contents.rows)
        return {
            "n_read": contents.n_read,
            "n_loaded": n_valid - len(self.waiting) - len(self.outside),
            "n_quarantined": contents.n_quarantined + len(self.outside),
            "n_dropped": contents.n_dropped,
            "n_waiting": len(self.waiting),
        }


@dataclass(frozen=True)
class Delivered:
    """A valid row with the file and line that brought it."""

    row: Row
    file: File
    line: int

    def waits(self) -> bool:
        return self.line in self.file.waiting

    def counts(self) -> bool:
        return self.line not in self.file.waiting and self.line not in self.file.outside


@dataclass
class State:
    """Today's state: one record a thing, as the contract's columns name it, after newest-wins, without waiting rows."""

    responses: list[Row] = field(default_factory=list)
    invitations: list[Row] = field(default_factory=list)
    groups: list[Row] = field(default_factory=list)
    sessions: list[Row] = field(default_factory=list)
    participants: list[Row] = field(default_factory=list)
    participations: list[Row] = field(default_factory=list)
    attendance: list[Row] = field(default_factory=list)
    decisions: list[Row] = field(default_factory=list)
    codings: list[Row] = field(default_factory=list)
    covered_from: date | None = None
    covered_until: date | None = None
    ambiguous_clients: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Span:
    """A version of a thing and the snapshot dates between which it stood; `valid_to` is None while it stands."""

    row: Row
    valid_from: date
    valid_to: date | None


@dataclass
class Outcome:
    """What the nights must have given; `history` by snapshot kind."""

    files: list[File]
    state: State
    history: dict[str, list[Span]]
    unmapped_labels: Counter[tuple[str, str, str]]

    def delivery_files(self) -> list[dict[str, object]]:
        return [
            {
                "file_name": file.name,
                "sha256": file.sha256,
                "kind": file.kind.name if file.kind and file.status != "ignored" else None,
                "delivered_on": file.delivered_on,
                "status": file.status,
                "reason": file.reason,
                **file.counts(),
            }
            for file in self.files
        ]

    def quarantined_rows(self) -> list[tuple[str, int, str | None, str, str]]:
        """(file name, line, column, rule, scope)."""
        listed = []
        for file in self.files:
            outside = [Finding(line, "datum", "outside_group_dates", "row") for line in file.outside]
            for one in file.contents.findings + outside:
                listed.append((file.name, one.line, one.column, one.rule, one.scope))
        return listed


@dataclass(frozen=True)
class Settings:
    """What a night is told: mapping folder, threshold, and whether it is the demo."""

    mapping_folder: Path | None = None
    max_quarantined_share: float = 0.2
    demo: bool = False


def run(nights: Sequence[tuple[Path, date]], settings: Settings | None = None) -> Outcome:
    """The expected outcome after the last of the nights (landing folder, AS_OF)."""
    settings = settings or Settings()
    files = see_files(nights)
    for file in files:
        judge_name(file)
    take_contents(files, settings)
    accepted = [file for file in files if file.status == "accepted"]
    snapshots = snapshots_of(files)
    state = todays_state(accepted, {kind: [file for _, file in of_kind] for kind, of_kind in snapshots.items()})
    history = {kind: spans(of_kind) for kind, of_kind in snapshots.items()}
    unmapped: Counter[tuple[str, str, str]] = Counter()
    for file in accepted:
        for (column, label), n_rows in file.contents.unknown_labels.items():
            unmapped[str(file.kind and file.kind.name), column, label[:80]] += n_rows
    return Outcome(files, state, history, unmapped)


# --- which files


def see_files(nights: Iterable[tuple[Path, date]]) -> list[File]:
    """Every file name x content that any night saw."""
    seen: dict[tuple[str, str | None], File] = {}
    for folder, as_of in nights:
        for path in sorted(_entries(folder)):
            name = path.relative_to(folder).as_posix()
            content = path.read_bytes() if _is_opened(path, name) else None
            modified = datetime.fromtimestamp(path.lstat().st_mtime, values.AMSTERDAM).date()
            if modified.year < 2000:
                modified = as_of
            is_file = path.is_file() and not path.is_symlink()
            file = File(name, content, min(modified, as_of), is_file, as_of, as_of)
            known = seen.setdefault((name, file.sha256), file)
            known.last_night = as_of
    return sorted(seen.values(), key=lambda file: (file.name, file.first_night))


def _entries(folder: Path) -> list[Path]:
    """What lies in the landing folder and in its source folders; sub-folders of those are not looked into."""
    sources = {kind.folder for kind in contract.KINDS}
    found = []
    for path in folder.iterdir():
        if path.name in sources and path.is_dir() and not path.is_symlink():
            found += list(path.iterdir())
        else:
            found.append(path)
    return found


def _is_opened(path: Path, name: str) -> bool:
    return path.is_file() and not path.is_symlink() and not is_temporary(path.name) and kind_of(name) is not None


def is_temporary(base_name: str) -> bool:
    return base_name.startswith((".", "~$")) or base_name.lower().endswith(TEMPORARY)


def kind_of(name: str) -> contract.Kind | None:
    """The kind by folder and start of the name, which must end at a non-letter."""
    folder, _, base_name = name.partition("/")
    for kind in contract.KINDS:
        rest = base_name[len(kind.prefix) :]
        if folder == kind.folder and base_name.lower().startswith(kind.prefix) and not rest[:1].isalpha():
            return kind
    return None


def judge_name(file: File) -> None:
    """Status and reason as far as the name decides, and the file's date."""
    base_name = file.name.rsplit("/", 1)[-1]
    file.kind = kind_of(file.name)
    if is_temporary(base_name):
        file.settle("ignored", "not_yet_complete")
    elif not file.is_file:
        file.settle("ignored", "not_a_file")
    elif file.kind is None:
        file.settle("ignored", "unknown_kind")
    if file.status == "ignored":
        return
    try:
        file.delivered_on = date_in_name(base_name) or file.modified_on
    except ValueError:
        file.settle("rejected", "bad_date_in_name")
        return
    if file.delivered_on > file.last_night:
        file.settle("rejected", "bad_date_in_name")
    elif file.kind and not base_name.lower().endswith(file.kind.extensions):
        file.settle("rejected", "not_its_extension")


def date_in_name(base_name: str) -> date | None:
    """The last date in a name, None without one; ValueError for what is no day of this century, or not plainly one.

    The name is cut into numbers, words and what stands between; dates are looked for from the end.
    """
    base_name = re.sub("[\u2010-\u2015]", "-", base_name)
    parts = re.findall(r"[0-9]+|[^\W\d_]+|[^0-9]", re.sub(r" ?([-_.]) ?", r"\1", base_name))
    for end in range(len(parts), 0, -1):
        found = _date_that_ends(parts[:end])
        if found:
            return _plain_day(*found)
    if _only_looks_like_one(base_name):
        raise ValueError
    return None


def _date_that_ends(parts: list[str]) -> tuple[str, str, str] | None:
    """Year, month and day of the date whose last part is the last of these."""
    last = parts[-1]
    if re.fullmatch(r"(19|20)\d{6}", last):
        return last[:4], last[4:6], last[6:]
    if re.fullmatch(r"(19|20)\d{6}([01]\d|2[0-3])[0-5]\d([0-5]\d(\d{3})?)?", last) and _is_day(last[:8]):
        return last[:4], last[4:6], last[6:8]
    if len(parts) < 3 or not last.isdecimal():
        return None
    if parts[-2] in list("-_. ") and len(parts) >= 5 and parts[-4] == parts[-2]:
        first, second = parts[-5], parts[-3]
        if re.fullmatch(r"(19|20)\d\d", first) and re.fullmatch(r"\d\d?", second) and len(last) <= 2:
            goes_before = [part.isdecimal() or part == parts[-2] for part in parts[-9:-5]]
            return ("two", "ways", "") if goes_before == [True] * 4 else (first, second, last)
        if re.fullmatch(r"(19|20)\d\d", last) and re.fullmatch(r"\d\d? \d\d?", f"{first} {second}"):
            return last, second.zfill(2), first.zfill(2)
    words = [part for part in parts[-5:] if part not in list("-_. ")][-3:]
    if len(words) == 3 and re.fullmatch(r"(19|20)\d\d", last) and re.fullmatch(r"\d{1,2}", words[0]):
        for number, names in enumerate(MONTH_WORDS, start=1):
            if words[1].lower() in names.split("|"):
                return last, f"{number:02}", words[0].zfill(2)
    return None


def _plain_day(year: str, month: str, day: str) -> date:
    found = date.fromisoformat(f"{year}-{month}-{day}")
    if not 2000 <= found.year <= 2040:
        raise ValueError
    return found


def _is_day(digits: str) -> bool:
    try:
        _plain_day(digits[:4], digits[4:6], digits[6:])
    except ValueError:
        return False
    return True


def _only_looks_like_one(base_name: str) -> bool:
    months = "|".join(MONTH_WORDS)
    return any(
        re.search(pattern, base_name, re.IGNORECASE)
        for pattern in (
            r"(?<!\d)(19|20)\d\d[-_. ](0[1-9]|1[0-2])(?!\d)",
            r"(?<!\d)(0[1-9]|1[0-2])[-_. ](19|20)\d\d(?!\d)",
            r"(?<!\d)(0[1-9]|[12]\d|3[01])(0[1-9]|[12]\d|3[01])(19|20)\d\d(?!\d)",
            r"(?<!\d)(\d\d[-_. ]){2}\d\d(?![-_. ]?\d)",
            r"(?<!\d)20[0-4]\d(0[1-9]|1[0-2])(?!\d)",
            r"(?<!\d)(19|20)\d\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])\d{2,}(?!\d)",
            rf"\d[-_. ]?({months})(?![^\W\d_])|(?<![^\W\d_])({months})[-_. ]?\d",
        )
    )


def take_contents(files: list[File], settings: Settings) -> None:
    """Take each content once a kind, the first by date and name; the others are duplicates."""
    mappings = mapping.load(settings.mapping_folder)
    taken: set[tuple[str, str | None]] = set()
    for file in sorted(files, key=lambda one: one.order):
        if file.status != "accepted" or file.kind is None or file.content is None or file.delivered_on is None:
            continue
        identity = (file.kind.name, file.sha256)
        if identity in taken:
            file.settle("duplicate", "same_content")
            continue
        task = rows.Task(
            file.kind,
            file.delivered_on,
            mappings[file.kind.folder],
            file.name,
            settings.max_quarantined_share,
            settings.demo,
        )
        file.contents = rows.read_contents(file.content, task)
        if file.contents.reason:
            file.settle("rejected", file.contents.reason)
        else:
            taken.add(identity)


def snapshots_of(files: list[File]) -> dict[str, list[tuple[date, File]]]:
    """For each snapshot kind the accepted content that counts on each date delivered, oldest date first."""
    by_content = {(file.kind, file.sha256): file for file in files if file.status == "accepted"}
    by_date: dict[str, dict[date, File]] = defaultdict(dict)
    for file in sorted(files, key=lambda one: one.order):
        if file.status in ("accepted", "duplicate") and file.kind and file.kind.way == "snapshot" and file.delivered_on:
            by_date[file.kind.name][file.delivered_on] = by_content[file.kind, file.sha256]
    return {kind: sorted(of_date.items(), key=lambda item: item[0]) for kind, of_date in by_date.items()}


# --- which rows


def todays_state(accepted: list[File], snapshots: dict[str, list[File]]) -> State:
    """Newest valid version of every thing; rows whose parent is not there wait, in every file."""
    of_kind: dict[str, list[File]] = defaultdict(list)
    for file in sorted(accepted, key=lambda one: one.order):
        of_kind[str(file.kind and file.kind.name)].append(file)

    state = State()
    state.groups = _winners(newest_of_snapshots(snapshots.get("wiz/groepen", [])))
    state.participants = _winners(newest_of_snapshots(snapshots.get("wiz/deelnemers", [])))
    groups = {group["groep_id"]: group for group in state.groups}
    clients = {client["client_id"] for client in state.participants}

    for file in of_kind["wiz/bijeenkomsten"]:
        for line, row in file.contents.rows.items():
            if row["groep_id"] not in groups:
                file.waiting.add(line)
            elif is_outside(row["datum"], groups[row["groep_id"]]):
                file.outside.add(line)
    state.sessions = _winners(newest_of_snapshots(snapshots.get("wiz/bijeenkomsten", [])))

    for file in of_kind["wiz/deelnames"]:
        for line, row in file.contents.rows.items():
            if row["client_id"] not in clients or row["groep_id"] not in groups:
                file.waiting.add(line)
    state.participations = _winners(newest_of_snapshots(snapshots.get("wiz/deelnames", [])))

    sessions = {session["bijeenkomst_id"] for session in state.sessions}
    participations = {participation["deelname_id"] for participation in state.participations}
    for file in of_kind["wiz/aanwezigheid"]:
        for line, row in file.contents.rows.items():
            if row["deelname_id"] not in participations or row["bijeenkomst_id"] not in sessions:
                file.waiting.add(line)
    state.attendance = _winners(newest_of_snapshots(snapshots.get("wiz/aanwezigheid", [])))

    state.responses = _winners(newest_of_files(of_kind["ervaringwijzer/antwoorden"]))
    state.invitations = _winners(newest_of_files(of_kind["ervaringwijzer/uitnodigingen"]))
    responses = {(response["vragenlijst"], response["respons_id"]) for response in state.responses}
    for file in of_kind["coderingen/coderingen"]:
        for line, row in file.contents.rows.items():
            if (row["vragenlijst"], row["respons_id"]) not in responses:
                file.waiting.add(line)
    state.codings = _winners(newest_of_coders(of_kind["coderingen/coderingen"]))

    decision_files = of_kind["beschikkingen/beschikkingen"]
    state.decisions = _winners(newest_of_decisions(decision_files))
    decided = days_covered(row for file in decision_files for row in file.contents.rows.values())
    state.covered_from, state.covered_until = min(decided, default=None), max(decided, default=None)
    state.ambiguous_clients = ambiguous_clients(
        state.participants,
        (row for file in snapshots.get("wiz/deelnemers", []) for row in file.contents.rows.values()),
    )
    return state


def _winners(newest: Iterable[Delivered]) -> list[Row]:
    return [delivered.row for delivered in newest if delivered.counts()]


def is_outside(day: date, group: Row) -> bool:
    """Over 31 days before the group's start or after its end."""
    too_late = group["einddatum"] is not None and day > group["einddatum"] + DAYS_AROUND_GROUP
    return too_late or day < group["startdatum"] - DAYS_AROUND_GROUP


def newest_of_snapshots(snapshots: list[File]) -> list[Delivered]:
    """For each key that the newest snapshot lists, the valid row of the latest snapshot that has one."""
    if not snapshots:
        return []
    newest = snapshots[-1]
    kind = newest.kind
    if kind is None:
        return []
    listed = listed_in(newest, kind)
    found: dict[Key, Delivered] = {}
    for file in snapshots:
        for line, row in file.contents.rows.items():
            if rows.key_of(row, kind) in listed and line not in file.outside:
                found[rows.key_of(row, kind)] = Delivered(row, file, line)
    return list(found.values())


def listed_in(file: File, kind: contract.Kind) -> set[Key]:
    """The keys that a snapshot lists, in good rows and bad ones."""
    return {rows.key_of(row, kind) for row in file.contents.rows.values()} | file.contents.listed_bad


def spans(snapshots: list[tuple[date, File]]) -> list[Span]:
    """What each thing was from snapshot to snapshot; equal versions that follow each other are one span.

    Of a BSN only whether there is one: another BSN is no other version.
    """
    found: list[Span] = []
    last_valid: dict[Key, Row] = {}
    standing: dict[Key, tuple[Row, date]] = {}
    for day, file in snapshots:
        if file.kind is None:
            continue
        for row in file.contents.rows.values():
            only_whether = {"bsn": row["bsn"] not in (None, "onbekend")} if "bsn" in row else {}
            last_valid[rows.key_of(row, file.kind)] = row | only_whether
        listed = listed_in(file, file.kind)
        for key, (row, since) in list(standing.items()):
            if key not in listed or last_valid[key] != row:
                found.append(Span(row, since, day))
                del standing[key]
        for key in listed & set(last_valid):
            standing.setdefault(key, (last_valid[key], day))
    return found + [Span(row, since, None) for row, since in standing.values()]


def newest_of_files(files: list[File]) -> list[Delivered]:
    """For each key the row of the latest file that has one."""
    found: dict[Key, Delivered] = {}
    for file in files:
        for line, row in file.contents.rows.items():
            if file.kind:
                found[rows.key_of(row, file.kind)] = Delivered(row, file, line)
    return list(found.values())


def newest_of_decisions(files: list[File]) -> list[Delivered]:
    """For each allocation number the row with the latest moment, then of the latest file."""
    found: dict[Key, Delivered] = {}
    for file in files:
        for line, row in file.contents.rows.items():
            key = rows.key_of(row, contract.KIND["beschikkingen/beschikkingen"])
            if key not in found or rows.decided_at(row) >= rows.decided_at(found[key].row):
                found[key] = Delivered(row, file, line)
    return list(found.values())


def newest_of_coders(files: list[File]) -> list[Delivered]:
    """For each coder and answer all rows of the latest file that holds both."""
    found: dict[Key, list[Delivered]] = {}
    for file in files:
        here: dict[Key, list[Delivered]] = defaultdict(list)
        for line, row in file.contents.rows.items():
            here[row["vragenlijst"], row["respons_id"], row["vraag"], row["codeur"]].append(Delivered(row, file, line))
        found |= here
    return [delivered for of_answer in found.values() for delivered in of_answer]


def days_covered(decisions: Iterable[Row]) -> list[date]:
    """Dates of issue and of allocation: the decisions delivered cover the days from the earliest to the latest."""
    days = []
    for row in decisions:
        days.append(row["datum_afgifte"])
        if row["toewijzingsdatumtijd"]:
            days.append(row["toewijzingsdatumtijd"].date())
    return days


def ambiguous_clients(today: Iterable[Row], ever: Iterable[Row]) -> set[str]:
    """Clients of today's state that share a BSN, or that had two."""
    clients_of: dict[str, set[str]] = defaultdict(set)
    bsns_of: dict[str, set[str]] = defaultdict(set)
    for row in today:
        if row["bsn"] not in (None, "onbekend"):
            clients_of[row["bsn"]].add(row["client_id"])
    for row in ever:
        if row["bsn"] not in (None, "onbekend"):
            bsns_of[row["client_id"]].add(row["bsn"])
    sharing = {client for clients in clients_of.values() if len(clients) > 1 for client in clients}
    return sharing | {client for client, bsns in bsns_of.items() if len(bsns) > 1}
