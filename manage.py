#!/usr/bin/env python
"""Entry point of the management commands."""

import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yunnan_training.settings.development")
    from django.core.management import execute_from_command_line

    # A command that sends a task needs the application that knows the broker.
    from yunnan_training.celery import app as celery_app  # noqa: F401

    execute_from_command_line(sys.argv)
