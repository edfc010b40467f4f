"""A small API on real models, to try the base on: institutions (written by actions) and classes (moved by a
workflow). It is the URLconf of tests marked `urls`; the portal's own resources have their own tests."""

from collections.abc import Callable

import django_filters
from django.db import IntegrityError, connection
from django.urls import include, path
from drf_spectacular.utils import OpenApiExample
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from courses.actions import classes
from courses.enums import ClassStatus
from courses.models import TrainingClass
from courses.workflow import CLASS_WORKFLOW
from institutions.actions import institutions
from institutions.models import Institution
from yunnan_training.core.api.fast_lists import FastListMixin, label
from yunnan_training.core.api.routers import ApiRouter, api_urls
from yunnan_training.core.api.transitions import MoveSerializer, WorkflowMixin
from yunnan_training.core.api.viewsets import CreateMixin, DestroyMixin, ScopedViewSet, UpdateMixin, now
from yunnan_training.core.models import Region
from yunnan_training.core.roles import Verb
from yunnan_training.urls import urlpatterns as portal


class InstitutionFilter(django_filters.FilterSet):
    name = django_filters.CharFilter(label="名称中含有", lookup_expr="contains")
    created = django_filters.DateFromToRangeFilter(label="登记日期", field_name="created_at")

    class Meta:
        model = Institution
        fields = ()


class InstitutionSerializer(serializers.ModelSerializer):
    class Meta:
        model = Institution
        fields = ("id", "name", "credit_code", "kind", "county", "contact_phone", "version", "created_at")


class InstitutionInput(serializers.ModelSerializer):
    county = serializers.PrimaryKeyRelatedField(queryset=Region.objects.filter(level="county"))
    # The constraint has the last word here, so that its sentence can be seen.
    credit_code = serializers.CharField(max_length=18)

    class Meta:
        model = Institution
        fields = (
            "name",
            "credit_code",
            "kind",
            "ownership",
            "county",
            "address",
            "legal_person",
            "contact_name",
            "contact_phone",
        )


class InstitutionViewSet(CreateMixin, UpdateMixin, DestroyMixin, ScopedViewSet):
    model = Institution
    scope_resource = "institutions"
    verbs = {
        "list": Verb.VIEW_INSTITUTION,
        "retrieve": Verb.VIEW_INSTITUTION,
        "create": Verb.ENTER_INSTITUTION,
        "partial_update": Verb.ENTER_INSTITUTION,
        "destroy": Verb.ENTER_INSTITUTION,
        "fail": Verb.VIEW_INSTITUTION,
        "rows_of_body": Verb.ENTER_INSTITUTION,
    }
    serializer_class = InstitutionSerializer
    write_serializers = {"create": InstitutionInput, "partial_update": InstitutionInput}
    filterset_class = InstitutionFilter
    summaries = {"fail": "出错", "unheard_of": "没有申明", "rows_of_body": "逐行检查"}
    schema_examples = {"create": [OpenApiExample("民办学校", value={"name": "示例学校"}, request_only=True)]}

    while_creating: Callable[[], None] = staticmethod(lambda: None)
    raising: Exception | None = None

    def perform_create(self, data):
        made = institutions.register(by=self.actor(), at=now(), **data)
        type(self).while_creating()
        return made

    def perform_update(self, obj, data, version):
        if data.get("name") == "不计版本":
            return obj
        return institutions.correct(obj, by=self.actor(), at=now(), version=version, **data)

    def perform_destroy(self, obj, version):
        obj.delete()

    @action(detail=False, methods=["get"])
    def fail(self, request):
        raise type(self).raising

    @action(detail=False, methods=["get"])
    def unheard_of(self, request):
        return Response({"secret": "没有申明的操作"})

    @action(detail=False, methods=["post"], url_path="rows")
    def rows_of_body(self, request):
        serializer = InstitutionInput(data=request.data, many=True)
        serializer.is_valid(raise_exception=True)
        return Response([])

    def get_serializer_class(self):
        return InstitutionInput if self.action == "rows_of_body" else super().get_serializer_class()


class ClassSerializer(serializers.ModelSerializer):
    class Meta:
        model = TrainingClass
        fields = ("id", "number", "name", "status", "institution", "county", "start_on", "version")


class ReturnSerializer(MoveSerializer):
    comment = serializers.CharField(label="意见", max_length=2000)


class ClassViewSet(WorkflowMixin, FastListMixin, ScopedViewSet):
    model = TrainingClass
    workflow = CLASS_WORKFLOW
    scope_resource = "classes"
    verbs = {"list": Verb.VIEW_CLASS, "retrieve": Verb.VIEW_CLASS}
    serializer_class = ClassSerializer
    moves_elsewhere = ("finish",)
    move_serializers = {"send_back": ReturnSerializer}
    move_refusals = {"submit": ["尚未安排课次"]}
    list_fields = {
        "id": "pk",
        "number": "number",
        "status": "status",
        "status_label": label("status", ClassStatus),
        "institution": "institution_id",
        "institution_name": "institution__name",
        "county": "county_id",
        "start_on": "start_on",
        "created_at": "created_at",
    }

    def perform_move(self, obj, move, *, by, at, version, comment, data):
        return classes.move(obj, move.name, by=by, at=at, version=version, comment=comment)


def database_says(sql: str) -> IntegrityError:
    """The real error of the real database."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SAVEPOINT says")
            cursor.execute(sql)
    except IntegrityError as error:
        with connection.cursor() as cursor:
            cursor.execute("ROLLBACK TO SAVEPOINT says")
        return error
    raise AssertionError("the database didn't mind")


router = ApiRouter()
router.register("institutions", InstitutionViewSet)
router.register("training-classes", ClassViewSet)

urlpatterns = [
    path("api/v1/", include((api_urls(router), "api"))),
    *(pattern for pattern in portal if str(pattern.pattern) != "api/v1/"),
]
