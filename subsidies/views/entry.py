"""Entering a claim in two steps: whose certificate, then what its item asks for. Changing one."""

from django.contrib import messages
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from courses.models import Enrolment
from trainees.models import Certificate
from yunnan_training.core.doors import actor, submit
from yunnan_training.core.page_kit import Column, keyset_page
from yunnan_training.core.permissions import page
from yunnan_training.core.roles import Verb
from yunnan_training.core.workflow import Actor

from .. import assessment as assessments
from ..actions import claims as acts
from ..actions.together import may
from ..enums import LIVE_STATUSES
from ..forms.claims import ClaimForm
from ..forms.searches import CertificateSearch
from ..models import AssessmentCheck, Claim
from ..rules import ITEM_LABELS, ITEMS, Outcome
from .reach import claim_within

READ_WRITE = ["GET", "HEAD", "POST"]
FOUND_AT_MOST = 50


def enter_url(row: Enrolment) -> str:
    return reverse("subsidies:claim_enter", args=[row.pk])


COLUMNS = [
    Column("姓名", "trainee.name", link=enter_url, lead=True),
    Column("身份证号码", "trainee.id_number_masked", mono=True),
    Column("培训班", "training_class.name"),
    Column("职业（工种）", "certificate.occupation_name"),
    Column(
        "证书等级",
        lambda row: row.certificate.get_level_display() or row.certificate.get_kind_display(),
    ),
    Column("发证日期", "certificate.issued_on"),
    Column("对应补贴项目", lambda row: ITEM_LABELS[item_of(row.certificate)]),
]


def item_of(certificate: Certificate) -> str | None:
    """The item of 一(十) that asks for a certificate of this kind and level."""
    return next(
        (
            code
            for code, spec in ITEMS.items()
            if certificate.kind in spec.kinds and certificate.level == (spec.level or "")
        ),
        None,
    )


def unclaimed(request: HttpRequest) -> QuerySet[Enrolment]:
    """Certificates won in classes within reach that an item of 一(十) asks for and no living claim uses."""
    fitting = Q()
    for spec in ITEMS.values():
        fitting |= Q(certificate__kind__in=spec.kinds, certificate__level=spec.level or "")
    living = Claim.objects.filter(certificate_id=OuterRef("certificate_id"), status__in=LIVE_STATUSES)
    return (
        Enrolment.objects.within(request.jurisdiction, verb=Verb.ENTER_CLAIM)
        .filter(fitting, ~Exists(living), certificate__isnull=False)
        .select_related("trainee", "training_class__county", "training_class__institution", "certificate")
    )


@page(Verb.ENTER_CLAIM)
@require_http_methods(READ_WRITE)
@never_cache
def claim_new(request):
    """Step one. What is searched for is personal, so it is posted."""
    searched = request.method == "POST" and any(
        request.POST.get(name, "").strip() for name in CertificateSearch.base_filters
    )
    data = request.POST if searched else QueryDict()
    search = CertificateSearch(data or None, unclaimed(request), jurisdiction=request.jurisdiction)
    more = False
    if searched:
        found = list(search.qs.order_by("-pk")[: FOUND_AT_MOST + 1])
        rows, more = found[:FOUND_AT_MOST], len(found) > FOUND_AT_MOST
    else:
        rows = keyset_page(search.qs, params=request.GET)
    context = {
        "title": "新建补贴申请",
        "filter": search,
        "columns": COLUMNS,
        "page": rows,
        "more": more,
        "searched": searched,
        "most": FOUND_AT_MOST,
    }
    return render(request, "subsidies/claim_choose.html", context)


@page(Verb.ENTER_CLAIM)
@require_http_methods(READ_WRITE)
@never_cache
def claim_enter(request, enrolment_pk: int):
    """Step two."""
    within = Enrolment.objects.within(request.jurisdiction, verb=Verb.ENTER_CLAIM)
    get_object_or_404(within, pk=enrolment_pk)
    enrolment = unclaimed(request).filter(pk=enrolment_pk).first()
    if enrolment is None:
        messages.error(request, "该学员在本班没有可以申请补贴的证书，或证书已用于另一笔申请")
        return redirect("subsidies:claim_new")
    by = actor(request, Verb.ENTER_CLAIM)
    item = item_of(enrolment.certificate)
    form = ClaimForm(
        request.POST if request.method == "POST" else None,
        item=item,
        on=timezone.localdate(),
        agreement_required=_for_institution(by, enrolment),
    )
    if form.is_valid():
        made = submit(
            form,
            lambda: acts.enter(
                enrolment=enrolment,
                certificate=enrolment.certificate,
                item=item,
                by=by,
                at=timezone.now(),
                **form.values,
            ),
        )
        if made:
            return redirect("subsidies:claim", pk=made.pk)
    return _form_page(
        request,
        form,
        enrolment=enrolment,
        certificate=enrolment.certificate,
        item=item,
        title="新建补贴申请",
        cancel_url=reverse("subsidies:claim_new"),
        submit_label="保存草稿并核定",
    )


def _for_institution(by: Actor, enrolment: Enrolment) -> bool:
    """Somebody who isn't of the county's bureau applies for the person, with the person's agreement."""
    return not may(by, Verb.ENTER_CLAIM, enrolment.training_class.county)


@page(Verb.ENTER_CLAIM)
@require_http_methods(READ_WRITE)
@never_cache
def claim_edit(request, pk: int):
    claim = claim_within(request, pk, Verb.ENTER_CLAIM)
    form = ClaimForm(
        request.POST if request.method == "POST" else None,
        item=claim.item,
        on=timezone.localdate(),
        agreement_required=claim.institution_id is not None,
        claim=claim,
        questions=questions_of(claim),
    )
    if form.is_valid():
        changed = submit(
            form,
            lambda: acts.correct(
                claim,
                by=actor(request, Verb.ENTER_CLAIM),
                at=timezone.now(),
                version=form.cleaned_data["version"],
                **form.values,
            ),
        )
        if changed:
            return redirect("subsidies:claim", pk=pk)
    return _form_page(
        request,
        form,
        enrolment=claim.enrolment,
        certificate=claim.certificate,
        item=claim.item,
        title="修改补贴申请",
        claim=claim,
        cancel_url=reverse("subsidies:claim", args=[pk]),
        submit_label="保存并重新核定",
    )


def questions_of(claim: Claim) -> list[AssessmentCheck]:
    """What the newest assessment hands to a person, and what a person has already answered in it."""
    newest = assessments.newest(claim)
    answered = {finding["check"] for finding in claim.findings}
    checks = newest.checks.all() if newest else ()
    return [check for check in checks if check.outcome == Outcome.NEEDS_PERSON or check.code in answered]


def _form_page(request, form, *, certificate: Certificate, item: str, **context):
    context |= {
        "form": form,
        "certificate": certificate,
        "trainee": certificate.trainee,
        "item_label": ITEM_LABELS[item],
    }
    return render(request, "subsidies/claim_form.html", context)
