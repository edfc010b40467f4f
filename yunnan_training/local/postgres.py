"""A private PostgreSQL: unix socket only, in a directory nobody else can enter.

Two roles, as in a real office: `yunnan_owner` owns the schema and migrates; `yunnan_app` is what web and worker
log in as: it may read and write rows, owns nothing, and cannot TRUNCATE or drop a trigger.
"""

import shutil
import subprocess
import time
from pathlib import Path
from urllib.parse import quote

from .places import Home, SetupError, account

OWNER, APP, DATABASE = "yunnan_owner", "yunnan_app", "yunnan"
OLDEST = 15
RETRY_SECONDS = 10

ROLES = Path(__file__).with_name("roles.sql")
CONFIGURATION = """
listen_addresses = ''
unix_socket_directories = '{sockets}'
unix_socket_permissions = 0700
timezone = 'UTC'
log_timezone = 'UTC'
wal_compression = lz4
max_connections = 120
"""
# A test database is thrown away: nothing has to survive a power cut.
WITHOUT_DURABILITY = """
fsync = off
synchronous_commit = off
full_page_writes = off
autovacuum = off
"""


def binaries(version: str | None = None) -> Path | None:
    """Folder with pg_ctl of the wanted major version, or of the newest one from 15 on."""
    found = {p.parent.name: p for p in Path("/usr/lib/postgresql").glob("*/bin") if (p / "pg_ctl").exists()}
    fitting = [v for v in found if v.isdigit() and int(v) >= OLDEST and version in (None, v)]
    if fitting:
        return found[max(fitting, key=int)]
    on_path = shutil.which("pg_ctl")
    return Path(on_path).resolve().parent if on_path else None


class Postgres:
    def __init__(self, home: Home, *, durable: bool) -> None:
        self.home, self.durable = home, durable
        self.data, self.log = home.path / "pg", home.path / "postgres.log"
        stamp = self.data / "PG_VERSION"
        version = stamp.read_text().strip() if stamp.exists() else None
        found = binaries(version)
        if found is None:
            raise SetupError(
                f"No PostgreSQL {version or OLDEST} on this machine (package postgresql-{version or 15})."
            )
        self.bin = found

    def url(self, role: str, database: str = DATABASE) -> str:
        return f"postgresql://{role}@/{database}?host={quote(str(self.home.sockets))}"

    def start(self) -> None:
        new = not (self.data / "PG_VERSION").exists()
        if new:
            self._create()
        if not self.is_running():
            self._start()
        if new or not (self.home.path / "prepared").exists():
            self._prepare()

    def is_running(self) -> bool:
        return self._run("pg_ctl", "status", "-D", self.data, check=False).returncode == 0

    def stop(self) -> None:
        if (self.data / "postmaster.pid").exists():
            self._run("pg_ctl", "stop", "-D", self.data, "-m", "fast", "-w", "-t", "20", check=False)

    def _create(self) -> None:
        # Built beside and renamed: an interrupted initdb leaves nothing that looks like a database.
        half = self.home.path / "pg.new"
        if half.exists():
            shutil.rmtree(half)
        self._run(
            *("initdb", "-D", half, "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8"),
            *(() if self.durable else ("--no-sync",)),
        )
        settings = CONFIGURATION.format(sockets=self.home.sockets)
        with (half / "postgresql.conf").open("a") as file:
            file.write(settings if self.durable else settings + WITHOUT_DURABILITY)
        half.rename(self.data)

    def _start(self) -> None:
        # After a killed postmaster its children take a moment to let go of the shared memory.
        deadline = time.monotonic() + RETRY_SECONDS
        socket = f"-k '{self.home.sockets}'"
        while True:
            started = self._run(
                "pg_ctl", "start", "-D", self.data, "-l", self.log, "-o", socket, "-w", "-s", check=False
            )
            if started.returncode == 0:
                return
            if time.monotonic() > deadline:
                tail = (
                    "\n".join(self.log.read_text(errors="replace").splitlines()[-8:])
                    if self.log.exists()
                    else ""
                )
                raise SetupError(f"PostgreSQL does not start; its log {self.log} ends with:\n{tail}")
            time.sleep(0.5)

    def _prepare(self) -> None:
        connect = ("-h", self.home.sockets, "-U", "postgres", "-d", "postgres")
        self._run("psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", *connect, stdin=ROLES.read_text())
        (self.home.path / "prepared").touch()

    def _run(
        self, program: str, *arguments: object, check: bool = True, stdin: str = ""
    ) -> subprocess.CompletedProcess:
        command = [str(self.bin / program), *map(str, arguments)]
        environment = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TZ": "UTC"}
        # pg_ctl's child would hold a pipe open for ever; what the server says stands in its log.
        output = subprocess.DEVNULL if program == "pg_ctl" else subprocess.PIPE
        streams = {"input": stdin, "text": True, "stdout": output, "stderr": output}
        done = subprocess.run(command, cwd=self.home.path, env=environment, **streams, **account())
        if check and done.returncode != 0:
            raise SetupError(f"{program} failed: {(done.stderr or done.stdout or '').strip()}")
        return done
