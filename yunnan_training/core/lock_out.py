"""Lock-out after failed sign-ins (S03): an account after a few, an address after more.

A county office stands behind one address, so one forgetful colleague mustn't lock the whole office: an address
has a higher limit than an account. And a good sign-in clears the failures of that account only; otherwise anybody
with an account of his own could clear the counter between two guesses at another's.
"""

from __future__ import annotations

import hashlib
import re

import structlog
from axes.handlers.database import AxesDatabaseHandler
from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

log = structlog.get_logger(__name__)

LOGIN_NAME = re.compile(r"[a-z][a-z0-9_.-]{1,39}")


def counted_name(request: HttpRequest, credentials: dict | None) -> str | None:
    """The name under which failures are counted: one for all spellings ("Admin", " admin").

    What doesn't look like a login name (an ID number, a password in the wrong box) is kept as a digest only.
    """
    typed = (credentials or {}).get("username") or request.POST.get("login")
    if not typed:
        return None
    name = str(typed).strip().lower()
    if LOGIN_NAME.fullmatch(name):
        return name
    return "#" + hashlib.sha256(f"{settings.SECRET_KEY}{name}".encode()).hexdigest()[:24]


class LockOutHandler(AxesDatabaseHandler):
    """`AXES_LOCKOUT_PARAMETERS` is ["username", "ip_address"], in this order."""

    def get_failures(self, request, credentials=None) -> int:
        account, address = (
            attempts.aggregate(total=Sum("failures_since_start"))["total"] or 0
            for attempts in self.get_user_attempts(request, credentials)
        )
        if address >= settings.LOCK_OUT_ADDRESS_FAILURES:
            return max(account, settings.AXES_FAILURE_LIMIT)
        return account

    def reset_user_attempts(self, request, credentials=None) -> int:
        count, _ = AccessAttempt.objects.filter(username=counted_name(request, credentials)).delete()
        return count


def locked_page(request: HttpRequest, response: HttpResponse | None = None, credentials: dict | None = None):
    """The page instead of an answer while locked; the same for an account that doesn't exist."""
    log.warning("sign_in_locked")
    minutes = int(settings.AXES_COOLOFF_TIME.total_seconds() // 60)
    context = {"minutes": minutes, "failures": settings.AXES_FAILURE_LIMIT}
    page = render(request, "account/locked.html", context, status=429)
    page["Retry-After"] = str(minutes * 60)
    return page
