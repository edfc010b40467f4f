"""What makes two decisions on the same facts differ: the check that turned, under its clause."""

from collections.abc import Mapping
from itertools import zip_longest
from types import MappingProxyType
from typing import NamedTuple

from .enums import Effect, Outcome
from .outcomes import Check, Decision

AMOUNT = "amount"  # stands for the worksheet, where every check answers as before

CHECK_LABELS: Mapping[str, str] = MappingProxyType(
    {
        "certificate_kind_fits": "证书种类",
        "certificate_level_fits": "证书等级",
        "certificate_is_identified": "证书编号和发证机构",
        "certificate_is_issued": "取得证书日期",
        "is_enterprise_employee": "企业职工",
        "works_at_front_line": "企业生产一线岗位",
        "took_part_in_training": "参加培训",
        "training_is_of_new_technology": "新技术、新工艺、新知识培训",
        "passed_training": "培训考核合格",
        "is_senior_technician": "高级技师",
        "first_time_for_person": "每人一次",
        "certificate_is_unused": "同一证书不重复申领",
        "amount_is_allowed": "补贴标准",
        "amount_has_basis": "金额依据",
        AMOUNT: "补贴标准或金额",
    }
)


class Difference(NamedTuple):
    check: str
    clause: str


def difference(before: Decision, after: Decision) -> Difference:
    """The first check that answers otherwise, in the order in which they were asked; where every check answers as
    before, the first line of the worksheet that reads otherwise."""
    for old, new in _paired(before, after):
        check = new or old
        if _outcome(old) is not _outcome(new):
            return Difference(check.code, check.clause)
    for old, new in zip_longest(before.worksheet, after.worksheet):
        if new and new != old:
            return Difference(AMOUNT, new.clause)
    return Difference(AMOUNT, after.checks[-1].clause)


def _paired(before: Decision, after: Decision) -> list[tuple[Check | None, Check | None]]:
    """Blocking checks of both, those that only one of the two asked beside None."""
    earlier = {check.code: check for check in before.checks if check.effect is Effect.BLOCKS}
    later = [check for check in after.checks if check.effect is Effect.BLOCKS]
    pairs = [(earlier.pop(check.code, None), check) for check in later]
    return [*pairs, *((check, None) for check in earlier.values())]


def _outcome(check: Check | None) -> Outcome:
    """A check that wasn't asked stood in nobody's way."""
    return check.outcome if check else Outcome.MET
