"""What is typed about a filing."""

from datetime import date

from django import forms
from django.db.models import QuerySet

from yunnan_training.core.models import Region

from ..enums import FilingStatus

MONTH = "%Y-%m"


class FilingSearch(forms.Form):
    status = forms.ChoiceField(label="状态", required=False, choices=[("", "全部"), *FilingStatus.choices])
    registration_number = forms.CharField(label="备案登记号", required=False, max_length=40)


class PrefectureChoice(forms.ModelChoiceField):
    def label_from_instance(self, region: Region) -> str:
        return region.name


class ConsolidateForm(forms.Form):
    prefecture = PrefectureChoice(label="州市", queryset=Region.objects.none(), empty_label=None)
    period = forms.DateField(
        label="所属月份",
        input_formats=[MONTH],
        widget=forms.DateInput(attrs={"type": "month"}, format=MONTH),
        help_text="收入截至当月月底已公开、尚未列入任何备案的班次，以前月份漏报的一并收入",
        error_messages={"invalid": "请按“2026-03”的样式填写月份"},
    )

    def __init__(self, data=None, *, prefectures: QuerySet[Region], on: date):
        super().__init__(data)
        self.fields["prefecture"].queryset = prefectures
        self.fields["prefecture"].initial = prefectures.first()
        self.fields["period"].initial = on.replace(day=1)
        self.fields["period"].widget.attrs["max"] = f"{on:%Y-%m}"


class FilingMoveForm(forms.Form):
    """The button of the next step; `item` only where a class is taken out."""

    transition = forms.CharField(max_length=40)
    comment = forms.CharField(max_length=500, required=False)
    version = forms.IntegerField(min_value=1, required=False)
    item = forms.IntegerField(min_value=1, max_value=2**63 - 1, required=False)
