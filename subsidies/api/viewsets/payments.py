"""The doors to payment batches: made of cleared claims, exported for the bank, settled with its answer."""

from datetime import datetime

import django_filters
from django.db.models import Prefetch, QuerySet
from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from yunnan_training.core.api.etag import etag_of, require_match
from yunnan_training.core.api.fast_lists import Column, FastListMixin, label
from yunnan_training.core.api.fields import IdFilter, PlaceFilter
from yunnan_training.core.api.files import XLSX, XLSX_ANSWER, document, document_schema, stored_document
from yunnan_training.core.api.renderers import BoundedMultiPartParser
from yunnan_training.core.api.transitions import WorkflowMixin
from yunnan_training.core.api.viewsets import CreateMixin, ScopedViewSet, now
from yunnan_training.core.identity import mask_runs
from yunnan_training.core.roles import Verb
from yunnan_training.core.states import Move
from yunnan_training.core.workflow import Actor

from ... import selectors
from ...actions import payments as acts
from ...enums import BatchStatus, PaymentStatus
from ...models import Payment, PaymentBatch
from ...models.claim import ITEM_CHOICES
from ...payment_returns import PaymentResult
from ...workflow import BATCH_WORKFLOW
from ..serializers import money as shapes
from ..serializers.parts import yuan
from . import examples


class BatchFilter(django_filters.FilterSet):
    number = django_filters.CharFilter(label="批次号")
    status = django_filters.MultipleChoiceFilter(label="状态", choices=BatchStatus.choices)
    county = PlaceFilter(label="州市或县(市、区)代码", field_name="county")
    claim = IdFilter(label="补贴申请编号", field_name="payments__claim")

    class Meta:
        model = PaymentBatch
        fields = ()


class PaymentBatchViewSet(CreateMixin, WorkflowMixin, FastListMixin, ScopedViewSet):
    model = PaymentBatch
    scope_resource = "payments"
    verbs = {
        "list": Verb.VIEW_PAYMENT,
        "retrieve": Verb.VIEW_PAYMENT,
        "create": Verb.PAY,
        "export": Verb.EXPORT_PERSONAL,
        "exported_list": Verb.EXPORT_PERSONAL,
        "settle_file": Verb.PAY,
    }
    workflow = BATCH_WORKFLOW
    versioned_actions = ("settle_file",)
    serializer_class = shapes.PaymentBatchSerializer
    write_serializers = {
        "create": shapes.BatchCreateSerializer,
        "exported_list": shapes.ExportSerializer,
        "settle_file": shapes.SettleFileSerializer,
    }
    move_serializers = {"export": shapes.ExportSerializer, "settle": shapes.SettleSerializer}
    filterset_class = BatchFilter
    list_fields = {
        "id": "id",
        "number": "number",
        "county": "county_id",
        "county_name": "county__name",
        "payment_count": Column("count", field=serializers.IntegerField(read_only=True, label="笔数")),
        "total": Column("total", field=yuan("金额合计")),
        "status": "status",
        "status_label": label("status", BatchStatus),
        "created_at": "created_at",
        "exported_at": "exported_at",
        "settled_at": "settled_at",
        "version": "version",
    }
    summaries = {
        "create": "编制拨付批次",
        "export": "导出拨付清单(.xlsx)",
        "exported_list": "再次下载已导出的拨付清单(.xlsx)",
        "settle": "登记拨付结果",
        "settle_file": "用银行返回的清单登记拨付结果",
    }
    descriptions = {
        "create": "列入待拨付的申请，有一笔不能拨付的就全部不列入，并逐笔说明。金额和收款账号取自批准时核定和核对的内容。",
        "export": "清单中有完整银行卡号，每次导出都记入个人信息查看记录。导出后才能登记结果。",
        "exported_list": "清单中有完整银行卡号，每次下载都记入个人信息查看记录。",
        "settle": "整批一次登记，每一笔都要有结果；登记后不能更改。失败的申请可以逐笔重新拨付。",
        "settle_file": "有一处不符就全部不登记，逐项列出行、列和问题；号码一律遮盖。",
        "cancel": "仅未导出的批次可以作废，其中的申请列为拨付失败，可以逐笔重新拨付。",
    }
    schema_examples = {
        "create": [examples.BATCH_CREATE],
        "export": [examples.EXPORT],
        "exported_list": [examples.EXPORT],
        "settle": [examples.SETTLE],
        "settle_file": [examples.SETTLE_FILE],
        "cancel": [examples.CANCEL],
    }

    def expand(self, queryset: QuerySet) -> QuerySet:
        queryset = selectors.batches_with_totals(queryset)
        if self.action == "list":
            return queryset
        payments = Payment.objects.select_related("batch", "claim").order_by("pk")
        return queryset.select_related("county", "entered_by", "file").prefetch_related(
            Prefetch("payments", queryset=payments)
        )

    def perform_create(self, data: dict) -> PaymentBatch:
        return acts.make_batch(**data, by=self.actor(), at=now())

    def perform_move(
        self,
        obj: PaymentBatch,
        move: Move,
        *,
        by: Actor,
        at: datetime,
        version: int | None,
        comment: str,
        data: dict,
    ) -> PaymentBatch:
        if move.name == "settle":
            results = [PaymentResult(payment_id=row.pop("payment"), **row) for row in data["results"]]
            return acts.settle(obj, results, by=by, at=at, version=version)
        return acts.cancel(obj, comment=comment, by=by, at=at, version=version)

    @extend_schema(responses=document_schema(XLSX, "拨付清单，含完整银行卡号"))
    @action(detail=True, methods=["post"], renderer_classes=XLSX_ANSWER)
    def export(self, request, pk: str) -> HttpResponse:
        batch = self.get_object()
        version = require_match(request, batch)
        exported = acts.export(batch, **self.read_body(), version=version, by=self.actor(), at=now())
        answer = stored_document(exported.file, plain_name=f"payments-{exported.number}.xlsx")
        answer["ETag"] = etag_of(exported)
        return answer

    @extend_schema(responses=document_schema(XLSX, "拨付清单，含完整银行卡号"))
    @action(detail=True, methods=["post"], url_path="exported-list", renderer_classes=XLSX_ANSWER)
    def exported_list(self, request, pk: str) -> HttpResponse:
        batch = self.get_object()
        stored, content = acts.read_export(batch, **self.read_body(), by=self.actor(), at=now())
        return document(
            content, name=stored.name, plain_name=f"payments-{batch.number}.xlsx", content_type=XLSX
        )

    @extend_schema(responses=shapes.PaymentBatchSerializer)
    @action(detail=True, methods=["post"], url_path="settle-file", parser_classes=[BoundedMultiPartParser])
    def settle_file(self, request, pk: str) -> Response:
        batch = self.get_object()
        version = require_match(request, batch)
        content = self.read_body()["file"].read()
        settled = acts.settle_from_workbook(batch, content, by=self.actor(), at=now(), version=version)
        return self.detail_response(self.fresh(settled))


class PaymentFilter(django_filters.FilterSet):
    batch = IdFilter(label="批次编号")
    claim = IdFilter(label="补贴申请编号")
    status = django_filters.ChoiceFilter(label="状态", choices=PaymentStatus.choices)
    county = PlaceFilter(label="州市或县(市、区)代码", field_name="batch__county")
    paid_on = django_filters.DateFromToRangeFilter(label="拨付日期")
    voucher_number = django_filters.CharFilter(label="凭证号")

    class Meta:
        model = Payment
        fields = ()


class PaymentViewSet(FastListMixin, ScopedViewSet):
    model = Payment
    scope_resource = "payments"
    verbs = {"list": Verb.VIEW_PAYMENT, "retrieve": Verb.VIEW_PAYMENT}
    serializer_class = shapes.PaymentSerializer
    filterset_class = PaymentFilter
    list_fields = {
        "id": "id",
        "batch": "batch_id",
        "batch_number": "batch__number",
        "claim": "claim_id",
        "claim_number": "claim__number",
        "item": "claim__item",
        "item_label": Column(
            "claim__item",
            show=dict(ITEM_CHOICES).get,
            field=serializers.CharField(read_only=True, label="补贴项目名称"),
        ),
        "amount": "amount",
        "payee": "payee",
        "account": "account_masked",
        "status": "status",
        "status_label": label("status", PaymentStatus),
        "paid_on": "paid_on",
        "voucher_number": "voucher_number",
        "failure_reason": Column(
            "failure_reason",
            show=mask_runs,
            field=serializers.CharField(read_only=True, label="失败原因(号码遮盖)"),
        ),
    }
    descriptions = {"list": "逐笔列出各批次的拨付；账号一律遮盖。"}

    def expand(self, queryset: QuerySet) -> QuerySet:
        return queryset.select_related("batch", "claim")
