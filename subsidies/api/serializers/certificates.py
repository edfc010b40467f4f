"""A decision certificate: its content as it was issued, and where anybody checks it."""

from django.urls import reverse
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from yunnan_training.core.api.fields import ReachedField

from ...models import Assessment, DecisionCertificate
from .parts import number, text


class DecisionCertificateSerializer(serializers.ModelSerializer):
    claim = number("补贴申请编号", source="assessment.claim_id")
    claim_number = text("assessment.claim.number", "补贴申请号")
    content = serializers.SerializerMethodField(label="内容", help_text="JSON 文本；不含个人信息")
    ready = serializers.SerializerMethodField(label="PDF 已制作完成")
    verify_path = serializers.SerializerMethodField(label="公开核验页的路径")
    created_by = text("created_by.full_name", "出具人", allow_null=True)

    class Meta:
        model = DecisionCertificate
        fields = (
            "id",
            "assessment",
            "claim",
            "claim_number",
            "number",
            "content",
            "content_sha256",
            "ready",
            "job",
            "verify_path",
            "created_by",
            "created_at",
        )
        read_only_fields = fields

    @extend_schema_field(str)
    def get_content(self, made: DecisionCertificate) -> str:
        return made.content

    def get_ready(self, made: DecisionCertificate) -> bool:
        return made.file_id is not None

    def get_verify_path(self, made: DecisionCertificate) -> str:
        return reverse("subsidies:verify", args=[made.code])


class CertificateIssueSerializer(serializers.Serializer):
    assessment = ReachedField(Assessment, label="补贴核定编号")
