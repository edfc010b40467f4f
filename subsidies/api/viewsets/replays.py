"""The door to the replays of stored decisions, for offices that reach the whole province. Read only."""

import django_filters
from django.db.models import QuerySet

from yunnan_training.core.api.fast_lists import FastListMixin
from yunnan_training.core.api.viewsets import ScopedViewSet
from yunnan_training.core.roles import Verb

from ...models import ReplayRun
from ..serializers.replays import ReplayRunSerializer


class ReplayFilter(django_filters.FilterSet):
    started_at = django_filters.DateFromToRangeFilter(label="开始日期")

    class Meta:
        model = ReplayRun
        fields = ()


class ReplayViewSet(FastListMixin, ScopedViewSet):
    model = ReplayRun
    scope_resource = "replays"
    verbs = {"list": Verb.VIEW_REPLAY, "retrieve": Verb.VIEW_REPLAY}
    serializer_class = ReplayRunSerializer
    filterset_class = ReplayFilter
    list_fields = {
        "id": "id",
        "since": "since",
        "sample": "sample",
        "started_at": "started_at",
        "finished_at": "finished_at",
        "checked": "checked",
        "mismatched": "mismatched",
    }
    descriptions = {
        "list": "复核按各笔核定自己的规则版本，用存档的事实重新核定并逐字比对；每天夜间自动进行。",
        "retrieve": "`mismatches` 列出与复算结果不一致的存档；没有改动过的数据全部一致，`mismatched` 为 0。",
    }

    def expand(self, queryset: QuerySet) -> QuerySet:
        return queryset if self.action == "list" else queryset.select_related("requested_by")

    def etag_suffix(self, obj: ReplayRun) -> str:
        return f"c{obj.checked}m{obj.mismatched}f{obj.finished_at or ''}"
