"""What is typed about an institution."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from yunnan_training.core.forms import RegionChoice, clean_phone, day_input
from yunnan_training.core.identity import is_mobile, mask_phone, parse_uscc
from yunnan_training.core.models import Region, User

from .enums import InstitutionKind, LicenceKind, Ownership
from .models import Institution, Licence, Teacher

THREE_KINDS = (
    "通知二(一)2:全省职业院校、技工院校和经人力资源社会保障行政部门批准的民办职业培训机构，均可申请承办。"
    "其他单位(如企业培训中心)不在其列，不能登记。"
)


class InstitutionSearch(forms.Form):
    name = forms.CharField(label="机构名称", required=False, max_length=80)
    kind = forms.ChoiceField(
        label="机构类别", required=False, choices=[("", "全部"), *InstitutionKind.choices]
    )
    county = RegionChoice(
        label="所在县(市、区)", required=False, queryset=Region.objects.none(), empty_label="全部"
    )

    def __init__(self, *args, counties: QuerySet[Region], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["county"].queryset = counties


class InstitutionForm(forms.ModelForm):
    """A mobile isn't shown again: when correcting, an empty phone leaves the present one."""

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
        help_texts = {"kind": THREE_KINDS, "credit_code": "18位，照证照填写"}
        field_classes = {"county": RegionChoice}

    def __init__(self, *args, counties: QuerySet[Region], **kwargs):
        super().__init__(*args, **kwargs)
        county = self.fields["county"]
        county.queryset = counties
        only = list(counties[:2])
        if len(only) == 1:
            county.initial, county.empty_label = only[0].pk, None
        self.fields["kind"].choices = [("", "请选择"), *InstitutionKind.choices]
        self.fields["ownership"].choices = [("", "请选择"), *Ownership.choices]
        # The model's own check would speak before the spelling is folded.
        self.fields["credit_code"].max_length = None
        self.fields["credit_code"].validators = []
        self.fields["contact_phone"].help_text = "11位手机号码，或带区号的固定电话"
        if self.instance.pk and is_mobile(self.instance.contact_phone):
            self._hide_mobile()

    def _hide_mobile(self) -> None:
        self.initial["contact_phone"] = ""
        phone = self.fields["contact_phone"]
        phone.required = False
        phone.help_text = f"现为{mask_phone(self.instance.contact_phone)}；不修改请留空"

    def clean_credit_code(self) -> str:
        try:
            return parse_uscc(self.cleaned_data["credit_code"])
        except ValueError as error:
            raise ValidationError(str(error)) from error

    def clean_contact_phone(self) -> str:
        typed = clean_phone(self.cleaned_data["contact_phone"])
        return typed or self.initial_phone

    @property
    def initial_phone(self) -> str:
        return Institution.objects.only("contact_phone").get(pk=self.instance.pk).contact_phone


class LicenceForm(forms.ModelForm):
    occupations = forms.CharField(
        label="核准职业(工种)代码",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="职业分类大典代码，如 6-31-01-03,多个用空格或逗号分开；证照不限定职业的不填",
    )

    class Meta:
        model = Licence
        fields = ("kind", "number", "authority", "valid_from", "valid_to", "occupations")
        widgets = {"valid_from": day_input(), "valid_to": day_input()}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", "请选择"), *LicenceKind.choices]
        if self.instance.pk:
            self.initial["occupations"] = " ".join(self.instance.occupations)

    def clean_occupations(self) -> list[str]:
        codes = [code for code in re.split(r"[\s,,、;;]+", self.cleaned_data["occupations"]) if code]
        wrong = [code for code in codes if not re.fullmatch(r"[1-8](-\d{2}){3}", code)]
        if wrong:
            raise ValidationError(f"代码有误：{'、'.join(wrong[:5])}；应形如 6-31-01-03")
        return list(dict.fromkeys(codes))


class TeacherForm(forms.ModelForm):
    class Meta:
        model = Teacher
        fields = ("name", "subject", "qualification", "certificate_number", "active")


class MemberForm(forms.Form):
    user = forms.CharField(
        label="登录名", max_length=40, help_text="账号由系统管理员建立；请填写本人的登录名"
    )
    full_name = forms.CharField(label="姓名", max_length=40, help_text="与账号姓名一致，用于核对")
    valid_from = forms.DateField(label="起始日期", widget=day_input())
    valid_to = forms.DateField(label="截止日期", required=False, widget=day_input(), help_text="不填表示未定")

    def clean(self) -> dict:
        """One sentence for an unknown name and for a wrong one: this page is no list of accounts."""
        cleaned = super().clean()
        if "user" in cleaned and "full_name" in cleaned:
            found = User.objects.filter(
                username=cleaned["user"].strip().lower(), full_name=cleaned.pop("full_name").strip()
            ).first()
            if found is None:
                raise ValidationError("没有登录名和姓名都相符的账号，请核对，或请系统管理员先建立账号")
            cleaned["user"] = found
        return cleaned
