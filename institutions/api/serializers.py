"""What of an institution is read and written. A mobile is never shown whole."""

from rest_framework import serializers

from yunnan_training.core.api.fields import PhoneField, ReachedField
from yunnan_training.core.enums import RegionLevel
from yunnan_training.core.identity import parse_uscc
from yunnan_training.core.models import Region

from ..models import Institution, Licence, Teacher


def label_of(source: str, label: str) -> serializers.CharField:
    return serializers.CharField(source=f"get_{source}_display", read_only=True, label=label)


class InstitutionSerializer(serializers.ModelSerializer):
    kind_label = label_of("kind", "机构类别名称")
    ownership_label = label_of("ownership", "办学性质名称")
    county_name = serializers.CharField(source="county.name", read_only=True, label="所在县(市、区)名称")
    contact_phone = PhoneField(read_only=True, label="联系电话", help_text="手机号码遮盖显示")

    class Meta:
        model = Institution
        fields = (
            "id",
            "name",
            "credit_code",
            "kind",
            "kind_label",
            "ownership",
            "ownership_label",
            "county",
            "county_name",
            "address",
            "legal_person",
            "contact_name",
            "contact_phone",
            "active",
            "version",
            "created_at",
        )
        read_only_fields = fields


class InstitutionWriteSerializer(serializers.ModelSerializer):
    credit_code = serializers.CharField(label="统一社会信用代码", max_length=40, help_text="18位，照证照填写")
    county = serializers.PrimaryKeyRelatedField(
        label="所在县(市、区)",
        queryset=Region.objects.filter(level=RegionLevel.COUNTY),
        help_text="行政区划代码",
    )
    contact_phone = PhoneField(label="联系电话", help_text="11位手机号码，或带区号的固定电话")

    class Meta:
        model = Institution
        fields = (
            "name",
            "credit_code",
            "kind",
            "ownership",
            "county",
            "address",
            "legal_person",
            "contact_name",
            "contact_phone",
            "active",
        )
        validators: list = []

    def validate_credit_code(self, value: str) -> str:
        try:
            return parse_uscc(value)
        except ValueError as error:
            raise serializers.ValidationError(str(error)) from error


class LicenceSerializer(serializers.ModelSerializer):
    kind_label = label_of("kind", "证照种类名称")
    institution_name = serializers.CharField(source="institution.name", read_only=True, label="机构名称")

    class Meta:
        model = Licence
        fields = (
            "id",
            "institution",
            "institution_name",
            "kind",
            "kind_label",
            "number",
            "authority",
            "occupations",
            "valid_from",
            "valid_to",
            "created_at",
        )
        read_only_fields = fields


class LicenceWriteSerializer(serializers.ModelSerializer):
    occupations = serializers.ListField(
        label="核准职业(工种)代码",
        child=serializers.RegexField(
            r"^[1-8](-\d{2}){3}$", error_messages={"invalid": "代码应形如 6-31-01-03。"}
        ),
        required=False,
        max_length=200,
        help_text="证照不限定职业的不填",
    )

    class Meta:
        model = Licence
        fields = ("kind", "number", "authority", "occupations", "valid_from", "valid_to")
        validators: list = []


class LicenceCreateSerializer(LicenceWriteSerializer):
    institution = ReachedField(Institution, label="机构")

    class Meta(LicenceWriteSerializer.Meta):
        fields = ("institution", *LicenceWriteSerializer.Meta.fields)


class TeacherSerializer(serializers.ModelSerializer):
    institution_name = serializers.CharField(source="institution.name", read_only=True, label="机构名称")

    class Meta:
        model = Teacher
        fields = (
            "id",
            "institution",
            "institution_name",
            "name",
            "subject",
            "qualification",
            "certificate_number",
            "active",
            "created_at",
        )
        read_only_fields = fields


class TeacherWriteSerializer(serializers.ModelSerializer):
    class Meta:
        model = Teacher
        fields = ("name", "subject", "qualification", "certificate_number", "active")
        validators: list = []


class TeacherCreateSerializer(TeacherWriteSerializer):
    institution = ReachedField(Institution, label="机构")

    class Meta(TeacherWriteSerializer.Meta):
        fields = ("institution", *TeacherWriteSerializer.Meta.fields)
