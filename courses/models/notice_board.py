from django.db import models
from django.db.models import Q

from yunnan_training.core.history import tracked
from yunnan_training.core.jurisdiction import Scope, ScopedQuerySet
from yunnan_training.core.roles import Verb

from ..enums import BoardStatus


@tracked()
class NoticeBoard(models.Model):
    """One edition of a class's 《云南省就业培训告知牌》 (二(一)2). A changed item makes a new edition and
    voids the old one. `facts` freezes what was printed; it holds nothing of a trainee."""

    SCOPE = Scope(
        verb=Verb.VIEW_CLASS,
        region="training_class__county__code",
        institution="training_class__institution_id",
    )

    training_class = models.ForeignKey(
        "courses.TrainingClass", models.PROTECT, related_name="notice_boards", verbose_name="培训班"
    )
    edition = models.PositiveSmallIntegerField("版次")
    number = models.CharField("告知牌编号", max_length=40)
    status = models.CharField("状态", max_length=12, choices=BoardStatus, default=BoardStatus.PREPARING)
    facts = models.JSONField("告知牌内容")
    file = models.ForeignKey(
        "core.StoredFile", models.PROTECT, null=True, related_name="+", verbose_name="告知牌"
    )
    sheet = models.ForeignKey(
        "core.StoredFile", models.PROTECT, null=True, related_name="+", verbose_name="资质核验页"
    )
    job = models.ForeignKey("core.Job", models.PROTECT, null=True, related_name="+", verbose_name="任务")
    requested_by = models.ForeignKey("core.User", models.PROTECT, related_name="+", verbose_name="出具人")
    issued_at = models.DateTimeField("出具时间", null=True, blank=True)
    voided_at = models.DateTimeField("作废时间", null=True, blank=True)
    void_reason = models.CharField("作废原因", max_length=120, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "告知牌"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["training_class", "edition"], name="one_board_per_edition"),
            models.UniqueConstraint(
                fields=["training_class"],
                condition=~Q(status=BoardStatus.VOIDED),
                name="one_valid_board_per_class",
                violation_error_message="该班已有有效的告知牌",
            ),
            models.CheckConstraint(
                name="issued_board_has_its_file",
                condition=Q(status=BoardStatus.PREPARING)
                | Q(status=BoardStatus.VOIDED)
                | Q(file__isnull=False, issued_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.number
