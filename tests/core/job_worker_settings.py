"""Settings of the worker that a test starts: the test's own, with an extra handler."""

from yunnan_training.settings.test import *  # noqa: F403

CELERY_IMPORTS = ["tests.core.job_worker_handlers"]
