"""Days, regions, officers and the actor that an action wants."""

import csv
from datetime import date, datetime, time, timedelta
from functools import cache
from itertools import count

from django.utils import timezone

from yunnan_training.core.models import ApiToken, Appointment, Region, User
from yunnan_training.core.regions import DATA
from yunnan_training.core.roles import Role
from yunnan_training.core.workflow import Actor
from yunnan_training.middleware import jurisdiction_of

DAY = date(2026, 3, 2)  # a Monday; the day on which things happen unless a test says otherwise
PASSWORD = "Invented-Password-2026"
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张"
GIVEN_NAMES = (
    "晓云",
    "建华",
    "丽萍",
    "志明",
    "秀英",
    "文军",
    "春花",
    "永强",
    "海燕",
    "国平",
    "玉兰",
    "正康",
    "彩霞",
)

_serial = count(1)


def at(on: date = DAY, hour: int = 9, minute: int = 0) -> datetime:
    """A moment of that day on the clock of the office."""
    return timezone.make_aware(datetime.combine(on, time(hour, minute)))


def token(of: User, **fields) -> ApiToken:
    """A client token of that person, living from now on."""
    now = timezone.now()
    values = {
        "name": "县局业务系统",
        "scopes": ["classes:read"],
        "expires_at": now + timedelta(days=90),
        **fields,
    }
    return ApiToken.issue(user=of, at=now, **values)[0]


def invented_name(number: int) -> str:
    return SURNAMES[number % len(SURNAMES)] + GIVEN_NAMES[number // len(SURNAMES) % len(GIVEN_NAMES)]


@cache
def _divisions() -> dict[str, dict[str, str]]:
    with (DATA / "regions.csv").open(encoding="utf-8", newline="") as lines:
        return {row["code"]: row for row in csv.DictReader(lines)}


def region(code: str) -> Region:
    """A real division with its superiors. Found, or made again after a test that emptied the tables."""
    found = Region.objects.filter(code=code).first()
    if found is None:
        row = _divisions()[code]
        parent = region(row["parent"]) if row["parent"] else None
        found = Region.objects.create(code=code, name=row["name"], level=row["level"], parent=parent)
    if not found.office_phone:
        found.office_phone = f"0875-{int(code) % 10_000_000:07d}"
        found.save(update_fields=["office_phone"])
    return found


def user(full_name: str = "", *, username: str = "", **fields) -> User:
    number = next(_serial)
    return User.objects.create_user(
        username=username or f"user{number}",
        password=PASSWORD,
        full_name=full_name or invented_name(number),
        work_phone="0875-2120000",
        **{"must_change_password": False, **fields},
    )


def appoint(person: User, role: Role, code: str, **fields) -> Appointment:
    return Appointment.objects.create(
        user=person, role=role, region=region(code), **{"valid_from": date(2018, 12, 27), **fields}
    )


def officer(role: Role, code: str, full_name: str = "", *, username: str = "") -> User:
    """A person with one appointment."""
    person = user(full_name, username=username)
    appoint(person, role, code)
    return person


def actor_for(person: User, *, on: date = DAY) -> Actor:
    """The person as an action sees them, with every appointment in force on that day."""
    jurisdiction = jurisdiction_of(person, on=on)
    return Actor(
        user=person, office=jurisdiction.office, jurisdiction=jurisdiction, request_id="test-request"
    )
