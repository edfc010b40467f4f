from django.db import models

from yunnan_training.core.history import tracked
from yunnan_training.core.jurisdiction import Grant
from yunnan_training.core.models.user import AppointmentQuerySet
from yunnan_training.core.roles import Role


@tracked()
class Membership(models.Model):
    """A person who acts for an institution, between two dates (both included)."""

    user = models.ForeignKey("core.User", models.PROTECT, related_name="memberships", verbose_name="用户")
    institution = models.ForeignKey(
        "institutions.Institution", models.PROTECT, related_name="members", verbose_name="机构"
    )
    valid_from = models.DateField("起始日期")
    valid_to = models.DateField("截止日期", null=True, blank=True)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "机构经办人"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="membership_ends_after_it_begins",
                condition=models.Q(valid_to__isnull=True) | models.Q(valid_to__gte=models.F("valid_from")),
                violation_error_message="截止日期不能早于起始日期",
            ),
            models.UniqueConstraint(
                fields=["user", "institution", "valid_from"],
                name="one_membership_a_day",
                violation_error_message="该任职已登记",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.institution} {self.user}"

    def grant(self) -> Grant:
        return Grant(
            role=Role.INSTITUTION_CLERK,
            office=self.institution.name,
            institution_id=self.institution_id,
        )
