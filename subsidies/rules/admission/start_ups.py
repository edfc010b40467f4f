"""一(十四): start-up training. Each of its four kinds has people of its own."""

from ..admission_enums import (
    ONLINE_ROLE_LABELS,
    START_UP_KIND_LABELS,
    STUDENT_KIND_LABELS,
    OnlineRole,
    Programme,
    StudentKind,
)
from ..calendar_days import years_after, years_before
from ..facts.admission import AdmissionFacts
from ..outcomes import Check, Inputs
from ..releases import Release
from ..rule import rule
from .answers import Answer, iso, met, refused, under_clause, unknown, yes_no

NEED = "组织有创业培训需求的人员参加创业培训"
SYB = "对有创业意愿和创业能力的大学生、返乡农民工等群体"
ONLINE = "对从事电子商务领域的创业者和电商领域重点带头人"
OWNERS = "小微企业主"
STUDENTS = "高等院校毕业前两年的高年级学生,技师学院高级工班和预备技师班的学生"


def _check(code: str, phrase: str, answer: Answer, inputs: Inputs) -> Check:
    return under_clause(code, Programme.STARTUP, phrase, answer, inputs)


@rule("start_up_kind")
def start_up_kind_is_known(facts: AdmissionFacts, release: Release) -> Check:
    """一(十四) «组织有创业培训需求的人员参加创业培训»: without the kind nobody can say whom the class is for."""
    kind = facts.start_up_kind
    answer = (
        unknown("创业培训类别未登记，无法判断适用哪一项条件。")
        if kind is None
        else met(f"{START_UP_KIND_LABELS[kind]}。")
    )
    return _check("start_up_kind_is_known", NEED, answer, (("start_up_kind", kind and kind.value),))


@rule("can_start_up")
def wishes_and_is_able_to_start_up(facts: AdmissionFacts, release: Release) -> Check:
    """一(十四) «对有创业意愿和创业能力的大学生、返乡农民工等群体». The groups are examples (等), so no group is asked
    for; wish and ability are. Does not decide who is able: the county or the school says so.
    """
    answer = yes_no(
        facts.can_start_up,
        yes="有创业意愿和创业能力。",
        no="没有创业意愿或创业能力。",
        what="是否有创业意愿和创业能力",
    )
    return _check("wishes_and_is_able_to_start_up", SYB, answer, (("can_start_up", facts.can_start_up),))


@rule("online_role")
def is_in_online_business(facts: AdmissionFacts, release: Release) -> Check:
    """一(十四) «对从事电子商务领域的创业者和电商领域重点带头人»: a closed list of two."""
    role = facts.online_role
    if role is None:
        answer = unknown("电商从业身份尚未核实，无法判断。")
    elif role is OnlineRole.NEITHER:
        answer = refused("neither", "既不是从事电子商务领域的创业者，也不是电商领域重点带头人。")
    else:
        answer = met(f"{ONLINE_ROLE_LABELS[role]}。")
    return _check("is_in_online_business", ONLINE, answer, (("online_role", role and role.value),))


@rule("business_owner")
def owns_a_business(facts: AdmissionFacts, release: Release) -> Check:
    """一(十四) «小微企业主»: the owner, not an employee."""
    answer = yes_no(facts.business_owner, yes="企业主。", no="不是企业主。", what="是否企业主")
    return _check("owns_a_business", OWNERS, answer, (("business_owner", facts.business_owner),))


@rule("small_or_micro_business")
def business_is_small_or_micro(facts: AdmissionFacts, release: Release) -> Check:
    """一(十四) «小微企业主». Does not measure the business: the market authority's mark is the fact."""
    answer = yes_no(facts.small_or_micro_business, yes="小微企业。", no="不是小微企业。", what="是否小微企业")
    inputs = (("small_or_micro_business", facts.small_or_micro_business),)
    return _check("business_is_small_or_micro", OWNERS, answer, inputs)


@rule("business_registered_on", "day")
def business_is_young(facts: AdmissionFacts, release: Release) -> Check:
    """一(十四) «初创…年内»: from the day of registration to the corresponding day, which is included unless
    register A25 is read otherwise (T14).
    """
    figure = release.entry("start_up.business_years", on=facts.day)
    key = "reading.start_up_three_years"
    reading, registered_on = release.reading(key, on=facts.day), facts.business_registered_on
    last = registered_on and years_after(registered_on, figure.value)
    if registered_on is None:
        answer = unknown(f"企业登记日期未登记，无法判断是否在初创{figure.value}年内。")
    elif registered_on > facts.day:
        answer = refused("not_registered_yet", f"企业于{registered_on}登记，晚于开班日{facts.day}。")
    elif facts.day < last or (facts.day == last and reading == "inclusive"):
        answer = met(f"企业于{registered_on}登记，开班日{facts.day}在{figure.value}年内。")
    else:
        answer = refused(
            "too_old", f"企业于{registered_on}登记，{figure.value}年至{last}届满，不再是初创企业。"
        )
    inputs = (
        ("business_registered_on", iso(registered_on)),
        ("day", iso(facts.day)),
        (figure.key, figure.text),
        (key, reading),
    )
    return _check("business_is_young", figure.quote, answer, inputs)


@rule("student_kind")
def is_student_of_a_named_kind(facts: AdmissionFacts, release: Release) -> Check:
    """一(十四) «高等院校…的高年级学生,技师学院高级工班和预备技师班的学生», on the first day of the class."""
    kind = facts.student_kind
    if kind is None:
        answer = unknown("在校学生类别尚未核实，无法判断。")
    elif kind is StudentKind.OTHER:
        answer = refused("other_student", "不是高等院校学生，也不是技师学院高级工班、预备技师班学生。")
    else:
        answer = met(f"{STUDENT_KIND_LABELS[kind]}。")
    return _check("is_student_of_a_named_kind", STUDENTS, answer, (("student_kind", kind and kind.value),))


@rule("student_kind", "graduation_on", "day")
def is_close_to_graduation(facts: AdmissionFacts, release: Release) -> Check:
    """一(十四) «毕业前两年»: not earlier than so many years before the day of graduation, that day included
    unless register A26 is read otherwise, and not after graduation (T15). Register A27: the years are said of
    高等院校; the two classes of a 技师学院 have none, unless read otherwise.

    «参加培训合格» is a matter of the subsidy, asked for when the class is over.
    """
    figure = release.entry("start_up.years_before_graduation", on=facts.day)
    edge, schools = "reading.two_years_before_graduation", "reading.technician_school_two_years"
    at_edge, of_schools = (release.reading(key, on=facts.day) for key in (edge, schools))
    kind, graduation = facts.student_kind, facts.graduation_on
    first = graduation and years_before(graduation, figure.value)
    if kind in _TECHNICIAN_CLASSES and of_schools == "no_limit":
        answer = met(f"{STUDENT_KIND_LABELS[kind]}不受毕业年限限制。", "no_limit")
    elif graduation is None:
        answer = unknown(f"预计毕业日期未登记，无法判断是否在毕业前{figure.value}年内。")
    elif facts.day > graduation:
        answer = refused("graduated", f"{graduation}已毕业，开班时不是在校学生。")
    elif facts.day > first or (facts.day == first and at_edge == "inclusive"):
        answer = met(f"预计{graduation}毕业，开班日{facts.day}在毕业前{figure.value}年内。")
    elif kind is None:
        answer = unknown("在校学生类别尚未核实，无法判断是否受毕业年限限制。", "kind_unknown")
    else:
        answer = refused(
            "too_early", f"预计{graduation}毕业，{first}起才在毕业前{figure.value}年内，开班日为{facts.day}。"
        )
    inputs = (
        ("student_kind", kind and kind.value),
        ("graduation_on", iso(graduation)),
        ("day", iso(facts.day)),
        (figure.key, figure.text),
        (edge, at_edge),
        (schools, of_schools),
    )
    return _check("is_close_to_graduation", figure.quote, answer, inputs)


_TECHNICIAN_CLASSES = (StudentKind.ADVANCED_WORKER_CLASS, StudentKind.PREPARATORY_TECHNICIAN_CLASS)
