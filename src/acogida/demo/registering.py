"""A family as entries of the diary: registered by a colleague, and worked with from then on."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import partial
from random import Random
from uuid import uuid4

from acogida.accounts.acting import Acting
from acogida.accounts.enums import Role
from acogida.cases import consent_texts
from acogida.cases.enums import AgeBand, NeedStatus
from acogida.cases.facts import (
    Facts,
    KinFacts,
    MemberFacts,
    NeedFacts,
    PreferenceFacts,
    SkillFacts,
    Whereabouts,
)
from acogida.cases.identity import person_path, phone_path
from acogida.cases.models import Household
from acogida.cases.services import consents, documents, intake, merging, needs, notes
from acogida.demo import papers
from acogida.demo.diary import Diary
from acogida.demo.families import Agreement, Family, Need, Note, Paper, Person
from acogida.demo.offices import Office, workspace_id
from acogida.directory import gazetteer
from acogida.directory.demo import fiction
from acogida.directory.gazetteer import Place

BY_CASEWORKER = 0.7
AGES = [(band, band.ages) for band in AgeBand if band.ages]


class File:
    """One family's. What is done with it takes the moment, as an entry of the diary does."""

    household: Household  # once it is begun

    def __init__(self, family: Family, office: Office, town: Place, rng: Random) -> None:
        self.family, self.office, self.town, self.rng = family, office, town, rng
        self.member_ids = [uuid4() for _ in family.members]
        usual = Role.CASEWORKER if rng.random() < BY_CASEWORKER else Role.COORDINATOR
        self.role = family.draft or usual

    def plan(self, diary: Diary, others: Mapping[str, "File"]) -> None:
        family = self.family
        began = diary.day(family.days_ago, self.rng)
        diary.note(began, self.begin)
        for agreement in family.consents:
            at = self.on(agreement.day, began, diary, minutes=4)
            diary.note(at, partial(self.agree, agreement, diary.now.date()))
            if agreement.withdrawn_on is not None:
                at = self.on(agreement.withdrawn_on, began, diary, minutes=9)
                diary.note(at, partial(self.withdraw, agreement))
        if family.draft:  # saved as it was typed, and then left
            diary.note(began + timedelta(minutes=2), self.tell)
            return
        diary.note(began + timedelta(minutes=6), self.finish)
        for number, note in enumerate(family.notes):
            at = self.on(note.day, began, diary, minutes=10 + number)
            diary.note(at, partial(self.write, note))
        for paper in family.papers:
            at = self.on(paper.day, began, diary, minutes=8)
            diary.note(at, partial(self.keep, paper))
        for need in family.needs:
            if need.met_on is not None:
                at = self.on(need.met_on, began, diary, minutes=20)
                diary.note(at, partial(self.meet, need))
        if family.closed_on is not None:
            diary.note(self.on(family.closed_on, began, diary, minutes=25), self.close)
        if family.merged_into:
            diary.note(began + timedelta(minutes=25), partial(self.merge, others[family.merged_into]))

    def on(self, day: int, began: datetime, diary: Diary, *, minutes: int) -> datetime:
        """Whatever is done on the day of the registration comes after it."""
        first = began if day == 0 else diary.day(self.family.days_ago - day, self.rng)
        return first + timedelta(minutes=minutes)

    def begin(self, now: datetime) -> None:
        said = {} if self.family.draft else self._said(now.date())
        self.household = intake.start_draft(by=self.by, facts=self._facts(), changes=said, now=now)

    def tell(self, now: datetime) -> None:
        said = self._said(now.date())
        intake.change_identity(household=self.household, by=self.by, changes=said, version=0, now=now)

    def _said(self, today: date) -> dict[str, str]:
        changes: dict[str, str] = {}
        for member_id, person in zip(self.member_ids, self.family.members, strict=True):
            said = {
                "given": person.given,
                "family": person.family,
                "called": person.called,
                "birth_date": birth_date(person, today, self.rng),
                "skills": person.skills,
            }
            changes |= {person_path(member_id, name): text for name, text in said.items() if text}
        for note in self.family.phones:
            phone_id = uuid4()
            number = fiction.phone("", self.rng.randint(0, 99))
            changes |= {phone_path(phone_id, "number"): number, phone_path(phone_id, "note"): note}
        if self.family.contact:
            changes["contact"] = self.family.contact
        return changes

    def agree(self, agreement: Agreement, today: date, now: datetime) -> None:
        text_languages = [code for code in self.family.languages if code in consent_texts.LANGUAGES]
        consents.record(
            household=self.household,
            by=self.by,
            now=now,
            purpose=agreement.purpose,
            kinds=agreement.kinds,
            how=agreement.how,
            language=(text_languages or ["es"])[0],
            recipient=workspace_id(agreement.recipient) if agreement.recipient else None,
            need=agreement.need,
            until_date=today + timedelta(days=agreement.ends_in) if agreement.ends_in is not None else None,
            witness=agreement.witness,
        )

    def withdraw(self, agreement: Agreement, now: datetime) -> None:
        given = self.household.consents.get(purpose=agreement.purpose)
        consents.withdraw(consent=given, by=self.by, now=now)

    def finish(self, now: datetime) -> None:
        self.household = intake.finish(household=self.household, by=self.by, now=now)

    def write(self, note: Note, now: datetime) -> None:
        notes.add(household=self.household, by=self.by, text=note.text, now=now)

    def keep(self, paper: Paper, now: datetime) -> None:
        chunks = [papers.content(paper.kind, paper.title)]
        documents.add(household=self.household, by=self.by, title=paper.title, chunks=chunks, now=now)

    def meet(self, need: Need, now: datetime) -> None:
        member = self.member_ids[need.member] if need.member is not None else None
        row = self.household.needs.get(kind=need.kind, member=member)
        needs.set_need_status(need=row, by=self.by, status=NeedStatus.MET, now=now)

    def close(self, now: datetime) -> None:
        needs.close(household=self.household, by=self.by, now=now)

    def merge(self, kept: "File", now: datetime) -> None:
        merging.merge(kept=kept.household, merged=self.household, by=self.by, now=now)

    @property
    def by(self) -> Acting:
        return self.office.acting[self.role]

    def _facts(self) -> Facts:
        family = self.family
        people = list(zip(self.member_ids, family.members, strict=True))
        return Facts(
            members=tuple(
                MemberFacts(band(one.age), one.relation, one.gender, one.accessibility, pk) for pk, one in people
            ),
            languages=family.languages,
            whereabouts=Whereabouts(self.town.geonameid),
            needs=tuple(
                NeedFacts(one.kind, one.urgency, member=None if one.member is None else self.member_ids[one.member])
                for one in family.needs
            ),
            preferences=tuple(PreferenceFacts(one.stance, *place_of(one.place)) for one in family.preferences),
            skills=tuple(SkillFacts(one.skill, pk) for pk, one in people if one.skill),
            kin=tuple(KinFacts(*place_of(one)) for one in family.kin),
        )


def band(age: int) -> AgeBand:
    return next(band for band, (low, high) in AGES if low <= age <= high)


def birth_date(person: Person, today: date, rng: Random) -> str:
    """As much of it as they say."""
    born = today - timedelta(days=round(365.25 * person.age) + rng.randint(2, 363))
    return {"year": str(born.year), "full": born.isoformat()}.get(person.birthday, "")


def place_of(text: str) -> tuple[str, int]:
    place = gazetteer.find(text)[0]
    return place.country, place.geonameid
