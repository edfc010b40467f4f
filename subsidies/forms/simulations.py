"""What is asked of a simulation: a draft or other readings, a period, a region within one's reach."""

from collections.abc import Sequence
from datetime import date

from django import forms
from django.db.models import QuerySet

from yunnan_training.core.forms import RegionChoice, day_input
from yunnan_training.core.models import Region, RuleRelease

from ..models import Simulation
from ..rules.releases import Parameter


class DraftChoice(forms.ModelChoiceField):
    def label_from_instance(self, row: RuleRelease) -> str:
        return f"{row}《{row.title}》"


class SimulationForm(forms.Form):
    title = forms.CharField(
        label="名称", max_length=Simulation._meta.get_field("title").max_length, help_text="写明测算什么"
    )
    region = RegionChoice(label="测算范围", queryset=Region.objects.none(), empty_label=None)
    period_from = forms.DateField(label="起始日期", widget=day_input())
    period_to = forms.DateField(label="截止日期", widget=day_input(), help_text="默认为上一个自然年")
    release = DraftChoice(
        label="规则草稿",
        queryset=RuleRelease.objects.none(),
        required=False,
        empty_label="不测算草稿，只测算读法",
    )

    def __init__(
        self,
        data=None,
        *,
        reached: QuerySet[Region],
        drafts: QuerySet[RuleRelease],
        switches: Sequence[Parameter],
        period: tuple[date, date],
    ):
        super().__init__(data)
        self.fields["region"].queryset = reached
        self.fields["region"].initial = reached.order_by("code").first()
        self.fields["release"].queryset = drafts
        self.fields["period_from"].initial, self.fields["period_to"].initial = period
        self.switches = {f"reading_{number}": each for number, each in enumerate(switches, start=1)}
        for name, switch in self.switches.items():
            held = switch.choices[switch.values[-1].value]
            others = [
                (value, label) for value, label in switch.choices.items() if value != switch.values[-1].value
            ]
            self.fields[name] = forms.ChoiceField(
                label=f"{switch.register} {switch.label}".strip(),
                required=False,
                choices=[("", f"现行：{held}"), *((value, f"改为：{label}") for value, label in others)],
            )

    @property
    def asked(self) -> dict:
        """What the action takes."""
        given = {name: self.cleaned_data[name] for name in self.base_fields}
        chosen = {
            switch.key: self.cleaned_data[name]
            for name, switch in self.switches.items()
            if self.cleaned_data[name]
        }
        return {**given, "readings": chosen}
