"""The lives of a rule release and of a local standard."""

from .enums import LocalStandardStatus as S
from .enums import RuleReleaseStatus as R
from .roles import Verb
from .states import ENTERED, Move, StateTable

RELEASE_STATES = StateTable(
    subject="规则版本",
    initial=R.DRAFT,
    moves=(
        Move("release", "发布", (R.DRAFT,), R.RELEASED, Verb.RELEASE_RULES, differs_from=(ENTERED, "change")),
        Move("retire", "停用", (R.RELEASED,), R.RETIRED, Verb.RELEASE_RULES, by_system=True),
    ),
)

STANDARD_STATES = StateTable(
    subject="地方标准",
    initial=S.DRAFT,
    moves=(
        Move(
            "release", "发布", (S.DRAFT,), S.RELEASED, Verb.RELEASE_STANDARD, differs_from=(ENTERED, "change")
        ),
        Move(
            "retire",
            "停止执行",
            (S.RELEASED,),
            S.RETIRED,
            Verb.RELEASE_STANDARD,
            comment_required=True,
            primary=False,
        ),
    ),
)
