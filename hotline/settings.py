"""Django's settings. What differs between machines comes from hotline.config, nothing else does.

Two aliases on one database: `default` is the application role (DML only) and is what every
request uses; `owner` may change the schema and is used by `hotline migrate` and `rebuild` only.
"""

import os
from pathlib import Path
from typing import Any

from hotline import config

BASE_DIR = Path(__file__).resolve().parent
STATE_DIR = config.state_dir()
TESTING = config.flag("HOTLINE_TESTING")
DEBUG = config.flag("HOTLINE_DEBUG")

# Blocking threads in a web process. A thread holds at most one connection, so a pool of the
# same size means that no request ever waits for a connection while a thread is idle.
THREADS = config.number("HOTLINE_THREADS", 4)


def _database(alias: str, pool_size: int) -> dict[str, Any]:
    """One DATABASES entry; a placeholder that refuses connections when nothing is set up."""
    given = config.database(alias)
    known = {
        "NAME": given.pop("dbname", config.DATABASE_NAME),
        "USER": given.pop("user", ""),
        "PASSWORD": given.pop("password", ""),
        "HOST": given.pop("host", "127.0.0.1"),
        "PORT": str(given.pop("port", "1")),
    }
    options: dict[str, Any] = {
        "connect_timeout": 2,
        # Parameters travel apart from the text. Only the ledger keeps plans, asking for it each
        # time: a plan kept for any value would read a million cases to count the ten that wait.
        "server_side_binding": True,
        "prepare_threshold": 1_000_000_000,
        **given,
    }
    if pool_size:
        # A request that gets no connection in 2 s answers 503 within the promised 3.
        options["pool"] = {"min_size": 1, "max_size": pool_size, "timeout": 2, "max_idle": 300}
    return {"ENGINE": "django.db.backends.postgresql", "OPTIONS": options, **known}


DATABASES = {"default": _database("default", THREADS), "owner": _database("owner", 0)}
DATABASE_APP_ROLE = DATABASES["default"]["USER"] or config.APP_ROLE
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

_ROOMS = (
    "ledger",
    "people",
    "dispatching",
    "handling",
    "oversight",
    "web",
    "desk",
    "portal",
    "api",
)
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django_htmx",
    "hotline.apps.HotlineConfig",
    *(f"hotline.{room}" for room in _ROOMS if (BASE_DIR / room / "__init__.py").exists()),
]

MIDDLEWARE = [
    "hotline.web.edge.EdgeMiddleware",
    "hotline.web.outage.OutageMiddleware",
    "hotline.web.shortcut.ApiShortcut",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "hotline.web.language.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
ROOT_URLCONF = "hotline.urls"
WSGI_APPLICATION = "hotline.wsgi.application"
APPEND_SLASH = True

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    }
]

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LANGUAGE_COOKIE_NAME = "language"  # chosen on a page; hotline/web/language.py
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = "/static/"
STATIC_ROOT = STATE_DIR / "static"
# Names with a hash of the content: a browser may keep a file for ever, an upgrade is seen at once.
# Tests read the sources instead, so that nothing has to be collected first.
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage."
        + ("StaticFilesStorage" if TESTING else "ManifestStaticFilesStorage")
    },
}

SECRET_KEY = os.environ.get("HOTLINE_SECRET_KEY") or config.secret("django")
ALLOWED_HOSTS = [h for h in os.environ.get("HOTLINE_HOSTS", "*").split(",") if h]
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_NAME = "hotline"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "hotline.web.errors.csrf_failure"
_TLS = config.flag("HOTLINE_TLS")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = _TLS
# Said by the edge to whoever came by HTTPS: a browser then never asks in clear again.
HSTS = "max-age=31536000" if _TLS else ""
if _TLS and config.tls() is None:  # a proxy speaks TLS for us
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# Limits at the edge; a longer body is refused with 413 before it is read.
BODY_LIMIT = 1_000_000
# Files of cases, in bytes each; one form may bring several. Uploads are held in memory, because a
# temporary file would lie on the disk in clear.
PHOTO_LIMIT = config.number("HOTLINE_PHOTO_MB", 20) * 1_000_000
AUDIO_LIMIT = config.number("HOTLINE_AUDIO_MB", 50) * 1_000_000
UPLOAD_LIMIT = max(PHOTO_LIMIT, AUDIO_LIMIT) + 10_000_000
FILE_UPLOAD_MAX_MEMORY_SIZE = UPLOAD_LIMIT
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
FILES_DIR = config.files_dir()
DATA_UPLOAD_MAX_MEMORY_SIZE = BODY_LIMIT
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500

# Ways out for notices, "" where one is not open; handling/notices/ways says what they may be.
NOTICE_EMAIL = os.environ.get("HOTLINE_SMTP", "")
NOTICE_SMS = os.environ.get("HOTLINE_SMS", "")
NOTICE_SMS_TOKEN = os.environ.get("HOTLINE_SMS_TOKEN", "")
PUBLIC_URL = os.environ.get("HOTLINE_PUBLIC_URL", "")

# Of the journal and of sealed parts: sha256 or sm3, aes-256-gcm or sm4-gcm.
LEDGER_HASH = os.environ.get("HOTLINE_HASH", "sha256")
LEDGER_CIPHER = os.environ.get("HOTLINE_CIPHER", "aes-256-gcm")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "hotline": {"level": "INFO"},
        # A line for every refusal would let whoever is refused fill the disk.
        "django.request": {"level": "ERROR"},
    },
}
