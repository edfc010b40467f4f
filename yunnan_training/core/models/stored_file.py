import hashlib
import uuid

from django.db import models

from ..crypto import open_bytes, seal_bytes
from ..enums import StoredFileKind


class StoredFile(models.Model):
    """The sealed bytes of one document. It has no page of its own: its owner decides who may read it."""

    key = models.UUIDField("标识", default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField("类别", max_length=24, choices=StoredFileKind)
    name = models.CharField("文件名", max_length=120)
    content_type = models.CharField("类型", max_length=100)
    size = models.PositiveIntegerField("字节数")
    sha256 = models.CharField("摘要", max_length=64)
    sealed = models.BinaryField("密文")
    created_by = models.ForeignKey("core.User", models.PROTECT, null=True, verbose_name="建立人")
    created_at = models.DateTimeField("建立时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "文件"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def store(cls, content: bytes, *, kind: StoredFileKind, name: str, content_type: str, by=None):
        key = uuid.uuid4()
        return cls.objects.create(
            key=key,
            kind=kind,
            name=name,
            content_type=content_type,
            size=len(content),
            sha256=hashlib.sha256(content).hexdigest(),
            sealed=seal_bytes(content, aad=f"core_storedfile.sealed:{key}"),
            created_by=by,
        )

    def read(self) -> bytes:
        return open_bytes(self.sealed, aad=f"core_storedfile.sealed:{self.key}")
