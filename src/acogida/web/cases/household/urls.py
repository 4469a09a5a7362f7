"""Everything about one household: `/<language>/work/households/<uuid>/…`. Included at `households/`."""

from django.urls import include, path

from acogida.web.cases.household import (
    consents,
    copies,
    documents,
    erasing,
    facts,
    identity,
    merging,
    needs,
    notes,
    options,
    readers,
    views,
)
from acogida.web.referrals import sending

of_one = [
    path("", views.page, name="household"),
    path("/timeline", views.timeline, name="timeline"),
    path("/close", views.close, name="close"),
    path("/reopen", views.reopen, name="reopen"),
    path("/opened", readers.opened, name="opened"),
    path("/names", identity.change, name="identity"),
    path("/facts/<slug:section>", facts.change, name="facts"),
    path("/needs/add", needs.add, name="need-add"),
    path("/needs/<uuid:need>", needs.change, name="need"),
    path("/needs/<uuid:need>/refer", sending.choose, name="refer"),
    path("/needs/<uuid:need>/refer/send", sending.send, name="refer-send"),
    path("/notes/add", notes.add, name="note-add"),
    path("/notes/<uuid:note>", notes.correct, name="note"),
    path("/documents/add", documents.add, name="document-add"),
    path("/documents/<uuid:document>", documents.download, name="document"),
    path("/documents/<uuid:document>/small", documents.thumbnail, name="thumbnail"),
    path("/documents/<uuid:document>/remove", documents.remove, name="document-remove"),
    path("/consents/new", consents.choose, name="consent-choose"),
    path("/consents/give", consents.give, name="consent-give"),
    path("/consents/blank", consents.blank, name="consent-blank"),
    path("/consents/<uuid:consent>/print", consents.sheet, name="consent-print"),
    path("/consents/<uuid:consent>/withdraw", consents.withdraw, name="consent-withdraw"),
    path("/options", options.options, name="options"),
    path("/options/print", options.sheet, name="options-print"),
    path("/options/answer", options.answer, name="options-answer"),
    path("/merge", merging.merge, name="merge"),
    path("/merges/<uuid:merge>/undo", merging.undo, name="merge-undo"),
    path("/copy", copies.own_copy, name="own-copy"),
    path("/erase", erasing.erase, name="erase"),
]

urlpatterns = [path("<uuid:pk>", include(of_one))]
