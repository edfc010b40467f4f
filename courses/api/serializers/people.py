"""Rosters and the people on them: masked, and without the sealed columns."""

from rest_framework import serializers

from trainees.models import Certificate
from yunnan_training.core.api.fields import ReachedField
from yunnan_training.core.identity import mask_runs

from ...actions.leaving import LONGEST_REASON
from ...enums import AttendanceMark, ExamResult
from ...models import Attendance, Enrolment, RosterUpload, Session, TrainingClass
from .classes import display, text

MOST_MARKS = 1000


class FindingSerializer(serializers.Serializer):
    """One thing to mend: where it stands and what to do, never a whole number."""

    row = serializers.IntegerField(read_only=True, allow_null=True, label="Excel 行号")
    column = serializers.CharField(read_only=True, label="Excel 列")
    title = serializers.CharField(read_only=True, label="栏目")
    severity = serializers.ChoiceField(
        read_only=True, choices=[("error", "错误"), ("warning", "提醒"), ("notice", "说明")], label="类型"
    )
    code = serializers.CharField(read_only=True, label="问题编号")
    message = serializers.CharField(read_only=True, label="说明")


class RosterSerializer(serializers.ModelSerializer):
    class_number = text("training_class.number", "班次编号")
    class_name = text("training_class.name", "班次名称")
    status_label = display("status", "状态名称")
    uploaded_by = text("uploaded_by.full_name", "上传人")
    findings = FindingSerializer(many=True, read_only=True, label="校验结果")
    has_marked_file = serializers.SerializerMethodField(label="有标注文件")

    class Meta:
        model = RosterUpload
        fields = (
            "id",
            "training_class",
            "class_number",
            "class_name",
            "status",
            "status_label",
            "version",
            "row_count",
            "error_count",
            "warning_count",
            "findings",
            "has_marked_file",
            "job",
            "uploaded_by",
            "uploaded_at",
        )
        read_only_fields = fields

    def get_has_marked_file(self, roster: RosterUpload) -> bool:
        return roster.marked_file_id is not None


class RosterCreateSerializer(serializers.Serializer):
    training_class = ReachedField(TrainingClass, label="培训班")
    file = serializers.FileField(label="花名册", max_length=255, help_text=".xlsx，用模板填写")


class EnrolmentSerializer(serializers.ModelSerializer):
    class_number = text("training_class.number", "班次编号")
    trainee_name = text("trainee.name", "姓名")
    id_number = text("trainee.id_number_masked", "身份证号码(遮盖)")
    phone = text("trainee.phone_masked", "联系电话(遮盖)")
    category_label = display("category", "人员类别名称")
    category_evidence = serializers.SerializerMethodField(label="类别证明(号码遮盖)")
    status_label = display("status", "在册状态名称")
    result_label = display("result", "考核结果名称")

    class Meta:
        model = Enrolment
        fields = (
            "id",
            "training_class",
            "class_number",
            "trainee",
            "trainee_name",
            "id_number",
            "phone",
            "category",
            "category_label",
            "category_evidence",
            "household",
            "promised_employer",
            "status",
            "status_label",
            "result",
            "result_label",
            "theory_score",
            "practice_score",
            "certificate",
            "version",
            "created_at",
        )
        read_only_fields = fields

    def get_category_evidence(self, enrolment: Enrolment) -> str:
        return mask_runs(enrolment.category_evidence)


def score(label: str) -> serializers.DecimalField:
    return serializers.DecimalField(
        label=label,
        max_digits=4,
        decimal_places=1,
        min_value=0,
        max_value=100,
        required=False,
        allow_null=True,
        default=None,
    )


class ResultSerializer(serializers.Serializer):
    result = serializers.ChoiceField(label="考核结果", choices=ExamResult.choices)
    theory_score = score("理论成绩")
    practice_score = score("实操成绩")


class LeavingSerializer(serializers.Serializer):
    reason = serializers.CharField(label="原因", max_length=LONGEST_REASON)


class AwardSerializer(serializers.Serializer):
    number = serializers.CharField(label="证书编号", max_length=40)
    issuer = serializers.CharField(label="发证机构", max_length=80)
    issued_on = serializers.DateField(label="发证日期")


class CertificateCreateSerializer(AwardSerializer):
    enrolment = ReachedField(Enrolment, label="学员名册编号")


class CertificateSerializer(serializers.ModelSerializer):
    trainee_name = text("trainee.name", "持证人姓名")
    id_number = text("trainee.id_number_masked", "身份证号码(遮盖)")
    kind_label = display("kind", "证书种类名称")
    level_label = display("level", "等级名称")

    class Meta:
        model = Certificate
        fields = (
            "id",
            "trainee",
            "trainee_name",
            "id_number",
            "kind",
            "kind_label",
            "level",
            "level_label",
            "occupation_code",
            "occupation_name",
            "number",
            "issuer",
            "issued_on",
            "created_at",
        )
        read_only_fields = fields


class AttendanceSerializer(serializers.ModelSerializer):
    training_class = serializers.IntegerField(
        source="session.training_class_id", read_only=True, label="培训班"
    )
    trainee_name = text("enrolment.trainee.name", "姓名")
    mark_label = display("mark", "考勤名称")
    recorded_by = text("recorded_by.full_name", "登记人")

    class Meta:
        model = Attendance
        fields = (
            "id",
            "training_class",
            "session",
            "enrolment",
            "trainee_name",
            "mark",
            "mark_label",
            "recorded_by",
            "recorded_at",
        )
        read_only_fields = fields


class MarkSerializer(serializers.Serializer):
    enrolment = serializers.IntegerField(label="学员名册编号", min_value=1)
    mark = serializers.ChoiceField(label="考勤", choices=AttendanceMark.choices)


class AttendanceCreateSerializer(serializers.Serializer):
    session = ReachedField(Session, label="课次")
    marks = MarkSerializer(many=True, min_length=1, max_length=MOST_MARKS, label="考勤")

    def validate_marks(self, marks: list[dict]) -> list[dict]:
        if len({mark["enrolment"] for mark in marks}) < len(marks):
            raise serializers.ValidationError("同一名学员只能填一次。")
        return marks


class CancelSessionSerializer(serializers.Serializer):
    session = ReachedField(Session, label="课次")
    reason = serializers.CharField(label="原因", max_length=200)


class RecordedSerializer(serializers.Serializer):
    session = serializers.IntegerField(read_only=True, label="课次")
    recorded = serializers.IntegerField(read_only=True, label="已登记人数")
