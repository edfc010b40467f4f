"""A run of the replay, and each decision that did not come out as it was stored."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from ...models import ReplayMismatch, ReplayRun
from .parts import text


class ReplayMismatchSerializer(serializers.ModelSerializer):
    class Meta:
        model = ReplayMismatch
        fields = ("id", "assessment", "admission", "what", "stored", "recomputed")
        read_only_fields = fields


class ReplayRunSerializer(serializers.ModelSerializer):
    requested_by = text("requested_by.full_name", "发起人", allow_null=True, help_text="夜间自动复核的为空")
    mismatches = serializers.SerializerMethodField(label="不一致的存档(最早的100笔)")

    class Meta:
        model = ReplayRun
        fields = (
            "id",
            "since",
            "sample",
            "started_at",
            "finished_at",
            "checked",
            "mismatched",
            "requested_by",
            "mismatches",
        )
        read_only_fields = fields

    @extend_schema_field(ReplayMismatchSerializer(many=True))
    def get_mismatches(self, run: ReplayRun) -> list:
        return ReplayMismatchSerializer(run.mismatches.order_by("pk")[:100], many=True).data
