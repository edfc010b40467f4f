"""The tests: real PostgreSQL, real Redis, real keys (of no value)."""

from .base import *  # noqa: F403

SECRET_KEY = SECRET_KEY or "only-for-tests"  # noqa: F405
FIELD_KEYS = FIELD_KEYS or "t1:" + "dGVzdC1maWVsZC1rZXktMzItYnl0ZXMtbG9uZy0xMjM="  # noqa: F405
INDEX_KEY = INDEX_KEY or "dGVzdC1pbmRleC1rZXktMzItYnl0ZXMtbG9uZy0xMjM="  # noqa: F405
ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# A template variable that doesn't exist shows as this marker, and a test looks for it on every page.
TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = ""  # noqa: F405
CELERY_BROKER_TRANSPORT_OPTIONS = {
    **CELERY_BROKER_TRANSPORT_OPTIONS,  # noqa: F405
    "visibility_timeout": 5,
    "unacked_restore_throttle": 1,
}
# Nothing is collected for the tests: files come from their source folders.
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
