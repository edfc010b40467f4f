"""The doors to people's records. Whoever looks for a person sends the number in the body, never in the address."""

import django_filters
from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from yunnan_training.core.api.etag import require_match
from yunnan_training.core.api.fast_lists import Column, FastListMixin, label
from yunnan_training.core.api.fields import PlaceFilter
from yunnan_training.core.api.viewsets import ScopedViewSet, now
from yunnan_training.core.roles import Verb

from .. import privacy, selectors
from ..actions import trainees as acts
from ..enums import Sex
from ..models import Trainee
from . import serializers as shapes

FOUND_AT_MOST = 50


class TraineeFilter(django_filters.FilterSet):
    county = PlaceFilter(label="登记州市或县(市、区)代码", field_name="county")
    sex = django_filters.ChoiceFilter(label="性别", choices=Sex.choices)

    class Meta:
        model = Trainee
        fields = ()


class TraineeViewSet(FastListMixin, ScopedViewSet):
    model = Trainee
    scope_resource = "trainees"
    verbs = {
        "list": Verb.VIEW_TRAINEE,
        "retrieve": Verb.VIEW_TRAINEE,
        "search": Verb.VIEW_TRAINEE,
        "reveal": Verb.REVEAL_PERSONAL,
        "correct": Verb.KEEP_TRAINEE,
    }
    versioned_actions = ("correct",)
    serializer_class = shapes.TraineeSerializer
    write_serializers = {
        "search": shapes.SearchSerializer,
        "reveal": shapes.RevealSerializer,
        "correct": shapes.CorrectSerializer,
    }
    filterset_class = TraineeFilter
    list_fields = {
        "id": "id",
        "name": "name",
        "id_number": "id_number_masked",
        "sex": "sex",
        "sex_label": label("sex", Sex),
        "birth_year": Column(
            "birth_date",
            show=lambda day: day.year,
            field=serializers.IntegerField(read_only=True, label="出生年份"),
        ),
        "phone": "phone_masked",
        "county": "county_id",
        "county_name": "county__name",
        "created_at": "created_at",
    }
    summaries = {
        "search": "按身份证号码或姓名查找劳动者",
        "reveal": "查看一项完整的个人信息",
        "correct": "更正联系电话或银行卡号",
    }
    descriptions = {
        "list": "身份证号码、电话一律遮盖。按号码或姓名查找请用 `search`。",
        "search": f"查找条件放在请求内容中，不出现在地址和日志里；最多列出 {FOUND_AT_MOST} 人。"
        "令牌须有“trainees:write”权限范围。",
        "reveal": "每次查看都记入个人信息查看记录。应答不作保存，同一幂等键重发时按再次查看办理。",
        "correct": "办理记录中只写更正了哪一项和依据，不写号码。",
    }
    schema_examples = {
        "search": [
            OpenApiExample("按身份证号码", request_only=True, value={"id_number": "530000198506150014"})
        ],
        "reveal": [
            OpenApiExample(
                "核对银行卡号", request_only=True, value={"field": "bank_account", "reason": "核对拨付账号"}
            )
        ],
        "correct": [
            OpenApiExample(
                "更换手机号码",
                request_only=True,
                value={"field": "phone", "value": "13900000001", "reason": "本人书面申请"},
            )
        ],
    }

    def initial(self, request, *args, **kwargs) -> None:
        """Every look is logged anew, and its answer is kept nowhere: the repeats' store is passed by."""
        super().initial(request, *args, **kwargs)
        if self.action == "reveal":
            self.post = self.reveal

    def expand(self, queryset: QuerySet) -> QuerySet:
        return queryset.select_related("county")

    @extend_schema(responses=shapes.FoundSerializer)
    @action(detail=False, methods=["post"], pagination_class=None, filter_backends=[])
    def search(self, request) -> Response:
        found = list(selectors.search(request.jurisdiction, **self.read_body())[: FOUND_AT_MOST + 1])
        answer = {"results": found[:FOUND_AT_MOST], "more": len(found) > FOUND_AT_MOST}
        response = Response(shapes.FoundSerializer(answer).data)
        response["Cache-Control"] = "private, no-store"
        return response

    @extend_schema(responses=shapes.RevealedSerializer)
    @action(detail=True, methods=["post"])
    def reveal(self, request, pk: str) -> Response:
        trainee = self.get_object()
        data = self.read_body()
        value = privacy.reveal(trainee, data["field"], reason=data["reason"], by=self.actor(), at=now())
        response = Response({"field": data["field"], "value": value})
        response["Cache-Control"] = "private, no-store"
        return response

    @extend_schema(responses=shapes.TraineeSerializer)
    @action(detail=True, methods=["post"])
    def correct(self, request, pk: str) -> Response:
        trainee = self.get_object()
        version = require_match(request, trainee)
        corrected = acts.correct(trainee, **self.read_body(), version=version, by=self.actor(), at=now())
        return self.detail_response(self.fresh(corrected))
