"""The doors to filings (二(一)3): consolidate, report, register or return. Not an approval (A35)."""

from datetime import datetime

import django_filters
from django.db import transaction
from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.decorators import action
from rest_framework.response import Response

from yunnan_training.core.api.etag import require_match
from yunnan_training.core.api.fast_lists import FastListMixin, label
from yunnan_training.core.api.fields import PlaceFilter
from yunnan_training.core.api.problems import Problem
from yunnan_training.core.api.transitions import WorkflowMixin
from yunnan_training.core.api.viewsets import CreateMixin, ScopedViewSet, now
from yunnan_training.core.roles import Verb
from yunnan_training.core.states import Move
from yunnan_training.core.workflow import Actor

from ...actions import filings as acts
from ...enums import FilingStatus
from ...models import Filing
from ...workflow import FILING_WORKFLOW, mark_late
from ..serializers import papers as shapes
from .examples import FILING_CREATE


class FilingFilter(django_filters.FilterSet):
    prefecture = PlaceFilter(label="州市代码", field_name="prefecture")
    status = django_filters.ChoiceFilter(label="状态", choices=FilingStatus.choices)
    period = django_filters.DateFromToRangeFilter(label="所属月份")
    registration_number = django_filters.CharFilter(label="备案登记号")

    class Meta:
        model = Filing
        fields = ()


class FilingViewSet(CreateMixin, WorkflowMixin, FastListMixin, ScopedViewSet):
    model = Filing
    scope_resource = "filings"
    verbs = {
        "list": Verb.VIEW_FILING,
        "retrieve": Verb.VIEW_FILING,
        "create": Verb.FILE_CLASSES,
        "gather": Verb.FILE_CLASSES,
        "drop_class": Verb.FILE_CLASSES,
    }
    workflow = FILING_WORKFLOW
    versioned_actions = ("gather", "drop_class")
    serializer_class = shapes.FilingSerializer
    write_serializers = {"create": shapes.FilingCreateSerializer, "drop_class": shapes.DropClassSerializer}
    filterset_class = FilingFilter
    list_fields = {
        "id": "id",
        "prefecture": "prefecture_id",
        "prefecture_name": "prefecture__name",
        "title": "title",
        "period": "period",
        "status": "status",
        "status_label": label("status", FilingStatus),
        "registration_number": "registration_number",
        "registered_at": "registered_at",
        "version": "version",
    }
    summaries = {"create": "汇总备案", "gather": "补充汇总", "drop_class": "从备案中移出一个培训班"}
    descriptions = {
        "create": "汇总州市所辖各县截至当月底已公开、尚未列入备案的培训班。",
        "register": "登记时自动编列备案登记号。",
        "gather": "收入汇总之后公开或此前移出的培训班；仅在报省厅前或退回补正时可以办理。",
        "drop_class": "仅在报省厅前或退回补正时可以移出；移出的班可列入以后的备案。",
    }
    schema_examples = {
        "create": [FILING_CREATE],
        "drop_class": [OpenApiExample("移出", request_only=True, value={"training_class": 12})],
    }

    def expand(self, queryset: QuerySet) -> QuerySet:
        if self.action == "list":
            return queryset
        return queryset.select_related("prefecture", "entered_by").prefetch_related(
            "items__training_class__institution", "items__training_class__catalogue_item"
        )

    def etag_suffix(self, obj: Filing) -> str:
        """The classes' own states stand in the detail, and which of them are filed late."""
        items = obj.items.all()
        mark_late(obj, items)
        late = sum(bool(item.late) for item in items)
        return f"n{len(items)}v{sum(item.training_class.version for item in items)}l{late}"

    def perform_create(self, data: dict) -> Filing:
        return acts.consolidate(**data, by=self.actor(), at=now())

    def perform_move(
        self,
        obj: Filing,
        move: Move,
        *,
        by: Actor,
        at: datetime,
        version: int | None,
        comment: str,
        data: dict,
    ) -> Filing:
        return acts.move(obj, move.name, by=by, at=at, version=version, comment=comment)

    def _seen(self) -> Filing:
        """The filing as the caller saw it, held fast until it is changed."""
        filing = self.get_object()
        require_match(self.request, Filing.objects.select_for_update().get(pk=filing.pk))
        return filing

    @extend_schema(request=None, responses=shapes.FilingSerializer)
    @action(detail=True, methods=["post"])
    @transaction.atomic
    def gather(self, request, pk: str) -> Response:
        filing = self._seen()
        acts.gather(filing, by=self.actor(), at=now())
        return self.detail_response(self.fresh(filing))

    @extend_schema(responses=shapes.FilingSerializer)
    @action(detail=True, methods=["post"], url_path="drop-class")
    @transaction.atomic
    def drop_class(self, request, pk: str) -> Response:
        filing = self._seen()
        chosen = self.read_body()["training_class"]
        item = filing.items.filter(training_class=chosen).first()
        if item is None:
            message = "该培训班不在本备案中。"
            raise Problem("validation", errors=[{"field": "training_class", "message": message}])
        acts.drop_class(filing, item, by=self.actor(), at=now())
        return self.detail_response(self.fresh(filing))
