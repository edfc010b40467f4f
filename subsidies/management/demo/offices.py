"""Bureaus with their people, and institutions with theirs."""

from dataclasses import dataclass, field
from datetime import date
from functools import cache
from random import Random

from django.contrib.auth.hashers import make_password
from stdnum.cn import uscc

from institutions.enums import InstitutionKind, LicenceKind, Ownership
from institutions.models import Institution, Licence, Membership, Teacher
from yunnan_training.core.identity import Sex
from yunnan_training.core.models import Appointment, Region, User
from yunnan_training.core.roles import Role

from .people import full_name

PASSWORD = "Demo-2026-yunnan"
COUNTIES = ("530602", "530621", "530627", "532901", "532923")
PREFECTURES = ("530600", "532900")
HOME = COUNTIES[0]

INSTITUTIONS = (
    # name, kind, ownership, county
    ("昭通乌蒙职业技术学校", InstitutionKind.VOCATIONAL_COLLEGE, Ownership.PUBLIC, "530602"),
    ("昭通高级技工学校", InstitutionKind.TECHNICAL_SCHOOL, Ownership.PUBLIC, "530602"),
    ("昭阳金凤职业培训学校", InstitutionKind.PRIVATE_TRAINING, Ownership.PRIVATE, "530602"),
    ("鲁甸朱提职业培训学校", InstitutionKind.PRIVATE_TRAINING, Ownership.PRIVATE, "530621"),
    ("镇雄赤水源职业培训学校", InstitutionKind.PRIVATE_TRAINING, Ownership.PRIVATE, "530627"),
    ("大理洱海技工学校", InstitutionKind.TECHNICAL_SCHOOL, Ownership.PUBLIC, "532901"),
    ("大理苍山职业培训学校", InstitutionKind.PRIVATE_TRAINING, Ownership.PRIVATE, "532901"),
    ("祥云彩云职业培训学校", InstitutionKind.PRIVATE_TRAINING, Ownership.PRIVATE, "532923"),
)
SUBJECTS = ("电工技术", "焊接技术", "家政服务", "中式烹调", "电子商务")


@dataclass(slots=True)
class Office:
    """The people of one bureau by role."""

    region: Region
    people: dict[Role, User] = field(default_factory=dict)


def make_offices(random: Random, *, since: date) -> dict[str, Office]:
    """Accounts and appointments of the province, two prefectures and five counties."""
    offices: dict[str, Office] = {}
    plain = {
        "530000": {Role.PROVINCIAL_OFFICER: "province", Role.AUDITOR: "auditor", Role.SYSTEM_ADMIN: "admin"},
        "530600": {Role.PREFECTURE_OFFICER: "prefecture"},
        "532900": {Role.PREFECTURE_OFFICER: "prefecture_532900"},
    }
    for code in COUNTIES:
        tail = "" if code == HOME else f"_{code}"
        plain[code] = {
            Role.COUNTY_CLERK: f"county_clerk{tail}",
            Role.COUNTY_REVIEWER: f"county_reviewer{tail}",
            Role.COUNTY_HEAD: f"county_head{tail}",
            Role.FINANCE_OFFICER: f"finance{tail}",
        }
    for order, (code, roles) in enumerate(plain.items()):
        region = Region.objects.get(code=code)
        if not region.office_phone:
            region.office_phone = (
                f"0870-{2200000 + order * 111}" if code < "5310" else f"0872-{2300000 + order * 111}"
            )
            region.save(update_fields=["office_phone"])
        office = offices[code] = Office(region=region)
        for role, username in roles.items():
            user = make_user(random, username, region=region)
            Appointment.objects.create(user=user, role=role, region=region, valid_from=since)
            office.people[role] = user
    return offices


def make_institutions(random: Random, *, since: date, occupations: list[str]) -> list[Institution]:
    made = []
    for order, (name, kind, ownership, county) in enumerate(INSTITUTIONS, start=1):
        public = ownership == Ownership.PUBLIC
        institution = Institution.objects.create(
            name=name,
            credit_code=credit_code(order, first="12" if public else "52"),
            kind=kind,
            ownership=ownership,
            county_id=county,
            address=f"{Region.objects.get(code=county).name}学府路{order * 8}号",
            legal_person=full_name(random, Sex.MALE),
            contact_name=full_name(random, Sex.FEMALE),
            contact_phone=f"0870-66{order:05d}",
        )
        Licence.objects.create(
            institution=institution,
            kind=LicenceKind.PUBLIC_INSTITUTION if public else LicenceKind.SCHOOL_LICENCE,
            number=f"{'事证' if public else '人社民'}{county}{order:04d}号",
            authority="云南省人力资源和社会保障厅",
            occupations=occupations,
            valid_from=since,
            valid_to=None if public else date(since.year + 5, 12, 31),
        )
        Teacher.objects.bulk_create(
            Teacher(
                institution=institution,
                name=full_name(random, random.choice((Sex.MALE, Sex.FEMALE))),
                subject=subject,
                qualification="高级讲师" if place % 2 else "技师",
                certificate_number=f"JS{order:02d}{place:03d}",
            )
            for place, subject in enumerate(SUBJECTS)
        )
        username = "institution" if order == 1 else f"institution_{order}"
        user = make_user(random, username, region=institution.county)
        Membership.objects.create(user=user, institution=institution, valid_from=since)
        made.append(institution)
    return made


def make_user(random: Random, username: str, *, region: Region) -> User:
    return User.objects.create(
        username=username,
        password=_hashed(),
        full_name=full_name(random, random.choice((Sex.MALE, Sex.FEMALE))),
        work_phone=f"0870-21{random.randint(10000, 99999)}",
        must_change_password=False,
        region=region,
    )


@cache
def _hashed() -> str:
    """Hashed once: thirty slow hashes of the same password would only make the first start slow."""
    return make_password(PASSWORD)


def credit_code(order: int, *, first: str) -> str:
    """A unified social credit code that is valid in form and belongs to nobody."""
    body = f"{first}530000MD{order:07d}"
    return body + uscc.calc_check_digit(body)
