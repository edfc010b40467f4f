"""One claim, every question asked, every reason kept."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from . import amounts, duplicates, eligibility
from .enums import Item, Outcome
from .facts import ClaimFacts
from .outcomes import Check, Decision, overall
from .parameters import current
from .releases import Release

Rule = Callable[[ClaimFacts, Release], Check]

_OF_THE_CERTIFICATE: tuple[Rule, ...] = (
    eligibility.certificate_kind_fits,
    eligibility.certificate_level_fits,
    eligibility.certificate_is_identified,
    eligibility.certificate_is_issued,
)
_ONCE: tuple[Rule, ...] = (duplicates.first_time_for_person, duplicates.certificate_is_unused)

RULES_OF: Mapping[Item, tuple[Rule, ...]] = MappingProxyType(
    {
        Item.H1: (
            eligibility.is_enterprise_employee,
            *_OF_THE_CERTIFICATE,
            *_ONCE,
            amounts.amount_is_allowed,
            amounts.amount_has_basis,
        ),
        Item.H2: (
            eligibility.works_at_front_line,
            eligibility.took_part_in_training,
            *_OF_THE_CERTIFICATE,
            *_ONCE,
            amounts.amount_is_allowed,
        ),
        Item.H3: (
            eligibility.works_at_front_line,
            eligibility.took_part_in_training,
            *_OF_THE_CERTIFICATE,
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
            *_ONCE,
            amounts.amount_is_allowed,
        ),
    }
)


def decide_claim(facts: ClaimFacts, *, release: Release | None = None) -> Decision:
    """一(十). The same facts under the same release give the same decision, whatever the day it is asked.

    Raises NoValueOnDayError for a claim of a day on which the notice was not in force.
    """
    release = release or current()
    checks = tuple(rule(facts, release) for rule in RULES_OF[facts.item])
    outcome = overall(checks)
    amount = amounts.payable(facts, release) if outcome is Outcome.MET else None
    return Decision(
        item=facts.item,
        outcome=outcome,
        amount=amount,
        checks=checks,
        worksheet=amounts.worksheet(facts, release, amount=amount),
        rules_version=release.version,
        facts_digest=facts.digest(),
    )
