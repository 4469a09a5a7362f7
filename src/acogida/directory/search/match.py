"""Entries of the index by their tokens: the one place that speaks to FTS5 and to PostgreSQL's text search."""

from collections.abc import Iterable
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from acogida.core.text import words
from acogida.directory.models import SearchEntry
from acogida.directory.search import tokens
from acogida.directory.search.tokens import Clause
from acogida.directory.stems import stem

LONGEST_TEXT = 300  # characters; nobody types more, and what is longer was pasted
_SQLITE = "{table}.id IN (SELECT rowid FROM directory_search WHERE directory_search MATCH %s)"
_POSTGRESQL = "{table}.tokens @@ %s::tsquery"


def condition(clauses: Iterable[Clause]) -> tuple[str, str]:
    """(SQL with one placeholder, its parameter) that holds for entries that satisfy every clause."""
    table = SearchEntry._meta.db_table
    if connection.vendor == "sqlite":
        return _SQLITE.format(table=table), tokens.fts5(clauses)
    return _POSTGRESQL.format(table=table), tokens.tsquery(clauses)


def entries_matching(clauses: Iterable[Clause]) -> QuerySet[SearchEntry]:
    """Entries that satisfy every clause; each clause is tokens, any of which will do."""
    wanted = [clause for clause in clauses if clause]
    if not wanted:
        return SearchEntry.objects.all()
    sql, parameter = condition(wanted)
    # A query of its own: as a part of another one the table goes by another name.
    keys = RawSQL(f"SELECT id FROM {SearchEntry._meta.db_table} WHERE {sql}", [parameter])  # noqa: S608, S611
    return SearchEntry.objects.filter(pk__in=keys)


def is_said(token: str) -> bool:
    """Whether any entry has a token. Stops at the first: a common word is in a hundred thousand."""
    clauses = [[token]]
    if connection.vendor == "sqlite":
        sql, value = "SELECT 1 FROM directory_search WHERE directory_search MATCH %s LIMIT 1", tokens.fts5(clauses)
    else:
        condition_sql, value = condition(clauses)
        sql = f"SELECT 1 FROM {SearchEntry._meta.db_table} WHERE {condition_sql} LIMIT 1"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(sql, [value])
        return cursor.fetchone() is not None


def services_matching(text: str) -> QuerySet[SearchEntry, Any]:
    """Keys of the services that say every word of a text, in whatever language; for `pk__in`."""
    clauses = [[stem(word)] for word in words(text[:LONGEST_TEXT])]
    found = entries_matching(clauses) if clauses else SearchEntry.objects.none()
    return found.order_by().values("service")
