"""一(六): the subsidy of an enterprise for its apprentices."""

from decimal import Decimal

from ..answers import CANNOT_TELL, MET, NOT_MET, yes_no
from ..enums import Effect
from ..facts import ApprenticeSubsidyFacts
from ..outcomes import Check, WorksheetRow
from ..questions import Question
from ..releases import Release
from ..rule import Rule, rule
from .released import standard_check, worksheet

CLAUSE = "一(六)"
PLANNED = "列入人社部门学徒培训计划的企业可申请享受财政补贴"
REGISTERED = "技工院校对学徒进行非全日制学籍注册"


@rule("year", "planned_years")
def enterprise_is_on_plan(facts: ApprenticeSubsidyFacts, release: Release) -> Check:
    """一(六) «列入人社部门学徒培训计划的企业»: on the plan of the very year that is claimed for.

    Does not decide who is put on the plan.
    """
    year, planned = facts.year, facts.planned_years
    if year is None or planned is None:
        outcome, reason = CANNOT_TELL, "unknown"
        sentence = "申请年度或学徒培训计划尚未核实,无法判断企业是否列入。"
    elif year in planned:
        outcome, reason, sentence = MET, "met", f"企业已列入{year}年学徒培训计划。"
    else:
        outcome, reason = NOT_MET, "not_on_plan"
        sentence = f"企业未列入{year}年学徒培训计划,不能申请补贴。"
    shown = None if planned is None else "、".join(str(each) for each in planned)
    inputs = (("year", year), ("planned_years", shown))
    return Check("enterprise_is_on_plan", outcome, reason, CLAUSE, PLANNED, sentence, inputs)


@rule("registered_part_time")
def apprentice_is_registered(facts: ApprenticeSubsidyFacts, release: Release) -> Check:
    """一(六) «技工院校对学徒进行非全日制学籍注册»: a duty of the school, no condition of the subsidy. Only warns."""
    return yes_no(
        "apprentice_is_registered",
        CLAUSE,
        REGISTERED,
        "registered_part_time",
        facts.registered_part_time,
        yes="学徒已由技工院校注册非全日制学籍。",
        no="学徒尚未由技工院校注册非全日制学籍,请督促注册。",
        unknown="学徒是否已注册非全日制学籍尚未核实。",
        effect=Effect.WARNS,
    )


@rule("local_standard")
def standard_is_released(facts: ApprenticeSubsidyFacts, release: Release) -> Check:
    """一(六) «可申请享受财政补贴»: the notice names no figure; the region's document does."""
    return standard_check("企业新型学徒制补贴", CLAUSE, PLANNED, facts.local_standard)


RULES: tuple[Rule, ...] = (enterprise_is_on_plan, apprentice_is_registered, standard_is_released)


def _amount(facts: ApprenticeSubsidyFacts, release: Release) -> Decimal:
    return facts.local_standard.figure


def _worksheet(
    facts: ApprenticeSubsidyFacts, release: Release, amount: Decimal | None
) -> tuple[WorksheetRow, ...]:
    return worksheet(CLAUSE, facts.local_standard, amount)


QUESTION = Question(
    code=ApprenticeSubsidyFacts.QUESTION,
    label="企业新型学徒制补贴",
    clause=CLAUSE,
    facts=ApprenticeSubsidyFacts,
    subject="",
    rules=lambda facts: RULES,
    amount=_amount,
    worksheet=_worksheet,
)
