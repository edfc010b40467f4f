"""The portal's own sources, as the architecture tests read them."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from yunnan_training.local.places import ROOT

APPS = ("institutions", "trainees", "courses", "subsidies")
PORTAL = ("yunnan_training", *APPS)
# Prepares a developer's machine; no part of the portal.
OUTSIDE = ROOT / "yunnan_training" / "local"
DOOR_ROOMS = {"urls", "views", "api", "admin", "forms", "tasks"}


def modules(*folders: str) -> Iterator[Path]:
    """Python modules by path from the root, without migrations."""
    for folder in folders or PORTAL:
        for path in sorted((ROOT / folder).rglob("*.py")):
            if "migrations" not in path.parts and OUTSIDE not in path.parents:
                yield path


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def room_of(path: Path) -> str:
    """The second part of the path: views, actions, models …"""
    return path.relative_to(ROOT).with_suffix("").parts[1]


def door_modules() -> Iterator[Path]:
    """Doors of the apps, of the ground floor and of the roof."""
    for path in modules(*APPS):
        if room_of(path) in DOOR_ROOMS:
            yield path
    core = ROOT / "yunnan_training" / "core"
    for path in modules("yunnan_training"):
        inside = path.relative_to(core).with_suffix("").parts if core in path.parents else ()
        if (inside and inside[0] in DOOR_ROOMS) or path.parent == ROOT / "yunnan_training":
            yield path


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def chain_of(node: ast.expr) -> list[str]:
    """Names along `A.objects.filter(…).update`: ["A", "objects", "filter", "update"]."""
    if isinstance(node, ast.Call):
        return chain_of(node.func)
    if isinstance(node, ast.Attribute):
        return [*chain_of(node.value), node.attr]
    return [node.id] if isinstance(node, ast.Name) else []


def templates() -> list[Path]:
    return sorted((ROOT / "templates").rglob("*.html")) + sorted((ROOT / "templates").rglob("*.txt"))


def static_files(*suffixes: str) -> list[Path]:
    """Our own static files, without the vendored ones."""
    found = (path for path in (ROOT / "static").rglob("*") if path.suffix in suffixes)
    return sorted(path for path in found if "vendor" not in path.relative_to(ROOT).parts)
