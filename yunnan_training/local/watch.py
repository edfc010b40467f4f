"""Throws the test instances away when the process that started them is gone, however it went.

Its standard input is a pipe from that process: the end of the pipe is the only signal that also survives `kill -9`.
"""

import subprocess
import sys
from pathlib import Path

from .places import ROOT, Home
from .services import Services


def watch(home: Home) -> subprocess.Popen:
    """Start the watcher; closing its standard input and waiting for it stops and removes the instances."""
    command = [sys.executable, "-m", "yunnan_training.local.watch", str(home.path)]
    return subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, start_new_session=True)


def release(watcher: subprocess.Popen) -> None:
    watcher.stdin.close()
    watcher.wait(timeout=60)


if __name__ == "__main__":
    directory = Path(sys.argv[1])
    sys.stdin.read()
    # Both are asked to stop: the one that the environment replaced was never started here.
    Services(Home(path=directory, sockets=directory), durable=False, environment={}).discard()
