from django.db import models


class OneTimeCode(models.Model):
    """A sign-in code for one trainee: hashed, short-lived, good for one use and few tries."""

    trainee = models.ForeignKey("trainees.Trainee", models.PROTECT, related_name="codes")
    digest = models.CharField("验证码摘要", max_length=64)
    sent_at = models.DateTimeField("发送时间")
    expires_at = models.DateTimeField("失效时间")
    tries = models.PositiveSmallIntegerField("已试次数", default=0)
    used_at = models.DateTimeField("使用时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "登录验证码"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.trainee_id} {self.sent_at:%Y-%m-%d %H:%M}"
