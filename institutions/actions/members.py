"""Who acts for an institution at the portal."""

from datetime import date, datetime

from django.db import transaction

from yunnan_training.core import accounts
from yunnan_training.core.models import User
from yunnan_training.core.roles import Role, Verb
from yunnan_training.core.saving import save_checked
from yunnan_training.core.workflow import Actor, Refused

from ..models import Institution, Membership
from .institutions import count, lock


@transaction.atomic
def add(
    institution: Institution,
    *,
    user: User,
    valid_from: date,
    by: Actor,
    at: datetime,
    valid_to: date | None = None,
    version: int | None = None,
) -> Membership:
    """Let a person act for the institution. An officer of a bureau can't: 「谁组织、谁监管」 are two sides."""
    locked = lock(institution, verb=Verb.ENTER_INSTITUTION, by=by, version=version)
    user = User.objects.select_for_update().get(pk=user.pk)
    refusals = [] if user.is_active else [f"{user.full_name}的账号已停用"]
    refusals += accounts.duty_conflicts(
        user, role=Role.INSTITUTION_CLERK, valid_from=valid_from, valid_to=valid_to
    )
    if user.appointments.in_force(valid_from).exists():
        refusals.append(f"{user.full_name}在人社部门任职，不能同时担任培训机构经办人")
    if refusals:
        raise Refused(*dict.fromkeys(refusals))
    membership = Membership(institution=locked, user=user, valid_from=valid_from, valid_to=valid_to)
    save_checked(membership)
    count(locked, "add_member", label="登记经办人", by=by, at=at, comment=user.full_name)
    return membership


@transaction.atomic
def end(
    membership: Membership, *, on: date, by: Actor, at: datetime, version: int | None = None
) -> Membership:
    """The last day (included) on which the person acts for the institution."""
    locked = lock(membership.institution, verb=Verb.ENTER_INSTITUTION, by=by, version=version)
    membership = Membership.objects.select_for_update().get(pk=membership.pk)
    if membership.valid_to and membership.valid_to < on:
        raise Refused(f"该经办人的任职已于{membership.valid_to}结束")
    membership.valid_to = on
    save_checked(membership)
    count(locked, "end_member", label="结束经办人任职", by=by, at=at, comment=membership.user.full_name)
    return membership
