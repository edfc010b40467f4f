"""Closed lists about what is taught."""

from django.db.models import TextChoices


class Programme(TextChoices):
    """一(一) to 一(十六) as far as they lead to classes."""

    RURAL = "RURAL", "农村劳动者就业技能培训"
    PREP = "PREP", "劳动预备培训"
    YOUTH = "YOUTH", "青年能力素质提升"
    GRAD = "GRAD", "高校毕业生技能培训"
    VETERAN = "VETERAN", "退役军人培训"
    DISABLED = "DISABLED", "残疾人就业培训"
    ONBOARD = "ONBOARD", "新入职人员岗前培训"
    APPRENTICE = "APPRENTICE", "企业新型学徒制"
    YUNSAO = "YUNSAO", "“云嫂”家庭服务培训"
    WORKERS = "WORKERS", "百万职工素质提升"
    ZHANCHI = "ZHANCHI", "“展翅行动”技能提升培训"
    HIGH = "HIGH", "高技能人才培训"
    OVERCAP = "OVERCAP", "化解过剩产能企业职工特别培训"
    REEMPLOY = "REEMPLOY", "失业人员再就业培训"
    CUSTODY = "CUSTODY", "服刑和强制隔离戒毒人员培训"
    STARTUP = "STARTUP", "创业培训"
    ECOM = "ECOM", "电子商务培训"

    @property
    def clause(self) -> str:
        return PROGRAMME_CLAUSES[self]


PROGRAMME_CLAUSES = {
    Programme.RURAL: "一(一)",
    Programme.PREP: "一(二)",
    Programme.YOUTH: "一(三)",
    Programme.GRAD: "一(四)",
    Programme.VETERAN: "一(四)",
    Programme.DISABLED: "一(四)",
    Programme.ONBOARD: "一(五)",
    Programme.APPRENTICE: "一(六)",
    Programme.YUNSAO: "一(七)",
    Programme.WORKERS: "一(八)",
    Programme.ZHANCHI: "一(九)",
    Programme.HIGH: "一(十)",
    Programme.OVERCAP: "一(十一)",
    Programme.REEMPLOY: "一(十二)",
    Programme.CUSTODY: "一(十三)",
    Programme.STARTUP: "一(十四)",
    Programme.ECOM: "一(十六)",
}

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
