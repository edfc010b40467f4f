"""The only place where a trainee's ID number, phone and bank account are sealed, searched and opened."""

from datetime import datetime

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


def _aad(trainee: Trainee, field: str) -> str:
    return f"trainees_trainee.{field}:{trainee.key}"


def put(trainee: Trainee, field: str, value: str) -> None:
    """Set a personal field on the (unsaved) object: sealed, hashed and masked together."""
    setattr(trainee, f"{field}_sealed", seal(value, aad=_aad(trainee, field)) if value else None)
    setattr(trainee, f"{field}_hash", hash_of(field, value) if value else "")
    setattr(trainee, f"{field}_masked", MASKS[field](value) if value else "")


def opened(trainee: Trainee, field: str) -> str:
    """The plain value, for a caller that writes the access log itself."""
    sealed = getattr(trainee, f"{field}_sealed")
    return open_sealed(sealed, aad=_aad(trainee, field)) if sealed else ""


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
