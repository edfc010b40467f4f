"""The API's plumbing: who may speak to it, how answers look, how the schema is described."""

import environ

_env = environ.Env()

REST_FRAMEWORK = {
    # Tokens first: the first class names the challenge (WWW-Authenticate), so a stranger gets 401, not 403.
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "yunnan_training.core.api.authentication.BearerAuthentication",
        "yunnan_training.core.api.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["yunnan_training.core.api.permissions.DeclaredVerb"],
    "DEFAULT_THROTTLE_CLASSES": ["yunnan_training.core.api.throttling.CallerThrottle"],
    "DEFAULT_THROTTLE_RATES": {
        # Per client token, per signed-in user of the portal's own pages, and per address for what strangers may ask.
        "token": _env("API_TOKEN_RATE", default="600/min"),
        "session": _env("API_SESSION_RATE", default="600/min"),
        "stranger": _env("API_STRANGER_RATE", default="60/min"),
    },
    "DEFAULT_PAGINATION_CLASS": "yunnan_training.core.api.pagination.KeysetPagination",
    "DEFAULT_FILTER_BACKENDS": ["yunnan_training.core.api.filters.StrictFilterBackend"],
    "DEFAULT_RENDERER_CLASSES": ["yunnan_training.core.api.renderers.FastJSONRenderer"],
    "DEFAULT_PARSER_CLASSES": [
        "yunnan_training.core.api.renderers.StrictJSONParser",
        "yunnan_training.core.api.renderers.BoundedMultiPartParser",
    ],
    "DEFAULT_SCHEMA_CLASS": "yunnan_training.core.api.schema.PortalSchema",
    "EXCEPTION_HANDLER": "yunnan_training.core.api.problems.exception_handler",
    # OPTIONS would list every field of a form to anyone who may see the address; the schema says it better.
    "DEFAULT_METADATA_CLASS": None,
    "URL_FORMAT_OVERRIDE": None,
    "DEFAULT_VERSIONING_CLASS": None,
    "COERCE_DECIMAL_TO_STRING": True,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}

# A client token lives no longer than this, in days; the command that issues tokens refuses more.
API_TOKEN_MAX_DAYS = _env.int("API_TOKEN_MAX_DAYS", default=366)
# How long a repeated POST with the same Idempotency-Key is answered from the store, and how long it waits for
# its twin that is still running.
API_IDEMPOTENCY_HOURS = _env.int("API_IDEMPOTENCY_HOURS", default=24)
API_IDEMPOTENCY_WAIT_SECONDS = _env.int("API_IDEMPOTENCY_WAIT_SECONDS", default=5)

SPECTACULAR_SETTINGS = {
    "OAS_VERSION": "3.1.0",
    "TITLE": "云南省就业培训与补贴业务接口",
    "DESCRIPTION": (
        "供各级人力资源社会保障部门、培训机构的业务系统调用。\n\n"
        "- **身份**：请求头 `Authorization: Bearer <令牌>`；令牌由账号本人在“接口令牌”页签发，有有效期和权限范围。"
        "数据范围由令牌所属账号的任职决定，范围之外的记录一律回答“找不到”。\n"
        "- **分页**：只提供上一页、下一页链接（`previous`、`next`），按编号从新到旧，`page_size` 最大 200。\n"
        "- **错误**：一律为 `application/problem+json`（RFC 9457），说明为中文，`errors` 逐项列出；"
        "没有的查询条件和栏目一律拒绝，不会悄悄忽略。\n"
        "- **修改**：先查看，取回 `ETag`，修改或办理时放在 `If-Match` 中；记录已被他人改动时回答 412。\n"
        "- **重复提交**：新建时带 `Idempotency-Key`，网络中断后以同一键重发，不会重复办理。\n"
        "- **个人信息**：身份证件号码、电话、银行账号一律遮盖显示。"
    ),
    "VERSION": "1.0.0",
    "SERVE_PUBLIC": True,
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.IsAuthenticated"],
    "SCHEMA_PATH_PREFIX": r"/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    "COMPONENT_SPLIT_PATCH": True,
    # Docstrings are written for the people who keep the code; what callers read is written in Chinese.
    "DISABLE_DOCSTRING_DESCRIPTIONS": True,
    "ENABLE_DJANGO_DEPLOY_CHECK": False,
    "SORT_OPERATION_PARAMETERS": False,
    "APPEND_COMPONENTS": {},
    "POSTPROCESSING_HOOKS": [
        "yunnan_training.core.api.schema.name_enums",
        "yunnan_training.core.api.schema.add_problem_components",
        "subsidies.api.fact_schema.add_fact_components",
    ],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
}
