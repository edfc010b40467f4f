"""How a log line looks: one JSON object, no personal data (forms and query strings are never logged)."""

import re

import structlog

# Where a row breaks a constraint the database quotes it, and it may be a person's.
_QUOTED_ROW = re.compile(r"DETAIL:[^\n]*")
_json = structlog.processors.JSONRenderer(ensure_ascii=False)


def formatter() -> structlog.stdlib.ProcessorFormatter:
    """For the LOGGING setting: lines of other libraries look like ours."""
    return structlog.stdlib.ProcessorFormatter(
        processor=render,
        foreign_pre_chain=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.TimeStamper(fmt="iso", utc=False),
            structlog.stdlib.add_logger_name,
            structlog.stdlib.add_log_level,
            structlog.processors.format_exc_info,
        ],
    )


def render(logger, method_name: str, event: dict) -> str:
    """One line of JSON, without structlog's own bookkeeping."""
    event.pop("_record", None)
    event.pop("_from_structlog", None)
    if isinstance(event.get("request"), str):  # "GET /trainees/?name=…": what was searched for stays out
        event["request"] = event["request"].partition("?")[0]
    for key in ("exception", "error"):
        if isinstance(event.get(key), str):
            event[key] = _QUOTED_ROW.sub("DETAIL: (withheld)", event[key])
    return _json(logger, method_name, event)


structlog.configure(
    processors=[
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.filter_by_level,
        structlog.processors.TimeStamper(fmt="iso", utc=False),
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.format_exc_info,
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)
