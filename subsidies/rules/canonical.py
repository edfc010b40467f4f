"""One text, and so one digest, of one content."""

import hashlib
import json
from typing import Any

# The encoder is built once; sorted keys and no spaces make one text of one content.
canonical_text = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), check_circular=False
).encode


def digest_of(content: Any) -> str:
    """sha256 of the canonical text, in hexadecimal."""
    return digest_of_text(canonical_text(content))


def digest_of_text(text: str) -> str:
    """The same of a text that is canonical already."""
    return hashlib.sha256(text.encode()).hexdigest()
