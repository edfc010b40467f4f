"""How much, and how it came about. A cap never becomes an amount by itself (register A15).

H1 has no figure of its own. It comes, in this order, from the region's released standard, or from what an officer
enters with its basis; under the other reading of A15 it is the cap where no standard is released.
"""

from decimal import Decimal

from ..answers import MET, NOT_MET, Answer
from ..facts import ClaimFacts, LocalStandard
from ..money import is_whole_fen, plain, yuan
from ..outcomes import Check, WorksheetRow
from ..releases import DatedValue, Release
from ..rule import rule
from ..worksheets import rows, to_pay
from .items import ITEMS

READING = "reading.advanced_worker_cap"
UNDER_RULES = "按照相关规定"


@rule("item", "entered_amount", "local_standard")
def amount_is_allowed(facts: ClaimFacts, release: Release) -> Check:
    """一(十) H1 «不超过…元»: above nothing, up to and including the cap; the region's released standard where
    there is one, and then no other amount; else what the officer entered (register A15).
    H2, H3, H4: the exact amount of the clause; entering another is refused, entering none is right.

    Does not decide what a region sets below the cap. A standard above the cap is refused here, too.
    """
    standard, entered = _standard(facts, release), facts.entered_amount
    inputs = (("entered_amount", None if entered is None else plain(entered)), (standard.key, standard.text))
    if not _is_cap(facts, release):
        outcome, reason, sentence = _exactly(entered, standard.value, "本项为定额补贴", "标准")
    else:
        local, reading = facts.local_standard, release.reading(READING, on=facts.day)
        inputs = (*inputs, ("local_standard", local and plain(local.figure)), (READING, reading))
        if local:
            outcome, reason, sentence = _by_local_standard(entered, local, standard.value)
        elif reading == "cap_is_amount":
            outcome, reason, sentence = _exactly(
                entered, standard.value, "按现行读法,没有当地标准时按上限发放", "金额"
            )
        else:
            outcome, reason, sentence = _under_cap(entered, standard.value)
    return Check("amount_is_allowed", outcome, reason, standard.clause, standard.quote, sentence, inputs)


def _exactly(entered: Decimal | None, figure: Decimal, why: str, what: str) -> Answer:
    if entered is None or entered == figure:
        return MET, "met", f"{why},{what}{yuan(figure)}。"
    return NOT_MET, "not_the_amount", f"{why},只能是{yuan(figure)},录入金额为{yuan(entered)}。"


def _by_local_standard(entered: Decimal | None, local: LocalStandard, cap: Decimal) -> Answer:
    shown = f"当地标准{yuan(local.figure)}({local.source})"
    if local.figure > cap:
        return NOT_MET, "standard_above_cap", f"{shown}超过通知规定的上限{yuan(cap)},不得据此发放。"
    if entered is not None and entered != local.figure:
        sentence = f"{shown}已发布,金额按标准核定,录入金额{yuan(entered)}与之不符,请改为标准金额或留空。"
        return NOT_MET, "not_the_standard", sentence
    return MET, "by_standard", f"按{shown}核定,不超过上限{yuan(cap)}。"


def _under_cap(entered: Decimal | None, cap: Decimal) -> Answer:
    if entered is None:
        return (
            NOT_MET,
            "not_entered",
            f"尚未录入补贴金额。通知只规定上限{yuan(cap)},金额须由经办人录入,系统不代填。",
        )
    if entered <= 0:
        return NOT_MET, "not_above_zero", f"录入金额为{yuan(entered)},补贴金额必须大于零。"
    if not is_whole_fen(entered):
        return NOT_MET, "part_of_a_fen", f"录入金额为{yuan(entered)},金额最多精确到分。"
    if entered > cap:
        return NOT_MET, "above_cap", f"录入金额{yuan(entered)}超过上限{yuan(cap)}。"
    return MET, "met", f"录入金额{yuan(entered)},不超过上限{yuan(cap)}。"


@rule("item", "amount_basis", "local_standard")
def amount_has_basis(facts: ClaimFacts, release: Release) -> Check:
    """一(十) H1 «按照相关规定»: the provision that the amount, and «符合条件», follow. A released standard is
    one; else the officer names it. Where the cap is read as the amount (A15) the notice itself is.

    Does not decide whether that provision says so: the reviewer reads it.
    """
    basis, reading = _basis(facts), release.reading(READING, on=facts.day)
    if basis:
        outcome, reason, sentence = MET, "met", f"金额依据:{basis}。"
    elif reading == "cap_is_amount":
        scope = release.parameter(READING).choices[reading]
        outcome, reason, sentence = MET, "not_asked", f"按“{scope}”掌握,金额以通知为依据。"
    else:
        outcome, reason, sentence = NOT_MET, "no_basis", "请填写金额所依据的相关规定(文件名称或文号)。"
    inputs = (("amount_basis", basis or None), (READING, reading))
    return Check("amount_has_basis", outcome, reason, ITEMS[facts.item].clause, UNDER_RULES, sentence, inputs)


def _basis(facts: ClaimFacts) -> str:
    if facts.local_standard:
        return facts.local_standard.source
    return (facts.amount_basis or "").strip()


def payable(facts: ClaimFacts, release: Release) -> Decimal:
    """The amount of a claim whose checks are all met. For a cap: the region's standard, else the amount entered,
    and the cap itself only under the other reading of A15."""
    if not _is_cap(facts, release):
        return _standard(facts, release).value
    if facts.local_standard:
        return facts.local_standard.figure
    if release.reading(READING, on=facts.day) == "cap_is_amount":
        return _standard(facts, release).value
    return facts.entered_amount


def worksheet(facts: ClaimFacts, release: Release, amount: Decimal | None) -> tuple[WorksheetRow, ...]:
    """The steps to the amount, in order, as one would write them beside a calculator."""
    spec, standard = ITEMS[facts.item], _standard(facts, release)
    label = release.parameter(spec.amount_key).label
    cap = (label, yuan(standard.value), standard.clause)
    if not _is_cap(facts, release):
        steps = ((*cap, "定额"), ("补贴次数", "1次", spec.clause, spec.once_phrase))
        how = "补贴标准×补贴次数"
    elif facts.local_standard:
        local = facts.local_standard
        steps = (
            ("当地标准", yuan(local.figure), spec.clause, f"依据{local.source}"),
            (*cap, "当地标准不得超过上限"),
        )
        how = "等于当地标准"
    elif release.reading(READING, on=facts.day) == "cap_is_amount":
        steps = ((*cap, f"{release.parameter(READING).citation}:没有当地标准时按上限发放"),)
        how = "等于上限"
    else:
        entered = facts.entered_amount
        steps = (
            ("录入金额", "未录入" if entered is None else yuan(entered), spec.clause, "由经办人录入"),
            ("金额依据", _basis(facts) or "未填写", spec.clause, "由经办人填写"),
            (*cap, "录入金额不得超过上限"),
        )
        how = "等于录入金额"
    return rows(*steps, to_pay(amount, spec.clause, how))


def _standard(facts: ClaimFacts, release: Release) -> DatedValue:
    return release.entry(ITEMS[facts.item].amount_key, on=facts.day)


def _is_cap(facts: ClaimFacts, release: Release) -> bool:
    return release.parameter(ITEMS[facts.item].amount_key).op == "<="
