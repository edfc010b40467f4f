"""What of a class is read and written. Manager and supervisor stand on the public board with office numbers."""

from rest_framework import serializers

from institutions.models import Institution
from yunnan_training.core.api.fields import OfferedField, PhoneField
from yunnan_training.core.enums import RegionLevel
from yunnan_training.core.models import Region, User
from yunnan_training.core.roles import Verb

from ...enums import Stage
from ...models import CatalogueItem, Filing, Session, StageOfficer, TrainingClass
from ...selectors import hosts

APPLICATION = (
    "name",
    "programme",
    "catalogue_item",
    "fund",
    "planned_size",
    "start_on",
    "end_on",
    "daily_times",
    "theory_lessons",
    "practice_lessons",
    "place",
    "content",
    "textbook",
    "manager_name",
    "manager_phone",
    "target_group",
    "job_direction",
    "support_measures",
)
MOST_SESSIONS = 240


def display(source: str, label: str) -> serializers.CharField:
    return serializers.CharField(source=f"get_{source}_display", read_only=True, label=label)


def text(source: str, label: str) -> serializers.CharField:
    return serializers.CharField(source=source, read_only=True, label=label)


class SessionSerializer(serializers.ModelSerializer):
    teacher_name = text("teacher.name", "任课教师姓名")

    class Meta:
        model = Session
        fields = ("id", "starts_at", "ends_at", "topic", "teacher", "teacher_name", "cancelled")
        read_only_fields = fields


class StageOfficerSerializer(serializers.ModelSerializer):
    stage_label = display("stage", "环节名称")
    officer_name = text("officer.full_name", "责任人姓名")

    class Meta:
        model = StageOfficer
        fields = ("stage", "stage_label", "officer", "officer_name")
        read_only_fields = fields


class FilingOfClassSerializer(serializers.ModelSerializer):
    status_label = display("status", "状态名称")

    class Meta:
        model = Filing
        fields = ("id", "title", "status", "status_label", "registration_number")
        read_only_fields = fields


class TrainingClassSerializer(serializers.ModelSerializer):
    programme_label = display("programme", "培训项目名称")
    fund_label = display("fund", "资金来源名称")
    status_label = display("status", "状态名称")
    institution_name = text("institution.name", "承办机构名称")
    county_name = text("county.name", "举办县(市、区)名称")
    catalogue_item_name = serializers.CharField(
        source="catalogue_item.__str__", read_only=True, label="培训工种名称"
    )
    total_lessons = serializers.IntegerField(read_only=True, label="总课时")
    sessions = SessionSerializer(many=True, read_only=True, label="课程表")
    officers = StageOfficerSerializer(
        source="stage_officers", many=True, read_only=True, label="各环节责任人"
    )
    filing = FilingOfClassSerializer(
        source="filing_item.filing", read_only=True, allow_null=True, default=None, label="所在备案"
    )

    class Meta:
        model = TrainingClass
        fields = (
            "id",
            "number",
            "status",
            "status_label",
            "version",
            "institution",
            "institution_name",
            "county",
            "county_name",
            *APPLICATION,
            "programme_label",
            "catalogue_item_name",
            "fund_label",
            "total_lessons",
            "supervisor_name",
            "supervisor_phone",
            "approval_number",
            "approved_by",
            "approved_at",
            "published_at",
            "created_at",
            "sessions",
            "officers",
            "filing",
        )
        read_only_fields = fields


class HostField(serializers.PrimaryKeyRelatedField):
    """County staff enter any host in their own county, an institution only itself (as on the pages)."""

    def get_queryset(self):
        grants = self.context["request"].jurisdiction.grants_for(Verb.ENTER_CLASS)
        if any(grant.region_code for grant in grants):
            return hosts()
        return hosts().filter(pk__in=[grant.institution_id for grant in grants])


class ClassWriteSerializer(serializers.ModelSerializer):
    manager_name = serializers.CharField(label="培训班管理人", max_length=40)
    manager_phone = PhoneField(
        label="管理人联系方式", help_text="印在告知牌上并向社会公开，请填写办公电话或工作手机"
    )

    class Meta:
        model = TrainingClass
        fields = APPLICATION
        validators: list = []


class ClassCreateSerializer(ClassWriteSerializer):
    institution = HostField(label="承办机构", queryset=Institution.objects.none())
    county = serializers.PrimaryKeyRelatedField(
        label="举办县(市、区)",
        queryset=Region.objects.filter(level=RegionLevel.COUNTY),
        help_text="行政区划代码；由举办地县级人社局管理",
    )

    class Meta(ClassWriteSerializer.Meta):
        fields = ("institution", "county", *APPLICATION)


class OfficerSerializer(serializers.Serializer):
    stage = serializers.ChoiceField(label="环节", choices=Stage.choices)
    officer = OfferedField("officers", label="责任人", help_text="取自 officer-candidates")


class FixSerializer(serializers.ModelSerializer):
    """二(一)1: what the county fixes before approval. What isn't sent stays."""

    target_group = serializers.CharField(label="培训对象", max_length=120, required=False)
    job_direction = serializers.CharField(label="就业方向", max_length=120, required=False)
    support_measures = serializers.CharField(label="就业帮扶措施", max_length=2000, required=False)
    supervisor_name = serializers.CharField(label="培训班监督人", max_length=40, required=False)
    supervisor_phone = PhoneField(label="监督人联系方式", required=False)
    officers = OfficerSerializer(many=True, required=False, max_length=len(Stage), label="各环节责任人")

    class Meta:
        model = TrainingClass
        fields = (
            "target_group",
            "job_direction",
            "support_measures",
            "supervisor_name",
            "supervisor_phone",
            "officers",
        )


class OfficerCandidateSerializer(serializers.ModelSerializer):
    roles = serializers.SerializerMethodField(label="岗位")

    class Meta:
        model = User
        fields = ("id", "full_name", "roles")
        read_only_fields = fields

    def get_roles(self, user: User) -> list[str]:
        return sorted({item.get_role_display() for item in user.appointments.all()})


class LessonSerializer(serializers.Serializer):
    starts_at = serializers.DateTimeField(label="上课时间")
    ends_at = serializers.DateTimeField(label="下课时间")
    topic = serializers.CharField(label="课程内容", max_length=80)
    teacher = OfferedField("teachers", label="任课教师")


class TimetableSerializer(serializers.Serializer):
    sessions = LessonSerializer(many=True, max_length=MOST_SESSIONS, label="课程表")


class CatalogueItemSerializer(serializers.ModelSerializer):
    certificate_kind_label = display("certificate_kind", "证书种类名称")
    level_label = display("level", "等级名称")

    class Meta:
        model = CatalogueItem
        fields = (
            "id",
            "occupation_code",
            "occupation_name",
            "certificate_kind",
            "certificate_kind_label",
            "level",
            "level_label",
            "lessons",
            "in_short_supply",
            "valid_from",
            "valid_to",
        )
        read_only_fields = fields
