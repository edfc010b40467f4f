"""A real office. Nothing has a default here that would be unsafe to forget."""

from .base import *  # noqa: F403
from .https import *  # noqa: F403

SECRET_KEY = env("SECRET_KEY")  # noqa: F405
FIELD_KEYS = env("FIELD_KEYS")  # noqa: F405
INDEX_KEY = env("INDEX_KEY")  # noqa: F405
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")  # noqa: F405
