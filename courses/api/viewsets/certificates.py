"""The doors to certificates: of people registered in the reach, and those won in a class that lies in it."""

import django_filters
from django.db.models import QuerySet

from trainees.enums import CertificateKind, SkillLevel
from trainees.models import Certificate
from yunnan_training.core.api.fast_lists import FastListMixin, label
from yunnan_training.core.api.fields import IdFilter
from yunnan_training.core.api.viewsets import CreateMixin, ScopedViewSet, now
from yunnan_training.core.roles import Verb

from ... import selectors
from ...actions import results as acts
from ..serializers import people as shapes
from .examples import CERTIFICATE_CREATE


class CertificateFilter(django_filters.FilterSet):
    trainee = IdFilter(label="持证人编号")
    training_class = IdFilter(label="取得证书的培训班编号", field_name="enrolment__training_class")
    kind = django_filters.ChoiceFilter(label="证书种类", choices=CertificateKind.choices)
    level = django_filters.ChoiceFilter(label="等级", choices=SkillLevel.choices)
    number = django_filters.CharFilter(label="证书编号")
    issued_on = django_filters.DateFromToRangeFilter(label="发证日期")

    class Meta:
        model = Certificate
        fields = ()


class CertificateViewSet(CreateMixin, FastListMixin, ScopedViewSet):
    model = Certificate
    scope_resource = "certificates"
    verbs = {"list": Verb.VIEW_ROSTER, "retrieve": Verb.VIEW_ROSTER, "create": Verb.RECORD_RESULT}
    serializer_class = shapes.CertificateSerializer
    write_serializers = {"create": shapes.CertificateCreateSerializer}
    filterset_class = CertificateFilter
    list_fields = {
        "id": "id",
        "trainee": "trainee_id",
        "trainee_name": "trainee__name",
        "id_number": "trainee__id_number_masked",
        "kind": "kind",
        "kind_label": label("kind", CertificateKind),
        "level": "level",
        "level_label": label("level", SkillLevel),
        "occupation_code": "occupation_code",
        "occupation_name": "occupation_name",
        "number": "number",
        "issuer": "issuer",
        "issued_on": "issued_on",
    }
    summaries = {"create": "登记学员本班的证书"}
    descriptions = {"create": "结业且考核合格后登记；证书种类、等级和职业取自培训班。"}
    schema_examples = {"create": [CERTIFICATE_CREATE]}

    def rows(self) -> QuerySet:
        return selectors.certificates_within(self.request.jurisdiction)

    def expand(self, queryset: QuerySet) -> QuerySet:
        return queryset.select_related("trainee")

    def perform_create(self, data: dict) -> Certificate:
        return acts.award_certificate(data.pop("enrolment"), **data, by=self.actor(), at=now())
