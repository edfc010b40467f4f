"""The four ways the portal is started, the same for `make run` and for docker compose.

`python -m yunnan_training.local.entry web|worker|beat|migrate` becomes that process (exec), so signals reach it.
"""

import os
import sys

CELERY = [sys.executable, "-m", "celery", "-A", "yunnan_training"]


def web() -> list[str]:
    address = f"{os.environ.get('BIND', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
    return [
        *(sys.executable, "-m", "gunicorn", "yunnan_training.wsgi:application", "--bind", address),
        # Threads keep a slow county line from holding a whole process.
        *("--worker-class", "gthread", "--workers", os.environ.get("WEB_CONCURRENCY", "2"), "--threads", "4"),
        *("--timeout", "60", "--graceful-timeout", "20", "--no-control-socket", "--preload"),
        *("--worker-tmp-dir", "/dev/shm" if os.access("/dev/shm", os.W_OK) else "/tmp"),  # nosec B108
    ]


def worker() -> list[str]:
    return [*CELERY, "worker", "--loglevel", "info", "--without-gossip", "--without-mingle"]


def beat() -> list[str]:
    # The timetable lies in the database: no state file, and it is seen in the admin pages.
    scheduler = "django_celery_beat.schedulers:DatabaseScheduler"
    return [*CELERY, "beat", "--loglevel", "info", "--pidfile=", "--scheduler", scheduler]


def migrate() -> list[str]:
    return [sys.executable, "-m", "yunnan_training.local.refresh", *sys.argv[2:]]


def main() -> int:
    name = sys.argv[1] if len(sys.argv) > 1 else ""
    processes = {"web": web, "worker": worker, "beat": beat, "migrate": migrate}
    if name not in processes:
        print("usage: python -m yunnan_training.local.entry web|worker|beat|migrate", file=sys.stderr)
        return 2
    command = processes[name]()
    os.execv(command[0], command)  # nosec B606


if __name__ == "__main__":
    sys.exit(main())
