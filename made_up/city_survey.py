"""What people in the living city answer, at up to four moments, and what coders find in it.

Who takes part stands in city_stories; the sentences themselves stand in sentences.
"""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from made_up.answers import OpenAnswer, answer_with_themes, answer_without_theme, code_answer
from made_up.city import AS_OF, CODING_DAYS, HABITS, SURVEY_DAYS
from made_up.figures import theme_counts
from made_up.records import (
    RESPONSES,
    Chapter,
    Client,
    Coding,
    Correction,
    Group,
    Invitation,
    Participation,
    Response,
    Withdrawal,
    key_of,
)
from made_up.vocabulary import (
    GROUP_TYPES,
    JONGEREN,
    NOTHING_FOUND,
    OPEN_QUESTIONS,
    OPVOEDERS,
    QUESTIONNAIRES,
    STATEMENT_OF_THE_OTHER,
    STATEMENTS,
    UNKNOWN,
)

START, END, HALF_YEAR_LATER, YEAR_LATER = "start", "einde", "na_6_maanden", "na_12_maanden"
REPEATED_MEASUREMENT_FROM = date(2024, 7, 1)
GROUP_TYPE_ASKED_FROM = date(2025, 7, 1)
SHARE_INVITED = {START: 0.8, END: 0.95, HALF_YEAR_LATER: 0.85, YEAR_LATER: 0.85}
SHARE_ANSWERING = {START: 0.6, END: 0.58, HALF_YEAR_LATER: 0.4, YEAR_LATER: 0.32}
SHARE_INVITED_AFTER_LEAVING = 0.3
SHARE_LINKED_TO_CLIENT = 0.4
SHARE_LINKED_TO_GROUP = 0.92
SHARE_BY_OPEN_LINK = 0.04
SHARE_WITH_CODE = 0.9
SHARE_NOT_COMPLETED = 0.03
SHARE_ANSWERING_AGAIN = 0.02
SHARE_STATEMENT_SKIPPED = 0.02
SHARE_CORRECTED = 0.01
SHARE_WRONG_STATEMENT = 0.005
SHARE_GROUP_TYPE_RIGHT, SHARE_GROUP_TYPE_UNKNOWN = 0.92, 0.96
SHARE_POSITIVE, SHARE_IMPROVEMENT, SHARE_OTHER = 0.7, 0.4, 0.08
SHARE_WITHOUT_THEME = 0.15
SHARE_QUOTED = 0.03
SHARE_WITHDRAWN = 0.03
DAYS_TO_ANSWER = 25
RESPONSES_PER_GROUP = 500
CODE_STEP, CODES = 6_180_339, 10_000_000

# How far respondents on average stand above neutral, and how much lower (higher) people answer a year later.
LEVELS = {
    "op_gemak": 1.5,
    "geluisterd": 1.6,
    "toepassen": 0.9,
    "goed_verder": 0.5,
    "contact_buiten": -0.3,
    "wachttijd": 1.0,
    "wist_waar": 1.0,
    "meegedacht": 0.5,
    "geleerd": 0.8,
    "gezin_geleerd": 1.0,
    "aanraden": 1.3,
}
CHANGE_OF_CONTACT = {START: -1.2, END: 0.0, HALF_YEAR_LATER: 0.15, YEAR_LATER: -0.1}
CONTACT_BY_CARRYING_ON = 1.5
DAYS_WAITED_THAT_ANNOY = 40
STEPS = (-1.3, -0.4, 0.4, 1.4)

POSITIVE = [(one.theme, one.target_group, one.n_mentions) for one in theme_counts() if one.kind == "opbrengst"]
IMPROVEMENT = [(one.theme, one.target_group, one.n_mentions) for one in theme_counts() if one.kind != "opbrengst"]


def tell_survey(
    rng: Random, chapter: Chapter, group: Group, people: Mapping[Participation, tuple[int, Client]]
) -> None:
    """Adds invitations, responses and codings of all participants of the group to its chapter."""
    survey = _Survey(rng, chapter, group)
    for participation, (serial, client) in people.items():
        if participation.startdatum:
            survey.follow(participation, serial, client)


class _Survey:
    def __init__(self, rng: Random, chapter: Chapter, group: Group) -> None:
        self.rng, self.chapter, self.group = rng, chapter, group
        self.group_level = rng.gauss(0, 0.3)
        self.contact_level = CONTACT_BY_CARRYING_ON * HABITS[group.groepstype].carries_on

    def follow(self, participation: Participation, serial: int, client: Client) -> None:
        """One person's invitations and answers over time, tied together by the person's own code."""
        rng = self.rng
        mood = rng.gauss(0, 0.7) + self.group_level
        code = f"R{(serial * CODE_STEP + 55_555) % CODES:07d}" if rng.random() < SHARE_WITH_CODE else None
        linked_to_client = rng.random() < SHARE_LINKED_TO_CLIENT
        for moment, day in _moments(participation):
            share = SHARE_INVITED[moment]
            if participation.reden_beeindiging != "01" and moment != START:
                share = SHARE_INVITED_AFTER_LEAVING
            if day > AS_OF or rng.random() >= share:
                continue
            invitation = self._invite(moment, day, client, linked_to_client)
            if rng.random() < SHARE_ANSWERING[moment]:
                self._respond(invitation, participation, code, mood)

    def _invite(self, moment: str, day: date, client: Client, linked_to_client: bool) -> Invitation:
        invitation = Invitation(
            uitnodiging_id=f"U{self.chapter.number:06d}{len(self.chapter.invitations) + 1:03d}",
            vragenlijst=QUESTIONNAIRES[JONGEREN if client.rol == "jongere" else OPVOEDERS],
            uitgenodigd_op=day,
            meetmoment=moment,
            groep_id=self.group.groep_id if self.rng.random() < SHARE_LINKED_TO_GROUP else None,
            client_id=client.client_id if linked_to_client else None,
        )
        self.chapter.invitations.append(invitation)
        return invitation

    def _respond(self, invitation: Invitation, participation: Participation, code: str | None, mood: float) -> None:
        """A response, sometimes empty, sometimes followed by another to the same invitation."""
        rng = self.rng
        day = invitation.uitgenodigd_op + timedelta(days=int(rng.triangular(0, DAYS_TO_ANSWER, 2)))
        by_open_link = rng.random() < SHARE_BY_OPEN_LINK
        is_completed = rng.random() >= SHARE_NOT_COMPLETED
        self._submit(invitation, participation, code, mood, day, by_open_link, is_completed)
        if rng.random() < SHARE_ANSWERING_AGAIN:
            day += timedelta(days=rng.randint(1, 10))
            self._submit(invitation, participation, code, mood, day, by_open_link, is_completed=True)

    def _submit(
        self,
        invitation: Invitation,
        participation: Participation,
        code: str | None,
        mood: float,
        day: date,
        by_open_link: bool,
        is_completed: bool,
    ) -> None:
        rng = self.rng
        version = 2 if day >= GROUP_TYPE_ASKED_FROM else 1
        answers = self._open_answers(invitation.vragenlijst) if is_completed else []
        given: dict[str, Any] = dict.fromkeys([*STATEMENTS, *OPEN_QUESTIONS])
        if is_completed:
            given |= self._scores(invitation, participation, mood)
            given |= {answer.question: answer.text for answer in answers}
        response = Response(
            vragenlijst=invitation.vragenlijst,
            respons_id=str(self.chapter.number * RESPONSES_PER_GROUP + len(self.chapter.responses) + 1),
            versie=version,
            ingevuld_op=datetime.combine(day, time(rng.randint(9, 22), rng.randint(0, 59), rng.randint(0, 59))),
            uitnodiging_id=None if by_open_link else invitation.uitnodiging_id,
            respondentcode=code,
            meetmoment=invitation.meetmoment,
            groep_id=invitation.groep_id,
            groepstype=self._group_type() if version == 2 else None,
            **given,
        )
        self.chapter.responses.append(response)
        self._spell(response)
        for answer in answers:
            self._code(response, answer)

    def _scores(self, invitation: Invitation, participation: Participation, mood: float) -> dict[str, int]:
        rng = self.rng
        assert participation.startdatum is not None
        days_waited = (participation.startdatum - participation.aanmelddatum).days
        shifts = {
            "contact_buiten": self.contact_level + CHANGE_OF_CONTACT[invitation.meetmoment],
            "wachttijd": -max(0, days_waited - DAYS_WAITED_THAT_ANNOY) / 30,
        }
        return {
            statement: 1 + sum(mood + level + shifts.get(statement, 0.0) + rng.gauss(0, 0.8) > step for step in STEPS)
            for statement, level in LEVELS.items()
            if statement != STATEMENT_OF_THE_OTHER[invitation.vragenlijst] and rng.random() >= SHARE_STATEMENT_SKIPPED
        }

    def _open_answers(self, questionnaire: str) -> list[OpenAnswer]:
        chance = self.rng.random
        positive = self._themes(POSITIVE, questionnaire, 2) if chance() < SHARE_POSITIVE else []
        improvement = self._themes(IMPROVEMENT, questionnaire, 1) if chance() < SHARE_IMPROVEMENT else []
        other = self._themes(POSITIVE, questionnaire, 1) if chance() < SHARE_OTHER else []
        return [
            self._open_answer(question, themes)
            for question, themes in zip(OPEN_QUESTIONS, (positive, improvement, other), strict=True)
        ]

    def _themes(self, themes: list[tuple[str, str, int]], questionnaire: str, most: int) -> list[str]:
        """One or more themes, those that the report counts often the most."""
        possible = [one for one in themes if questionnaire == QUESTIONNAIRES[OPVOEDERS] or one[1] != OPVOEDERS]
        names, weights = [name for name, _, _ in possible], [n_mentions for _, _, n_mentions in possible]
        chosen = self.rng.choices(names, weights, k=self.rng.randint(1, most))
        return list(dict.fromkeys(chosen))

    def _open_answer(self, question: str, themes: list[str]) -> OpenAnswer:
        if themes:
            return answer_with_themes(self.rng, question, themes)
        if self.rng.random() < SHARE_WITHOUT_THEME:
            return answer_without_theme(self.rng, question)
        return OpenAnswer(question)

    def _group_type(self) -> str | None:
        """What the respondent says; the group's own type, most often."""
        chance = self.rng.random()
        if chance < SHARE_GROUP_TYPE_RIGHT:
            return self.group.groepstype
        if chance < SHARE_GROUP_TYPE_UNKNOWN:
            return UNKNOWN
        return self.rng.choice([None, *GROUP_TYPES])

    def _spell(self, response: Response) -> None:
        """Answers that were corrected later, cells left empty for their usual value, and values that are none."""
        rng, key = self.rng, key_of(RESPONSES, response)
        spelling: dict[str, str | int] = {}
        if response.meetmoment == END and rng.random() < 0.3:
            spelling["meetmoment"] = ""
        if response.versie == 1 and rng.random() < 0.3:
            spelling["versie"] = ""
        if response.aanraden is None and rng.random() < 0.3:
            spelling["aanraden"] = rng.choice(("99", "n.v.t.", "weet niet"))
        if response.meegedacht is None and rng.random() < 0.3:
            spelling["meegedacht"] = "soms"
        if rng.random() < SHARE_WRONG_STATEMENT:
            spelling[STATEMENT_OF_THE_OTHER[response.vragenlijst]] = 4
        if spelling:
            self.chapter.spellings[key] = spelling
        export = next((day for day in SURVEY_DAYS if day >= response.ingevuld_op.date()), None)
        if export and rng.random() < SHARE_CORRECTED:
            self.chapter.corrections.append(Correction(key, export, {"aanraden": 1, "op_gemak": 2}))

    def _code(self, response: Response, answer: OpenAnswer) -> None:
        """Coded in the first round after it came in, if there was one; now and then a code is taken back later."""
        rng = self.rng
        delivered = next((day for day in CODING_DAYS if day - timedelta(days=7) > response.ingevuld_op.date()), None)
        if answer.text is None or delivered is None:
            return
        coded_on = delivered - timedelta(days=rng.randint(0, 6))
        quoted = rng.choice(answer.themes) if answer.themes and rng.random() < SHARE_QUOTED else None
        codings = list(code_answer(rng, response, answer, coded_on, quoted))
        self.chapter.codings += codings
        taken_back = self._other_theme(codings)
        if taken_back and rng.random() < SHARE_WITHDRAWN:
            self.chapter.withdrawals.append(Withdrawal(taken_back, delivered))

    def _other_theme(self, codings: list[Coding]) -> Coding | None:
        """A row by which the first coder might have given the answer one theme more."""
        first = codings[0]
        given = {one.thema for one in codings if one.codeur == first.codeur}
        others = [theme for theme, target_group, _ in POSITIVE if theme not in given and target_group != OPVOEDERS]
        if NOTHING_FOUND in given or not others:
            return None
        return Coding(
            vragenlijst=first.vragenlijst,
            respons_id=first.respons_id,
            vraag=first.vraag,
            thema=self.rng.choice(others),
            codeur=first.codeur,
            gecodeerd_op=first.gecodeerd_op,
            codeboek_versie=first.codeboek_versie,
            citaat=None,
        )


def _moments(participation: Participation) -> list[tuple[str, date]]:
    """When one participant is asked; repeated measurements began half a year after the first groups."""
    assert participation.startdatum is not None
    end = participation.einddatum
    days = [(START, participation.startdatum + timedelta(days=3))]
    if end:
        days += [
            (END, end + timedelta(days=4)),
            (HALF_YEAR_LATER, end + timedelta(days=182)),
            (YEAR_LATER, end + timedelta(days=365)),
        ]
    return [(moment, day) for moment, day in days if moment == END or day >= REPEATED_MEASUREMENT_FROM]
