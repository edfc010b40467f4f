"""Who may do what: a closed list of verbs, and each role's verbs.

A role never grants anything by itself: it is held through an appointment to a region or an institution,
with dates (`models.Appointment`, `institutions.Membership`), and reaches only what lies there.
"""

from django.db.models import TextChoices


class Role(TextChoices):
    COUNTY_CLERK = "county_clerk", "县级经办人"
    COUNTY_REVIEWER = "county_reviewer", "县级审核人"
    COUNTY_HEAD = "county_head", "县级负责人(一把手)"
    PREFECTURE_OFFICER = "prefecture_officer", "州市工作人员"
    PROVINCIAL_OFFICER = "provincial_officer", "省厅工作人员"
    INSTITUTION_CLERK = "institution_clerk", "培训机构经办人"
    FINANCE_OFFICER = "finance_officer", "财务拨付人员"
    TRAINEE = "trainee", "学员"
    AUDITOR = "auditor", "审计人员(只读)"
    SYSTEM_ADMIN = "system_admin", "系统管理员"


class Verb(TextChoices):
    """Everything a person or a client can be allowed to do. A door names one; no door, no right."""

    VIEW_INSTITUTION = "view_institution", "查看培训机构"
    ENTER_INSTITUTION = "enter_institution", "登记培训机构"
    KEEP_INSTITUTION = "keep_institution", "维护证照和师资"
    VIEW_CLASS = "view_class", "查看培训班"
    ENTER_CLASS = "enter_class", "录入和提交开班申请"
    FIX_CLASS = "fix_class", "确定培训对象、就业方向、工种、帮扶措施和责任人"
    CHECK_QUALIFICATION = "check_qualification", "核验培训资质"
    REVIEW_CLASS = "review_class", "审核开班申请"
    APPROVE_CLASS = "approve_class", "批准开班"
    ISSUE_BOARD = "issue_board", "出具告知牌"
    VIEW_ROSTER = "view_roster", "查看学员名册"
    LOAD_ROSTER = "load_roster", "导入学员花名册"
    RECORD_ATTENDANCE = "record_attendance", "登记考勤"
    RECORD_RESULT = "record_result", "登记考核结果和证书"
    VIEW_FILING = "view_filing", "查看备案"
    FILE_CLASSES = "file_classes", "汇总上报备案"
    REGISTER_FILING = "register_filing", "备案登记"
    VIEW_TRAINEE = "view_trainee", "查看劳动者(脱敏)"
    KEEP_TRAINEE = "keep_trainee", "更正劳动者信息"
    REVEAL_PERSONAL = "reveal_personal", "查看完整个人信息"
    EXPORT_PERSONAL = "export_personal", "导出个人信息"
    VIEW_CLAIM = "view_claim", "查看补贴申请"
    ENTER_CLAIM = "enter_claim", "提出补贴申请"
    REVIEW_CLAIM = "review_claim", "审核补贴"
    APPROVE_CLAIM = "approve_claim", "批准补贴"
    PUBLISH_CLAIMS = "publish_claims", "组织公示"
    VIEW_PAYMENT = "view_payment", "查看拨付"
    PAY = "pay", "拨付补贴"
    VIEW_RULES = "view_rules", "查看规则版本和地方标准"
    DRAFT_RULES = "draft_rules", "起草规则版本"
    RELEASE_RULES = "release_rules", "发布规则版本"
    DRAFT_STANDARD = "draft_standard", "起草地方标准"
    RELEASE_STANDARD = "release_standard", "发布地方标准"
    VIEW_SIMULATION = "view_simulation", "查看政策测算"
    SIMULATE = "simulate", "政策测算"
    VIEW_REPLAY = "view_replay", "查看历史核定复核"
    REPLAY = "replay", "复核历史核定"
    HELP_DESK = "help_desk", "服务窗口代查验证码"
    VIEW_AUDIT = "view_audit", "查看操作记录"
    VIEW_JOB = "view_job", "查看后台任务"
    MANAGE_USERS = "manage_users", "管理用户和任职"
    VIEW_OWN_SUBSIDY = "view_own_subsidy", "查询本人补贴"


V = Verb
_READ_BUSINESS = {
    V.VIEW_INSTITUTION,
    V.VIEW_CLASS,
    V.VIEW_ROSTER,
    V.VIEW_FILING,
    V.VIEW_TRAINEE,
    V.VIEW_CLAIM,
    V.VIEW_PAYMENT,
    V.VIEW_JOB,
    V.VIEW_RULES,
}

VERBS_OF: dict[Role, frozenset[Verb]] = {
    # Enters, checks papers, loads rosters; never approves what was entered.
    Role.COUNTY_CLERK: frozenset(
        _READ_BUSINESS
        | {
            V.ENTER_INSTITUTION,
            V.KEEP_INSTITUTION,
            V.ENTER_CLASS,
            V.FIX_CLASS,
            V.CHECK_QUALIFICATION,
            V.ISSUE_BOARD,
            V.LOAD_ROSTER,
            V.RECORD_ATTENDANCE,
            V.RECORD_RESULT,
            V.ENTER_CLAIM,
            V.KEEP_TRAINEE,
            V.REVEAL_PERSONAL,
            V.PUBLISH_CLAIMS,
            V.HELP_DESK,
            V.DRAFT_STANDARD,
        }
    ),
    # The second pair of eyes (domain 2, step 4: 经办 → 审核 → 批准).
    Role.COUNTY_REVIEWER: frozenset(
        _READ_BUSINESS
        | {
            V.CHECK_QUALIFICATION,
            V.FIX_CLASS,
            V.REVIEW_CLASS,
            V.REVIEW_CLAIM,
            V.REVEAL_PERSONAL,
            V.DRAFT_STANDARD,
        }
    ),
    # 二(一)1 「由一把手直接负责」: the last word on classes and claims.
    Role.COUNTY_HEAD: frozenset(
        _READ_BUSINESS | {V.APPROVE_CLASS, V.APPROVE_CLAIM, V.VIEW_AUDIT, V.RELEASE_STANDARD}
    ),
    # 二(一)3 「由州市人社局汇总报省厅备案登记」.
    Role.PREFECTURE_OFFICER: frozenset(
        _READ_BUSINESS | {V.FILE_CLASSES, V.DRAFT_STANDARD, V.RELEASE_STANDARD, V.VIEW_SIMULATION, V.SIMULATE}
    ),
    # Registers, returns; does not approve classes (A35). Keeps the rules: one drafts, another releases.
    Role.PROVINCIAL_OFFICER: frozenset(
        _READ_BUSINESS
        | {
            V.REGISTER_FILING,
            V.DRAFT_RULES,
            V.RELEASE_RULES,
            V.DRAFT_STANDARD,
            V.RELEASE_STANDARD,
            V.VIEW_SIMULATION,
            V.SIMULATE,
            V.VIEW_REPLAY,
            V.REPLAY,
        }
    ),
    Role.INSTITUTION_CLERK: frozenset(
        {
            V.VIEW_INSTITUTION,
            V.KEEP_INSTITUTION,
            V.VIEW_CLASS,
            V.ENTER_CLASS,
            V.VIEW_ROSTER,
            V.LOAD_ROSTER,
            V.RECORD_ATTENDANCE,
            V.RECORD_RESULT,
            V.VIEW_CLAIM,
            V.ENTER_CLAIM,
            V.VIEW_JOB,
        }
    ),
    Role.FINANCE_OFFICER: frozenset(
        {V.VIEW_CLASS, V.VIEW_CLAIM, V.VIEW_PAYMENT, V.PAY, V.EXPORT_PERSONAL, V.VIEW_JOB, V.VIEW_RULES}
    ),
    Role.TRAINEE: frozenset({V.VIEW_OWN_SUBSIDY}),
    # Reads everything, changes nothing, sees personal data masked.
    Role.AUDITOR: frozenset(_READ_BUSINESS | {V.VIEW_AUDIT, V.VIEW_SIMULATION, V.VIEW_REPLAY}),
    # Keeps accounts; has no business right at all (S07).
    Role.SYSTEM_ADMIN: frozenset({V.MANAGE_USERS, V.VIEW_JOB}),
}

REGION_ROLES: dict[Role, tuple[str, ...]] = {
    # Role → the levels of region it can be appointed to.
    Role.COUNTY_CLERK: ("county",),
    Role.COUNTY_REVIEWER: ("county",),
    Role.COUNTY_HEAD: ("county",),
    Role.PREFECTURE_OFFICER: ("prefecture",),
    Role.PROVINCIAL_OFFICER: ("province",),
    Role.FINANCE_OFFICER: ("county",),
    Role.AUDITOR: ("county", "prefecture", "province"),
    Role.SYSTEM_ADMIN: ("county", "prefecture", "province"),
}
