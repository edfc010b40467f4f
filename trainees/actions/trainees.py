"""Correcting what people ask to have corrected (P13): the phone and the bank account."""

from datetime import datetime

from django.db import transaction

from yunnan_training.core.identity import is_mobile, without_blanks
from yunnan_training.core.roles import Verb
from yunnan_training.core.saving import save_checked
from yunnan_training.core.workflow import Actor, Refused, Stale, record, require

from .. import privacy
from ..models import Trainee

CORRECTABLE = ("phone", "bank_account")


@transaction.atomic
def correct(
    trainee: Trainee,
    *,
    field: str,
    value: str,
    reason: str,
    by: Actor,
    at: datetime,
    version: int | None = None,
) -> Trainee:
    """Seal a new phone or bank account. The history says that it changed and why, never what it was."""
    if field not in CORRECTABLE:
        raise TypeError(f"{field} is not corrected here")
    value, reason = without_blanks(value), reason.strip()
    if not reason:
        raise Refused("请填写更正的依据")
    locked = Trainee.objects.select_for_update().get(pk=trainee.pk)
    require(by, locked, Verb.KEEP_TRAINEE)
    if version is not None and locked.version != version:
        raise Stale
    refusal = refusal_of(field, value)
    if refusal:
        raise Refused(refusal)
    privacy.put(locked, field, value)
    locked.version += 1
    save_checked(locked)
    label = f"更正{privacy.LABELS[field]}"
    record(locked, f"correct_{field}", label=label, by=by, at=at, comment=reason)
    return locked


def refusal_of(field: str, value: str) -> str:
    """Why a value can't be right; a card whose check digit fails may be a passbook, so length only."""
    if field == "phone" and not is_mobile(value):
        return "联系电话应为11位手机号码，请核对"
    if field == "bank_account" and not (value.isascii() and value.isdigit() and 8 <= len(value) <= 32):
        return "银行卡号应为8至32位数字，请对照银行卡或存折核对"
    return ""
