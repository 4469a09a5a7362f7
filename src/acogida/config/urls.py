"""Root URLs: machine interfaces without a language, pages under `/es/`, `/pt/`, `/en/`, `/fr/`, `/ht/`."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from acogida.api.hsds import views as hsds
from acogida.web import entry

urlpatterns = [
    path("", entry.choose_language),
    path("healthz", entry.healthz),
    path("robots.txt", entry.robots),
    path("hsds", hsds.about),  # a redirect to the slash would lose the body of a POST, and not all clients follow
    path("hsds/", include("acogida.api.hsds.urls")),
    *i18n_patterns(
        path("", include("acogida.web.directory.urls")),
        path("", include("acogida.web.receipts.urls")),
        path("", include("acogida.web.help.urls")),
        path("work/", include("acogida.web.work_urls")),
        prefix_default_language=True,
    ),
]

handler400 = "acogida.web.errors.bad_request"
handler403 = "acogida.web.errors.forbidden"
handler404 = "acogida.web.errors.not_found"
handler429 = "acogida.web.errors.too_many"
handler500 = "acogida.web.errors.server_error"
