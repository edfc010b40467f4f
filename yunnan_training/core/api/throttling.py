"""One client must not take the portal from the others: a rate per token, per signed-in person, and
per address of a stranger."""

import time

from django.core.cache import cache
from rest_framework.throttling import SimpleRateThrottle

from ..models.api_token import ApiToken


class CallerThrottle(SimpleRateThrottle):
    """A counter per window: one atomic step in Redis, instead of a list of timestamps read and written back."""

    timer = time.time

    def __init__(self):
        """The rate depends on who calls, so it is read in `allow_request`."""

    def allow_request(self, request, view) -> bool:
        if isinstance(request.auth, ApiToken):
            self.scope, caller = "token", request.auth.pk
        elif request.user.is_authenticated:
            self.scope, caller = "session", request.user.pk
        else:
            self.scope, caller = "stranger", self.get_ident(request)
        limit, seconds = self.parse_rate(self.get_rate())
        if limit is None:
            return True
        now = self.timer()
        window, passed = divmod(now, seconds)
        self.remaining = seconds - passed
        key = f"api-rate:{self.scope}:{caller}:{window:.0f}"
        try:
            count = cache.incr(key)
        except ValueError:  # the window's first request
            cache.add(key, 0, timeout=int(seconds) + 1)
            count = cache.incr(key)
        return count <= limit

    def wait(self) -> float:
        return max(self.remaining, 1)
