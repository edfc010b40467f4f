"""The doors to institutions. Licences and teachers count in their institution's version: that is their ETag."""

import django_filters
from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiExample

from yunnan_training.core.api.fast_lists import FastListMixin, label
from yunnan_training.core.api.fields import IdFilter, PlaceFilter
from yunnan_training.core.api.viewsets import CreateMixin, ScopedViewSet, UpdateMixin, now
from yunnan_training.core.roles import Verb

from ..actions import institutions as acts
from ..actions import licences, teachers
from ..enums import InstitutionKind, LicenceKind, Ownership
from ..models import Institution, Licence, Teacher
from . import serializers as shapes

KEEPING = {
    "list": Verb.VIEW_INSTITUTION,
    "retrieve": Verb.VIEW_INSTITUTION,
    "create": Verb.KEEP_INSTITUTION,
    "partial_update": Verb.KEEP_INSTITUTION,
}


class InstitutionFilter(django_filters.FilterSet):
    name = django_filters.CharFilter(label="机构名称中含有", lookup_expr="contains")
    kind = django_filters.ChoiceFilter(label="机构类别", choices=InstitutionKind.choices)
    ownership = django_filters.ChoiceFilter(label="办学性质", choices=Ownership.choices)
    county = PlaceFilter(label="所在州市或县(市、区)代码", field_name="county")
    credit_code = django_filters.CharFilter(label="统一社会信用代码")
    active = django_filters.BooleanFilter(label="正常办学")

    class Meta:
        model = Institution
        fields = ()


class InstitutionViewSet(CreateMixin, UpdateMixin, FastListMixin, ScopedViewSet):
    model = Institution
    scope_resource = "institutions"
    verbs = {
        "list": Verb.VIEW_INSTITUTION,
        "retrieve": Verb.VIEW_INSTITUTION,
        "create": Verb.ENTER_INSTITUTION,
        "partial_update": Verb.ENTER_INSTITUTION,
    }
    serializer_class = shapes.InstitutionSerializer
    write_serializers = {
        "create": shapes.InstitutionWriteSerializer,
        "partial_update": shapes.InstitutionWriteSerializer,
    }
    filterset_class = InstitutionFilter
    list_fields = {
        "id": "id",
        "name": "name",
        "credit_code": "credit_code",
        "kind": "kind",
        "kind_label": label("kind", InstitutionKind),
        "ownership": "ownership",
        "county": "county_id",
        "county_name": "county__name",
        "active": "active",
    }
    summaries = {"create": "登记培训机构", "partial_update": "修改培训机构信息"}
    descriptions = {
        "create": "只能登记本县(市、区)的机构；机构类别限通知二(一)2所列三类。",
        "list": "按编号从新到旧；县级代码取本县，州市代码取所辖各县。",
    }
    schema_examples = {
        "create": [
            OpenApiExample(
                "民办职业培训机构",
                request_only=True,
                value={
                    "name": "隆阳区某职业培训学校(虚构)",
                    "credit_code": "52530000MJ00000019",
                    "kind": "private_training",
                    "ownership": "private",
                    "county": "530502",
                    "address": "永昌街道太保路1号",
                    "legal_person": "郑国平",
                    "contact_name": "冯玉兰",
                    "contact_phone": "0875-2121000",
                },
            )
        ]
    }

    def expand(self, queryset: QuerySet) -> QuerySet:
        return queryset.select_related("county")

    def perform_create(self, data: dict) -> Institution:
        return acts.register(**data, by=self.actor(), at=now())

    def perform_update(self, obj: Institution, data: dict, version: int | None) -> Institution:
        return acts.correct(obj, **data, version=version, by=self.actor(), at=now())


class LicenceFilter(django_filters.FilterSet):
    institution = IdFilter(label="机构编号")
    kind = django_filters.ChoiceFilter(label="证照种类", choices=LicenceKind.choices)
    valid_on = django_filters.DateFilter(label="在该日有效", method="with_valid_on")

    class Meta:
        model = Licence
        fields = ()

    def with_valid_on(self, licences_: QuerySet, name: str, value) -> QuerySet:
        return licences_.filter(valid_from__lte=value).exclude(valid_to__lt=value)


class LicenceViewSet(CreateMixin, UpdateMixin, FastListMixin, ScopedViewSet):
    model = Licence
    scope_resource = "institutions"
    verbs = KEEPING
    serializer_class = shapes.LicenceSerializer
    write_serializers = {
        "create": shapes.LicenceCreateSerializer,
        "partial_update": shapes.LicenceWriteSerializer,
    }
    filterset_class = LicenceFilter
    list_fields = {
        "id": "id",
        "institution": "institution_id",
        "institution_name": "institution__name",
        "kind": "kind",
        "kind_label": label("kind", LicenceKind),
        "number": "number",
        "authority": "authority",
        "valid_from": "valid_from",
        "valid_to": "valid_to",
    }
    summaries = {"create": "登记办学证照"}
    schema_examples = {
        "create": [
            OpenApiExample(
                "民办学校办学许可证",
                request_only=True,
                value={
                    "institution": 1,
                    "kind": "school_licence",
                    "number": "人社民530502000001号",
                    "authority": "隆阳区人力资源和社会保障局",
                    "occupations": ["6-18-02-04"],
                    "valid_from": "2025-01-01",
                    "valid_to": "2027-12-31",
                },
            )
        ]
    }

    def expand(self, queryset: QuerySet) -> QuerySet:
        return queryset.select_related("institution")

    def perform_create(self, data: dict) -> Licence:
        return licences.add(data.pop("institution"), **data, by=self.actor(), at=now())

    def perform_update(self, obj: Licence, data: dict, version: int | None) -> Licence:
        return licences.correct(obj, **data, version=version, by=self.actor(), at=now())


class TeacherFilter(django_filters.FilterSet):
    institution = IdFilter(label="机构编号")
    active = django_filters.BooleanFilter(label="在任")

    class Meta:
        model = Teacher
        fields = ()


class TeacherViewSet(CreateMixin, UpdateMixin, FastListMixin, ScopedViewSet):
    model = Teacher
    scope_resource = "institutions"
    verbs = KEEPING
    serializer_class = shapes.TeacherSerializer
    write_serializers = {
        "create": shapes.TeacherCreateSerializer,
        "partial_update": shapes.TeacherWriteSerializer,
    }
    filterset_class = TeacherFilter
    list_fields = {
        "id": "id",
        "institution": "institution_id",
        "institution_name": "institution__name",
        "name": "name",
        "subject": "subject",
        "qualification": "qualification",
        "active": "active",
    }
    summaries = {"create": "登记教师"}
    descriptions = {"partial_update": "教师离任时把 active 改为 false；已排课的教师不删除。"}
    schema_examples = {
        "create": [
            OpenApiExample(
                "教师",
                request_only=True,
                value={
                    "institution": 1,
                    "name": "周志明",
                    "subject": "焊工",
                    "qualification": "高级技师",
                    "certificate_number": "JS00000001",
                },
            )
        ]
    }

    def expand(self, queryset: QuerySet) -> QuerySet:
        return queryset.select_related("institution")

    def perform_create(self, data: dict) -> Teacher:
        return teachers.add(data.pop("institution"), **data, by=self.actor(), at=now())

    def perform_update(self, obj: Teacher, data: dict, version: int | None) -> Teacher:
        return teachers.correct(obj, **data, version=version, by=self.actor(), at=now())
