"""A private Redis on a unix socket: queue, cache, sessions."""

import shutil
import socket
import subprocess
import time
from urllib.parse import quote

from .places import Home, SetupError, account

WAIT_SECONDS = 10
DATABASES = 64  # one for each process of a parallel test run


class RedisServer:
    def __init__(self, home: Home, *, durable: bool) -> None:
        self.home, self.durable = home, durable
        self.socket = home.sockets / "redis.sock"

    def url(self, database: int = 0) -> str:
        return f"unix://{quote(str(self.socket))}?db={database}"

    def start(self) -> None:
        if self.is_running():
            return
        program = shutil.which("redis-server")
        if program is None:
            raise SetupError("No redis-server on this machine (package redis-server).")
        options = {
            "port": 0,
            "unixsocket": self.socket,
            "unixsocketperm": 700,
            "dir": self.home.path,
            "logfile": self.home.path / "redis.log",
            "pidfile": self.home.path / "redis.pid",
            "daemonize": "yes",
            "save": "",
            "appendonly": "yes" if self.durable else "no",
            "databases": DATABASES,
        }
        command = [program, *(str(part) for name, value in options.items() for part in (f"--{name}", value))]
        subprocess.run(command, cwd=self.home.path, check=False, stdout=subprocess.DEVNULL, **account())
        if not self._wait(running=True):
            raise SetupError(f"Redis does not start; see {self.home.path / 'redis.log'}.")

    def is_running(self) -> bool:
        # LOADING while it reads its file back is not yet an answer we can use.
        return self._ask(b"PING\r\n").startswith(b"+PONG")

    def stop(self) -> None:
        if self.is_running():
            self._ask(b"SHUTDOWN\r\n")
            self._wait(running=False)

    def _wait(self, *, running: bool) -> bool:
        deadline = time.monotonic() + WAIT_SECONDS
        while self.is_running() is not running:
            if time.monotonic() > deadline:
                return False
            time.sleep(0.05)
        return True

    def _ask(self, command: bytes) -> bytes:
        try:
            with socket.socket(socket.AF_UNIX) as connection:
                connection.settimeout(2)
                connection.connect(str(self.socket))
                connection.sendall(command)
                return connection.recv(64)
        except OSError:
            return b""
