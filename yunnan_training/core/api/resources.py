"""The ground floor's own resources: regions (everybody's) and jobs (one's own)."""

import django_filters
from django.db.models import QuerySet
from rest_framework import serializers

from ..enums import JobStatus, RegionLevel
from ..models import Job, Region
from .fast_lists import FastListMixin, label
from .permissions import ANYONE_SIGNED_IN
from .viewsets import ScopedViewSet


class RegionFilter(django_filters.FilterSet):
    level = django_filters.ChoiceFilter(label="级别", choices=RegionLevel.choices)
    parent = django_filters.CharFilter(label="上级区划代码", field_name="parent_id")
    key_area = django_filters.BooleanFilter(label="重点地区")
    search = django_filters.CharFilter(label="名称中含有", field_name="name", lookup_expr="contains")

    class Meta:
        model = Region
        fields = ()


class RegionSerializer(serializers.ModelSerializer):
    level_label = serializers.CharField(source="get_level_display", read_only=True, label="级别名称")

    class Meta:
        model = Region
        fields = (
            "code",
            "name",
            "level",
            "level_label",
            "parent",
            "key_area",
            "key_area_source",
            "key_area_as_of",
        )
        read_only_fields = fields


class RegionViewSet(FastListMixin, ScopedViewSet):
    model = Region
    scope_resource = "regions"
    verbs = {"list": ANYONE_SIGNED_IN, "retrieve": ANYONE_SIGNED_IN}
    serializer_class = RegionSerializer
    filterset_class = RegionFilter
    lookup_value_regex = "[0-9]{6}"
    list_fields = {
        "code": "code",
        "name": "name",
        "level": "level",
        "level_label": label("level", RegionLevel),
        "parent": "parent_id",
        "key_area": "key_area",
    }

    def rows(self) -> QuerySet:
        """Divisions are public knowledge; no one owns them."""
        return Region.objects.all()


class JobFilter(django_filters.FilterSet):
    status = django_filters.ChoiceFilter(label="状态", choices=JobStatus.choices)
    kind = django_filters.CharFilter(label="类别")

    class Meta:
        model = Job
        fields = ()


class JobSerializer(serializers.ModelSerializer):
    status_label = serializers.CharField(source="get_status_display", read_only=True, label="状态名称")

    class Meta:
        model = Job
        fields = (
            "id",
            "kind",
            "status",
            "status_label",
            "progress",
            "total",
            "result",
            "created_at",
            "started_at",
            "finished_at",
        )
        read_only_fields = fields


class JobViewSet(FastListMixin, ScopedViewSet):
    model = Job
    scope_resource = "jobs"
    verbs = {"list": ANYONE_SIGNED_IN, "retrieve": ANYONE_SIGNED_IN}
    serializer_class = JobSerializer
    filterset_class = JobFilter
    list_fields = {
        "id": "id",
        "kind": "kind",
        "status": "status",
        "status_label": label("status", JobStatus),
        "progress": "progress",
        "total": "total",
        "created_at": "created_at",
        "finished_at": "finished_at",
    }
