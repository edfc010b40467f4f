"""WSGI entry point for gunicorn."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yunnan_training.settings.production")

# The Celery application has to be loaded before a view can send a task.
from yunnan_training.celery import app as celery_app  # noqa: F401

application = get_wsgi_application()
