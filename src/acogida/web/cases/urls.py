from django.urls import include, path

app_name = "cases"
urlpatterns = [
    path("households/", include("acogida.web.cases.household.urls")),
]
