from django.db import models

from yunnan_training.core.history import tracked
from yunnan_training.core.jurisdiction import Scope, ScopedQuerySet
from yunnan_training.core.roles import Verb


@tracked()
class Teacher(models.Model):
    """A person who teaches for an institution, with what entitles them to."""

    SCOPE = Scope(
        verb=Verb.VIEW_INSTITUTION, region="institution__county__code", institution="institution_id"
    )

    institution = models.ForeignKey(
        "institutions.Institution", models.PROTECT, related_name="teachers", verbose_name="机构"
    )
    name = models.CharField("姓名", max_length=40)
    subject = models.CharField("任教专业", max_length=60)
    qualification = models.CharField("职称或职业资格", max_length=60)
    certificate_number = models.CharField("证书编号", max_length=40)
    active = models.BooleanField("在任", default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "教师"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["institution", "certificate_number"],
                name="one_teacher_per_certificate",
                violation_error_message="该证书编号的教师已登记",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def version(self) -> int:
        """The institution's: its papers and people count in it."""
        return self.institution.version
