"""The site's settings. Everything an office may change comes from the environment (docs/deployment.md).

Nothing is read from or written to disk here: the secret key is made when something first needs it,
the data folder when a command first writes to it.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.templatetags.static import static
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from shanhai.web.secret import read_old_keys, read_or_make_key

env = environ.Env()

HERE = Path(__file__).resolve().parent

# --- Where things live ------------------------------------------------------------------------------------

DATA_DIR = Path(env.str("SHANHAI_DATA", default="data")).resolve()
ORIGINALS_DIR = DATA_DIR / "originals"
"""Original bytes of documents and evidence, kept for ever; part of a backup."""
MEDIA_ROOT = ORIGINALS_DIR
STATIC_ROOT = DATA_DIR / "static"
"""Collected static files: made again by `shanhai serve`, no part of a backup."""

FIELD_KEY = env.str("SHANHAI_FIELD_KEY", default="") or SimpleLazyObject(
    lambda: read_or_make_key(DATA_DIR / "field.key")
)
"""Encrypts personal data in the database. Without it that data cannot be read again: back it up apart."""
FIELD_KEYS_OLD = env.list("SHANHAI_FIELD_KEYS_OLD", default=[]) or SimpleLazyObject(
    lambda: read_old_keys(DATA_DIR / "field-former.key")
)
"""Former keys, which still open what `shanhai keys rotate` has not yet encrypted anew."""
DEBUG = env.bool("SHANHAI_DEBUG", default=False)
SECRET_KEY = env.str("SHANHAI_SECRET_KEY", default="") or SimpleLazyObject(
    lambda: read_or_make_key(DATA_DIR / "secret.key")
)

# --- Database ---------------------------------------------------------------------------------------------

SQLITE_OPTIONS = {
    "timeout": 20,
    # A transaction that may write takes the write lock when it begins, so that it waits its turn
    # instead of failing half-way with «database is locked».
    "transaction_mode": "IMMEDIATE",
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
}


def _database() -> dict[str, Any]:
    """The database named by DATABASE_URL; without one, SQLite in the data folder."""
    config: dict[str, Any] = env.db("DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'shanhai.sqlite3'}")
    if "ENGINE" not in config:
        raise ImproperlyConfigured(
            "DATABASE_URL 写法不对 (not a database address)，"
            "应为 postgres://用户:密码@主机:端口/库名 或 sqlite:///路径"
        )
    if config["ENGINE"] == "django.db.backends.sqlite3":
        config["OPTIONS"] = {**SQLITE_OPTIONS, **config.get("OPTIONS", {})}
    else:
        config.update(CONN_MAX_AGE=60, CONN_HEALTH_CHECKS=True)
        # Under another ctype PostgreSQL sees no Chinese letters (pg_trgm, case folding).
        config["TEST"] = {"TEMPLATE": "template0", "CHARSET": "UTF8"}
    return config


DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Background work --------------------------------------------------------------------------------------

# Queued in the database, beside what they work on; `shanhai worker` runs them, `serve` starts one.
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}

# --- Applications -----------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "unfold",
    "unfold.contrib.filters",
    "unfold.contrib.forms",
    "unfold.contrib.simple_history",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "axes",
    "csp",
    "django_filters",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "rules.apps.AutodiscoverRulesConfig",
    "simple_history",
    "shanhai.accounts",
    "shanhai.ledger",
    "shanhai.documents",
    "shanhai.assessment",
    "shanhai.reports",
    "shanhai.web",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "shanhai.web.csp.AdminFrameMiddleware",
    "shanhai.accounts.request.RequestIdMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "shanhai.web.language.ChosenLanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "shanhai.web.urls"
WSGI_APPLICATION = "shanhai.web.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [HERE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

# --- Language and time ------------------------------------------------------------------------------------

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [HERE / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

# --- Users and log-in -------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "rules.permissions.ObjectPermissionBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"

# Five wrong passwords for one name from one address lock that pair for a quarter of an hour. Counting the
# pair, not the name alone, keeps a stranger from locking a colleague out.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_HTTP_RESPONSE_CODE = 429
AXES_LOCKOUT_TEMPLATE = "axes/locked_out.html"
AXES_VERBOSE = False

# --- Browser security -------------------------------------------------------------------------------------

ALLOWED_HOSTS = env.list("SHANHAI_HOSTS", default=["localhost", "127.0.0.1"])
CSRF_TRUSTED_ORIGINS = env.list("SHANHAI_ORIGINS", default=[])

# Set when the site is reached by HTTPS, usually through a proxy that adds X-Forwarded-Proto.
HTTPS = env.bool("SHANHAI_HTTPS", default=False)
SECURE_SSL_REDIRECT = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 30 * 24 * 3600 if HTTPS else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
LANGUAGE_COOKIE_SECURE = HTTPS
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600

# The strict rule for every page; shanhai.web.csp loosens it for pages inside the Unfold frame.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# --- Uploads ----------------------------------------------------------------------------------------------

UPLOAD_MAX_BYTES = 50 * 1024 * 1024
"""Largest file, or pasted text, that forms accept."""
DATA_UPLOAD_MAX_MEMORY_SIZE = UPLOAD_MAX_BYTES
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700

# --- Static files -----------------------------------------------------------------------------------------

STATIC_URL = "static/"
STATICFILES_DIRS = [HERE / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# --- The working interface --------------------------------------------------------------------------------

UNFOLD = {
    "SITE_TITLE": _("山海协作台账"),
    "SITE_HEADER": _("山海"),
    "SITE_SUBHEADER": _("东西部协作与对口支援"),
    "SITE_SYMBOL": "landscape",
    "SITE_FAVICONS": [
        {"rel": "icon", "type": "image/svg+xml", "href": lambda request: static("shanhai/icon.svg")},
    ],
    "SHOW_HISTORY": False,
    "SHOW_LANGUAGES": True,
    "SHOW_VIEW_ON_SITE": False,
    "THEME": "light",
    "BORDER_RADIUS": "4px",
    "STYLES": [lambda request: static("shanhai/shanhai.css")],
    "SIDEBAR": {"navigation": "shanhai.web.navigation.sidebar"},
    "COLORS": {
        # The blue-green of 山海: dark enough (600 and up) for white text at 4.5:1.
        "primary": {
            "50": "oklch(97.5% .015 200)",
            "100": "oklch(94% .03 200)",
            "200": "oklch(88% .055 200)",
            "300": "oklch(79% .08 205)",
            "400": "oklch(68% .1 208)",
            "500": "oklch(58% .1 210)",
            "600": "oklch(48% .09 212)",
            "700": "oklch(42% .08 214)",
            "800": "oklch(36% .07 216)",
            "900": "oklch(31% .055 218)",
            "950": "oklch(23% .045 220)",
        }
    },
}

# --- Logging ----------------------------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": env.str("SHANHAI_LOG_LEVEL", default="INFO")},
    "loggers": {
        # Django's own handlers would print or mail the same lines a second time.
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        # A page that is not there is the visitor's news; an error of ours is the operator's.
        "django.request": {"level": "ERROR"},
    },
}
