"""Closed lists about what is taught."""

from django.db.models import TextChoices

from subsidies.rules.programmes import PROGRAMMES


def _of_the_table(code: str) -> tuple[str, str]:
    """Value and label of a programme as the rules' table of the clauses has them."""
    return code, PROGRAMMES[code].label


class Programme(TextChoices):
    """一(一) to 一(十六) as far as they lead to classes; what each asks for stands in rules/programmes.yaml."""

    RURAL = _of_the_table("RURAL")
    PREP = _of_the_table("PREP")
    YOUTH = _of_the_table("YOUTH")
    GRAD = _of_the_table("GRAD")
    VETERAN = _of_the_table("VETERAN")
    DISABLED = _of_the_table("DISABLED")
    ONBOARD = _of_the_table("ONBOARD")
    APPRENTICE = _of_the_table("APPRENTICE")
    YUNSAO = _of_the_table("YUNSAO")
    WORKERS = _of_the_table("WORKERS")
    ZHANCHI = _of_the_table("ZHANCHI")
    HIGH = _of_the_table("HIGH")
    OVERCAP = _of_the_table("OVERCAP")
    REEMPLOY = _of_the_table("REEMPLOY")
    CUSTODY = _of_the_table("CUSTODY")
    STARTUP = _of_the_table("STARTUP")
    ECOM = _of_the_table("ECOM")

    @property
    def clause(self) -> str:
        return PROGRAMMES[self].clause


# Rosters of these are never public; only totals are (P10).
DISCREET_PROGRAMMES = (Programme.CUSTODY, Programme.DISABLED)


class Fund(TextChoices):
    """资金来源, as 二(一)3 names them."""

    EMPLOYMENT_SUBSIDY = "employment_subsidy", "就业补助资金"
    UNEMPLOYMENT_INSURANCE = "unemployment_insurance", "失业保险金"
    OTHER_FISCAL = "other_fiscal", "其他财政资金"


class ClassStatus(TextChoices):
    DRAFT = "draft", "草稿"
    SUBMITTED = "submitted", "已提交"
    RETURNED = "returned", "退回修改"
    REVIEWED = "reviewed", "已审核"
    APPROVED = "approved", "已批准公开"
    BOARD_ISSUED = "board_issued", "已发告知牌"
    IN_TRAINING = "in_training", "在训"
    FINISHED = "finished", "已结业"
    TERMINATED = "terminated", "已终止"


PUBLIC_STATUSES = (
    ClassStatus.APPROVED,
    ClassStatus.BOARD_ISSUED,
    ClassStatus.IN_TRAINING,
    ClassStatus.FINISHED,
)


class Stage(TextChoices):
    """二(一)1 「明确各环节的工作责任人」: the stages that each need a named officer."""

    QUALIFICATION = "qualification", "资质核验"
    APPROVAL = "approval", "开班审批"
    SUPERVISION = "supervision", "过程监管"
    EXAMINATION = "examination", "结业考核"
    SUBSIDY = "subsidy", "补贴审核"


class CheckResult(TextChoices):
    PASSED = "passed", "核验通过"
    FAILED = "failed", "核验不通过"


class BoardStatus(TextChoices):
    PREPARING = "preparing", "制作中"
    ISSUED = "issued", "已出具"
    VOIDED = "voided", "已作废"


class RosterStatus(TextChoices):
    CHECKING = "checking", "校验中"
    REJECTED = "rejected", "有错误"
    READY = "ready", "待确认"
    CONFIRMED = "confirmed", "已导入"
    DISCARDED = "discarded", "已放弃"


class EnrolmentStatus(TextChoices):
    ENROLLED = "enrolled", "在册"
    WITHDRAWN = "withdrawn", "已退出"


class ExamResult(TextChoices):
    PENDING = "pending", "未登记"
    PASSED = "passed", "合格"
    FAILED = "failed", "不合格"
    ABSENT = "absent", "缺考"


class AttendanceMark(TextChoices):
    PRESENT = "present", "出勤"
    ABSENT = "absent", "缺勤"
    LEAVE = "leave", "请假"
    LATE = "late", "迟到"
    EARLY = "early", "早退"


# Was there, if only for a part.
ATTENDED_MARKS = (AttendanceMark.PRESENT, AttendanceMark.LATE, AttendanceMark.EARLY)


class FilingStatus(TextChoices):
    DRAFT = "draft", "草稿"
    SUBMITTED = "submitted", "已报省厅"
    RETURNED = "returned", "退回补正"
    REGISTERED = "registered", "已登记"


# While a filing is one of these it is with its prefecture.
OPEN_FILING = (FilingStatus.DRAFT, FilingStatus.RETURNED)
