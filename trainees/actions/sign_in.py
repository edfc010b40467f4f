"""The trainee's way in (P12): name and ID number, then a code of six digits.

Whoever asks gets the same answer after the same work, whether the person is known, misspelt or unknown. The
code is kept as a keyed digest, holds for a few minutes and a few tries, and only the newest one counts.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.cache import cache
from django.db import transaction
from django.utils.timezone import localtime

from yunnan_training.core import sms
from yunnan_training.core.crypto import blind_index
from yunnan_training.core.models import Region

from .. import privacy
from ..models import OneTimeCode, Trainee

CODE_LIFE = timedelta(minutes=10)
MAX_TRIES = 5


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `times` in `seconds` for one key."""

    times: int
    seconds: int

    def passed(self, name: str, key: str) -> bool:
        """Count one; True while within the limit. The key is hashed: the cache holds nothing personal."""
        slot = f"limit:{name}:{self.seconds}:{blind_index(key, purpose='rate limit')[:32]}"
        cache.add(slot, 0, self.seconds)
        try:
            return cache.incr(slot) <= self.times
        except ValueError:  # expired between the two calls
            return True


# A county's training hall stands behind one address; a person needs one code, perhaps a second.
BY_ADDRESS = Limit(60, 600)
BY_PERSON = (Limit(3, 600), Limit(10, 86400))
ENTRIES_BY_ADDRESS = Limit(120, 600)


def may_request(*, address: str, id_number: str) -> bool:
    """Counted before anybody is looked up, so a refusal says nothing about who is registered."""
    by_address = BY_ADDRESS.passed("code-address", address)
    by_person = [limit.passed("code-person", id_number) for limit in BY_PERSON]
    return by_address and all(by_person)


def may_enter(*, address: str) -> bool:
    return ENTRIES_BY_ADDRESS.passed("entry-address", address)


def request_code(*, name: str, id_number: str, at: datetime) -> int | None:
    """Send a code to the person. Returns the trainee's id, or None when nobody fits; the door answers alike."""
    trainee = (
        Trainee.objects.filter(id_number_hash=privacy.hash_of("id_number", id_number), name=name)
        .select_related("county")
        .first()
    )
    with transaction.atomic():
        _send(trainee or _nobody(name), at=at)
        if trainee is None:
            transaction.set_rollback(True)
    return trainee.pk if trainee else None


@transaction.atomic
def redeem(trainee_id: int | None, code: str, *, at: datetime) -> bool:
    """Whether the code is right. Each try counts, and a code is good for one use."""
    newest = (
        OneTimeCode.objects.select_for_update()
        .filter(trainee_id=trainee_id or 0, used_at=None)
        .select_related("trainee")
        .order_by("-pk")
        .first()
    )
    digest = _digest(newest.trainee if newest else _nobody(""), code)
    if newest is None or newest.expires_at <= at or newest.tries >= MAX_TRIES:
        return False
    newest.tries += 1
    right = secrets.compare_digest(digest, newest.digest)
    if right:
        newest.used_at = at
        _note_notice(newest.trainee, at=at)
    newest.save(update_fields=["tries", "used_at"])
    return right


def _send(trainee: Trainee, *, at: datetime) -> None:
    code = f"{secrets.randbelow(1_000_000):06d}"
    expires_at = at + CODE_LIFE
    OneTimeCode.objects.filter(trainee_id=trainee.pk, used_at=None, expires_at__gt=at).update(expires_at=at)
    OneTimeCode.objects.create(
        trainee_id=trainee.pk, digest=_digest(trainee, code), sent_at=at, expires_at=expires_at
    )
    sms.sender().send(
        phone=privacy.opened(trainee, "phone"),
        text=f"登录验证码{code},{localtime(expires_at):%H:%M}前有效，请勿告诉他人。",
        receiver=f"{trainee.name} {trainee.id_number_masked}",
        region=trainee.county,
        at=at,
        expires_at=expires_at,
    )


def _nobody(name: str) -> Trainee:
    """Somebody to do the same work for; what is written for them is rolled back."""
    nobody = Trainee(pk=0, name=name, county=Region(code="530000"))
    privacy.put(nobody, "id_number", "0" * 18)
    privacy.put(nobody, "phone", "0" * 11)
    return nobody


def _digest(trainee: Trainee, code: str) -> str:
    """Keyed: six digits would be guessed from a plain hash in no time."""
    return blind_index(code, purpose=f"trainee.sign_in:{trainee.key}")


def _note_notice(trainee: Trainee, *, at: datetime) -> None:
    """P01: the notice stands on the sign-in page; note the first time that it was before the person."""
    Trainee.objects.filter(pk=trainee.pk, privacy_notice_at=None).update(
        privacy_notice_at=at, privacy_notice_version=privacy.NOTICE_VERSION
    )
