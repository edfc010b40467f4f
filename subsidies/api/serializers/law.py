"""Rule releases and local standards, as they are read and written."""

from rest_framework import serializers

from yunnan_training.core import law
from yunnan_training.core.api.transitions import MoveSerializer
from yunnan_training.core.models import LocalStandard, RuleRelease

from ...actions.releases import Amendment
from ...rules.amendments import Source, TypedDocument
from ...rules.boundaries import boundary_report
from ...rules.differences import differences
from ...rules.local_standards import local_standards
from .parts import display, text


class LineSerializer(serializers.Serializer):
    old = serializers.CharField(label="原数值", read_only=True, allow_blank=True)
    new = serializers.CharField(label="新数值", read_only=True)
    valid_from = serializers.DateField(label="起始日期", read_only=True)
    valid_to = serializers.DateField(label="截止日期", read_only=True, allow_null=True)
    document = serializers.CharField(label="依据文件", read_only=True, allow_blank=True)
    clause = serializers.CharField(label="条款", read_only=True, allow_blank=True)
    quote = serializers.CharField(label="引文", read_only=True, allow_blank=True)


class DifferenceSerializer(serializers.Serializer):
    key = serializers.CharField(label="参数", read_only=True)
    label = serializers.CharField(label="参数名称", read_only=True)
    basis = serializers.CharField(label="依据类别", read_only=True)
    change = serializers.ChoiceField(
        label="变化",
        choices=[("changed", "修改"), ("added", "新增"), ("removed", "取消")],
        read_only=True,
    )
    lines = LineSerializer(label="各段数值", many=True, read_only=True)


class BoundarySerializer(serializers.Serializer):
    cases = serializers.IntegerField(label="用例数", read_only=True)
    failed = serializers.ListField(label="没有通过的用例", child=serializers.CharField(), read_only=True)
    missing = serializers.ListField(label="没有边界用例的参数", child=serializers.CharField(), read_only=True)


class RuleReleaseSerializer(serializers.ModelSerializer):
    status_label = display("status", "状态名称")
    drafted_by = text("drafted_by.full_name", "起草人", allow_null=True, default=None)
    released_by = text("released_by.full_name", "发布人", allow_null=True, default=None)
    differences = serializers.SerializerMethodField(label="与起草依据版本的差别")
    boundaries = serializers.SerializerMethodField(label="边界用例")

    class Meta:
        model = RuleRelease
        fields = (
            "id",
            "number",
            "title",
            "reason",
            "rules_version",
            "edition",
            "based_on",
            "status",
            "status_label",
            "drafted_by",
            "created_at",
            "released_by",
            "released_at",
            "differences",
            "boundaries",
            "version",
        )
        read_only_fields = fields

    def get_differences(self, row: RuleRelease) -> DifferenceSerializer(many=True):
        if row.based_on is None:
            return []
        return DifferenceSerializer(differences(law.read(row.based_on), law.read(row)), many=True).data

    def get_boundaries(self, row: RuleRelease) -> BoundarySerializer(allow_null=True):
        if row.based_on is None:
            return None
        report = boundary_report(law.read(row.based_on), law.read(row))
        return {
            "cases": len(report.cases),
            "failed": [case.sentence for case in report.failed],
            "missing": list(report.missing),
        }


class RuleReleaseCreateSerializer(serializers.ModelSerializer):
    class Meta:
        model = RuleRelease
        fields = ("title", "reason")


class TypedDocumentSerializer(serializers.Serializer):
    number = serializers.CharField(label="文号", max_length=80)
    issuer = serializers.CharField(label="发文机关", max_length=80)
    issued_on = serializers.DateField(label="发文日期")
    in_force_from = serializers.DateField(label="施行日期")
    clause = serializers.CharField(label="条款", max_length=40)
    text = serializers.CharField(label="条款原文", max_length=5000)


class AmendSerializer(serializers.Serializer):
    parameter = serializers.CharField(label="参数", max_length=80)
    value = serializers.CharField(
        label="新数值或读法", max_length=40, help_text="准确的十进制文本，或读法代码"
    )
    valid_from = serializers.DateField(label="执行起始日")
    document = serializers.CharField(
        label="依据文件文号", required=False, allow_blank=True, default="", max_length=80
    )
    clause = serializers.CharField(label="条款", required=False, allow_blank=True, default="", max_length=40)
    quote = serializers.CharField(label="引文", required=False, allow_blank=True, default="", max_length=300)
    typed_document = TypedDocumentSerializer(
        label="另行录入的文件", required=False, allow_null=True, default=None
    )

    def amendment(self) -> Amendment:
        given = dict(self.validated_data)
        typed = given.pop("typed_document")
        return Amendment(
            parameter=given["parameter"],
            value=given["value"],
            valid_from=given["valid_from"],
            source=Source(given["document"], given["clause"], given["quote"]),
            document=TypedDocument(**typed) if typed else None,
        )


class UndoSerializer(serializers.Serializer):
    parameter = serializers.CharField(label="参数", max_length=80)


class LocalStandardSerializer(serializers.ModelSerializer):
    label = serializers.SerializerMethodField(label="标准项目名称")
    unit = serializers.SerializerMethodField(label="单位")
    effect = serializers.SerializerMethodField(
        label="平台办理", help_text="refuses 据此拦截，warns 据此提示，amount 据此计算金额，shown 仅公布"
    )
    region_name = text("region.name", "地区名称")
    status_label = display("status", "状态名称")
    drafted_by = text("drafted_by.full_name", "起草人")
    released_by = text("released_by.full_name", "发布人", allow_null=True, default=None)

    class Meta:
        model = LocalStandard
        fields = (
            "id",
            "key",
            "label",
            "unit",
            "effect",
            "region",
            "region_name",
            "occupation",
            "level",
            "programme",
            "value",
            "valid_from",
            "valid_to",
            "document",
            "quote",
            "status",
            "status_label",
            "drafted_by",
            "created_at",
            "released_by",
            "released_at",
            "version",
        )
        read_only_fields = fields

    def get_label(self, row: LocalStandard) -> str:
        return local_standards()[row.key].label if row.key in local_standards() else row.key

    def get_effect(self, row: LocalStandard) -> str:
        return local_standards()[row.key].effect if row.key in local_standards() else ""

    def get_unit(self, row: LocalStandard) -> str:
        return local_standards()[row.key].unit if row.key in local_standards() else ""


class LocalStandardWriteSerializer(serializers.ModelSerializer):
    region = serializers.CharField(label="地区", max_length=6, help_text="行政区划代码")

    class Meta:
        model = LocalStandard
        fields = (
            "key",
            "region",
            "occupation",
            "level",
            "programme",
            "value",
            "valid_from",
            "valid_to",
            "document",
            "quote",
        )
        validators: list = []


class RetireSerializer(MoveSerializer):
    last_day = serializers.DateField(label="最后执行日", help_text="含当日，不早于今天")
