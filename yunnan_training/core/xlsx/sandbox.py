"""Run one script of this package in a child process with little memory and little time.

A workbook is foreign bytes, and the libraries that parse it can be made to abort the process (calamine on
two far-apart cells) or to eat gigabytes (openpyxl on one long string). So they never run in a web or
worker process. The child gets its limits before its script is loaded, receives bytes on stdin and answers
on stdout; it inherits no environment (no keys, no database address) and no network is needed.
"""

import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

MEMORY_BYTES = 1024**3
CPU_SECONDS = 30
WALL_SECONDS = 60  # a busy machine may give the child half a core
_HERE = Path(__file__).resolve().parent

# `ulimit` by hand: limits first, then the script. -I keeps the environment and the working folder out.
_BOOT = """
import resource, runpy, sys
resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
resource.setrlimit(resource.RLIMIT_AS, ({memory}, {memory}))
resource.setrlimit(resource.RLIMIT_CPU, ({cpu}, {cpu} + 1))
runpy.run_path(sys.argv[1], run_name="__main__")
"""


class ChildFailed(Exception):
    """The child died or ran too long. `reason` is "memory", "time" or "crash"."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Limits:
    memory_bytes: int = MEMORY_BYTES
    cpu_seconds: int = CPU_SECONDS
    wall_seconds: float = WALL_SECONDS


DEFAULT_LIMITS = Limits()


def run(script: str, payload: bytes, *, limits: Limits = DEFAULT_LIMITS) -> bytes:
    """The bytes that `script` (a file beside this one) wrote for this payload."""
    boot = _BOOT.format(memory=limits.memory_bytes, cpu=limits.cpu_seconds)
    try:
        done = subprocess.run(
            [sys.executable, "-I", "-X", "utf8", "-c", boot, str(_HERE / script)],
            input=payload,
            capture_output=True,
            timeout=limits.wall_seconds,
            env={"LC_ALL": "C.UTF-8"},
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise ChildFailed("time", script) from None
    if done.returncode == 0:
        return done.stdout
    if done.returncode in (-signal.SIGXCPU, -signal.SIGKILL):
        raise ChildFailed("time", script)
    if done.returncode == -signal.SIGABRT or b"MemoryError" in done.stderr or b"memory" in done.stderr:
        raise ChildFailed("memory", script)
    # stderr is not passed on: a parser's last words may quote the workbook.
    raise ChildFailed("crash", f"{script} ended with {done.returncode}")
