"""《补贴核定说明书》: the button that orders it, its two files, and the page where anybody checks one by its code."""

import json
from urllib.parse import quote

from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from yunnan_training.core.doors import actor, attempt
from yunnan_training.core.permissions import page
from yunnan_training.core.roles import Verb
from yunnan_training.core.tasks import enqueue

from ..actions import decision_certificates as acts
from ..documents import matches
from ..models import Assessment, DecisionCertificate
from ..rules import ITEM_LABELS
from ..rules.enums import OUTCOME_LABELS


@page(*acts.ISSUERS)
@require_POST
def certificate_issue(request, pk: int):
    assessment = get_object_or_404(Assessment.objects.within(request.jurisdiction), pk=pk)

    @transaction.atomic
    def act() -> DecisionCertificate:
        made = acts.issue(assessment, by=actor(request, Verb.VIEW_CLAIM), at=timezone.now())
        enqueue(made.job)
        return made

    attempt(request, act, "正在制作补贴核定说明书")
    return redirect("subsidies:claim", pk=assessment.claim_id)


def _within(request, pk: int) -> DecisionCertificate:
    found = DecisionCertificate.objects.within(request.jurisdiction).select_related("file")
    return get_object_or_404(found, pk=pk)


@page(Verb.VIEW_CLAIM)
@require_safe
def certificate_pdf(request, pk: int):
    made = _within(request, pk)
    if made.file is None:
        raise Http404
    return _file(made.file.read(), made.file.content_type, "inline", f"{made.number}.pdf", made.file.name)


@page(Verb.VIEW_CLAIM)
@require_safe
def certificate_json(request, pk: int):
    made = _within(request, pk)
    name = f"{made.number}.json"
    return _file(made.content.encode(), "application/json", "attachment", name, f"补贴核定说明书{name}")


def _file(content: bytes, content_type: str, disposition: str, plain_name: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = (
        f"{disposition}; filename=\"{plain_name}\"; filename*=UTF-8''{quote(name)}"
    )
    response["Cache-Control"] = "private, no-store"
    return response


@page(public=True)
@require_safe
@never_cache
def verify(request, code: str):
    """Where the QR code leads: what the paper must say, and whether the kept text is still the one that was issued."""
    made = get_object_or_404(DecisionCertificate.objects.select_related("assessment"), code=code)
    same = matches(
        made.content,
        made.content_sha256,
        facts_digest=made.assessment.facts_digest,
        answer_digest=made.assessment.answer_digest,
    )
    context = {"title": "补贴核定说明书核验", "number": made.number, "same": same}
    if same:
        said = json.loads(made.content)
        context |= {
            "said": said,
            "item": ITEM_LABELS.get(said["answer"]["subject"], said["answer"]["subject"]),
            "outcome": OUTCOME_LABELS[said["answer"]["outcome"]],
            "content_sha256": made.content_sha256,
        }
    response = render(request, "subsidies/verify.html", context)
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response
