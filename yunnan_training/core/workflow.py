"""The one door that changes a state: lock, right, version, state, separation of duties, guards, comment,
save, record. What is lawful stands in the app's state table and guards; there is no policy here."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import models, transaction

from .jurisdiction import NOBODY, Jurisdiction, covers
from .models import Passage, User
from .roles import VERBS_OF, Role, Verb
from .states import ENTERED, Move, StateTable


class Refused(Exception):
    """An act that can't be done now. `messages`: Chinese sentences, each saying what to do."""

    def __init__(self, *messages: str) -> None:
        super().__init__("; ".join(messages))
        self.messages: list[str] = list(messages)


class Stale(Refused):
    """Somebody else changed the object after it was read."""

    def __init__(self) -> None:
        super().__init__("该记录已被他人更新，请刷新页面后重试")


class NotAllowed(Refused):
    """The person's appointments don't reach this act here."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, for which office, how far."""

    user: User | None
    office: str
    jurisdiction: Jurisdiction = NOBODY
    request_id: str = ""
    system: bool = False

    @classmethod
    def machine(cls, *, office: str = "系统自动处理") -> "Actor":
        """The portal itself, for a step that follows from an officer's act."""
        return cls(user=None, office=office, system=True)

    @property
    def name(self) -> str:
        if self.user:
            return self.user.full_name
        return "系统" if self.system else self.office


Guard = Callable[..., Sequence[str]]


@dataclass(frozen=True, slots=True)
class Workflow:
    """A state table with its guards: per move, functions (obj, by, at) → Chinese refusals."""

    table: StateTable
    guards: dict[str, tuple[Guard, ...]] = field(default_factory=dict)

    def refusals(self, obj: models.Model, move: Move, *, by: Actor, at: datetime) -> list[str]:
        messages = _same_person(obj, move, by=by)
        for guard in self.guards.get(move.name, ()):
            messages.extend(guard(obj, by=by, at=at))
        return messages


@dataclass(frozen=True, slots=True)
class Step:
    """A move as a page shows it: the button, or the sentences why there is none."""

    name: str
    label: str
    primary: bool
    comment_required: bool
    refusals: list[str]

    @property
    def refusal(self) -> str:
        return ";".join(self.refusals)


def object_type(obj: models.Model) -> str:
    return obj._meta.label_lower


def passages(obj: models.Model) -> models.QuerySet[Passage]:
    return Passage.objects.filter(object_type=object_type(obj), object_id=obj.pk)


def perform(
    workflow: Workflow,
    obj: models.Model,
    name: str,
    *,
    by: Actor,
    at: datetime,
    version: int | None = None,
    comment: str = "",
    **changes,
) -> models.Model:
    """Take `obj` through the move `name`; `changes` are fields set in the same write.

    Raises NotAllowed, Stale, Refused. Returns the fresh object; the caller's copy is old.
    """
    move = workflow.table.move(name)
    with transaction.atomic():
        locked = type(obj)._base_manager.select_for_update().get(pk=obj.pk)
        if not by.system and not covers(by.jurisdiction, locked, move.verb):
            raise NotAllowed(f"您没有在此办理“{move.label}”的权限")
        if version is not None and locked.version != version:
            raise Stale
        if locked.status not in move.sources:
            raise Refused(f"当前状态为“{locked.get_status_display()}”，不能办理“{move.label}”")
        comment = comment.strip()
        messages = workflow.refusals(locked, move, by=by, at=at)
        if move.comment_required and not comment:
            messages.append(f"办理“{move.label}”必须填写意见")
        if messages:
            raise Refused(*messages)
        source = locked.status
        locked.status = move.target
        locked.version += 1
        for name_, value in changes.items():
            setattr(locked, name_, value)
        locked.save()
        record(locked, move.name, label=move.label, source=source, by=by, at=at, comment=comment)
    return locked


def record(
    obj: models.Model,
    move: str,
    *,
    label: str,
    by: Actor,
    at: datetime,
    source: str = "",
    comment: str = "",
) -> Passage:
    """Write the row of a passage (also used for entering an object, and for acts on one without states)."""
    return Passage.objects.create(
        object_type=object_type(obj),
        object_id=obj.pk,
        move=move,
        label=label,
        source=source,
        target=getattr(obj, "status", ""),
        actor=by.user,
        actor_name=by.name,
        office=by.office,
        comment=comment,
        at=at,
        request_id=by.request_id,
    )


def entered(obj: models.Model, *, by: Actor, at: datetime, label: str = "录入") -> Passage:
    return record(obj, ENTERED, label=label, by=by, at=at)


def available(workflow: Workflow, obj: models.Model, *, by: Actor, at: datetime) -> list[Step]:
    """The moves that this person may take from here, each with the sentences that stand in its way."""
    steps = []
    for move in workflow.table.leaving(obj.status):
        if move.by_system or not covers(by.jurisdiction, obj, move.verb):
            continue
        steps.append(
            Step(
                name=move.name,
                label=move.label,
                primary=move.primary,
                comment_required=move.comment_required,
                refusals=workflow.refusals(obj, move, by=by, at=at),
            )
        )
    return sorted(steps, key=lambda step: not step.primary)


def waiting_for(workflow: Workflow, obj: models.Model) -> str:
    """Who holds the next step, in words: 「由县级审核人办理“审核通过”」."""
    for move in workflow.table.leaving(obj.status):
        if move.primary and not move.by_system:
            holders = [role.label for role in Role if move.verb in VERBS_OF[role]]
            return f"由{'、'.join(holders)}办理“{move.label}”"
    return ""


def _same_person(obj: models.Model, move: Move, *, by: Actor) -> list[str]:
    if not move.differs_from or by.user is None:
        return []
    earlier = (
        passages(obj)
        .filter(move__in=move.differs_from, actor=by.user)
        .values_list("label", flat=True)
        .order_by("pk")
    )
    labels = list(dict.fromkeys(earlier))
    if not labels:
        return []
    return [f"您已办理过“{'、'.join(labels)}”，“{move.label}”须由另一人办理"]


def require(by: Actor, obj: models.Model, verb: Verb) -> None:
    """For acts that change no state: refuse unless the person's reach covers `obj`."""
    if not by.system and not covers(by.jurisdiction, obj, verb):
        raise NotAllowed(f"您没有在此办理“{verb.label}”的权限")
