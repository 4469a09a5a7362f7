"""Nobody who asks for help, or looks with a code, meets another language than theirs."""

import re
from html import unescape

import pytest

from acogida.config.catalogues import LANGUAGES
from acogida.core import clock
from acogida.directory.search import index
from acogida.referrals.enums import Reason
from acogida.referrals.services import answering, help_desk, receipts
from tests.directory import factories
from tests.referrals.network import network
from tests.web.help.test_asking import SAID, carried
from tests.web.test_translations import LONG_ENOUGH, PLACEHOLDER, forms, messages

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


def english(language: str) -> set[str]:
    return {
        text
        for message in messages(language)
        for text, translation in zip(forms(message.id), forms(message.string), strict=False)
        if len(text) >= LONG_ENOUGH and not PLACEHOLDER.search(text) and text != translation
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_falls_back_to_english(client, language):
    net, now = network(), clock.now()
    for one in (net.shelter, net.other):
        factories.site(one.service, factories.location())
        help_desk.set_desk(is_open=True, by=one.by, now=now)
    index.rebuild()
    first, second = net.send(now=now), net.send(now=now, to=net.other)
    answering.accept(referral=first, by=net.shelter.by, now=now)
    answering.decline(referral=second, reason=Reason.NO_CAPACITY, by=net.other.by, now=now)
    codes = [receipts.give_receipt(referrals=[one], by=net.casa.by, now=now).code for one in (first, second)]
    checked = client.post(f"/{language}/help", SAID)
    sent = client.post(f"/{language}/help/send", carried(checked.content.decode()))
    codes.append(re.search(r"\b\d{4} \d{4} \d{4} \d{4}\b", sent.content.decode())[0])
    answers = [
        checked,
        sent,
        client.get(f"/{language}/help"),
        client.post(f"/{language}/help", {"place": "Xyzzyqq"}),
        client.get(f"/{language}/receipt"),
        client.post(f"/{language}/receipt", {"code": "1"}),
        client.post(f"/{language}/receipt/answer", {"code": codes[0], "about": first.pk, "said": "CANT_COME"}),
        *[client.post(f"/{language}/receipt", {"code": one}) for one in codes],
    ]
    for answer in answers:
        page = unescape(answer.content.decode())
        met = {text for text in english(language) if re.search(rf"(?<!\w){re.escape(text)}(?!\w)", page)}
        assert met == set(), answer.request["PATH_INFO"]
