"""Households under `/<language>/work/`. Its root is what needs somebody today."""

from django.urls import include, path

from acogida.web.cases import list as listing
from acogida.web.cases import search, today
from acogida.web.cases.intake import alike, views

app_name = "cases"
urlpatterns = [
    path("", today.page, name="today"),
    path("attention", today.attention, name="attention"),
    path("reseal", today.reseal, name="reseal"),
    path("households", listing.page, name="list"),
    path("households/print", listing.sheet, name="list-print"),
    path("households/search", search.page, name="search"),
    path("households/register", views.start, name="intake-start"),
    path("households/register/towns", views.towns, name="intake-towns"),
    path("households/<uuid:pk>/register", views.page, name="intake"),
    path("households/<uuid:pk>/register/keep", views.keep, name="intake-keep"),
    path("households/<uuid:pk>/register/alike", alike.alike, name="intake-alike"),
    path("households/<uuid:pk>/register/discard", views.discard, name="intake-discard"),
    path("households/", include("acogida.web.cases.household.urls")),
]
