"""The doors of the API. A resource says what it is (model, verbs, scope, serializers) and hands writes to actions.

Rows come only from `Model.objects.within(jurisdiction, verb)`; what lies outside is 404. How to: docs/api.md.
"""

from collections.abc import Mapping
from functools import partial
from typing import ClassVar

import pghistory
from django.db import transaction
from django.db.models import Model, QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from rest_framework import status
from rest_framework.permissions import SAFE_METHODS
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer, ListSerializer, Serializer
from rest_framework.viewsets import GenericViewSet

from .. import doors
from ..jurisdiction import covers
from ..roles import Verb
from ..workflow import Actor
from .etag import etag_of, not_modified, require_match, version_part
from .idempotency import once
from .permissions import ANYBODY, ANYONE_SIGNED_IN
from .problems import Problem, flatten

READING_ACTIONS = ("list", "retrieve")


class ScopedViewSet(GenericViewSet):
    """A list and a detail of what the caller may see. Everything else is mixed in."""

    model: ClassVar[type[Model]]
    verbs: ClassVar[dict[str, str]] = {}
    scope_resource: ClassVar[str] = ""
    # Serializer per action ("create", "partial_update", own actions); `serializer_class` is what is answered.
    write_serializers: ClassVar[dict[str, type[Serializer]]] = {}
    # What the schema says, in Chinese: per action a summary, a description, examples, further refusals.
    summaries: ClassVar[dict[str, str]] = {}
    descriptions: ClassVar[dict[str, str]] = {}
    schema_examples: ClassVar[dict[str, list]] = {}
    schema_tag: ClassVar[str] = ""
    extra_query_params: ClassVar[tuple[str, ...]] = ()
    lookup_value_regex = "[0-9]+"

    # -- rows ---------------------------------------------------------------------------------------------

    def reading_verb(self) -> Verb | None:
        """The verb that decides which rows are there at all; None: the model's own reading verb."""
        action = self.action if self.action in READING_ACTIONS else "retrieve"
        verb = self.verbs.get(action) or self.verbs.get("list")
        return None if verb == ANYONE_SIGNED_IN else verb

    def rows(self) -> QuerySet:
        """Override only for models that belong to no one."""
        return self.model.objects.within(self.request.jurisdiction, verb=self.reading_verb())

    def expand(self, queryset: QuerySet) -> QuerySet:
        """Override to add select_related, prefetch_related, annotations; never to widen."""
        return queryset

    def get_queryset(self) -> QuerySet:
        if getattr(self, "swagger_fake_view", False):
            return self.model._default_manager.none()
        return self.expand(self.rows())

    def get_object(self) -> Model:
        """Outside: 404. Visible, but the action's own verb doesn't reach it: 403."""
        obj = get_object_or_404(
            self.get_queryset(), pk=self.kwargs[self.lookup_url_kwarg or self.lookup_field]
        )
        verb = self.verbs[self.action]
        if self.action in READING_ACTIONS or verb in (ANYONE_SIGNED_IN, self.reading_verb()):
            return obj
        if hasattr(self.model, "SCOPE") and not covers(self.request.jurisdiction, obj, Verb(verb)):
            raise Problem("forbidden", "您的岗位不能在此办理该事项。")
        return obj

    def actor(self) -> Actor:
        """The caller, signing for the office whose grant carries the action's verb."""
        verb = self.verbs.get(self.action)
        return doors.actor(self.request, None if verb == ANYONE_SIGNED_IN else verb)

    # -- answers ------------------------------------------------------------------------------------------

    def initial(self, request, *args, **kwargs) -> None:
        """After all checks have passed, a POST is wrapped so that a repeat isn't carried out again."""
        super().initial(request, *args, **kwargs)
        if self.verbs.get(self.action) is ANYBODY:
            return  # nothing is written, so nobody signs for it and a repeat does no harm
        if request.method not in SAFE_METHODS:
            # The history rows' context was opened before a token could be read: name the actor now.
            pghistory.context(user=request.user.pk, office=self.actor().office)
        if request.method == "POST" and hasattr(self, "post"):
            handler = self.post
            self.post = lambda request, *a, **kw: once(request, partial(handler, request, *a, **kw))

    def finalize_response(self, request, response, *args, **kwargs):
        response = super().finalize_response(request, response, *args, **kwargs)
        # Answers depend on the caller and may be kept only to be asked about again (ETag).
        response.headers.setdefault("Cache-Control", "private, no-cache")
        return response

    def get_serializer_class(self) -> type[Serializer]:
        return self.write_serializers.get(self.action, self.serializer_class)

    def etag_suffix(self, obj: Model) -> str:
        """Override when the detail shows more than the row: what else it depends on, as a short text."""
        return ""

    def detail_response(self, obj: Model, *, status_code: int = status.HTTP_200_OK) -> Response:
        """The detail of `obj` as this caller sees it, with its ETag."""
        data = self.serializer_class(obj, context=self.get_serializer_context()).data
        tag = etag_of(obj, self.etag_suffix(obj))
        return Response(data, status=status_code, headers={"ETag": tag} if tag else None)

    def list(self, request, *args, **kwargs) -> Response:
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    def retrieve(self, request, *args, **kwargs) -> Response:
        obj = self.get_object()
        tag = etag_of(obj, self.etag_suffix(obj))
        if not_modified(request, tag):
            return Response(status=status.HTTP_304_NOT_MODIFIED, headers={"ETag": tag})
        return self.detail_response(obj)

    def read_body(self, *, instance: Model | None = None, partial: bool = False) -> dict:
        """The checked body; every fault of it at once. A misspelt field would quietly change nothing: it is
        refused by name, as a misspelt filter is."""
        serializer = self.get_serializer(instance, data=self.request.data, partial=partial)
        unknown = unknown_fields(serializer, self.request.data)
        if not serializer.is_valid() or unknown:
            raise Problem("validation", errors=[*flatten(serializer.errors), *flatten(unknown)])
        return serializer.validated_data

    def fresh(self, obj: Model) -> Model:
        """`obj` read again as the detail reads it (joins, annotations), after it was written."""
        return self.expand(self.model._default_manager.all()).get(pk=obj.pk)


class CreateMixin:
    """POST on the list. `perform_create` calls one action and returns the new object."""

    def create(self, request, *args, **kwargs) -> Response:
        with transaction.atomic():
            obj = self.perform_create(self.read_body())
        response = self.detail_response(self.fresh(obj), status_code=status.HTTP_201_CREATED)
        response["Location"] = request.build_absolute_uri(f"{request.path}{obj.pk}/")
        return response

    def perform_create(self, data: dict) -> Model:
        raise NotImplementedError


class UpdateMixin:
    """PATCH on the detail with If-Match. `perform_update` calls one action, which counts the version up."""

    def partial_update(self, request, *args, **kwargs) -> Response:
        with transaction.atomic():
            seen = self.get_object()
            obj = self.model._base_manager.select_for_update().get(pk=seen.pk)
            before = version_part(obj)
            version = require_match(request, obj)
            obj = self.perform_update(obj, self.read_body(instance=obj, partial=True), version)
            obj = self.fresh(obj)
            if version_part(obj) == before:
                raise RuntimeError(f"{type(self).__name__}.perform_update left the version as it was")
        return self.detail_response(obj)

    def perform_update(self, obj: Model, data: dict, version: int | None) -> Model:
        raise NotImplementedError


class DestroyMixin:
    """DELETE on the detail with If-Match. `perform_destroy` calls one action."""

    def destroy(self, request, *args, **kwargs) -> Response:
        with transaction.atomic():
            seen = self.get_object()
            obj = self.model._base_manager.select_for_update().get(pk=seen.pk)
            self.perform_destroy(obj, require_match(request, obj))
        return Response(status=status.HTTP_204_NO_CONTENT)

    def perform_destroy(self, obj: Model, version: int | None) -> None:
        raise NotImplementedError


def unknown_fields(serializer: BaseSerializer, data: object) -> dict:
    """What the body holds that nobody reads, in the shape of a serializer's errors (index or name → inner)."""
    if isinstance(serializer, ListSerializer):
        rows = enumerate(data) if isinstance(data, list) else ()
        found = {index: unknown_fields(serializer.child, row) for index, row in rows}
        return {index: inner for index, inner in found.items() if inner}
    if not isinstance(data, Mapping) or not isinstance(serializer, Serializer):
        return {}
    fields = {name: field for name, field in serializer.fields.items() if not field.read_only}
    message = f"没有这个栏目。可填写的有：{'、'.join(fields)}。" if fields else "没有这个栏目。"
    found = {str(name): [message] for name in data if name not in fields}
    for name, field in fields.items():
        if isinstance(field, BaseSerializer) and (inner := unknown_fields(field, data.get(name))):
            found[name] = inner
    return found


def now():
    """The clock is read here, at the door, and handed on."""
    return timezone.now()
