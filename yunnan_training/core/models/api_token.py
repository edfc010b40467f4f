"""Client tokens: how another system speaks for a service account."""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

# What a token can be limited to; the view names its resource, the method says whether it reads or writes.
SCOPE_RESOURCES: dict[str, str] = {
    "regions": "行政区划",
    "jobs": "后台任务",
    "institutions": "培训机构和教师",
    "classes": "培训班、资质核验和告知牌",
    "rosters": "花名册、学员名册和考勤",
    "certificates": "考核结果和证书",
    "trainees": "劳动者",
    "claims": "补贴申请、核定和公示",
    "payments": "补贴拨付",
    "filings": "培训班备案",
    "rules": "规则版本和地方标准",
    "simulations": "政策测算",
    "replays": "历史核定复核",
}
SCOPES: dict[str, str] = {
    f"{resource}:{right}": f"{label}（{'查询' if right == 'read' else '办理'}）"
    for resource, label in SCOPE_RESOURCES.items()
    for right in ("read", "write")
}
TOKEN_MARK = "ynt"
PREFIX_LENGTH = 12
# A token's last use is for spotting idle tokens; a write on every request would make its row hot.
LAST_USED_GRAIN = timedelta(minutes=10)


def digest_of(plaintext: str) -> str:
    """SHA-256 is enough: the token is 256 random bits, nothing to guess from a dictionary."""
    return hashlib.sha256(plaintext.encode()).hexdigest()


class ApiTokenQuerySet(models.QuerySet):
    def usable(self, *, at: datetime) -> "ApiTokenQuerySet":
        return self.filter(revoked_at=None, expires_at__gt=at, user__is_active=True)

    def presented(self, plaintext: str, *, at: datetime) -> "ApiToken | None":
        """The usable token whose plaintext this is."""
        return self.usable(at=at).select_related("user").filter(digest=digest_of(plaintext)).first()


class ApiToken(models.Model):
    """One permission slip of one client system, shown once at issue and kept as a hash."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="账号", on_delete=models.PROTECT, related_name="api_tokens"
    )
    name = models.CharField("用途", max_length=100)
    prefix = models.CharField("令牌开头", max_length=PREFIX_LENGTH, editable=False)
    digest = models.CharField("令牌摘要", max_length=64, editable=False)
    scopes = ArrayField(models.CharField(max_length=40), verbose_name="权限范围")
    created_at = models.DateTimeField("签发时间")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="签发人",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    expires_at = models.DateTimeField("有效期至")
    revoked_at = models.DateTimeField("停用时间", null=True, blank=True)
    last_used_at = models.DateTimeField("最近使用", null=True, blank=True)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "接口令牌"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["digest"], name="api_token_digest"),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("created_at")),
                name="api_token_ends_after_start",
                violation_error_message="令牌的有效期必须晚于签发时间。",
            ),
            models.CheckConstraint(
                condition=Q(scopes__len__gt=0),
                name="api_token_has_scope",
                violation_error_message="令牌至少要有一项权限范围。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}({self.prefix}…)"

    @classmethod
    def issue(
        cls, *, user, name: str, scopes: list[str], expires_at: datetime, at: datetime, created_by=None
    ) -> tuple["ApiToken", str]:
        """A new token and its plaintext, which exists nowhere else from now on."""
        unknown = sorted(set(scopes) - SCOPES.keys())
        if unknown:
            raise ValueError(f"没有这样的权限范围：{'、'.join(unknown)}")
        if not scopes:
            raise ValueError("令牌至少要有一项权限范围。")
        if expires_at <= at:
            raise ValueError("令牌的有效期必须晚于签发时间。")
        if expires_at > at + timedelta(days=settings.API_TOKEN_MAX_DAYS):
            raise ValueError(f"令牌的有效期最长为 {settings.API_TOKEN_MAX_DAYS} 天。")
        plaintext = f"{TOKEN_MARK}_{secrets.token_urlsafe(32)}"
        token = cls.objects.create(
            user=user,
            name=name,
            prefix=plaintext[:PREFIX_LENGTH],
            digest=digest_of(plaintext),
            scopes=sorted(set(scopes)),
            created_at=at,
            expires_at=expires_at,
            created_by=created_by,
        )
        return token, plaintext

    @property
    def scope_set(self) -> frozenset[str]:
        return frozenset(self.scopes)

    @property
    def scope_labels(self) -> str:
        """In words, each resource once; one that was since given up by its code."""
        rights: dict[str, list[str]] = {}
        for scope in sorted(self.scopes):
            resource, _, right = scope.partition(":")
            rights.setdefault(resource, []).append({"read": "查询", "write": "办理"}.get(right, right))
        return "；".join(
            f"{SCOPE_RESOURCES.get(resource, resource)}（{'、'.join(names)}）"
            for resource, names in rights.items()
        )

    def allows(self, scope: str) -> bool:
        return scope in self.scopes

    def revoke(self, *, at: datetime) -> None:
        if self.revoked_at is None:
            self.revoked_at = at
            self.save(update_fields=["revoked_at"])

    def note_use(self, *, at: datetime) -> None:
        """Coarse: at most one write in ten minutes, and the query guards against a race."""
        if self.last_used_at is not None and at - self.last_used_at < LAST_USED_GRAIN:
            return
        type(self).objects.filter(
            Q(last_used_at=None) | Q(last_used_at__lte=at - LAST_USED_GRAIN), pk=self.pk
        ).update(last_used_at=at)
