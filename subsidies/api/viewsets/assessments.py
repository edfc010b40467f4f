"""The doors to what the rules said, with every reason, the worksheet and the facts it was said about.

One address, two things. `{"claim": …}` assesses a claim and stores the answer, for the offices of that claim.
`{"question": …, "facts": …}` and `{"cases": […]}` ask about cases that somebody only thinks of: nothing is stored,
the facts carry no person, the rules and the calculator are public, so anybody may ask, at the rate of a stranger.
"""

import django_filters
from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiResponse, extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.exceptions import APIException
from rest_framework.response import Response

from yunnan_training.core.api.fast_lists import Column, FastListMixin
from yunnan_training.core.api.fields import IdFilter
from yunnan_training.core.api.permissions import ANYBODY
from yunnan_training.core.api.viewsets import CreateMixin, ScopedViewSet, now
from yunnan_training.core.roles import Verb

from ...actions import assessing
from ...models import Assessment
from ...rules.enums import OUTCOME_LABELS
from ..fact_schema import ANSWER, REQUEST
from ..hypothetical import answer, is_hypothetical
from ..serializers import claims as shapes
from .examples import ASSESS, HYPOTHETICAL


class AssessmentFilter(django_filters.FilterSet):
    claim = IdFilter(label="补贴申请编号")
    outcome = django_filters.ChoiceFilter(label="结论", choices=shapes.OUTCOMES)
    release = django_filters.NumberFilter(label="规则版本号", field_name="release__number")
    rules_version = django_filters.CharFilter(label="规则摘要")

    class Meta:
        model = Assessment
        fields = ()


@extend_schema_view(
    create=extend_schema(
        request={"application/json": REQUEST},
        responses={
            200: OpenApiResponse(ANSWER, description="测算结果，没有保存"),
            201: OpenApiResponse(shapes.AssessmentSerializer, description="已核定并保存"),
        },
    )
)
class AssessmentViewSet(CreateMixin, FastListMixin, ScopedViewSet):
    model = Assessment
    scope_resource = "claims"
    # Whoever enters, reviews or approves may ask the rules; the action asks which.
    verbs = {
        "list": Verb.VIEW_CLAIM,
        "retrieve": Verb.VIEW_CLAIM,
        "create": Verb.VIEW_CLAIM,
        "hypothetical": ANYBODY,
    }
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
    summaries = {"create": "核定一笔补贴申请，或测算设想的情形"}
    descriptions = {
        "list": "核定记录只增不改，按时间从新到旧。",
        "retrieve": "`facts` 是核定当时的事实，`checks` 逐条写明条款和理由，`worksheet` 是得出金额的计算表。"
        "`release` 是核定所用的规则版本；同一事实在同一版本下重新核定，`answer_digest` 不变。",
        "create": (
            "填 `claim` 的，核定这一笔补贴申请：录入、审核、批准人员均可办理，无论结论如何都保存为新的一条（201）。\n\n"
            "填 `question` 和 `facts`（一个）或 `cases`（一批）的，按现行规则版本测算设想的情形：不保存任何内容（200），"
            "不登录也可以调用。事实不含姓名、证件号码；各类问题的事实见各自的结构说明。"
            "一批中个别有误的，在该个的 `errors` 中写明，其余照常测算。测算结果不作为申领依据。"
        ),
    }
    schema_examples = {"create": [ASSESS, *HYPOTHETICAL]}

    def initial(self, request, *args, **kwargs) -> None:
        """What is asked for decides who may ask, so the body is looked at first; a broken one is told afterwards."""
        fault = None
        if self.action == "create":
            try:
                if is_hypothetical(request.data):
                    self.action, self.post = "hypothetical", self.hypothetical
            except APIException as broken:
                fault = broken
        super().initial(request, *args, **kwargs)
        if fault is not None:
            raise fault

    def hypothetical(self, request, *args, **kwargs) -> Response:
        return Response(answer(request.data))

    def expand(self, queryset: QuerySet) -> QuerySet:
        if self.action == "list":
            return queryset
        return queryset.select_related("claim", "made_by", "release").prefetch_related("checks", "worksheet")

    def perform_create(self, data: dict) -> Assessment:
        return assessing.assess(data["claim"], by=self.actor(), at=now())
