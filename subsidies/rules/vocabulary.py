"""The Chinese names of facts and of their values, as forms, calculators and the officials' workbook show them."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from . import enums
from .claims.items import ITEM_LABELS
from .facts import CaseFacts, Facts
from .facts.base import slots_of

UNKNOWN = "不知道"
YES_NO: Mapping[bool, str] = MappingProxyType({True: "是", False: "否"})

# One fact, one name; where a name means something else in one kind of case it stands in NAMES_IN.
NAMES: Mapping[str, str] = MappingProxyType(
    {
        "accepted": "是否认可",
        "amount_basis": "金额依据",
        "amount_note": "金额说明",
        "attended": "实到人次",
        "basis": "文件",
        "begins_on": "到岗日期",
        "born_on": "出生日期",
        "certificate_issued_on": "发证日期",
        "certificate_issuer": "发证机构",
        "certificate_kind": "证书种类",
        "certificate_level": "证书等级",
        "certificate_number": "证书编号",
        "certificate_uses": "证书使用情况",
        "check": "审核点",
        "class_approved": "培训班是否批准",
        "class_public": "培训班是否公开",
        "class_starts_on": "开班日期",
        "continuing_school": "是否继续升学",
        "day": "申请日期",
        "earlier_batches": "以往报送日期",
        "earlier_claims": "以往申领",
        "employed": "就业创业人数",
        "ends_on": "离岗日期",
        "enterprise_employee": "是否企业职工",
        "enterprise_funds": "企业配套经费",
        "entered_amount": "录入金额",
        "examined": "参加考核人数",
        "figure": "金额",
        "findings": "人工认定",
        "front_line_post": "是否一线岗位",
        "fund": "资金",
        "graduates_on": "预计毕业日期",
        "had_before": "是否已享受",
        "had_for_year": "该年是否已发放",
        "held_certificates": "所持证书",
        "in_custody": "是否服刑或强制隔离戒毒人员",
        "institutions": "在册机构数",
        "issued_on": "发证日期",
        "item": "补贴项目",
        "kind": "种类",
        "leads_studio": "是否领衔工作室",
        "level": "等级",
        "local_standard": "当地标准",
        "new_technology_training": "是否新技术等培训",
        "occupation": "职业(工种)",
        "on_roster": "开班花名册人数",
        "override_reason": "州市认可理由",
        "ownership": "机构性质",
        "passed": "合格人数",
        "persons": "人数",
        "person_times": "人次",
        "planned_years": "列入学徒培训计划的年度",
        "posts": "在岗时间",
        "provincial_funds": "省级工作经费",
        "rated": "已评价机构数",
        "reason": "理由",
        "recognised_on": "认定日期",
        "reference": "编号",
        "region": "地区",
        "registered_part_time": "是否非全日制学籍",
        "rural": "是否农村青年",
        "selected": "是否入选首席技师专项",
        "sessions": "课次",
        "shortage_occupation": "是否紧缺职业(工种)",
        "source": "资助来源",
        "standing": "办理状态",
        "student": "学生类别",
        "target": "目标",
        "took_part_in_training": "是否参加培训",
        "training_passed": "培训是否合格",
        "year": "年度",
    }
)
NAMES_IN: Mapping[tuple[str, str], str] = MappingProxyType(
    {
        ("recruitment", "day"): "入学日期",
        ("public_base", "day"): "认可日期",
        ("base_filing", "day"): "报送日期",
        ("base_grant", "day"): "核定日期",
        ("base_grant", "level"): "基地级别",
        ("chief_technician_stipend", "day"): "核定日期",
        ("studio_matching", "day"): "核定日期",
        ("rating_coverage", "day"): "统计日期",
        ("annual_target", "day"): "统计日期",
        ("class_rates", "day"): "评估日期",
    }
)
VALUES: Mapping[type[StrEnum], Mapping[str, str]] = MappingProxyType(
    {
        enums.Item: ITEM_LABELS,
        enums.CertificateKind: enums.CERTIFICATE_KIND_LABELS,
        enums.SkillLevel: enums.SKILL_LEVEL_LABELS,
        enums.Fund: enums.FUND_LABELS,
        enums.Standing: enums.STANDING_LABELS,
        enums.Ownership: enums.OWNERSHIP_LABELS,
        enums.StudentKind: enums.STUDENT_KIND_LABELS,
        enums.AidSource: enums.AID_SOURCE_LABELS,
        enums.BaseLevel: enums.BASE_LEVEL_LABELS,
        enums.AnnualTarget: enums.ANNUAL_TARGET_LABELS,
        enums.Outcome: enums.OUTCOME_LABELS,
    }
)


class Fact(NamedTuple):
    """One fact of a kind of case: its name in code, its Chinese name, and what it may be."""

    name: str
    label: str
    kind: type
    many: bool  # a tuple of `kind`
    may_be_unknown: bool


def facts_in(cls: type[Facts]) -> tuple[Fact, ...]:
    """The facts of a kind of case, or of a part of one, in their order. KeyError: one has no name yet."""
    question = cls.QUESTION if issubclass(cls, CaseFacts) else ""
    return tuple(
        Fact(
            slot.name,
            NAMES_IN.get((question, slot.name)) or NAMES[slot.name],
            slot.kind,
            slot.many,
            slot.may_be_unknown,
        )
        for slot in slots_of(cls)
    )


def values_of(kind: type) -> Mapping[object, str]:
    """The closed list of values of a fact with their Chinese names; empty where there is none."""
    if kind is bool:
        return YES_NO
    return VALUES[kind] if issubclass(kind, StrEnum) else {}
