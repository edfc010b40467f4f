"""A real Celery worker on the test's own database and this process's Redis database."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import redis
from django.conf import settings
from django.db import connection

from yunnan_training.local.places import ROOT

PATIENCE = 180


def wait_until(condition: Callable[[], bool], *, seconds: float = PATIENCE) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.1)


class Worker:
    """One worker process and its child. `kill` leaves it no time for anything, as a power cut does."""

    def __init__(self, log: Path, *, settings_module: str = "yunnan_training.settings.test") -> None:
        address = urlsplit(os.environ["DATABASE_URL"])
        name = connection.settings_dict["NAME"]
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": settings_module,
            "DATABASE_URL": urlunsplit(address._replace(path=f"/{name}")),
        }
        command = [sys.executable, "-m", "celery", "-A", "yunnan_training.celery", "worker"]
        options = ["--loglevel", "info", "--concurrency", "1", "--without-gossip", "--without-mingle"]
        self.log = log
        with log.open("ab") as output:
            self.process = subprocess.Popen(
                [*command, *options],
                cwd=ROOT,
                env=environment,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def wait_until_ready(self) -> None:
        wait_until(lambda: self.said("ready."))

    def said(self, text: str) -> bool:
        assert self.process.poll() is None, self.log.read_text(errors="replace")[-3000:]
        return text in self.log.read_text(errors="replace")

    def kill(self) -> None:
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(10)

    def stop(self) -> None:
        """Also after `kill`: then there is nobody left to stop."""
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(15)
            except subprocess.TimeoutExpired:
                self.kill()


def empty_queue() -> None:
    with redis.Redis.from_url(settings.REDIS_URL) as client:
        client.delete("celery", "unacked", "unacked_index")


def waiting_messages() -> int:
    with redis.Redis.from_url(settings.REDIS_URL) as client:
        return client.llen("celery")


@contextmanager
def running_worker(log: Path) -> Iterator[Worker]:
    """A worker for as long as the block lasts. It may still be starting when the block begins: what is sent
    to it waits in the queue."""
    empty_queue()
    worker = Worker(log)
    try:
        yield worker
    finally:
        worker.stop()
        empty_queue()
