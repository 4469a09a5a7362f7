"""Which database a model lives in: data keys in the key store, everything else in the node's own."""

from typing import Any

from django.db.models import Model

from acogida.cases.keystore.apps import ALIAS


class KeyStoreRouter:
    def db_for_read(self, model: type[Model], **_: Any) -> str | None:
        return ALIAS if model._meta.app_label == "keystore" else None

    db_for_write = db_for_read

    def allow_migrate(self, db: str, app_label: str, **_: Any) -> bool:
        return (db == ALIAS) == (app_label == "keystore")
