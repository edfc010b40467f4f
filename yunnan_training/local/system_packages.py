"""What has to be on the machine itself, looked for by use and not by package name.

As root on Debian the missing packages are installed; otherwise one line says which they are.
"""

import contextlib
import ctypes
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

from .places import SetupError, is_root
from .postgres import binaries

FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts")
CHINESE_FONTS = ("NotoSansCJK*", "NotoSansSC*", "SourceHanSans*")


def _library(name: str) -> Callable[[], bool]:
    def loads() -> bool:
        try:
            ctypes.CDLL(name)
        except OSError:
            return False
        return True

    return loads


def _program(*names: str) -> Callable[[], bool]:
    return lambda: any(shutil.which(name) for name in names)


def _chinese_font() -> bool:
    folders = [Path(folder).expanduser() for folder in FONT_FOLDERS]
    return any(next(folder.rglob(name), None) for folder in folders for name in CHINESE_FONTS)


TO_RUN: dict[str, Callable[[], bool]] = {
    "libpango-1.0-0": _library("libpango-1.0.so.0"),
    "libpangoft2-1.0-0": _library("libpangoft2-1.0.so.0"),
    # Without it a Chinese page takes ten seconds instead of one.
    "libharfbuzz-subset0": _library("libharfbuzz-subset.so.0"),
    # Without it a PDF is full of empty boxes, and nothing says so.
    "fonts-noto-cjk": _chinese_font,
    "postgresql-15": lambda: binaries() is not None,
    "redis-server": _program("redis-server"),
}
TO_TEST: dict[str, Callable[[], bool]] = {
    **TO_RUN,
    "chromium-headless-shell": _program("chromium-headless-shell"),
    "poppler-utils": _program("pdffonts"),
}


def missing(wanted: dict[str, Callable[[], bool]]) -> list[str]:
    return [package for package, is_there in wanted.items() if not is_there()]


def ensure(wanted: dict[str, Callable[[], bool]]) -> None:
    absent = missing(wanted)
    if not absent:
        return
    names = " ".join(absent)
    command = f"apt-get install -y --no-install-recommends {names}"
    if not is_root() or not shutil.which("apt-get"):
        raise SetupError(f"Missing system packages: {names} (as root: {command})")
    print(f"Installing system packages: {names}", flush=True)
    with _quiet_daemons():
        if not _apt_get("install", *absent) and not (_apt_get("update") and _apt_get("install", *absent)):
            raise SetupError(f"apt-get could not install: {names} (try: {command})")
    still = missing(wanted)
    if still:
        raise SetupError(f"Installed, but still not usable: {' '.join(still)}")


def _apt_get(*arguments: str) -> bool:
    options = ("-y", "-qq", "--no-install-recommends", "-o", "Dpkg::Use-Pty=0")
    log = subprocess.run(
        ["apt-get", *options, *arguments],
        env={**os.environ, "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    # The first `install` of a machine without package lists always fails; only a real failure is worth reading.
    if log.returncode != 0 and arguments[0] == "install" and "Unable to locate" not in log.stdout:
        print(log.stdout[-2000:], flush=True)
    return log.returncode == 0


@contextlib.contextmanager
def _quiet_daemons() -> Iterator[None]:
    """Keep apt from making a cluster and from starting daemons: we only want the programs."""
    files = {
        Path("/etc/postgresql-common/createcluster.d/yunnan-training.conf"): (
            "create_main_cluster = false\n",
            0o644,
        ),
        Path("/usr/sbin/policy-rc.d"): ("#!/bin/sh\nexit 101\n", 0o755),
    }
    written = []
    try:
        for path, (content, mode) in files.items():
            if not path.exists():
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(content)
                path.chmod(mode)
                written.append(path)
        yield
    finally:
        for path in written:
            path.unlink(missing_ok=True)
