"""What is typed about a trainee, and by one."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from yunnan_training.core.identity import parse_id_number, without_blanks

from .actions import trainees as acts

ID_INPUT = {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "maxlength": "30"}


class TraineeSearch(forms.Form):
    """Sent by POST: neither a name nor an ID number stands in an address or a log."""

    name = forms.CharField(label="姓名", required=False, max_length=40)
    id_number = forms.CharField(
        label="身份证号码", required=False, max_length=30, widget=forms.TextInput(attrs=ID_INPUT)
    )

    def clean_id_number(self) -> str:
        return _id_number(self.cleaned_data["id_number"]) if self.cleaned_data["id_number"] else ""

    def clean(self) -> dict:
        cleaned = super().clean()
        if not self.errors and not any(cleaned.values()):
            raise ValidationError("请填写姓名或完整的身份证号码")
        return cleaned


class RevealForm(forms.Form):
    reason = forms.CharField(
        label="查看理由",
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="如：核对银行卡号后拨付；理由和本次查看一并记录，供审计查阅",
        error_messages={"required": "请填写查看完整信息的理由"},
    )


class CorrectForm(forms.Form):
    """The present value isn't shown: the new one is typed whole."""

    value = forms.CharField(
        max_length=40, widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"})
    )
    reason = forms.CharField(
        label="更正依据", max_length=200, help_text="如：本人到窗口申请，已核对身份证和银行卡"
    )

    def __init__(self, *args, field: str, label: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.field_name = field
        self.fields["value"].label = f"新的{label}"

    def clean_value(self) -> str:
        value = without_blanks(self.cleaned_data["value"])
        refusal = acts.refusal_of(self.field_name, value)
        if refusal:
            raise ValidationError(refusal)
        return value


class SignInForm(forms.Form):
    name = forms.CharField(
        label="姓名", max_length=40, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    id_number = forms.CharField(
        label="身份证号码", max_length=30, widget=forms.TextInput(attrs=ID_INPUT), help_text="18位，末位可为X"
    )

    def clean_name(self) -> str:
        return "".join(self.cleaned_data["name"].split())

    def clean_id_number(self) -> str:
        return _id_number(self.cleaned_data["id_number"])


class CodeForm(forms.Form):
    code = forms.RegexField(
        r"^\d{6}$",
        label="验证码",
        strip=True,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "maxlength": "6"}
        ),
        error_messages={"invalid": "验证码为6位数字"},
    )


def _id_number(text: str) -> str:
    try:
        return parse_id_number(text, on=timezone.localdate()).number
    except ValueError as error:
        raise ValidationError(str(error)) from error
