"""The virtual environment: made once, filled from the hash-locked lists, untouched while the locks don't change."""

import hashlib
import importlib.util
import os
import subprocess
import sys
import venv
from pathlib import Path

from .places import PYTHON, ROOT, VAR, VENV, SetupError

REQUIREMENTS = ROOT / "requirements"
STAMP = VENV / "installed"
RUN, TEST, BENCH = "base", "test", "bench"
# What the benchmark compares with has an environment of its own: it must not choose the portal's versions.
BENCH_VENV = VAR / "bench"


def ensure(kind: str) -> None:
    """Install what running needs, or testing, which includes it. What was installed for tests stays."""
    if sys.version_info[:2] != (3, 11) and not PYTHON.exists():
        raise SetupError(
            f"CPython 3.11 is needed, this is {sys.version.split()[0]}: try make run PYTHON=python3.11"
        )
    known = STAMP.read_text().split() if STAMP.exists() else []
    if known and known[0] == TEST:
        kind = TEST
    wanted = [kind, _fingerprint(kind)]
    if known == wanted and PYTHON.exists():
        return
    print(f"Installing Python dependencies (requirements/{kind}.txt)", flush=True)
    _make_venv()
    _install(kind)
    # The checkout itself, so that `pytest` and `python -c` find it from anywhere.
    for site_packages in VENV.glob("lib/python*/site-packages"):
        (site_packages / "yunnan_training.pth").write_text(f"{ROOT}\n")
    STAMP.write_text(" ".join(wanted))


def _fingerprint(kind: str) -> str:
    content = b"".join((REQUIREMENTS / f"{name}.txt").read_bytes() for name in ("bootstrap", kind))
    return hashlib.sha256(content).hexdigest()


def _make_venv() -> None:
    if (VENV / "bin" / "pip").exists():
        return
    if importlib.util.find_spec("ensurepip") is None:
        raise SetupError("Missing system packages: python3-venv (as root: apt-get install -y python3-venv)")
    venv.create(VENV, with_pip=True, clear=True)


def ensure_bench() -> Path:
    """The Python that has what the benchmark compares with. Called after `ensure`, which brings uv."""
    python, stamp = BENCH_VENV / "bin" / "python", BENCH_VENV / "installed"
    wanted = _fingerprint(BENCH)
    if not python.exists() or not stamp.exists() or stamp.read_text() != wanted:
        print(f"Installing what the benchmark compares with (requirements/{BENCH}.txt)", flush=True)
        venv.create(BENCH_VENV, with_pip=False, clear=True)
        _sync(python, BENCH)
        stamp.write_text(wanted)
    return python


def _install(kind: str) -> None:
    pip = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "-q"]
    _run([*pip, "install", "--require-hashes", "-r", REQUIREMENTS / "bootstrap.txt"])
    _sync(PYTHON, kind)


def _sync(python: Path, kind: str) -> None:
    pip = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "-q"]
    # uv doesn't read pip's configuration: a mirror set for pip, usual in China, must count for it too.
    mirror = subprocess.run([*pip, "config", "get", "global.index-url"], capture_output=True, text=True)
    environment = {"UV_SYSTEM_CERTS": "1", **os.environ}
    if mirror.returncode == 0 and mirror.stdout.strip():
        environment.setdefault("UV_DEFAULT_INDEX", mirror.stdout.strip())
    command = [VENV / "bin" / "uv", "pip", "sync", "-q", "--require-hashes", "--compile-bytecode"]
    _run([*command, "--python", python, REQUIREMENTS / f"{kind}.txt"], environment)


def _run(command: list, environment: dict | None = None) -> None:
    try:
        subprocess.run(list(map(str, command)), cwd=ROOT, env=environment, check=True)
    except subprocess.CalledProcessError as error:
        raise SetupError(
            f"Python dependencies could not be installed ({command[0]}: {error.returncode})."
        ) from None


def lock(*options: str) -> None:
    """Write the hash-locked lists anew. No registry address is recorded, so any mirror serves them."""
    ensure(TEST)
    kinds = (("bootstrap", ()), (RUN, ()), (TEST, ("-c", REQUIREMENTS / f"{RUN}.txt")), (BENCH, ()))
    for kind, constraints in kinds:
        command = [VENV / "bin" / "uv", "pip", "compile", "-q", "--universal", "--python-version", "3.11"]
        command += ["--generate-hashes", "--no-emit-index-url", "--no-header", *constraints, *options]
        _run([*command, REQUIREMENTS / f"{kind}.in", "-o", REQUIREMENTS / f"{kind}.txt"])
