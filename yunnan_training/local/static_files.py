"""Collects the static files when one of them, or a dependency that brings some, has changed."""

import hashlib
import subprocess
from collections.abc import Mapping
from pathlib import Path

from .dependencies import STAMP
from .places import PYTHON, ROOT, VAR, SetupError

FINGERPRINT = VAR / "static.fingerprint"


def collect_if_changed(environment: Mapping[str, str]) -> None:
    target = Path(environment.get("STATIC_ROOT") or VAR / "static")
    wanted = f"{target} {_fingerprint()}"
    if target.is_dir() and FINGERPRINT.exists() and FINGERPRINT.read_text() == wanted:
        return
    command = [str(PYTHON), "manage.py", "collectstatic", "--noinput", "--clear", "-v", "0"]
    if subprocess.run(command, cwd=ROOT, env=environment).returncode != 0:
        raise SetupError("collectstatic failed; what it said stands above.")
    FINGERPRINT.write_text(wanted)


def _fingerprint() -> str:
    known = hashlib.sha256()
    folders = [ROOT / "static", *(path for path in ROOT.glob("*/static") if path.parent != VAR)]
    for path in sorted(path for folder in folders for path in folder.rglob("*") if path.is_file()):
        known.update(f"{path} {path.stat().st_mtime_ns} {path.stat().st_size}\n".encode())
    for path in (STAMP, ROOT / "yunnan_training" / "settings" / "base.py"):
        known.update(path.read_bytes() if path.exists() else b"")
    return known.hexdigest()
