"""What the page of a receipt says of each referral, and of a request for help: decided before the template."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from acogida.cases.enums import AgeBand, Urgency
from acogida.directory import dates, gazetteer
from acogida.directory.enums import NeedKind, Visibility
from acogida.directory.languages import own_name
from acogida.directory.models import Service, ServiceAtLocation
from acogida.directory.selectors import public_sites
from acogida.directory.texts import Text, translated
from acogida.referrals.enums import Side
from acogida.referrals.helping.content import HelpContent
from acogida.referrals.helping.enums import HelpFact
from acogida.referrals.helping.standing import HelpStep, HelpView
from acogida.referrals.person import ReceiptEntry, Standing
from acogida.web.directory import addresses
from acogida.web.directory.links import service_url
from acogida.web.directory.phones import Phone, phones

TONES = {Standing.EXPECTED: "good", Standing.HERE: "good", Standing.ASKED: "warn", Standing.WAITING: "warn"}


@dataclass(frozen=True)
class Letter:
    by: str
    at: str
    text: str = field(repr=False)


@dataclass(frozen=True)
class Entry:
    id: UUID
    need: str
    need_label: str
    tone: str
    standing: str
    when: str  # until when they are expected, or are to be answered; empty: nothing to say
    organization: str
    service: Text | None
    service_url: str
    address: list[str]
    is_address_secret: bool
    phones: list[Phone]
    documents: list[str]
    letters: list[Letter]
    answers: list[tuple[str, str]]
    may_write: bool


@dataclass(frozen=True)
class Step:
    organization: str
    fact: str
    at: str
    answer_by: str
    is_now: bool
    tone: str
    service: Text | None
    service_url: str
    phones: list[Phone]


@dataclass(frozen=True)
class Help:
    view: HelpView
    lines: list[str]
    steps: list[Step]
    letters: list[Letter]


def entry_of(entry: ReceiptEntry, language: str) -> Entry:
    site = entry.site or _only_site(entry.service)
    location = site.location if site else None
    zone = ZoneInfo(location.timezone or "UTC") if location else ZoneInfo("UTC")
    is_coming = entry.standing in {Standing.EXPECTED, Standing.HERE}
    is_public = location is None or location.visibility == Visibility.PUBLIC
    service = entry.service
    return Entry(
        id=entry.id,
        need=entry.need_kind,
        need_label=NeedKind(entry.need_kind).label,
        tone=TONES.get(entry.standing, ""),
        standing=str(entry.standing.label),
        when=_when(entry, zone),
        organization=entry.organization,
        service=translated(service, "name", language) if service else None,
        service_url=service_url(service.pk, site.pk if site else None) if service else "",
        address=addresses.lines(location, language) if is_coming and is_public else [],
        is_address_secret=is_coming and not is_public,
        phones=phones(site, location, service, service.organization if service else None),
        documents=documents_of(service) if is_coming else [],
        letters=[
            Letter(entry.organization if one.side == Side.RECEIVER else _("who helps you"), _at(one.at, zone), one.text)
            for one in entry.texts
        ],
        answers=[(one.value, str(one.label)) for one in entry.answers],
        may_write=bool(entry.answers),
    )


def _only_site(service: Service | None) -> ServiceAtLocation | None:
    """Where a service is that was asked without saying at which of its places, if there is but one."""
    if service is None:
        return None
    sites = list(public_sites().filter(service=service).select_related("location").order_by("pk")[:2])
    return sites[0] if len(sites) == 1 else None


def documents_of(service: Service | None) -> list[str]:
    told = service.parts.get("required_documents", []) if service else []
    return [str(one["document"]) for one in told if one.get("document")]


def help_of(view: HelpView, language: str) -> Help:
    town = gazetteer.get(view.content.locality) if view.content else None
    zone = ZoneInfo(town.timezone if town else "UTC")
    return Help(
        view=view,
        lines=lines_of(view.content, language) if view.content else [],
        steps=[_step(one, zone, language) for one in view.steps],
        letters=[Letter(one.by or _("you"), _at(one.at, zone), one.text) for one in view.messages],
    )


def lines_of(content: HelpContent, language: str) -> list[str]:
    """What they wrote, short, for them and for who reads it."""
    town = gazetteer.get(content.locality)
    needs = ", ".join(str(NeedKind(need).label) for need in content.needs)
    people = [f"{number} × {AgeBand(band).label}" for band, number in content.people.items()]
    together = ngettext("%(count)d person", "%(count)d people", content.size) % {"count": content.size}
    spoken = ", ".join(own_name(code) for code in content.spoken)
    lines = [
        _("What is needed: %(needs)s") % {"needs": needs},
        _("When: %(urgency)s") % {"urgency": Urgency(content.urgency).label},
        _("Where: %(town)s") % {"town": town.label(language) if town else ""},
        _("Who: %(count)s (%(ages)s)") % {"count": together, "ages": ", ".join(people)},
        _("Languages: %(languages)s") % {"languages": spoken},
    ]
    if content.reach:
        lines.append(_("How to reach you: %(reach)s") % {"reach": content.reach})
    if content.words:
        lines.append(_("In your words: %(words)s") % {"words": content.words})
    return lines


def _when(entry: ReceiptEntry, zone: ZoneInfo) -> str:
    if entry.standing == Standing.EXPECTED and entry.expected_until:
        return _("Your place is kept until %(moment)s.") % {"moment": _at(entry.expected_until, zone)}
    if entry.standing == Standing.ASKED and entry.answer_by:
        return _("They should answer by %(moment)s.") % {"moment": _at(entry.answer_by, zone)}
    return ""


def _step(step: HelpStep, zone: ZoneInfo, language: str) -> Step:
    service = step.service
    return Step(
        organization=step.organization,
        fact=str(step.fact.label),
        at=_at(step.at, zone) if step.at else "",
        answer_by=_("They should answer by %(moment)s.") % {"moment": _at(step.answer_by, zone)}
        if step.answer_by
        else "",
        is_now=step.is_now,
        tone="good" if step.fact == HelpFact.TAKEN else "warn",
        service=translated(service, "name", language) if service else None,
        service_url=service_url(service.pk) if service else "",
        phones=phones(service, service.organization) if service and step.is_now else [],
    )


def _at(moment: datetime, zone: ZoneInfo) -> str:
    return dates.moment(moment.astimezone(zone))
