"""The doors to the people of a class: how it ended for each, and who left."""

import django_filters
from django.db import transaction
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.response import Response

from trainees.enums import PersonCategory
from yunnan_training.core.api.etag import require_match
from yunnan_training.core.api.fast_lists import FastListMixin, label
from yunnan_training.core.api.fields import IdFilter
from yunnan_training.core.api.viewsets import ScopedViewSet, now
from yunnan_training.core.roles import Verb

from ...actions import leaving
from ...actions import results as acts
from ...enums import EnrolmentStatus, ExamResult
from ...models import Enrolment
from ..serializers import people as shapes
from .examples import CERTIFICATE, LEAVING, RESULT


class EnrolmentFilter(django_filters.FilterSet):
    training_class = IdFilter(label="培训班编号")
    trainee = IdFilter(label="学员编号")
    status = django_filters.ChoiceFilter(label="在册状态", choices=EnrolmentStatus.choices)
    result = django_filters.ChoiceFilter(label="考核结果", choices=ExamResult.choices)
    category = django_filters.ChoiceFilter(label="人员类别", choices=PersonCategory.choices)

    class Meta:
        model = Enrolment
        fields = ()


class EnrolmentViewSet(FastListMixin, ScopedViewSet):
    model = Enrolment
    scope_resource = "rosters"
    verbs = {
        "list": Verb.VIEW_ROSTER,
        "retrieve": Verb.VIEW_ROSTER,
        "result": Verb.RECORD_RESULT,
        "certificate": Verb.RECORD_RESULT,
        "withdraw": Verb.LOAD_ROSTER,
        "readmit": Verb.LOAD_ROSTER,
    }
    versioned_actions = ("result", "certificate", "withdraw", "readmit")
    serializer_class = shapes.EnrolmentSerializer
    write_serializers = {
        "result": shapes.ResultSerializer,
        "certificate": shapes.AwardSerializer,
        "withdraw": shapes.LeavingSerializer,
        "readmit": shapes.LeavingSerializer,
    }
    filterset_class = EnrolmentFilter
    list_fields = {
        "id": "id",
        "training_class": "training_class_id",
        "trainee": "trainee_id",
        "trainee_name": "trainee__name",
        "id_number": "trainee__id_number_masked",
        "phone": "trainee__phone_masked",
        "category": "category",
        "category_label": label("category", PersonCategory),
        "status": "status",
        "status_label": label("status", EnrolmentStatus),
        "result": "result",
        "result_label": label("result", ExamResult),
        "theory_score": "theory_score",
        "practice_score": "practice_score",
        "certificate": "certificate_id",
        "version": "version",
    }
    summaries = {
        "result": "登记考核结果",
        "certificate": "登记该学员本班的证书",
        "withdraw": "学员退出本班",
        "readmit": "恢复在册（误办退出或返回上课）",
    }
    descriptions = {
        "list": "身份证号码、电话一律遮盖。名册由确认花名册产生，不在此新建。",
        "result": "登记证书前可以更正。",
        "certificate": "结业且考核合格后登记；证书种类、等级和职业取自本班。",
        "withdraw": "结业前、未登记考核结果的学员可以退出；退出后不再登记考勤和结果，名册上仍列出。",
        "readmit": "退出期间已在同一时间的其他班在册的，不能恢复。",
    }
    schema_examples = {"result": [RESULT], "certificate": [CERTIFICATE], "withdraw": [LEAVING]}

    def expand(self, queryset: QuerySet) -> QuerySet:
        return queryset.select_related("training_class", "trainee")

    def _record(self, act) -> Response:
        with transaction.atomic():
            enrolment = self.get_object()
            version = require_match(self.request, enrolment)
            act(enrolment, **self.read_body(), version=version, by=self.actor(), at=now())
        return self.detail_response(self.fresh(enrolment))

    @extend_schema(responses=shapes.EnrolmentSerializer)
    @action(detail=True, methods=["post"])
    def result(self, request, pk: str) -> Response:
        return self._record(acts.record_result)

    @extend_schema(responses=shapes.EnrolmentSerializer)
    @action(detail=True, methods=["post"])
    def certificate(self, request, pk: str) -> Response:
        return self._record(acts.award_certificate)

    @extend_schema(responses=shapes.EnrolmentSerializer)
    @action(detail=True, methods=["post"])
    def withdraw(self, request, pk: str) -> Response:
        return self._record(leaving.withdraw)

    @extend_schema(responses=shapes.EnrolmentSerializer)
    @action(detail=True, methods=["post"])
    def readmit(self, request, pk: str) -> Response:
        return self._record(leaving.readmit)
