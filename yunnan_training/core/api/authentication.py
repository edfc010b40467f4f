"""Who is calling: a client token, or a person signed in to the portal's own pages."""

from django.utils import timezone
from rest_framework import authentication, exceptions

from ..models.api_token import ApiToken

MAX_TOKEN_LENGTH = 200


class BearerAuthentication(authentication.BaseAuthentication):
    """`Authorization: Bearer <token>`. One answer for unknown, expired, revoked and disabled alike."""

    challenge = 'Bearer realm="api"'

    def authenticate(self, request):
        words = authentication.get_authorization_header(request).split()
        if not words or words[0].lower() != b"bearer":
            return None
        if len(words) != 2 or len(words[1]) > MAX_TOKEN_LENGTH:
            raise exceptions.AuthenticationFailed("令牌格式不正确，应为“Authorization: Bearer 令牌”。")
        try:
            plaintext = words[1].decode("ascii")
        except UnicodeDecodeError:
            raise exceptions.AuthenticationFailed("令牌格式不正确。") from None
        now = timezone.now()
        token = ApiToken.objects.presented(plaintext, at=now)
        if token is None:
            raise exceptions.AuthenticationFailed("令牌无效、已停用或已过期。")
        token.note_use(at=now)
        return token.user, token

    def authenticate_header(self, request) -> str:
        return self.challenge


class SessionAuthentication(authentication.SessionAuthentication):
    """The portal's own session; every writing method must carry the CSRF token."""

    def enforce_csrf(self, request):
        try:
            super().enforce_csrf(request)
        except exceptions.PermissionDenied:
            raise exceptions.PermissionDenied("页面已过期（CSRF 校验未通过），请刷新后重试。") from None
