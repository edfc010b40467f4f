from django.shortcuts import get_object_or_404, render, resolve_url
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from ..models import Job
from ..permissions import page
from ..roles import Verb


@page(Verb.VIEW_JOB)
@require_safe
@never_cache
def progress(request, pk: int):
    """How far a job of one's own is; when it has ended, the way on."""
    job = get_object_or_404(Job.objects.within(request.jurisdiction), pk=pk)
    address = str(job.result.get("url", ""))
    own = address.startswith("/") and not address.startswith("//")
    context = {
        "title": job.result.get("title") or "后台任务",
        "job": job,
        "poll_url": reverse("core:job", args=[job.pk]),
        "done_url": address if own else resolve_url("home"),
        "done_label": "查看结果" if own else "返回首页",
    }
    return render(request, "components/progress_page.html", context)
