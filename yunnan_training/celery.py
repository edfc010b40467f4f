"""The Celery application. `celery -A yunnan_training.celery worker` starts a worker."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yunnan_training.settings.development")

app = Celery("yunnan_training")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
