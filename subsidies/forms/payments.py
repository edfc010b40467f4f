"""Which claims are paid, why the list is exported, and what the bank answered."""

from django import forms
from django.db.models import QuerySet

from yunnan_training.core.forms import day_input

from ..models import Claim, Payment
from ..payment_returns import LONGEST, PaymentResult
from .publicities import ChosenClaims


class BatchForm(forms.Form):
    claims = ChosenClaims(label="列入批次的申请", queryset=Claim.objects.none())

    def __init__(self, *args, claims: QuerySet[Claim], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["claims"].queryset = claims


class ExportForm(forms.Form):
    reason = forms.CharField(
        label="导出理由",
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "请填写导出理由，清单含完整银行卡号，每次导出都有记录"},
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


class VersionForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


class ResultForm(forms.Form):
    """What became of one payment. Whether it is complete is asked by the gate, row by row as for a workbook."""

    paid = forms.TypedChoiceField(
        label="拨付结果",
        choices=[("yes", "成功"), ("no", "失败")],
        coerce=lambda value: value == "yes",
    )
    paid_on = forms.DateField(label="拨付日期", required=False, widget=day_input())
    voucher_number = forms.CharField(label="凭证号", required=False, max_length=LONGEST["voucher"])
    failure_reason = forms.CharField(label="失败原因", required=False, max_length=LONGEST["reason"])

    def __init__(self, *args, payment: Payment, **kwargs):
        super().__init__(*args, prefix=f"p{payment.pk}", **kwargs)
        self.payment = payment
        for bound in self:
            kind = "form-select" if bound.name == "paid" else "form-control"
            bound.field.widget.attrs |= {"class": kind, "aria-label": f"{payment.payee} {bound.label}"}

    @property
    def result(self) -> PaymentResult:
        typed = self.cleaned_data
        paid = typed["paid"]
        return PaymentResult(
            payment_id=self.payment.pk,
            paid=paid,
            paid_on=typed["paid_on"] if paid else None,
            voucher_number=typed["voucher_number"] if paid else "",
            failure_reason="" if paid else typed["failure_reason"],
        )


class ReturnForm(forms.Form):
    """The exported list as it came back from the bank."""

    file = forms.FileField(
        label="银行返回的拨付清单",
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        help_text="在系统导出的清单中填好“拨付结果”“拨付日期”“凭证号”“失败原因”四列，其他内容不要改动",
        error_messages={"required": "请选择要上传的文件", "empty": "文件是空的，请重新选择"},
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
