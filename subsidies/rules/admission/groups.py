"""一(四) and 一(七), 一(十一) to 一(十三): graduates, veterans, disabled people, 云嫂, displaced employees, the
registered unemployed, people in custody."""

from datetime import date

from ..admission_enums import DISPLACEMENT_LABELS, Displacement, Programme
from ..calendar_days import months_after
from ..claims.eligibility import settle
from ..enums import Effect
from ..facts.admission import AdmissionFacts, Spell
from ..outcomes import Check
from ..programmes import PROGRAMMES
from ..releases import Release
from ..rule import rule
from .answers import Answer, iso, met, refused, under_clause, unknown, yes_no

GRADUATES = "名高校毕业生开展职业培训"
VETERANS = "符合退役军人需求的职业技能培训和创业培训"
SURPLUS_CAPACITY = "组织化解过剩产能中企业失业人员和转岗职工参加培训"
WISH_OF_THE_DISPLACED = "有培训愿望和需求的企业失业人员和转岗职工"


def _phrase(programme: Programme) -> str:
    return PROGRAMMES[programme].for_whom.quote


@rule("higher_education", "graduation_on", "day")
def is_graduate(facts: AdmissionFacts, release: Release) -> Check:
    """一(四) «高校毕业生»: from the first day of the 毕业年度 on (register A10); before it the person is a student.

    Does not decide for how long one stays a graduate: the clause sets no end (see `is_in_graduation_year`).
    """
    key = "reading.graduation_year"
    graduation, college = facts.graduation_on, facts.higher_education
    if college is False:
        answer = refused("no_college", "不是高校毕业生。")
    elif graduation is not None and facts.day < _graduation_year(facts, release)[0]:
        answer = refused("still_student", f"{graduation}毕业，开班时未进入毕业年度，仍为在校学生。")
    elif college is None:
        answer = unknown("是否高校毕业生尚未核实，无法判断。")
    elif graduation is None:
        answer = unknown("毕业日期未登记，无法判断开班时是否进入毕业年度。", "graduation_unknown")
    else:
        answer = met(f"高校毕业生，毕业日期{graduation}。")
    inputs = (
        ("higher_education", college),
        ("graduation_on", iso(graduation)),
        ("day", iso(facts.day)),
        (key, release.reading(key, on=facts.day)),
    )
    return under_clause("is_graduate", Programme.GRAD, GRADUATES, answer, inputs)


@rule("graduation_on", "day")
def is_in_graduation_year(facts: AdmissionFacts, release: Release) -> Check:
    """一(四) asks for 高校毕业生 of no particular year; the funds that pay ask for 毕业年度. It is pointed out and
    refuses nobody. Register A10 says when that year begins; it ends with the calendar year of graduation.
    """
    key = "reading.graduation_year"
    graduation = facts.graduation_on
    if graduation is None:
        answer = unknown("毕业日期未登记，无法判断开班时是否在毕业年度内。")
    else:
        first, last = _graduation_year(facts, release)
        within = first <= facts.day <= last
        sentence = f"毕业年度为{first}至{last}，开班日{'在' if within else '不在'}其内。"
        answer = met(sentence) if within else refused("outside", f"{sentence}请核实能否列支。")
    inputs = (
        ("graduation_on", iso(graduation)),
        ("day", iso(facts.day)),
        (key, release.reading(key, on=facts.day)),
    )
    return under_clause("is_in_graduation_year", Programme.GRAD, GRADUATES, answer, inputs, Effect.WARNS)


def _graduation_year(facts: AdmissionFacts, release: Release) -> tuple[date, date]:
    year = facts.graduation_on.year
    first = {"calendar_year": date(year, 1, 1), "from_july_before": months_after(date(year, 1, 1), -6)}
    return first[release.reading("reading.graduation_year", on=facts.day)], date(year, 12, 31)


@rule("veteran")
def is_veteran(facts: AdmissionFacts, release: Release) -> Check:
    """一(四) «退役军人». How long ago the service ended is not asked by the clause."""
    answer = yes_no(facts.veteran, yes="退役军人。", no="不是退役军人。", what="是否退役军人")
    return under_clause("is_veteran", Programme.VETERAN, VETERANS, answer, (("veteran", facts.veteran),))


@rule("disability_certificates", "day")
def holds_disability_certificate(facts: AdmissionFacts, release: Release) -> Check:
    """一(四) «残疾人»: a certificate valid on the first day; a later one does not reach back (K24).

    Does not ask for a kind or grade of disability: the clause names none.
    """
    answer = _held_on(facts.disability_certificates, facts.day, what="残疾人证")
    inputs = (
        ("disability_certificates", _spells(facts.disability_certificates)),
        ("day", iso(facts.day)),
    )
    phrase = _phrase(Programme.DISABLED)
    return under_clause("holds_disability_certificate", Programme.DISABLED, phrase, answer, inputs)


@rule("registered_poor", "rural_transfer_worker", "urban_poor_household", "unemployed", "findings")
def belongs_to_a_named_group(facts: AdmissionFacts, release: Release) -> Check:
    """一(七) «建档立卡贫困劳动力、农村转移就业劳动力,城镇贫困家庭人员、失业人员等». The list is open (等): nobody
    is refused for not being on it, but somebody has to say that this person is meant too. So it goes to a person,
    whose finding settles it; a warning could be passed over without an answer. Not limited to women.
    """
    groups = {
        "建档立卡贫困劳动力": facts.registered_poor,
        "农村转移就业劳动力": facts.rural_transfer_worker,
        "城镇贫困家庭人员": facts.urban_poor_household,
        "失业人员": facts.unemployed,
    }
    of = [name for name, member in groups.items() if member]
    if of:
        answer = met(f"属于{'、'.join(of)}。")
    elif None in groups.values():
        open_ones = "、".join(name for name, member in groups.items() if member is None)
        answer = unknown(f"是否属于{open_ones}尚未核实，无法判断。")
    else:
        question = "不属于通知列举的四类人员，是否属于“等”字所指人员须由人工认定。"
        answer = settle(facts, "belongs_to_a_named_group", "not_named", question)
    inputs = (
        ("registered_poor", facts.registered_poor),
        ("rural_transfer_worker", facts.rural_transfer_worker),
        ("urban_poor_household", facts.urban_poor_household),
        ("unemployed", facts.unemployed),
    )
    phrase = _phrase(Programme.YUNSAO)
    return under_clause("belongs_to_a_named_group", Programme.YUNSAO, phrase, answer, inputs)


@rule("surplus_capacity_enterprise")
def is_from_surplus_capacity_enterprise(facts: AdmissionFacts, release: Release) -> Check:
    """一(十一) «化解过剩产能中企业…». Does not decide which enterprises these are: the province lists them."""
    answer = yes_no(
        facts.surplus_capacity_enterprise,
        yes="来自化解过剩产能企业。",
        no="不是化解过剩产能企业的人员。",
        what="所在企业是否列入化解过剩产能名单",
    )
    inputs = (("surplus_capacity_enterprise", facts.surplus_capacity_enterprise),)
    return under_clause(
        "is_from_surplus_capacity_enterprise", Programme.OVERCAP, SURPLUS_CAPACITY, answer, inputs
    )


@rule("displacement")
def is_laid_off_or_reassigned(facts: AdmissionFacts, release: Release) -> Check:
    """一(十一) «企业失业人员和转岗职工»: who lost the job, or was moved to another inside the enterprise."""
    displacement = facts.displacement
    if displacement is None:
        answer = unknown("是否失业或转岗尚未核实，无法判断。")
    elif displacement is Displacement.NEITHER:
        answer = refused("not_displaced", "既未失业，也未转岗。")
    else:
        answer = met(f"属于{DISPLACEMENT_LABELS[displacement]}。")
    inputs = (("displacement", displacement and displacement.value),)
    return under_clause("is_laid_off_or_reassigned", Programme.OVERCAP, SURPLUS_CAPACITY, answer, inputs)


@rule("unemployment_registrations", "day")
def is_registered_unemployed(facts: AdmissionFacts, release: Release) -> Check:
    """一(十二) «各类登记失业人员»: registered on the first day of the class, the first and the last day of the
    registration included (T17). Finding work during the class does not undo the admission.
    """
    answer = _held_on(facts.unemployment_registrations, facts.day, what="失业登记")
    inputs = (
        ("unemployment_registrations", _spells(facts.unemployment_registrations)),
        ("day", iso(facts.day)),
    )
    phrase = _phrase(Programme.REEMPLOY)
    return under_clause("is_registered_unemployed", Programme.REEMPLOY, phrase, answer, inputs)


@rule("in_custody")
def is_in_custody(facts: AdmissionFacts, release: Release) -> Check:
    """一(十三) «服刑人员和强制隔离戒毒人员»: here being in custody is the condition (register A24; T19)."""
    answer = yes_no(
        facts.in_custody,
        yes="在押或强制隔离戒毒。",
        no="不在押，也未强制隔离戒毒。",
        what="是否在押或强制隔离戒毒",
    )
    inputs = (("in_custody", facts.in_custody),)
    return under_clause("is_in_custody", Programme.CUSTODY, _phrase(Programme.CUSTODY), answer, inputs)


@rule("able_to_learn")
def is_able_to_learn(facts: AdmissionFacts, release: Release) -> Check:
    """一(十三) «具备学习能力». Does not decide who is able: the place of custody says so."""
    answer = yes_no(facts.able_to_learn, yes="具备学习能力。", no="不具备学习能力。", what="是否具备学习能力")
    inputs = (("able_to_learn", facts.able_to_learn),)
    return under_clause("is_able_to_learn", Programme.CUSTODY, _phrase(Programme.CUSTODY), answer, inputs)


@rule("programme", "wants_training")
def wishes_to_train(facts: AdmissionFacts, release: Release) -> Check:
    """一(四) «培训需求» of disabled people, 一(十一) «有培训愿望和需求», 一(十三) «培训意愿»."""
    programme = facts.programme
    phrase = WISH_OF_THE_DISPLACED if programme is Programme.OVERCAP else _phrase(programme)
    answer = yes_no(facts.wants_training, yes="有培训意愿。", no="没有培训意愿。", what="是否有培训意愿")
    return under_clause(
        "wishes_to_train", programme, phrase, answer, (("wants_training", facts.wants_training),)
    )


@rule("programme", "wants_work")
def wishes_to_work(facts: AdmissionFacts, release: Release) -> Check:
    """一(四) «有就业愿望» of disabled people, 一(十二) «有创业就业愿望», 一(十三) «就业愿望»."""
    answer = yes_no(facts.wants_work, yes="有就业愿望。", no="没有就业愿望。", what="是否有就业愿望")
    inputs = (("wants_work", facts.wants_work),)
    return under_clause("wishes_to_work", facts.programme, _phrase(facts.programme), answer, inputs)


def _held_on(spells: tuple[Spell, ...] | None, day: date, *, what: str) -> Answer:
    if spells is None:
        return unknown(f"{what}起止日期未登记，无法判断开班日{day}是否有效。")
    if any(spell.covers(day) for spell in spells):
        return met(f"{what}在开班日{day}有效。")
    if not spells:
        return refused("none", f"没有{what}记录。")
    ended = [spell for spell in spells if spell.valid_to and spell.valid_to < day]
    if not ended:
        return refused("not_yet", f"{what}自{min(spell.valid_from for spell in spells)}起，晚于开班日{day}。")
    return refused("ended", f"{what}已于{max(spell.valid_to for spell in ended)}截止，早于开班日{day}。")


def _spells(spells: tuple[Spell, ...] | None) -> str | None:
    if spells is None:
        return None
    return "、".join(f"{spell.valid_from}至{spell.valid_to or '今'}" for spell in spells)
