from django.urls import path

from acogida.web.directory import corrections, search, views

app_name = "directory"
urlpatterns = [
    path("", search.finder, name="finder"),
    path("find", search.find, name="find"),
    path("find/print", search.sheet, name="print"),
    path("places", search.places, name="places"),
    path("services/<uuid:pk>", views.service, name="service"),
    path("services/<uuid:pk>/wrong", corrections.report, name="correction"),
    path("organizations/<uuid:pk>", views.organization, name="organization"),
    path("about", views.about, name="about"),
]
