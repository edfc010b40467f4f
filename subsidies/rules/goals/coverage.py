"""二(二): 诚信评价 of training institutions."""

from decimal import Decimal

from ..answers import CANNOT_TELL, MET, NOT_MET
from ..facts import RatingCoverageFacts
from ..outcomes import Check, WorksheetRow
from ..questions import Question
from ..rates import NO_RATE, Rate
from ..releases import Release
from ..rule import Rule, rule
from ..worksheets import rows

COVERAGE, TARGET_YEAR = "rating.coverage", "rating.target_year"


@rule("rated", "institutions")
def everyone_is_rated(facts: RatingCoverageFacts, release: Release) -> Check:
    """二(二) «实现诚信评价全覆盖»: rated institutions of all that are active and verified.

    Does not decide the marks, nor how often an institution is rated anew.
    """
    wanted, year = release.entry(COVERAGE, on=facts.day), release.entry(TARGET_YEAR, on=facts.day)
    rate = _rate(facts)
    if rate is None:
        outcome, reason, sentence = CANNOT_TELL, "unknown", "已评价机构数或在册机构数未统计,无法判断。"
    elif rate.value is None:
        outcome, reason = CANNOT_TELL, "no_institution"
        sentence = f"没有在册机构,覆盖率为“{NO_RATE}”,无法判断。"
    elif rate.value >= wanted.value:
        outcome, reason = MET, "met"
        sentence = f"在册机构{rate.denominator}家,已评价{rate.numerator}家,覆盖率{rate.shown}。"
    else:
        missing = rate.denominator - rate.numerator
        outcome, reason = NOT_MET, "below"
        sentence = f"覆盖率{rate.shown},还有{missing}家未评价(目标年份{year.text}年)。"
    inputs = (
        ("rated", facts.rated),
        ("institutions", facts.institutions),
        (COVERAGE, wanted.text),
        (TARGET_YEAR, year.text),
    )
    return Check("everyone_is_rated", outcome, reason, wanted.clause, year.quote, sentence, inputs)


def _rate(facts: RatingCoverageFacts) -> Rate | None:
    if facts.rated is None or facts.institutions is None:
        return None
    return Rate(facts.rated, facts.institutions)


def _worksheet(
    facts: RatingCoverageFacts, release: Release, amount: Decimal | None
) -> tuple[WorksheetRow, ...]:
    clause, rate = release.entry(COVERAGE, on=facts.day).clause, _rate(facts)
    return rows(
        ("已评价机构数", _shown(facts.rated), clause, "按机构计"),
        ("在册机构数", _shown(facts.institutions), clause, "在册且已核验"),
        ("覆盖率", rate.shown if rate else NO_RATE, clause, "已评价机构数÷在册机构数,四舍五入到一位小数"),
    )


def _shown(count: int | None) -> str:
    return "未统计" if count is None else f"{count}家"


RULES: tuple[Rule, ...] = (everyone_is_rated,)

QUESTION = Question(
    code=RatingCoverageFacts.QUESTION,
    label="诚信评价覆盖率",
    clause="二(二)",
    facts=RatingCoverageFacts,
    subject="",
    rules=lambda facts: RULES,
    worksheet=_worksheet,
)
