"""The roof's view of a request: who asks, how far they reach, which pages they may open."""

import uuid

import pghistory
import structlog
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from institutions.models import Membership
from yunnan_training.core.jurisdiction import NOBODY, Grant, Jurisdiction
from yunnan_training.core.models import Appointment
from yunnan_training.core.permissions import TRAINEE_SESSION_KEY, Access
from yunnan_training.core.roles import Role

WAITING_KEY = "waiting:{}"  # in the cache: what waits for a person, for the counters of the menu


def jurisdiction_of(user, *, on, scopes=None) -> Jurisdiction:
    """All appointments and memberships of a user in force on a day."""
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return NOBODY
    regional = Appointment.objects.filter(user=user).in_force(on).select_related("region").order_by("pk")
    hosted = Membership.objects.filter(user=user).in_force(on).select_related("institution").order_by("pk")
    grants = [item.grant() for item in (*regional, *hosted)]
    return Jurisdiction(user_id=user.pk, grants=tuple(grants), scopes=scopes)


def _jurisdiction(request) -> Jurisdiction:
    # DRF authenticates after the middlewares and writes the user back, so this is read as late as possible.
    scopes = getattr(getattr(request, "auth", None), "scope_set", None)
    found = jurisdiction_of(request.user, on=timezone.localdate(), scopes=scopes)
    trainee_id = request.session.get(TRAINEE_SESSION_KEY)
    if trainee_id and not found.grants:
        own = Grant(role=Role.TRAINEE, office="本人", trainee_id=trainee_id)
        return Jurisdiction(user_id=None, grants=(own,))
    return found


class JurisdictionMiddleware:
    """Attaches `request.jurisdiction` (lazy) and `request.request_id`."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        # One number for the log lines (bound by django-structlog), the history, the passages and the answer.
        request.request_id = structlog.contextvars.get_contextvars().get("request_id") or str(uuid.uuid4())
        request.jurisdiction = SimpleLazyObject(lambda: _jurisdiction(request))
        response = self.get_response(request)
        response["X-Request-ID"] = request.request_id
        return response


class HistoryMiddleware:
    """Gives every changed row of this request its actor, office and request id."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.method in ("GET", "HEAD", "OPTIONS"):
            return self.get_response(request)
        user_id = getattr(request.user, "pk", None)
        with pghistory.context(
            user=user_id, office=request.jurisdiction.office if user_id else "", request_id=request.request_id
        ):
            response = self.get_response(request)
        if user_id:
            cache.delete(WAITING_KEY.format(user_id))  # what waited may be done now
        return response


class SignInRequiredMiddleware:
    """Deny by default: only a view that says who may open it is opened."""

    # The login pages of allauth guard themselves; the API denies by default in its own permission class.
    SELF_GUARDED = ("allauth.", "rest_framework.", "drf_spectacular.")

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if hasattr(view, "cls") or view.__module__.startswith(self.SELF_GUARDED):
            return None
        access: Access | None = getattr(view, "access", None)
        if access is None:
            raise PermissionDenied("unmarked view")
        if access.public:
            return None
        if access.trainee:
            if not request.jurisdiction.holds(Role.TRAINEE):
                return redirect("trainees:sign_in")
            return None
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path(), settings.LOGIN_URL)
        if access.verbs and not any(request.jurisdiction.allows(verb) for verb in access.verbs):
            raise PermissionDenied
        return None
