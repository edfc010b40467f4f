"""What of a claim and of its assessments is read and written. Amounts are decimal text; numbers are masked."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from courses.models import Enrolment
from trainees.models import Trainee
from yunnan_training.core.api.fields import ReachedField
from yunnan_training.core.api.transitions import MoveSerializer
from yunnan_training.core.roles import Verb

from ...actions.claims import LONGEST_REASON
from ...models import Assessment, AssessmentCheck, Claim, WorksheetLine
from ...rules.enums import EFFECT_LABELS, OUTCOME_LABELS, choices
from .parts import CertificateField, display, number, text

OUTCOMES, EFFECTS = choices(OUTCOME_LABELS), choices(EFFECT_LABELS)
MOST_FINDINGS = 20


class AssessmentSummarySerializer(serializers.ModelSerializer):
    release = number("规则版本号", source="release.number")
    outcome = serializers.ChoiceField(choices=OUTCOMES, read_only=True, label="结论")
    outcome_label = serializers.SerializerMethodField(label="结论名称")

    class Meta:
        model = Assessment
        fields = ("id", "outcome", "outcome_label", "amount", "release", "rules_version", "made_at")
        read_only_fields = fields

    def get_outcome_label(self, row) -> str:
        return OUTCOME_LABELS[row.outcome]


class AssessmentCheckSerializer(serializers.ModelSerializer):
    outcome = serializers.ChoiceField(choices=OUTCOMES, read_only=True, label="结论")
    outcome_label = serializers.SerializerMethodField(label="结论名称")

    effect = serializers.ChoiceField(
        choices=EFFECTS, read_only=True, label="性质", help_text="提示不影响结论和金额"
    )

    class Meta:
        model = AssessmentCheck
        fields = (
            "order",
            "code",
            "outcome",
            "outcome_label",
            "reason",
            "effect",
            "clause",
            "quote",
            "sentence",
            "inputs",
        )
        read_only_fields = fields

    def get_outcome_label(self, row) -> str:
        return OUTCOME_LABELS[row.outcome]


class WorksheetLineSerializer(serializers.ModelSerializer):
    class Meta:
        model = WorksheetLine
        fields = ("order", "label", "value", "operation", "clause")
        read_only_fields = fields


class AssessmentSerializer(AssessmentSummarySerializer):
    claim_number = text("claim.number", "补贴申请号")
    made_by = text("made_by.full_name", "核定人", allow_null=True, help_text="系统自动核定的为空")
    checks = AssessmentCheckSerializer(many=True, read_only=True, label="核定理由")
    worksheet = WorksheetLineSerializer(many=True, read_only=True, label="计算表")

    class Meta:
        model = Assessment
        fields = (
            "id",
            "claim",
            "claim_number",
            "outcome",
            "outcome_label",
            "amount",
            "checks",
            "worksheet",
            "facts",
            "facts_digest",
            "release",
            "rules_version",
            "answer_digest",
            "made_by",
            "made_at",
        )
        read_only_fields = fields


class AssessSerializer(serializers.Serializer):
    claim = ReachedField(Claim, label="补贴申请")


class OfficerFindingSerializer(serializers.Serializer):
    """An officer's answer to a check that the rules hand to a person."""

    check = serializers.CharField(
        label="理由代码", max_length=60, help_text="核定理由中“需人工认定”一项的 code"
    )
    accepted = serializers.BooleanField(label="予以认可")
    reason = serializers.CharField(label="认定理由", max_length=LONGEST_REASON)


class ClaimSerializer(serializers.ModelSerializer):
    status_label = display("status", "状态名称")
    item_label = display("item", "补贴项目名称")
    trainee_name = text("trainee.name", "申请人姓名")
    id_number = text("trainee.id_number_masked", "身份证号码(遮盖)")
    bank_account = text("trainee.bank_account_masked", "银行卡号(遮盖)", help_text="未登记时为空")
    county_name = text("county.name", "受理县(市、区)名称")
    institution_name = text("institution.name", "代办机构名称", allow_null=True, help_text="本人申请的为空")
    training_class = number("参加的培训班", source="enrolment.training_class_id", allow_null=True)
    class_name = text("enrolment.training_class.name", "培训班名称", allow_null=True)
    certificate_number = text("certificate.number", "证书编号")
    certificate_kind = text("certificate.get_kind_display", "证书种类名称")
    certificate_level = text("certificate.get_level_display", "证书等级名称", help_text="没有等级的为空")
    occupation_name = text("certificate.occupation_name", "职业(工种)")
    findings = OfficerFindingSerializer(many=True, read_only=True, label="人工认定")
    publicity_number = text("publicity.number", "公示编号", allow_null=True)
    entered_by = text("entered_by.full_name", "录入人")
    newest_assessment = serializers.SerializerMethodField(label="最近一次核定")

    class Meta:
        model = Claim
        fields = (
            "id",
            "number",
            "status",
            "status_label",
            "version",
            "trainee",
            "trainee_name",
            "id_number",
            "bank_account",
            "county",
            "county_name",
            "institution",
            "institution_name",
            "agreement",
            "enrolment",
            "training_class",
            "class_name",
            "certificate",
            "certificate_number",
            "certificate_kind",
            "certificate_level",
            "occupation_name",
            "item",
            "item_label",
            "employer",
            "enterprise_employee",
            "front_line_post",
            "new_technology_training",
            "findings",
            "entered_amount",
            "amount_basis",
            "amount",
            "newest_assessment",
            "claimed_on",
            "publicity",
            "publicity_number",
            "entered_by",
            "created_at",
        )
        read_only_fields = fields

    @extend_schema_field(AssessmentSummarySerializer(allow_null=True))
    def get_newest_assessment(self, claim: Claim) -> dict | None:
        return AssessmentSummarySerializer(claim.newest[0]).data if claim.newest else None


class ClaimWriteSerializer(serializers.ModelSerializer):
    """Nothing is filled in for the caller: an amount that isn't sent isn't there, a fact is not vouched for."""

    certificate = CertificateField(label="证书")
    enrolment = ReachedField(
        Enrolment,
        verb=Verb.ENTER_CLAIM,
        label="学员名册编号",
        required=False,
        allow_null=True,
        help_text="取得证书的那次培训；机构代办时必填",
    )
    findings = OfficerFindingSerializer(
        many=True, required=False, max_length=MOST_FINDINGS, label="人工认定", help_text="整体替换"
    )

    class Meta:
        model = Claim
        fields = (
            "certificate",
            "enrolment",
            "item",
            "agreement",
            "employer",
            "enterprise_employee",
            "front_line_post",
            "new_technology_training",
            "findings",
            "entered_amount",
            "amount_basis",
        )
        validators: list = []
        extra_kwargs = {
            "enterprise_employee": {"help_text": "尚未核实的为空"},
            "front_line_post": {"help_text": "尚未核实的为空"},
            "new_technology_training": {"help_text": "尚未核实的为空"},
            "entered_amount": {"help_text": "通知只规定上限的项目必填，系统不代填；定额项目不填"},
            "amount_basis": {"help_text": "填写申请金额所依据的当地文件名称或文号"},
        }


class ClaimCreateSerializer(ClaimWriteSerializer):
    trainee = ReachedField(
        Trainee,
        verb=Verb.ENTER_CLAIM,
        label="申请人",
        required=False,
        help_text="未参加登记的培训时填写；填写了学员名册编号的不必填",
    )

    class Meta(ClaimWriteSerializer.Meta):
        fields = ("trainee", *ClaimWriteSerializer.Meta.fields)


class ConfirmAccountSerializer(MoveSerializer):
    comment = serializers.CharField(
        label="核对账号的依据", max_length=500, help_text="如持卡人姓名、存折或银行卡复印件"
    )
