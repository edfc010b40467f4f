from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.urls import reverse
from django.utils import timezone

from ..history import tracked
from ..jurisdiction import Grant, Scope, ScopedQuerySet
from ..roles import Role, Verb


class UserManager(BaseUserManager.from_queryset(ScopedQuerySet)):
    def create_user(self, username: str, password: str | None = None, **fields) -> "User":
        user = self.model(username=username, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str) -> "User":
        return self.get(username=username)


@tracked(exclude=["password", "last_login", "session_nonce"])
class User(AbstractBaseUser):
    """One person's own account, or one client system's; never shared.

    `region` is where the account is kept: that division's system administrator looks after it. An account
    without one is the province's.
    """

    SCOPE = Scope(verb=Verb.MANAGE_USERS, region="region__code")

    username = models.CharField(
        "登录名", max_length=40, unique=True, error_messages={"unique": "登录名已存在"}
    )
    full_name = models.CharField("姓名", max_length=40)
    work_phone = models.CharField("办公电话", max_length=20, blank=True)
    region = models.ForeignKey(
        "core.Region", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="账号管理地区"
    )
    is_active = models.BooleanField("启用", default=True)
    must_change_password = models.BooleanField("下次登录须改密码", default=True)
    password_changed_at = models.DateTimeField("密码修改时间", default=timezone.now)
    # Names the one session that is still this person's; a new sign-in changes it.
    session_nonce = models.CharField("当前会话", max_length=32, blank=True, editable=False)
    created_at = models.DateTimeField("建立时间", auto_now_add=True)

    objects = UserManager()
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        verbose_name = verbose_name_plural = "用户"
        ordering = ["username"]

    def __str__(self) -> str:
        return self.full_name

    def get_full_name(self) -> str:
        return self.full_name

    def get_absolute_url(self) -> str:
        return reverse("core:user", args=[self.pk])


class AppointmentQuerySet(models.QuerySet):
    def in_force(self, on):
        return self.filter(models.Q(valid_to__isnull=True) | models.Q(valid_to__gte=on), valid_from__lte=on)


@tracked()
class Appointment(models.Model):
    """A role that a person holds at a bureau, between two dates (both included)."""

    user = models.ForeignKey(User, models.PROTECT, related_name="appointments", verbose_name="用户")
    role = models.CharField("角色", max_length=24, choices=Role)
    region = models.ForeignKey("core.Region", models.PROTECT, verbose_name="任职地区")
    delegation = models.CharField(
        "书面委托文件", max_length=80, blank=True, help_text="受一把手书面委托批准的，填写委托文件名称或文号"
    )
    valid_from = models.DateField("起始日期")
    valid_to = models.DateField("截止日期", null=True, blank=True)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "任职"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="appointment_ends_after_it_begins",
                condition=models.Q(valid_to__isnull=True) | models.Q(valid_to__gte=models.F("valid_from")),
                violation_error_message="截止日期不能早于起始日期",
            ),
            models.UniqueConstraint(
                fields=["user", "role", "region", "valid_from"],
                name="one_appointment_a_day",
                violation_error_message="该任职已登记",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.region} {self.get_role_display()}"

    def grant(self) -> Grant:
        return Grant(role=Role(self.role), office=self.region.office_name, region_code=self.region_id)
