"""Facts and inputs of checks as an office reads them. What a later release calls otherwise is shown as it stands."""

from collections.abc import Mapping
from typing import Any

from ..rules import ITEM_LABELS, current
from ..rules.enums import CERTIFICATE_KIND_LABELS, FUND_LABELS, SKILL_LEVEL_LABELS, STANDING_LABELS

LABELS = {
    "item": "补贴项目",
    "day": "申请日期",
    "occupation": "职业（工种）代码",
    "certificate_kind": "证书种类",
    "certificate_level": "证书等级",
    "certificate_number": "证书编号",
    "certificate_number_given": "证书编号",
    "certificate_issuer": "发证机构",
    "certificate_issuer_given": "发证机构",
    "certificate_issued_on": "发证日期",
    "enterprise_employee": "企业职工",
    "front_line_post": "生产一线岗位",
    "took_part_in_training": "参加培训",
    "new_technology_training": "新技术培训",
    "training_passed": "考核合格",
    "held_certificates": "所持其他证书",
    "senior_since": "成为高级技师",
    "earlier_claims": "以往申领",
    "certificate_uses": "证书使用",
    "entered_amount": "录入金额",
    "amount_basis": "金额依据",
    "local_standard": "当地标准",
    "shortage_occupation": "急需紧缺职业",
    "findings": "人工认定",
}
_INPUT_LABELS = {"held_certificates": "所持最高等级"}
_WORDS: dict[str, Mapping] = {
    "item": ITEM_LABELS,
    "kind": CERTIFICATE_KIND_LABELS,
    "level": SKILL_LEVEL_LABELS,
    "standing": STANDING_LABELS,
    "fund": FUND_LABELS,
    "certificate_kind": CERTIFICATE_KIND_LABELS,
    "certificate_level": SKILL_LEVEL_LABELS,
    "held_certificates": SKILL_LEVEL_LABELS,
}
_NOTHING = {
    "earlier_claims": "无",
    "certificate_uses": "无",
    "held_certificates": "无",
    "entered_amount": "未录入",
    "amount_basis": "未填写",
    "local_standard": "无",
}


def input_lines(inputs: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What a check looked at: (label, words)."""
    return [(_INPUT_LABELS.get(key) or _label(key), _word(key, value)) for key, value in inputs.items()]


def fact_lines(facts: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The frozen facts of a decision, in the order of LABELS; those that it doesn't know come last."""
    place = {name: number for number, name in enumerate(LABELS)}
    known = sorted(facts, key=lambda name: (place.get(name, len(place)), name))
    return [(_label(key), _fact(key, facts[key])) for key in known]


def _label(key: str) -> str:
    if key in LABELS:
        return LABELS[key]
    return current().parameters[key].label if key in current().parameters else key


def _word(key: str, value: Any) -> str:
    if key.endswith("_given"):
        return "已填写" if value else "未填写"
    if value is None or value == "":
        return _NOTHING.get(key, "未核实")
    if isinstance(value, bool):
        return "是" if value else "否"
    if key in ("earlier_claims", "certificate_uses"):
        return "、".join(_pair(each) for each in value.split("、"))
    parameter = current().parameters.get(key)
    if parameter:
        return parameter.choices.get(value, f"{value}{parameter.unit or ''}")
    return str(_WORDS.get(key, {}).get(value, value))


def _pair(text: str) -> str:
    """H2:paid → 技师培训补贴（已拨付）"""
    left, _, right = text.partition(":")
    return f"{ITEM_LABELS.get(left) or FUND_LABELS.get(left) or left}（{STANDING_LABELS.get(right, right)}）"


def _fact(key: str, value: Any) -> str:
    if key == "findings":
        return "；".join(
            f"{'予以认可' if each['accepted'] else '不予认可'}：{each['reason']}" for each in value
        )
    if isinstance(value, list):
        return "；".join(_fact(key, each) for each in value) or "无"
    if isinstance(value, Mapping):
        return "，".join(_word(inner, each) for inner, each in value.items())
    if isinstance(value, bool) or value is None or key in _WORDS:
        return _word(key, value)
    return f"{value}元" if key == "entered_amount" else str(value)
