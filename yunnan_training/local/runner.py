"""`make run`: from a bare machine to a portal that answers, and back to silence on Ctrl-C."""

import contextlib
import fcntl
import http.client
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping

from . import dependencies, system_packages
from .children import Children
from .keys import development_keys
from .places import PYTHON, ROOT, VAR, SetupError
from .services import Services
from .static_files import collect_if_changed

SETTINGS = "yunnan_training.settings.development"
HTTP_SECONDS = 90
NO_TABLES = """
import os, sys, psycopg2
with psycopg2.connect(os.environ["DATABASE_URL"]) as connection, connection.cursor() as cursor:
    cursor.execute("SELECT to_regclass('django_migrations') IS NULL")
    sys.exit(0 if cursor.fetchone()[0] else 3)
"""


class Stop(BaseException):
    """SIGTERM, SIGINT or SIGHUP, wherever it arrives."""


def _stop(signum: int, frame: object) -> None:
    raise Stop


def run() -> int:
    port = _free_port()
    stop_signals = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    for number in stop_signals:
        signal.signal(number, _stop)
    with contextlib.ExitStack() as at_the_end:
        try:
            at_the_end.enter_context(_only_one())
            _serve(port, at_the_end)
        except Stop:
            print("\nStopping …", flush=True)
        finally:
            # A second Ctrl-C must not leave a database half stopped.
            for number in stop_signals:
                signal.signal(number, signal.SIG_IGN)
    print("Stopped; the data stay.")
    return 0


def _serve(port: int, at_the_end: contextlib.ExitStack) -> None:
    own_services = {"postgresql-15": "DATABASE_URL", "redis-server": "REDIS_URL"}
    needed = {
        package: is_there
        for package, is_there in system_packages.TO_RUN.items()
        if not os.environ.get(own_services.get(package, ""))
    }
    system_packages.ensure(needed)
    dependencies.ensure(dependencies.RUN)
    services = Services.lasting(os.environ)
    if not services.is_kept():
        at_the_end.callback(services.stop)
    services.start()
    environment = {
        "DJANGO_SETTINGS_MODULE": SETTINGS,
        "PUBLIC_BASE_URL": f"http://127.0.0.1:{port}",
        "HOST": "127.0.0.1",  # the demo accounts have known passwords: HOST=0.0.0.0 is a decision
        **os.environ,
        **services.variables(),
        **development_keys(os.environ),
        "PORT": str(port),
    }
    _fill(services, environment)
    children = Children(VAR / "log", environment)
    at_the_end.callback(children.stop)
    for name in ("web", "worker", "beat"):
        children.start(name)
    accounts = subprocess.run(
        [str(PYTHON), "manage.py", "demo_accounts"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    )
    _wait_for_answer(port, children)
    print(f"\n{accounts.stdout.rstrip()}\n\nThe portal answers at http://127.0.0.1:{port}/ (Ctrl-C stops it)")
    print(f"Logs: {children.log('web').relative_to(ROOT)}, worker.log, beat.log", flush=True)
    while not children.dead():
        time.sleep(0.5)
    raise _death(children)


def _fill(services: Services, environment: Mapping[str, str]) -> None:
    """Schema, static files, and demo data where there were none: never into a database somebody already uses."""
    seeded = services.home.path / "seeded"
    if services.postgres:
        is_new = not seeded.exists()
    else:
        is_new = subprocess.run([str(PYTHON), "-c", NO_TABLES], cwd=ROOT, env=environment).returncode == 0
    _step("migrate", environment, "-m", "yunnan_training.local.entry", "migrate")
    collect_if_changed(environment)
    if is_new:
        print("Loading the regions and the demo data", flush=True)
        _step("load_regions", environment, "manage.py", "load_regions")
        _step("seed_demo", environment, "manage.py", "seed_demo")
        if services.postgres:
            seeded.touch()


def _step(name: str, environment: Mapping[str, str], *arguments: str) -> None:
    if subprocess.run([str(PYTHON), *arguments], cwd=ROOT, env=environment).returncode != 0:
        raise SetupError(f"{name} failed; what it said stands above.")


def _wait_for_answer(port: int, children: Children) -> None:
    deadline = time.monotonic() + HTTP_SECONDS
    while True:
        if children.dead():
            raise _death(children)
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        try:
            connection.request("GET", "/")
            if connection.getresponse().status < 500:
                return
        except OSError:
            pass
        finally:
            connection.close()
        if time.monotonic() > deadline:
            raise SetupError(
                f"The web server gives no good answer; its log ends with:\n{children.last_lines('web')}"
            )
        time.sleep(0.1)


def _death(children: Children) -> SetupError:
    name = children.dead() or ""
    return SetupError(f"The {name} process has ended; its log ends with:\n{children.last_lines(name)}")


def _free_port() -> int:
    text = os.environ.get("PORT") or "8000"
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise SetupError(f"PORT={text} is not a port number.")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((os.environ.get("HOST", "127.0.0.1"), int(text)))
        except OSError as error:
            raise SetupError(
                f"Port {text}: {error.strerror}. Choose another one: make run PORT=8001"
            ) from None
    return int(text)


@contextlib.contextmanager
def _only_one() -> Iterator[None]:
    """Two runs on the same private database would stop it under each other."""
    VAR.mkdir(exist_ok=True)
    with (VAR / "run.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise SetupError("`make run` is already running in this checkout.") from None
        yield
