"""Everything behind the sign-in, under `/<language>/work/`."""

from django.urls import include, path

urlpatterns = [
    path("", include("acogida.web.accounts.sign_in_urls")),
    path("", include("acogida.web.accounts.urls")),
    path("", include("acogida.web.cases.urls")),
    path("", include("acogida.web.offers.urls")),
    path("", include("acogida.web.help.work_urls")),
    path("", include("acogida.web.referrals.urls")),
]
