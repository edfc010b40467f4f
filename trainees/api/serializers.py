"""What of a person is read and written. The sealed columns have no field here."""

from rest_framework import serializers

from yunnan_training.core.identity import normalise_id_number

from .. import privacy
from ..actions.trainees import CORRECTABLE
from ..models import Trainee


class TraineeSerializer(serializers.ModelSerializer):
    id_number = serializers.CharField(source="id_number_masked", read_only=True, label="身份证号码(遮盖)")
    phone = serializers.CharField(source="phone_masked", read_only=True, label="联系电话(遮盖)")
    bank_account = serializers.CharField(source="bank_account_masked", read_only=True, label="银行卡号(遮盖)")
    sex_label = serializers.CharField(source="get_sex_display", read_only=True, label="性别名称")
    # The whole day would give back what the mask of the ID number takes away.
    birth_year = serializers.IntegerField(source="birth_date.year", read_only=True, label="出生年份")
    county_name = serializers.CharField(source="county.name", read_only=True, label="登记县(市、区)名称")

    class Meta:
        model = Trainee
        fields = (
            "id",
            "name",
            "id_number",
            "sex",
            "sex_label",
            "birth_year",
            "phone",
            "bank_account",
            "education",
            "county",
            "county_name",
            "version",
            "created_at",
        )
        read_only_fields = fields


class SearchSerializer(serializers.Serializer):
    id_number = serializers.CharField(
        label="身份证号码", max_length=40, required=False, default="", allow_blank=True, help_text="完整号码"
    )
    name = serializers.CharField(
        label="姓名", max_length=40, required=False, default="", allow_blank=True, help_text="从姓名开头起"
    )

    def validate_id_number(self, value: str) -> str:
        return normalise_id_number(value)

    def validate(self, attrs: dict) -> dict:
        if not (attrs["id_number"] or attrs["name"]):
            raise serializers.ValidationError("请填写身份证号码或姓名。")
        return attrs


class FoundSerializer(serializers.Serializer):
    results = TraineeSerializer(many=True, read_only=True, label="找到的劳动者")
    more = serializers.BooleanField(read_only=True, label="还有未列出的", help_text="请补充条件后再查")


class RevealSerializer(serializers.Serializer):
    field = serializers.ChoiceField(label="查看的内容", choices=list(privacy.LABELS.items()))
    reason = serializers.CharField(label="理由", max_length=200, help_text="记入个人信息查看记录")


class RevealedSerializer(serializers.Serializer):
    field = serializers.CharField(label="查看的内容", read_only=True)
    value = serializers.CharField(label="完整内容", read_only=True, help_text="没有登记时为空")


class CorrectSerializer(serializers.Serializer):
    field = serializers.ChoiceField(
        label="更正的内容", choices=[(name, privacy.LABELS[name]) for name in CORRECTABLE]
    )
    value = serializers.CharField(label="更正后的内容", max_length=40, write_only=True)
    reason = serializers.CharField(label="依据", max_length=200)
