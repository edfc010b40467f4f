"""The doors to classes: entry, timetable, what the county fixes, and every move of a class's life."""

from datetime import datetime

import django_filters
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.decorators import action
from rest_framework.response import Response

from institutions.models import Teacher
from yunnan_training.core.api.etag import require_match
from yunnan_training.core.api.fast_lists import FastListMixin, label
from yunnan_training.core.api.fields import IdFilter, PlaceFilter
from yunnan_training.core.api.transitions import WorkflowMixin
from yunnan_training.core.api.viewsets import CreateMixin, ScopedViewSet, UpdateMixin, now
from yunnan_training.core.roles import Verb
from yunnan_training.core.states import Move
from yunnan_training.core.tasks import enqueue
from yunnan_training.core.workflow import Actor

from ... import selectors
from ...actions import classes as acts
from ...enums import ClassStatus, Fund, Programme
from ...models import TrainingClass
from ...workflow import CLASS_WORKFLOW
from ..serializers import classes as shapes
from .examples import CLASS_CREATE, CLASS_LIST, FIX, TIMETABLE


class TrainingClassFilter(django_filters.FilterSet):
    search = django_filters.CharFilter(label="名称或编号中含有", method="with_search")
    number = django_filters.CharFilter(label="班次编号")
    status = django_filters.MultipleChoiceFilter(label="状态", choices=ClassStatus.choices)
    programme = django_filters.ChoiceFilter(label="培训项目", choices=Programme.choices)
    fund = django_filters.ChoiceFilter(label="资金来源", choices=Fund.choices)
    county = PlaceFilter(label="举办州市或县(市、区)代码", field_name="county")
    institution = IdFilter(label="承办机构编号")
    start_on = django_filters.DateFromToRangeFilter(label="开班日期")
    filing = IdFilter(label="所在备案编号", field_name="filing_item__filing")

    class Meta:
        model = TrainingClass
        fields = ()

    def with_search(self, classes: QuerySet, name: str, value: str) -> QuerySet:
        return classes.filter(Q(name__icontains=value) | Q(number__icontains=value))


class TrainingClassViewSet(CreateMixin, UpdateMixin, WorkflowMixin, FastListMixin, ScopedViewSet):
    model = TrainingClass
    scope_resource = "classes"
    verbs = {
        "list": Verb.VIEW_CLASS,
        "retrieve": Verb.VIEW_CLASS,
        "create": Verb.ENTER_CLASS,
        "partial_update": Verb.ENTER_CLASS,
        "fix": Verb.FIX_CLASS,
        "officer_candidates": Verb.FIX_CLASS,
        "sessions": Verb.ENTER_CLASS,
    }
    workflow = CLASS_WORKFLOW
    versioned_actions = ("fix", "sessions")
    serializer_class = shapes.TrainingClassSerializer
    write_serializers = {
        "create": shapes.ClassCreateSerializer,
        "partial_update": shapes.ClassWriteSerializer,
        "fix": shapes.FixSerializer,
        "sessions": shapes.TimetableSerializer,
    }
    filterset_class = TrainingClassFilter
    list_fields = {
        "id": "id",
        "number": "number",
        "name": "name",
        "programme": "programme",
        "programme_label": label("programme", Programme),
        "fund": "fund",
        "institution": "institution_id",
        "institution_name": "institution__name",
        "county": "county_id",
        "county_name": "county__name",
        "planned_size": "planned_size",
        "start_on": "start_on",
        "end_on": "end_on",
        "status": "status",
        "status_label": label("status", ClassStatus),
        "published_at": "published_at",
        "version": "version",
    }
    summaries = {
        "create": "录入开班申请",
        "partial_update": "修改开班申请",
        "fix": "确定培训对象、就业方向、帮扶措施和各环节责任人",
        "officer_candidates": "可以担任各环节责任人的人员",
        "sessions": "填写课程表",
    }
    descriptions = {
        "create": "培训机构为本机构录入，县级经办人为本县(市、区)录入。录入后为草稿。",
        "fix": "通知二(一)1。未提交的内容保持不变；责任人须在举办县(市、区)任职。",
        "sessions": "整体替换课程表，已有的课次全部以本次提交的为准。仅草稿和退回修改的班次可以填写。",
        "approve": "批准即向社会公开，并自动制作告知牌。",
    }
    schema_examples = {
        "create": [CLASS_CREATE],
        "list": [CLASS_LIST],
        "fix": [FIX],
        "sessions": [TIMETABLE],
        "return_for_correction": [
            OpenApiExample("退回", request_only=True, value={"comment": "请补充实操课程的场地"})
        ],
    }

    offered: dict

    def expand(self, queryset: QuerySet) -> QuerySet:
        if self.action == "list":
            return queryset
        return queryset.select_related(
            "institution", "county", "catalogue_item", "filing_item__filing"
        ).prefetch_related("sessions__teacher", "stage_officers__officer")

    def etag_suffix(self, obj: TrainingClass) -> str:
        """The filing has a life of its own, sessions are cancelled one by one, and teachers' names count in
        the institution's version."""
        item = getattr(obj, "filing_item", None)
        filing = f"f{item.filing_id}v{item.filing.version}" if item else "f"
        cancelled = sum(session.cancelled for session in obj.sessions.all())
        return f"{filing}i{obj.institution.version}c{cancelled}"

    def perform_create(self, data: dict) -> TrainingClass:
        return acts.enter(**data, by=self.actor(), at=now())

    def perform_update(self, obj: TrainingClass, data: dict, version: int | None) -> TrainingClass:
        return acts.correct(obj, **data, version=version, by=self.actor(), at=now())

    @transaction.atomic
    def perform_move(
        self,
        obj: TrainingClass,
        move: Move,
        *,
        by: Actor,
        at: datetime,
        version: int | None,
        comment: str,
        data: dict,
    ) -> TrainingClass:
        moved = acts.move(obj, move.name, by=by, at=at, version=version, comment=comment)
        enqueue(*selectors.board_jobs(moved))
        return moved

    @extend_schema(responses=shapes.TrainingClassSerializer)
    @action(detail=True, methods=["post"])
    def fix(self, request, pk: str) -> Response:
        training_class = self.get_object()
        version = require_match(request, training_class)
        self.offered = {"officers": {user.pk: user for user in self._officers(training_class)}}
        data = self.read_body()
        officers = {item["stage"]: item["officer"] for item in data.pop("officers", ())}
        fixed = acts.fix(
            training_class, **data, officers=officers, version=version, by=self.actor(), at=now()
        )
        return self.detail_response(self.fresh(fixed))

    @extend_schema(responses=shapes.OfficerCandidateSerializer(many=True))
    @action(
        detail=True,
        methods=["get"],
        url_path="officer-candidates",
        pagination_class=None,
        filter_backends=[],
    )
    def officer_candidates(self, request, pk: str) -> Response:
        officers = self._officers(self.get_object())
        return Response(shapes.OfficerCandidateSerializer(officers, many=True).data)

    @extend_schema(responses=shapes.TrainingClassSerializer)
    @action(detail=True, methods=["put"])
    def sessions(self, request, pk: str) -> Response:
        training_class = self.get_object()
        version = require_match(request, training_class)
        teachers = Teacher.objects.filter(institution=training_class.institution_id)
        self.offered = {"teachers": {teacher.pk: teacher for teacher in teachers}}
        lessons = self.read_body()["sessions"]
        changed = acts.set_sessions(training_class, lessons, version=version, by=self.actor(), at=now())
        return self.detail_response(self.fresh(changed))

    @staticmethod
    def _officers(training_class: TrainingClass) -> QuerySet:
        return selectors.officers_of(training_class.county, on=timezone.localdate())
