from django.db import models


class PasswordHistory(models.Model):
    """The hash of a password that a person had, kept so that it can't be taken again. Only the last few stay."""

    user = models.ForeignKey("core.User", models.CASCADE, related_name="old_passwords", verbose_name="用户")
    password = models.CharField("密码摘要", max_length=128)
    created_at = models.DateTimeField("记录时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "密码记录"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["user", "password"], name="one_row_per_password"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.created_at:%Y-%m-%d}"
