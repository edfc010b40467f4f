"""Versions: nobody changes what they haven't seen.

The tag is the object's `version` (or, without one, its `updated_at`), so it names a state of the row. A view
whose representation depends on more may add a suffix; only the version part is compared for changes.
"""

import re

from django.db.models import Model

from .problems import Problem

_TAG = re.compile(r'^(?:W/)?"([A-Za-z0-9]+)(?:\.[^"]*)?"$')


def version_part(obj: Model) -> str:
    version = getattr(obj, "version", None)
    if version is not None:
        return str(version)
    updated_at = getattr(obj, "updated_at", None)
    return f"t{updated_at.timestamp() * 1_000_000:.0f}" if updated_at is not None else ""


def etag_of(obj: Model, suffix: str = "") -> str:
    """'"7"', or an empty text for objects that keep neither version nor time of change."""
    part = version_part(obj)
    if not part:
        return ""
    return f'"{part}.{suffix}"' if suffix else f'"{part}"'


def not_modified(request, tag: str) -> bool:
    """If-None-Match. A proxy that compresses marks our tags weak (W/): the state is the same."""
    header = request.headers.get("If-None-Match", "")
    if not tag or not header:
        return False
    if header.strip() == "*":
        return True
    return tag in [item.strip().removeprefix("W/") for item in header.split(",")]


def require_match(request, obj: Model) -> int | None:
    """The version that the caller saw, for the action to check once more under its lock.

    428 without If-Match, 412 when none of its tags is the object's present state. `*` (any state) would
    defeat the purpose and counts as missing.
    """
    seen = [match.group(1) for match in map(_TAG.match, _tags(request)) if match]
    header = request.headers.get("If-Match", "").strip()
    if not header or header == "*":
        raise Problem("version-required")
    if version_part(obj) not in seen:
        raise Problem("stale")
    return getattr(obj, "version", None)


def _tags(request) -> list[str]:
    return [item.strip() for item in request.headers.get("If-Match", "").split(",")]
