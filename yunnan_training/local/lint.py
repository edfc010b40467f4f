"""`make lint`: every check that needs no running portal. They run side by side, and what fails is shown."""

import os
import subprocess
import time

from . import dependencies
from .places import ROOT, VENV

BIN = VENV / "bin"
# Not secrets: production refuses to start without values, and only their form is looked at here.
PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "yunnan_training.settings.production",
    "SECRET_KEY": "a-made-up-key-that-is-long-and-varied-enough-0123456789-abcdefghij",
    "FIELD_KEYS": "lint1:bGludC1maWVsZC1rZXktMzItYnl0ZXMtbG9uZy0xMjM=",
    "INDEX_KEY": "bGludC1pbmRleC1rZXktMzItYnl0ZXMtbG9uZy0xMjM=",
    "ALLOWED_HOSTS": "portal.example",
    "PUBLIC_BASE_URL": "https://portal.example",
}


def lint() -> int:
    dependencies.ensure(dependencies.TEST)
    # Without a database Django warns that it can't compare the history; only models and files are compared here.
    manage = [BIN / "python", "-W", "ignore::RuntimeWarning", "manage.py"]
    checks = {
        "ruff check": [BIN / "ruff", "check", "--quiet", "."],
        "ruff format": [BIN / "ruff", "format", "--check", "--quiet", "."],
        "import-linter": [BIN / "lint-imports", "--no-logo"],
        "bandit": [BIN / "bandit", "-c", "pyproject.toml", "-q", "-r", "."],
        "makemigrations": [*manage, "makemigrations", "--check", "--dry-run"],
        "check --deploy": [*manage, "check", "--deploy", "--fail-level", "WARNING"],
    }
    started = time.monotonic()
    running = {name: _start(command) for name, command in checks.items()}
    failed = []
    for name, process in running.items():
        output, _ = process.communicate()
        print(f"{name:<16}{'ok' if process.returncode == 0 else 'FAILED'}", flush=True)
        if process.returncode != 0:
            failed.append(name)
            print(output.rstrip(), flush=True)
    print(
        f"lint: {'failed: ' + ', '.join(failed) if failed else 'all ok'} ({time.monotonic() - started:.0f} s)"
    )
    return 1 if failed else 0


def _start(command: list) -> subprocess.Popen:
    return subprocess.Popen(
        list(map(str, command)),
        cwd=ROOT,
        env={**os.environ, **PRODUCTION},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
