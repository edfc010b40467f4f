"""The doors to the law itself: rule releases of the province, local standards of every region."""

from datetime import datetime

import django_filters
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.response import Response

from yunnan_training.core import regions
from yunnan_training.core.api.etag import require_match
from yunnan_training.core.api.fast_lists import FastListMixin, label
from yunnan_training.core.api.fields import PlaceFilter
from yunnan_training.core.api.transitions import WorkflowMixin
from yunnan_training.core.api.viewsets import CreateMixin, ScopedViewSet, UpdateMixin, now
from yunnan_training.core.enums import LocalStandardStatus, RuleReleaseStatus
from yunnan_training.core.models import LocalStandard, RuleRelease
from yunnan_training.core.roles import Verb
from yunnan_training.core.states import Move
from yunnan_training.core.workflow import Actor

from ...actions import releases, standards
from ...workflow import RULES_WORKFLOW, STANDARD_WORKFLOW
from ..serializers import law as shapes
from .law_examples import AMEND, RELEASE_CREATE, RETIRE, STANDARD_CHANGE, STANDARD_CREATE, UNDO


class RuleReleaseFilter(django_filters.FilterSet):
    status = django_filters.ChoiceFilter(label="状态", choices=RuleReleaseStatus.choices)
    number = django_filters.NumberFilter(label="版本号", min_value=1, max_value=2**31 - 1)

    class Meta:
        model = RuleRelease
        fields = ()


class RuleReleaseViewSet(CreateMixin, WorkflowMixin, FastListMixin, ScopedViewSet):
    model = RuleRelease
    scope_resource = "rules"
    verbs = {
        "list": Verb.VIEW_RULES,
        "retrieve": Verb.VIEW_RULES,
        "create": Verb.DRAFT_RULES,
        "amend": Verb.DRAFT_RULES,
        "undo": Verb.DRAFT_RULES,
    }
    workflow = RULES_WORKFLOW
    versioned_actions = ("amend", "undo")
    serializer_class = shapes.RuleReleaseSerializer
    write_serializers = {
        "create": shapes.RuleReleaseCreateSerializer,
        "amend": shapes.AmendSerializer,
        "undo": shapes.UndoSerializer,
    }
    filterset_class = RuleReleaseFilter
    list_fields = {
        "id": "id",
        "number": "number",
        "title": "title",
        "based_on": "based_on_id",
        "rules_version": "rules_version",
        "status": "status",
        "status_label": label("status", RuleReleaseStatus),
        "released_at": "released_at",
        "version": "version",
    }
    summaries = {"create": "起草规则版本", "amend": "修改一项参数或读法", "undo": "撤销一项修改"}
    descriptions = {
        "create": "从在用版本复制一份草稿，再逐项修改。",
        "retrieve": "含与起草依据版本的差别，以及受影响参数的边界用例结果。",
        "amend": "前一数值到前一日为止；修改后的全部内容重新检查，不能通过的不保存。",
        "undo": "恢复起草依据版本的数值。",
        "release": "须由未起草、未修改过本稿的另一人发布；边界用例全部通过才能发布，原在用版本同时停用。",
    }
    schema_examples = {"create": [RELEASE_CREATE], "amend": [AMEND], "undo": [UNDO]}

    def expand(self, queryset: QuerySet) -> QuerySet:
        if self.action == "list":
            return queryset
        return queryset.select_related("based_on", "drafted_by", "released_by")

    def perform_create(self, data: dict) -> RuleRelease:
        return releases.draft(**data, by=self.actor(), at=now())

    def perform_move(
        self,
        obj: RuleRelease,
        move: Move,
        *,
        by: Actor,
        at: datetime,
        version: int | None,
        comment: str,
        data: dict,
    ) -> RuleRelease:
        return releases.move(obj, move.name, by=by, at=at, version=version, comment=comment)

    @extend_schema(responses=shapes.RuleReleaseSerializer)
    @action(detail=True, methods=["post"])
    @transaction.atomic
    def amend(self, request, pk: str) -> Response:
        row = self.get_object()
        version = require_match(request, row)
        shape = self.get_serializer(data=request.data)
        shape.is_valid(raise_exception=True)
        releases.amend(row, shape.amendment(), by=self.actor(), at=now(), version=version)
        return self.detail_response(self.fresh(row))

    @extend_schema(responses=shapes.RuleReleaseSerializer)
    @action(detail=True, methods=["post"])
    @transaction.atomic
    def undo(self, request, pk: str) -> Response:
        row = self.get_object()
        version = require_match(request, row)
        releases.undo(row, self.read_body()["parameter"], by=self.actor(), at=now(), version=version)
        return self.detail_response(self.fresh(row))


class LocalStandardFilter(django_filters.FilterSet):
    region = PlaceFilter(label="地区代码", field_name="region")
    key = django_filters.CharFilter(label="标准项目")
    status = django_filters.ChoiceFilter(label="状态", choices=LocalStandardStatus.choices)
    on = django_filters.DateFilter(label="执行日", method="holding")

    class Meta:
        model = LocalStandard
        fields = ()

    def holding(self, queryset: QuerySet, name: str, value) -> QuerySet:
        return queryset.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=value), valid_from__lte=value)


class LocalStandardViewSet(CreateMixin, UpdateMixin, WorkflowMixin, FastListMixin, ScopedViewSet):
    model = LocalStandard
    scope_resource = "rules"
    verbs = {
        "list": Verb.VIEW_RULES,
        "retrieve": Verb.VIEW_RULES,
        "create": Verb.DRAFT_STANDARD,
        "partial_update": Verb.DRAFT_STANDARD,
    }
    workflow = STANDARD_WORKFLOW
    serializer_class = shapes.LocalStandardSerializer
    write_serializers = {
        "create": shapes.LocalStandardWriteSerializer,
        "partial_update": shapes.LocalStandardWriteSerializer,
    }
    move_serializers = {"retire": shapes.RetireSerializer}
    filterset_class = LocalStandardFilter
    list_fields = {
        "id": "id",
        "key": "key",
        "region": "region_id",
        "region_name": "region__name",
        "occupation": "occupation",
        "level": "level",
        "programme": "programme",
        "value": "value",
        "valid_from": "valid_from",
        "valid_to": "valid_to",
        "document": "document",
        "status": "status",
        "status_label": label("status", LocalStandardStatus),
        "version": "version",
    }
    summaries = {"create": "起草地方标准", "partial_update": "修改地方标准草稿"}
    descriptions = {
        "list": "每个机关都可查询各地的标准；`on` 查某一日执行的标准。",
        "create": "只能起草本地区的标准；标准项目见地方标准页面所列清单，不得突破通知规定的上限。",
        "release": "须由另一人发布；同一地区、同一项目、同一范围的标准日期不得重叠。",
        "retire": "填写最后执行日和原因；执行期内的日期仍按本标准。",
    }
    schema_examples = {
        "create": [STANDARD_CREATE],
        "partial_update": [STANDARD_CHANGE],
        "retire": [RETIRE],
    }

    def expand(self, queryset: QuerySet) -> QuerySet:
        if self.action == "list":
            return queryset
        return queryset.select_related("region", "drafted_by", "released_by")

    def _in_reach(self, data: dict) -> dict:
        """With the region itself; one out of reach isn't there."""
        if "region" not in data:
            return data
        reach = regions.within(self.request.jurisdiction, verb=Verb.DRAFT_STANDARD)
        found = reach.filter(code=data["region"]).first()
        if found is None:
            raise Http404
        return {**data, "region": found}

    def perform_create(self, data: dict) -> LocalStandard:
        return standards.draft(**self._in_reach(data), by=self.actor(), at=now())

    def perform_update(self, obj: LocalStandard, data: dict, version: int | None) -> LocalStandard:
        return standards.change(obj, **self._in_reach(data), by=self.actor(), at=now(), version=version)

    def perform_move(
        self,
        obj: LocalStandard,
        move: Move,
        *,
        by: Actor,
        at: datetime,
        version: int | None,
        comment: str,
        data: dict,
    ) -> LocalStandard:
        return standards.move(obj, move.name, by=by, at=at, version=version, comment=comment, **data)
