"""Choices that several forms of a class offer."""

from collections.abc import Iterable
from datetime import date
from itertools import groupby

from django import forms
from django.db.models import Model, Q, QuerySet

from institutions.models import Institution
from yunnan_training.core.models import Region

from ..models import CatalogueItem

CHOOSE = "请选择"
PRINTED = "印在告知牌上并向社会公开，请填写办公电话或工作手机"
Grouped = list[tuple[str, list[tuple[object, str]]]]


class InstitutionChoice(forms.ModelChoiceField):
    """Hosts under the county where they are registered, the own county first."""

    def offer(self, institutions: QuerySet[Institution], *, first: Iterable[str] = ()) -> None:
        self.queryset = institutions.select_related("county")
        own = tuple(first)
        rows = sorted(self.queryset, key=lambda row: (row.county_id not in own, row.county_id, row.name))
        grouped: Grouped = [("", [("", CHOOSE)])] if len(rows) > 1 else []
        for county, members in groupby(rows, key=lambda row: row.county.name):
            grouped.append((county, [(row.pk, row.name) for row in members]))
        self.choices = grouped
        if len(rows) == 1:
            self.initial = rows[0].pk


class CountyChoice(forms.ModelChoiceField):
    """Counties under their prefecture."""

    def offer(self, counties: QuerySet[Region], *, empty: str = CHOOSE) -> None:
        self.queryset = counties.select_related("parent")
        rows = sorted(self.queryset, key=lambda row: row.code)
        grouped: Grouped = [("", [("", empty)])] if len(rows) > 1 or not self.required else []
        for prefecture, members in groupby(rows, key=lambda row: row.parent.name):
            grouped.append((prefecture, [(row.code, row.name) for row in members]))
        self.choices = grouped
        if len(rows) == 1 and self.required:
            self.initial = rows[0].code


class CatalogueChoice(forms.ModelChoiceField):
    def label_from_instance(self, item: CatalogueItem) -> str:
        return f"{item} · {item.get_certificate_kind_display()} · {item.occupation_code}"

    def offer(self, *, on: date, kept: int | None = None) -> None:
        """Rows of the catalogue in force on the day, and the one that the class has already."""
        self.queryset = CatalogueItem.objects.filter(
            Q(valid_from__lte=on) & (Q(valid_to__isnull=True) | Q(valid_to__gte=on)) | Q(pk=kept)
        ).order_by("occupation_code", "-level")
        self.empty_label = CHOOSE


class LoadedChoice(forms.TypedChoiceField):
    """One of some rows that are read once, however many fields of a page offer them."""

    def __init__(self, **kwargs):
        super().__init__(empty_value=None, **kwargs)
        self.rows: dict[str, Model] = {}

    def offer(self, rows: Iterable[Model]) -> None:
        self.rows = {str(row.pk): row for row in rows}
        self.choices = [("", CHOOSE), *((key, self.label_of(row)) for key, row in self.rows.items())]
        self.coerce = self.rows.__getitem__

    def label_of(self, row: Model) -> str:
        return str(row)


class OfficerChoice(LoadedChoice):
    """A person of the county bureau, with the role that tells two of one name apart. Wants the
    appointments prefetched."""

    def label_of(self, row: Model) -> str:
        roles = dict.fromkeys(item.get_role_display() for item in row.appointments.all())
        return f"{row.full_name}({'、'.join(roles)})" if roles else row.full_name


class TeacherChoice(LoadedChoice):
    def label_of(self, row: Model) -> str:
        return f"{row.name}({row.subject})"
