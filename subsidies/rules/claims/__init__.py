"""一(十): the four subsidies for 高级工, 技师 and 高级技师."""

from collections.abc import Mapping
from types import MappingProxyType

from ..enums import Item
from ..facts import ClaimFacts
from ..questions import Question
from ..rule import Rule
from . import amounts, duplicates, eligibility
from .items import CLAUSE

_OF_THE_CERTIFICATE: tuple[Rule, ...] = (
    eligibility.certificate_kind_fits,
    eligibility.certificate_level_fits,
    eligibility.certificate_is_identified,
    eligibility.certificate_is_issued,
)
_AIM: tuple[Rule, ...] = (eligibility.occupation_is_in_shortage,)
_ONCE: tuple[Rule, ...] = (duplicates.first_time_for_person, duplicates.certificate_is_unused)

RULES_OF: Mapping[Item, tuple[Rule, ...]] = MappingProxyType(
    {
        Item.H1: (
            eligibility.is_enterprise_employee,
            *_OF_THE_CERTIFICATE,
            *_AIM,
            *_ONCE,
            amounts.amount_is_allowed,
            amounts.amount_has_basis,
        ),
        Item.H2: (
            eligibility.works_at_front_line,
            eligibility.took_part_in_training,
            *_OF_THE_CERTIFICATE,
            *_AIM,
            *_ONCE,
            amounts.amount_is_allowed,
        ),
        Item.H3: (
            eligibility.works_at_front_line,
            eligibility.took_part_in_training,
            *_OF_THE_CERTIFICATE,
            *_AIM,
            *_ONCE,
            amounts.amount_is_allowed,
        ),
        Item.H4: (
            eligibility.is_senior_technician,
            eligibility.training_is_of_new_technology,
            eligibility.passed_training,
            eligibility.certificate_kind_fits,
            eligibility.certificate_is_identified,
            eligibility.certificate_is_issued,
            *_AIM,
            *_ONCE,
            amounts.amount_is_allowed,
        ),
    }
)


def rules_of(facts: ClaimFacts) -> tuple[Rule, ...]:
    return RULES_OF[facts.item]


QUESTION = Question(
    code=ClaimFacts.QUESTION,
    label="高技能人才培训补贴",
    clause=CLAUSE,
    facts=ClaimFacts,
    subject="item",
    rules=rules_of,
    amount=amounts.payable,
    worksheet=amounts.worksheet,
    money_looks_at=("item", "entered_amount", "amount_basis", "local_standard"),
)
