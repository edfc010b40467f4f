"""The amount of a subsidy whose figure stands in a region's document and not in the notice."""

from decimal import Decimal

from ..answers import CANNOT_TELL, MET
from ..facts import LocalStandard
from ..money import plain, yuan
from ..outcomes import Check, WorksheetRow
from ..worksheets import rows, to_pay


def standard_check(what: str, clause: str, quote: str, local: LocalStandard | None) -> Check:
    """Nothing is filled in where no standard is released; the sentence says what is missing."""
    if local is None:
        outcome, reason = CANNOT_TELL, "no_standard"
        sentence = (
            f"通知未规定{what}的金额,当地也没有已发布的补贴标准(文件和金额),无法核定;请先发布当地标准。"
        )
    else:
        outcome, reason = MET, "met"
        sentence = f"当地标准{yuan(local.figure)}({local.source})。"
    inputs = (("local_standard", local and plain(local.figure)), ("basis", local and local.source))
    return Check("standard_is_released", outcome, reason, clause, quote, sentence, inputs)


def worksheet(clause: str, local: LocalStandard | None, amount: Decimal | None) -> tuple[WorksheetRow, ...]:
    return rows(
        (
            "当地标准",
            yuan(local.figure) if local else "未发布",
            clause,
            f"依据{local.source}" if local else "由当地发布",
        ),
        ("补贴人数", "1人", clause, "每人每次申请"),
        to_pay(amount, clause, "当地标准×补贴人数"),
    )
