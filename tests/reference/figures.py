"""From the star to every cell of every mart, as plain rows; undisclosed, uncut, as analysis.duckdb has them."""

import statistics
from calendar import monthrange
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from typing import Any

from . import contract, intervals
from .rows import Row
from .star import OUTCOME_AREA, TARGET_GROUP, UNKNOWN, Star, by, grouped, statements_of

Mart = list[Row]
Slices = list[tuple[str, str]]

WORDING = {
    "op_gemak": "Ik voelde me op mijn gemak in de groep",
    "geluisterd": "Er werd goed naar mij geluisterd",
    "toepassen": "Ik pas toe wat ik heb geleerd van anderen in de groep",
    "goed_verder": "Ik kan weer goed verder door deelname aan deze groep",
    "contact_buiten": "Ik heb contact met andere deelnemers van de groep buiten de groepsbijeenkomsten",
    "wachttijd": "De wachttijd voor deze groep vond ik acceptabel",
    "wist_waar": "Ik wist waar ik terecht kon met mijn vraag",
    "meegedacht": "Ik heb meegedacht over wat we deden in de groep",
    "geleerd": "Ik heb in de groep dingen geleerd waar ik wat aan heb",
    "gezin_geleerd": "Door mee te doen aan de groep hebben we als gezin dingen geleerd die ons helpen",
    "aanraden": "Ik zou deze groep aanraden aan anderen",
}
OF_THE_GROUP = ("lead_organisation", "size_band", "age_spread_band", "sessions_band")
ASSUMED_STATEMENTS = {
    "tevreden": "aanraden",
    "op_gemak": "op_gemak",
    "geluisterd": "geluisterd",
    "geleerd": "geleerd",
    "gezin_geleerd": "gezin_geleerd",
    "toepassen": "toepassen",
    "goed_verder": "goed_verder",
    "wachttijd": "wachttijd",
    "wist_waar": "wist_waar",
    "meegedacht": "meegedacht",
}
ASSUMED_CONTACT = {
    "contact_einde": "einde",
    "contact_na_6_maanden": "na_6_maanden",
    "contact_na_12_maanden": "na_12_maanden",
}
ASSUMED_WITHOUT_HELP = {"geen_hulp_6_maanden": 183, "geen_hulp_12_maanden": 365}
OUTCOME_CLASSES = {
    "follow_up": {"buurtteam_individueel": "individuele_hulp", "specialistische_hulp": "individuele_hulp"},
    "end_reason": {"01": "volgens_plan", "02": "anders", "03": "anders", "04": "anders", "05": "anders"},
}
CHARACTERISTICS = ("size_band", "age_spread_band", "sessions_band", "group_type")


def build(star: Star) -> dict[str, Mart]:
    """Every mart by name."""
    return {
        "statement_agreement": statement_agreement(star),
        "response_rate": response_rate(star),
        "theme_mentions": theme_mentions(star),
        "quotes": quotes(star),
        "coder_agreement": coder_agreement(star),
        "group_profile": group_profile(star),
        "group_comparison": group_comparison(star),
        "waiting_time": waiting_time(star),
        "outflow": outflow(star),
        "help_follow_up_curve": help_follow_up_curve(star),
        "help_around_group": help_around_group(star),
        "network_over_time": network_over_time(star),
        "assumptions": assumptions(star),
    }


def percentage(part: int, whole: int) -> float | None:
    return 100 * part / whole if whole else None


def bounds(k: int, n: int, low: str, high: str) -> Row:
    """Wilson bounds as percentages under the two names."""
    interval = intervals.wilson(k, n)
    return {low: interval and 100 * interval[0], high: interval and 100 * interval[1]}


def half_year(day: date) -> str:
    return f"{day.year}-{1 if day.month <= 6 else 2}"


def last_12_months(day: date, as_of: date) -> str:
    """Whether a day lies in the month of `as_of`, in the twelve months before that one, or before those."""
    ago = 12 * (as_of.year - day.year) + as_of.month - day.month
    if ago <= 0:
        return "lopende maand" if ago == 0 else "later"
    first = date(as_of.year - 1, as_of.month, 1)
    last = as_of.replace(day=1) - timedelta(days=1)
    return f"{first:%Y-%m} t/m {last:%Y-%m}" if ago <= 12 else "eerder"


# --- respondents and the slices they are in


def respondents(star: Star) -> list[Row]:
    """Completed responses that are not superseded, with the answers given."""
    answers: dict[tuple[str, str], dict[str, str | None]] = defaultdict(dict)
    for row in star.fct_measurement:
        answers[row["questionnaire"], row["response"]][row["statement"]] = row["answer_class"]
    return [
        {**row, "answers": answers[row["questionnaire"], row["response"]]}
        for row in star.fct_response
        if row["is_completed"] and not row["is_superseded"]
    ]


def survey_slices(star: Star, groups: dict[str, Row], row: Row, day: date, group_type: str) -> Slices:
    """The slices of a response or an invitation; only those at the end count in all but `moment`."""
    found: Slices = [("moment", row["moment"])]
    if row["moment"] != "einde":
        return found
    group = groups.get(row["group"], {})
    found += [("all", "all"), ("group_type", group_type), *_periods(star, day)]
    found += _places(group.get("neighbourhood", UNKNOWN))
    return found + [(name, group.get(name, UNKNOWN)) for name in OF_THE_GROUP]


def _periods(star: Star, day: date) -> Slices:
    return [("half_year", half_year(day)), ("last_12_months", last_12_months(day, star.as_of))]


def _places(wijk: str) -> Slices:
    """By wijk, and by district where any wijk has one."""
    found = [("neighbourhood", contract.NEIGHBOURHOODS.get(wijk, UNKNOWN))]
    return [*found, ("district", contract.DISTRICTS.get(wijk, UNKNOWN))] if contract.DISTRICTS else found


def sliced_respondents(star: Star) -> Iterator[tuple[Row, Slices]]:
    groups = by(star.dim_group, "group")
    for row in respondents(star):
        yield row, survey_slices(star, groups, row, row["submitted_at"].date(), row["group_type"])


def cut(pairs: Iterable[tuple[Row, Slices]]) -> dict[tuple[str, str], list[Row]]:
    """Rows by slice and slice value."""
    found: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row, slices in pairs:
        for one in slices:
            found[one].append(row)
    return found


def count_answers(people: list[Row], statement: str) -> Counter[str | None]:
    return Counter(person["answers"].get(statement) for person in people)


# --- opinion


def statement_agreement(star: Star) -> Mart:
    mart = []
    for (slice_, value), people in cut(sliced_respondents(star)).items():
        for questionnaire, same in grouped(people, lambda row: row["questionnaire"]).items():
            for statement in statements_of(questionnaire):
                mart.append(
                    {
                        "target_group": TARGET_GROUP[questionnaire],
                        "statement_key": statement,
                        "statement_order": contract.STATEMENTS.index(statement) + 1,
                        "slice": slice_,
                        "slice_value": value,
                        "wording": WORDING[statement],
                        "outcome_area": OUTCOME_AREA[statement],
                        **_agreement(count_answers(same, statement), len(same)),
                    }
                )
    return mart


def _agreement(classes: Counter[str | None], n_respondents: int) -> Row:
    n_answered = n_respondents - classes[None]
    return {
        "n_respondents": n_respondents,
        "n_answered": n_answered,
        "n_disagree": classes["disagree"],
        "n_neutral": classes["neutral"],
        "n_agree": classes["agree"],
        "pct_disagree": percentage(classes["disagree"], n_respondents),
        "pct_neutral": percentage(classes["neutral"], n_respondents),
        "pct_agree": percentage(classes["agree"], n_respondents),
        "pct_agree_answered": percentage(classes["agree"], n_answered),
        **bounds(classes["agree"], n_answered, "agree_low", "agree_high"),
        "needs_caution": n_respondents < 30,
        "responses_per_side": intervals.per_side(classes["agree"], n_answered),
    }


def response_rate(star: Star) -> Mart:
    groups = by(star.dim_group, "group")
    mart = []
    pairs = [
        (row, survey_slices(star, groups, row, row["invited"], groups.get(row["group"], {}).get("group_type", UNKNOWN)))
        for row in star.fct_invitation
    ]
    for (slice_, value), invited in cut(pairs).items():
        for target_group, same in grouped(invited, lambda row: row["target_group"]).items():
            n_responded = sum(row["is_responded"] for row in same)
            mart.append(
                {
                    "target_group": target_group,
                    "slice": slice_,
                    "slice_value": value,
                    "n_invited": len(same),
                    "n_responded": n_responded,
                    "pct_responded": percentage(n_responded, len(same)),
                    **bounds(n_responded, len(same), "responded_low", "responded_high"),
                }
            )
    return mart


def theme_mentions(star: Star) -> Mart:
    mentioned: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in star.fct_theme_mention:
        mentioned[row["questionnaire"], row["response"]].add(row["theme"])
    mart = []
    for (slice_, value), people in cut(sliced_respondents(star)).items():
        by_target = grouped(people, lambda row: row["target_group"]) | {"all": people}
        for target_group, same in by_target.items():
            for theme, kind in contract.THEMES.items():
                n_mentions = sum(theme in mentioned[row["questionnaire"], row["response"]] for row in same)
                mart.append(
                    {
                        "kind": kind,
                        "theme_key": theme,
                        "target_group": target_group,
                        "slice": slice_,
                        "slice_value": value,
                        "n_mentions": n_mentions,
                        "n_respondents": len(same),
                        "pct_respondents": percentage(n_mentions, len(same)),
                    }
                )
    return mart


def _codings_of_respondents(star: Star) -> list[Row]:
    people = by(respondents(star), "questionnaire", "response")
    return [row for row in star.codings if (row["vragenlijst"], row["respons_id"]) in people]


def quotes(star: Star) -> Mart:
    """Every approved quote, before any scrubbing."""
    found = {
        (row["thema"], TARGET_GROUP[row["vragenlijst"]], row["citaat"])
        for row in _codings_of_respondents(star)
        if row["citaat"] and row["thema"] != "geen"
    }
    return [{"theme_key": theme, "target_group": target, "quote": quote} for theme, target, quote in sorted(found)]


def coder_agreement(star: Star) -> Mart:
    """Units are answers with rows of two coders or more; the value is whether a coder gave the theme; none, no rows."""
    given: dict[tuple[str, str, str], dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for row in _codings_of_respondents(star):
        given[row["vragenlijst"], row["respons_id"], row["vraag"]][row["codeur"]].add(row["thema"])
    units = [coders for coders in given.values() if len(coders) >= 2]
    names = sorted({name for coders in units for name in coders})
    mart = []
    for theme in contract.THEMES if units else ():
        ratings = [[theme in unit[name] if name in unit else None for unit in units] for name in names]
        mart.append(
            {
                "theme_key": theme,
                "kind": contract.THEMES[theme],
                "n_units": len(units),
                "n_coders": len(names),
                "krippendorff_alpha": intervals.alpha(ratings),
            }
        )
    return mart


def group_comparison(star: Star) -> Mart:
    """Each value of a characteristic against all other known values together, at the end of the group."""
    mart = []
    pairs = list(sliced_respondents(star))
    for characteristic in CHARACTERISTICS:
        by_value = {value: rows for (slice_, value), rows in cut(pairs).items() if slice_ == characteristic}
        by_value.pop(UNKNOWN, None)
        for value, people in by_value.items():
            others = [row for other, rows in by_value.items() if other != value for row in rows]
            for questionnaire, same in grouped(people, lambda row: row["questionnaire"]).items():
                rest = [row for row in others if row["questionnaire"] == questionnaire]
                for statement in statements_of(questionnaire):
                    mart.append(
                        {
                            "target_group": TARGET_GROUP[questionnaire],
                            "statement_key": statement,
                            "statement_order": contract.STATEMENTS.index(statement) + 1,
                            "characteristic": characteristic,
                            "value": value,
                            **_difference(count_answers(same, statement), count_answers(rest, statement)),
                        }
                    )
    return mart


def _difference(here: Counter[str | None], others: Counter[str | None]) -> Row:
    k, n = here["agree"], here.total() - here[None]
    k_others, n_others = others["agree"], others.total() - others[None]
    interval = intervals.newcombe(k, n, k_others, n_others)
    return {
        "n_respondents": here.total(),
        "n_answered": n,
        "n_agree": k,
        "n_answered_others": n_others,
        "n_agree_others": k_others,
        "pct_agree": percentage(k, here.total()),
        "pct_agree_answered": percentage(k, n),
        **bounds(k, n, "agree_low", "agree_high"),
        "difference_pp": 100 * k / n - 100 * k_others / n_others if n and n_others else None,
        "difference_low": interval and 100 * interval[0],
        "difference_high": interval and 100 * interval[1],
        "fisher_p": intervals.fisher(k, n, k_others, n_others),
        "responses_needed": _needed(interval, k_others, n_others, min(n, n_others)),
    }


def _needed(interval: intervals.Interval | None, k_others: int, n_others: int, n_smaller: int) -> int | None:
    """More answers that the smaller side needs, where the interval of the difference holds 0."""
    per_side = intervals.per_side(k_others, n_others)
    if interval is None or per_side is None or interval[0] > 0 or interval[1] < 0:
        return None
    return max(0, per_side - n_smaller)


def network_over_time(star: Star) -> Mart:
    """Contact outside the group at each moment, and the same respondents at the end and at that moment."""
    last: dict[tuple[str, str, str], Row] = {}
    for row in sorted(respondents(star), key=lambda row: (row["submitted_at"], row["response"])):
        if row["respondent"] != UNKNOWN:
            last[row["target_group"], row["moment"], row["respondent"]] = row
    mart = []
    for (target_group, moment), people in grouped(
        respondents(star), lambda row: (row["target_group"], row["moment"])
    ).items():
        classes = count_answers(people, "contact_buiten")
        n_answered = len(people) - classes[None]
        mart.append(
            {
                "target_group": target_group,
                "moment_key": moment,
                "moment_order": ("start", "einde", "na_6_maanden", "na_12_maanden").index(moment) + 1,
                "n_respondents": len(people),
                "n_answered": n_answered,
                "n_contact": classes["agree"],
                "pct_contact": percentage(classes["agree"], len(people)),
                "pct_contact_answered": percentage(classes["agree"], n_answered),
                **bounds(classes["agree"], n_answered, "contact_low", "contact_high"),
                **_pairs(last, target_group, moment),
            }
        )
    return mart


def _pairs(last: dict[tuple[str, str, str], Row], target_group: str, moment: str) -> Row:
    if moment == "einde":
        return {"n_pairs": None, "n_gained": None, "n_lost": None}
    earlier_moment, later_moment = (moment, "einde") if moment == "start" else ("einde", moment)
    pairs = []
    for (target, at, code), earlier in last.items():
        later = last.get((target_group, later_moment, code))
        if target == target_group and at == earlier_moment and later:
            pairs.append((earlier["answers"]["contact_buiten"], later["answers"]["contact_buiten"]))
    answered = [(before, after) for before, after in pairs if before is not None and after is not None]
    return {
        "n_pairs": len(answered),
        "n_gained": sum(before != "agree" and after == "agree" for before, after in answered),
        "n_lost": sum(before == "agree" and after != "agree" for before, after in answered),
    }


# --- assumptions: what can be counted of them, under the keys that the mart gives them


def assumptions(star: Star) -> Mart:
    at_the_end = [row for row in respondents(star) if row["moment"] == "einde"]
    mart = []
    for questionnaire, target_group in TARGET_GROUP.items():
        for key, statement in ASSUMED_STATEMENTS.items():
            if statement in statements_of(questionnaire):
                people = [row for row in at_the_end if row["questionnaire"] == questionnaire]
                mart.append(_assumed(key, target_group, count_answers(people, statement)))
        for key, moment in ASSUMED_CONTACT.items():
            people = [
                row for row in respondents(star) if (row["questionnaire"], row["moment"]) == (questionnaire, moment)
            ]
            mart.append(_assumed(key, target_group, count_answers(people, "contact_buiten")))
    ended = [group for group in star.dim_group if group["end_date"] and group["end_date"] <= star.as_of]
    names = {True: "agree", False: "disagree", None: None}
    networks = Counter(names[group["continues_as_network"]] for group in ended)
    mart.append(_assumed("netwerk_gaat_door", "all", networks))
    return mart + [_without_help(star, key, days) for key, days in ASSUMED_WITHOUT_HELP.items()]


def _assumed(key: str, target_group: str, classes: Counter[str | None]) -> Row:
    n = classes.total() - classes[None]
    value = percentage(classes["agree"], n)
    interval = bounds(classes["agree"], n, "low", "high")
    figures = {"value": value, **interval, "n": n, "n_unknown": classes[None]}
    return {"assumption_key": key, "target_group": target_group, **figures, "verdict": _verdict(figures)}


def _verdict(figures: Row) -> str:
    """What an interval says of the half, from ten observations on."""
    if figures["n"] < 10 or figures["value"] is None:
        return "te_weinig"
    if figures["low"] > 50:
        return "zelfde_richting"
    return "tegen" if figures["high"] < 50 else "onbeslist"


def _without_help(star: Star, key: str, days: int) -> Row:
    """The curve's share at that day, where somebody is still followed that long."""
    curve = [row for row in help_follow_up_curve(star) if row["group_type"] == "all"]
    until = [row for row in curve if row["day"] <= days]
    known = curve and (curve[-1]["day"] >= days or curve[-1]["share_without_help"] == 0)
    shares = {"value": "share_without_help", "low": "low", "high": "high"}
    figures = {name: 100 * until[-1][column] if known else None for name, column in shares.items()}
    n_ended = sum(row["status"] == "beeindigd" for row in star.fct_participation)
    n = len(star.fct_help_follow_up)
    figures |= {"n": n, "n_unknown": n_ended - n}
    return {"assumption_key": key, "target_group": "all", **figures, "verdict": _verdict(figures)}


# --- registration


def group_profile(star: Star) -> Mart:
    participations = grouped(star.fct_participation, lambda row: row["group"])

    def slices(group: Row) -> Slices:
        return [
            ("all", "all"),
            ("group_type", group["group_type"]),
            *_periods(star, group["start_date"]),
            *_places(group["neighbourhood"]),
            ("lead_organisation", group["lead_organisation"]),
        ]

    return [
        {
            "slice": slice_,
            "slice_value": value,
            **_profile(groups, [row for group in groups for row in participations[group["group"]]], star.as_of),
        }
        for (slice_, value), groups in cut((group, slices(group)) for group in star.dim_group).items()
    ]


def _profile(groups: list[Row], participations: list[Row], as_of: date) -> Row:
    started = [group for group in groups if group["n_started"]]
    spreads = [group["age_spread_years"] for group in started if group["age_spread_years"] is not None]
    sessions = [group["held_sessions"] for group in groups if group["held_sessions"]]
    possible = sum(row["sessions_possible"] for row in participations)
    reasons = [
        row["end_reason"] for row in participations if row["status"] == "beeindigd" and row["end_reason"] != UNKNOWN
    ]
    networks = [
        group["continues_as_network"]
        for group in groups
        if group["end_date"] and group["end_date"] <= as_of and group["continues_as_network"] is not None
    ]
    n_attended = sum(row["sessions_attended"] for row in participations)
    n_dropouts = sum(reason != "01" for reason in reasons)
    return {
        "n_groups": len(groups),
        "n_participants": len({row["participant"] for row in participations if row["started"]}),
        "median_size": _median([group["n_started"] for group in started]),
        "median_sessions": _median(sessions),
        "median_age_spread_years": _median(spreads),
        "attendance_share": n_attended / possible if possible else None,
        "pct_dropout": percentage(n_dropouts, len(reasons)),
        "pct_continues_as_network": percentage(sum(networks), len(networks)),
        "n_attended": n_attended,
        "n_possible": possible,
        "n_known_ends": len(reasons),
        "n_dropouts": n_dropouts,
        "n_ended_known": len(networks),
        "n_continuing": sum(networks),
    }


def _median(numbers: list[int]) -> float | None:
    return float(statistics.median(numbers)) if numbers else None


def _registration_slices(star: Star, group_type: str, day: date) -> Slices:
    return [("all", "all"), ("group_type", group_type), *_periods(star, day), ("year", str(day.year))]


def _cut_participations(star: Star, rows: list[Row], day: Callable[[Row], date]) -> dict[tuple[str, str], list[Row]]:
    groups = by(star.dim_group, "group")
    return cut((row, _registration_slices(star, groups[row["group"]]["group_type"], day(row))) for row in rows)


def waiting_time(star: Star) -> Mart:
    started = [row for row in star.fct_participation if row["started"]]
    mart = []
    for (slice_, value), rows in _cut_participations(star, started, lambda row: row["started"]).items():
        days = sorted(row["days_waited"] for row in rows)
        mart.append(
            {
                "slice": slice_,
                "slice_value": value,
                "n_started": len(days),
                "median_days": quantile(days, 0.5),
                "p90_days": quantile(days, 0.9),
                "n_over_42_days": sum(one > 42 for one in days),
                "share_over_42_days": sum(one > 42 for one in days) / len(days),
            }
        )
    return mart


def quantile(ordered: list[int], share: float) -> float:
    """Linear interpolation between the two nearest values."""
    place = share * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])


def outflow(star: Star) -> Mart:
    ended = [row for row in star.fct_participation if row["status"] == "beeindigd"]
    mart = []
    for (slice_, value), rows in _cut_participations(star, ended, lambda row: row["ended"]).items():
        for outcome, classes in OUTCOME_CLASSES.items():
            fine = Counter(row[outcome] for row in rows)
            coarse = Counter(classes.get(row[outcome], row[outcome]) for row in rows)
            for name, counts in ((outcome, fine), (f"{outcome}_class", coarse)):
                for key, n_ended in counts.items():
                    mart.append(
                        {
                            "outcome": name,
                            "outcome_key": key,
                            "slice": slice_,
                            "slice_value": value,
                            "n_ended": n_ended,
                            "n_ended_total": len(rows),
                            "pct_ended": percentage(n_ended, len(rows)),
                        }
                    )
    return mart


def help_follow_up_curve(star: Star) -> Mart:
    by_type: dict[str, list[Row]] = grouped(star.fct_help_follow_up, lambda row: row["group_type"])
    if star.fct_help_follow_up:
        by_type = by_type | {"all": star.fct_help_follow_up}
    mart: list[dict[str, Any]] = []
    for group_type, rows in by_type.items():
        steps = intervals.kaplan_meier([row["days_observed"] for row in rows], [row["has_event"] for row in rows])
        for step in steps:
            mart.append(
                {
                    "group_type": group_type,
                    "day": step.day,
                    "n_at_risk": step.n_at_risk,
                    "n_events": step.n_events,
                    "n_censored": step.n_censored,
                    "share_without_help": step.share,
                    "low": step.low,
                    "high": step.high,
                }
            )
    return mart


def help_around_group(star: Star) -> Mart:
    """Walks each participation's months one by one, and looks for help on every day of those that are covered."""
    decisions = grouped(star.fct_help_decision, lambda row: row["participant"])
    helped: dict[tuple[str, int], list[bool]] = defaultdict(list)
    for row in star.fct_help_follow_up:
        for month, first, last in months_around(row["started"], row["ended"]):
            if row["covered_from"] is None or first < row["covered_from"] or last > row["covered_until"]:
                continue
            days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
            has_help = any(runs_on(day, decision) for decision in decisions[row["participant"]] for day in days)
            for group_type in ("all", row["group_type"]):
                helped[group_type, month].append(has_help)
    return [
        {
            "group_type": group_type,
            "month": month,
            "n_observed": len(flags),
            "n_with_help": sum(flags),
            "share_with_help": sum(flags) / len(flags),
            **dict(zip(("low", "high"), intervals.wilson(sum(flags), len(flags)) or (), strict=True)),
        }
        for (group_type, month), flags in helped.items()
    ]


def months_around(started: date, ended: date) -> Iterator[tuple[int, date, date]]:
    """Number, first and last day of twelve months before the start, the time in the group, and twelve months after."""
    one_day, after = timedelta(days=1), ended + timedelta(days=1)
    for k in range(1, 13):
        yield -k, months_later(started, -k), months_later(started, 1 - k) - one_day
        yield k, months_later(after, k - 1), months_later(after, k) - one_day
    yield 0, started, ended


def months_later(day: date, months: int) -> date:
    """The same day of another month, or the last day of that month where it has no such day."""
    year, month = divmod(12 * day.year + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def runs_on(day: date, decision: Row) -> bool:
    return decision["start"] is not None and decision["start"] <= day and (decision["end"] or day) >= day
