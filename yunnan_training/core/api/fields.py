"""Fields and filters that resources share: references that stay inside the caller's reach, phones, ids."""

import django_filters
from django import forms
from django.db.models import Model, QuerySet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from ..forms import clean_phone
from ..identity import shown_phone
from ..roles import Verb

LARGEST_ID = 2**63 - 1


class ReachedField(serializers.PrimaryKeyRelatedField):
    """A reference to a row inside the caller's reach; one outside is answered as one that doesn't exist."""

    def __init__(self, model: type[Model], *, verb: Verb | None = None, **kwargs):
        self.model, self.verb = model, verb
        super().__init__(queryset=model._default_manager.none(), **kwargs)

    def get_queryset(self) -> QuerySet:
        return self.model.objects.within(self.context["request"].jurisdiction, verb=self.verb)


class OfferedField(serializers.IntegerField):
    """A reference to one of the rows that the view has read (`view.offered[name]`: key → row): one query for
    however many of them a body names."""

    default_error_messages = {"not_offered": "没有编号为 {id} 的{label}。"}

    def __init__(self, name: str, **kwargs):
        self.name = name
        super().__init__(min_value=1, max_value=LARGEST_ID, **kwargs)

    def run_validation(self, data=serializers.empty):
        key = super().run_validation(data)
        rows = self.context["view"].offered[self.name]
        if key not in rows:
            self.fail("not_offered", id=key, label=self.label)
        return rows[key]


class PhoneField(serializers.CharField):
    """A mobile or a landline, without blanks; shown with a mobile masked."""

    def __init__(self, **kwargs):
        super().__init__(**{"max_length": 20, **kwargs})

    def to_internal_value(self, data) -> str:
        return clean_phone(super().to_internal_value(data))

    def to_representation(self, value) -> str:
        return shown_phone(value)


@extend_schema_field(OpenApiTypes.INT64)
class IdFilter(django_filters.NumberFilter):
    """An exact id; a number that no id can be is refused instead of being sent to the database."""

    field_class = forms.IntegerField

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{"min_value": 1, "max_value": LARGEST_ID, **kwargs})

    def get_max_validator(self):
        return None


class PlaceFilter(django_filters.CharFilter):
    """A division by its code: a county's own rows, a prefecture's those of all its counties."""

    def filter(self, queryset: QuerySet, value: str) -> QuerySet:
        if not value:
            return queryset
        return queryset.filter(**{f"{self.field_name}__code__startswith": _inner_digits(value)})


def _inner_digits(code: str) -> str:
    if code.endswith("0000"):
        return code[:2]
    return code[:4] if code.endswith("00") else code
