"""《云南省职业技能分类培训指导目录》: public knowledge, read to fill in an application."""

import django_filters
from django.db.models import QuerySet

from trainees.enums import CertificateKind, SkillLevel
from yunnan_training.core.api.fast_lists import FastListMixin, label
from yunnan_training.core.api.permissions import ANYONE_SIGNED_IN
from yunnan_training.core.api.viewsets import ScopedViewSet

from ...models import CatalogueItem
from ..serializers.classes import CatalogueItemSerializer


class CatalogueFilter(django_filters.FilterSet):
    occupation_code = django_filters.CharFilter(label="职业代码")
    search = django_filters.CharFilter(
        label="职业(工种)名称中含有", field_name="occupation_name", lookup_expr="contains"
    )
    valid_on = django_filters.DateFilter(label="在该日有效", method="with_valid_on")

    class Meta:
        model = CatalogueItem
        fields = ()

    def with_valid_on(self, items: QuerySet, name: str, value) -> QuerySet:
        return items.filter(valid_from__lte=value).exclude(valid_to__lt=value)


class CatalogueItemViewSet(FastListMixin, ScopedViewSet):
    model = CatalogueItem
    scope_resource = "classes"
    verbs = {"list": ANYONE_SIGNED_IN, "retrieve": ANYONE_SIGNED_IN}
    serializer_class = CatalogueItemSerializer
    filterset_class = CatalogueFilter
    list_fields = {
        "id": "id",
        "occupation_code": "occupation_code",
        "occupation_name": "occupation_name",
        "certificate_kind": "certificate_kind",
        "certificate_kind_label": label("certificate_kind", CertificateKind),
        "level": "level",
        "level_label": label("level", SkillLevel),
        "lessons": "lessons",
        "in_short_supply": "in_short_supply",
        "valid_from": "valid_from",
        "valid_to": "valid_to",
    }

    def rows(self) -> QuerySet:
        """The catalogue belongs to no one."""
        return CatalogueItem.objects.all()
