"""The portal's own processes: each with a log file, all ended together."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from .places import PYTHON, ROOT

LIBC = ctypes.CDLL(None)
PR_SET_PDEATHSIG = 1
GRACE_SECONDS = 25


def _end_with_parent() -> None:
    # If the runner is killed outright, no web server is left behind on the port.
    LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


class Children:
    def __init__(self, logs: Path, environment: Mapping[str, str]) -> None:
        self.logs, self.environment = logs, environment
        self.processes: dict[str, subprocess.Popen] = {}
        logs.mkdir(parents=True, exist_ok=True)

    def start(self, name: str) -> None:
        command = [str(PYTHON), "-m", "yunnan_training.local.entry", name]
        # A session of its own: Ctrl-C reaches the runner alone, which then ends them in order.
        with self.log(name).open("wb") as log:
            self.processes[name] = subprocess.Popen(
                command,
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=_end_with_parent if sys.platform == "linux" else None,
            )

    def log(self, name: str) -> Path:
        return self.logs / f"{name}.log"

    def dead(self) -> str | None:
        """Name of a process that has ended by itself."""
        return next((name for name, process in self.processes.items() if process.poll() is not None), None)

    def last_lines(self, name: str) -> str:
        return "\n".join(self.log(name).read_text(errors="replace").splitlines()[-25:])

    def stop(self) -> None:
        for process in self.processes.values():
            if process.poll() is None:
                process.terminate()
        deadline = time.monotonic() + GRACE_SECONDS
        for process in self.processes.values():
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
