"""What the county adds before approval and may change after it: fixed facts, supervisor, officers, the check."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from institutions.models import Licence
from yunnan_training.core.forms import clean_phone, day_input
from yunnan_training.core.models import User

from ..enums import CheckResult, ClassStatus, Stage
from ..models import TrainingClass
from .choices import PRINTED, OfficerChoice


class SupervisorFields(forms.Form):
    """The county's supervisor: chosen among its officers, kept as the name and number on the board."""

    supervisor = OfficerChoice(label="培训班监督人")
    supervisor_phone = forms.CharField(
        label="监督人联系方式", max_length=20, required=False, help_text="印在告知牌上；不填则用其办公电话"
    )

    def offer_supervisors(self, officers: list[User], *, training_class: TrainingClass) -> None:
        self.fields["supervisor"].offer(officers)
        named = [officer for officer in officers if officer.full_name == training_class.supervisor_name]
        self.before = (training_class.supervisor_name, training_class.supervisor_phone)
        if named:
            self.fields["supervisor"].initial = named[0].pk
        elif training_class.supervisor_name:
            self.fields["supervisor"].help_text = f"原监督人{training_class.supervisor_name}已不在本局任职"
        self.fields["supervisor_phone"].initial = training_class.supervisor_phone

    def clean(self) -> dict:
        cleaned = super().clean()
        supervisor, phone = cleaned.get("supervisor"), cleaned.get("supervisor_phone")
        name_before, phone_before = self.before
        if supervisor and supervisor.full_name != name_before and phone == phone_before:
            phone = ""  # the number still shown is another person's
        if supervisor and not phone:
            cleaned["supervisor_phone"] = supervisor.work_phone
            if not supervisor.work_phone:
                self.add_error("supervisor_phone", f"{supervisor.full_name}没有登记办公电话，请填写联系方式")
        return cleaned

    def clean_supervisor_phone(self) -> str:
        return clean_phone(self.cleaned_data["supervisor_phone"])

    @property
    def supervisor_facts(self) -> dict[str, str]:
        return {
            "supervisor_name": self.cleaned_data["supervisor"].full_name,
            "supervisor_phone": self.cleaned_data["supervisor_phone"],
        }


class FixForm(SupervisorFields):
    """二(一)1: 培训对象, 就业方向, 就业帮扶措施 (培训工种 stands in the application), officers per stage."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    target_group = forms.CharField(
        label="培训对象", max_length=120, help_text="如：脱贫劳动力、农村转移就业劳动者"
    )
    job_direction = forms.CharField(label="就业方向", max_length=120)
    support_measures = forms.CharField(label="就业帮扶措施", widget=forms.Textarea(attrs={"rows": 2}))

    field_order = (
        "version",
        "target_group",
        "job_direction",
        "support_measures",
        "supervisor",
        "supervisor_phone",
    )

    def __init__(self, data=None, *, training_class: TrainingClass, officers: list[User]):
        super().__init__(data)
        for name in ("target_group", "job_direction", "support_measures", "version"):
            self.fields[name].initial = getattr(training_class, name)
        self.offer_supervisors(officers, training_class=training_class)
        named = dict(training_class.stage_officers.values_list("stage", "officer_id"))
        for stage in Stage:
            field = OfficerChoice(label=stage.label)
            field.offer(officers)
            field.initial = named.get(stage.value)
            self.fields[f"officer_{stage.value}"] = field

    @property
    def facts(self) -> list:
        return [self[name] for name in ("target_group", "job_direction", "support_measures")]

    @property
    def supervisor_fields(self) -> list:
        return [self["supervisor"], self["supervisor_phone"]]

    @property
    def officers(self) -> list:
        return [self[f"officer_{stage.value}"] for stage in Stage]

    @property
    def stage_officers(self) -> dict[str, User]:
        return {stage.value: self.cleaned_data[f"officer_{stage.value}"] for stage in Stage}


class ChangeForm(SupervisorFields):
    """What stands on the board and may change while the class runs."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    start_on = forms.DateField(
        label="开班日期", widget=day_input(), help_text="改期的，结业日期和全部课次按相同天数调整"
    )
    place = forms.CharField(label="培训地点", max_length=120)
    daily_times = forms.CharField(label="每日上课时间", max_length=60)
    manager_name = forms.CharField(label="培训班管理人", max_length=40)
    manager_phone = forms.CharField(label="管理人联系方式", max_length=20, help_text=PRINTED)
    reason = forms.CharField(
        label="变更原因", max_length=120, help_text="写入旧版告知牌的作废原因，并记入办理记录"
    )

    field_order = (
        "version",
        "start_on",
        "place",
        "daily_times",
        "manager_name",
        "manager_phone",
        "supervisor",
        "supervisor_phone",
        "reason",
    )

    def __init__(self, data=None, *, training_class: TrainingClass, officers: list[User]):
        super().__init__(data)
        for name in ("version", "start_on", "place", "daily_times", "manager_name", "manager_phone"):
            self.fields[name].initial = getattr(training_class, name)
        if training_class.status == ClassStatus.IN_TRAINING:
            self.fields["start_on"].disabled = True
            self.fields["start_on"].help_text = "已开班，不能改期；未上的课次请在考勤中取消"
        self.offer_supervisors(officers, training_class=training_class)

    def clean_manager_phone(self) -> str:
        return clean_phone(self.cleaned_data["manager_phone"])

    @property
    def changes(self) -> dict[str, Any]:
        names = ("start_on", "place", "daily_times", "manager_name", "manager_phone")
        return {name: self.cleaned_data[name] for name in names} | self.supervisor_facts


class CheckForm(forms.Form):
    """二(一)2: one paper of the host, held against this class."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    licence = forms.ModelChoiceField(
        label="核验的证照",
        queryset=Licence.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": "请选择核验的证照"},
    )
    result = forms.ChoiceField(
        label="核验结果",
        choices=CheckResult.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择核验结果"},
    )
    note = forms.CharField(
        label="核验意见",
        max_length=200,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="核验不通过的，必须写明原因",
    )

    def __init__(self, data=None, *, training_class: TrainingClass, licences: QuerySet[Licence]):
        super().__init__(data)
        self.fields["version"].initial = training_class.version
        self.fields["licence"].queryset = licences
        if len(licences) == 1:
            self.fields["licence"].initial = licences[0].pk

    @property
    def passed(self) -> bool:
        return self.cleaned_data["result"] == CheckResult.PASSED
