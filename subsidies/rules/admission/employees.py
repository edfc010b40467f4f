"""一(五), 一(六), 一(八) to 一(十): people in work."""

from ..admission_enums import Programme
from ..calendar_days import months_after, months_between
from ..enums import Effect
from ..facts.admission import AdmissionFacts
from ..outcomes import Check
from ..programmes import PROGRAMMES
from ..releases import Release
from ..rule import rule
from .answers import iso, met, refused, under_clause, unknown, yes_no


def _phrase(programme: Programme) -> str:
    return PROGRAMMES[programme].for_whom.quote


@rule("programme", "enterprise_employee")
def is_enterprise_employee(facts: AdmissionFacts, release: Release) -> Check:
    """一(五) «新入职人员» of an enterprise, 一(八) «各类企业职工», 一(十) «企业职工».

    Does not decide the conditions of the subsidy of 一(十), nor whether the occupation is 紧缺: the clause
    organises classes around those occupations and makes them no condition (register A19).
    """
    answer = yes_no(facts.enterprise_employee, yes="企业职工。", no="不是企业职工。", what="是否企业职工")
    inputs = (("enterprise_employee", facts.enterprise_employee),)
    return under_clause("is_enterprise_employee", facts.programme, _phrase(facts.programme), answer, inputs)


@rule("hired_on", "day")
def is_newly_hired(facts: AdmissionFacts, release: Release) -> Check:
    """一(五) «新入职人员»; register A11: the clause says not how new, so the portal's figure only warns. The day
    on which the months are full is still within them.
    """
    key = "onboard.months_since_hire"
    most, hired_on = release.number_of(key, on=facts.day), facts.hired_on
    if hired_on is None:
        answer = unknown("入职日期未登记，无法判断是否新入职。")
    elif hired_on > facts.day:
        answer = refused("not_yet_hired", f"入职日期{hired_on}晚于开班日{facts.day}，请核实。")
    elif facts.day > months_after(hired_on, most):
        months = months_between(hired_on, facts.day)
        answer = refused("long_hired", f"{hired_on}入职，开班时已满{months}个月，超过{most}个月，请核实。")
    else:
        answer = met(f"{hired_on}入职，未超过{most}个月。")
    inputs = (("hired_on", iso(hired_on)), ("day", iso(facts.day)), (key, str(most)))
    phrase = _phrase(Programme.ONBOARD)
    return under_clause("is_newly_hired", Programme.ONBOARD, phrase, answer, inputs, Effect.WARNS)


@rule("on_apprentice_plan")
def enterprise_is_on_apprentice_plan(facts: AdmissionFacts, release: Release) -> Check:
    """一(六) «列入人社部门学徒培训计划的企业»: the plan of the year in which the class begins (T16).

    Does not decide the subsidy for which the enterprise applies afterwards.
    """
    answer = yes_no(
        facts.on_apprentice_plan,
        yes="企业已列入当年学徒培训计划。",
        no="企业未列入当年学徒培训计划。",
        what="企业是否列入当年学徒培训计划",
    )
    inputs = (("on_apprentice_plan", facts.on_apprentice_plan),)
    phrase = _phrase(Programme.APPRENTICE)
    return under_clause("enterprise_is_on_apprentice_plan", Programme.APPRENTICE, phrase, answer, inputs)


@rule("in_service")
def is_in_service(facts: AdmissionFacts, release: Release) -> Check:
    """一(九) «符合失业保险“展翅行动”条件的所有职工»: in work, in an enterprise or elsewhere (register A14)."""
    answer = yes_no(facts.in_service, yes="在职职工。", no="不是在职职工。", what="是否在职")
    inputs = (("in_service", facts.in_service),)
    return under_clause("is_in_service", Programme.ZHANCHI, _phrase(Programme.ZHANCHI), answer, inputs)


@rule("insured_months")
def is_insured_long_enough(facts: AdmissionFacts, release: Release) -> Check:
    """一(九) «符合失业保险“展翅行动”条件»; register A14: the conditions stand in documents on the insurance,
    the months here are the portal's dated default.
    """
    key = "wings_action.insured_months"
    least, months = release.number_of(key, on=facts.day), facts.insured_months
    if months is None:
        answer = unknown(f"参加失业保险月数未登记，无法判断是否满{least}个月。")
    elif months < least:
        answer = refused("too_short", f"参加失业保险{months}个月，不满{least}个月。")
    else:
        answer = met(f"参加失业保险{months}个月，已满{least}个月。")
    inputs = (("insured_months", months), (key, str(least)))
    phrase = _phrase(Programme.ZHANCHI)
    return under_clause("is_insured_long_enough", Programme.ZHANCHI, phrase, answer, inputs)
