"""The doors to publicities: opened over approved claims, read as the public reads them, closed."""

from datetime import datetime

import django_filters
from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from yunnan_training.core.api.fast_lists import Column, FastListMixin, label
from yunnan_training.core.api.fields import PlaceFilter
from yunnan_training.core.api.transitions import WorkflowMixin
from yunnan_training.core.api.viewsets import CreateMixin, ScopedViewSet, now
from yunnan_training.core.roles import Verb
from yunnan_training.core.states import Move
from yunnan_training.core.workflow import Actor

from ... import selectors
from ...actions import publicities as acts
from ...enums import PublicityStatus
from ...models import Publicity
from ...workflow import PUBLICITY_WORKFLOW
from ..serializers import money as shapes
from ..serializers.parts import yuan
from .examples import PUBLICITY_CREATE


class PublicityFilter(django_filters.FilterSet):
    number = django_filters.CharFilter(label="公示编号")
    status = django_filters.ChoiceFilter(label="状态", choices=PublicityStatus.choices)
    county = PlaceFilter(label="州市或县(市、区)代码", field_name="county")
    starts_on = django_filters.DateFromToRangeFilter(label="公示开始日")
    ends_on = django_filters.DateFromToRangeFilter(label="公示结束日")

    class Meta:
        model = Publicity
        fields = ()


class PublicityViewSet(CreateMixin, WorkflowMixin, FastListMixin, ScopedViewSet):
    model = Publicity
    scope_resource = "claims"
    verbs = {
        "list": Verb.VIEW_CLAIM,
        "retrieve": Verb.VIEW_CLAIM,
        "create": Verb.PUBLISH_CLAIMS,
        "public_rows": Verb.VIEW_CLAIM,
    }
    workflow = PUBLICITY_WORKFLOW
    serializer_class = shapes.PublicitySerializer
    write_serializers = {"create": shapes.PublicityCreateSerializer}
    filterset_class = PublicityFilter
    list_fields = {
        "id": "id",
        "number": "number",
        "county": "county_id",
        "county_name": "county__name",
        "starts_on": "starts_on",
        "ends_on": "ends_on",
        "claim_count": Column("count", field=serializers.IntegerField(read_only=True, label="申请笔数")),
        "total": Column("total", field=yuan("金额合计")),
        "status": "status",
        "status_label": label("status", PublicityStatus),
        "version": "version",
    }
    summaries = {"create": "组织公示", "public_rows": "对外公布的内容"}
    descriptions = {
        "list": "公示由各县(市、区)组织；列入的申请请按 `claims/?publicity=` 查询。",
        "create": "列入已批准的申请，全部列入或全部不列入；截止日按工作日推算。",
        "public_rows": "公示期内向社会公布的姓名、培训班、补贴项目和金额；公示期外为空。"
        "涉及隐私的培训项目只计合计，不公布姓名。",
        "close": "期满次日起可以结束；无异议的申请转入待拨付。",
    }
    schema_examples = {"create": [PUBLICITY_CREATE]}

    def expand(self, queryset: QuerySet) -> QuerySet:
        return selectors.publicities_with_totals(queryset).select_related("county", "entered_by")

    def perform_create(self, data: dict) -> Publicity:
        return acts.open(**data, by=self.actor(), at=now())

    def perform_move(
        self,
        obj: Publicity,
        move: Move,
        *,
        by: Actor,
        at: datetime,
        version: int | None,
        comment: str,
        data: dict,
    ) -> Publicity:
        return acts.move(obj, move.name, by=by, at=at, version=version, comment=comment)

    @extend_schema(responses=shapes.PublicListSerializer)
    @action(detail=True, methods=["get"], url_path="public-rows", pagination_class=None, filter_backends=[])
    def public_rows(self, request, pk: str) -> Response:
        publicity, today = self.get_object(), timezone.localdate()
        shown = {
            "rows": selectors.public_rows(publicity, on=today),
            "unnamed": selectors.unnamed_total(publicity, on=today),
        }
        return Response(shapes.PublicListSerializer(shown).data)
