"""一(一) to 一(十六): who may sit in a class of which programme."""

from collections.abc import Mapping
from types import MappingProxyType

from ..admission_enums import Programme, StartUpKind
from ..facts.admission import AdmissionFacts
from ..programmes import PROGRAMMES
from ..questions import Question
from ..rule import Rule
from . import employees, everybody, frequency, groups, rural, start_ups

_EVERYBODY: tuple[Rule, ...] = (
    everybody.is_old_enough_to_register,
    everybody.is_of_working_age,
    everybody.is_not_above_age_line,
)

GATES: Mapping[Programme, tuple[Rule, ...]] = MappingProxyType(
    {
        Programme.RURAL: (rural.is_rural_labourer, frequency.rural_classes_this_year),
        Programme.PREP: (rural.is_school_leaver, rural.left_school_this_year),
        Programme.YOUTH: (
            rural.is_rural_youth,
            rural.is_school_leaver,
            rural.lives_in_key_area,
            rural.is_of_youth_age,
        ),
        Programme.GRAD: (groups.is_graduate, groups.is_in_graduation_year),
        Programme.VETERAN: (groups.is_veteran,),
        Programme.DISABLED: (
            groups.holds_disability_certificate,
            groups.wishes_to_train,
            groups.wishes_to_work,
        ),
        Programme.ONBOARD: (employees.is_enterprise_employee, employees.is_newly_hired),
        Programme.APPRENTICE: (employees.enterprise_is_on_apprentice_plan,),
        Programme.YUNSAO: (groups.belongs_to_a_named_group,),
        Programme.WORKERS: (employees.is_enterprise_employee,),
        Programme.ZHANCHI: (
            employees.is_in_service,
            employees.is_insured_long_enough,
            frequency.wings_classes_this_year,
        ),
        Programme.HIGH: (employees.is_enterprise_employee,),
        Programme.OVERCAP: (
            groups.is_from_surplus_capacity_enterprise,
            groups.is_laid_off_or_reassigned,
            groups.wishes_to_train,
            frequency.overcapacity_classes,
        ),
        Programme.REEMPLOY: (groups.is_registered_unemployed, groups.wishes_to_work),
        Programme.CUSTODY: (
            groups.is_in_custody,
            groups.is_able_to_learn,
            groups.wishes_to_train,
            groups.wishes_to_work,
        ),
        Programme.STARTUP: (start_ups.start_up_kind_is_known,),
        Programme.ECOM: (),  # 一(十六) says what is taught and to nobody in particular
    }
)
START_UP_GATES: Mapping[StartUpKind, tuple[Rule, ...]] = MappingProxyType(
    {
        StartUpKind.SYB: (start_ups.wishes_and_is_able_to_start_up,),
        StartUpKind.ONLINE: (start_ups.is_in_online_business,),
        StartUpKind.IYB: (
            start_ups.owns_a_business,
            start_ups.business_is_small_or_micro,
            start_ups.business_is_young,
        ),
        StartUpKind.STUDENT: (start_ups.is_student_of_a_named_kind, start_ups.is_close_to_graduation),
    }
)


def rules_of(facts: AdmissionFacts) -> tuple[Rule, ...]:
    return _RULES[facts.programme, facts.start_up_kind if facts.programme is Programme.STARTUP else None]


def _all_of(programme: Programme, kind: StartUpKind | None) -> tuple[Rule, ...]:
    elsewhere = () if programme is Programme.CUSTODY else (everybody.is_not_in_custody,)
    return (*GATES[programme], *START_UP_GATES.get(kind, ()), *_EVERYBODY, *elsewhere)


_RULES = {
    (programme, kind): _all_of(programme, kind)
    for programme in GATES
    for kind in ((None, *StartUpKind) if programme is Programme.STARTUP else (None,))
}

QUESTION = Question(
    code=AdmissionFacts.QUESTION,
    label="参训资格",
    clause="一",
    facts=AdmissionFacts,
    subject="programme",
    rules=rules_of,
)

if GATES.keys() != {code for code, spec in PROGRAMMES.items() if spec.is_class}:
    raise LookupError("every programme that leads to classes has its gates")
