"""Local standards that two people made, and a draft of a rule release that waits for its second person."""

from datetime import date, datetime
from random import Random

from django.utils import timezone

from subsidies.actions import releases, simulations, standards
from yunnan_training.core import law
from yunnan_training.core.models import Appointment, LocalStandard, User
from yunnan_training.core.roles import Role

from .acting import acting
from .offices import HOME, Office, make_user

# region, key, figure, what it is confined to, document, phrase
STANDARDS = (
    (
        HOME,
        "local.class_size",
        "40",
        {},
        "昭阳区职业技能培训班管理办法(示例)",
        "每班人数不超过40人",
    ),
    (
        HOME,
        "local.class_size",
        "30",
        {"programme": "YUNSAO"},
        "昭阳区职业技能培训班管理办法(示例)",
        "家政服务类培训突出实操，每班人数不超过30人",
    ),
    (
        "530600",
        "local.attendance_share",
        "0.80",
        {},
        "昭通市补贴性职业技能培训实施细则(示例)",
        "出勤率达到80%以上方可结业",
    ),
    (
        "530600",
        "local.practice_share",
        "0.60",
        {"programme": "YUNSAO"},
        "昭通市补贴性职业技能培训实施细则(示例)",
        "家政服务类培训实操课时不少于60%",
    ),
)
DRAFT = (
    "530600",
    "local.follow_up_days",
    "180",
    "昭通市补贴性职业技能培训实施细则(示例)",
    "结业后跟踪六个月",
)


def make_law(random: Random, *, now: datetime, offices: dict[str, Office], since: date) -> int:
    on = timezone.localdate(now)
    seconds = {
        "530600": _second(
            random, offices["530600"], Role.PREFECTURE_OFFICER, "prefecture_second", since=since
        ),
        "530000": _second(random, offices["530000"], Role.PROVINCIAL_OFFICER, "province_second", since=since),
    }
    for code, key, value, confined, document, quote in STANDARDS:
        people = offices[code].people
        author = people.get(Role.COUNTY_CLERK) or people[Role.PREFECTURE_OFFICER]
        releaser = people.get(Role.COUNTY_HEAD) or seconds[code]
        row = standards.draft(
            key=key,
            region=offices[code].region,
            value=value,
            valid_from=since,
            document=document,
            quote=quote,
            by=acting(author, on=on),
            at=now,
            **confined,
        )
        standards.release(row, by=acting(releaser, on=on), at=now)
    code, key, value, document, quote = DRAFT
    standards.draft(
        key=key,
        region=offices[code].region,
        value=value,
        valid_from=on,
        document=document,
        quote=quote,
        by=acting(offices[code].people[Role.PREFECTURE_OFFICER], on=on),
        at=now,
    )
    officer = offices["530000"].people[Role.PROVINCIAL_OFFICER]
    _draft_release(officer, now=now)
    simulations.request_measure(by=acting(officer, on=on))  # the worker fills the register's figures in
    return LocalStandard.objects.count()


def _draft_release(author: User, *, now: datetime) -> None:
    """Another reading from next year on; it waits for the second officer of the province."""
    on = timezone.localdate(now)
    law.load_shipped(at=now)
    by = acting(author, on=on)
    row = releases.draft(
        title="“一次性”改按职业和等级计算(示例)",
        reason="示例：省厅书面明确后，自次年起按每个职业（工种）同一等级一次掌握。",
        by=by,
        at=now,
    )
    amendment = releases.Amendment(
        parameter="reading.once_in_life",
        value="once_per_occupation_and_level",
        valid_from=date(on.year + 1, 1, 1),
    )
    releases.amend(row, amendment, by=by, at=now)


def _second(random: Random, office: Office, role: Role, username: str, *, since: date) -> User:
    """Another person of the same office, who releases what the first has drafted."""
    user = make_user(random, username, region=office.region)
    Appointment.objects.create(user=user, role=role, region=office.region, valid_from=since)
    return user
