from django.contrib.postgres.fields import ArrayField
from django.db import models

from yunnan_training.core.history import tracked
from yunnan_training.core.jurisdiction import Scope, ScopedQuerySet
from yunnan_training.core.roles import Verb

from ..enums import LicenceKind


@tracked()
class Licence(models.Model):
    """One paper that gives the right to teach: number, authority, scope, dates (二(一)2 「培训资质」)."""

    SCOPE = Scope(
        verb=Verb.VIEW_INSTITUTION, region="institution__county__code", institution="institution_id"
    )

    institution = models.ForeignKey(
        "institutions.Institution", models.PROTECT, related_name="licences", verbose_name="机构"
    )
    kind = models.CharField("证照种类", max_length=24, choices=LicenceKind)
    number = models.CharField("证照编号", max_length=40)
    authority = models.CharField("发证机关", max_length=80)
    occupations = ArrayField(models.CharField(max_length=20), verbose_name="核准职业(工种)代码", default=list)
    valid_from = models.DateField("有效期自")
    valid_to = models.DateField("有效期至", null=True, blank=True, help_text="长期有效可不填")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "办学证照"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "number"],
                name="one_licence_per_number",
                violation_error_message="该证照编号已登记",
            ),
            models.CheckConstraint(
                name="licence_ends_after_it_begins",
                condition=models.Q(valid_to__isnull=True) | models.Q(valid_to__gte=models.F("valid_from")),
                violation_error_message="证照有效期止不能早于有效期起",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"

    @property
    def version(self) -> int:
        """The institution's: its papers and people count in it."""
        return self.institution.version

    def covers(self, *, occupation_code: str, first_day, last_day) -> list[str]:
        """Chinese refusals when the licence doesn't cover an occupation or one of the days."""
        refusals = []
        if self.occupations and occupation_code not in self.occupations:
            refusals.append(f"{self}的核准范围不含职业(工种){occupation_code}")
        if self.valid_from > first_day:
            refusals.append(f"{self}自{self.valid_from:%Y-%m-%d}起有效，晚于开班日{first_day:%Y-%m-%d}")
        if self.valid_to and self.valid_to < last_day:
            refusals.append(f"{self}有效期至{self.valid_to:%Y-%m-%d}，早于结业日{last_day:%Y-%m-%d}")
        return refusals
