"""The schema (OpenAPI 3.1) says what the base does for every resource, so no resource has to say it again."""

from importlib import import_module
from importlib.util import find_spec

from django.apps import apps
from django.conf import settings
from django.db.models import Choices
from drf_spectacular import plumbing
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.hooks import postprocess_schema_enums
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.settings import patched_settings
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse

from subsidies.rules.enums import OUTCOME_LABELS, choices

from ..roles import Verb
from .problems import CONTENT_TYPE, KINDS
from .transitions import PassageSerializer, StepSerializer, WorkflowMixin
from .viewsets import DestroyMixin, UpdateMixin

ALWAYS = (400, 401, 403, 404, 405, 406, 429, 500)
WHEN_WRITING = (409, 413, 415, 422)
WHEN_CHANGING = (412, 428)

ANSWERING_WITH_DETAIL = ("retrieve", "create", "partial_update")

SUMMARIES = {
    "list": "{name}列表",
    "retrieve": "查看{name}",
    "create": "新建{name}",
    "partial_update": "修改{name}",
    "destroy": "删除{name}",
    "steps": "{name}当前可以办理的动作",
    "passages": "{name}的办理记录",
}

PROBLEM_SCHEMA = {
    "type": "object",
    "description": "一切错误的统一格式（RFC 9457）。",
    "required": ["type", "title", "status", "detail", "instance", "errors", "request_id"],
    "properties": {
        "type": {
            "type": "string",
            "description": "错误种类",
            "enum": [f"/problems/{kind}" for kind in KINDS],
        },
        "title": {"type": "string", "description": "错误名称"},
        "status": {"type": "integer", "description": "应答状态码"},
        "detail": {"type": "string", "description": "怎么回事、该怎么办"},
        "instance": {"type": "string", "description": "请求地址"},
        "request_id": {"type": "string", "description": "请求编号，报告问题时请提供"},
        "errors": {
            "type": "array",
            "description": "逐项说明",
            "items": {
                "type": "object",
                "required": ["field", "message"],
                "properties": {
                    "field": {"type": "string", "description": "字段；空文本表示整条内容"},
                    "row": {"type": "integer", "description": "第几行，从 1 起"},
                    "message": {"type": "string", "description": "说明"},
                },
            },
        },
    },
}


class PortalSchema(AutoSchema):
    def get_tags(self) -> list[str]:
        return [getattr(self.view, "schema_tag", "") or self._name() or "其他"]

    def get_summary(self) -> str | None:
        own = getattr(self.view, "summaries", {}).get(self._action())
        move = self._move()
        if own or move is None:
            return own or SUMMARIES.get(self._action(), "").format(name=self._name()) or None
        return f"{self._name()}：{move.label}"

    def get_description(self) -> str:
        parts = [getattr(self.view, "descriptions", {}).get(self._action(), "")]
        verb = getattr(self.view, "verbs", {}).get(self._action())
        if verb in Verb.values:
            parts.append(f"所需权限：{Verb(verb).label}。")
        parts.extend(self._refusals())
        return "\n\n".join(part for part in parts if part)

    def get_request_serializer(self):
        if self.method not in ("POST", "PUT", "PATCH"):
            return None
        return super().get_request_serializer()

    def get_response_serializers(self):
        view, action = self.view, self._action()
        answered = getattr(view, "serializer_class", None)
        if action == "list" and hasattr(view, "row_serializer"):
            return view.row_serializer()
        if action == "create" and answered:
            return OpenApiResponse(answered, description="已新建")
        if (action == "partial_update" or self._move() is not None) and answered:
            return OpenApiResponse(answered, description="已办理")
        if action == "steps":
            return OpenApiResponse(StepSerializer(many=True), description="可办理的动作")
        if action == "passages":
            return OpenApiResponse(PassageSerializer(many=True), description="办理记录，从早到晚")
        return super().get_response_serializers()

    def get_examples(self) -> list[OpenApiExample]:
        return getattr(self.view, "schema_examples", {}).get(self._action(), [])

    def get_override_parameters(self) -> list:
        parameters = []
        if self.method == "POST":
            parameters.append(
                OpenApiParameter(
                    "Idempotency-Key",
                    {
                        "type": "string",
                        "minLength": 1,
                        "maxLength": 200,
                        "pattern": r"^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$",
                    },
                    OpenApiParameter.HEADER,
                    description=f"幂等键。{settings.API_IDEMPOTENCY_HOURS} 小时内以同一键重发相同的内容，"
                    "只办理一次，返回第一次的应答。",
                )
            )
            parameters.append(
                OpenApiParameter(
                    "Idempotency-Replayed",
                    str,
                    OpenApiParameter.HEADER,
                    description="为 true 时表示这是第一次应答的重现",
                    response=[200, 201, 202],
                )
            )
        if self._changes():
            parameters.append(
                OpenApiParameter(
                    "If-Match",
                    str,
                    OpenApiParameter.HEADER,
                    required=True,
                    description="查看时取得的 ETag；缺少时回答 428，已被他人更新时回答 412。",
                )
            )
        if self._action() == "retrieve" and self._versioned():
            parameters.append(
                OpenApiParameter(
                    "If-None-Match",
                    str,
                    OpenApiParameter.HEADER,
                    description="上次的 ETag；未变化时回答 304。",
                )
            )
        if self._versioned() and (self._action() in ANSWERING_WITH_DETAIL or self._move() is not None):
            parameters.append(
                OpenApiParameter(
                    "ETag", str, OpenApiParameter.HEADER, description="版本标记", response=[200, 201]
                )
            )
        return parameters

    def _get_response_bodies(self, direction="response") -> dict:
        responses = super()._get_response_bodies(direction=direction)
        if self._action() == "retrieve" and self._versioned():
            responses["304"] = {"description": "与 If-None-Match 所示的版本相同"}
        for status in sorted(self._problem_statuses()):
            responses.setdefault(str(status), {"$ref": f"#/components/responses/Problem{status}"})
        for status, response in responses.items():
            if status.startswith("2") and "content" not in response:
                response["description"] = "已办理，没有应答内容"
            elif status.startswith("2") and not response.get("description"):
                response["description"] = "成功"
        return responses

    def _resolve_path_parameters(self, variables) -> list[dict]:
        parameters = super()._resolve_path_parameters(variables)
        for parameter in parameters:
            parameter["description"] = f"{self._name()}编号"
        return parameters

    # -- what the view says of itself ----------------------------------------------------------------------

    def _action(self) -> str:
        return getattr(self.view, "action", None) or self.method.lower()

    def _name(self) -> str:
        model = getattr(self.view, "model", None)
        return str(model._meta.verbose_name) if model else ""

    def _move(self):
        return self.view.api_move(self._action()) if isinstance(self.view, WorkflowMixin) else None

    def _versioned(self) -> bool:
        """Whether the details carry an ETag; a model may take its owner's version as its own (a property)."""
        model = getattr(self.view, "model", None)
        return hasattr(model, "version") or hasattr(model, "updated_at")

    def _changes(self) -> bool:
        action = self._action()
        if action in getattr(self.view, "versioned_actions", ()) or self._move() is not None:
            return True
        return (action == "partial_update" and isinstance(self.view, UpdateMixin)) or (
            action == "destroy" and isinstance(self.view, DestroyMixin)
        )

    def _problem_statuses(self) -> set[int]:
        statuses = set(ALWAYS)
        if self.method not in ("GET", "HEAD"):
            statuses.update(WHEN_WRITING)
        if self._changes():
            statuses.update(WHEN_CHANGING)
        return statuses

    def _refusals(self) -> list[str]:
        """A move's possible refusals, from the state table and from what the view adds."""
        move = self._move()
        if move is None:
            return []
        view = self.view
        labels = dict(view.model._meta.get_field("status").choices or ())
        sources = "、".join(str(labels.get(source, source)) for source in move.sources)
        refusals = [f"当前状态不是“{sources}”"]
        if move.comment_required:
            refusals.append("没有填写意见")
        if move.differs_from:
            moves = {m.name: m.label for m in view.workflow.table.moves}
            earlier = "、".join(moves.get(name, "录入") for name in move.differs_from)
            refusals.append(f"本人已办理过“{earlier}”")
        for guard in view.workflow.guards.get(move.name, ()):
            refusals.extend(getattr(guard, "possible_refusals", ()))
        refusals.extend(getattr(view, "move_refusals", {}).get(move.name, ()))
        listed = "\n".join(f"- {refusal}" for refusal in refusals)
        return [
            f"办理后状态：{labels.get(move.target, move.target)}。",
            f"下列情形不予办理（409，说明在 `errors` 中）：\n\n{listed}",
        ]


def name_enums(result: dict, generator, request, public) -> dict:
    """Closed lists carry the name of their class; without it every app's `status` would want "StatusEnum"."""
    named = {"Outcome": choices(OUTCOME_LABELS)}  # the law's own list, met under several names
    for app in apps.get_app_configs():
        if find_spec(f"{app.name}.enums") is not None and app.module.__file__.startswith(
            str(settings.BASE_DIR)
        ):
            module = import_module(f"{app.name}.enums")
            for name, item in vars(module).items():
                if (
                    isinstance(item, type)
                    and issubclass(item, Choices)
                    and item.__module__ == module.__name__
                ):
                    named[name] = item
    plumbing._load_enum_name_overrides.cache_clear()
    with patched_settings({"ENUM_NAME_OVERRIDES": named}):
        return postprocess_schema_enums(result, generator)


def add_problem_components(result: dict, generator, request, public) -> dict:
    """The problem and its answers, described once and referred to by every operation."""
    components = result.setdefault("components", {})
    components.setdefault("schemas", {})["Problem"] = PROBLEM_SCHEMA
    responses = components.setdefault("responses", {})
    for status in sorted({kind.status for kind in KINDS.values()}):
        kinds = {name: kind for name, kind in KINDS.items() if kind.status == status}
        responses[f"Problem{status}"] = {
            "description": ";".join(dict.fromkeys(kind.title for kind in kinds.values())),
            "content": {
                CONTENT_TYPE: {
                    "schema": {"$ref": "#/components/schemas/Problem"},
                    "examples": {name: {"value": _example(name)} for name in kinds},
                }
            },
        }
    return result


def _example(name: str) -> dict:
    kind = KINDS[name]
    errors = [{"field": "name", "message": "该项必填。"}] if name == "validation" else []
    return {
        "type": f"/problems/{name}",
        "title": kind.title,
        "status": kind.status,
        "detail": kind.detail,
        "instance": "/api/v1/",
        "errors": errors,
        "request_id": "6f1c0b52-8a3e-4a3f-9f60-0d2b5a6f7c11",
    }


class BearerScheme(OpenApiAuthenticationExtension):
    target_class = "yunnan_training.core.api.authentication.BearerAuthentication"
    name = "bearerAuth"
    priority = 1

    def get_security_definition(self, auto_schema) -> dict:
        return {"type": "http", "scheme": "bearer", "description": "接口令牌"}


class CookieScheme(OpenApiAuthenticationExtension):
    target_class = "yunnan_training.core.api.authentication.SessionAuthentication"
    name = "cookieAuth"
    priority = 1

    def get_security_definition(self, auto_schema) -> dict:
        description = "页面登录后的会话；修改和办理还须在请求头 X-CSRFToken 中带上校验值"
        return {
            "type": "apiKey",
            "in": "cookie",
            "name": settings.SESSION_COOKIE_NAME,
            "description": description,
        }
