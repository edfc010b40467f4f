"""Closed lists of the ground floor."""

from django.db.models import TextChoices


class RegionLevel(TextChoices):
    PROVINCE = "province", "省"
    PREFECTURE = "prefecture", "州市"
    COUNTY = "county", "县(市、区)"


class JobStatus(TextChoices):
    QUEUED = "queued", "排队中"
    RUNNING = "running", "处理中"
    SUCCEEDED = "succeeded", "已完成"
    FAILED = "failed", "失败"


class StoredFileKind(TextChoices):
    ROSTER = "roster", "学员花名册"
    ROSTER_MARKED = "roster_marked", "标注了问题的花名册"
    NOTICE_BOARD = "notice_board", "就业培训告知牌"
    QUALIFICATION_SHEET = "qualification_sheet", "资质核验页"
    PAYMENT_EXPORT = "payment_export", "拨付清单"
    EVIDENCE = "evidence", "证明材料"
    DECISION_CERTIFICATE = "decision_certificate", "补贴核定说明书"
    SIMULATION_REPORT = "simulation_report", "政策测算表"


class RuleReleaseStatus(TextChoices):
    DRAFT = "draft", "草稿"
    RELEASED = "released", "在用"
    RETIRED = "retired", "已停用"


class LocalStandardStatus(TextChoices):
    DRAFT = "draft", "草稿"
    RELEASED = "released", "已发布"
    RETIRED = "retired", "已停止执行"


class AccessKind(TextChoices):
    REVEAL = "reveal", "查看完整信息"
    EXPORT = "export", "导出"
    SELF = "self", "本人查询"
