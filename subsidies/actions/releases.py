"""The law in releases: one officer drafts and amends, another puts it in force. Nothing is edited in place."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from yunnan_training.core import law
from yunnan_training.core.enums import RuleReleaseStatus
from yunnan_training.core.models import RuleRelease
from yunnan_training.core.roles import Verb
from yunnan_training.core.workflow import Actor, Refused, Stale, entered, perform, record, require

from ..rules.amendments import AmendmentError, Source, TypedDocument, amended, restored
from ..rules.releases import Release
from ..workflow import RULES_WORKFLOW

CHANGE = "change"  # the act whose actor may not release: see law_states
NO_SOURCE = Source()


@dataclass(frozen=True, slots=True)
class Amendment:
    """Another figure or reading of one parameter from a day on, and what it rests on."""

    parameter: str
    value: str
    valid_from: date
    source: Source = NO_SOURCE
    document: TypedDocument | None = None  # typed in, where the portal doesn't keep it


@transaction.atomic
def draft(*, title: str, reason: str, by: Actor, at: datetime) -> RuleRelease:
    """A copy of the release in force, to be amended. Two officers may each have one; only the first to be released
    follows the release that both were drafted from."""
    base = (
        RuleRelease.objects.select_for_update()
        .filter(status=RuleReleaseStatus.RELEASED)
        .order_by("pk")
        .first()
    )
    if base is None:
        raise Refused("尚未发布规则版本，请系统管理员执行 manage.py load_rules")
    require(by, base, Verb.DRAFT_RULES)
    if not title.strip() or not reason.strip():
        raise Refused("请填写名称和变更说明")
    row = RuleRelease.objects.create(
        number=law.next_number(),
        title=title.strip(),
        reason=reason.strip(),
        content=base.content,
        rules_version=base.rules_version,
        edition=base.edition,
        based_on=base,
        drafted_by=by.user,
    )
    entered(row, by=by, at=at, label="起草")
    return row


def amend(
    row: RuleRelease, amendment: Amendment, *, by: Actor, at: datetime, version: int | None = None
) -> RuleRelease:
    """Set another figure or reading from a day on. The whole text is read back; what it would be refused for as a
    file is refused in words, and nothing is saved."""

    def change(before: Release) -> Release:
        return amended(
            before,
            amendment.parameter,
            amendment.value,
            since=amendment.valid_from,
            source=amendment.source,
            verified_on=timezone.localtime(at).date(),
            document=amendment.document,
        )

    return _change(row, change, "修改", amendment.parameter, by=by, at=at, version=version)


def undo(
    row: RuleRelease, parameter: str, *, by: Actor, at: datetime, version: int | None = None
) -> RuleRelease:
    """Give one parameter back what the release in force says of it."""

    def change(before: Release) -> Release:
        return restored(before, parameter, base=law.read(row.based_on))

    if row.based_on is None:
        raise Refused(f"{row}不是从别的版本起草的，没有可撤销的修改")
    return _change(row, change, "撤销修改", parameter, by=by, at=at, version=version)


@transaction.atomic
def _change(
    row: RuleRelease, change, act: str, parameter: str, *, by: Actor, at: datetime, version: int | None
) -> RuleRelease:
    locked = RuleRelease.objects.select_for_update(of=("self",)).get(pk=row.pk)
    require(by, locked, Verb.DRAFT_RULES)
    if version is not None and locked.version != version:
        raise Stale
    if locked.status != RuleReleaseStatus.DRAFT:
        raise Refused(f"{locked}为“{locked.get_status_display()}”，内容不能再改；请起草新的版本")
    try:
        after = change(law.read(locked))
    except AmendmentError as refused:
        raise Refused(refused.reason) from refused
    locked.content = after.to_text()
    locked.rules_version = after.version
    locked.version += 1
    locked.save(update_fields=["content", "rules_version", "version"])
    label = after.parameter(parameter).label
    record(locked, CHANGE, label=f"{act}：{label}"[:40], source=locked.status, by=by, at=at)
    return locked


@transaction.atomic
def release(
    row: RuleRelease, *, by: Actor, at: datetime, version: int | None = None, comment: str = ""
) -> RuleRelease:
    """Put a draft in force and retire the one before it, in one step.

    Two officers with two drafts queue up at the release that both follow; the second finds it retired and is told.
    """
    before = RuleRelease.objects.select_for_update().filter(pk=row.based_on_id).first()
    if before is not None and before.status == RuleReleaseStatus.RELEASED:
        machine = Actor.machine(office=by.office)
        perform(law.RELEASE_FLOW, before, "retire", by=machine, at=at, comment=f"由{row}接替")
    return perform(
        RULES_WORKFLOW,
        row,
        "release",
        by=by,
        at=at,
        version=version,
        comment=comment,
        released_by=by.user,
        released_at=at,
    )


def move(
    row: RuleRelease, name: str, *, by: Actor, at: datetime, version: int | None = None, comment: str = ""
) -> RuleRelease:
    """The one button of a release."""
    if name != "release":
        raise KeyError(name)
    return release(row, by=by, at=at, version=version, comment=comment)
