"""The node's own settings, and mail that goes into a folder: whatever it would send is there to be searched. An
operator's address stands for the reports of errors that Django mails to administrators when it knows one."""

from acogida.config.settings import *  # noqa: F403
from acogida.config.settings import HOME

ADMINS = [("Operator", "operator@example.org")]
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = HOME.parent / "mail"
