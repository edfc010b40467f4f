"""Training institutions with licence, teachers and the people who act for them."""

from datetime import date
from itertools import count

from stdnum.cn import uscc

from institutions.enums import InstitutionKind, LicenceKind, Ownership
from institutions.models import Institution, Licence, Membership, Teacher
from yunnan_training.core.models import User

from . import core

_serial = count(1)


def credit_code(number: int) -> str:
    """A unified social credit code of a private non-profit body, with its right check character."""
    first_17 = f"525300{number % 100:02d}MJ{number:07d}"
    return first_17 + uscc.calc_check_digit(first_17)


def institution(code: str = "530502", **fields) -> Institution:
    """An institution with a licence for every occupation and one teacher."""
    number = next(_serial)
    made = Institution.objects.create(
        **{
            "name": f"{core.region(code).name}育才第{number}职业培训学校",
            "credit_code": credit_code(number),
            "kind": InstitutionKind.PRIVATE_TRAINING,
            "ownership": Ownership.PRIVATE,
            "county": core.region(code),
            "address": "永昌街道太保路1号",
            "legal_person": "郑国平",
            "contact_name": "冯玉兰",
            "contact_phone": "0875-2121000",
            **fields,
        }
    )
    licence(made)
    teacher(made)
    return made


def licence(of: Institution, **fields) -> Licence:
    return Licence.objects.create(
        institution=of,
        **{
            "kind": LicenceKind.SCHOOL_LICENCE,
            "number": f"人社民{of.county_id}{next(_serial):06d}号",
            "authority": of.county.office_name,
            "occupations": [],
            "valid_from": date(2018, 12, 27),
            **fields,
        },
    )


def teacher(of: Institution, **fields) -> Teacher:
    number = next(_serial)
    return Teacher.objects.create(
        institution=of,
        **{
            "name": core.invented_name(number),
            "subject": "焊工",
            "qualification": "高级技师",
            "certificate_number": f"JS{number:08d}",
            **fields,
        },
    )


def clerk_of(of: Institution, full_name: str = "", *, username: str = "") -> User:
    person = core.user(full_name, username=username)
    Membership.objects.create(user=person, institution=of, valid_from=date(2018, 12, 27))
    return person
