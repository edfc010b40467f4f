"""The only place where a trainee's ID number, phone and bank account are sealed, searched and opened."""

from datetime import datetime
from uuid import UUID

from yunnan_training.core.audit import record_access
from yunnan_training.core.crypto import blind_index, open_sealed, seal
from yunnan_training.core.enums import AccessKind
from yunnan_training.core.identity import mask_account, mask_id_number, mask_phone
from yunnan_training.core.workflow import Actor

from .models import Trainee

# The version of templates/trainees/privacy.html; count it up when its text changes.
NOTICE_VERSION = "2026-1"
MASKS = {"id_number": mask_id_number, "phone": mask_phone, "bank_account": mask_account}
LABELS = {"id_number": "身份证号码", "phone": "联系电话", "bank_account": "银行卡号"}


def hash_of(field: str, value: str) -> str:
    """Search hash of a value of `field` (id_number, phone, bank_account)."""
    return blind_index(value, purpose=f"trainee.{field}")


def _aad(field: str, *, key: UUID) -> str:
    return f"trainees_trainee.{field}:{key}"


def sealed(field: str, value: str, *, key: UUID) -> tuple[bytes | None, str, str]:
    """Sealed value, search hash and mask of a personal field of the trainee with that key."""
    if not value:
        return None, "", ""
    return seal(value, aad=_aad(field, key=key)), hash_of(field, value), MASKS[field](value)


def put(trainee: Trainee, field: str, value: str) -> None:
    """Set a personal field on the (unsaved) object: sealed, hashed and masked together."""
    for part, content in zip(
        ("sealed", "hash", "masked"), sealed(field, value, key=trainee.key), strict=True
    ):
        setattr(trainee, f"{field}_{part}", content)


def opened(trainee: Trainee, field: str) -> str:
    """The plain value, for a caller that writes the access log itself."""
    stored = getattr(trainee, f"{field}_sealed")
    return open_sealed(stored, aad=_aad(field, key=trainee.key)) if stored else ""


def reveal(trainee: Trainee, field: str, *, by: Actor, reason: str, at: datetime) -> str:
    """The plain value for one person and one reason, with a row in the access log."""
    record_access(
        trainee,
        kind=AccessKind.REVEAL,
        fields=[field],
        reason=reason,
        by=by,
        at=at,
        region_code=trainee.county_id,
    )
    return opened(trainee, field)
