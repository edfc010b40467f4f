"""People who learn: invented names, ID numbers that begin with 530000 (nobody's county) and certificates."""

from datetime import date
from itertools import count

from stdnum import luhn

from trainees import privacy
from trainees.enums import CertificateKind, SkillLevel
from trainees.models import Certificate, Trainee
from yunnan_training.core.identity import make_check_digit, parse_id_number

from . import core

_serial = count(1)


def id_number(number: int, *, born: date = date(1985, 6, 15)) -> str:
    """Born on that day; the last serial digit, and so the sex, follows from `number` (below 1000)."""
    first_17 = f"530000{born:%Y%m%d}{number % 1000:03d}"
    return first_17 + make_check_digit(first_17)


def bank_account(number: int) -> str:
    """A card number of 19 digits with its right check digit."""
    first_18 = f"62{number:016d}"
    return first_18 + luhn.calc_check_digit(first_18)


def phone(number: int) -> str:
    return f"139{number:08d}"


def trainee(code: str = "530502", **fields) -> Trainee:
    """A person with phone and bank account; pass `phone=""` or `bank_account=""` for one without."""
    number = next(_serial)
    personal = {
        # A day of birth for every thousand, so that no two numbers meet.
        "id_number": id_number(number, born=date(1980 + number // 1000 % 20, 6, 15)),
        "phone": phone(number),
        "bank_account": bank_account(number),
    }
    personal |= {field: fields.pop(field) for field in personal.keys() & fields.keys()}
    identity = parse_id_number(personal["id_number"], on=core.DAY)
    made = Trainee(
        **{
            "name": core.invented_name(number),
            "birth_date": identity.birth_date,
            "sex": identity.sex.value,
            "county": core.region(code),
            "education": "高中",
            "privacy_notice_at": core.at(),
            "privacy_notice_version": "2026-01",
            **fields,
        }
    )
    for field, value in personal.items():
        privacy.put(made, field, value)
    made.save()
    return made


def certificate(of: Trainee, **fields) -> Certificate:
    """技师 of the skill-level kind unless said otherwise."""
    number = next(_serial)
    return Certificate.objects.create(
        trainee=of,
        **{
            "kind": CertificateKind.SKILL_LEVEL,
            "level": SkillLevel.LEVEL_2,
            "occupation_code": "6-18-02-04",
            "occupation_name": "焊工",
            "number": f"Y0053{number:010d}",
            "issuer": "云南省职业技能评价机构(虚构)",
            "issued_on": date(2026, 2, 10),
            **fields,
        },
    )
