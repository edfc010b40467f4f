"""The demo's people act as they would at a page: with the appointments they hold on the day."""

from datetime import date

from institutions.models import Membership
from yunnan_training.core.jurisdiction import Jurisdiction
from yunnan_training.core.models import Appointment, User
from yunnan_training.core.workflow import Actor


def acting(user: User, *, on: date) -> Actor:
    held = [
        *Appointment.objects.filter(user=user).in_force(on).select_related("region"),
        *Membership.objects.filter(user=user).in_force(on).select_related("institution"),
    ]
    grants = tuple(item.grant() for item in held)
    return Actor(
        user=user,
        office=grants[0].office,
        jurisdiction=Jurisdiction(user_id=user.pk, grants=grants),
    )
