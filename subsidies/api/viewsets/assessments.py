"""The doors to what the rules said, with every reason, the worksheet and the facts it was said about."""

import django_filters
from django.db.models import QuerySet
from rest_framework import serializers

from yunnan_training.core.api.fast_lists import Column, FastListMixin
from yunnan_training.core.api.fields import IdFilter
from yunnan_training.core.api.viewsets import CreateMixin, ScopedViewSet, now
from yunnan_training.core.roles import Verb

from ...actions import assessing
from ...models import Assessment
from ...rules.enums import OUTCOME_LABELS
from ..serializers import claims as shapes
from .examples import ASSESS


class AssessmentFilter(django_filters.FilterSet):
    claim = IdFilter(label="补贴申请编号")
    outcome = django_filters.ChoiceFilter(label="结论", choices=shapes.OUTCOMES)
    release = django_filters.NumberFilter(label="规则版本号", field_name="release__number")
    rules_version = django_filters.CharFilter(label="规则摘要")

    class Meta:
        model = Assessment
        fields = ()


class AssessmentViewSet(CreateMixin, FastListMixin, ScopedViewSet):
    model = Assessment
    scope_resource = "claims"
    # Whoever enters, reviews or approves may ask the rules; the action asks which.
    verbs = {"list": Verb.VIEW_CLAIM, "retrieve": Verb.VIEW_CLAIM, "create": Verb.VIEW_CLAIM}
    serializer_class = shapes.AssessmentSerializer
    write_serializers = {"create": shapes.AssessSerializer}
    filterset_class = AssessmentFilter
    list_fields = {
        "id": "id",
        "claim": "claim_id",
        "claim_number": "claim__number",
        "outcome": Column(
            "outcome",
            show=str,
            field=serializers.ChoiceField(choices=shapes.OUTCOMES, read_only=True, label="结论"),
        ),
        "outcome_label": Column(
            "outcome",
            show=OUTCOME_LABELS.get,
            field=serializers.CharField(read_only=True, label="结论名称"),
        ),
        "amount": "amount",
        "release": "release__number",
        "rules_version": "rules_version",
        "answer_digest": "answer_digest",
        "made_at": "made_at",
    }
    summaries = {"create": "核定一笔补贴申请"}
    descriptions = {
        "list": "核定记录只增不改，按时间从新到旧。",
        "retrieve": "`facts` 是核定当时的事实，`checks` 逐条写明条款和理由，`worksheet` 是得出金额的计算表。"
        "`release` 是核定所用的规则版本；同一事实在同一版本下重新核定，`answer_digest` 不变。",
        "create": "录入、审核、批准人员均可办理；无论结论如何都保存为新的一条。",
    }
    schema_examples = {"create": [ASSESS]}

    def expand(self, queryset: QuerySet) -> QuerySet:
        if self.action == "list":
            return queryset
        return queryset.select_related("claim", "made_by", "release").prefetch_related("checks", "worksheet")

    def perform_create(self, data: dict) -> Assessment:
        return assessing.assess(data["claim"], by=self.actor(), at=now())
