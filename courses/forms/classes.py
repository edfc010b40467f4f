"""What is typed about a class: the search, the application, a button of its life."""

from datetime import date

import django_filters
from django import forms
from django.db.models import Q, QuerySet

from institutions.models import Institution
from yunnan_training.core import regions
from yunnan_training.core.enums import RegionLevel
from yunnan_training.core.forms import clean_phone, day_input
from yunnan_training.core.jurisdiction import Jurisdiction
from yunnan_training.core.models import Region
from yunnan_training.core.roles import Verb

from ..enums import ClassStatus, Programme
from ..models import TrainingClass
from .choices import CHOOSE, PRINTED, CatalogueChoice, CountyChoice, InstitutionChoice

SECTIONS = (
    (
        "办班信息",
        "",
        (
            "institution",
            "county",
            "name",
            "programme",
            "catalogue_item",
            "fund",
            "planned_size",
            "textbook",
        ),
    ),
    (
        "内容、时间、地点",
        "批准后向社会公开（通知二(一)3）",
        ("content", "start_on", "end_on", "daily_times", "place", "theory_lessons", "practice_lessons"),
    ),
    ("培训班管理人", "由培训机构担任，与县级人社局的监督人不能是同一人", ("manager_name", "manager_phone")),
    (
        "拟定事项",
        "可先提出建议，由县级人社局在批准前确定（通知二(一)1）",
        ("target_group", "job_direction", "support_measures"),
    ),
)


class ClassSearch(django_filters.FilterSet):
    keyword = django_filters.CharFilter(label="班次", method="with_keyword")
    programme = django_filters.ChoiceFilter(label="培训项目", choices=Programme.choices, empty_label="全部")
    county = django_filters.ModelChoiceFilter(
        label="县(市、区)", queryset=Region.objects.none(), empty_label="全部"
    )
    institution = django_filters.CharFilter(
        label="承办机构", field_name="institution__name", lookup_expr="icontains"
    )
    start_on = django_filters.DateFromToRangeFilter(
        label="开班日期",
        widget=django_filters.widgets.DateRangeWidget(attrs={"type": "date", "aria-label": "开班日期"}),
    )
    status = django_filters.MultipleChoiceFilter(
        label="状态", choices=ClassStatus.choices, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = TrainingClass
        fields: list[str] = []

    def __init__(self, data, queryset, *, jurisdiction: Jurisdiction):
        super().__init__(data, queryset)
        counties = regions.within(jurisdiction, verb=Verb.VIEW_CLASS).filter(level=RegionLevel.COUNTY)
        grants = jurisdiction.grants_for(Verb.VIEW_CLASS)
        if len({grant.institution_id or grant.region_code for grant in grants}) == 1:
            if grants[0].institution_id:
                self.form.fields.pop("institution")
                self.form.fields.pop("county")
            elif len(grants[0].prefix) == 6:
                self.form.fields.pop("county")
        if "county" in self.form.fields:
            self.form.fields["county"].queryset = counties
        self.form.fields["keyword"].widget.attrs["placeholder"] = "名称或编号"

    def with_keyword(self, classes: QuerySet, name: str, value: str) -> QuerySet:
        return classes.filter(Q(name__icontains=value) | Q(number__icontains=value))


class ApplicationForm(forms.ModelForm):
    """A class as its host or the county's clerk enters it. Host and county stand after that."""

    institution = InstitutionChoice(label="承办机构", queryset=Institution.objects.none())
    county = CountyChoice(
        label="举办县(市、区)",
        queryset=Region.objects.none(),
        help_text="由举办地县级人社局管理(通知二(一)1)",
    )
    catalogue_item = CatalogueChoice(
        label="培训工种",
        queryset=None,
        help_text="从现行《云南省职业技能分类培训指导目录》中选择",
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)

    class Meta:
        model = TrainingClass
        fields = (
            "name",
            "programme",
            "catalogue_item",
            "fund",
            "planned_size",
            "start_on",
            "end_on",
            "daily_times",
            "theory_lessons",
            "practice_lessons",
            "place",
            "content",
            "textbook",
            "manager_name",
            "manager_phone",
            "target_group",
            "job_direction",
            "support_measures",
        )
        widgets = {
            "start_on": day_input(),
            "end_on": day_input(),
            "daily_times": forms.TextInput(attrs={"placeholder": "8:30—11:30,14:00—17:00"}),
            "content": forms.Textarea(attrs={"rows": 4}),
            "support_measures": forms.Textarea(attrs={"rows": 2}),
        }
        help_texts = {
            "name": "如：隆阳区2026年第3期家政服务员(五级)培训班",
            "place": "写到楼层、教室或村委会，学员和群众能据此找到",
            "content": "理论、实操的主要内容，批准后公开",
            "manager_phone": PRINTED,
        }

    def __init__(
        self,
        data=None,
        *,
        on: date,
        institutions: QuerySet[Institution] | None = None,
        counties: QuerySet[Region] | None = None,
        own_counties: tuple[str, ...] = (),
        instance: TrainingClass | None = None,
    ):
        super().__init__(data, instance=instance)
        self.fields["catalogue_item"].offer(on=on, kept=instance.catalogue_item_id if instance else None)
        for name in ("programme", "fund"):
            self.fields[name].choices = [("", CHOOSE), *TrainingClass._meta.get_field(name).choices]
        for name in ("manager_name", "manager_phone"):
            self.fields[name].required = True
        if instance:
            self.fields.pop("institution")
            self.fields.pop("county")
            self.fields["version"].initial = instance.version
        else:
            self.fields["institution"].offer(institutions, first=own_counties)
            self.fields["county"].offer(counties)
            if len(own_counties) == 1:
                self.fields["county"].initial = own_counties[0]

    def clean_manager_phone(self) -> str:
        return clean_phone(self.cleaned_data["manager_phone"])

    @property
    def sections(self) -> list[dict]:
        """The fields in the order of the paper form, grouped."""
        return [
            {"title": title, "hint": hint, "fields": [self[name] for name in names if name in self.fields]}
            for title, hint, names in SECTIONS
        ]


class MoveForm(forms.Form):
    """The button of the next step."""

    transition = forms.CharField(max_length=40)
    comment = forms.CharField(max_length=500, required=False)
    version = forms.IntegerField(min_value=1)
