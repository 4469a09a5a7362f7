"""Django's settings. What differs from node to node comes from `env`; the rest is decided here."""

import secrets
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf.locale import LANG_INFO
from django.contrib.messages.constants import ERROR, SUCCESS
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from acogida.config import env

try:
    ENV = env.read()
except env.SettingError as error:
    raise ImproperlyConfigured(f"Acogida can't start:\n{error}") from None

PACKAGE = Path(__file__).resolve().parent.parent

HOME: Path = ENV["ACOGIDA_HOME"]
DEMO: bool = ENV["ACOGIDA_DEMO"]
NODE_NAME: str = ENV["ACOGIDA_NODE_NAME"]
CONTACT: str = ENV["ACOGIDA_CONTACT"]
BIND: str = ENV["ACOGIDA_BIND"]
PORT: int = ENV["PORT"]
WORKERS: int = ENV["ACOGIDA_WORKERS"]
URL: str = ENV["ACOGIDA_URL"]
SENDS_LETTERS: bool = ENV["ACOGIDA_MAIL"] is not None

DEBUG = ENV["ACOGIDA_DEBUG"]
# A demonstration without a key of its own gets a new one at each start: nothing in it is worth a stable session.
SECRET_KEY = ENV["ACOGIDA_SECRET_KEY"] or secrets.token_urlsafe(48)
ALLOWED_HOSTS = ENV["ACOGIDA_HOSTS"]

INSTALLED_APPS = [
    "acogida.config",
    "acogida.worker",
    "acogida.api",
    "acogida.web",
    "acogida.referrals",
    "acogida.cases",
    "acogida.cases.keystore",
    "acogida.directory",
    "acogida.accounts",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "axes",
    "django_htmx",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",  # touched by the workspace only: public pages know nobody
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "acogida.web.middleware.AccessMiddleware",  # before the token of a form: what one may not see has no form either
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "acogida.config.urls"
WSGI_APPLICATION = "acogida.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "acogida.web.context.node",
                "acogida.web.accounts.workspace.frame",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static"],
        },
    },
]

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "acogida.web.accounts.backends.GuessingGuard",
    "acogida.web.accounts.backends.PassphraseBackend",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "accounts:enter"
ACCOUNT_ADAPTER = "acogida.web.accounts.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # whoever signs in was invited by a colleague
ACCOUNT_SESSION_REMEMBER = False
MFA_ADAPTER = "acogida.web.accounts.adapters.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_TOLERANCE = 1  # phones are half a minute off now and then
DEMO_ACCOUNTS: str = "acogida.demo.accounts.listed"  # read by web.accounts.demonstration
SESSION_COOKIE_AGE = 4 * 3600  # without a click; web.accounts.lifetime ends a session after twelve in any case
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SAMESITE = "Strict"
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"  # nothing of it stays on this machine
MESSAGE_TAGS = {SUCCESS: "good", ERROR: "bad"}
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_CALLABLE = "acogida.web.accounts.guessing.guessed_at"
AXES_CLIENT_IP_CALLABLE = "acogida.web.accounts.guessing.comes_from"
AXES_LOCKOUT_CALLABLE = "acogida.web.accounts.guessing.locked_out"
AXES_RESET_ON_SUCCESS = True
AXES_DISABLE_ACCESS_LOG = True
AXES_HANDLER = "acogida.web.accounts.guessing.CountingHandler"
AXES_SENSITIVE_PARAMETERS = [
    *("login", "password", "passphrase", "old", "new", "again", "code"),
    *("next", "csrfmiddlewaretoken"),
]
# Shared by all web processes: a code is good once, and attempts are counted together.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "acogida_cache"}}

_database: dict[str, Any] = ENV["DATABASE_URL"] or {
    "ENGINE": "django.db.backends.sqlite3",
    "NAME": HOME / "acogida.sqlite3",
}
if _database["ENGINE"].endswith("sqlite3"):
    # IMMEDIATE: a transaction that will write takes the lock at its start, so it waits instead of failing half-way.
    # FULL: a commit that was answered for survives a power cut.
    _database["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-65536; PRAGMA temp_store=MEMORY;"
        ),
    }
    _key_store: dict[str, Any] = {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": HOME / "keys.sqlite3",
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            # What is deleted is overwritten, and no write-ahead file keeps what a page held before.
            "init_command": "PRAGMA secure_delete=ON; PRAGMA journal_mode=DELETE; PRAGMA synchronous=FULL;",
        },
    }
else:
    _database |= {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
    _key_store = {**_database, "OPTIONS": {"options": "-c search_path=acogida_keys"}}
DATABASES = {"default": _database, "keys": _key_store}
DATABASE_ROUTERS = ["acogida.config.routers.KeyStoreRouter"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SILENCED_SYSTEM_CHECKS = ["urls.W002"]  # a household's own pages begin with the slash that its page does without

# Django knows no Kreyòl of its own; pages, dates and plurals need it declared.
LANG_INFO["ht"] = {"bidi": False, "code": "ht", "name": "Haitian Creole", "name_local": "Kreyòl ayisyen"}
LANGUAGE_CODE = "en"
LANGUAGES = [
    ("es", _("Spanish")),
    ("pt", _("Portuguese")),
    ("en", _("English")),
    ("fr", _("French")),
    ("ht", _("Haitian Creole")),
]
LOCALE_PATHS = [PACKAGE / "locale"]
FORMAT_MODULE_PATH = ["acogida.config.formats"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "static/"
STATIC_ROOT = HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_FAILURE_VIEW = "acogida.web.errors.form_expired"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],  # data: the arrows and ticks that Pico draws in its style sheet
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}
SECURE_REFERRER_POLICY = "no-referrer"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
if ENV["ACOGIDA_HTTPS"]:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 31_536_000
    CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_SECURE = True
    ALLAUTH_TRUSTED_PROXY_COUNT = 1
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000

if ENV["ACOGIDA_MAIL"]:
    _mail: env.MailServer = ENV["ACOGIDA_MAIL"]
    EMAIL_HOST, EMAIL_PORT = _mail.host, _mail.port
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail.user, _mail.password
    EMAIL_USE_SSL, EMAIL_USE_TLS = _mail.security == "TLS", _mail.security == "STARTTLS"
    EMAIL_TIMEOUT = 15  # for each answer of the server: all of them together are over before the lease of a letter is
    DEFAULT_FROM_EMAIL = ENV["ACOGIDA_MAIL_FROM"]
else:
    EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": ENV["ACOGIDA_LOG_LEVEL"]},
    # Below ERROR this logger writes the path of every page that was not found: what somebody looked for (ADR 0008).
    # axes would write down who typed a wrong passphrase; its table counts that under a keyed hash.
    # Whoever scans the network asks for other hosts all day: each would fill the log with a traceback.
    # Django itself would mail what broke, with what was typed into the form, to administrators.
    "loggers": {
        "django": {"handlers": [], "level": "INFO"},
        "django.request": {"level": "ERROR"},
        "django.security.DisallowedHost": {"level": "CRITICAL"},
        "django.security.csrf": {"level": "ERROR"},  # with the path, and in it the token of a link that is still good
        "axes": {"level": "ERROR"},
    },
}
