"""Brings a database up to date: schema, regions, and demo data where they are asked for.

The one module here that needs Django: it runs in the virtual environment, and in one process, because every further
`manage.py` would add a second to each start.
"""

import os
import subprocess
import sys

import django
from django.core.management import call_command
from django.db import connection

NO_DEMO, IF_EMPTY, NOW = "no-demo", "demo-if-empty", "demo-now"


def refresh(*, demo: str = NO_DEMO) -> int:
    """Without a demo (a real office's server) only schema, regions and rules; with it also the list of its accounts."""
    django.setup()
    was_empty = "django_migrations" not in connection.introspection.table_names()
    if was_empty or _is_behind():
        # The schema belongs to a role that the portal itself never logs in as.
        owner = os.environ.get("DATABASE_OWNER_URL") or os.environ["DATABASE_URL"]
        command = [sys.executable, "manage.py", "migrate", "--verbosity", "0" if was_empty else "1"]
        print(
            f"Migrating the database{' (the first time takes half a minute)' if was_empty else ''}",
            flush=True,
        )
        done = subprocess.run(command, env={**os.environ, "DATABASE_URL": owner})
        if done.returncode != 0:
            return done.returncode
    call_command("load_regions")
    call_command("load_rules")
    if demo == NOW or (demo == IF_EMPTY and was_empty):
        print("Making the demo data (takes about a minute)", flush=True)
        call_command("seed_demo")
    if demo != NO_DEMO:
        call_command("demo_accounts")
    return 0


def _is_behind() -> bool:
    try:
        with open(os.devnull, "w") as nowhere:
            call_command("migrate", check_unapplied=True, stdout=nowhere)
    except SystemExit:
        return True
    return False


if __name__ == "__main__":
    sys.exit(refresh(demo=sys.argv[1] if len(sys.argv) > 1 else NO_DEMO))
