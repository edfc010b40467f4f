"""Which claims are publicised, from when."""

from datetime import date

from django import forms
from django.db.models import QuerySet

from yunnan_training.core.forms import clean_phone, day_input

from ..models import Claim

LONGEST_TYPED = 120  # a slip of the finger is refused; the least is the parameter's business


class ChosenClaims(forms.ModelMultipleChoiceField):
    """Ticked rows of a table."""

    default_error_messages = {
        "required": "请至少选择一笔申请",
        "invalid_choice": "所选申请的状态已有变化，请刷新页面后重新选择",
        "invalid_pk_value": "所选申请有误，请刷新页面后重新选择",
    }


class PublicityForm(forms.Form):
    claims = ChosenClaims(label="列入公示的申请", queryset=Claim.objects.none())
    starts_on = forms.DateField(label="公示开始日", widget=day_input())
    days = forms.IntegerField(
        label="公示期（工作日）",
        min_value=1,
        max_value=LONGEST_TYPED,
        widget=forms.NumberInput(attrs={"step": 1}),
    )
    objection_phone = forms.CharField(
        label="异议受理电话", max_length=20, help_text="固定电话，随公示对外公布"
    )

    def __init__(self, *args, claims: QuerySet[Claim], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["claims"].queryset = claims

    def clean_objection_phone(self) -> str:
        return clean_phone(self.cleaned_data["objection_phone"])

    @property
    def typed_window(self) -> tuple[date | None, int | None]:
        """The day and the length as typed, where they can be read, for the end day that is shown."""
        self.is_valid()
        return self.cleaned_data.get("starts_on"), self.cleaned_data.get("days")
