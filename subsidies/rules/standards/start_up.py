"""一(十四): the 创业培训补贴 of students."""

from datetime import date, timedelta
from decimal import Decimal

from ..answers import CANNOT_TELL, MET, NOT_MET, iso, yes_no
from ..calendar_days import years_before
from ..enums import STUDENT_KIND_LABELS, StudentKind
from ..facts import StartUpSubsidyFacts
from ..outcomes import Check, WorksheetRow
from ..questions import Question
from ..releases import Release
from ..rule import Rule, rule
from .released import standard_check, worksheet

CLAUSE = "一(十四)"
STUDENTS = "高等院校毕业前两年的高年级学生,技师学院高级工班和预备技师班的学生"
PASSED = "参加培训合格的可按规定享受创业培训补贴"


@rule("student")
def is_named_student(facts: StartUpSubsidyFacts, release: Release) -> Check:
    """一(十四) «高等院校…学生,技师学院高级工班和预备技师班的学生»: no other student is named.

    Others may attend the training; this subsidy is for these.
    """
    student = facts.student
    if student is None:
        outcome, reason, sentence = CANNOT_TELL, "unknown", "学生类别未填写,无法判断是否属于补贴对象。"
    elif student is StudentKind.OTHER:
        outcome, reason = NOT_MET, "not_named"
        sentence = "补贴对象为高等院校高年级学生、技师学院高级工班和预备技师班学生,申请人不在其内。"
    else:
        outcome, reason, sentence = MET, "met", f"申请人为{STUDENT_KIND_LABELS[student]}。"
    inputs = (("student", student and student.value),)
    return Check("is_named_student", outcome, reason, CLAUSE, STUDENTS, sentence, inputs)


@rule("student", "graduates_on", "class_starts_on")
def is_near_graduation(facts: StartUpSubsidyFacts, release: Release) -> Check:
    """一(十四) «毕业前两年»: the class begins in the last years before graduation; registers A26 and A27.

    A26: the day exactly that many years before graduation counts (the default) or not. A27: the phrase stands
    with 高等院校, so students of a 技师学院 have no limit (the default). A class that begins after graduation is
    not before it. Where graduation is on 29 February the earlier year's day is 28 February (`ages`).
    """
    years, days = (
        release.entry("start_up.years_before_graduation", on=facts.day),
        (
            facts.graduates_on,
            facts.class_starts_on,
        ),
    )
    edge_key, school_key = "reading.two_years_before_graduation", "reading.technician_school_two_years"
    edge, school = (release.reading(key, on=facts.day) for key in (edge_key, school_key))
    inputs = (
        ("graduates_on", iso(facts.graduates_on)),
        ("class_starts_on", iso(facts.class_starts_on)),
        (years.key, years.text),
        (edge_key, edge),
        (school_key, school),
    )
    if facts.student in (None, StudentKind.OTHER):
        outcome, reason = CANNOT_TELL, "student_unknown"
        sentence = "学生类别未确定,无法判断是否须在毕业前规定年限之内。"
        if facts.student is StudentKind.OTHER:
            outcome, reason, sentence = MET, "not_asked", "年限只对高等院校和技师学院学生,不审核本条件。"
    elif facts.student is not StudentKind.UNIVERSITY and school == "no_limit":
        outcome, reason = MET, "not_asked"
        sentence = f"按“{release.parameter(school_key).choices[school]}”掌握,技师学院学生不审核毕业年限。"
    elif None in days:
        outcome, reason = CANNOT_TELL, "unknown"
        sentence = f"预计毕业日期或开班日期未填写,无法判断是否在毕业前{years.text}年之内。"
    else:
        first = first_day(facts.graduates_on, years.value, edge)
        outcome, reason, sentence = _between(facts.class_starts_on, first, facts.graduates_on, years.text)
    return Check("is_near_graduation", outcome, reason, years.clause, years.quote, sentence, inputs)


def first_day(graduates_on: date, years: int, edge: str) -> date:
    """The first day on which a class may begin."""
    day = years_before(graduates_on, years)
    return day if edge == "inclusive" else day + timedelta(days=1)


def _between(starts_on: date, first: date, graduates_on: date, years: str):
    if starts_on < first:
        return (
            NOT_MET,
            "too_early",
            f"开班日期{starts_on}早于{first},不在毕业({graduates_on})前{years}年之内。",
        )
    if starts_on > graduates_on:
        return NOT_MET, "graduated", f"开班日期{starts_on}在毕业日期{graduates_on}之后,已不是在校学生。"
    return MET, "met", f"开班日期{starts_on}在毕业({graduates_on})前{years}年之内。"


@rule("training_passed")
def passed_training(facts: StartUpSubsidyFacts, release: Release) -> Check:
    """一(十四) «参加培训合格的»: who did not pass has no subsidy; attendance alone is not enough."""
    return yes_no(
        "passed_training",
        CLAUSE,
        PASSED,
        "training_passed",
        facts.training_passed,
        yes="培训考核合格。",
        no="培训考核不合格,不享受创业培训补贴。",
        unknown="培训考核结果尚未登记,无法判断。",
    )


@rule("local_standard")
def standard_is_released(facts: StartUpSubsidyFacts, release: Release) -> Check:
    """一(十四) «可按规定享受创业培训补贴»: the figure stands in «规定» outside the notice.

    Does not decide how high it may be.
    """
    return standard_check("创业培训补贴", CLAUSE, PASSED, facts.local_standard)


RULES: tuple[Rule, ...] = (is_named_student, is_near_graduation, passed_training, standard_is_released)


def _amount(facts: StartUpSubsidyFacts, release: Release) -> Decimal:
    return facts.local_standard.figure


def _worksheet(
    facts: StartUpSubsidyFacts, release: Release, amount: Decimal | None
) -> tuple[WorksheetRow, ...]:
    return worksheet(CLAUSE, facts.local_standard, amount)


QUESTION = Question(
    code=StartUpSubsidyFacts.QUESTION,
    label="在校学生创业培训补贴",
    clause=CLAUSE,
    facts=StartUpSubsidyFacts,
    subject="",
    rules=lambda facts: RULES,
    amount=_amount,
    worksheet=_worksheet,
)
