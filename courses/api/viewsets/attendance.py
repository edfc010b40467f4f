"""The doors to attendance: one session at a time."""

import django_filters
from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.response import Response

from yunnan_training.core.api.fast_lists import FastListMixin, label
from yunnan_training.core.api.fields import IdFilter
from yunnan_training.core.api.viewsets import ScopedViewSet, now
from yunnan_training.core.roles import Verb

from ...actions import attendance as acts
from ...enums import AttendanceMark
from ...models import Attendance
from ..serializers import people as shapes
from ..serializers.classes import SessionSerializer
from .examples import ATTENDANCE_CREATE


class AttendanceFilter(django_filters.FilterSet):
    training_class = IdFilter(label="培训班编号", field_name="session__training_class")
    session = IdFilter(label="课次编号")
    enrolment = IdFilter(label="学员名册编号")
    mark = django_filters.ChoiceFilter(label="考勤", choices=AttendanceMark.choices)

    class Meta:
        model = Attendance
        fields = ()


class AttendanceViewSet(FastListMixin, ScopedViewSet):
    model = Attendance
    scope_resource = "rosters"
    verbs = {
        "list": Verb.VIEW_ROSTER,
        "retrieve": Verb.VIEW_ROSTER,
        "create": Verb.RECORD_ATTENDANCE,
        "cancel_session": Verb.RECORD_ATTENDANCE,
    }
    serializer_class = shapes.AttendanceSerializer
    write_serializers = {
        "create": shapes.AttendanceCreateSerializer,
        "cancel_session": shapes.CancelSessionSerializer,
    }
    filterset_class = AttendanceFilter
    list_fields = {
        "id": "id",
        "training_class": "session__training_class_id",
        "session": "session_id",
        "enrolment": "enrolment_id",
        "trainee_name": "enrolment__trainee__name",
        "mark": "mark",
        "mark_label": label("mark", AttendanceMark),
        "recorded_at": "recorded_at",
    }
    summaries = {"create": "登记一个课次的考勤", "cancel_session": "取消没有上的课次"}
    descriptions = {
        "create": "课次编号见培训班的课程表。再次登记同一课次、同一学员时，以后一次为准。",
        "cancel_session": "在训期间、尚未登记考勤的课次可以取消；取消后不计入考勤。",
    }
    schema_examples = {"create": [ATTENDANCE_CREATE]}

    def expand(self, queryset: QuerySet) -> QuerySet:
        return queryset.select_related("session", "enrolment__trainee", "recorded_by")

    @extend_schema(responses={201: OpenApiResponse(shapes.RecordedSerializer, description="已登记")})
    def create(self, request) -> Response:
        data = self.read_body()
        session, marks = data["session"], {item["enrolment"]: item["mark"] for item in data["marks"]}
        recorded = acts.record_attendance(session, marks, by=self.actor(), at=now())
        return Response({"session": session.pk, "recorded": recorded}, status=status.HTTP_201_CREATED)

    @extend_schema(responses=SessionSerializer)
    @action(detail=False, methods=["post"], url_path="cancel-session", pagination_class=None)
    def cancel_session(self, request) -> Response:
        data = self.read_body()
        cancelled = acts.cancel_session(data["session"], reason=data["reason"], by=self.actor(), at=now())
        return Response(SessionSerializer(cancelled).data)
