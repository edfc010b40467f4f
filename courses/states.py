"""The lives of a class, a roster upload and a filing."""

from yunnan_training.core.roles import Verb
from yunnan_training.core.states import ENTERED, Move, StateTable

from .enums import ClassStatus as C
from .enums import FilingStatus as F
from .enums import RosterStatus as R

# In which states the papers of a class may change.
EDITABLE = (C.DRAFT, C.RETURNED)
FIXABLE = (*EDITABLE, C.SUBMITTED)
CHECKABLE = (C.SUBMITTED, C.RETURNED, C.REVIEWED)
RUNNING = (C.IN_TRAINING,)
WITH_BOARD = (C.APPROVED, C.BOARD_ISSUED, C.IN_TRAINING)

CLASS_STATES = StateTable(
    subject="培训班",
    initial=C.DRAFT,
    moves=(
        Move("submit", "提交开班申请", (C.DRAFT, C.RETURNED), C.SUBMITTED, Verb.ENTER_CLASS),
        Move(
            "review",
            "审核通过",
            (C.SUBMITTED,),
            C.REVIEWED,
            Verb.REVIEW_CLASS,
            differs_from=(ENTERED, "correct", "submit"),
        ),
        Move(
            "approve",
            "批准开班",
            (C.REVIEWED,),
            C.APPROVED,
            Verb.APPROVE_CLASS,
            differs_from=(ENTERED, "correct", "submit", "review"),
        ),
        Move(
            "return_for_correction",
            "退回修改",
            (C.SUBMITTED,),
            C.RETURNED,
            Verb.REVIEW_CLASS,
            comment_required=True,
            primary=False,
        ),
        Move(
            "send_back",
            "退回修改",
            (C.REVIEWED,),
            C.RETURNED,
            Verb.APPROVE_CLASS,
            comment_required=True,
            primary=False,
        ),
        Move("issue_board", "出具告知牌", (C.APPROVED,), C.BOARD_ISSUED, Verb.ISSUE_BOARD, by_system=True),
        Move("start", "开班", (C.BOARD_ISSUED,), C.IN_TRAINING, Verb.RECORD_ATTENDANCE),
        Move("finish", "结业", (C.IN_TRAINING,), C.FINISHED, Verb.RECORD_RESULT),
        Move(
            "terminate",
            "终止",
            (C.APPROVED, C.BOARD_ISSUED, C.IN_TRAINING),
            C.TERMINATED,
            Verb.APPROVE_CLASS,
            comment_required=True,
            primary=False,
        ),
    ),
)

ROSTER_STATES = StateTable(
    subject="花名册",
    initial=R.CHECKING,
    moves=(
        Move("reject", "校验未通过", (R.CHECKING,), R.REJECTED, Verb.LOAD_ROSTER, by_system=True),
        Move("accept", "校验通过", (R.CHECKING,), R.READY, Verb.LOAD_ROSTER, by_system=True),
        Move("confirm", "确认导入", (R.READY,), R.CONFIRMED, Verb.LOAD_ROSTER),
        Move("discard", "放弃", (R.READY, R.REJECTED), R.DISCARDED, Verb.LOAD_ROSTER, primary=False),
    ),
)

# 二(一)3 「汇总报省厅备案登记」: registration, not approval; a class runs meanwhile (A35).
FILING_STATES = StateTable(
    subject="备案",
    initial=F.DRAFT,
    moves=(
        Move("submit", "报省厅", (F.DRAFT, F.RETURNED), F.SUBMITTED, Verb.FILE_CLASSES),
        Move("register", "备案登记", (F.SUBMITTED,), F.REGISTERED, Verb.REGISTER_FILING),
        Move(
            "return_for_correction",
            "退回补正",
            (F.SUBMITTED,),
            F.RETURNED,
            Verb.REGISTER_FILING,
            comment_required=True,
            primary=False,
        ),
    ),
)
