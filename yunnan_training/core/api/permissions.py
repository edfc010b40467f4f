"""Nothing is allowed that no one declared: every action of every view names the verb it needs."""

from collections.abc import Iterable, Iterator

from django.urls import URLPattern, URLResolver
from rest_framework import permissions
from rest_framework.exceptions import PermissionDenied

from ..models.api_token import SCOPE_RESOURCES, ApiToken

# Declared in place of a verb: the data is no one's in particular (regions), or the queryset itself is the
# caller's own (jobs). Still only for those who are signed in.
ANYONE_SIGNED_IN = "anyone signed in"

# Declared where even a stranger may ask, because the answer is public knowledge and nothing is stored.
ANYBODY = "anybody"

_MISSING = object()


class DeclaredVerb(permissions.BasePermission):
    """The caller is known, the action has a declared verb, the caller holds it, the token covers it."""

    def has_permission(self, request, view) -> bool:
        if getattr(view, "verbs", {}).get(getattr(view, "action", None)) is ANYBODY:
            return True  # a token needs no scope for what a stranger may do
        if not (request.user and request.user.is_authenticated):
            return False
        action = getattr(view, "action", _MISSING)
        if action is None or (action is _MISSING and not hasattr(view, request.method.lower())):
            return True  # no such method here: let the dispatcher answer 405
        if action == "metadata" and view.metadata_class is None:
            return True  # OPTIONS is switched off: 405 too
        if action is _MISSING:
            action = request.method.lower()
        verb = getattr(view, "verbs", {}).get(action)
        if verb is None:
            raise PermissionDenied("该操作没有开放。")
        self._check_token(request, view)
        if request.jurisdiction.user_id != request.user.pk:
            # A token beside somebody's session cookie: the reach was read before the token was.
            raise PermissionDenied("请求同时带有页面登录和令牌，请只使用其中一种。")
        if verb is not ANYONE_SIGNED_IN and not request.jurisdiction.allows(verb):
            raise PermissionDenied("您的岗位没有办理该事项的权限。")
        return True

    @staticmethod
    def _check_token(request, view) -> None:
        token = request.auth
        if not isinstance(token, ApiToken):
            return
        right = "read" if request.method in permissions.SAFE_METHODS else "write"
        scope = f"{getattr(view, 'scope_resource', '')}:{right}"
        if not token.allows(scope):
            raise PermissionDenied(f"令牌的权限范围不包括“{scope}”。")


def api_routes(patterns: Iterable, prefix: str = "") -> Iterator[tuple[str, type, dict[str, str]]]:
    """(address, view class, {method: action}) of every class-based API route below these URL patterns."""
    for pattern in patterns:
        address = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from api_routes(pattern.url_patterns, address)
        elif isinstance(pattern, URLPattern) and hasattr(pattern.callback, "cls"):
            view = pattern.callback.cls
            actions = getattr(pattern.callback, "actions", None)
            if actions is None:
                actions = {m: m for m in view.http_method_names if m != "options" and hasattr(view, m)}
            yield address, view, dict(actions)


def undeclared(patterns: Iterable) -> list[str]:
    """What a test asserts to be empty: routes without a verb, or views without a token scope."""
    faults = []
    for address, view, actions in api_routes(patterns):
        if DeclaredVerb not in view.permission_classes:
            continue  # such a view (schema, page, unknown address) answers for itself and is named in the test
        for method, action in actions.items():
            if method != "head" and view.verbs.get(action) is None:
                faults.append(f"{method.upper()} {address}: {view.__name__}.verbs has no {action!r}")
        if getattr(view, "scope_resource", "") not in SCOPE_RESOURCES:
            faults.append(f"{address}: {view.__name__}.scope_resource is not in SCOPE_RESOURCES")
    return faults
