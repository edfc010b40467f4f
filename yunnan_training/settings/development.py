"""`make run`: a portal on this machine. Keys come from the environment; the runner makes and keeps them."""

from .base import *  # noqa: F403

DEBUG = env.bool("DEBUG", default=False)  # noqa: F405
ALLOWED_HOSTS = ["*"]
