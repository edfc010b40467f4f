"""What of simulations is read and asked for. Cases are known by their claim; no person stands in any of it."""

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from yunnan_training.core.api.fields import ReachedField
from yunnan_training.core.models import Region, RuleRelease

from ...models import Simulation, SimulationChange
from ...rules.enums import OUTCOME_LABELS, choices
from .parts import number, text, yuan

OUTCOMES = choices(OUTCOME_LABELS)


class SimulationSerializer(serializers.ModelSerializer):
    region_name = text("region.name", "测算范围名称")
    requested_by = text("requested_by.full_name", "发起人", allow_null=True)
    parts = number("分段数", source="part_count")
    finished_parts = number("已完成分段数", source="finished_count")
    summary = serializers.SerializerMethodField(label="汇总")

    class Meta:
        model = Simulation
        fields = (
            "id",
            "title",
            "region",
            "region_name",
            "release",
            "base",
            "readings",
            "period_from",
            "period_to",
            "requested_by",
            "created_at",
            "finished_at",
            "parts",
            "finished_parts",
            "summary",
        )
        read_only_fields = fields

    @extend_schema_field(OpenApiTypes.OBJECT)
    def get_summary(self, simulation: Simulation) -> dict:
        """Empty until it is finished."""
        return simulation.summary if simulation.finished_at else {}


class SimulationCreateSerializer(serializers.Serializer):
    title = serializers.CharField(label="名称", max_length=80)
    region = serializers.PrimaryKeyRelatedField(
        label="测算范围", queryset=Region.objects.all(), help_text="行政区划代码，须在本人管辖范围内"
    )
    period_from = serializers.DateField(label="起始日期")
    period_to = serializers.DateField(label="截止日期")
    release = ReachedField(
        RuleRelease, label="规则草稿", required=False, allow_null=True, default=None, help_text="规则版本编号"
    )
    readings = serializers.DictField(
        child=serializers.CharField(max_length=60),
        label="另外的读法",
        required=False,
        default=dict,
        help_text="读法参数名 → 取值；与规则草稿至少填一项",
    )


class SimulationChangeSerializer(serializers.ModelSerializer):
    claim_number = text("assessment.claim.number", "补贴申请号", allow_null=True)
    class_number = text("admission.enrolment.training_class.number", "班次编号", allow_null=True)
    county_name = text("county.name", "县(市、区)名称")
    outcome_before = serializers.ChoiceField(choices=OUTCOMES, read_only=True, label="原结论")
    outcome_after = serializers.ChoiceField(choices=OUTCOMES, read_only=True, label="测算结论")
    amount_before = yuan("原金额")
    amount_after = yuan("测算金额")

    class Meta:
        model = SimulationChange
        fields = (
            "id",
            "claim_number",
            "class_number",
            "county",
            "county_name",
            "programme",
            "subject",
            "outcome_before",
            "outcome_after",
            "amount_before",
            "amount_after",
            "clause",
            "check_code",
        )
        read_only_fields = fields
