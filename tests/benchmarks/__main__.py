"""Makes a database of its own, fills it, prints a line per work item, drops it. Called by `make bench`."""

import argparse
import importlib
import os
import sys
import time
from urllib.parse import urlsplit, urlunsplit

import psycopg2

DATABASE = "yunnan_bench"
# In this order; the first three need no tables.
ITEMS = ("decision", "openfisca", "boards", "replay", "api", "roster_import", "simulation")
SMALLEST, LARGEST = 1_000, 3_000_000


def main() -> int:
    choice = argparse.ArgumentParser(prog="make bench", description=__doc__)
    choice.add_argument(
        "--scale", type=int, default=30_000, help="enrolments, or stored decisions; up to 3,000,000"
    )
    choice.add_argument("--only", nargs="*", choices=ITEMS, default=ITEMS, help="some of the items")
    choice.add_argument(
        "--repeats", type=int, default=5, help="runs of which the median is shown, at least five"
    )
    given = choice.parse_args()
    if not SMALLEST <= given.scale <= LARGEST:
        choice.error(f"--scale lies between {SMALLEST:,} and {LARGEST:,}")
    if given.repeats < 5:
        choice.error("a median of fewer than five runs is no figure")
    began = time.perf_counter()
    server = os.environ["DATABASE_URL"]
    _drop(server)
    _create(server)
    # One client may ask as often as it likes, for once; the throttle still counts.
    os.environ["API_TOKEN_RATE"] = "100000000/min"
    os.environ["DATABASE_URL"] = _address(server, DATABASE)
    os.environ.setdefault("STATIC_ROOT", "static")  # nothing is collected for a benchmark
    try:
        failed = _run(given)
    finally:
        from django.db import connections

        connections.close_all()
        _drop(server)
    print(f"{time.perf_counter() - began:.0f} s in all", file=sys.stderr)
    return 1 if failed else 0


def _run(given: argparse.Namespace) -> int:
    import django
    from django.core.management import call_command

    django.setup()
    from yunnan_training.celery import app  # noqa: F401  as in the web process

    if {"replay", "api", "roster_import"} & set(given.only):
        call_command("migrate", verbosity=0)
    if {"api", "roster_import"} & set(given.only):
        importlib.import_module("tests.benchmarks.generate").generate(given.scale)
    failed = 0
    print(f"scale: {given.scale:,} enrolments", flush=True)
    for name in (item for item in ITEMS if item in given.only):
        try:
            for result in importlib.import_module(f"tests.benchmarks.{name}").run(
                given.scale, repeats=given.repeats
            ):
                print(result, flush=True)
        except Exception as error:  # the other items still have their say
            print(f"{name}: failed: {type(error).__name__}: {error}", flush=True)
            failed += 1
    return failed


def _address(server: str, database: str) -> str:
    return urlunsplit(urlsplit(server)._replace(path=f"/{database}"))


def _at_server(server: str, statement: str) -> None:
    connection = psycopg2.connect(_address(server, "postgres"))
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(statement)
    finally:
        connection.close()


def _drop(server: str) -> None:
    _at_server(server, f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")


def _create(server: str) -> None:
    _at_server(server, f"CREATE DATABASE {DATABASE}")


if __name__ == "__main__":
    sys.exit(main())
