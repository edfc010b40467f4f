"""Keys for a portal on this machine: made once at random, kept in var/ for their owner's eyes only.

A real office sets SECRET_KEY, FIELD_KEYS and INDEX_KEY itself; what the environment says wins.
"""

import base64
import os
import secrets
from collections.abc import Mapping

from .places import VAR

FILE = VAR / "keys.env"


def development_keys(environment: Mapping[str, str]) -> dict[str, str]:
    if not FILE.exists():
        VAR.mkdir(exist_ok=True)
        text = "".join(f"{name}={value}\n" for name, value in _new().items())
        # Exclusive: two first starts at once must not end with two different keys.
        with open(os.open(FILE, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(text)
    kept = dict(line.split("=", 1) for line in FILE.read_text().splitlines() if "=" in line)
    return {name: environment.get(name) or value for name, value in kept.items()}


def _new() -> dict[str, str]:
    def thirty_two_bytes() -> str:
        return base64.b64encode(secrets.token_bytes(32)).decode()

    return {
        "SECRET_KEY": secrets.token_urlsafe(48),
        "FIELD_KEYS": f"dev1:{thirty_two_bytes()}",  # kid:key, the first one seals
        "INDEX_KEY": thirty_two_bytes(),
    }
