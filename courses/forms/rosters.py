"""What is typed about a roster: the search, the workbook, who leaves."""

from django import forms
from django.core.exceptions import ValidationError

from trainees.enums import PersonCategory
from yunnan_training.core.xlsx.guard import WorkbookRefused, inspect

from ..actions.leaving import LONGEST_REASON
from ..enums import ExamResult, RosterStatus

ANY = ("", "全部")


class RosterSearch(forms.Form):
    class_name = forms.CharField(label="班次", required=False, max_length=80)
    status = forms.ChoiceField(label="状态", required=False, choices=[ANY, *RosterStatus.choices])


class EnrolmentSearch(forms.Form):
    """Nothing personal: what is searched for stands in the address."""

    category = forms.ChoiceField(label="人员类别", required=False, choices=[ANY, *PersonCategory.choices])
    result = forms.ChoiceField(label="考核结果", required=False, choices=[ANY, *ExamResult.choices])


class WorkbookForm(forms.Form):
    """The file itself is judged by the gate; here only what the clerk can mend before the job is worth it."""

    file = forms.FileField(
        label="花名册文件",
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        help_text="只接收 .xlsx 文件（Excel 或 WPS 保存），不超过10MB，不设打开密码、不带宏",
        error_messages={"required": "请选择花名册文件", "empty": "文件是空的（0字节），请重新选择文件"},
    )

    @property
    def content(self) -> bytes:
        return self.cleaned_data["file"]

    def clean_file(self) -> bytes:
        content = self.cleaned_data["file"].read()
        try:
            inspect(content)
        except WorkbookRefused as refused:
            raise ValidationError(refused.message) from refused
        return content


class LeavingForm(forms.Form):
    """Why somebody leaves a class or comes back."""

    reason = forms.CharField(
        label="原因",
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="如“外出务工”“身体原因”；只写与培训有关的情况，不要写证件号码",
        error_messages={"required": "请填写原因"},
    )
    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


class RevealForm(forms.Form):
    fields_wanted = forms.MultipleChoiceField(
        label="需要查看",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请选择需要查看的内容"},
    )
    reason = forms.CharField(
        label="理由",
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="写明办理什么事项，如“核对学员张某的身份证号码”；理由会记入查看记录",
        error_messages={"required": "请填写查看的理由"},
    )

    def __init__(self, data=None, *, offered: dict[str, str]):
        super().__init__(data)
        self.fields["fields_wanted"].choices = list(offered.items())
