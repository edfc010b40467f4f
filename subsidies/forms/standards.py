"""What is typed about a local standard, and by what one looks for one."""

from django import forms
from django.db.models import Q, QuerySet

from courses.enums import Programme
from courses.models import CatalogueItem
from yunnan_training.core.enums import LocalStandardStatus, RegionLevel
from yunnan_training.core.forms import RegionChoice, day_input
from yunnan_training.core.models import LocalStandard, Region

from ..rules.enums import SKILL_LEVEL_LABELS
from ..rules.local_standards import local_standards

KEYS = [(kind.key, f"{kind.label}（{kind.unit}）") for kind in local_standards().values()]
WITH_EFFECT = [
    (kind.key, f"{kind.label}（{kind.unit}）：{kind.effect.label}") for kind in local_standards().values()
]
LEVELS = [(level.value, label) for level, label in SKILL_LEVEL_LABELS.items()]


class StandardForm(forms.Form):
    region = RegionChoice(label="适用地区", queryset=Region.objects.none(), empty_label=None)
    key = forms.ChoiceField(label="标准项目", choices=[("", "请选择"), *WITH_EFFECT])
    value = forms.CharField(
        label="数值", max_length=20, help_text="金额以元计，比例填小数（80%填0.80），天数和人数填整数"
    )
    valid_from = forms.DateField(label="起始日期", widget=day_input(), help_text="含当日")
    valid_to = forms.DateField(
        label="截止日期", widget=day_input(), required=False, help_text="含当日；长期执行的不填"
    )
    occupation = forms.ChoiceField(label="职业（工种）", required=False, help_text="不填为全部")
    level = forms.ChoiceField(label="技能等级", required=False, choices=[("", "全部"), *LEVELS])
    programme = forms.ChoiceField(
        label="培训项目", required=False, choices=[("", "全部"), *Programme.choices]
    )
    document = forms.CharField(label="依据文件", max_length=120, help_text="文件名称和文号")
    quote = forms.CharField(
        label="依据原文",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="规定这一数值的那句话，逐字照录",
    )

    def __init__(self, data=None, *, regions: QuerySet[Region], initial: dict | None = None):
        super().__init__(data, initial=initial)
        self.order_fields(["region", "key", "value", "programme", "occupation", "level"])
        self.fields["region"].queryset = regions
        if not initial:
            self.fields["region"].initial = regions.first()
        occupations = (
            CatalogueItem.objects.order_by("occupation_code")
            .values_list("occupation_code", "occupation_name")
            .distinct()
        )
        named = {code: f"{code} {name}" for code, name in occupations}
        if initial and (code := initial.get("occupation")):
            named.setdefault(code, code)
        self.fields["occupation"].choices = [("", "全部"), *named.items()]


class StandardChangeForm(StandardForm):
    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


class StandardSearch(forms.Form):
    region = RegionChoice(
        label="地区", required=False, queryset=Region.objects.none(), empty_label="全部", to_field_name="code"
    )
    key = forms.ChoiceField(label="标准项目", required=False, choices=[("", "全部"), *KEYS])
    on = forms.DateField(label="执行日", required=False, widget=day_input())
    status = forms.ChoiceField(
        label="状态", required=False, choices=[("", "全部"), *LocalStandardStatus.choices]
    )

    def __init__(self, data=None, *, with_status: bool = True):
        super().__init__(data)
        self.fields["region"].queryset = Region.objects.filter(
            Q(local_standards__isnull=False) | Q(level=RegionLevel.PROVINCE)
        ).distinct()
        if not with_status:
            self.fields.pop("status")

    def narrow(self, rows: QuerySet[LocalStandard]) -> QuerySet[LocalStandard]:
        if not self.is_valid():
            return rows
        given = self.cleaned_data
        if given["region"]:
            rows = rows.filter(region=given["region"])
        if given["key"]:
            rows = rows.filter(key=given["key"])
        if given["on"]:
            rows = rows.filter(
                Q(valid_to__isnull=True) | Q(valid_to__gte=given["on"]), valid_from__lte=given["on"]
            )
        if given.get("status"):
            rows = rows.filter(status=given["status"])
        return rows


class StandardMoveForm(forms.Form):
    """The button of the next step; the last day only where a standard is stopped."""

    transition = forms.CharField(max_length=40)
    comment = forms.CharField(max_length=500, required=False)
    version = forms.IntegerField(min_value=1)
    last_day = forms.DateField(required=False)


class StopForm(forms.Form):
    last_day = forms.DateField(label="最后执行日", widget=day_input(), help_text="含当日，不早于今天")
    comment = forms.CharField(label="停止原因", max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
