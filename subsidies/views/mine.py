"""A trainee's own page: what became of the training and of the subsidy (P12)."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from trainees.models import Trainee
from yunnan_training.core.audit import record_access
from yunnan_training.core.doors import actor
from yunnan_training.core.enums import AccessKind
from yunnan_training.core.permissions import page
from yunnan_training.core.roles import Verb

from ..selectors import StatusRow, trainee_status

# What happens next, under the word that the person reads.
NEXT = {
    "已报名": "请按告知牌上的时间到场参加培训。",
    "在训": "培训和考核结束后，成绩和证书由培训机构登记。",
    "已结业": "取得符合条件的证书后，可申请补贴：可由培训机构代为申请，也可本人向县（市、区）人社局申请。",
    "补贴审核中": "县（市、区）人社局正在核对证书和条件，审核、批准后向社会公示。",
    "公示中": "公示期满没有异议的，转入拨付。",
    "待发放": "县（市、区）人社局正在办理拨付，补贴直接发到您本人的银行卡。",
    "已发放": "请核对到账情况；没有收到的，请与县（市、区）人社局联系。",
}


def _own(request: HttpRequest) -> Trainee:
    found = Trainee.objects.within(request.jurisdiction, verb=Verb.VIEW_OWN_SUBSIDY).select_related("county")
    return get_object_or_404(found)


@page(trainee=True)
@require_safe
@never_cache
def my_subsidy(request):
    trainee = _own(request)
    record_access(
        trainee,
        kind=AccessKind.SELF,
        fields=["subsidy"],
        reason="本人查询补贴",
        by=actor(request, Verb.VIEW_OWN_SUBSIDY),
        at=timezone.now(),
        region_code=trainee.county_id,
    )
    rows = trainee_status(trainee)
    claims = [_shown(row) for row in rows if row.kind == "claim"]
    context = {
        "title": f"{trainee.name}，您好",
        "trainee": trainee,
        "claims": claims,
        # Somebody who has claimed already isn't told how to.
        "trainings": [_shown(row, quiet=bool(claims)) for row in rows if row.kind == "training"],
    }
    return render(request, "subsidies/mine.html", context)


def _shown(row: StatusRow, *, quiet: bool = False) -> dict:
    return {"row": row, "next": "" if quiet and row.word == "已结业" else NEXT.get(row.word, "")}
