"""Client tokens on pages. The plaintext is shown on the answer to the POST that made it, and nowhere else."""

from allauth.account.decorators import reauthentication_required
from django.http import HttpRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from .. import accounts
from .. import tokens as acts
from ..doors import actor, attempt, submit
from ..forms import TokenForm
from ..models import ApiToken, User
from ..permissions import page
from ..roles import Verb


def lines_of(user: User, *, revoke: str) -> list[dict]:
    """The tokens as a table shows them; `revoke` names the page that takes one back."""
    now = timezone.now()
    lines = []
    for token in user.api_tokens.all():
        state = "已停用" if token.revoked_at else "已过期" if token.expires_at <= now else "有效"
        lines.append(
            {
                "token": token,
                "rights": token.scope_labels,
                "state": state,
                "tone": "green" if state == "有效" else "grey",
                "revoke_url": _revoke_url(revoke, token) if state == "有效" else "",
            }
        )
    return lines


def _revoke_url(name: str, token: ApiToken) -> str:
    own = name == "core:token_revoke"
    return reverse(name, args=[token.pk] if own else [token.user_id, token.pk])


@page(signed_in=True)
@require_safe
@never_cache
def tokens(request: HttpRequest):
    context = {"title": "接口令牌", "lines": lines_of(request.user, revoke="core:token_revoke")}
    return render(request, "core/tokens.html", context)


@page(signed_in=True)
@require_http_methods(["GET", "POST"])
@never_cache
@reauthentication_required
def token_new(request: HttpRequest):
    form = TokenForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        made = submit(form, lambda: acts.issue(**form.cleaned_data, by=actor(request), at=timezone.now()))
        if made:
            token, plaintext = made
            context = {"title": "令牌已签发", "token": token, "plaintext": plaintext}
            return render(request, "core/token_issued.html", context)
    context = {
        "title": "签发接口令牌",
        "form": form,
        "submit_label": "签发",
        "cancel_url": reverse("core:tokens"),
        "parent_label": "接口令牌",
        "parent_url": reverse("core:tokens"),
        "intro": "令牌以您的名义办理业务，能办理的事项和地区与您本人的任职相同，并以所选范围为限；任职结束，令牌随之失效。",
    }
    return render(request, "components/form_page.html", context)


@page(signed_in=True)
@require_http_methods(["GET", "POST"])
def token_revoke(request: HttpRequest, token_pk: int):
    token = get_object_or_404(request.user.api_tokens, pk=token_pk)
    return _revoke(request, token, back=reverse("core:tokens"), parent="接口令牌")


@page(Verb.MANAGE_USERS)
@require_http_methods(["GET", "POST"])
def user_token_revoke(request: HttpRequest, pk: int, token_pk: int):
    person = get_object_or_404(accounts.users_within(request.jurisdiction), pk=pk)
    token = get_object_or_404(person.api_tokens, pk=token_pk)
    return _revoke(request, token, back=person.get_absolute_url(), parent=person.full_name)


def _revoke(request: HttpRequest, token: ApiToken, *, back: str, parent: str):
    if request.method == "POST":
        attempt(
            request,
            lambda: acts.revoke(token, by=actor(request), at=timezone.now()),
            success=f"令牌“{token.name}”已停用",
        )
        return redirect(back)
    context = {
        "title": "停用接口令牌",
        "question": f"停用令牌“{token.name}”（{token.prefix}…）？",
        "consequences": ["使用此令牌的系统立即不能再查询和办理", "停用后不能恢复，只能重新签发"],
        "submit_label": "停用",
        "danger": True,
        "cancel_url": back,
        "parent_label": parent,
        "parent_url": back,
    }
    return render(request, "components/confirm_page.html", context)
