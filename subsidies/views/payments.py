"""Pages of payment batches: made of cleared claims, exported for the bank, settled with its answer."""

from urllib.parse import quote

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yunnan_training.core.doors import actor, attempt, submit
from yunnan_training.core.jurisdiction import covers
from yunnan_training.core.page_kit import Column, keyset_page
from yunnan_training.core.permissions import page
from yunnan_training.core.roles import Verb
from yunnan_training.core.workflow import available, passages, waiting_for

from ..actions import payments as acts
from ..enums import BatchStatus, PaymentStatus
from ..forms.moves import MoveForm
from ..forms.payments import BatchForm, ExportForm, ResultForm, ReturnForm, VersionForm
from ..forms.searches import BatchSearch
from ..models import Payment, PaymentBatch
from ..selectors import batch_totals, batches_with_totals, claims_to_pay
from ..workflow import BATCH_WORKFLOW
from .reach import batch_within, chosen_county, claim_url, counties_of


def batch_url(row: PaymentBatch) -> str:
    return reverse("subsidies:batch", args=[row.pk])


TONES = {"draft": "amber", "exported": "blue", "settled": "green", "cancelled": "grey"}
COLUMNS = [
    Column("批次编号", "number", link=batch_url, mono=True, lead=True),
    Column("县（市、区）", "county.name"),
    Column("笔数", "count", align="right"),
    Column("金额合计（元）", "total", money=True),
    Column("制单人", "entered_by.full_name"),
    Column("制单时间", "created_at"),
    Column("导出时间", "exported_at"),
    Column("办结时间", "settled_at"),
    Column("状态", "get_status_display", tag=TONES),
]
PAYMENT_COLUMNS = [
    Column("申请编号", "claim.number", link=lambda row: claim_url(row.claim), mono=True, lead=True),
    Column("收款人", "payee"),
    Column("收款账号", lambda row: f"尾号{row.account_masked[-4:]}"),
    Column("补贴项目", "claim.get_item_display"),
    Column("金额（元）", "amount", money=True),
    Column("结果", "get_status_display", tag=True),
    Column("拨付日期", "paid_on", mono=True),
    Column("凭证号 / 失败原因", lambda row: row.voucher_number or row.failure_reason),
]
OFFERED_AT_MOST = 300
READ_WRITE = ["GET", "HEAD", "POST"]


@page(Verb.VIEW_PAYMENT)
@require_safe
def batch_list(request):
    found = PaymentBatch.objects.within(request.jurisdiction).select_related("county", "entered_by")
    search = BatchSearch(request.GET or None, found, jurisdiction=request.jurisdiction)
    one_county = "county" not in search.form.fields
    context = {
        "title": "拨付批次",
        "filter": search,
        "columns": [column for column in COLUMNS if not (one_county and column.value == "county.name")],
        "page": keyset_page(batches_with_totals(search.qs), params=request.GET),
        "empty": "没有符合条件的拨付批次",
    }
    if request.jurisdiction.allows(Verb.PAY):
        context |= {"create_url": reverse("subsidies:batch_new"), "create_label": "编制批次"}
    return render(request, "components/list_page.html", context)


@page(Verb.PAY)
@require_http_methods(READ_WRITE)
@never_cache
def batch_new(request):
    counties = counties_of(request, Verb.PAY)
    county = chosen_county(request, counties)
    candidates = claims_to_pay(county)
    shown = list(candidates[:OFFERED_AT_MOST])
    form = BatchForm(request.POST if request.method == "POST" else None, claims=candidates)
    # A post without a single tick has no field at all: it is a post nevertheless.
    if request.method == "POST" and form.is_valid():
        made = submit(
            form,
            lambda: acts.make_batch(
                county=county,
                claims=form.cleaned_data["claims"],
                by=actor(request, Verb.PAY),
                at=timezone.now(),
            ),
        )
        if made:
            messages.success(request, "批次已编制，请导出拨付清单")
            return redirect("subsidies:batch", pk=made.pk)
    chosen = {int(value) for value in request.POST.getlist("claims") if value.isdecimal()}
    context = {
        "title": "编制拨付批次",
        "form": form,
        "county": county,
        "counties": counties,
        "claims": shown,
        "ticked": chosen if form.is_bound else {claim.pk for claim in shown},
        "total": sum(claim.amount for claim in shown),
        "left_out": max(0, candidates.count() - len(shown)) if len(shown) == OFFERED_AT_MOST else 0,
    }
    return render(request, "subsidies/batch_form.html", context)


def _payments(batch: PaymentBatch) -> QuerySet[Payment]:
    return batch.payments.select_related("claim__trainee").order_by("pk")


@page(Verb.VIEW_PAYMENT)
@require_safe
@never_cache
def batch_page(request, pk: int):
    batch = batch_within(request, pk)
    totals = batch_totals(batch)
    steps = available(BATCH_WORKFLOW, batch, by=actor(request), at=timezone.now())
    # Exporting wants a reason and settling the bank's answer: both have forms of their own.
    named = {step.name: step for step in steps}
    context = {
        "title": batch.number,
        "batch": batch,
        "tone": TONES[batch.status],
        "payments": _payments(batch),
        "columns": _columns(batch),
        "totals": totals,
        "all": totals[""],
        "paid": totals[PaymentStatus.PAID],
        "failed": totals[PaymentStatus.FAILED],
        "export": named.get("export"),
        "settle": named.get("settle"),
        "steps": [step for step in steps if step.name not in ("export", "settle")],
        "may_read_export": batch.file_id is not None
        and covers(request.jurisdiction, batch, Verb.EXPORT_PERSONAL),
        "waiting": waiting_for(BATCH_WORKFLOW, batch),
        "passages": passages(batch).order_by("pk"),
    }
    return render(request, "subsidies/batch_detail.html", context)


def _columns(batch: PaymentBatch) -> list[Column]:
    """Before the bank's answer what is paid for; after it, what became of each."""
    answered = batch.status in (BatchStatus.SETTLED, BatchStatus.CANCELLED)
    hidden = ("补贴项目",) if answered else ("拨付日期", "凭证号 / 失败原因")
    return [column for column in PAYMENT_COLUMNS if column.label not in hidden]


@page(Verb.PAY)
@require_POST
def batch_act(request, pk: int):
    """Give the batch up."""
    batch = batch_within(request, pk, Verb.PAY)
    form = MoveForm(request.POST)
    if not form.is_valid() or form.cleaned_data["transition"] != "cancel":
        messages.error(request, "提交的内容不完整，请刷新页面后重试")
        return redirect("subsidies:batch", pk=pk)
    attempt(
        request,
        lambda: acts.cancel(
            batch,
            comment=form.cleaned_data["comment"],
            by=actor(request, Verb.PAY),
            at=timezone.now(),
            version=form.cleaned_data["version"],
        ),
        "批次已作废，其中的申请可逐笔重新拨付",
    )
    return redirect("subsidies:batch", pk=pk)


@page(Verb.EXPORT_PERSONAL)
@require_POST
@never_cache
def batch_export(request, pk: int):
    """The list with full account numbers. Every download is logged with its reason."""
    batch = batch_within(request, pk, Verb.EXPORT_PERSONAL)
    form = ExportForm(request.POST)
    if not form.is_valid():
        for sentence in [each for errors in form.errors.values() for each in errors]:
            messages.error(request, sentence)
        return redirect("subsidies:batch", pk=pk)
    by, at, reason = actor(request, Verb.EXPORT_PERSONAL), timezone.now(), form.cleaned_data["reason"]

    def act():
        made = batch
        if batch.file_id is None:
            made = acts.export(batch, reason=reason, by=by, at=at, version=form.cleaned_data["version"])
            return made.file, made.file.read()
        return acts.read_export(made, reason=reason, by=by, at=at)

    exported = attempt(request, act)
    if exported is None:
        return redirect("subsidies:batch", pk=pk)
    stored, content = exported
    answer = HttpResponse(content, content_type=stored.content_type)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(stored.name)}"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@page(Verb.PAY)
@require_http_methods(READ_WRITE)
@never_cache
def batch_settle(request, pk: int):
    """What the bank answered, typed row by row or uploaded as the filled-in list."""
    batch = batch_within(request, pk, Verb.PAY)
    if batch.status != BatchStatus.EXPORTED:
        messages.error(request, f"批次当前为“{batch.get_status_display()}”，不能登记拨付结果")
        return redirect("subsidies:batch", pk=pk)
    uploaded = request.method == "POST" and "upload" in request.POST
    typed = request.method == "POST" and not uploaded
    version = VersionForm(request.POST if typed else None, initial={"version": batch.version})
    upload = ReturnForm(
        request.POST if uploaded else None,
        request.FILES if uploaded else None,
        initial={"version": batch.version},
    )
    rows = [
        ResultForm(
            request.POST if typed else None,
            payment=payment,
            initial={"paid": "yes", "paid_on": timezone.localdate()},
        )
        for payment in _payments(batch)
    ]
    done = _upload(request, batch, upload) if uploaded else _write(request, batch, version, rows)
    if done:
        messages.success(request, "拨付结果已登记")
        return redirect("subsidies:batch", pk=pk)
    context = {
        "title": "登记拨付结果",
        "batch": batch,
        "all": batch_totals(batch)[""],
        "version": version,
        "rows": rows,
        "wrong_rows": any(row.errors for row in rows if row.is_bound),
        "upload": upload,
    }
    return render(request, "subsidies/batch_settle.html", context)


def _upload(request: HttpRequest, batch: PaymentBatch, form: ReturnForm):
    if not form.is_valid():
        return None
    return submit(
        form,
        lambda: acts.settle_from_workbook(
            batch,
            form.cleaned_data["file"].read(),
            by=actor(request, Verb.PAY),
            at=timezone.now(),
            version=form.cleaned_data["version"],
        ),
    )


def _write(request: HttpRequest, batch: PaymentBatch, version: VersionForm, rows: list[ResultForm]):
    # Every row is asked, so that every row shows its errors.
    if not all([version.is_valid(), *[row.is_valid() for row in rows]]):
        return None
    return submit(
        version,
        lambda: acts.settle(
            batch,
            [row.result for row in rows],
            by=actor(request, Verb.PAY),
            at=timezone.now(),
            version=version.cleaned_data["version"],
        ),
    )
