"""What the database refused, in the words of the constraint that refused it. Values are never repeated."""

import re

from django.apps import apps
from django.db import IntegrityError
from django.db.models import Model, UniqueConstraint

_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_KEY_COLUMNS = re.compile(r"^Key \(([^=]+)\)=")
_NOT_NULL, _FOREIGN_KEY, _UNIQUE = "23502", "23503", "23505"


def constraint_errors(exc: IntegrityError) -> list[dict]:
    """[{field, message}], at least one entry."""
    cause = exc.__cause__
    diag = getattr(cause, "diag", None)
    if diag is None:
        return [{"field": "", "message": "提交的内容与已有记录冲突。"}]
    model = _model_of(diag.table_name)
    constraint = next(
        (c for c in model._meta.constraints if c.name == diag.constraint_name) if model else iter(()), None
    )
    if (
        constraint is not None
        and constraint.violation_error_message != constraint.default_violation_error_message
    ):
        fields = getattr(constraint, "fields", ())
        return [{"field": fields[-1] if fields else "", "message": str(constraint.violation_error_message)}]
    if constraint is None and diag.message_primary and _CHINESE.search(diag.message_primary):
        return [{"field": "", "message": diag.message_primary}]  # a trigger's own sentence
    return _by_code(cause.pgcode, diag, model, constraint)


def _by_code(code: str, diag, model: type[Model] | None, constraint) -> list[dict]:
    if code == _UNIQUE:
        if isinstance(constraint, UniqueConstraint) and constraint.fields:
            names = list(constraint.fields)
        else:
            found = _KEY_COLUMNS.match(diag.message_detail or "")
            names = [_field_name(model, column) for column in found.group(1).split(", ")] if found else []
        labels = "、".join(_label(model, name) for name in names if name)
        message = f"“{labels}”相同的记录已存在。" if labels else "已有相同的记录。"
        return [{"field": names[-1] if names else "", "message": message}]
    if code == _NOT_NULL:
        name = _field_name(model, diag.column_name)
        return [{"field": name, "message": f"“{_label(model, name)}”不能为空。"}]
    if code == _FOREIGN_KEY:
        return [{"field": "", "message": "所引用的记录不存在，或记录仍被引用。"}]
    return [{"field": "", "message": "提交的内容与业务规则冲突。"}]


def _model_of(table: str | None) -> type[Model] | None:
    return next((m for m in apps.get_models(include_auto_created=True) if m._meta.db_table == table), None)


def _field_name(model: type[Model] | None, column: str | None) -> str:
    fields = model._meta.concrete_fields if model else ()
    return next((field.name for field in fields if field.column == column), "")


def _label(model: type[Model] | None, name: str) -> str:
    return str(model._meta.get_field(name).verbose_name) if model and name else ""
