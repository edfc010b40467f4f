"""二(一): the subsidy of a class for each person who passed, by occupation and level."""

from decimal import Decimal

from ..answers import CANNOT_TELL, MET, NOT_MET, given, yes_no
from ..enums import SKILL_LEVEL_LABELS
from ..facts import TrainingSubsidyFacts
from ..outcomes import Check, WorksheetRow
from ..part_time import AID_KEY, BAN, PUPILS_KEY, is_reached
from ..part_time import CLAUSE as BAN_CLAUSE
from ..questions import Question
from ..releases import Release
from ..rule import Rule, rule
from .released import standard_check, worksheet

CLAUSE = "二(一)3"
MANAGED = "县级人社局统一对本地财政资金支付补贴的职业技能培训班进行管理"
PUBLIC = "培训内容、时间、地点等要及时、有序向社会公开"
MEASURED = "探索建立以培训合格率、就业创业成功率为重点的培训绩效评估体系"
CATALOGUE = "对职业技能培训公共服务项目实施目录清单管理"


@rule("class_approved")
def class_is_approved(facts: TrainingSubsidyFacts, release: Release) -> Check:
    """二(一)1 «县级人社局统一对本地财政资金支付补贴的职业技能培训班进行管理»: no money without the county's yes.

    What the county looks at before it says yes is asked of the class, not of the claim.
    """
    return yes_no(
        "class_is_approved",
        "二(一)1",
        MANAGED,
        "class_approved",
        facts.class_approved,
        yes="培训班经县级人社局批准。",
        no="培训班未经县级人社局批准,不予补贴。",
        unknown="培训班是否经县级人社局批准尚未核实,无法判断。",
    )


@rule("class_public")
def class_is_public(facts: TrainingSubsidyFacts, release: Release) -> Check:
    """二(一)3 «培训内容、时间、地点等要及时、有序向社会公开».

    Does not decide «及时»: the notice sets no day; late publication is listed elsewhere.
    """
    return yes_no(
        "class_is_public",
        CLAUSE,
        PUBLIC,
        "class_public",
        facts.class_public,
        yes="培训班已向社会公开。",
        no="培训班未向社会公开,不予补贴。",
        unknown="培训班是否已向社会公开尚未核实,无法判断。",
    )


@rule("training_passed")
def passed_training(facts: TrainingSubsidyFacts, release: Release) -> Check:
    """二(一)4 «以培训合格率…为重点»: paid for the person who passed.

    The notice makes passing the measure of a class and names no other; which result counts as passed is the
    examiner's.
    """
    return yes_no(
        "passed_training",
        "二(一)4",
        MEASURED,
        "training_passed",
        facts.training_passed,
        yes="培训考核合格。",
        no="培训考核不合格,不予补贴。",
        unknown="培训考核结果尚未登记,无法判断。",
    )


@rule("in_custody", "registered_part_time")
def custody_does_not_bar(facts: TrainingSubsidyFacts, release: Release) -> Check:
    """一(十三) «注册为非全日制学籍的学员不得享受国家和省的资助政策»; register A22.

    By default 资助政策 is student aid and leaves the training subsidy alone (T18). Under the other reading it bars
    this subsidy, too, for whom the ban reaches (register A23).
    """
    aid, pupils = (release.reading(key, on=facts.day) for key in (AID_KEY, PUPILS_KEY))
    reached = is_reached(
        registered_part_time=facts.registered_part_time,
        in_custody=facts.in_custody,
        on=facts.day,
        release=release,
    )
    scope = f"按“{release.parameter(AID_KEY).choices[aid]}”掌握"
    if aid == "student_aid_only":
        outcome, reason, sentence = MET, "not_asked", f"{scope},该禁止不影响培训补贴。"
    elif reached is None:
        outcome, reason = CANNOT_TELL, "unknown"
        sentence = f"{scope};是否为服刑、强制隔离戒毒人员或非全日制学籍学员尚未核实,无法判断。"
    elif reached:
        outcome, reason = NOT_MET, "barred"
        sentence = f"{scope};申请人注册为非全日制学籍,不得享受培训补贴。"
    else:
        outcome, reason, sentence = MET, "met", "申请人不在不得享受资助的学员之内。"
    inputs = (
        ("in_custody", facts.in_custody),
        ("registered_part_time", facts.registered_part_time),
        (AID_KEY, aid),
        (PUPILS_KEY, pupils),
    )
    return Check("custody_does_not_bar", outcome, reason, BAN_CLAUSE, BAN, sentence, inputs)


@rule("occupation", "level", "local_standard")
def standard_is_released(facts: TrainingSubsidyFacts, release: Release) -> Check:
    """二(一)3 «实施目录清单管理»: the standard of this occupation and level, released by a region.

    The notice names no figure, so there is none without a standard, and none is taken from a neighbour.
    """
    if not given(facts.occupation) or facts.level is None:
        outcome, reason = CANNOT_TELL, "occupation_unknown"
        sentence = "培训工种或等级未填写,无法确定适用的补贴标准。"
        inputs = (("occupation", facts.occupation), ("level", facts.level and facts.level.value))
        return Check("standard_is_released", outcome, reason, CLAUSE, CATALOGUE, sentence, inputs)
    what = f"{facts.occupation}({SKILL_LEVEL_LABELS[facts.level]})培训补贴"
    return standard_check(what, CLAUSE, CATALOGUE, facts.local_standard)


RULES: tuple[Rule, ...] = (
    class_is_approved,
    class_is_public,
    passed_training,
    custody_does_not_bar,
    standard_is_released,
)


def _amount(facts: TrainingSubsidyFacts, release: Release) -> Decimal:
    return facts.local_standard.figure


def _worksheet(
    facts: TrainingSubsidyFacts, release: Release, amount: Decimal | None
) -> tuple[WorksheetRow, ...]:
    return worksheet(CLAUSE, facts.local_standard, amount)


QUESTION = Question(
    code=TrainingSubsidyFacts.QUESTION,
    label="职业技能培训补贴",
    clause="二(一)",
    facts=TrainingSubsidyFacts,
    subject="",
    rules=lambda facts: RULES,
    amount=_amount,
    worksheet=_worksheet,
)
