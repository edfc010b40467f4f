"""The county's window: reads a sign-in code out to the person who asked for it."""

import re
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from . import sms
from .audit import record_access
from .enums import AccessKind
from .jurisdiction import Jurisdiction
from .models import SmsMessage
from .roles import Verb
from .workflow import Actor, Refused, require


def waiting(jurisdiction: Jurisdiction, *, at: datetime) -> QuerySet[SmsMessage]:
    """Codes that are still good, newest first."""
    return SmsMessage.objects.within(jurisdiction).filter(expires_at__gt=at).order_by("-pk")


@transaction.atomic
def read_out(message: SmsMessage, *, reason: str, by: Actor, at: datetime) -> str:
    """The code in the message, with a row in the access log."""
    require(by, message, Verb.HELP_DESK)
    if message.expires_at <= at:
        raise Refused("该验证码已失效，请本人重新获取")
    record_access(
        message,
        kind=AccessKind.REVEAL,
        fields=["code"],
        reason=reason,
        by=by,
        at=at,
        region_code=message.region_id,
    )
    text = sms.text_of(message)
    found = re.search(r"\d{6}", text)
    return found.group() if found else text
