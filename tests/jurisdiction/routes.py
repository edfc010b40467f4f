"""Every route of the portal from the resolver, and which kind of object each of its arguments names.

A route that isn't classified here fails the test: nobody can add an address without saying whose it is.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.urls import URLPattern, URLResolver, get_resolver

from courses.models import Enrolment, Filing, FilingItem, RosterUpload, Session, TrainingClass
from institutions.models import Institution, Licence, Membership, Teacher
from subsidies.models import (
    Assessment,
    Claim,
    DecisionCertificate,
    PaymentBatch,
    Publicity,
    ReplayRun,
    Simulation,
)
from trainees.models import Trainee
from yunnan_training.core.models import ApiToken, Appointment, Job, LocalStandard, RuleRelease, User

# The object that `pk` names, by the beginning of the route's name; the longest beginning counts.
PK_OF: dict[str, type[Model]] = {
    "courses:class": TrainingClass,
    "courses:board": TrainingClass,
    "courses:sheet": TrainingClass,
    "courses:roster": RosterUpload,
    "courses:roster_new": TrainingClass,
    "courses:roster_template": TrainingClass,
    "courses:enrolment_list": TrainingClass,
    "courses:enrolment_reveal": Enrolment,
    "courses:enrolment_withdraw": Enrolment,
    "courses:enrolment_readmit": Enrolment,
    "courses:attendance": TrainingClass,
    "courses:results": TrainingClass,
    "courses:filing": Filing,
    "subsidies:claim": Claim,
    "subsidies:publicity": Publicity,
    "subsidies:batch": PaymentBatch,
    "subsidies:release": RuleRelease,
    "subsidies:standard": LocalStandard,
    "subsidies:simulation": Simulation,
    "subsidies:replay": ReplayRun,
    "subsidies:certificate": DecisionCertificate,
    "subsidies:certificate_issue": Assessment,
    "institutions:": Institution,
    "trainees:": Trainee,
    "core:user": User,
    "core:appoint": User,
    "core:job": Job,
}
OTHERS: dict[str, type[Model]] = {
    "session": Session,
    "licence_pk": Licence,
    "teacher_pk": Teacher,
    "member_pk": Membership,
    "appointment_pk": Appointment,
    "enrolment_pk": Enrolment,
    "item": FilingItem,
    "item_pk": FilingItem,
    "claim_pk": Claim,
    "token_pk": ApiToken,
}
PLAIN = {"edition", "field", "stage"}
# Guarded by the login library itself, and about nobody but the person who signs in.
OWN_ACCOUNT = ("account_", "mfa_")


class UnclassifiedRoute(AssertionError):
    pass


@dataclass(frozen=True)
class Route:
    name: str
    pattern: str
    callback: Any
    arguments: tuple[str, ...]

    @property
    def api(self) -> bool:
        return hasattr(self.callback, "cls")

    @property
    def access(self):
        return getattr(self.callback, "access", None)

    def kwargs(self, world) -> dict[str, Any]:
        """What the address is asked with in that world; raises when nobody said what an argument names."""
        values = {}
        for argument in self.arguments:
            if argument in PLAIN:
                values[argument] = world.extra[argument]
            else:
                values[argument] = world.of[self.model_of(argument)].pk
        return values

    def model_of(self, argument: str) -> type[Model]:
        if argument in OTHERS:
            return OTHERS[argument]
        if argument == "pk" and self.api:
            return self.callback.cls.model
        begins = [start for start in PK_OF if self.name.startswith(start)]
        if argument != "pk" or not begins:
            raise UnclassifiedRoute(
                f"{self.name}: whose is <{argument}>? Say it in tests/jurisdiction/routes.py"
            )
        return PK_OF[max(begins, key=len)]


def routes() -> list[Route]:
    return list(_walk(get_resolver(), "", ""))


def _walk(resolver: URLResolver, before: str, namespace: str) -> Iterator[Route]:
    for entry in resolver.url_patterns:
        pattern = before + str(entry.pattern)
        if isinstance(entry, URLResolver):
            inner = ":".join(filter(None, (namespace, entry.namespace)))
            yield from _walk(entry, pattern, inner)
        elif isinstance(entry, URLPattern):
            name = ":".join(filter(None, (namespace, entry.name or "")))
            yield Route(name, pattern, entry.callback, tuple(entry.pattern.regex.groupindex))
