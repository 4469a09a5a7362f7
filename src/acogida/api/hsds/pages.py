"""Pages as HSDS wants them: every list is paged, and each page says where it stands."""

from typing import Any

from django.db.models import QuerySet

from acogida.directory.hsds.documents import Document, Form


def page(rows: QuerySet[Any], form: Form[Any], *, number: int, size: int) -> Document:
    total = rows.order_by().count()
    start = (number - 1) * size
    contents = form.documents(rows.order_by("pk")[start : start + size]) if start < total else []
    pages = -(-total // size)
    return {
        "total_items": total,
        "total_pages": pages,
        "page_number": number,
        "size": len(contents),
        "first_page": number == 1,
        "last_page": number >= pages,
        "empty": not contents,
        "contents": contents,
    }
