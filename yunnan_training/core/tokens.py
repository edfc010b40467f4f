"""Client tokens: who lets a machine speak in the own name, and who shuts it up.

A person issues tokens for the own account only. In another's name nobody does, the administrator neither: a token
acts silently for months, and one hand could then enter, review and approve (K50). Taking back is open to both.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.timezone import localtime

from .accounts import users_within
from .models import ApiToken, User
from .workflow import Actor, NotAllowed, Refused, record

MOST_LIVE = 10  # a forgotten token is an open door: whoever has ten looks through them first


@transaction.atomic
def issue(*, name: str, scopes: Sequence[str], days: int, by: Actor, at: datetime) -> tuple[ApiToken, str]:
    """A token of the acting person and its plaintext, which is told once."""
    owner = User.objects.select_for_update().get(pk=by.user.pk)
    refusals = []
    if not by.jurisdiction.grants:
        refusals.append("没有任职的账号不能办理业务，不能签发接口令牌")
    if owner.api_tokens.usable(at=at).count() >= MOST_LIVE:
        refusals.append(f"有效的令牌已有{MOST_LIVE}个，请先停用不再使用的")
    if refusals:
        raise Refused(*refusals)
    try:
        token, plaintext = ApiToken.issue(
            user=owner,
            name=name.strip(),
            scopes=list(scopes),
            expires_at=at + timedelta(days=days),
            at=at,
            created_by=owner,
        )
    except ValueError as error:
        raise Refused(str(error)) from error
    until = f"{localtime(token.expires_at):%Y-%m-%d}"
    record(
        owner,
        "issue_token",
        label="签发接口令牌",
        by=by,
        at=at,
        comment=f"{token}，至{until}：{token.scope_labels}",
    )
    return token, plaintext


@transaction.atomic
def revoke(token: ApiToken, *, by: Actor, at: datetime) -> ApiToken:
    """From this moment on the token opens nothing. Not to be taken back."""
    locked = ApiToken.objects.select_for_update(of=("self",)).select_related("user").get(pk=token.pk)
    own = by.user is not None and by.user.pk == locked.user_id
    if not own and not users_within(by.jurisdiction).filter(pk=locked.user_id).exists():
        raise NotAllowed("该令牌不在您的管理范围内")
    if locked.revoked_at is not None:
        raise Refused("该令牌已停用")
    locked.revoke(at=at)
    record(locked.user, "revoke_token", label="停用接口令牌", by=by, at=at, comment=str(locked))
    return locked
