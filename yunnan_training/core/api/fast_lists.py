"""Busy lists without objects: `values_list` rows, formatted in plain Python, written by orjson.

A DRF serializer costs 7-8 times the floor on a list of 50, this 2-2.6 times. The schema of a row is made from
the same columns, so it can't drift from what is answered.
"""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils import timezone
from rest_framework import serializers
from rest_framework.response import Response

_KEPT_ARGUMENTS = {"choices", "help_text", "label", "decimal_places", "max_digits"}


@dataclass(frozen=True, slots=True)
class Column:
    """One output of a row: the ORM path it comes from and, where it isn't shown as stored, how it is shown."""

    path: str
    show: Callable[[Any], Any] | None = None
    field: serializers.Field | None = None  # what the schema says of it; needed with `show`


def label(path: str, choices) -> Column:
    """The Chinese label of a closed list's value."""
    field = serializers.CharField(read_only=True, allow_null=True, label="名称")
    return Column(path, show=dict(choices.choices).get, field=field)


class FastListMixin:
    """`list_fields = {"id": "pk", "county": "county_id", "status_label": label("status", ClassStatus)}`."""

    list_fields: ClassVar[dict[str, str | Column]]

    def list(self, request, *args, **kwargs) -> Response:
        names, paths, shows = self._compiled()
        queryset = self.filter_queryset(self.get_queryset()).values_list("pk", *paths)
        page = self.paginate_queryset(queryset)
        zone = timezone.get_current_timezone()
        results = []
        for row in page:
            values = [
                value if show is None or value is None else show(value, zone)
                for value, show in zip(row[1:], shows, strict=True)
            ]
            results.append(dict(zip(names, values, strict=True)))
        return self.get_paginated_response(results)

    @classmethod
    def _compiled(cls):
        if "_columns" not in cls.__dict__:
            columns = {name: _column(given) for name, given in cls.list_fields.items()}
            shows = [_show(column, _model_field(cls.model, column.path)) for column in columns.values()]
            cls._columns = (list(columns), [column.path for column in columns.values()], shows)
        return cls._columns

    @classmethod
    def row_serializer(cls) -> type[serializers.Serializer]:
        """What one row looks like, for the schema."""
        if "_row_serializer" not in cls.__dict__:
            fields = {}
            for name, given in cls.list_fields.items():
                column = _column(given)
                # A copy counts as made now: DRF orders fields by when they were made.
                fields[name] = deepcopy(column.field) or _schema_field(cls.model, name, column.path)
            cls._row_serializer = type(f"{cls.model.__name__}Row", (serializers.Serializer,), fields)
        return cls._row_serializer


def _column(given: str | Column) -> Column:
    return Column(given) if isinstance(given, str) else given


def _model_field(model: type[models.Model], path: str) -> models.Field | None:
    """The model field at the end of an ORM path; None for an annotation."""
    field = None
    for step in path.split("__"):
        try:
            field = model._meta.pk if step == "pk" else model._meta.get_field(step)
        except FieldDoesNotExist:
            return None
        if field.is_relation:
            model = field.related_model
    return field


def _show(column: Column, field: models.Field | None):
    if column.show is not None:
        return lambda value, zone: column.show(value)
    if isinstance(field, models.DateTimeField):
        return _local_time
    return None


def _local_time(value: datetime, zone) -> datetime:
    return value.astimezone(zone)


def _schema_field(model: type[models.Model], name: str, path: str) -> serializers.Field:
    field = _model_field(model, path)
    if field is None:
        raise TypeError(f"list field {name!r}: {path} is no model field; give a Column with `field`")
    nullable = _nullable(model, path)
    verbose_name = field.verbose_name
    if field.is_relation:
        field = field.target_field
    cls, arguments = serializers.ModelSerializer().build_standard_field(name, field)
    kept = {key: value for key, value in arguments.items() if key in _KEPT_ARGUMENTS}
    kept["label"] = verbose_name
    if issubclass(cls, serializers.ModelField):
        cls = serializers.CharField
    return cls(read_only=True, allow_null=nullable, **kept)


def _nullable(model: type[models.Model], path: str) -> bool:
    for step in path.split("__"):
        field = model._meta.pk if step == "pk" else model._meta.get_field(step)
        if field.null or not field.concrete:
            return True
        if field.is_relation:
            model = field.related_model
    return False
