"""The doors to simulations: ask for one, see how far it is, read what would change."""

import django_filters
from django.db.models import Count, Q, QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.response import Response

from yunnan_training.core.api.fast_lists import FastListMixin
from yunnan_training.core.api.fields import IdFilter, PlaceFilter
from yunnan_training.core.api.files import XLSX, XLSX_ANSWER, document_schema, stored_document
from yunnan_training.core.api.viewsets import CreateMixin, ScopedViewSet
from yunnan_training.core.roles import Verb
from yunnan_training.core.tasks import enqueue

from ...actions import simulations as acts
from ...models import Simulation, SimulationChange
from ..serializers import simulations as shapes
from .examples import SIMULATION_CREATE


class SimulationFilter(django_filters.FilterSet):
    region = PlaceFilter(label="测算范围(州市或县(市、区)代码)", field_name="region")
    release = IdFilter(label="规则草稿编号")
    finished = django_filters.BooleanFilter(
        label="是否已完成", field_name="finished_at", lookup_expr="isnull", exclude=True
    )

    class Meta:
        model = Simulation
        fields = ()


class SimulationViewSet(CreateMixin, FastListMixin, ScopedViewSet):
    model = Simulation
    scope_resource = "simulations"
    verbs = {
        "list": Verb.VIEW_SIMULATION,
        "retrieve": Verb.VIEW_SIMULATION,
        "create": Verb.SIMULATE,
        "changes": Verb.VIEW_SIMULATION,
        "report": Verb.VIEW_SIMULATION,
    }
    serializer_class = shapes.SimulationSerializer
    write_serializers = {"create": shapes.SimulationCreateSerializer}
    filterset_class = SimulationFilter
    list_fields = {
        "id": "id",
        "title": "title",
        "region": "region_id",
        "region_name": "region__name",
        "release": "release_id",
        "period_from": "period_from",
        "period_to": "period_to",
        "created_at": "created_at",
        "finished_at": "finished_at",
    }
    summaries = {"create": "发起政策测算", "changes": "测算中会改变的核定", "report": "下载测算表(.xlsx)"}
    descriptions = {
        "list": "州市看到本州市范围内的测算，省厅看到全部。",
        "create": "把规则草稿或另外的读法放到一个期间内已经作出的核定上试一遍，不作出也不改变任何核定。"
        "改动的数值和读法视同一直有效。分段由后台并行处理，完成后 `finished_at` 不为空。",
        "retrieve": "`summary` 在完成后给出人数、金额，以及按县、项目、条款的汇总；金额为文本。",
        "changes": "逐笔列出结论或金额会改变的核定，从新到旧；不含姓名和证件号码。",
        "report": "与页面相同的汇总和脱敏明细；未完成时回答 404。",
    }
    schema_examples = {"create": [SIMULATION_CREATE]}

    def expand(self, queryset: QuerySet) -> QuerySet:
        if self.action == "list":
            return queryset
        return queryset.select_related("region", "base", "requested_by", "file").annotate(
            part_count=Count("parts"), finished_count=Count("parts", filter=Q(parts__totals__isnull=False))
        )

    def perform_create(self, data: dict) -> Simulation:
        made = acts.request(**data, by=self.actor())
        enqueue(*(part.job for part in made.parts.select_related("job")))
        return made

    @extend_schema(responses=shapes.SimulationChangeSerializer(many=True))
    @action(detail=True, methods=["get"], filter_backends=[])
    def changes(self, request, pk: str) -> Response:
        rows = SimulationChange.objects.filter(part__simulation=self.get_object()).select_related(
            "county", "assessment__claim", "admission__enrolment__training_class"
        )
        page = self.paginate_queryset(rows)
        return self.get_paginated_response(shapes.SimulationChangeSerializer(page, many=True).data)

    @extend_schema(responses=document_schema(XLSX, "政策测算表"))
    @action(
        detail=True, methods=["get"], pagination_class=None, filter_backends=[], renderer_classes=XLSX_ANSWER
    )
    def report(self, request, pk: str):
        found = self.get_object()
        return stored_document(found.file, plain_name=f"simulation-{found.pk}.xlsx")
