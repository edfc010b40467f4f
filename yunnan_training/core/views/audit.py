from datetime import datetime, time, timedelta

from django.db.models import QuerySet
from django.shortcuts import render
from django.utils.timezone import make_aware
from django.views.decorators.http import require_safe

from .. import oversight
from ..forms import AuditSearch
from ..page_kit import Column, keyset_page
from ..permissions import page
from ..roles import Verb

FIELDS = {
    "name": "姓名",
    "id_number": "身份证号码",
    "phone": "联系电话",
    "bank_account": "银行卡号",
    "code": "登录验证码",
    "subsidy": "补贴办理情况",
}


def _object(request) -> Column:
    return Column(
        "对象", oversight.object_label, link=lambda row: oversight.object_url(row, request.jurisdiction)
    )


def _looked_at(row) -> str:
    names = "、".join(FIELDS.get(field, field) for field in row.fields)
    return names if row.row_count == 1 else f"{names},{row.row_count}行"


@page(Verb.VIEW_AUDIT)
@require_safe
def passages(request):
    rows = oversight.passages_within(request.jurisdiction)
    columns = [
        Column("时间", "at", lead=True),
        Column("办理事项", "label"),
        _object(request),
        Column("经办人", "actor_name"),
        Column("单位", "office"),
        Column("意见", "comment"),
    ]
    return _answer(request, rows, columns=columns, title="操作记录", empty="没有符合条件的操作记录")


@page(Verb.VIEW_AUDIT)
@require_safe
def accesses(request):
    rows = oversight.accesses_within(request.jurisdiction)
    columns = [
        Column("时间", "at", lead=True),
        Column("方式", "get_kind_display"),
        _object(request),
        Column("内容", _looked_at),
        Column("查看人", lambda row: f"{row.actor_name},{row.office}"),
        Column("理由", "reason"),
    ]
    return _answer(request, rows, columns=columns, title="个人信息查看记录", empty="没有符合条件的查看记录")


def _answer(request, rows: QuerySet, *, columns: list[Column], title: str, empty: str):
    form = AuditSearch(request.GET or None)
    if form.is_bound:
        rows = _filtered(rows, form.cleaned_data) if form.is_valid() else rows.none()
    context = {
        "title": title,
        "form": form,
        "columns": columns,
        "page": keyset_page(rows, params=request.GET),
        "empty": empty,
    }
    return render(request, "core/audit.html", context)


def _filtered(rows: QuerySet, wanted: dict) -> QuerySet:
    if wanted["day_from"]:
        rows = rows.filter(at__gte=make_aware(datetime.combine(wanted["day_from"], time.min)))
    if wanted["day_to"]:
        following = wanted["day_to"] + timedelta(days=1)
        rows = rows.filter(at__lt=make_aware(datetime.combine(following, time.min)))
    if wanted["person"]:
        rows = rows.filter(actor_name__startswith=wanted["person"].strip())
    if wanted["object_type"]:
        rows = rows.filter(object_type=wanted["object_type"])
    if wanted["object_id"]:
        rows = rows.filter(object_id=wanted["object_id"])
    return rows
