"""The doors to qualification checks (二(一)2)."""

import django_filters
from django.db.models import QuerySet

from yunnan_training.core.api.fast_lists import FastListMixin, label
from yunnan_training.core.api.fields import IdFilter
from yunnan_training.core.api.problems import Problem
from yunnan_training.core.api.viewsets import CreateMixin, ScopedViewSet, now
from yunnan_training.core.roles import Verb

from ...actions import checks as acts
from ...enums import CheckResult
from ...models import QualificationCheck
from ..serializers import papers as shapes
from .examples import CHECK_CREATE


class CheckFilter(django_filters.FilterSet):
    training_class = IdFilter(label="培训班编号")
    result = django_filters.ChoiceFilter(label="核验结果", choices=CheckResult.choices)
    mark_number = django_filters.CharFilter(label="核验标识编号")

    class Meta:
        model = QualificationCheck
        fields = ()


class QualificationCheckViewSet(CreateMixin, FastListMixin, ScopedViewSet):
    model = QualificationCheck
    scope_resource = "classes"
    verbs = {"list": Verb.VIEW_CLASS, "retrieve": Verb.VIEW_CLASS, "create": Verb.CHECK_QUALIFICATION}
    serializer_class = shapes.QualificationCheckSerializer
    write_serializers = {"create": shapes.CheckCreateSerializer}
    filterset_class = CheckFilter
    list_fields = {
        "id": "id",
        "training_class": "training_class_id",
        "class_number": "training_class__number",
        "licence": "licence_id",
        "result": "result",
        "result_label": label("result", CheckResult),
        "mark_number": "mark_number",
        "checked_at": "checked_at",
    }
    summaries = {"create": "登记资质核验结果"}
    descriptions = {
        "create": "逐班核验。证照须覆盖本班职业(工种)和全部培训日期，否则不能登记为通过；不通过须写明原因。"
    }
    schema_examples = {"create": [CHECK_CREATE]}

    def expand(self, queryset: QuerySet) -> QuerySet:
        return queryset.select_related("training_class", "licence", "checked_by")

    def perform_create(self, data: dict) -> QualificationCheck:
        training_class = data["training_class"]
        licence = training_class.institution.licences.filter(pk=data["licence"]).first()
        if licence is None:
            message = "所选证照不是承办机构的证照。"
            raise Problem("validation", errors=[{"field": "licence", "message": message}])
        return acts.check_qualification(
            training_class,
            licence=licence,
            passed=data["result"] == CheckResult.PASSED,
            note=data.get("note", ""),
            version=data["class_version"],
            by=self.actor(),
            at=now(),
        )
