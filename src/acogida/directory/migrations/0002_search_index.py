from typing import Any

from django.db import migrations, models

# SQLite: an FTS5 index over `doc` that triggers keep. Its words are split at spaces and nothing else; it keeps no
# positions (detail=none), for no search asks for phrases.
SQLITE = (
    """CREATE VIRTUAL TABLE directory_search USING fts5(
        doc, content='directory_searchentry', content_rowid='id', detail=none, columnsize=0,
        tokenize="ascii tokenchars ':.-'"
    )""",
    """CREATE TRIGGER directory_search_insert AFTER INSERT ON directory_searchentry BEGIN
        INSERT INTO directory_search(rowid, doc) VALUES (new.id, new.doc);
    END""",
    """CREATE TRIGGER directory_search_delete AFTER DELETE ON directory_searchentry BEGIN
        INSERT INTO directory_search(directory_search, rowid, doc) VALUES ('delete', old.id, old.doc);
    END""",
    """CREATE TRIGGER directory_search_update AFTER UPDATE OF doc ON directory_searchentry BEGIN
        INSERT INTO directory_search(directory_search, rowid, doc) VALUES ('delete', old.id, old.doc);
        INSERT INTO directory_search(rowid, doc) VALUES (new.id, new.doc);
    END""",
    "INSERT INTO directory_search(directory_search) VALUES ('rebuild')",
)
SQLITE_BACK = (
    "DROP TRIGGER directory_search_update",
    "DROP TRIGGER directory_search_delete",
    "DROP TRIGGER directory_search_insert",
    "DROP TABLE directory_search",
)
# PostgreSQL: the same words, split in the same way, kept in a column of its own: a small table is read from end to end,
# and must not be split anew for every search. fastupdate off: a search never waits for a pending list.
POSTGRESQL = (
    """ALTER TABLE directory_searchentry ADD COLUMN tokens tsvector
        GENERATED ALWAYS AS (array_to_tsvector(string_to_array(doc, ' '))) STORED""",
    "CREATE INDEX directory_search ON directory_searchentry USING gin (tokens) WITH (fastupdate = off)",
)
POSTGRESQL_BACK = ("ALTER TABLE directory_searchentry DROP COLUMN tokens",)


def forwards(apps: Any, schema_editor: Any) -> None:
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL:
        schema_editor.execute(statement)


def backwards(apps: Any, schema_editor: Any) -> None:
    for statement in SQLITE_BACK if schema_editor.connection.vendor == "sqlite" else POSTGRESQL_BACK:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("directory", "0001_initial")]

    operations = [
        migrations.AddField("searchentry", "flags", models.PositiveSmallIntegerField(default=0)),
        migrations.RunPython(forwards, backwards),
    ]
