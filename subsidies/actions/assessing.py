"""Ask the rules about a claim and keep their answer."""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from django.db import transaction
from django.utils import timezone

from yunnan_training.core.jurisdiction import covers
from yunnan_training.core.roles import Verb
from yunnan_training.core.workflow import Actor, NotAllowed, Refused

from .. import assessment as assessments
from ..models import Assessment, AssessmentCheck, Claim, WorksheetLine
from ..rules import Decision, FactError, decide
from ..rules.releases import NoValueOnDayError

ASSESSORS = (Verb.ENTER_CLAIM, Verb.REVIEW_CLAIM, Verb.APPROVE_CLAIM)
Answer = TypeVar("Answer")


@transaction.atomic
def assess(claim: Claim, *, by: Actor, at: datetime) -> Assessment:
    """Put the claim to the rules and keep the answer, whatever it is, with every reason and the worksheet."""
    locked = Claim.objects.select_for_update().get(pk=claim.pk)
    if not by.system and not any(covers(by.jurisdiction, locked, verb) for verb in ASSESSORS):
        raise NotAllowed("您没有在此核定补贴的权限")
    return keep(locked, by=by, at=at)


def keep(claim: Claim, *, by: Actor, at: datetime) -> Assessment:
    """`assess` for an action that has locked the claim and asked for the right already."""
    day = assessments.day_of(claim, on=timezone.localtime(at).date())
    facts = answered(lambda: assessments.facts_of(claim, day=day))
    decision: Decision = answered(lambda: decide(facts))
    made = Assessment.objects.create(
        claim=claim,
        outcome=decision.outcome,
        amount=decision.amount,
        facts=facts.to_json(),
        facts_digest=decision.facts_digest,
        rules_version=decision.rules_version,
        made_by=by.user,
        made_at=at,
    )
    AssessmentCheck.objects.bulk_create(
        AssessmentCheck(
            assessment=made,
            order=order,
            code=check.code,
            outcome=check.outcome,
            clause=check.clause,
            quote=check.quote,
            sentence=check.sentence,
            inputs=dict(check.inputs),
        )
        for order, check in enumerate(decision.checks, start=1)
    )
    WorksheetLine.objects.bulk_create(
        WorksheetLine(
            assessment=made,
            order=row.order,
            label=row.label,
            value=row.value,
            operation=row.operation,
            clause=row.clause,
        )
        for row in decision.worksheet
    )
    return made


def answered(ask: Callable[[], Answer]) -> Answer:
    """What the rules answer, or why they can't."""
    try:
        return ask()
    except NoValueOnDayError as error:
        raise Refused("申请日期没有生效的补贴标准，不能核定") from error
    except FactError as error:
        raise Refused(f"申请内容有误：{error.reason}") from error
