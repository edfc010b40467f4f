from django.db import models

from yunnan_training.core.history import tracked
from yunnan_training.core.jurisdiction import Scope, ScopedQuerySet
from yunnan_training.core.roles import Verb

from ..enums import PersonCategory


@tracked()
class StatusFact(models.Model):
    """What a person was between two dates (建档立卡, 登记失业 …), with the paper that shows it."""

    SCOPE = Scope(verb=Verb.VIEW_TRAINEE, region="trainee__county__code", trainee="trainee_id")

    trainee = models.ForeignKey(
        "trainees.Trainee", models.PROTECT, related_name="status_facts", verbose_name="劳动者"
    )
    category = models.CharField("人员类别", max_length=24, choices=PersonCategory)
    evidence = models.CharField("证明材料", max_length=80, blank=True)
    valid_from = models.DateField("起始日期")
    valid_to = models.DateField("截止日期", null=True, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "身份情况"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="status_ends_after_it_begins",
                condition=models.Q(valid_to__isnull=True) | models.Q(valid_to__gte=models.F("valid_from")),
                violation_error_message="截止日期不能早于起始日期",
            ),
        ]

    def __str__(self) -> str:
        return self.get_category_display()
