from typing import Any

from django.conf import settings
from django.http import HttpRequest


def node(request: HttpRequest) -> dict[str, Any]:
    return {"node_name": settings.NODE_NAME, "demo": settings.DEMO}
