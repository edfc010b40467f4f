"""Pages of claims: the list, one claim, the button of its next step."""

from django.contrib import messages
from django.http import QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yunnan_training.core.doors import actor, attempt
from yunnan_training.core.jurisdiction import covers
from yunnan_training.core.page_kit import Column, keyset_page
from yunnan_training.core.permissions import page
from yunnan_training.core.roles import Verb
from yunnan_training.core.workflow import available, passages, waiting_for

from ..actions import assessing
from ..actions import claims as acts
from ..actions.decision_certificates import ISSUERS
from ..enums import ClaimStatus
from ..forms.moves import MoveForm
from ..forms.searches import ClaimSearch
from ..models import Claim
from ..selectors import claims_for_lists
from ..states import CLAIM_STATES
from ..workflow import CLAIM_WORKFLOW
from .claim_parts import account_step, assessed, changeable, marks, said, shown_amount
from .reach import claim_url, claim_within

COLUMNS = [
    Column("申请编号", "number", link=claim_url, mono=True, lead=True),
    Column("申请人", "trainee.name"),
    Column("补贴项目", "get_item_display"),
    Column("证书", lambda row: row.certificate.get_level_display() or row.certificate.get_kind_display()),
    Column("代办机构", lambda row: row.institution.name if row.institution_id else "本人申请"),
    Column("县（市、区）", "county.name"),
    Column("金额（元）", shown_amount, money=True),
    Column("申请日期", "claimed_on"),
    Column("状态", "get_status_display", tag=True),
]
FOUND_AT_MOST = 50  # a search by name is posted, so it has no second page
# Acts on a claim that change no state, beside the moves of its table.
OTHER_ACTS = {"assess": "核定", "confirm_account": "确认收款账号"}

# What follows without anybody pressing a button here, or that nothing does.
RESTING = {
    ClaimStatus.APPROVED: "由县级经办人组织公示",
    ClaimStatus.PUBLICISED: "公示期满无异议的，由县级经办人结束公示后转入待拨付",
    ClaimStatus.CLEARED: "由财务拨付人员编制拨付批次",
    ClaimStatus.IN_BATCH: "由财务拨付人员登记拨付结果",
    ClaimStatus.PAID: "补贴已拨付，办理完毕",
    ClaimStatus.REJECTED: "不予补贴，办理完毕",
    ClaimStatus.WITHDRAWN: "申请已撤回",
}


@page(Verb.VIEW_CLAIM)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def claim_list(request):
    """Searched by POST when a name is given, by an address that can be kept otherwise."""
    if request.method == "POST" and not request.POST.get("name", "").strip():
        return redirect(f"{reverse('subsidies:claim_list')}?{_without_name(request.POST)}")
    claims = claims_for_lists(Claim.objects.within(request.jurisdiction))
    typed = request.POST if request.method == "POST" else QueryDict(_without_name(request.GET))
    search = ClaimSearch(typed or None, claims, jurisdiction=request.jurisdiction)
    rows, more = _rows(request, search)
    one_county = "county" not in search.form.fields
    context = {
        "title": "补贴申请",
        "filter": search,
        "columns": [column for column in COLUMNS if not (one_county and column.value == "county.name")],
        "page": rows,
        "more": more,
        "may_enter": request.jurisdiction.allows(Verb.ENTER_CLAIM),
    }
    return render(request, "subsidies/claim_list.html", context)


def _without_name(typed: QueryDict) -> str:
    kept = typed.copy()
    for name in [name for name in kept if name in ("name", "csrfmiddlewaretoken") or not kept[name]]:
        del kept[name]
    return kept.urlencode()


def _rows(request, search: ClaimSearch):
    if request.method != "POST":
        return keyset_page(search.qs, params=request.GET), False
    found = list(search.qs.order_by("-pk")[: FOUND_AT_MOST + 1])
    return found[:FOUND_AT_MOST], len(found) > FOUND_AT_MOST


@page(Verb.VIEW_CLAIM)
@require_safe
@never_cache
def claim_page(request, pk: int):
    claim = claim_within(request, pk)
    by, at = actor(request), timezone.now()
    trail = list(passages(claim).order_by("pk"))
    account = account_step(claim, by=by)
    sheets = assessed(claim, may_see_rules=request.jurisdiction.allows(Verb.VIEW_RULES))
    context = {
        "title": claim.number,
        "claim": claim,
        "said": said(claim, trail),
        "marks": marks(claim, trail),
        "sheets": sheets,
        "newest": sheets[0] if sheets else None,
        "earlier": sheets[1:],
        "may_assess": changeable(claim)
        and any(covers(request.jurisdiction, claim, verb) for verb in assessing.ASSESSORS),
        "may_certify": any(covers(request.jurisdiction, claim, verb) for verb in ISSUERS),
        "may_edit": changeable(claim, drafts_only=True)
        and covers(request.jurisdiction, claim, Verb.ENTER_CLAIM),
        "trainee_url": claim.trainee.get_absolute_url()
        if covers(request.jurisdiction, claim.trainee, Verb.VIEW_TRAINEE)
        else "",
        "payments": claim.payments.select_related("batch").order_by("-pk"),
        "may_see_payments": request.jurisdiction.allows(Verb.VIEW_PAYMENT),
        "account_changed": account is not None,
        "steps": [
            *available(CLAIM_WORKFLOW, claim, by=by, at=at),
            *([account] if account and covers(request.jurisdiction, claim, Verb.REVIEW_CLAIM) else []),
        ],
        "waiting": waiting_for(CLAIM_WORKFLOW, claim) or RESTING.get(claim.status, "没有待办事项"),
        "passages": trail,
    }
    return render(request, "subsidies/claim_detail.html", context)


@page(Verb.VIEW_CLAIM)
@require_POST
def claim_act(request, pk: int):
    """Any button of a claim."""
    claim = claim_within(request, pk)
    form = MoveForm(request.POST)
    labels = {move.name: move.label for move in CLAIM_STATES.moves} | OTHER_ACTS
    name = request.POST.get("transition", "")
    if not form.is_valid() or name not in labels:
        messages.error(request, "提交的内容不完整，请刷新页面后重试")
        return redirect("subsidies:claim", pk=pk)
    typed = {"version": form.cleaned_data["version"], "comment": form.cleaned_data["comment"]}
    at = timezone.now()

    def act():
        if name == "assess":
            return acts.assess(claim, by=actor(request), at=at)
        if name == "confirm_account":
            return acts.confirm_account(claim, by=actor(request, Verb.REVIEW_CLAIM), at=at, **typed)
        return acts.move(claim, name, by=actor(request, CLAIM_STATES.move(name).verb), at=at, **typed)

    attempt(request, act, f"已办理“{labels[name]}”")
    return redirect("subsidies:claim", pk=pk)
