"""The report's world: invented people whose answers give exactly the counts that the report published.

Everything else here (groups, attendance, help) is plausible surroundings. The living city does not belong here.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import count
from typing import Any, NamedTuple

from made_up.answers import OpenAnswer, answer_with_themes, answer_without_theme, code_answer
from made_up.bsn import UNKNOWN_BSN, client_bsns, stranger_bsns
from made_up.chance import seeded
from made_up.delivery import Delivery, plain_delivery
from made_up.figures import response_counts, statement_counts, theme_counts
from made_up.formats import ANSWERS_AS_CODES, ANSWERS_AS_LABELS, LABELS, Format
from made_up.people import (
    allocate,
    delete,
    extend,
    make_attendance,
    make_client,
    make_sessions,
    refuse,
)
from made_up.records import (
    ATTENDANCE,
    CLIENTS,
    CODINGS,
    DECISIONS,
    GROUPS,
    INVITATIONS,
    PARTICIPATIONS,
    RESPONSES,
    SESSIONS,
    Chapter,
    Client,
    Decision,
    Group,
    Invitation,
    Participation,
    Response,
    World,
    key_of,
)
from made_up.vocabulary import (
    GEZINNEN,
    JONGEREN,
    OPEN_QUESTIONS,
    OPVOEDERS,
    QUESTIONNAIRES,
    STATEMENTS,
)

NAME = "rapport"
DEFAULT_SEED = 2025
AS_OF = date(2025, 4, 15)
SURVEY_DATE = date(2025, 4, 7)
WIZ_DATE = date(2025, 4, 14)
CODING_DATE = date(2025, 4, 11)
DECISION_DATE = date(2025, 4, 1)

MENTIONS_BY_JONGEREN = {
    "veilige_sfeer_en_bejegening": 7,
    "herkenning_en_uitwisseling": 4,
    "goed_geluisterd": 2,
    "meer_rust": 2,
    "contact_buiten_de_groep": 1,
    "inhoud_van_de_informatie": 2,
    "aantal_en_duur_bijeenkomsten": 2,
}
DAYS_FROM_END_TO_INVITATION = 4
DAYS_TO_ANSWER = (0, 14)
DAYS_TO_START = (5, 70)
SHARE_WITH_CLIENT_LINK = 0.4
SHARE_WITHOUT_GROUP = 0.1
SHARE_WITHOUT_BSN = 0.12
SHARE_STRONGLY = 0.45
N_THEMES_SAID_TWICE = 3
N_QUOTES = 8
N_STRANGERS_WITH_HELP = 6
FIRST_HELP_OF_STRANGERS = date(2024, 6, 3)
LAST_HELP_START = date(2025, 6, 1)


class GroupPlan(NamedTuple):
    groep_id: str
    naam: str
    groepstype: str
    doelgroep: str
    organisatie: str
    partners: tuple[str, ...]
    wijk: str
    startdatum: date
    n_sessions: int
    days_between: int
    n_started: int
    n_invited: int
    carries_on: bool | None


PLANS = (
    GroupPlan("G100001", "Opvoedcafé Overvecht", "ontmoetingsgroep", OPVOEDERS, "DOCK", ("JGZ",), "WK034403",
              date(2024, 9, 3), 6, 7, 9, 8, True),
    GroupPlan("G100002", "Grenzen stellen, ook als het moeilijk is", "oudertraining", OPVOEDERS, "KOOS", ("Lokalis",),
              "WK034401", date(2024, 9, 5), 8, 7, 10, 9, False),
    GroupPlan("G100003", "Een puber in huis", "oudertraining", OPVOEDERS, "Lokalis", ("JGZ", "KOOS"), "WK034409",
              date(2024, 9, 19), 8, 7, 12, 11, False),
    GroupPlan("G100004", "Eén gezin, twee huizen", "lotgenotengroep", OPVOEDERS, "Spoor030", ("Lokalis",), "WK034404",
              date(2024, 9, 24), 7, 14, 8, 7, True),
    GroupPlan("G100005", "Peuters en kleuters Zuidwest", "oudertraining", OPVOEDERS, "JGZ", ("DOCK",), "WK034408",
              date(2024, 10, 29), 6, 7, 11, 10, False),
    GroupPlan("G100006", "Broers en zussen van …", "lotgenotengroep", GEZINNEN, "Spoor030", ("KOOS",), "WK034407",
              date(2024, 10, 10), 8, 14, 9, 8, True),
    GroupPlan("G100007", "Vaders onder elkaar", "lotgenotengroep", OPVOEDERS, "Lokalis", ("DOCK",), "WK034410",
              date(2024, 11, 13), 6, 14, 6, 5, None),
    GroupPlan("G100008", "Samen in beweging", "sportgroep", GEZINNEN, "Sport Utrecht", ("DOCK",), "WK034402",
              date(2024, 11, 20), 10, 7, 12, 11, True),
    GroupPlan("G100009", "Druk en dromerig: ouders over concentratie", "oudertraining", OPVOEDERS, "KOOS",
              ("Spoor030",), "WK034405", date(2025, 1, 7), 8, 7, 14, 13, False),
    GroupPlan("G100010", "Koffie-uurtje Binnenstad", "ontmoetingsgroep", OPVOEDERS, "DOCK", ("JGZ", "Lokalis"),
              "WK034406", date(2025, 1, 15), 5, 14, 7, 6, None),
    GroupPlan("G200001", "Stevig in je schoenen", "weerbaarheidstraining", JONGEREN, "JoU", ("Sport Utrecht",),
              "WK034403", date(2025, 1, 9), 8, 7, 6, 5, True),
    GroupPlan("G200002", "Hoe pak jij het aan?", "vaardigheidstraining", JONGEREN, "JoU", ("KOOS",), "WK034407",
              date(2025, 1, 13), 8, 7, 5, 4, False),
    GroupPlan("G200003", "Freerun en praat", "sportgroep", JONGEREN, "Sport Utrecht", ("JoU",), "WK034402",
              date(2025, 1, 7), 10, 7, 5, 4, None),
    GroupPlan("G300001", "Slapen, eten, spelen", "oudertraining", OPVOEDERS, "JGZ", (), "WK034401",
              date(2025, 3, 4), 8, 7, 8, 0, None),
    GroupPlan("G300002", "Nee is oké", "weerbaarheidstraining", JONGEREN, "JoU", ("Lokalis",), "WK034408",
              date(2025, 3, 12), 8, 7, 6, 0, None),
    GroupPlan("G300003", "Na de zomer samen verder", "lotgenotengroep", OPVOEDERS, "Lokalis", ("Spoor030",), "WK034404",
              date(2025, 5, 6), 6, 14, 5, 0, None),
)  # fmt: skip


def report_world(seed: int = DEFAULT_SEED) -> World:
    story = list(_Teller(seed).tell())
    return World(name=NAME, as_of=AS_OF, chapters=lambda: iter(story))


def report_deliveries() -> list[Delivery]:
    """One file or two a kind, in the variety of formats that exports come in."""
    survey_tool = Format(encoding="utf-8-sig", quote_all=True, spelling=ANSWERS_AS_LABELS)
    wiz = Format(encoding="cp1252", spelling=LABELS)
    wiz_iso = Format(delimiter=",", line_end="\n", date_format="%Y-%m-%d", true_false=("1", "0"))
    workbook = Format(extension="xlsx")
    backoffice = Format(date_format="%Y%m%d", time_format="%Y-%m-%dT%H:%M:%S")
    return [
        plain_delivery(GROUPS, WIZ_DATE, wiz),
        plain_delivery(SESSIONS, WIZ_DATE, wiz),
        plain_delivery(CLIENTS, WIZ_DATE, wiz),
        plain_delivery(PARTICIPATIONS, WIZ_DATE, replace(workbook, spelling=LABELS)),
        plain_delivery(ATTENDANCE, WIZ_DATE, wiz_iso),
        plain_delivery(INVITATIONS, SURVEY_DATE, wiz_iso),
        _answers_to("EW-J", replace(workbook, spelling=ANSWERS_AS_CODES)),
        _answers_to("EW-O", survey_tool),
        plain_delivery(CODINGS, CODING_DATE, workbook),
        plain_delivery(DECISIONS, DECISION_DATE, backoffice),
    ]


def _answers_to(questionnaire: str, format: Format) -> Delivery:
    whole = plain_delivery(RESPONSES, SURVEY_DATE, format, infix=f"_{questionnaire}")
    return replace(
        whole,
        rows=lambda chapter: (row for row in whole.rows(chapter) if row["vragenlijst"] == questionnaire),
    )


class _Teller:
    """Tells the world once, group by group; the answers are dealt out over all respondents beforehand."""

    def __init__(self, seed: int) -> None:
        self.rng = seeded(NAME, seed)
        self.client_serials = count()
        self.participation_numbers = count(1)
        self.respondent_numbers = iter(self.rng.sample(range(10_000, 100_000), 200))
        self.decision_numbers = count(40_001)
        self.bsns = iter(self.rng.sample(client_bsns(), 300))

    def tell(self) -> Iterator[Chapter]:
        chapters = [self._group_chapter(plan) for plan in PLANS]
        for target_group, questionnaire in QUESTIONNAIRES.items():
            self._answer(target_group, questionnaire, chapters)
        chapters.append(self._help_of_strangers())
        return iter(chapters)

    def _group_chapter(self, plan: GroupPlan) -> Chapter:
        rng = self.rng
        last_day = plan.startdatum + timedelta(days=(plan.n_sessions - 1) * plan.days_between)
        group = Group(
            *plan[:8],
            einddatum=last_day,
            gepland_aantal_bijeenkomsten=plan.n_sessions,
            max_deelnemers=plan.n_started + 2,
            voortgezet_als_netwerk=plan.carries_on,
        )
        chapter = Chapter(groups=[group], sessions=make_sessions(rng, group, plan.n_sessions, plan.days_between))
        for number in range(plan.n_started + 1):
            client = make_client(rng, next(self.client_serials), self._bsn(), group)
            chapter.clients.append(client)
            if client.bsn is None and rng.random() < 0.2:
                chapter.spellings[key_of(CLIENTS, client)] = {"bsn": UNKNOWN_BSN}
            leaves_early = plan.n_invited <= number < plan.n_started and plan.n_invited > 0
            participation = self._participation(group, client, leaves_early, never_starts=number == plan.n_started)
            chapter.participations.append(participation)
            chapter.attendance += make_attendance(rng, participation, chapter.sessions, WIZ_DATE)
            chapter.decisions += self._help(client, group, participation)
        chapter.invitations = [
            self._invitation(group, number, client) for number, client in enumerate(chapter.clients[: plan.n_invited])
        ]
        return chapter

    def _bsn(self) -> str | None:
        return None if self.rng.random() < SHARE_WITHOUT_BSN else next(self.bsns)

    def _participation(self, group: Group, client: Client, leaves_early: bool, never_starts: bool) -> Participation:
        rng = self.rng
        assert group.einddatum is not None
        applied = group.startdatum - timedelta(days=rng.randint(*DAYS_TO_START))
        applied = min(applied, WIZ_DATE - timedelta(days=rng.randint(1, 20)))
        is_over = group.einddatum <= WIZ_DATE
        started: date | None = group.startdatum
        ended = group.einddatum if is_over else None
        reason, follow_up = ("01", self._follow_up()) if is_over else (None, None)
        if leaves_early:
            ended = group.startdatum + timedelta(days=rng.randint(7, (group.einddatum - group.startdatum).days - 1))
            reason, follow_up = rng.choices(("02", "03", "04", "05"), (3, 4, 1, 2))[0], self._follow_up()
        if never_starts:
            started, ended = None, max(applied, group.startdatum) if is_over else None
            reason, follow_up = ("02", self._follow_up()) if is_over else (None, None)
        return Participation(
            deelname_id=f"D{next(self.participation_numbers):06d}",
            client_id=client.client_id,
            groep_id=group.groep_id,
            aanmelddatum=applied,
            startdatum=started,
            einddatum=ended,
            reden_beeindiging=reason,
            vervolg_bij_uitstroom=follow_up,
        )

    def _follow_up(self) -> str:
        follow_ups = ("geen_vervolg", "andere_groep", "buurtteam_individueel", "specialistische_hulp", "onbekend")
        return self.rng.choices(follow_ups, (60, 12, 14, 6, 8))[0]

    def _invitation(self, group: Group, number: int, client: Client) -> Invitation:
        assert group.einddatum is not None
        questionnaire = QUESTIONNAIRES[JONGEREN if group.doelgroep == JONGEREN else OPVOEDERS]
        return Invitation(
            uitnodiging_id=f"U{group.groep_id[1:]}{number + 1:02d}",
            vragenlijst=questionnaire,
            uitgenodigd_op=group.einddatum + timedelta(days=DAYS_FROM_END_TO_INVITATION),
            meetmoment="einde",
            groep_id=group.groep_id,
            client_id=client.client_id if self.rng.random() < SHARE_WITH_CLIENT_LINK else None,
        )

    def _help(self, client: Client, group: Group, participation: Participation) -> list[Decision]:
        """Help before, during or after the group, for some; refusals, extensions and deletions among it."""
        rng = self.rng
        if client.bsn is None or rng.random() < 0.55:
            return []
        end = participation.einddatum or group.startdatum
        before = group.startdatum - timedelta(days=rng.randint(40, 300))
        after = end + timedelta(days=rng.randint(1, 120))
        start = before if rng.random() < 0.45 else after
        first = allocate(rng, client.bsn, next(self.decision_numbers), start)
        if start > LAST_HELP_START or first.decided_on > DECISION_DATE:
            return []
        later = first.datum_afgifte + timedelta(days=rng.randint(30, 60))
        outcome = rng.choices(("as it is", "refused", "extended", "deleted"), (70, 12, 12, 6))[0]
        if outcome == "refused":
            return [refuse(first)]
        if outcome == "as it is" or later > DECISION_DATE:
            return [first]
        return [first, extend(first, later) if outcome == "extended" else delete(first, later)]

    def _help_of_strangers(self) -> Chapter:
        """Help of people whom the group registration does not know, one of them without a known BSN."""
        strangers = [*self.rng.sample(stranger_bsns(), N_STRANGERS_WITH_HELP), None]
        days = sorted(self.rng.sample(range(300), len(strangers)))
        chapter = Chapter()
        for bsn, day in zip(strangers, days, strict=True):
            start = FIRST_HELP_OF_STRANGERS + timedelta(days=day)
            decision = allocate(self.rng, bsn, next(self.decision_numbers), start)
            chapter.decisions.append(decision)
            if bsn is None:
                chapter.spellings[key_of(DECISIONS, decision)] = {"bsn": UNKNOWN_BSN}
        return chapter

    def _answer(self, target_group: str, questionnaire: str, chapters: list[Chapter]) -> None:
        """Who answers what, for all respondents of a questionnaire together, put into their groups' chapters."""
        counts = next(one for one in response_counts() if one.target_group == target_group)
        invited = [(i, c) for c in chapters for i in c.invitations if i.vragenlijst == questionnaire]
        assert len(invited) == counts.n_invited
        answering = [invited[n] for n in sorted(self.rng.sample(range(len(invited)), counts.n_responded))]
        scores = self._deal_scores(target_group, counts.n_responded)
        answers = self._deal_themes(target_group, counts.n_responded)
        quoted = self._quoted_themes(answers)
        for number, (invitation, chapter) in enumerate(answering):
            response = self._response(number, invitation, scores[number], answers[number])
            chapter.responses.append(response)
            chapter.spellings[key_of(RESPONSES, response)] = self._lazy_spelling(response)
            coded_on = CODING_DATE - timedelta(days=self.rng.randint(1, 7))
            for answer in answers[number]:
                if answer.text:
                    chapter.codings += code_answer(self.rng, response, answer, coded_on, quoted.get(id(answer)))

    def _deal_scores(self, target_group: str, n_respondents: int) -> list[dict[str, int]]:
        """Per respondent a score a statement, so that a content respondent tends to be content throughout."""
        rng = self.rng
        moods = [rng.gauss(0, 1) for _ in range(n_respondents)]
        scores: list[dict[str, int]] = [{} for _ in range(n_respondents)]
        for counts in statement_counts():
            if counts.target_group != target_group:
                continue
            missing = set(rng.sample(range(n_respondents), counts.n_missing))
            answering = [n for n in range(n_respondents) if n not in missing]
            ranked = sorted(answering, key=lambda n: moods[n] + rng.gauss(0, 0.7))
            dealt = _five_points(counts.n_disagree, counts.n_neutral, counts.n_agree)
            for respondent, score in zip(ranked, dealt, strict=True):
                scores[respondent][counts.statement] = score
        return scores

    def _deal_themes(self, target_group: str, n_respondents: int) -> list[list[OpenAnswer]]:
        """Per respondent the open answers, each theme in as many respondents' answers as the report counts."""
        rng = self.rng
        themes: list[dict[str, list[str]]] = [
            {question: [] for question in OPEN_QUESTIONS} for _ in range(n_respondents)
        ]
        for counts in theme_counts():
            is_positive = counts.kind == "opbrengst"
            n_mentions = _mentions(counts.theme, counts.n_mentions, target_group)
            talked = Counter({n: sum(map(len, themes[n].values())) for n in range(n_respondents)})
            mentioning = sorted(range(n_respondents), key=lambda n: talked[n] + 4 * rng.random())[:n_mentions]
            for n in mentioning:
                elsewhere = is_positive and rng.random() < 0.15
                question = "open_overig" if elsewhere else "open_positief" if is_positive else "open_verbeterpunt"
                themes[n][question].append(counts.theme)
        for asked in rng.sample([one for one in themes if one["open_positief"]], N_THEMES_SAID_TWICE):
            theme = asked["open_positief"][0]
            if theme not in asked["open_overig"]:
                asked["open_overig"].append(theme)
        return [[self._open_answer(question, found) for question, found in asked.items()] for asked in themes]

    def _open_answer(self, question: str, themes: list[str]) -> OpenAnswer:
        if themes:
            return answer_with_themes(self.rng, question, themes)
        if self.rng.random() < 0.3:
            return answer_without_theme(self.rng, question)
        return OpenAnswer(question)

    def _quoted_themes(self, answers: list[list[OpenAnswer]]) -> dict[int, str]:
        """Of some answers (by identity) the theme whose sentence the researcher approved for publication."""
        quotable = [answer for asked in answers for answer in asked if answer.themes]
        chosen = self.rng.sample(quotable, min(N_QUOTES, len(quotable)))
        return {id(answer): self.rng.choice(answer.themes) for answer in chosen}

    def _response(
        self, number: int, invitation: Invitation, scores: dict[str, int], answers: Sequence[OpenAnswer]
    ) -> Response:
        rng = self.rng
        day = invitation.uitgenodigd_op + timedelta(days=rng.randint(*DAYS_TO_ANSWER))
        given: dict[str, Any] = {statement: scores.get(statement) for statement in STATEMENTS}
        given |= {answer.question: answer.text for answer in answers}
        return Response(
            vragenlijst=invitation.vragenlijst,
            respons_id=str(1001 + number),
            versie=1,
            ingevuld_op=datetime.combine(day, time(rng.randint(9, 21), rng.randint(0, 59), rng.randint(0, 59))),
            uitnodiging_id=invitation.uitnodiging_id,
            respondentcode=f"R{next(self.respondent_numbers)}" if rng.random() < 0.8 else None,
            meetmoment="einde",
            groep_id=invitation.groep_id if rng.random() > SHARE_WITHOUT_GROUP else None,
            groepstype=None,
            **given,
        )

    def _lazy_spelling(self, response: Response) -> dict[str, str]:
        """Some exports leave the questionnaire's version and the moment empty, and mark a missing answer."""
        spelling: dict[str, str] = {}
        if self.rng.random() < 0.5:
            spelling |= {"versie": "", "meetmoment": ""}
        if response.meegedacht is None:
            spelling |= {"meegedacht": "n.v.t."}
        return spelling


def _mentions(theme: str, n_mentions: int, target_group: str) -> int:
    by_jongeren = MENTIONS_BY_JONGEREN.get(theme, 0)
    return by_jongeren if target_group == JONGEREN else n_mentions - by_jongeren


def _five_points(n_disagree: int, n_neutral: int, n_agree: int) -> list[int]:
    """The three classes as scores of 1..5 from low to high."""
    n_strongly_disagree, n_strongly_agree = round(n_disagree * SHARE_STRONGLY), round(n_agree * SHARE_STRONGLY)
    return (
        [1] * n_strongly_disagree
        + [2] * (n_disagree - n_strongly_disagree)
        + [3] * n_neutral
        + [4] * (n_agree - n_strongly_agree)
        + [5] * n_strongly_agree
    )
