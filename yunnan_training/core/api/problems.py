"""Every refusal looks alike (RFC 9457) and speaks Chinese, whoever raised it.

An API that answers "not found" differently for what is outside and what doesn't exist tells what is outside:
both come here as the same problem, without a name in it.
"""

import logging
import math
import re
from collections.abc import Iterable
from dataclasses import dataclass

import structlog
from django.core import exceptions as django_exceptions
from django.core.signals import got_request_exception
from django.db import DataError, IntegrityError, OperationalError
from django.db.models import ProtectedError, RestrictedError
from django.http import Http404, UnreadablePostError
from rest_framework import exceptions
from rest_framework.response import Response

from ..workflow import NotAllowed, Refused, Stale
from .constraint_messages import constraint_errors

log = logging.getLogger(__name__)

CONTENT_TYPE = "application/problem+json"


@dataclass(frozen=True, slots=True)
class Kind:
    status: int
    title: str
    detail: str


KINDS: dict[str, Kind] = {
    "validation": Kind(400, "提交的内容不符合要求", "请按逐项说明修改后重新提交。"),
    "malformed": Kind(400, "请求内容无法读取", "请求内容不完整或格式错误。"),
    "unknown-parameter": Kind(400, "查询条件不存在", "请求中含有本接口没有的查询条件。"),
    "invalid-cursor": Kind(400, "翻页位置无效", "请使用上一次应答给出的翻页链接，或从第一页重新查询。"),
    "unauthenticated": Kind(401, "未登录或令牌无效", "请登录，或在请求头中提供有效的令牌。"),
    "forbidden": Kind(403, "没有权限", "您没有办理该事项的权限。"),
    "not-found": Kind(404, "找不到该记录", "记录不存在，或不在您的管理范围内。"),
    "method-not-allowed": Kind(405, "不支持该操作", "该地址不支持这种请求方法。"),
    "not-acceptable": Kind(406, "无法提供所要求的格式", "请在请求头 Accept 中接受 application/json。"),
    "refused": Kind(409, "当前不能办理", "请按说明处理后再办理。"),
    "conflict": Kind(409, "与已有记录冲突", "提交的内容与已有记录冲突。"),
    "in-use": Kind(409, "记录已被使用", "该记录已被其他业务引用，不能删除。"),
    "busy": Kind(409, "记录正在办理中", "同一记录正由他人办理，请稍后重试。"),
    "repeat-in-progress": Kind(409, "相同请求正在处理", "使用同一幂等键的请求正在处理，请稍后以同一键重试。"),
    "stale": Kind(412, "记录已被更新", "该记录已被他人更新，请重新查看后再办理。"),
    "too-large": Kind(413, "提交的内容过大", "提交的内容超过允许的大小。"),
    "unsupported-media-type": Kind(
        415, "不支持该内容类型", "请使用 application/json，上传文件使用 multipart/form-data。"
    ),
    "key-reused": Kind(422, "幂等键已用于其他请求", "该幂等键已用于内容不同的请求，请换用新的键。"),
    "version-required": Kind(428, "缺少版本标记", "修改和办理须在请求头 If-Match 中提供查看时取得的 ETag。"),
    "throttled": Kind(429, "请求过于频繁", "请求过于频繁，请稍后再试。"),
    "internal": Kind(500, "系统出现错误", "系统出现错误，已记录。请稍后重试，或将请求编号告知系统管理员。"),
    "unavailable": Kind(503, "服务暂不可用", "服务暂不可用，请稍后重试。"),
}

# What stands in for a message that some library has only in English.
MESSAGE_OF_CODE = {
    "required": "该项必填。",
    "null": "不能为空。",
    "blank": "不能为空。",
    "empty": "不能为空。",
    "unique": "已有相同的记录。",
    "does_not_exist": "所指的记录不存在。",
    "invalid_choice": "不在可选范围内。",
    "max_length": "内容过长。",
    "min_length": "内容过短。",
    "max_value": "数值过大。",
    "min_value": "数值过小。",
    "null_characters_not_allowed": "含有不允许的字符。",
}
MESSAGE_OTHERWISE = "内容不符合要求。"
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_WHOLE = {"non_field_errors", "__all__", "detail"}


class Problem(exceptions.APIException):
    """A refusal by kind, for doors: `raise Problem("stale")`, `Problem("validation", errors=[…])`."""

    def __init__(
        self,
        kind: str,
        detail: str = "",
        *,
        errors: Iterable[dict] = (),
        headers: dict[str, str] | None = None,
    ) -> None:
        self.kind = kind
        self.status_code = KINDS[kind].status
        self.errors = list(errors)
        self.headers = headers or {}
        super().__init__(detail or KINDS[kind].detail, code=kind)


def exception_handler(exc: Exception, context: dict) -> Response:
    """DRF's EXCEPTION_HANDLER: whatever was raised, one shape goes out. Never None, so never a page of HTML."""
    request = context["request"]
    problem = as_problem(exc)
    if problem.status_code >= 500:
        log.error("api request failed", exc_info=exc)
        got_request_exception.send(sender=None, request=request._request)
    # Imported here: rest_framework.views reads the settings, whose renderers import this module.
    from rest_framework.views import set_rollback

    set_rollback()
    response = Response(
        problem_body(problem, request),
        status=problem.status_code,
        headers=problem.headers,
        content_type=CONTENT_TYPE,
    )
    response["Cache-Control"] = "no-store"
    return response


def problem_body(problem: Problem, request) -> dict:
    kind = KINDS[problem.kind]
    return {
        "type": f"/problems/{problem.kind}",
        "title": kind.title,
        "status": kind.status,
        "detail": str(problem.detail),
        "instance": request.path,
        "errors": problem.errors,
        "request_id": request_id_of(request),
    }


def request_id_of(request) -> str:
    """The number that stands in the log lines and the audit rows of this request."""
    return getattr(request, "request_id", "") or structlog.contextvars.get_contextvars().get("request_id", "")


def as_problem(exc: Exception) -> Problem:
    if isinstance(exc, Problem):
        return exc
    if isinstance(exc, Refused):
        return _refused(exc)
    if isinstance(exc, exceptions.APIException):
        return _from_drf(exc)
    if isinstance(exc, Http404 | django_exceptions.ObjectDoesNotExist):
        return Problem("not-found")
    if isinstance(exc, django_exceptions.PermissionDenied):
        return Problem("forbidden", _chinese_or_nothing(exc))
    if isinstance(exc, django_exceptions.ValidationError):
        return Problem("validation", errors=list(flatten(_plain_validation(exc))))
    if isinstance(exc, django_exceptions.RequestDataTooBig):
        return Problem("too-large")
    if isinstance(exc, django_exceptions.SuspiciousOperation | UnreadablePostError):
        return Problem("malformed")
    return _from_database(exc)


def _refused(exc: Refused) -> Problem:
    if isinstance(exc, NotAllowed):
        return Problem("forbidden", "；".join(exc.messages))
    if isinstance(exc, Stale):
        return Problem("stale")
    errors = [{"field": "", "message": message} for message in exc.messages]
    return Problem("refused", "；".join(exc.messages), errors=errors)


def _from_drf(exc: exceptions.APIException) -> Problem:
    match exc:
        case exceptions.ValidationError():
            return Problem("validation", errors=list(flatten(exc.detail)))
        case exceptions.ParseError():
            return Problem("malformed", _chinese_or_nothing(exc.detail))
        case exceptions.NotAuthenticated() | exceptions.AuthenticationFailed():
            header = getattr(exc, "auth_header", None)
            if header is None:  # a view without a challenge: DRF has turned the refusal into a 403
                return Problem("forbidden", KINDS["unauthenticated"].detail)
            detail = exc.detail if isinstance(exc, exceptions.AuthenticationFailed) else ""
            return Problem(
                "unauthenticated", _chinese_or_nothing(detail), headers={"WWW-Authenticate": header}
            )
        case exceptions.PermissionDenied():
            return Problem("forbidden", _own_words(exc))
        case exceptions.NotFound():
            return Problem("not-found")
        case exceptions.MethodNotAllowed():
            return Problem("method-not-allowed")
        case exceptions.NotAcceptable():
            return Problem("not-acceptable")
        case exceptions.UnsupportedMediaType():
            return Problem("unsupported-media-type")
        case exceptions.Throttled():
            wait = math.ceil(exc.wait or 1)
            return Problem(
                "throttled", f"请求过于频繁，请在 {wait} 秒后再试。", headers={"Retry-After": str(wait)}
            )
    return Problem("internal")


def _from_database(exc: Exception) -> Problem:
    if isinstance(exc, ProtectedError | RestrictedError):
        rows = getattr(exc, "protected_objects", None) or getattr(exc, "restricted_objects", ())
        names = sorted({str(row._meta.verbose_name) for row in rows})
        return Problem("in-use", f"该记录已被{'、'.join(names)}引用，不能删除。" if names else "")
    if isinstance(exc, IntegrityError):
        errors = constraint_errors(exc)
        return Problem("conflict", "；".join(error["message"] for error in errors), errors=errors)
    if isinstance(exc, DataError):
        return Problem("validation", "提交的内容超出允许的范围。")
    if isinstance(exc, OperationalError):
        if getattr(exc.__cause__, "pgcode", None) in ("55P03", "40P01", "40001"):
            return Problem("busy", headers={"Retry-After": "1"})
        return Problem("unavailable", headers={"Retry-After": "5"})
    return Problem("internal")


def flatten(detail, path: tuple[str, ...] = (), row: int | None = None):
    """Nested error details as flat entries; a list index becomes the row, counted from one."""
    if isinstance(detail, dict):
        for name, inner in detail.items():
            if isinstance(name, int):
                yield from flatten(inner, path, name + 1)
            else:
                yield from flatten(inner, path if name in _WHOLE else (*path, name), row)
    elif isinstance(detail, list):
        for index, inner in enumerate(detail):
            nested = isinstance(inner, dict | list)
            yield from flatten(inner, path, index + 1 if nested else row)
    else:
        entry = {"field": ".".join(path)}
        if row is not None:
            entry["row"] = row
        yield {**entry, "message": in_chinese(detail)}


def in_chinese(message) -> str:
    text = str(message)
    if _CHINESE.search(text):
        return text
    return MESSAGE_OF_CODE.get(getattr(message, "code", None), MESSAGE_OTHERWISE)


def _chinese_or_nothing(message) -> str:
    text = str(message)
    return text if _CHINESE.search(text) else ""


def _own_words(exc: exceptions.PermissionDenied) -> str:
    """The door's sentence; DRF's general one gives way to ours."""
    return "" if str(exc.detail) == str(exc.default_detail) else _chinese_or_nothing(exc.detail)


def _plain_validation(exc: django_exceptions.ValidationError):
    def coded(errors):
        return [
            exceptions.ErrorDetail(message, code=error.code) for error in errors for message in error.messages
        ]

    if hasattr(exc, "error_dict"):
        return {name: coded(errors) for name, errors in exc.error_dict.items()}
    return coded(exc.error_list)
