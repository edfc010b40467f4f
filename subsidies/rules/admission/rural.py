"""一(一) to 一(三): rural labourers, and young people who left school."""

from ..admission_enums import LAST_SCHOOL_LABELS, LastSchool, Programme
from ..calendar_days import age_on
from ..enums import FUND_LABELS, Effect, Fund
from ..facts.admission import AdmissionFacts
from ..outcomes import Check
from ..programmes import PROGRAMMES
from ..releases import Release
from ..rule import rule
from .answers import iso, met, refused, under_clause, unknown, yes_no

RURAL_YOUTH = "农村青年"
FOCUS = "聚焦怒江州、迪庆州"
LEAVERS = {
    Programme.PREP: "城乡未继续升学的初、高中毕业生(即“两后生”)",
    Programme.YOUTH: "对初、高中毕业后未能升学",
}


@rule("rural_household", "registered_poor")
def is_rural_labourer(facts: AdmissionFacts, release: Release) -> Check:
    """一(一) «农村劳动者就业技能培训», «以农村建档立卡贫困户家庭中的未就业劳动力为重点».

    建档立卡 is the priority of the clause, not a condition: it is said and never asked for. Does not decide who
    comes first when places are short: the county does.
    """
    first = "，属建档立卡劳动力，应优先安排" if facts.registered_poor else ""
    answer = yes_no(
        facts.rural_household,
        yes=f"农村户口{first}。",
        no="不是农村户口，不属于农村劳动者。",
        what="是否农村户口",
    )
    inputs = (("rural_household", facts.rural_household), ("registered_poor", facts.registered_poor))
    return under_clause("is_rural_labourer", Programme.RURAL, "农村劳动者就业技能培训", answer, inputs)


@rule("rural_household")
def is_rural_youth(facts: AdmissionFacts, release: Release) -> Check:
    """一(三) «农村青年». Does not decide who is young: the clause sets no age (see `is_of_youth_age`)."""
    answer = yes_no(
        facts.rural_household,
        yes="农村户口，属农村青年。",
        no="不是农村户口，不属于农村青年。",
        what="是否农村户口",
    )
    inputs = (("rural_household", facts.rural_household),)
    return under_clause("is_rural_youth", Programme.YOUTH, RURAL_YOUTH, answer, inputs)


@rule("programme", "last_school", "continued_schooling")
def is_school_leaver(facts: AdmissionFacts, release: Release) -> Check:
    """一(二) «城乡未继续升学的初、高中毕业生(即“两后生”)», town and country alike; 一(三) «初、高中毕业后未能升学».

    Does not ask how long ago (see `left_school_this_year`), nor whether a vocational school counts as going on:
    the county says so in the fact.
    """
    school, went_on = facts.last_school, facts.continued_schooling
    if school in (LastSchool.PRIMARY, LastSchool.HIGHER):
        answer = refused("other_school", f"最后毕业学校为{LAST_SCHOOL_LABELS[school]}，不是初、高中毕业生。")
    elif went_on:
        answer = refused("went_on", "毕业后已继续升学。")
    elif school is None:
        answer = unknown("最后毕业学校未登记，无法判断是否初、高中毕业生。", "school_unknown")
    elif went_on is None:
        answer = unknown("毕业后是否继续升学尚未核实，无法判断。")
    else:
        answer = met(f"{LAST_SCHOOL_LABELS[school]}毕业后未继续升学。")
    inputs = (("last_school", school and school.value), ("continued_schooling", went_on))
    return under_clause("is_school_leaver", facts.programme, LEAVERS[facts.programme], answer, inputs)


@rule("fund", "left_school_year", "day")
def left_school_this_year(facts: AdmissionFacts, release: Release) -> Check:
    """一(二) names no year; register A6. As adopted nobody is refused for it, and who is paid for by 就业补助资金
    without being a leaver of the class's year is pointed out, because that fund's own group is 应届. Under the
    other reading only leavers of the year are admitted.
    """
    key = "reading.prep_leavers"
    reading, fund, year = release.reading(key, on=facts.day), facts.fund, facts.left_school_year
    this_year = facts.day.year
    only_this_year = reading == "this_year"
    if year == this_year:
        answer = met(f"{this_year}年毕业，属当年毕业生。")
    elif not only_this_year and fund not in (None, Fund.EMPLOYMENT_SUBSIDY):
        answer = met(f"通知不限毕业年份，本班使用{FUND_LABELS[fund]}。", "any_year")
    elif year is None or (fund is None and not only_this_year):
        answer = unknown("毕业年份或资金来源未登记，无法判断是否须为当年毕业生。")
    elif only_this_year:
        answer = refused("other_year", f"{year}年毕业，不是{this_year}年毕业生。")
    else:
        answer = refused(
            "other_year_of_this_fund",
            f"{year}年毕业，不是{this_year}年毕业生；本班使用{FUND_LABELS[fund]}，请核实能否列支。",
        )
    inputs = (("left_school_year", year), ("fund", fund and fund.value), (key, reading))
    effect = Effect.BLOCKS if only_this_year else Effect.WARNS
    return under_clause(
        "left_school_this_year", Programme.PREP, LEAVERS[Programme.PREP], answer, inputs, effect
    )


@rule("key_area")
def lives_in_key_area(facts: AdmissionFacts, release: Release) -> Check:
    """一(三) «聚焦怒江州、迪庆州和…»; register A7: a priority, so nobody is refused for living elsewhere and an
    unknown county is no obstacle. Read as a condition, only residents are admitted.

    Does not decide which counties these are: the province marks them.
    """
    key = "reading.youth_places"
    reading, there = release.reading(key, on=facts.day), facts.key_area
    if there:
        answer = met("户籍在重点地区，应优先安排。")
    elif reading == "priority":
        answer = met("重点地区只作优先，不作为条件。", "priority")
    else:
        answer = yes_no(there, yes="", no="户籍不在重点地区。", what="户籍是否在重点地区")
    inputs = (("key_area", there), (key, reading))
    return under_clause("lives_in_key_area", Programme.YOUTH, FOCUS, answer, inputs)


@rule("birth_date", "day")
def is_of_youth_age(facts: AdmissionFacts, release: Release) -> Check:
    """一(三) sets no age; register A8. Under the other reading the ages of 三(一) are carried over, both
    included: from the birthday on which the lower is reached until the day before the one after the upper (T13).
    """
    key, lower, upper = "reading.youth_age", "recruitment.minimum_age", "recruitment.maximum_age"
    reading = release.reading(key, on=facts.day)
    least, most = (release.number_of(name, on=facts.day) for name in (lower, upper))
    if reading == "no_age":
        answer = met("本条未规定年龄。", "no_age")
    elif facts.birth_date is None:
        answer = unknown("出生日期未登记，无法判断年龄。")
    else:
        age = age_on(facts.birth_date, facts.day)
        within = least <= age <= most
        sentence = f"开班时{age}周岁，{'在' if within else '不在'}{least}至{most}周岁之间。"
        answer = met(sentence) if within else refused("other_age", sentence)
    inputs = (
        ("birth_date", iso(facts.birth_date)),
        ("day", iso(facts.day)),
        (key, reading),
        (lower, str(least)),
        (upper, str(most)),
    )
    phrase = PROGRAMMES[Programme.YOUTH].for_whom.quote
    return under_clause("is_of_youth_age", Programme.YOUTH, phrase, answer, inputs)
