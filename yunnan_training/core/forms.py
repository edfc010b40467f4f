"""Forms of the ground floor: accounts, appointments, the help desk, the audit."""

from datetime import date

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db.models import QuerySet

from .identity import is_landline, is_mobile, without_blanks
from .lock_out import LOGIN_NAME
from .models import Region, User
from .models.api_token import SCOPES
from .oversight import object_types
from .roles import REGION_ROLES, Role


def day_input() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def clean_phone(text: str) -> str:
    """A mobile or a landline, without blanks."""
    phone = without_blanks(text)
    if phone and not (is_mobile(phone) or is_landline(phone)):
        raise ValidationError("电话号码有误：请填写11位手机号码，或带区号的固定电话，如0871-65123456")
    return phone


class RegionChoice(forms.ModelChoiceField):
    def __init__(self, *args, empty_label="请选择", **kwargs):
        super().__init__(*args, empty_label=empty_label, **kwargs)

    def label_from_instance(self, region: Region) -> str:
        return f"{region.code} {region.name}"


class UserSearch(forms.Form):
    username = forms.CharField(label="登录名", required=False, max_length=40)
    full_name = forms.CharField(label="姓名", required=False, max_length=40)
    role = forms.ChoiceField(label="现任角色", required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [("", "全部"), *((role.value, role.label) for role in REGION_ROLES)]


class UserForm(forms.Form):
    username = forms.CharField(
        label="登录名",
        max_length=40,
        help_text="小写字母开头，可用小写字母、数字、点、横线；一人一号，不得共用",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )
    full_name = forms.CharField(label="姓名", max_length=40)
    work_phone = forms.CharField(label="办公电话", max_length=20, required=False)
    region = RegionChoice(
        label="账号管理地区", queryset=Region.objects.none(), help_text="由该地区的系统管理员管理此账号"
    )

    def __init__(self, *args, regions: QuerySet[Region], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["region"].queryset = regions

    def clean_username(self) -> str:
        username = self.cleaned_data["username"].lower()
        if not LOGIN_NAME.fullmatch(username):
            raise ValidationError("登录名须以小写字母开头，只用小写字母、数字、点、横线和下划线，至少2位")
        if User.objects.filter(username=username).exists():
            raise ValidationError("登录名已存在，请换一个")
        return username

    def clean_work_phone(self) -> str:
        return clean_phone(self.cleaned_data["work_phone"])


class AppointmentForm(forms.Form):
    role = forms.ChoiceField(label="角色")
    region = RegionChoice(label="任职地区", queryset=Region.objects.none())
    valid_from = forms.DateField(label="起始日期", widget=day_input())
    valid_to = forms.DateField(
        label="截止日期", required=False, widget=day_input(), help_text="当日仍在任；不填表示未定"
    )
    delegation = forms.CharField(
        label="书面委托文件",
        required=False,
        max_length=80,
        help_text="受一把手书面委托行使批准职责的，填写委托文件名称或文号；一把手本人不填",
    )

    def __init__(self, *args, regions: QuerySet[Region], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["region"].queryset = regions
        roles = [(role.value, role.label) for role in REGION_ROLES]
        self.fields["role"].choices = [("", "请选择"), *roles]

    def clean_role(self) -> Role:
        return Role(self.cleaned_data["role"])


class EndForm(forms.Form):
    on = forms.DateField(
        label="最后任职日", widget=day_input(), help_text="当日仍在任；需要立即停止的，请填写昨日或停用账号"
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(label="理由", max_length=200, widget=forms.Textarea(attrs={"rows": 2}))


class TokenForm(forms.Form):
    name = forms.CharField(
        label="用途", max_length=100, help_text="如“县局业务系统同步培训班”；凭此辨认是哪个系统"
    )
    scopes = forms.MultipleChoiceField(
        label="权限范围",
        choices=list(SCOPES.items()),
        widget=forms.CheckboxSelectMultiple,
        help_text="只选系统用得到的；“办理”不包含“查询”",
        error_messages={"required": "请至少选择一项权限范围"},
    )
    days = forms.IntegerField(label="有效天数", min_value=1, initial=90)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        longest = settings.API_TOKEN_MAX_DAYS
        days = self.fields["days"]
        days.validators.append(MaxValueValidator(longest))
        days.widget.attrs["max"] = longest
        days.help_text = f"最长{longest}天，到期自动失效"


class AuditSearch(forms.Form):
    """The person is a member of staff; a trainee is never searched by name here."""

    day_from = forms.DateField(label="日期自", required=False, widget=day_input())
    day_to = forms.DateField(label="日期至", required=False, widget=day_input())
    person = forms.CharField(label="经办人", required=False, max_length=40)
    object_type = forms.ChoiceField(label="对象", required=False)
    object_id = forms.IntegerField(label="对象编号", required=False, min_value=1, max_value=2**63 - 1)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["object_type"].choices = [("", "全部"), *object_types()]

    def clean(self) -> dict:
        cleaned = super().clean()
        first, last = cleaned.get("day_from"), cleaned.get("day_to")
        if isinstance(first, date) and isinstance(last, date) and last < first:
            self.add_error("day_to", "不能早于起始日期")
        return cleaned


class ReadOutForm(forms.Form):
    """How the help desk made sure to whom it speaks."""

    CHECKS = (
        ("card", "本人到窗口，已核对身份证"),
        ("phone", "本人来电，已核对姓名和身份证号码"),
    )
    checked = forms.ChoiceField(
        label="核对方式",
        choices=CHECKS,
        widget=forms.RadioSelect,
        error_messages={"required": "请先选择核对身份的方式"},
    )

    @property
    def reason(self) -> str:
        return f"向本人告知登录验证码：{dict(self.CHECKS)[self.cleaned_data['checked']]}"
