from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from .. import help_desk
from ..doors import actor, submit
from ..forms import ReadOutForm
from ..permissions import page
from ..roles import Verb


@page(Verb.HELP_DESK)
@require_http_methods(["GET", "POST"])
@never_cache
def codes(request):
    """The county's codes that are still good; a POST names one, and its answer shows it once."""
    now = timezone.now()
    messages = help_desk.waiting(request.jurisdiction, at=now)
    form = ReadOutForm(request.POST if request.method == "POST" else None)
    if form.is_bound:
        chosen = request.POST.get("message", "")
        if not chosen.isascii() or not chosen.isdigit() or len(chosen) > 18:
            raise PermissionDenied
        message = get_object_or_404(messages, pk=chosen)
        if form.is_valid():
            code = submit(
                form,
                lambda: help_desk.read_out(
                    message, reason=form.reason, by=actor(request, Verb.HELP_DESK), at=now
                ),
            )
            if code:
                context = {"title": "验证码", "message": message, "code": code}
                return render(request, "core/code.html", context)
    context = {"title": "服务窗口", "codes": messages[:50], "form": form}
    return render(request, "core/help_desk.html", context)
