from django.http import QueryDict


def without(data: QueryDict, member: str) -> QueryDict:
    """The form as if that person had never been in it."""
    left = data.copy()
    for name in data:
        if f".{member}" in name:
            del left[name]
    left.setlist("member", [one for one in data.getlist("member") if one != member])
    return left
