"""Accounts and appointments, kept by system administrators.

S07: system administrator, auditor and business are three duties of three people. S06: every password given out
here has to be changed at the first sign-in.
"""

import secrets
from datetime import date, datetime

from allauth.mfa.models import Authenticator
from axes.utils import reset as clear_lock_out
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Prefetch, Q, QuerySet
from django.utils.timezone import localtime

from . import passwords
from .jurisdiction import Jurisdiction
from .models import Appointment, Region, User
from .models.user import AppointmentQuerySet
from .regions import within
from .roles import REGION_ROLES, Role, Verb
from .saving import save_checked
from .workflow import Actor, NotAllowed, Refused, record

DUTIES = {Role.SYSTEM_ADMIN: "系统管理", Role.AUDITOR: "审计"}
# Without 0 O 1 l I, which are misread on paper.
_LETTERS = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ"
_SIGNS = "#%+=?"


def duty_of(role: Role | str) -> str:
    return DUTIES.get(Role(role), "业务")


def users_within(jurisdiction: Jurisdiction) -> QuerySet[User]:
    """The accounts kept in the divisions the administrator is appointed to."""
    reach = jurisdiction.q(Verb.MANAGE_USERS, User.SCOPE)
    if any(grant.region_code.endswith("0000") for grant in jurisdiction.grants_for(Verb.MANAGE_USERS)):
        reach |= Q(region=None)
    return User.objects.filter(reach)


@transaction.atomic
def create(
    *, username: str, full_name: str, region: Region, by: Actor, at: datetime, work_phone: str = ""
) -> tuple[User, str]:
    """A person's own account and its first password, which is told once and kept nowhere."""
    _within_reach(region, by=by)
    user = User(username=username, full_name=full_name, work_phone=work_phone, region=region)
    password = _new_password(user)
    user.set_password(password)
    user.password_changed_at = at
    save_checked(user)
    record(user, "create", label="建立账号", by=by, at=at, comment=region.name)
    return user, password


@transaction.atomic
def reset_password(user: User, *, by: Actor, at: datetime) -> str:
    """A new first password; ends the person's session and the lock after failed sign-ins."""
    locked = _lock(user, by=by, at=at)
    passwords.remember(locked, keep=settings.PASSWORD_REMEMBERED)
    password = _new_password(locked)
    locked.set_password(password)
    locked.must_change_password = True
    locked.password_changed_at = at
    locked.session_nonce = ""
    locked.last_login = at  # an account closed for disuse can be used again
    locked.save()
    clear_lock_out(username=locked.username)
    record(locked, "reset_password", label="重置密码", by=by, at=at)
    return password


@transaction.atomic
def clear_second_factor(user: User, *, by: Actor, at: datetime) -> None:
    """For somebody who lost the device; they set up a new one themselves."""
    locked = _lock(user, by=by, at=at)
    gone, _ = Authenticator.objects.filter(user=locked).delete()
    if not gone:
        raise Refused("该用户没有开启两步验证")
    record(locked, "clear_second_factor", label="解除两步验证", by=by, at=at)


@transaction.atomic
def set_active(user: User, active: bool, *, by: Actor, at: datetime, reason: str) -> User:
    """Disable or enable the account. Appointments stay as they are: history shows who was where."""
    locked = _lock(user, by=by, at=at)
    if not reason.strip():
        raise Refused("请填写停用或启用的理由")
    locked.is_active = active
    locked.session_nonce = ""
    locked.save()
    label = "启用账号" if active else "停用账号"
    record(locked, "enable" if active else "disable", label=label, by=by, at=at, comment=reason.strip())
    return locked


@transaction.atomic
def appoint(
    user: User,
    *,
    role: Role,
    region: Region,
    valid_from: date,
    by: Actor,
    at: datetime,
    valid_to: date | None = None,
    delegation: str = "",
) -> Appointment:
    """Give a role at a bureau, between two dates."""
    locked = _lock(user, by=by, at=at)
    _within_reach(region, by=by)
    refusals = []
    levels = REGION_ROLES.get(role, ())
    if region.level not in levels:
        refusals.append(f"{role.label}不能任职于{region.name}({region.get_level_display()})")
    if delegation and role != Role.COUNTY_HEAD:
        refusals.append("书面委托文件只适用于受一把手委托行使批准职责的人员")
    refusals += duty_conflicts(locked, role=role, valid_from=valid_from, valid_to=valid_to)
    if refusals:
        raise Refused(*refusals)
    appointment = Appointment(
        user=locked,
        role=role,
        region=region,
        valid_from=valid_from,
        valid_to=valid_to,
        delegation=delegation,
    )
    save_checked(appointment)
    until = f"至{valid_to}" if valid_to else "起"
    comment = f"{appointment},{valid_from}{until}"
    record(locked, "appoint", label="任职", by=by, at=at, comment=comment)
    return appointment


@transaction.atomic
def end(appointment: Appointment, *, on: date, by: Actor, at: datetime) -> Appointment:
    """The last day of an appointment (included)."""
    locked = _lock(appointment.user, by=by, at=at)
    appointment = Appointment.objects.select_for_update().get(pk=appointment.pk)
    _within_reach(appointment.region, by=by)
    if appointment.valid_to and appointment.valid_to < on:
        raise Refused(f"该任职已于{appointment.valid_to}结束")
    appointment.valid_to = on
    save_checked(appointment)
    record(locked, "end_appointment", label="免职", by=by, at=at, comment=f"{appointment}，至{on}")
    return appointment


def _offices() -> dict[str, AppointmentQuerySet]:
    """Every kind of appointment there is, also those of the floors above: accessor on the user → rows."""
    found = {
        relation.get_accessor_name(): relation.related_model._default_manager.select_related()
        for relation in User._meta.related_objects
    }
    return {name: rows for name, rows in found.items() if isinstance(rows, AppointmentQuerySet)}


def held_by(user: User) -> list:
    """Appointments of every kind, newest first."""
    rows = [row for name in _offices() for row in getattr(user, name).select_related()]
    return sorted(rows, key=lambda row: row.valid_from, reverse=True)


def with_offices(users: QuerySet[User], *, on: date) -> QuerySet[User]:
    """The users, each with what is in force that day, for `offices_of`."""
    kinds = _offices().items()
    return users.prefetch_related(
        *(Prefetch(name, queryset=rows.in_force(on), to_attr=f"{name}_in_force") for name, rows in kinds)
    )


def offices_of(user: User) -> str:
    """In words, for a user out of `with_offices`."""
    held = [row.grant() for name in _offices() for row in getattr(user, f"{name}_in_force")]
    return "、".join(f"{grant.office} {grant.role.label}" for grant in held)


def duty_conflicts(user: User, *, role: Role, valid_from: date, valid_to: date | None) -> list[str]:
    """S07: sentences about what the person holds at the same time that may not meet `role`."""
    sentences = []
    for held in held_by(user):
        apart = (held.valid_to and held.valid_to < valid_from) or (valid_to and held.valid_from > valid_to)
        grant = held.grant()
        if not apart and duty_of(grant.role) != duty_of(role):
            sentences.append(
                f"{user.full_name}同期担任{grant.office}{grant.role.label}:"
                "系统管理员、审计人员和业务人员须分别由不同的人担任"
            )
    return sentences


def _within_reach(region: Region, *, by: Actor) -> None:
    if not by.system and not within(by.jurisdiction, verb=Verb.MANAGE_USERS).filter(pk=region.pk).exists():
        raise NotAllowed("该地区不在您的管理范围内")


def _lock(user: User, *, by: Actor, at: datetime) -> User:
    """The account, locked; refused to its owner and beyond the administrator's reach."""
    locked = User.objects.select_for_update().get(pk=user.pk)
    if by.system:
        return locked
    if not users_within(by.jurisdiction).filter(pk=locked.pk).exists():
        raise NotAllowed("该账号不在您的管理范围内")
    if by.user and by.user.pk == locked.pk:
        raise Refused("不能办理本人的账号和任职，请由另一名系统管理员办理")
    reached = within(by.jurisdiction, verb=Verb.MANAGE_USERS)
    # Whoever may reset a password could act in its owner's name: only where all of the owner's offices are.
    beyond = Appointment.objects.filter(user=locked).exclude(region__in=reached)
    if beyond.filter(Q(valid_to=None) | Q(valid_to__gte=localtime(at).date())).exists():
        raise Refused("该用户另有本辖区以外的任职，请由上级系统管理员办理")
    return locked


def _new_password(user: User) -> str:
    while True:
        body = [secrets.choice(_LETTERS) for _ in range(8)]
        body += [secrets.choice("23456789") for _ in range(3)] + [secrets.choice(_SIGNS)]
        secrets.SystemRandom().shuffle(body)
        password = "".join(body)
        try:
            validate_password(password, user)
        except ValidationError:
            continue
        return password
