"""三(一): young people of the countryside who are recommended to a technical school."""

from datetime import timedelta

from ..answers import CANNOT_TELL, MET, NOT_MET, iso, yes_no
from ..calendar_days import age_on, birthday
from ..facts import RecruitmentFacts
from ..outcomes import Check
from ..questions import Question
from ..releases import Release
from ..rule import Rule, rule

CLAUSE = "三(一)"
YOUNG_PEOPLE = "留守农村未继续升学的青年劳动力"


@rule("born_on", "day")
def is_of_age(facts: RecruitmentFacts, release: Release) -> Check:
    """三(一) «16—22岁»: both ends included, so until the day before the birthday after the upper one.

    The ages stand here and bind this recommendation alone, no training class.
    """
    low, high = (release.entry(f"recruitment.{each}_age", on=facts.day) for each in ("minimum", "maximum"))
    born_on = facts.born_on
    inputs = (
        ("born_on", iso(born_on)),
        ("day", iso(facts.day)),
        (low.key, low.text),
        (high.key, high.text),
    )
    if born_on is None:
        outcome, reason, sentence = CANNOT_TELL, "unknown", "出生日期未填写,无法判断年龄。"
    else:
        from_day = birthday(born_on, low.value)
        last_day = birthday(born_on, high.value + 1) - timedelta(days=1)
        span = f"{low.text}至{high.text}周岁({from_day}至{last_day})"
        age = age_on(born_on, facts.day)
        if age < low.value:
            outcome, reason, sentence = NOT_MET, "too_young", f"入学日期{facts.day}未满年龄要求:{span}。"
        elif age > high.value:
            outcome, reason, sentence = NOT_MET, "too_old", f"入学日期{facts.day}超过年龄要求:{span}。"
        else:
            outcome, reason, sentence = MET, "met", f"入学日期{facts.day}符合年龄要求:{span}。"
    return Check("is_of_age", outcome, reason, low.clause, low.quote, sentence, inputs)


@rule("rural")
def is_of_the_countryside(facts: RecruitmentFacts, release: Release) -> Check:
    """三(一) «留守农村…的青年劳动力».

    Does not decide «留守», which the notice does not define.
    """
    return yes_no(
        "is_of_the_countryside",
        CLAUSE,
        YOUNG_PEOPLE,
        "rural",
        facts.rural,
        yes="申请人为农村青年劳动力。",
        no="申请人不是农村青年劳动力。",
        unknown="是否为农村青年劳动力尚未核实,无法判断。",
    )


@rule("continuing_school")
def has_left_school(facts: RecruitmentFacts, release: Release) -> Check:
    """三(一) «未继续升学»: who goes on to another school is not recommended."""
    fact = facts.continuing_school
    check = yes_no(
        "has_left_school",
        CLAUSE,
        YOUNG_PEOPLE,
        "continuing_school",
        None if fact is None else not fact,
        yes="申请人未继续升学。",
        no="申请人已继续升学。",
        unknown="是否继续升学尚未核实,无法判断。",
    )
    return check._replace(inputs=(("continuing_school", fact),))


RULES: tuple[Rule, ...] = (is_of_age, is_of_the_countryside, has_left_school)

QUESTION = Question(
    code=RecruitmentFacts.QUESTION,
    label="技能扶贫千校行动招生对接",
    clause=CLAUSE,
    facts=RecruitmentFacts,
    subject="",
    rules=lambda facts: RULES,
)
