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
        "BIND": "127.0.0.1",  # the demo accounts have known passwords: BIND=0.0.0.0 is a decision
        **os.environ,
        **services.variables(),
        **development_keys(os.environ),
        "PORT": str(port),
    }
    _fill(services, environment)
    children = Children(VAR / "log", environment)
    at_the_end.callback(children.stop)
    children.start("web")
    _wait_for_answer(port, children)
    print(f"\nThe portal answers at http://127.0.0.1:{port}/ (Ctrl-C stops it; logs in var/log)", flush=True)
    # After the first page, so that three starting processes don't slow each other down in front of a waiting person.
    children.start("worker")
    children.start("beat")
    while not children.dead():
        time.sleep(0.5)
    raise _death(children)


def _fill(services: Services, environment: Mapping[str, str]) -> None:
    """Schema, regions, static files; demo data only where nothing was, never in a database somebody else uses."""
    seeded = services.home.path / "seeded"
    demo = "demo-now" if services.postgres and not seeded.exists() else "demo-if-empty"
    command = [str(PYTHON), "-m", "yunnan_training.local.entry", "migrate", demo]
    if subprocess.run(command, cwd=ROOT, env=environment).returncode != 0:
        raise SetupError("The database could not be brought up to date; the reason stands above.")
    if services.postgres:
        # Written last: demo data that were interrupted are completed by the next start.
        seeded.touch()
    collect_if_changed(environment)


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
            probe.bind((os.environ.get("BIND") or "127.0.0.1", int(text)))
        except OSError as error:
            raise SetupError(
                f"Port {text}: {error.strerror}. Choose another one, such as: make run PORT={int(text) + 1}"
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
