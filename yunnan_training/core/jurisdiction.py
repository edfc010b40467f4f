"""How far a person reaches: a value object made of grants, and the queryset that obeys it.

Every model with an owner says where its owner is found (`SCOPE`) and uses `ScopedManager`;
`Model.objects.within(jurisdiction)` is the only way a door reads it. Outside is simply not there (404).
"""

from dataclasses import dataclass

from django.db import models
from django.db.models import Q

from .roles import VERBS_OF, Role, Verb

NOTHING = Q(pk__in=[])


def prefix_of(code: str) -> str:
    """The digits that every division inside this one begins with."""
    if code.endswith("0000"):
        return code[:2]
    return code[:4] if code.endswith("00") else code


@dataclass(frozen=True, slots=True)
class Grant:
    """One role held at one place: a region, an institution, or (a trainee) oneself."""

    role: Role
    office: str
    region_code: str = ""
    institution_id: int | None = None
    trainee_id: int | None = None

    @property
    def prefix(self) -> str:
        """Leading digits shared by every division inside the region: 2 for the province, 4, or all 6."""
        return prefix_of(self.region_code)


@dataclass(frozen=True, slots=True)
class Jurisdiction:
    """All grants in force today for one person or API client."""

    user_id: int | None
    grants: tuple[Grant, ...] = ()
    scopes: frozenset[str] | None = None  # API token scopes; None for a person at the pages

    def allows(self, verb: Verb) -> bool:
        return any(verb in VERBS_OF[grant.role] for grant in self.grants)

    def grants_for(self, verb: Verb) -> tuple[Grant, ...]:
        return tuple(grant for grant in self.grants if verb in VERBS_OF[grant.role])

    def holds(self, *roles: Role) -> bool:
        return any(grant.role in roles for grant in self.grants)

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset(grant.role for grant in self.grants)

    @property
    def office(self) -> str:
        return self.grants[0].office if self.grants else ""

    def q(self, verb: Verb, scope: "Scope") -> Q:
        """The rows that `verb` reaches, as a condition on the paths that `scope` names."""
        reach = Q()
        found = False
        for grant in self.grants_for(verb):
            if grant.region_code and scope.region:
                condition = Q(**{f"{scope.region}__startswith": grant.prefix})
                # A row that belongs to no region is the province's.
                reach |= condition
            elif grant.institution_id and scope.institution:
                reach |= Q(**{scope.institution: grant.institution_id})
            elif grant.trainee_id and scope.trainee:
                reach |= Q(**{scope.trainee: grant.trainee_id})
            else:
                continue
            found = True
        return reach if found else NOTHING


NOBODY = Jurisdiction(user_id=None)


@dataclass(frozen=True, slots=True)
class Scope:
    """Where a model keeps its owner: ORM paths to a region code, an institution id, a trainee id."""

    verb: Verb
    region: str = ""
    institution: str = ""
    trainee: str = ""


class ScopedQuerySet(models.QuerySet):
    def within(self, jurisdiction: Jurisdiction, *, verb: Verb | None = None):
        """Rows inside `jurisdiction` for `verb` (default: the model's reading verb)."""
        scope: Scope = self.model.SCOPE
        return self.filter(jurisdiction.q(verb or scope.verb, scope))


def covers(jurisdiction: Jurisdiction, obj: models.Model, verb: Verb) -> bool:
    """Whether `verb` on `obj` lies within the jurisdiction."""
    return type(obj).objects.within(jurisdiction, verb=verb).filter(pk=obj.pk).exists()
