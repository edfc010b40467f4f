"""The search forms of the lists."""

import django_filters
from django import forms
from django.db.models import QuerySet

from courses.models import Enrolment
from yunnan_training.core import regions
from yunnan_training.core.enums import RegionLevel
from yunnan_training.core.jurisdiction import Jurisdiction
from yunnan_training.core.models import Region
from yunnan_training.core.roles import Verb

from ..enums import BatchStatus, ClaimStatus, PublicityStatus
from ..models import Claim, PaymentBatch, Publicity
from ..models.claim import ITEM_CHOICES

NUMBER_PLACEHOLDER = "编号或其中几位"


class _Search(django_filters.FilterSet):
    """Offers a county only to somebody who reaches more than one."""

    verb: Verb

    def __init__(self, data, queryset: QuerySet, *, jurisdiction: Jurisdiction):
        super().__init__(data, queryset)
        fields = self.form.fields
        if "number" in fields:
            fields["number"].widget.attrs["placeholder"] = NUMBER_PLACEHOLDER
        if "county" in fields:
            counties = regions.within(jurisdiction, verb=self.verb).filter(level=RegionLevel.COUNTY)
            fields["county"].queryset = counties
            if len(counties[:2]) < 2:
                fields.pop("county")


class ClaimSearch(_Search):
    """A name is personal, so a search by name is posted and never stands in an address."""

    verb = Verb.VIEW_CLAIM

    number = django_filters.CharFilter(label="申请编号", lookup_expr="icontains")
    name = django_filters.CharFilter(label="申请人", field_name="trainee__name", lookup_expr="exact")
    item = django_filters.ChoiceFilter(label="补贴项目", choices=ITEM_CHOICES, empty_label="全部")
    county = django_filters.ModelChoiceFilter(
        label="受理县（市、区）", queryset=Region.objects.none(), empty_label="全部"
    )
    status = django_filters.MultipleChoiceFilter(
        label="状态", choices=ClaimStatus.choices, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Claim
        fields: list[str] = []

    def __init__(self, data, queryset: QuerySet, *, jurisdiction: Jurisdiction):
        super().__init__(data, queryset, jurisdiction=jurisdiction)
        self.form.fields["name"].widget.attrs |= {"placeholder": "完整姓名", "autocomplete": "off"}


class PublicitySearch(_Search):
    verb = Verb.VIEW_CLAIM

    number = django_filters.CharFilter(label="公示编号", lookup_expr="icontains")
    county = django_filters.ModelChoiceFilter(
        label="县（市、区）", queryset=Region.objects.none(), empty_label="全部"
    )
    status = django_filters.ChoiceFilter(label="状态", choices=PublicityStatus.choices, empty_label="全部")

    class Meta:
        model = Publicity
        fields: list[str] = []


class BatchSearch(_Search):
    verb = Verb.VIEW_PAYMENT

    number = django_filters.CharFilter(label="批次编号", lookup_expr="icontains")
    county = django_filters.ModelChoiceFilter(
        label="县（市、区）", queryset=Region.objects.none(), empty_label="全部"
    )
    status = django_filters.ChoiceFilter(label="状态", choices=BatchStatus.choices, empty_label="全部")

    class Meta:
        model = PaymentBatch
        fields: list[str] = []


class CertificateSearch(_Search):
    """The first step of a claim: whose certificate, from which class. The name is posted here too."""

    verb = Verb.ENTER_CLAIM

    name = django_filters.CharFilter(label="姓名", field_name="trainee__name", lookup_expr="exact")
    class_name = django_filters.CharFilter(
        label="培训班", field_name="training_class__name", lookup_expr="icontains"
    )
    certificate = django_filters.CharFilter(
        label="证书编号", field_name="certificate__number", lookup_expr="exact"
    )

    class Meta:
        model = Enrolment
        fields: list[str] = []

    def __init__(self, data, queryset: QuerySet, *, jurisdiction: Jurisdiction):
        super().__init__(data, queryset, jurisdiction=jurisdiction)
        for name, placeholder in (
            ("name", "完整姓名"),
            ("class_name", "名称中的字"),
            ("certificate", "完整编号"),
        ):
            self.form.fields[name].widget.attrs |= {"placeholder": placeholder, "autocomplete": "off"}
