"""Who accepted reads what was handed over, nobody else does, and nobody when it has ended."""

import pytest

from acogida.cases.enums import DataKind
from acogida.cases.services import consents, documents
from acogida.core import clock
from tests.web.referrals.conftest import page, path

PDF = b"%PDF-1.7\nmade up\n%%EOF\n"
pytestmark = pytest.mark.django_db(databases=["default", "keys"])


@pytest.fixture
def accepted(net):
    (sent,) = net.send()
    net.uno.client.post(path(sent, "deed", deed="accept"), {"hours": "24"})
    return sent


def hand_over(net, referral, *kinds, **more):
    return net.casa.client.post(path(referral, "hand-over"), {"kinds": [kind.value for kind in kinds], **more})


def test_they_read_what_was_chosen_and_no_more(net, accepted):
    assert "names and birth dates" in page(net.casa.client, path(accepted, "hand-over"))
    page(net.uno.client, path(accepted, "handed"), 404)
    assert hand_over(net, accepted, DataKind.NAMES).status_code == 302
    assert path(accepted, "handed") in page(net.uno.client, path(accepted))
    read = page(net.uno.client, path(accepted, "handed"))
    assert "Marisol Pierre" in read
    assert "+52 962 555 0177" not in read
    hand_over(net, accepted, DataKind.NAMES, DataKind.CONTACT)
    assert "+52 962 555 0177" in page(net.uno.client, path(accepted, "handed"))


def test_it_is_kept_by_no_browser(net, accepted):
    hand_over(net, accepted, DataKind.NAMES)
    assert "no-store" in net.uno.client.get(path(accepted, "handed")).headers["Cache-Control"]


def test_nobody_else_reads_it(net, accepted):
    hand_over(net, accepted, DataKind.NAMES)
    for client in (net.dos.client, net.casa.client):
        page(client, path(accepted, "handed"), 404)
    assert net.uno.client.post(path(accepted, "hand-over"), {"kinds": ["NAMES"]}).status_code == 404


def test_nothing_chosen_is_said_and_before_they_accept_nothing_is_handed_over(net):
    (sent,) = net.send()
    assert "Choose what is handed over." in hand_over(net, sent).content.decode()
    assert hand_over(net, sent, DataKind.NAMES).status_code == 409
    page(net.uno.client, path(sent, "handed"), 404)


def test_it_can_not_be_read_once_consent_is_withdrawn(net):
    agreed = net.agree()
    (sent,) = net.send()
    net.uno.client.post(path(sent, "deed", deed="accept"), {"hours": "24"})
    hand_over(net, sent, DataKind.NAMES)
    page(net.uno.client, path(sent, "handed"))
    consents.withdraw(consent=agreed, by=net.casa.by, now=clock.now())
    page(net.uno.client, path(sent, "handed"), 404)


def test_a_paper_is_fetched_through_the_referral(net, accepted):
    kept = documents.add(household=net.household, by=net.casa.by, title="Vacunas", chunks=[PDF], now=clock.now())
    other = documents.add(household=net.household, by=net.casa.by, title="Carta", chunks=[PDF], now=clock.now())
    hand_over(net, accepted, DataKind.NAMES, documents=[str(kept.pk)])
    read = page(net.uno.client, path(accepted, "handed"))
    assert "Vacunas" in read
    assert "Carta" not in read
    answer = net.uno.client.get(path(accepted, "handed-document", document=kept.pk))
    assert b"".join(answer.streaming_content) == PDF
    assert answer.headers["Cache-Control"] == "no-store"
    page(net.uno.client, path(accepted, "handed-document", document=other.pk), 404)


def test_without_consent_to_learn_who_they_are_the_page_says_so(net):
    net.agree(kinds=[DataKind.SITUATION])
    (sent,) = net.send()
    net.uno.client.post(path(sent, "deed", deed="accept"), {"hours": "24"})
    assert "They have not agreed" in page(net.casa.client, path(sent, "hand-over"))
