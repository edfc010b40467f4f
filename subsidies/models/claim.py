from django.db import models
from django.db.models import Q

from subsidies.rules.claims.items import ITEMS
from yunnan_training.core.history import tracked
from yunnan_training.core.jurisdiction import Scope, ScopedQuerySet
from yunnan_training.core.roles import Verb
from yunnan_training.core.states import guarded_by

from ..enums import LIVE_STATUSES, WITHOUT_AMOUNT, ClaimStatus
from ..states import CLAIM_STATES

ITEM_CHOICES = [(code, item.label) for code, item in ITEMS.items()]


@tracked()
class Claim(models.Model):
    """One person's application for one item of 一(十), for one certificate."""

    SCOPE = Scope(
        verb=Verb.VIEW_CLAIM,
        region="county__code",
        institution="institution_id",
        trainee="trainee_id",
    )

    number = models.CharField("申请编号", max_length=24)
    trainee = models.ForeignKey(
        "trainees.Trainee", models.PROTECT, related_name="claims", verbose_name="申请人"
    )
    county = models.ForeignKey(
        "core.Region", models.PROTECT, related_name="claims", verbose_name="受理县(市、区)"
    )
    institution = models.ForeignKey(
        "institutions.Institution", models.PROTECT, null=True, related_name="claims", verbose_name="代办机构"
    )
    enrolment = models.ForeignKey(
        "courses.Enrolment", models.PROTECT, null=True, related_name="claims", verbose_name="参加的培训"
    )
    certificate = models.ForeignKey(
        "trainees.Certificate", models.PROTECT, related_name="claims", verbose_name="证书"
    )
    item = models.CharField("补贴项目", max_length=4, choices=ITEM_CHOICES)
    agreement = models.CharField(
        "代为申请协议", max_length=80, blank=True, help_text="申请人签署的协议名称或编号；机构代办时必填"
    )
    employer = models.CharField("所在企业", max_length=80, blank=True)
    enterprise_employee = models.BooleanField("企业职工", null=True)
    front_line_post = models.BooleanField("企业生产一线岗位", null=True)
    new_technology_training = models.BooleanField("新技术、新工艺、新知识培训", null=True)
    findings = models.JSONField("人工认定", default=list, help_text="规则交由人员判断的事项及理由")
    entered_amount = models.DecimalField(
        "申请金额(元)", max_digits=10, decimal_places=2, null=True, blank=True
    )
    amount_basis = models.CharField("金额依据", max_length=120, blank=True)
    amount = models.DecimalField("核定金额(元)", max_digits=10, decimal_places=2, null=True, blank=True)
    claimed_on = models.DateField("申请日期", null=True, blank=True, help_text="最近一次提交之日")
    payee_account_hash = models.CharField(
        "核对过的收款账号(摘要)", max_length=64, blank=True, help_text="批准时申请人账号的检索摘要"
    )
    once_key = models.CharField("一次性标识", max_length=60, help_text="同一人同一标识只能享受一次")
    status = models.CharField("状态", max_length=12, choices=ClaimStatus, default=ClaimStatus.DRAFT)
    version = models.PositiveIntegerField("版本", default=1)
    publicity = models.ForeignKey(
        "subsidies.Publicity", models.PROTECT, null=True, related_name="claims", verbose_name="公示"
    )
    entered_by = models.ForeignKey("core.User", models.PROTECT, related_name="+", verbose_name="录入人")
    created_at = models.DateTimeField("录入时间", auto_now_add=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "补贴申请"
        ordering = ["-pk"]
        triggers = [guarded_by(CLAIM_STATES)]
        indexes = [models.Index(fields=["county", "status", "-id"], name="claim_county_status")]
        constraints = [
            models.UniqueConstraint(fields=["number"], name="one_claim_per_number"),
            models.UniqueConstraint(
                fields=["trainee", "once_key"],
                condition=Q(status__in=LIVE_STATUSES),
                name="item_once_per_person",
                violation_error_message="该学员的这项补贴已申请过，每人只能享受一次(通知一(十))",
            ),
            models.UniqueConstraint(
                fields=["certificate"],
                condition=Q(status__in=LIVE_STATUSES),
                name="one_claim_per_certificate",
                violation_error_message="该证书已用于另一笔补贴申请",
            ),
            models.CheckConstraint(
                name="institution_claims_with_agreement",
                condition=Q(institution__isnull=True) | ~Q(agreement=""),
                violation_error_message="机构代为申请，须填写申请人签署的代为申请协议",
            ),
            models.CheckConstraint(name="claim_status_known", condition=Q(status__in=ClaimStatus.values)),
            models.CheckConstraint(
                name="approved_claim_has_its_amount",
                condition=Q(status__in=WITHOUT_AMOUNT) | Q(amount__isnull=False, amount__gt=0),
                violation_error_message="没有核定金额的申请不能批准",
            ),
        ]

    def __str__(self) -> str:
        return self.number
