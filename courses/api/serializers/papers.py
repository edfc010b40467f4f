"""Qualification checks, notice boards, filings: the papers about a class."""

from rest_framework import serializers

from yunnan_training.core.api.fields import LARGEST_ID, PhoneField, ReachedField
from yunnan_training.core.enums import RegionLevel
from yunnan_training.core.models import Region

from ...models import Filing, FilingItem, NoticeBoard, QualificationCheck, TrainingClass
from ...workflow import mark_late
from .classes import display, text


def seen_version() -> serializers.IntegerField:
    return serializers.IntegerField(
        label="培训班版本",
        min_value=1,
        max_value=2**31 - 1,
        help_text="查看培训班时的 version；已被他人更新时回答 412",
    )


class QualificationCheckSerializer(serializers.ModelSerializer):
    class_number = text("training_class.number", "班次编号")
    licence_number = text("licence.number", "证照编号")
    result_label = display("result", "核验结果名称")
    checked_by = text("checked_by.full_name", "核验人")

    class Meta:
        model = QualificationCheck
        fields = (
            "id",
            "training_class",
            "class_number",
            "licence",
            "licence_number",
            "result",
            "result_label",
            "mark_number",
            "note",
            "checked_by",
            "checked_at",
        )
        read_only_fields = fields


class CheckCreateSerializer(serializers.ModelSerializer):
    training_class = ReachedField(TrainingClass, label="培训班")
    class_version = seen_version()
    licence = serializers.IntegerField(
        label="证照", min_value=1, max_value=LARGEST_ID, help_text="承办机构的证照编号"
    )

    class Meta:
        model = QualificationCheck
        fields = ("training_class", "class_version", "licence", "result", "note")
        validators: list = []


class NoticeBoardSerializer(serializers.ModelSerializer):
    class_number = text("training_class.number", "班次编号")
    class_name = text("training_class.name", "班次名称")
    status_label = display("status", "状态名称")
    requested_by = text("requested_by.full_name", "出具人")

    class Meta:
        model = NoticeBoard
        fields = (
            "id",
            "training_class",
            "class_number",
            "class_name",
            "number",
            "edition",
            "status",
            "status_label",
            "facts",
            "requested_by",
            "job",
            "issued_at",
            "voided_at",
            "void_reason",
        )
        read_only_fields = fields


class BoardCreateSerializer(serializers.Serializer):
    """What stands on the board and may change while the class runs; what isn't sent stays."""

    training_class = ReachedField(TrainingClass, label="培训班")
    class_version = seen_version()
    reason = serializers.CharField(label="变更原因", max_length=120)
    start_on = serializers.DateField(
        label="开班日期", required=False, help_text="开班前可以改期，结业日期和全部课次按相同天数调整"
    )
    place = serializers.CharField(label="培训地点", max_length=120, required=False)
    daily_times = serializers.CharField(label="每日上课时间", max_length=60, required=False)
    manager_name = serializers.CharField(label="培训班管理人", max_length=40, required=False)
    manager_phone = PhoneField(label="管理人联系方式", required=False)
    supervisor_name = serializers.CharField(label="培训班监督人", max_length=40, required=False)
    supervisor_phone = PhoneField(label="监督人联系方式", required=False)


class FilingItemSerializer(serializers.ModelSerializer):
    number = text("training_class.number", "班次编号")
    name = text("training_class.name", "班次名称")
    county = text("training_class.county_id", "举办县(市、区)代码")
    institution_name = text("training_class.institution.name", "承办机构名称")
    status = text("training_class.status", "培训班状态")
    status_label = serializers.CharField(
        source="training_class.get_status_display", read_only=True, label="培训班状态名称"
    )
    late = serializers.CharField(
        read_only=True, label="逾期备案提示", help_text="按当地标准未逾期或没有标准的为空；只提示，不影响备案"
    )

    class Meta:
        model = FilingItem
        fields = (
            "training_class",
            "number",
            "name",
            "county",
            "institution_name",
            "status",
            "status_label",
            "late",
        )
        read_only_fields = fields


class FilingSerializer(serializers.ModelSerializer):
    prefecture_name = text("prefecture.name", "州市名称")
    status_label = display("status", "状态名称")
    entered_by = text("entered_by.full_name", "汇总人")
    items = FilingItemSerializer(many=True, read_only=True, label="备案班次")

    class Meta:
        model = Filing
        fields = (
            "id",
            "prefecture",
            "prefecture_name",
            "title",
            "period",
            "status",
            "status_label",
            "version",
            "registration_number",
            "registered_at",
            "entered_by",
            "created_at",
            "items",
        )
        read_only_fields = fields

    def to_representation(self, instance: Filing) -> dict:
        mark_late(instance, instance.items.all())  # prefetched
        return super().to_representation(instance)


class FilingCreateSerializer(serializers.Serializer):
    prefecture = serializers.PrimaryKeyRelatedField(
        label="州市",
        queryset=Region.objects.filter(level=RegionLevel.PREFECTURE),
        help_text="行政区划代码",
    )
    period = serializers.DateField(label="所属月份", help_text="当月任一天；汇总截至当月底已公开的培训班")


class DropClassSerializer(serializers.Serializer):
    training_class = serializers.IntegerField(label="移出的培训班", min_value=1, max_value=LARGEST_ID)
