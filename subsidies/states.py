"""The lives of a claim, a publicity and a payment batch."""

from yunnan_training.core.roles import Verb
from yunnan_training.core.states import ENTERED, Move, StateTable

from .enums import EDITABLE_STATUSES
from .enums import BatchStatus as B
from .enums import ClaimStatus as C
from .enums import PublicityStatus as P

# Whoever wrote the claim, at any time, doesn't judge it (K50).
PREPARED = (ENTERED, "change", "submit")

CLAIM_STATES = StateTable(
    subject="补贴申请",
    initial=C.DRAFT,
    moves=(
        Move("submit", "提交申请", EDITABLE_STATUSES, C.SUBMITTED, Verb.ENTER_CLAIM),
        Move(
            "withdraw",
            "撤回申请",
            EDITABLE_STATUSES,
            C.WITHDRAWN,
            Verb.ENTER_CLAIM,
            comment_required=True,
            primary=False,
        ),
        Move(
            "review",
            "审核通过",
            (C.SUBMITTED,),
            C.REVIEWED,
            Verb.REVIEW_CLAIM,
            differs_from=PREPARED,
        ),
        Move(
            "approve",
            "批准补贴",
            (C.REVIEWED,),
            C.APPROVED,
            Verb.APPROVE_CLAIM,
            differs_from=(*PREPARED, "review"),
        ),
        Move(
            "return_for_correction",
            "退回补正",
            (C.SUBMITTED,),
            C.RETURNED,
            Verb.REVIEW_CLAIM,
            comment_required=True,
            primary=False,
        ),
        Move(
            "reject",
            "不予补贴",
            (C.SUBMITTED,),
            C.REJECTED,
            Verb.REVIEW_CLAIM,
            comment_required=True,
            primary=False,
        ),
        Move(
            "refuse",
            "不予补贴",
            (C.REVIEWED,),
            C.REJECTED,
            Verb.APPROVE_CLAIM,
            comment_required=True,
            primary=False,
        ),
        Move("publicise", "列入公示", (C.APPROVED,), C.PUBLICISED, Verb.PUBLISH_CLAIMS, by_system=True),
        Move(
            "object",
            "登记异议",
            (C.PUBLICISED,),
            C.OBJECTED,
            Verb.PUBLISH_CLAIMS,
            comment_required=True,
            primary=False,
        ),
        Move(
            "dismiss",
            "异议不成立",
            (C.OBJECTED,),
            C.PUBLICISED,
            Verb.APPROVE_CLAIM,
            comment_required=True,
        ),
        Move(
            "uphold",
            "异议成立，不予补贴",
            (C.OBJECTED,),
            C.REJECTED,
            Verb.APPROVE_CLAIM,
            comment_required=True,
            primary=False,
        ),
        Move("clear", "公示期满无异议", (C.PUBLICISED,), C.CLEARED, Verb.PUBLISH_CLAIMS, by_system=True),
        Move(
            "batch",
            "列入拨付",
            (C.CLEARED,),
            C.IN_BATCH,
            Verb.PAY,
            by_system=True,
            differs_from=(*PREPARED, "review", "approve"),
        ),
        Move("pay", "拨付到账", (C.IN_BATCH,), C.PAID, Verb.PAY, by_system=True),
        Move("fail", "拨付失败", (C.IN_BATCH,), C.FAILED, Verb.PAY, by_system=True),
        Move("retry", "重新拨付", (C.FAILED,), C.CLEARED, Verb.PAY, comment_required=True),
    ),
)

PUBLICITY_STATES = StateTable(
    subject="公示",
    initial=P.OPEN,
    moves=(Move("close", "结束公示", (P.OPEN,), P.CLOSED, Verb.PUBLISH_CLAIMS),),
)

BATCH_STATES = StateTable(
    subject="拨付批次",
    initial=B.DRAFT,
    moves=(
        Move("export", "导出拨付清单", (B.DRAFT,), B.EXPORTED, Verb.PAY),
        Move("settle", "登记拨付结果", (B.EXPORTED,), B.SETTLED, Verb.PAY),
        Move(
            "cancel",
            "作废批次",
            (B.DRAFT,),
            B.CANCELLED,
            Verb.PAY,
            comment_required=True,
            primary=False,
        ),
    ),
)
