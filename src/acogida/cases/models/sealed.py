"""What says who the people are: ciphertext. `key_id` names the data key, in the key store, that opens it."""

from uuid import uuid4

from django.db import models

from acogida.cases.enums import FileType


class SealedRecord(models.Model):
    """Names, birth dates, phones: one sealed text a household (`identity.py`)."""

    household = models.OneToOneField(
        "cases.Household", primary_key=True, on_delete=models.CASCADE, related_name="sealed_record"
    )
    key_id = models.UUIDField()
    version = models.PositiveIntegerField()
    sealed = models.BinaryField()
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.pk)


class Note(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    household = models.ForeignKey("cases.Household", on_delete=models.CASCADE, related_name="notes")
    author = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["-created_at", "id"]

    def __str__(self) -> str:
        return str(self.pk)


class NoteVersion(models.Model):
    """What a note said. Nothing is overwritten: the newest counts, the others can be read."""

    note = models.ForeignKey(Note, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    key_id = models.UUIDField()
    sealed = models.BinaryField()
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["note", "number"]
        constraints = [models.UniqueConstraint(fields=["note", "number"], name="one_version_a_number")]

    def __str__(self) -> str:
        return f"{self.note_id} {self.number}"


class Document(models.Model):
    """The content is a sealed file below ACOGIDA_HOME/documents. It has a key of its own, which `wrapped_key` holds
    under the household's: when that one is replaced, the file stays as it is."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    household = models.ForeignKey("cases.Household", on_delete=models.CASCADE, related_name="documents")
    file_name = models.CharField(max_length=32, unique=True)  # random
    file_type = models.CharField(max_length=15, choices=FileType)
    key_id = models.UUIDField()
    wrapped_key = models.BinaryField()
    sealed_title = models.BinaryField()  # under the file's key
    sealed_thumbnail = models.BinaryField(null=True, blank=True)  # a small JPEG, under the file's key
    added_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    is_complete = models.BooleanField(default=False)  # False: the file is still being written, or never was

    class Meta:
        ordering = ["-added_at", "id"]

    def __str__(self) -> str:
        return str(self.pk)


class NameToken(models.Model):
    """A word of a name under a keyed hash: only who holds the workspace's key can ask for one (`names.py`)."""

    household = models.ForeignKey("cases.Household", on_delete=models.CASCADE, related_name="name_tokens")
    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.PROTECT, related_name="+", db_index=False)
    version = models.PositiveIntegerField()  # of the workspace key it was made with
    person = models.PositiveSmallIntegerField()  # tokens of one number are of one person
    token = models.BinaryField(max_length=16)

    class Meta:
        ordering = ["household", "id"]
        # With what a search asks of each row, so that it reads the index alone.
        indexes = [
            models.Index(
                fields=["workspace", "version", "token", "household", "person"], name="name_tokens_with_person"
            )
        ]

    def __str__(self) -> str:
        return str(self.household_id)
