"""Where the local instances live, and as whom they run.

PostgreSQL refuses to run as root. So as root both services run as the `postgres` account, in a directory that this
account owns and whose ancestors it can pass; as an ordinary user they run as that user under `var/`.
"""

import contextlib
import hashlib
import os
import pwd
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VAR = ROOT / "var"
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
ACCOUNT_AS_ROOT = "postgres"
# sockaddr_un holds 107 bytes; PostgreSQL adds ".s.PGSQL.5432.lock" to the directory.
LONGEST_SOCKET_DIRECTORY = 85


class SetupError(Exception):
    """Something the person at the keyboard has to put right; shown as one line, without a traceback."""


@dataclass(frozen=True)
class Home:
    """A directory of mode 0700 that holds one PostgreSQL and one Redis; `sockets` may lie elsewhere if too long."""

    path: Path
    sockets: Path


def is_root() -> bool:
    return os.geteuid() == 0


def account() -> dict:
    """Arguments for `subprocess` that start a process as the owner of the instances."""
    if not is_root():
        return {}
    try:
        entry = pwd.getpwnam(ACCOUNT_AS_ROOT)
    except KeyError:
        raise SetupError(
            "The account «postgres» is missing: is the package postgresql-15 installed?"
        ) from None
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def can_enter(directory: Path) -> bool:
    """Whether the account of the instances gets into this existing directory."""
    probe = ["/usr/bin/test", "-x", f"{directory}/."]
    return subprocess.run(probe, cwd="/", **account()).returncode == 0


def own(directory: Path) -> None:
    """Make the directory, for the account of the instances alone; refuse one that somebody else put there."""
    owner = account().get("user", os.geteuid())
    with contextlib.suppress(FileExistsError):
        directory.mkdir(mode=0o700, parents=True)
        if is_root():
            os.chown(directory, owner, account()["group"])
    found = directory.lstat()
    if directory.is_symlink() or found.st_uid != owner:
        raise SetupError(
            f"{directory} belongs to another account: remove it, or run as the account that made it."
        )
    directory.chmod(0o700)


def key_of_checkout() -> str:
    return hashlib.sha256(str(ROOT).encode()).hexdigest()[:10]


def lasting_home() -> Home:
    """The home that `make run` keeps between starts."""
    VAR.mkdir(exist_ok=True)
    path = VAR / "services"
    if is_root() and not can_enter(VAR):
        base = Path("/var/lib/yunnan-training")
        base.mkdir(mode=0o755, exist_ok=True)
        path = base / key_of_checkout()
    own(path)
    sockets = path
    if len(os.fsencode(path)) > LONGEST_SOCKET_DIRECTORY:
        sockets = Path("/tmp") / f"yunnan-training-{os.geteuid()}-{key_of_checkout()}"  # nosec B108
        own(sockets)
    return Home(path=path, sockets=sockets)


def passing_home() -> Home:
    """A home for one run of the tests; the path is short whatever TMPDIR says."""
    path = Path(tempfile.mkdtemp(prefix="yunnan-test-", dir="/tmp"))  # nosec B108
    if is_root():
        os.chown(path, account()["user"], account()["group"])
    return Home(path=path, sockets=path)
