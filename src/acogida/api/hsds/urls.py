from django.urls import URLPattern, path, re_path

from acogida.api.hsds import views
from acogida.api.hsds.resources import RESOURCES, Resource

app_name = "hsds"


def _paths(resource: Resource) -> list[URLPattern]:
    """With and without a slash at the end: a redirect would lose the body of a POST."""
    given = {"resource": resource}
    return [
        re_path(rf"^{resource.name}/?\Z", views.listing, given, name=resource.name),
        re_path(rf"^{resource.name}/(?P<record_id>[^/]+)/?\Z", views.item, given, name=resource.record),
    ]


urlpatterns = [
    path("", views.about, name="about"),
    re_path(r"^openapi\.json/?\Z", views.openapi, name="openapi"),
    *(pattern for resource in RESOURCES for pattern in _paths(resource)),
    re_path(r"^(?P<path>(?s:.*))\Z", views.nothing),
]
