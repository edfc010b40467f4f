"""The doors to decision certificates: ordered for one assessment, read, downloaded."""

import django_filters
from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.decorators import action

from yunnan_training.core.api.fast_lists import FastListMixin
from yunnan_training.core.api.fields import IdFilter
from yunnan_training.core.api.files import PDF, PDF_ANSWER, document_schema, stored_document
from yunnan_training.core.api.viewsets import CreateMixin, ScopedViewSet, now
from yunnan_training.core.roles import Verb
from yunnan_training.core.tasks import enqueue

from ...actions import decision_certificates as acts
from ...models import DecisionCertificate
from ..serializers import certificates as shapes


class CertificateFilter(django_filters.FilterSet):
    assessment = IdFilter(label="补贴核定编号")
    claim = IdFilter(label="补贴申请编号", field_name="assessment__claim")
    number = django_filters.CharFilter(label="说明书编号")

    class Meta:
        model = DecisionCertificate
        fields = ()


class DecisionCertificateViewSet(CreateMixin, FastListMixin, ScopedViewSet):
    model = DecisionCertificate
    scope_resource = "claims"
    # Which officers of the bureau may order one is asked by the action.
    verbs = {
        "list": Verb.VIEW_CLAIM,
        "retrieve": Verb.VIEW_CLAIM,
        "create": Verb.VIEW_CLAIM,
        "file": Verb.VIEW_CLAIM,
    }
    serializer_class = shapes.DecisionCertificateSerializer
    write_serializers = {"create": shapes.CertificateIssueSerializer}
    filterset_class = CertificateFilter
    list_fields = {
        "id": "id",
        "assessment": "assessment_id",
        "claim": "assessment__claim_id",
        "claim_number": "assessment__claim__number",
        "number": "number",
        "content_sha256": "content_sha256",
        "created_at": "created_at",
    }
    summaries = {"create": "出具补贴核定说明书", "file": "下载补贴核定说明书(PDF)"}
    descriptions = {
        "list": "每次核定至多一份说明书。",
        "retrieve": "`content` 是说明书的全部内容，其 SHA-256 为 `content_sha256`；不含姓名、证件号码、电话、账号和证书编号。",
        "create": "县级经办、审核、批准人员可以出具；已出具的回答原件，制作失败的重新制作。进度见 `job` 所示的后台任务。",
        "file": "制作完成前回答 404。",
    }
    schema_examples = {"create": [OpenApiExample("出具说明书", value={"assessment": 1}, request_only=True)]}

    def expand(self, queryset: QuerySet) -> QuerySet:
        if self.action == "list":
            return queryset
        return queryset.select_related("assessment__claim", "created_by", "file")

    def perform_create(self, data: dict) -> DecisionCertificate:
        made = acts.issue(data["assessment"], by=self.actor(), at=now())
        enqueue(made.job)
        return made

    @extend_schema(responses=document_schema(PDF, "补贴核定说明书"))
    @action(
        detail=True, methods=["get"], pagination_class=None, filter_backends=[], renderer_classes=PDF_ANSWER
    )
    def file(self, request, pk: str):
        made = self.get_object()
        return stored_document(made.file, plain_name=f"{made.number}.pdf")
