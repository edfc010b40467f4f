"""The edge of the world: text messages. The local desk keeps the message for the county's help desk; a
gateway of the office's own would implement `SmsSender` and be named in the setting SMS_SENDER."""

import uuid
from datetime import datetime
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from .crypto import open_sealed, seal
from .models import Region, SmsMessage


class SmsSender(Protocol):
    def send(
        self, *, phone: str, text: str, receiver: str, region: Region, at: datetime, expires_at: datetime
    ) -> None:
        """Deliver `text` to `phone`; `receiver` is how a clerk may see the person (masked)."""


class HelpDesk:
    """Local implementation: nothing leaves the portal, the clerk reads the code to the person."""

    def send(
        self, *, phone: str, text: str, receiver: str, region: Region, at: datetime, expires_at: datetime
    ) -> None:
        key = uuid.uuid4()
        # A newer message takes the place of the one before, so that no dead code is read out.
        SmsMessage.objects.filter(region=region, receiver=receiver, expires_at__gt=at).update(expires_at=at)
        SmsMessage.objects.create(
            key=key,
            region=region,
            receiver=receiver,
            sealed=seal(text, aad=f"core_smsmessage.sealed:{key}"),
            sent_at=at,
            expires_at=expires_at,
        )


def sender() -> SmsSender:
    return import_string(settings.SMS_SENDER)()


def text_of(message: SmsMessage) -> str:
    return open_sealed(message.sealed, aad=f"core_smsmessage.sealed:{message.key}")
