"""What of publicities and payments is read and written. Amounts are decimal text; accounts are masked."""

from rest_framework import serializers

from yunnan_training.core.api.fields import LARGEST_ID, PhoneField
from yunnan_training.core.identity import mask_runs
from yunnan_training.core.roles import Verb

from ...forms.publicities import LONGEST_TYPED
from ...models import Payment, PaymentBatch, Publicity
from ...payment_returns import LONGEST
from .parts import COUNTIES, MOST_CLAIMS, ReachedClaimsField, display, number, text, yuan


class PublicitySerializer(serializers.ModelSerializer):
    county_name = text("county.name", "县(市、区)名称")
    status_label = display("status", "状态名称")
    claim_count = number("申请笔数", source="count")
    total = yuan("金额合计")
    entered_by = text("entered_by.full_name", "组织人")

    class Meta:
        model = Publicity
        fields = (
            "id",
            "number",
            "county",
            "county_name",
            "starts_on",
            "ends_on",
            "calendar_note",
            "objection_phone",
            "status",
            "status_label",
            "version",
            "claim_count",
            "total",
            "entered_by",
            "created_at",
        )
        read_only_fields = fields


class PublicityCreateSerializer(serializers.Serializer):
    county = serializers.PrimaryKeyRelatedField(
        label="县(市、区)", queryset=COUNTIES, help_text="行政区划代码"
    )
    claims = ReachedClaimsField(verb=Verb.PUBLISH_CLAIMS, label="列入公示的申请", help_text="已批准的申请")
    starts_on = serializers.DateField(label="公示开始日")
    days = serializers.IntegerField(
        label="公示期(工作日)",
        min_value=1,
        max_value=LONGEST_TYPED,
        required=False,
        allow_null=True,
        help_text="不填时按现行参数；可以更长，不能更短",
    )
    objection_phone = PhoneField(
        label="异议受理电话",
        required=False,
        allow_blank=True,
        help_text="固定电话，随公示对外公布；不填时用本局电话",
    )


class PublicRowSerializer(serializers.Serializer):
    name = serializers.CharField(read_only=True, label="姓名")
    class_name = serializers.CharField(read_only=True, label="培训班")
    item = serializers.CharField(read_only=True, label="补贴项目")
    amount = yuan("金额")


class UnnamedTotalSerializer(serializers.Serializer):
    count = number("笔数")
    amount = yuan("金额")


class PublicListSerializer(serializers.Serializer):
    rows = PublicRowSerializer(many=True, read_only=True, label="公布姓名的申请")
    unnamed = UnnamedTotalSerializer(read_only=True, label="不公布姓名的合计")


class PaymentSerializer(serializers.ModelSerializer):
    batch_number = text("batch.number", "批次号")
    claim_number = text("claim.number", "补贴申请号")
    item = text("claim.item", "补贴项目")
    item_label = text("claim.get_item_display", "补贴项目名称")
    account = text("account_masked", "收款账号(遮盖)")
    status_label = display("status", "状态名称")
    failure_reason = serializers.SerializerMethodField(label="失败原因(号码遮盖)")

    class Meta:
        model = Payment
        fields = (
            "id",
            "batch",
            "batch_number",
            "claim",
            "claim_number",
            "item",
            "item_label",
            "amount",
            "payee",
            "account",
            "status",
            "status_label",
            "paid_on",
            "voucher_number",
            "failure_reason",
        )
        read_only_fields = fields

    def get_failure_reason(self, payment: Payment) -> str:
        return mask_runs(payment.failure_reason)


class PaymentBatchSerializer(serializers.ModelSerializer):
    county_name = text("county.name", "县(市、区)名称")
    status_label = display("status", "状态名称")
    payment_count = number("笔数", source="count")
    total = yuan("金额合计")
    payments = PaymentSerializer(many=True, read_only=True, label="拨付明细")
    entered_by = text("entered_by.full_name", "制单人")

    class Meta:
        model = PaymentBatch
        fields = (
            "id",
            "number",
            "county",
            "county_name",
            "status",
            "status_label",
            "version",
            "payment_count",
            "total",
            "payments",
            "entered_by",
            "created_at",
            "exported_at",
            "settled_at",
        )
        read_only_fields = fields


class BatchCreateSerializer(serializers.Serializer):
    county = serializers.PrimaryKeyRelatedField(
        label="县(市、区)", queryset=COUNTIES, help_text="行政区划代码"
    )
    claims = ReachedClaimsField(verb=Verb.PAY, label="列入批次的申请", help_text="待拨付的申请")


class ExportSerializer(serializers.Serializer):
    reason = serializers.CharField(label="导出理由", max_length=200, help_text="记入个人信息查看记录")


class PaymentResultSerializer(serializers.Serializer):
    payment = serializers.IntegerField(label="拨付编号", min_value=1, max_value=LARGEST_ID)
    paid = serializers.BooleanField(label="已到账")
    paid_on = serializers.DateField(
        label="拨付日期", required=False, allow_null=True, default=None, help_text="到账的必填"
    )
    voucher_number = serializers.CharField(
        label="凭证号",
        max_length=LONGEST["voucher"],
        required=False,
        allow_blank=True,
        default="",
        help_text="到账的必填",
    )
    failure_reason = serializers.CharField(
        label="失败原因",
        max_length=LONGEST["reason"],
        required=False,
        allow_blank=True,
        default="",
        help_text="未到账的必填",
    )

    def validate(self, attrs: dict) -> dict:
        """What contradicts itself is sent back; what is missing is the gate's business."""
        if attrs["paid"] and attrs["failure_reason"]:
            raise serializers.ValidationError({"failure_reason": "已到账的不填失败原因。"})
        if not attrs["paid"] and (attrs["paid_on"] or attrs["voucher_number"]):
            raise serializers.ValidationError({"paid": "未到账的不填拨付日期和凭证号。"})
        return attrs


class SettleSerializer(serializers.Serializer):
    results = PaymentResultSerializer(many=True, min_length=1, max_length=MOST_CLAIMS, label="拨付结果")


class SettleFileSerializer(serializers.Serializer):
    file = serializers.FileField(
        label="银行返回的拨付清单", max_length=255, help_text=".xlsx，在导出的清单中填好结果"
    )
