"""一(十五): the enterprise's share in the funds of a 技能大师工作室."""

from decimal import Decimal

from ..answers import CANNOT_TELL, MET, NOT_MET, yes_no
from ..facts import StudioMatchingFacts
from ..money import plain, yuan
from ..outcomes import Check, WorksheetRow
from ..questions import Question
from ..rates import NO_RATE
from ..releases import Release
from ..rule import Rule, rule
from ..worksheets import rows

CLAUSE = "一(十五)"
SELECTED = "入选“万人计划”首席技师专项的高技能领军人才"
LEADS = "领衔组建技能大师工作室"
RATIO = "studio.matching_ratio"


@rule("selected")
def head_is_chief_technician(facts: StudioMatchingFacts, release: Release) -> Check:
    """一(十五) «入选“万人计划”首席技师专项的高技能领军人才»: the studio is that of such a person."""
    return yes_no(
        "head_is_chief_technician",
        CLAUSE,
        SELECTED,
        "selected",
        facts.selected,
        yes="领衔人已入选“万人计划”首席技师专项。",
        no="领衔人未入选“万人计划”首席技师专项。",
        unknown="领衔人是否入选“万人计划”首席技师专项尚未核实,无法判断。",
    )


@rule("leads_studio")
def studio_is_led(facts: StudioMatchingFacts, release: Release) -> Check:
    """一(十五) «领衔组建技能大师工作室»."""
    return yes_no(
        "studio_is_led",
        CLAUSE,
        LEADS,
        "leads_studio",
        facts.leads_studio,
        yes="已领衔组建技能大师工作室。",
        no="未领衔组建技能大师工作室。",
        unknown="是否领衔组建技能大师工作室尚未核实,无法判断。",
    )


@rule("provincial_funds", "enterprise_funds")
def funds_are_matched(facts: StudioMatchingFacts, release: Release) -> Check:
    """一(十五) «所在企业按不低于1:1的比例安排配套经费»: provincial funds times the ratio is enough.

    Where the province has given nothing there is nothing to match. Does not decide how much the province gives.
    """
    ratio, needed = release.entry(RATIO, on=facts.day), _needed(facts, release)
    provincial, enterprise = facts.provincial_funds, facts.enterprise_funds
    if provincial is None or enterprise is None:
        outcome, reason, sentence = CANNOT_TELL, "unknown", "省级工作经费或企业配套经费未填写,无法判断。"
    elif not provincial:
        outcome, reason = CANNOT_TELL, "nothing_to_match"
        sentence = f"没有省级工作经费,配套比例为“{NO_RATE}”,无法判断。"
    elif enterprise < needed:
        outcome, reason = NOT_MET, "below"
        sentence = f"企业配套经费{yuan(enterprise)},低于应配套的{yuan(needed)}。"
    else:
        outcome, reason, sentence = (
            MET,
            "met",
            f"企业配套经费{yuan(enterprise)},不低于应配套的{yuan(needed)}。",
        )
    inputs = (
        ("provincial_funds", None if provincial is None else plain(provincial)),
        ("enterprise_funds", None if enterprise is None else plain(enterprise)),
        (RATIO, ratio.text),
    )
    return Check("funds_are_matched", outcome, reason, ratio.clause, ratio.quote, sentence, inputs)


def _needed(facts: StudioMatchingFacts, release: Release) -> Decimal:
    """Exact: nothing is rounded away in favour of either side."""
    return (facts.provincial_funds or Decimal()) * release.ratio(RATIO, on=facts.day)


def _worksheet(
    facts: StudioMatchingFacts, release: Release, amount: Decimal | None
) -> tuple[WorksheetRow, ...]:
    ratio = release.entry(RATIO, on=facts.day)
    provincial, enterprise = facts.provincial_funds, facts.enterprise_funds
    needed = NO_RATE if not provincial else yuan(_needed(facts, release))
    return rows(
        ("省级工作经费", "未填写" if provincial is None else yuan(provincial), CLAUSE, "由省级财政安排"),
        (
            release.parameter(RATIO).label,
            f"{ratio.text}{release.parameter(RATIO).unit}",
            ratio.clause,
            "不低于",
        ),
        ("应配套经费", needed, ratio.clause, "省级工作经费×配套比例"),
        ("企业配套经费", "未填写" if enterprise is None else yuan(enterprise), CLAUSE, "与应配套经费比较"),
    )


RULES: tuple[Rule, ...] = (head_is_chief_technician, studio_is_led, funds_are_matched)

QUESTION = Question(
    code=StudioMatchingFacts.QUESTION,
    label="技能大师工作室企业配套经费",
    clause=CLAUSE,
    facts=StudioMatchingFacts,
    subject="",
    rules=lambda facts: RULES,
    worksheet=_worksheet,
)
