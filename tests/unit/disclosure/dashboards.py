"""A made-up release, pooled and rounded by rules of its own, for tests that change one thing in it."""

from collections.abc import Callable, Iterable
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from itertools import product
from math import sqrt
from pathlib import Path
from random import Random
from shutil import copyfile
from typing import Any

import duckdb
import pyarrow as pa

from tests.duck import attached
from warehouse.disclosure.auditing.figures import Published
from warehouse.disclosure.thresholds import Thresholds

UNTIL = date(2025, 12, 31)
THRESHOLDS = Thresholds(minimum_group=5, minimum_cell=5)
BASE = 5
HALF_YEARS = ("2024-1", "2024-2", "2025-1", "2025-2")
TYPES = ("oudertraining", "lotgenotengroep", "sportgroep", "ontmoetingsgroep")
ORGANISATIONS = ("DOCK", "JGZ", "Lokalis")
NEIGHBOURHOODS = ("Noord", "Oost", "Zuid", "West")
FOLLOW_UPS = ("geen_vervolg", "andere_groep", "buurtteam_individueel", "specialistische_hulp", "onbekend")
REASONS = ("01", "02", "03", "04", "05", "onbekend")
CLASS_OF = {"buurtteam_individueel": "individuele_hulp", "specialistische_hulp": "individuele_hulp",
            "01": "volgens_plan", "02": "anders", "03": "anders", "04": "anders", "05": "anders"}  # fmt: skip
DAYS = (0, 91, 183, 365, 547, 730)

Row = dict[str, Any]
Marts = dict[str, list[Row]]


@dataclass(frozen=True)
class Participation:
    """Somebody in a group: when it started and how it ended, if it did."""

    key: str
    person: str
    group: int
    slices: dict[str, str]
    waited: int
    ended: str | None
    reason: str
    follow_up: str
    observed: int
    has_help: bool


@dataclass
class Rounding:
    """Rounds a set at random, the same set always the same way; remembers which set each figure counts."""

    salt: str = ""
    base: int = BASE
    digests: dict[tuple[str, str, str], str] = field(default_factory=dict)

    def count(self, mart: str, column: str, labels: tuple[object, ...], members: Iterable[str]) -> int:
        """The rounded number of members: the expectation of the draw is the exact one."""
        different = sorted(set(members))
        digest = sha256("|".join(different).encode()).hexdigest()[:16] if different else "0"
        self.digests[mart, column, "|".join(map(str, labels))] = digest
        draw = int.from_bytes(sha256((self.salt + digest).encode()).digest()[:4], "big") / 2**32
        steps, rest = divmod(len(different), self.base)
        return self.base * (steps + (draw < rest / self.base))


@dataclass
class Release:
    """The marts of a release, which set each rounded count counts, and to multiples of what it was rounded."""

    marts: Marts
    digests: dict[tuple[str, str, str], str]
    base: int | None = None

    def rows(self, mart: str, **labels: object) -> list[Row]:
        return [row for row in self.marts[mart] if all(row[name] == value for name, value in labels.items())]

    def row(self, mart: str, **labels: object) -> Row:
        (found,) = self.rows(mart, **labels)
        return found

    def copied(self) -> "Release":
        return deepcopy(self)


def world(n_groups: int = 36, seed: int = 0, n_types: int = 3) -> list[Participation]:
    """Everybody who started: in a group of some eight, some in two, most of them ended as planned."""
    random = Random(seed)
    people: list[Participation] = []
    for group in range(n_groups):
        half = group % len(HALF_YEARS)
        slices = {
            "group_type": TYPES[group * 7 % n_types],
            "half_year": HALF_YEARS[half],
            "last_12_months": in_last_12_months(HALF_YEARS[half]),
            "lead_organisation": ORGANISATIONS[group * 5 % 3],
            # Two neighbourhoods have one group each.
            "neighbourhood": {4: "Centrum", 5: "Binnen"}.get(group, NEIGHBOURHOODS[group % 4]),
        }
        for _ in range(random.randint(6, 11)):
            n = len(people)
            ended = HALF_YEARS[min(half + random.randint(0, 1), 3)] if random.random() < 0.85 else None
            people.append(
                Participation(
                    key=f"p{n}",
                    person=f"n{n - 11}" if n > 11 and random.random() < 0.05 else f"n{n}",
                    group=group,
                    slices=slices,
                    waited=random.randint(0, 80),
                    ended=ended,
                    reason=random.choices(REASONS, (70, 6, 8, 3, 5, 8))[0],
                    follow_up=random.choices(FOLLOW_UPS, (50, 12, 18, 8, 12))[0],
                    observed=random.randint(0, 900) if random.random() < 0.85 else -1,
                    has_help=random.random() < 0.4,
                )
            )
    return people


def release(people: list[Participation] | None = None, rounding: Rounding | None = None) -> Release:
    """All marts, without a finding."""
    people = world() if people is None else people
    rounding = rounding or Rounding()
    marts = {
        "waiting_time": waiting_rows(people, rounding),
        "outflow": outflow_rows(people, rounding),
        "group_profile": profile_rows(people, rounding),
        "help_follow_up_curve": curve_rows(people, rounding),
        "help_around_group": around_rows(people, rounding),
        **opinion_marts(),
    }
    return Release(marts, rounding.digests, rounding.base)


def shown(row: Row, shown_as: str) -> Row:
    note = None if shown_as == "exact" else f"Dit cijfer is {shown_as}."
    return row | {"shown_as": shown_as, "is_suppressed": shown_as == "hidden", "note": note, "data_until": UNTIL}


def cuts(
    people: list[Participation], period: Callable[[Participation], str]
) -> dict[tuple[str, str], list[Participation]]:
    """Whom each part of the slices all, group_type, half_year, last_12_months and year holds."""
    parts: dict[tuple[str, str], list[Participation]] = {}
    for one in people:
        half = period(one)
        values = {"all": "all", "group_type": one.slices["group_type"], "half_year": half, "year": half[:4]}
        values |= {"last_12_months": in_last_12_months(half)}
        for cut in values.items():
            parts.setdefault(cut, []).append(one)
    return parts


def in_last_12_months(half_year: str) -> str:
    """They are a year, as of its last day."""
    return "2025-01 t/m 2025-12" if half_year.startswith("2025") else "eerder"


def waiting_rows(people: list[Participation], rounding: Rounding) -> list[Row]:
    rows = []
    for cut, members in sorted(cuts(people, lambda one: one.slices["half_year"]).items()):
        n = rounding.count("waiting_time", "n_started", cut, keys(members))
        over = rounding.count("waiting_time", "n_over_42_days", cut, keys(one for one in members if one.waited > 42))
        waited = sorted(one.waited for one in members)
        rows.append(
            {
                "slice": cut[0],
                "slice_value": cut[1],
                "n_started": n,
                "n_over_42_days": over,
                "median_days": float(waited[len(waited) // 2]) if n >= 10 else None,
                "p90_days": float(waited[len(waited) * 9 // 10]) if n >= 50 else None,
                "share_over_42_days": min(1.0, over / n) if n >= 4 * BASE else None,
            }
        )
    return [shown(row, "rounded") for row in rows if row["n_started"]]


def outflow_rows(people: list[Participation], rounding: Rounding) -> list[Row]:
    rows = []
    for cut, members in sorted(cuts([one for one in people if one.ended], lambda one: str(one.ended)).items()):
        sets: dict[tuple[str, str], list[str]] = {}
        for one in members:
            sets.setdefault(("follow_up", one.follow_up), []).append(one.key)
            sets.setdefault(("follow_up_class", CLASS_OF.get(one.follow_up, one.follow_up)), []).append(one.key)
            sets.setdefault(("end_reason", one.reason), []).append(one.key)
            sets.setdefault(("end_reason_class", CLASS_OF.get(one.reason, one.reason)), []).append(one.key)
        for (outcome, key), counted in sorted(sets.items()):
            labels = (outcome, key, *cut)
            n = rounding.count("outflow", "n_ended", labels, counted)
            total = rounding.count("outflow", "n_ended_total", labels, keys(members))
            row = {"outcome": outcome, "outcome_key": key, "label": key, "slice": cut[0], "slice_value": cut[1]}
            share = min(100.0, 100 * n / total) if total >= 4 * BASE else None
            rows.append(row | {"n_ended": n, "n_ended_total": total, "pct_ended": share})
    return [shown(row, "rounded") for row in rows if row["n_ended"]]


def profile_rows(people: list[Participation], rounding: Rounding) -> list[Row]:
    """Parts of fewer than three groups are pooled."""
    parts = {("all", "all"): people}
    for slice_ in people[0].slices:
        groups: dict[str, set[int]] = {}
        for one in people:
            groups.setdefault(one.slices[slice_], set()).add(one.group)
        few = {value for value in groups if len(groups[value]) < 3}
        if few and len(set().union(*(groups[value] for value in few))) < 3:
            few.add(min(groups.keys() - few, key=lambda value: (len(groups[value]), value)))
        for one in people:
            own = one.slices[slice_]
            parts.setdefault((slice_, "overig" if own in few else own), []).append(one)
    rows = [profile_row(cut, members, rounding) for cut, members in parts.items()]
    return [shown(row, "rounded") for row in rows if row["n_participants"]]


def profile_row(cut: tuple[str, str], members: list[Participation], rounding: Rounding) -> Row:
    known = [one for one in members if one.ended and one.reason != "onbekend"]
    n = rounding.count("group_profile", "n_participants", cut, [one.person for one in members])
    n_known = rounding.count("group_profile", "n_known_ends", cut, keys(known))
    n_gone = rounding.count("group_profile", "n_dropouts", cut, keys(one for one in known if one.reason != "01"))
    n_groups = len({one.group for one in members})
    return {
        "slice": cut[0],
        "slice_value": cut[1],
        "n_groups": n_groups,
        "n_participants": n,
        "median_size": 8.0,
        "attendance_share": 0.83 if n >= 4 * BASE else None,
        "n_known_ends": n_known,
        "n_dropouts": n_gone,
        "pct_dropout": min(100.0, 100 * n_gone / n_known) if n_known >= 4 * BASE else None,
        "n_ended_known": n_groups,
        "n_continuing": 1,
        "pct_continues_as_network": 100 / n_groups,
    }


def curve_rows(people: list[Participation], rounding: Rounding) -> list[Row]:
    """Group types with too few who are followed are pooled."""
    followed = [one for one in people if one.ended and one.observed >= 0]
    types: dict[str, list[Participation]] = {}
    for one in followed:
        types.setdefault(one.slices["group_type"], []).append(one)
    few = [name for name, members in types.items() if Rounding().count("", "", (), keys(members)) < 4 * BASE]
    types |= {"overig": [one for name in few for one in types.pop(name)], "all": followed}
    return [row for name, members in types.items() for row in curve_of(name, members, rounding)]


def curve_of(group_type: str, members: list[Participation], rounding: Rounding) -> list[Row]:
    rows: list[Row] = []
    before = -1

    def count(column: str, counted: Iterable[Participation]) -> int:
        return rounding.count("help_follow_up_curve", column, (group_type, day), keys(counted))

    for day in DAYS:
        at_risk = count("n_at_risk", [one for one in members if one.observed >= day])
        if at_risk < 4 * BASE:
            break
        followed = rows[0]["n_at_risk"] if rows else at_risk
        still = sum(not (one.has_help and one.observed <= day) for one in members) / len(members)
        share = min(BASE * round(still * followed / BASE) / followed, 1.0)
        left = [one for one in members if before < one.observed <= day]
        rows.append(
            {
                "group_type": group_type,
                "day": day,
                "n_at_risk": at_risk,
                "n_events": count("n_events", [one for one in left if one.has_help]),
                "n_censored": count("n_censored", [one for one in left if not one.has_help]),
                "share_without_help": share,
                "low": limit(share, at_risk, -1),
                "high": limit(share, at_risk, 1),
            }
        )
        before = day
    return [shown(row, "rounded") for row in rows]


def around_rows(people: list[Participation], rounding: Rounding) -> list[Row]:
    """Decisions begin too late for the first months before the groups of the first half-year."""
    followed = [one for one in people if one.ended and one.observed >= 0]
    rows = []
    for month, group_type in product(range(-12, 13), ("all", *TYPES)):
        members = [one for one in followed if group_type in ("all", one.slices["group_type"]) and is_seen(one, month)]
        labels = (group_type, month)
        n = rounding.count("help_around_group", "n_observed", labels, keys(members))
        helped = keys(one for one in members if is_helped(one, month))
        n_helped = rounding.count("help_around_group", "n_with_help", labels, helped)
        if n:
            counts = {"group_type": group_type, "month": month, "n_observed": n, "n_with_help": n_helped}
            rows.append(counts | around_figures(n_helped, n))
    return [shown(row, "rounded") for row in rows]


def around_figures(n_helped: int, n: int) -> Row:
    share = min(1.0, n_helped / n) if n >= 4 * BASE else None
    low, high = (None if share is None else limit(share, n, sign) for sign in (-1, 1))
    return {"share_with_help": share, "low": low, "high": high}


def is_seen(one: Participation, month: int) -> bool:
    """Whom help began for is seen for as long as somebody else may be."""
    if month <= 0:
        return month > -7 or one.slices["half_year"] != HALF_YEARS[0]
    return one.observed + 300 * one.has_help >= 31 * month - 3


def is_helped(one: Participation, month: int) -> bool:
    """Before the end some; afterwards for half a year from when help began."""
    if month <= 0:
        return one.waited % 4 == 0 and -month < one.waited
    return one.has_help and 0 < 31 * month - one.observed < 186


def keys(people: Iterable[Participation]) -> list[str]:
    return [one.key for one in people]


def limit(share: float, n: int, sign: int) -> float:
    """Wilson's 95 % limit, from the quadratic equation that it solves."""
    z2 = 1.959963984540054**2
    a, b, c = 1 + z2 / n, -(2 * share + z2 / n), share**2
    return (-b + sign * sqrt(max(b * b - 4 * a * c, 0.0))) / (2 * a)


# Respondents by part. Both target groups show the first type; the second only one of them, so for both it is pooled.
PARTS: dict[str, dict[tuple[str, str], int | None]] = {
    "jongeren": {
        ("all", "all"): 43, ("group_type", "oudertraining"): 20, ("group_type", "sportgroep"): 14,
        ("group_type", "overig"): 9, ("half_year", "2025-1"): 25, ("half_year", "2025-2"): 18,
        ("moment", "einde"): 43, ("moment", "start"): 31, ("moment", "na_6_maanden"): None,
    },
    "opvoeders": {
        ("all", "all"): 61, ("group_type", "oudertraining"): 38, ("group_type", "overig"): 23,
        ("half_year", "2024-1 t/m 2025-1"): 40, ("half_year", "2025-2"): 21,
        ("moment", "einde"): 61, ("moment", "start"): 52, ("moment", "na_6_maanden"): 12,
    },
    "all": {
        ("all", "all"): 104, ("group_type", "oudertraining"): 58, ("group_type", "overig"): 46,
        ("half_year", "2024-1 t/m 2025-1"): 65, ("half_year", "2025-2"): 39,
        ("moment", "einde"): 104, ("moment", "start"): 83, ("moment", "na_6_maanden"): None,
    },
}  # fmt: skip


def opinion(row: Row, n: int | None) -> Row:
    """Figures are all hidden with their number; a pooled part says so."""
    is_pooled = "overig" in row.values() or " t/m " in str(row.get("slice_value"))
    return shown(row, "hidden" if n is None else "pooled" if is_pooled else "exact")


def opinion_marts() -> Marts:
    names = ("statement_agreement", "response_rate", "theme_mentions", "group_comparison", "network_over_time")
    marts: Marts = {name: [] for name in (*names, "assumptions")}
    for target_group, parts in PARTS.items():
        for cut, n in parts.items():
            labels = {"target_group": target_group, "slice": cut[0], "slice_value": cut[1]}
            theme = {"kind": "opbrengst", "theme_key": "meer_rust", **labels, "n_mentions": n and n // 2}
            marts["theme_mentions"].append(opinion(theme | {"n_respondents": n}, n))
            if target_group == "all":
                continue
            # Each part has as many invited as respondents, twice.
            invited = {"n_invited": n and 2 * n, "n_responded": n}
            marts["response_rate"].append(opinion(labels | invited, n))
            marts["statement_agreement"] += [
                opinion(labels | {"statement_key": statement} | answers_of(n), n)
                for statement in ("contact_buiten", "aanraden")
            ]
            if cut[0] == "moment":
                marts["network_over_time"].append(network_row(target_group, cut[1], n))
        if target_group != "all":
            marts["group_comparison"] += comparison_rows(target_group, parts)
            marts["assumptions"].append(assumption_row(target_group, parts["moment", "einde"]))
    quote = {"theme_key": "meer_rust", "target_group": "jongeren", "quote": "Meer rust thuis."}
    units = {"theme_key": "meer_rust", "n_units": 40, "n_coders": 2, "krippendorff_alpha": 0.8}
    return marts | {"quotes": [shown(quote, "exact")], "coder_agreement": [shown(units, "exact")]}


def answers_of(n: int | None) -> Row:
    share = None if n is None else 100 * (n // 2) / n
    counts = {"n_respondents": n, "n_answered": n, "n_agree": n and n // 2}
    return counts | {"pct_agree_answered": share, "agree_low": share, "agree_high": share}


def network_row(target_group: str, moment: str, n: int | None) -> Row:
    pairs = None if n is None or moment == "einde" else 6
    row = {"target_group": target_group, "moment_key": moment, "n_respondents": n, "n_answered": n}
    return opinion(row | {"n_pairs": pairs, "n_gained": pairs and 3, "n_lost": pairs and 1}, n)


def comparison_rows(target_group: str, parts: dict[tuple[str, str], int | None]) -> list[Row]:
    everybody = parts["all", "all"] or 0
    row = {"target_group": target_group, "statement_key": "contact_buiten", "characteristic": "group_type"}
    return [
        opinion(row | {"value": value, "n_respondents": n, "n_answered": n, "n_answered_others": everybody - n}, n)
        for (slice_, value), n in parts.items()
        if slice_ == "group_type" and value != "overig" and n is not None
    ]


def assumption_row(target_group: str, n: int | None) -> Row:
    share = answers_of(n)["pct_agree_answered"]
    row = {"assumption_key": "tevreden", "target_group": target_group, "source_table": "marts.statement_agreement"}
    return shown(row | {"value": share, "low": share, "high": share, "n": n, "verdict": "onbeslist"}, "exact")


def write(folder: Path, made: Release) -> Published:
    """The release as the two files of a build."""
    folder.mkdir(parents=True, exist_ok=True)
    published = Published(folder / "dashboard.duckdb", folder / "analysis.duckdb")
    for file in (published.dashboard, published.analysis):
        file.unlink(missing_ok=True)
    with attached(published.dashboard) as opened:
        opened.execute("CREATE SCHEMA marts")
        for name, rows in made.marts.items():
            create(opened, f"marts.{name}", rows)
    digests = [
        {"mart": mart, "column_name": column, "labels": labels, "set_name": digest, "n_redraws": 0}
        for (mart, column, labels), digest in made.digests.items()
    ]
    with attached(published.analysis) as opened:
        opened.execute("CREATE SCHEMA audit")
        opened.execute("CREATE SCHEMA core")
        indicator = {"assumption_key": "tevreden", "statement_key": "aanraden", "moment_key": "einde"}
        create(opened, "core.dim_assumption", [indicator])
        create(opened, "audit.released_count", digests)
        if made.base:
            thresholds = {"minimum_group": THRESHOLDS.minimum_group, "minimum_cell": made.base}
            create(opened, "audit.release", [{"data_until": UNTIL} | thresholds])
    return published


def write_changed(folder: Path, made: Release, like: Release, written: Published) -> Published:
    """A release with the counted sets of another that is written already, and most of its marts: sooner written."""
    dashboard = Path(copyfile(written.dashboard, folder / "changed.duckdb"))
    with attached(dashboard) as opened:
        for name in made.marts.keys() | like.marts.keys():
            if made.marts.get(name) != like.marts.get(name):
                opened.execute(f"DROP TABLE IF EXISTS marts.{name}")
                create(opened, f"marts.{name}", made.marts.get(name, []))
    return Published(dashboard, written.analysis)


def create(opened: duckdb.DuckDBPyConnection, table: str, rows: list[Row]) -> None:
    """A table of the rows; none where there are none."""
    if rows:
        opened.register("given", pa.Table.from_pylist(rows))
        opened.execute(f"CREATE TABLE {table} AS SELECT * FROM given")
        opened.unregister("given")
