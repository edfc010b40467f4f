"""How much, and how it came about. A cap never becomes an amount by itself (register A15)."""

from decimal import Decimal

from ..enums import Outcome
from ..facts import ClaimFacts
from ..money import is_whole_fen, plain, yuan
from ..outcomes import Check, WorksheetRow
from ..releases import DatedValue, Release
from ..rule import rule
from .items import ITEMS


@rule("item", "entered_amount")
def amount_is_allowed(facts: ClaimFacts, release: Release) -> Check:
    """一(十) H1 «不超过…元»: an amount must be entered, above nothing, up to and including the cap.
    H2, H3, H4: the exact amount of the clause; entering another is refused, entering none is right.

    Does not decide what the county pays below the cap: that is its local standard.
    """
    standard, entered = _standard(facts, release), facts.entered_amount
    if _is_cap(facts, release):
        outcome, reason, sentence = _under_cap(entered, standard.value)
    elif entered is None or entered == standard.value:
        outcome, reason, sentence = Outcome.MET, "met", f"本项为定额补贴,标准{yuan(standard.value)}。"
    else:
        outcome, reason = Outcome.NOT_MET, "not_the_amount"
        sentence = f"本项为定额补贴,只能是{yuan(standard.value)},录入金额为{yuan(entered)}。"
    inputs = (("entered_amount", None if entered is None else plain(entered)), (standard.key, standard.text))
    return Check("amount_is_allowed", outcome, reason, standard.clause, standard.quote, sentence, inputs)


def _under_cap(entered: Decimal | None, cap: Decimal) -> tuple[Outcome, str, str]:
    if entered is None:
        return (
            Outcome.NOT_MET,
            "not_entered",
            f"尚未录入补贴金额。通知只规定上限{yuan(cap)},金额须由经办人录入,系统不代填。",
        )
    if entered <= 0:
        return Outcome.NOT_MET, "not_above_zero", f"录入金额为{yuan(entered)},补贴金额必须大于零。"
    if not is_whole_fen(entered):
        return Outcome.NOT_MET, "part_of_a_fen", f"录入金额为{yuan(entered)},金额最多精确到分。"
    if entered > cap:
        return Outcome.NOT_MET, "above_cap", f"录入金额{yuan(entered)}超过上限{yuan(cap)}。"
    return Outcome.MET, "met", f"录入金额{yuan(entered)},不超过上限{yuan(cap)}。"


@rule("item", "amount_basis")
def amount_has_basis(facts: ClaimFacts, release: Release) -> Check:
    """一(十) H1 «按照相关规定»: the officer names the provision that the amount, and «符合条件», follow.

    Does not decide whether that provision says so: the reviewer reads it.
    """
    basis = (facts.amount_basis or "").strip()
    outcome, reason = (Outcome.MET, "met") if basis else (Outcome.NOT_MET, "no_basis")
    sentence = f"金额依据:{basis}。" if basis else "请填写金额所依据的相关规定(文件名称或文号)。"
    inputs = (("amount_basis", basis or None),)
    return Check(
        "amount_has_basis", outcome, reason, ITEMS[facts.item].clause, "按照相关规定", sentence, inputs
    )


def payable(facts: ClaimFacts, release: Release) -> Decimal:
    """The amount of a claim whose checks are all met; for a cap that is the amount entered, never the cap."""
    if _is_cap(facts, release):
        return facts.entered_amount
    return _standard(facts, release).value


def worksheet(facts: ClaimFacts, release: Release, amount: Decimal | None) -> tuple[WorksheetRow, ...]:
    """The steps to the amount, in order, as one would write them beside a calculator."""
    spec, standard = ITEMS[facts.item], _standard(facts, release)
    if _is_cap(facts, release):
        entered = facts.entered_amount
        cap_label = release.parameter(spec.amount_key).label
        steps = (
            ("录入金额", "未录入" if entered is None else yuan(entered), spec.clause, "由经办人录入"),
            ("金额依据", (facts.amount_basis or "").strip() or "未填写", spec.clause, "由经办人填写"),
            (cap_label, yuan(standard.value), standard.clause, "录入金额不得超过上限"),
        )
        how = "等于录入金额"
    else:
        label = release.parameter(spec.amount_key).label
        steps = (
            (label, yuan(standard.value), standard.clause, "定额"),
            ("补贴次数", "1次", spec.clause, spec.once_phrase),
        )
        how = "补贴标准×补贴次数"
    last = ("应补金额", yuan(amount), spec.clause, how) if amount is not None else _unpaid(spec.clause)
    return tuple(WorksheetRow(order, *step) for order, step in enumerate((*steps, last), start=1))


def _unpaid(clause: str) -> tuple[str, str, str, str]:
    return "应补金额", "未核定", clause, "有审核点未符合,不核定金额"


def _standard(facts: ClaimFacts, release: Release) -> DatedValue:
    return release.entry(ITEMS[facts.item].amount_key, on=facts.day)


def _is_cap(facts: ClaimFacts, release: Release) -> bool:
    return release.parameter(ITEMS[facts.item].amount_key).op == "<="
