"""《补贴核定说明书》: frozen when it is ordered, printed by the worker, for anybody to check by its code."""

import hashlib
import secrets
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from yunnan_training.core import jobs
from yunnan_training.core.enums import JobStatus, StoredFileKind
from yunnan_training.core.jurisdiction import covers
from yunnan_training.core.models import NumberSeries, StoredFile
from yunnan_training.core.roles import Verb
from yunnan_training.core.workflow import Actor, NotAllowed

from ..documents import certificate_pdf, public_facts
from ..documents.decision_certificate import TITLE, with_typed_text_masked
from ..models import Assessment, DecisionCertificate
from ..rules import QUESTIONS
from ..rules.canonical import canonical_text
from ..rules.documents import NOTICE
from ..rules.money import plain

KIND = "subsidies.certificate"
FORMAT = 1
# Officers of the bureau; an institution that claims for its trainees doesn't certify what the bureau decided.
ISSUERS = (Verb.PUBLISH_CLAIMS, Verb.REVIEW_CLAIM, Verb.APPROVE_CLAIM)


@transaction.atomic
def issue(assessment: Assessment, *, by: Actor, at: datetime) -> DecisionCertificate:
    """The one certificate of this assessment: made now, or the one that is there. A failed job is ordered anew."""
    locked = (
        Assessment.objects.select_for_update(of=("self",))
        .select_related("claim__county", "claim__trainee", "release")
        .get(pk=assessment.pk)
    )
    if not any(covers(by.jurisdiction, locked.claim, verb) for verb in ISSUERS):
        raise NotAllowed("您没有出具补贴核定说明书的权限")
    made = DecisionCertificate.objects.select_related("job").filter(assessment=locked).first()
    if made is None:
        made = _make(locked, by=by, at=at)
    elif made.file_id or (made.job and made.job.status != JobStatus.FAILED):
        return made
    made.job = jobs.request(KIND, args={"certificate": made.pk}, by=by.user)
    made.save(update_fields=["job"])
    return made


def _make(assessment: Assessment, *, by: Actor, at: datetime) -> DecisionCertificate:
    day, county = timezone.localtime(at).date(), assessment.claim.county_id
    serial = NumberSeries.next(f"decision:{county}:{day.year}")
    number = f"SM{county}-{day.year}-{serial:04d}"
    content = canonical_text(content_of(assessment, number=number, issued_on=day))
    return DecisionCertificate.objects.create(
        assessment=assessment,
        number=number,
        code=secrets.token_urlsafe(16),
        content=content,
        content_sha256=hashlib.sha256(content.encode()).hexdigest(),
        created_by=by.user,
        created_at=at,
    )


def content_of(assessment: Assessment, *, number: str, issued_on: date) -> dict[str, Any]:
    """What the certificate says. `answer` is the form whose sha256 is the answer digest; where a name or number
    that somebody typed into it had to be hidden, `masked` says so."""
    claim, release = assessment.claim, assessment.release
    facts, withheld = public_facts(assessment.facts)
    spoken = {"facts": facts, "answer": answer_of(assessment)}
    names = [claim.trainee.name, *filter(None, [assessment.facts.get("certificate_number")])]
    shown = with_typed_text_masked(spoken, assessment.facts, names=names)
    standard = next(
        (check for check in shown["answer"]["checks"] if check["code"] == "amount_is_allowed"),
        shown["answer"]["checks"][0],
    )
    return {
        "document": TITLE,
        "format": FORMAT,
        "number": number,
        "issued_on": issued_on.isoformat(),
        "office": claim.county.office_name,
        "county": claim.county.name,
        "claim_number": claim.number,
        "notice": NOTICE,
        "clause": standard["clause"],
        "quote": standard["quote"],
        "assessed_on": timezone.localtime(assessment.made_at).date().isoformat(),
        **shown,
        "withheld": withheld,
        "masked": shown != spoken,
        "release": release.number,
        "rules_version": assessment.rules_version,
        "facts_digest": assessment.facts_digest,
        "answer_digest": assessment.answer_digest,
    }


def answer_of(assessment: Assessment) -> dict[str, Any]:
    """The stored answer in the form of `Decision.to_json`."""
    return {
        "question": assessment.question,
        "subject": assessment.facts.get(QUESTIONS[assessment.question].subject, ""),
        "outcome": assessment.outcome,
        "amount": None if assessment.amount is None else plain(assessment.amount),
        "checks": [
            {
                "code": check.code,
                "outcome": check.outcome,
                "reason": check.reason,
                "effect": check.effect,
                "clause": check.clause,
                "quote": check.quote,
                "sentence": check.sentence,
                "inputs": check.inputs,
            }
            for check in assessment.checks.order_by("order")
        ],
        "worksheet": [
            {
                "order": line.order,
                "label": line.label,
                "value": line.value,
                "clause": line.clause,
                "operation": line.operation,
            }
            for line in assessment.worksheet.order_by("order")
        ],
        "rules_version": assessment.rules_version,
        "facts_digest": assessment.facts_digest,
    }


def render(certificate_id: int) -> DecisionCertificate:
    """The worker's part. Finds its own finished work when run twice."""
    made = DecisionCertificate.objects.get(pk=certificate_id)
    if made.file_id:
        return made
    content = certificate_pdf(
        made.content, sha256=made.content_sha256, url=public_url(made), at=made.created_at
    )
    return _keep(made, content)


@transaction.atomic
def _keep(made: DecisionCertificate, content: bytes) -> DecisionCertificate:
    locked = DecisionCertificate.objects.select_for_update(of=("self",)).get(pk=made.pk)
    if not locked.file_id:
        locked.file = StoredFile.store(
            content,
            kind=StoredFileKind.DECISION_CERTIFICATE,
            name=f"{TITLE}{locked.number}.pdf",
            content_type="application/pdf",
            by=locked.created_by,
        )
        locked.save(update_fields=["file"])
    return locked


def public_url(made: DecisionCertificate) -> str:
    return f"{settings.PUBLIC_BASE_URL}{reverse('subsidies:verify', args=[made.code])}"
