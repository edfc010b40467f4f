"""二(一)4: the rates by which a class is evaluated."""

from decimal import Decimal

from ..answers import CANNOT_TELL, MET
from ..facts import ClassRatesFacts
from ..outcomes import Check, WorksheetRow
from ..questions import Question
from ..rates import NO_RATE, Rate, attendance_rate, employment_rate, pass_rate, pass_rate_of_examined
from ..releases import Release
from ..rule import Rule, rule
from ..worksheets import rows

CLAUSE = "二(一)4"
MEASURES = "以培训合格率、就业创业成功率为重点的培训绩效评估体系"
INDICATORS = "培训人数、出勤情况、培训质量、就业创业率等指标及时进行评估"


@rule("on_roster", "examined", "passed")
def pass_rate_is_known(facts: ClassRatesFacts, release: Release) -> Check:
    """二(一)4 «培训合格率»; register A40: of those on the roster on the first day, so that who leaves still counts.
    The rate of those examined is shown beside it. How high it should be is not said."""
    rate, beside = _pass_rate(facts), _examined_rate(facts)
    return _check("pass_rate_is_known", "培训合格率", MEASURES, rate, f",已考人员合格率{_shown(beside)}")


@rule("on_roster", "sessions", "attended")
def attendance_rate_is_known(facts: ClassRatesFacts, release: Release) -> Check:
    """二(一)4 «出勤情况»: sessions attended of roster times sessions."""
    return _check("attendance_rate_is_known", "出勤率", INDICATORS, _attendance_rate(facts))


@rule("passed", "employed")
def employment_rate_is_known(facts: ClassRatesFacts, release: Release) -> Check:
    """二(一)4 «就业创业率»: in work or business of those who passed. The period is the portal's, not the notice's."""
    return _check("employment_rate_is_known", "就业创业率", INDICATORS, _employment_rate(facts))


def _check(code: str, name: str, quote: str, rate: Rate | None, beside: str = "") -> Check:
    if rate is None:
        outcome, reason, sentence = CANNOT_TELL, "unknown", f"{name}所需数据未统计,显示为“{NO_RATE}”。"
    elif rate.value is None:
        outcome, reason, sentence = CANNOT_TELL, "nobody", f"{name}的分母为零,显示为“{NO_RATE}”。"
    else:
        outcome, reason, sentence = MET, "met", f"{name}{rate.shown}({rate.worked_out}){beside}。"
    inputs = (("numerator", rate and rate.numerator), ("denominator", rate and rate.denominator))
    return Check(code, outcome, reason, CLAUSE, quote, sentence, inputs)


def _pass_rate(facts: ClassRatesFacts) -> Rate | None:
    if facts.passed is None or facts.on_roster is None:
        return None
    return pass_rate(passed=facts.passed, on_roster=facts.on_roster)


def _examined_rate(facts: ClassRatesFacts) -> Rate | None:
    if facts.passed is None or facts.examined is None:
        return None
    return pass_rate_of_examined(passed=facts.passed, examined=facts.examined)


def _attendance_rate(facts: ClassRatesFacts) -> Rate | None:
    if None in (facts.attended, facts.on_roster, facts.sessions):
        return None
    return attendance_rate(attended=facts.attended, on_roster=facts.on_roster, sessions=facts.sessions)


def _employment_rate(facts: ClassRatesFacts) -> Rate | None:
    if facts.employed is None or facts.passed is None:
        return None
    return employment_rate(employed=facts.employed, passed=facts.passed)


def _shown(rate: Rate | None) -> str:
    return rate.shown if rate else NO_RATE


def _worksheet(facts: ClassRatesFacts, release: Release, amount: Decimal | None) -> tuple[WorksheetRow, ...]:
    named = (
        ("培训合格率", _pass_rate(facts), "合格人数÷开班花名册人数"),
        ("已考人员合格率", _examined_rate(facts), "合格人数÷参加考核人数"),
        ("出勤率", _attendance_rate(facts), "实到人次÷(花名册人数×课次)"),
        ("就业创业率", _employment_rate(facts), "就业创业人数÷合格人数"),
    )
    return rows(
        *(
            (label, _shown(rate), CLAUSE, f"{how}={rate.worked_out}" if rate else how)
            for label, rate, how in named
        )
    )


RULES: tuple[Rule, ...] = (pass_rate_is_known, attendance_rate_is_known, employment_rate_is_known)

QUESTION = Question(
    code=ClassRatesFacts.QUESTION,
    label="培训班绩效指标",
    clause=CLAUSE,
    facts=ClassRatesFacts,
    subject="",
    rules=lambda facts: RULES,
    worksheet=_worksheet,
)
