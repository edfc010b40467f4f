"""The doors to rosters: upload, what the gate found, confirm or discard."""

from datetime import datetime

import django_filters
from django.db import transaction
from django.db.models import QuerySet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.parsers import MultiPartParser
from rest_framework.response import Response

from yunnan_training.core.api.fast_lists import FastListMixin, label
from yunnan_training.core.api.fields import IdFilter, ReachedField
from yunnan_training.core.api.files import (
    XLSX,
    XLSX_ANSWER,
    document,
    document_schema,
    stored_document,
)
from yunnan_training.core.api.problems import Problem
from yunnan_training.core.api.transitions import WorkflowMixin
from yunnan_training.core.api.viewsets import CreateMixin, ScopedViewSet, now
from yunnan_training.core.roles import Verb
from yunnan_training.core.states import Move
from yunnan_training.core.tasks import enqueue
from yunnan_training.core.workflow import Actor

from ...actions import rosters as acts
from ...enums import RosterStatus
from ...models import RosterUpload, TrainingClass
from ...rosters.template import roster_template
from ...workflow import ROSTER_WORKFLOW
from ..serializers import people as shapes
from .examples import ROSTER_CREATE

DOWNLOAD = {
    "methods": ["get"],
    "pagination_class": None,
    "filter_backends": [],
    "renderer_classes": XLSX_ANSWER,
}


class RosterFilter(django_filters.FilterSet):
    training_class = IdFilter(label="培训班编号")
    status = django_filters.ChoiceFilter(label="状态", choices=RosterStatus.choices)

    class Meta:
        model = RosterUpload
        fields = ()


class TemplateQuery(serializers.Serializer):
    training_class = ReachedField(TrainingClass, required=False, default=None, label="培训班编号")


class RosterViewSet(CreateMixin, WorkflowMixin, FastListMixin, ScopedViewSet):
    model = RosterUpload
    scope_resource = "rosters"
    verbs = {
        "list": Verb.VIEW_ROSTER,
        "retrieve": Verb.VIEW_ROSTER,
        "create": Verb.LOAD_ROSTER,
        "errors": Verb.VIEW_ROSTER,
        "marked_file": Verb.LOAD_ROSTER,
        "check_again": Verb.LOAD_ROSTER,
        "template": Verb.VIEW_ROSTER,
    }
    workflow = ROSTER_WORKFLOW
    serializer_class = shapes.RosterSerializer
    write_serializers = {"create": shapes.RosterCreateSerializer}
    schema_examples = {"create": [ROSTER_CREATE]}
    filterset_class = RosterFilter
    list_fields = {
        "id": "id",
        "training_class": "training_class_id",
        "class_number": "training_class__number",
        "class_name": "training_class__name",
        "status": "status",
        "status_label": label("status", RosterStatus),
        "row_count": "row_count",
        "error_count": "error_count",
        "warning_count": "warning_count",
        "uploaded_at": "uploaded_at",
        "version": "version",
    }
    summaries = {
        "create": "上传花名册(.xlsx)",
        "errors": "花名册的校验结果",
        "marked_file": "下载标注了问题的花名册",
        "template": "下载空白花名册模板",
        "check_again": "重新提交没有完成的校验",
    }
    descriptions = {
        "create": "上传后由后台校验，一次列出全部问题；进度见 `job` 所示的后台任务，完成后状态为“有错误”或“待确认”。"
        "文件名不保存。",
        "errors": "逐项列出行、列、栏目和改法；号码一律遮盖。",
        "marked_file": "文件中有完整个人信息，每次下载都记入个人信息查看记录。没有问题的花名册没有标注文件，回答 404。",
        "confirm": "按最新情况重新校验后整体导入；有一处错误就全部不导入。",
    }

    def get_parsers(self):
        if getattr(self, "action", None) == "create" or (self.action_map or {}).get("post") == "create":
            return [MultiPartParser()]
        return super().get_parsers()

    def expand(self, queryset: QuerySet) -> QuerySet:
        return queryset.select_related("training_class", "uploaded_by")

    def perform_create(self, data: dict) -> RosterUpload:
        content = data["file"].read(acts.MOST_BYTES + 1)
        roster = acts.upload(data["training_class"], content, by=self.actor(), at=now())
        enqueue(roster.job)
        return roster

    def perform_move(
        self,
        obj: RosterUpload,
        move: Move,
        *,
        by: Actor,
        at: datetime,
        version: int | None,
        comment: str,
        data: dict,
    ) -> RosterUpload:
        if move.name == "confirm":
            return acts.confirm(obj, by=by, at=at, version=version)[0]
        return acts.discard(obj, by=by, at=at, version=version)

    @extend_schema(responses=shapes.FindingSerializer(many=True))
    @action(detail=True, methods=["get"], pagination_class=None, filter_backends=[])
    def errors(self, request, pk: str) -> Response:
        return Response(shapes.FindingSerializer(self.get_object().findings, many=True).data)

    @extend_schema(responses=document_schema(XLSX, "标注了问题的花名册"))
    @action(detail=True, url_path="marked-file", **DOWNLOAD)
    def marked_file(self, request, pk: str):
        roster = self.get_object()
        file = acts.take_file(roster, marked=True, by=self.actor(), at=now())
        if file is None:
            raise Problem("not-found", "没有标注文件：校验尚未完成，或没有发现需要标注的问题。")
        return stored_document(file, plain_name=f"roster-{roster.pk}-checked.xlsx")

    @extend_schema(request=None, responses=shapes.RosterSerializer)
    @action(detail=True, methods=["post"], url_path="check-again")
    @transaction.atomic
    def check_again(self, request, pk: str) -> Response:
        roster = acts.check_again(self.get_object(), by=self.actor(), at=now())
        enqueue(roster.job)
        return self.detail_response(self.fresh(roster))

    @extend_schema(
        parameters=[
            OpenApiParameter(
                "training_class", OpenApiTypes.INT64, description="培训班编号；不填则不印班次名称"
            )
        ],
        responses=document_schema(XLSX, "空白花名册模板"),
    )
    @action(detail=False, **DOWNLOAD)
    def template(self, request):
        query = TemplateQuery(data=request.query_params, context=self.get_serializer_context())
        query.is_valid(raise_exception=True)
        chosen = query.validated_data["training_class"]
        if chosen is None:
            content, number = roster_template(class_title=""), ""
        else:
            content = roster_template(
                class_title=chosen.name, class_number=chosen.number, planned_size=chosen.planned_size
            )
            number = f"-{chosen.number}"
        return document(
            content,
            name=f"花名册模板{number}.xlsx",
            plain_name=f"roster-template{number}.xlsx",
            content_type=XLSX,
        )
