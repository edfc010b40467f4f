"""Signing in and staying signed in (S01–S06): the account adapter, the clock of a session, forced password change."""

from __future__ import annotations

import base64
import secrets
import time
from typing import Any

import structlog
from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django_htmx.http import HttpResponseClientRedirect

from . import passwords
from .crypto import open_sealed, seal
from .models import User
from .permissions import TRAINEE_SESSION_KEY as TRAINEE

log = structlog.get_logger(__name__)

STARTED, SEEN, NONCE = "signed_in_at", "seen_at", "sign_in_nonce"
# Being looked at is noted once a minute, not on each request.
SEEN_GRAIN = 60


def start_session(request: HttpRequest, user: User) -> None:
    """Start the clocks, and make this the person's only session: the nonce of any other is no longer theirs."""
    user.session_nonce = secrets.token_hex(16)
    User.objects.filter(pk=user.pk).update(session_nonce=user.session_nonce)
    now = int(time.time())
    request.session.update({STARTED: now, SEEN: now, NONCE: user.session_nonce})


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": "该账号已停用，请联系系统管理员。",
        "enter_current_password": "请输入当前密码。",
        "incorrect_code": "验证码不正确。",
        "incorrect_password": "密码不正确。",
        "invalid_login": "登录信息无效。",
        "rate_limited": "操作过于频繁，请稍后再试。",
        "too_many_login_attempts": "登录失败次数过多，请稍后再试。",
        "username_password_mismatch": "登录名或密码不正确。",
    }
    METHODS = {"reauthenticate": "使用密码确认", "mfa_reauthenticate": "使用验证码确认"}

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse | None:
        idle = timezone.now() - (user.last_login or user.created_at)
        if user.is_active and idle.days >= settings.UNUSED_ACCOUNT_DAYS:
            log.warning("sign_in_unused_account", user_id=user.pk)
            messages.error(
                request, f"该账号超过 {settings.UNUSED_ACCOUNT_DAYS} 天未使用，已停用，请联系系统管理员。"
            )
            return HttpResponseRedirect(reverse("account_login"))
        return super().pre_login(request, user, **kwargs)

    def login(self, request: HttpRequest, user: User) -> None:
        super().login(request, user)
        start_session(request, user)
        log.info("signed_in", user_id=user.pk)

    def logout(self, request: HttpRequest) -> None:
        log.info("signed_out", user_id=request.user.pk)
        super().logout(request)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        log.warning("sign_in_failed")

    def set_password(self, user: User, password: str) -> None:
        passwords.remember(user, keep=settings.PASSWORD_REMEMBERED)
        user.must_change_password = False
        user.password_changed_at = timezone.now()
        super().set_password(user, password)
        log.info("password_changed", user_id=user.pk)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return resolve_url(settings.LOGIN_REDIRECT_URL)

    def get_reauthentication_methods(self, user: User) -> list[dict]:
        methods = super().get_reauthentication_methods(user)
        return [method | {"description": self.METHODS[method["id"]]} for method in methods]


class MFAAdapter(DefaultMFAAdapter):
    """Secrets of the second factor are sealed like personal data."""

    AAD = "mfa_authenticator.data"
    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_delete_authenticator": "不能关闭两步验证。",
        "cannot_generate_recovery_codes": "开启两步验证后才能生成备用码。",
        "incorrect_code": "验证码不正确或已过期，请输入验证器上最新的 6 位数字。",
    }

    def encrypt(self, text: str) -> str:
        return base64.b64encode(seal(text, aad=self.AAD)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return open_sealed(base64.b64decode(encrypted_text), aad=self.AAD)


class SessionTimeoutMiddleware:
    """Ends a session that was idle too long, that is too old, or whose owner signed in elsewhere since."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        session = request.session
        if not (request.user.is_authenticated or TRAINEE in session):
            return self.get_response(request)
        now = int(time.time())
        if STARTED not in session:  # signed in by another door than the login page
            if request.user.is_authenticated:
                start_session(request, request.user)
            else:
                session.update({STARTED: now, SEEN: now})
        why = self._why_ended(request, now=now)
        if why:
            return self._end(request, *why)
        if now - session[SEEN] >= SEEN_GRAIN and "X-Background" not in request.headers:
            session[SEEN] = now
        return self.get_response(request)

    def _why_ended(self, request: HttpRequest, *, now: int) -> tuple[str, str] | None:
        session = request.session
        if now - session[STARTED] >= settings.SESSION_ABSOLUTE_SECONDS:
            return "absolute", "本次登录已达最长时限，请重新登录。"
        if now - session[SEEN] >= settings.SESSION_IDLE_SECONDS:
            return "idle", "您长时间没有操作，已自动退出，请重新登录。"
        if request.user.is_authenticated and session.get(NONCE) != request.user.session_nonce:
            return "replaced", "您的账号已在别处登录，本次登录已退出。如非本人操作，请立即修改密码。"
        return None

    def _end(self, request: HttpRequest, reason: str, sentence: str) -> HttpResponse:
        trainee = not request.user.is_authenticated
        log.info("session_ended", reason=reason, user_id=request.user.pk)
        logout(request)
        if request.path.startswith("/api/"):
            return _problem(401, "需要重新登录", sentence)
        messages.warning(request, sentence)
        url = resolve_url(settings.TRAINEE_LOGIN_URL if trainee else settings.LOGIN_URL)
        if request.method == "GET" and not request.htmx and not trainee:
            url += "?" + urlencode({"next": request.get_full_path()})
        return _go(request, url)


class PasswordChangeMiddleware:
    """Nothing else opens until a first, a reset or an old password is changed."""

    OPEN = ("account_change_password", "account_logout")

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if not user.is_authenticated or not passwords.must_change(user, at=timezone.now()):
            return self.get_response(request)
        if request.path in {reverse(name) for name in self.OPEN}:
            return self.get_response(request)
        if request.path.startswith("/api/"):
            return _problem(403, "须先修改密码", "请先登录网页修改密码，再继续使用。")
        return _go(request, reverse("account_change_password"))


def _go(request: HttpRequest, url: str) -> HttpResponse:
    return HttpResponseClientRedirect(url) if request.htmx else HttpResponseRedirect(url)


def _problem(status: int, title: str, detail: str) -> JsonResponse:
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    return JsonResponse(
        body,
        status=status,
        content_type="application/problem+json",
        json_dumps_params={"ensure_ascii": False},
    )
