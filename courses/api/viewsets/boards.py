"""The doors to notice boards. The first edition is made when a class is approved; a change makes another."""

import django_filters
from django.db import transaction
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.response import Response

from yunnan_training.core.api.fast_lists import FastListMixin, label
from yunnan_training.core.api.fields import IdFilter
from yunnan_training.core.api.files import PDF, PDF_ANSWER, document_schema, stored_document
from yunnan_training.core.api.viewsets import CreateMixin, ScopedViewSet, now
from yunnan_training.core.roles import Verb
from yunnan_training.core.tasks import enqueue

from ...actions import boards as acts
from ...enums import BoardStatus
from ...models import NoticeBoard
from ..serializers import papers as shapes
from .examples import BOARD_CREATE

DOWNLOAD = {
    "detail": True,
    "methods": ["get"],
    "pagination_class": None,
    "filter_backends": [],
    "renderer_classes": PDF_ANSWER,
}


class BoardFilter(django_filters.FilterSet):
    training_class = IdFilter(label="培训班编号")
    status = django_filters.ChoiceFilter(label="状态", choices=BoardStatus.choices)
    number = django_filters.CharFilter(label="告知牌编号")

    class Meta:
        model = NoticeBoard
        fields = ()


class NoticeBoardViewSet(CreateMixin, FastListMixin, ScopedViewSet):
    model = NoticeBoard
    scope_resource = "classes"
    verbs = {
        "list": Verb.VIEW_CLASS,
        "retrieve": Verb.VIEW_CLASS,
        "create": Verb.ISSUE_BOARD,
        "make_again": Verb.ISSUE_BOARD,
        "file": Verb.VIEW_CLASS,
        "sheet": Verb.VIEW_CLASS,
    }
    serializer_class = shapes.NoticeBoardSerializer
    write_serializers = {"create": shapes.BoardCreateSerializer}
    filterset_class = BoardFilter
    list_fields = {
        "id": "id",
        "training_class": "training_class_id",
        "class_number": "training_class__number",
        "class_name": "training_class__name",
        "number": "number",
        "edition": "edition",
        "status": "status",
        "status_label": label("status", BoardStatus),
        "issued_at": "issued_at",
        "voided_at": "voided_at",
    }
    summaries = {
        "create": "变更并重新出具告知牌",
        "make_again": "重新提交制作失败的告知牌",
        "file": "下载告知牌(PDF)",
        "sheet": "下载资质核验页(PDF)",
    }
    descriptions = {
        "create": "培训班批准时自动出具第一版，不必在此办理。日期、地点、时间、管理人或监督人有变时在此登记，"
        "原告知牌作废，另出新版。制作进度见 `job` 所示的后台任务。",
        "file": "制作完成前回答 404。",
        "sheet": "制作完成前回答 404。",
    }
    schema_examples = {"create": [BOARD_CREATE]}

    def expand(self, queryset: QuerySet) -> QuerySet:
        return queryset.select_related("training_class", "requested_by")

    def perform_create(self, data: dict) -> NoticeBoard:
        training_class, version = data.pop("training_class"), data.pop("class_version")
        board = acts.change_and_reissue(training_class, **data, version=version, by=self.actor(), at=now())
        enqueue(board.job)
        return board

    @extend_schema(request=None, responses=shapes.NoticeBoardSerializer)
    @action(detail=True, methods=["post"], url_path="make-again")
    @transaction.atomic
    def make_again(self, request, pk: str) -> Response:
        board = acts.make_again(self.get_object().training_class, by=self.actor(), at=now())
        enqueue(board.job)
        return self.detail_response(self.fresh(board))

    @extend_schema(responses=document_schema(PDF, "告知牌"))
    @action(**DOWNLOAD)
    def file(self, request, pk: str):
        board = self.get_object()
        return stored_document(board.file, plain_name=f"board-{board.number}-{board.edition}.pdf")

    @extend_schema(responses=document_schema(PDF, "资质核验页"))
    @action(**DOWNLOAD)
    def sheet(self, request, pk: str):
        board = self.get_object()
        return stored_document(board.sheet, plain_name=f"sheet-{board.number}-{board.edition}.pdf")
