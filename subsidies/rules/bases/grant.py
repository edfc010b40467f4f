"""二(四): the grant of a 高技能人才培训基地."""

from decimal import Decimal

from ..answers import CANNOT_TELL, MET, NOT_MET, iso, settle
from ..enums import BASE_LEVEL_LABELS, BaseLevel
from ..facts import BaseGrantFacts
from ..money import plain, yuan
from ..outcomes import Check, WorksheetRow
from ..questions import Question
from ..releases import DatedValue, Release
from ..rule import Rule, rule
from ..worksheets import rows, to_pay

CLAUSE = "二(四)"
RECOGNISED = "按相关文件要求组织申报、评审、认定一批国家级高技能人才培训基地、省级高技能人才培训基地"
EACH = {BaseLevel.NATIONAL: "每个国家级基地给予", BaseLevel.PROVINCIAL: "每个省级基地给予"}
GRANTS = {BaseLevel.NATIONAL: "bases.national_grant", BaseLevel.PROVINCIAL: "bases.provincial_grant"}
TARGET_YEAR = "bases.target_year"


@rule("level", "recognised_on", "day")
def is_recognised_base(facts: BaseGrantFacts, release: Release) -> Check:
    """二(四) «认定»: recognised at its level by the day of the decision.

    Does not decide who is recognised: «相关文件» outside the notice do.
    """
    level, recognised_on = facts.level, facts.recognised_on
    if recognised_on is None or level is None:
        outcome, reason, sentence = CANNOT_TELL, "unknown", "基地级别或认定日期未填写,无法判断。"
    elif recognised_on > facts.day:
        outcome, reason, sentence = NOT_MET, "not_yet", f"认定日期{recognised_on}晚于{facts.day},尚未认定。"
    else:
        outcome, reason, sentence = MET, "met", f"{BASE_LEVEL_LABELS[level]},于{recognised_on}认定。"
    inputs = (
        ("level", level and level.value),
        ("recognised_on", iso(recognised_on)),
        ("day", facts.day.isoformat()),
    )
    return Check("is_recognised_base", outcome, reason, CLAUSE, RECOGNISED, sentence, inputs)


@rule("recognised_on", "findings")
def is_within_target_year(facts: BaseGrantFacts, release: Release) -> Check:
    """二(四) «到…年,建成…»: a base of a later year is beyond the plan; the notice does not say whether the grant goes
    on, so a person decides."""
    target, recognised_on = release.entry(TARGET_YEAR, on=facts.day), facts.recognised_on
    if recognised_on is None:
        outcome, reason, sentence = CANNOT_TELL, "unknown", "认定日期未填写,无法判断是否在目标年份之内。"
    elif recognised_on.year > target.value:
        question = f"基地于{recognised_on}认定,晚于目标年份{target.text}年,能否补贴须由人工认定。"
        outcome, reason, sentence = settle(facts, "is_within_target_year", "after_target_year", question)
    else:
        outcome, reason, sentence = MET, "met", f"基地于{recognised_on}认定,在目标年份{target.text}年之内。"
    inputs = (("recognised_on", iso(recognised_on)), (TARGET_YEAR, target.text))
    return Check("is_within_target_year", outcome, reason, target.clause, target.quote, sentence, inputs)


@rule("level", "had_before")
def first_grant_of_base(facts: BaseGrantFacts, release: Release) -> Check:
    """二(四) «每个…基地给予…补贴»: one grant for one base."""
    had = facts.had_before
    if had is None:
        outcome, reason, sentence = CANNOT_TELL, "unknown", "该基地以往补贴情况无法查询,不能判断是否重复。"
    elif had:
        outcome, reason, sentence = NOT_MET, "had_before", "该基地的补贴已发放或正在办理,每个基地只补贴一次。"
    else:
        outcome, reason, sentence = MET, "met", "未发现该基地享受过补贴。"
    quote = EACH[facts.level or BaseLevel.NATIONAL]
    return Check("first_grant_of_base", outcome, reason, CLAUSE, quote, sentence, (("had_before", had),))


@rule("level", "entered_amount")
def grant_is_exact(facts: BaseGrantFacts, release: Release) -> Check:
    """二(四) «给予…万元补贴»: the exact amount of its level; entering another is refused, entering none is right."""
    standard, entered = _standard(facts, release), facts.entered_amount
    if standard is None:
        outcome, reason, sentence = CANNOT_TELL, "unknown", "基地级别未填写,无法核定金额。"
        return Check("grant_is_exact", outcome, reason, CLAUSE, RECOGNISED, sentence, (("level", None),))
    name = BASE_LEVEL_LABELS[facts.level]
    if entered is None or entered == standard.value:
        outcome, reason, sentence = MET, "met", f"{name}为定额补贴,标准{yuan(standard.value)}。"
    else:
        outcome, reason = NOT_MET, "not_the_amount"
        sentence = f"{name}为定额补贴,只能是{yuan(standard.value)},录入金额为{yuan(entered)}。"
    inputs = (
        ("level", facts.level.value),
        ("entered_amount", None if entered is None else plain(entered)),
        (standard.key, standard.text),
    )
    return Check("grant_is_exact", outcome, reason, standard.clause, standard.quote, sentence, inputs)


def _standard(facts: BaseGrantFacts, release: Release) -> DatedValue | None:
    return None if facts.level is None else release.entry(GRANTS[facts.level], on=facts.day)


def _amount(facts: BaseGrantFacts, release: Release) -> Decimal:
    return _standard(facts, release).value


def _worksheet(facts: BaseGrantFacts, release: Release, amount: Decimal | None) -> tuple[WorksheetRow, ...]:
    standard = _standard(facts, release)
    if standard is None:
        return rows(to_pay(amount, CLAUSE, "补贴标准×基地个数"))
    return rows(
        (release.parameter(standard.key).label, yuan(standard.value), standard.clause, "定额"),
        ("基地个数", "1个", CLAUSE, EACH[facts.level]),
        to_pay(amount, CLAUSE, "补贴标准×基地个数"),
    )


RULES: tuple[Rule, ...] = (is_recognised_base, is_within_target_year, first_grant_of_base, grant_is_exact)

QUESTION = Question(
    code=BaseGrantFacts.QUESTION,
    label="高技能人才培训基地补贴",
    clause=CLAUSE,
    facts=BaseGrantFacts,
    subject="",
    rules=lambda facts: RULES,
    amount=_amount,
    worksheet=_worksheet,
)
