"""A portal full of invented people, made by COPY: `--scale` enrolments, from 30,000 to 3,000,000, always the same.

Ten people to eight enrolments' worth of names would be unlike Yunnan, where a person comes back: there are eight
people to ten enrolments, forty enrolments to a class, five classes to an institution. Triggers are off while it
copies (the owner may do that), so there is no history; constraints and foreign keys hold.

Up to SEALED_ONE_BY_ONE people every number is sealed in its own place. Above that a pool of sealed values is dealt
out: they have the right length and can't be opened, which no list ever tries. Search hashes are always each
person's own.
"""

import io
import random
import sys
import time
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta

from django.db import connection, transaction
from django.db.models import Model

from courses.enums import ClassStatus, Fund, Programme
from courses.models import CatalogueItem, Enrolment, TrainingClass
from institutions.models import Institution
from tests.factories import core, institutions
from trainees import privacy
from trainees.enums import CertificateKind, PersonCategory, SkillLevel
from trainees.models import Trainee
from yunnan_training.core import regions
from yunnan_training.core.crypto import seal
from yunnan_training.core.enums import RegionLevel
from yunnan_training.core.identity import make_check_digit, mask_account, mask_id_number, mask_phone
from yunnan_training.core.models import Region
from yunnan_training.core.roles import Role

SEALED_ONE_BY_ONE = 200_000
POOL = 1_000
PER_CLASS, CLASSES_PER_INSTITUTION = 40, 5
START = datetime(2019, 1, 2, 1, tzinfo=UTC)
CHUNK = 50_000
BEHIND_THE_FACTORIES = 5_000_000  # other items make institutions of their own
OCCUPATIONS = ("焊工", "电工", "中式烹调师", "家政服务员", "育婴员", "茶艺师", "养老护理员", "电子商务师")


def generate(scale: int, *, seed: int = 71) -> dict[str, int]:
    """Fill an empty, migrated database. Returns rows by table and says on stderr how long it took."""
    began = time.perf_counter()
    chance = random.Random(seed)
    regions.load()
    classes = max(scale // PER_CLASS, 1)
    people = max(scale * 8 // 10, PER_CLASS)
    hosts = max(classes // CLASSES_PER_INSTITUTION, 1)
    counties = list(Region.objects.filter(level=RegionLevel.COUNTY).values_list("code", flat=True))
    clerk = core.officer(Role.COUNTY_CLERK, "530502", "生成员", username="bench-clerk")
    items = [_catalogue_item(number, name) for number, name in enumerate(OCCUPATIONS, start=1)]
    with transaction.atomic(), without_triggers(Institution, TrainingClass, Trainee, Enrolment):
        county_of = [chance.choice(counties) for _ in range(hosts)]
        copy_rows(Institution, (_institution(number, county_of) for number in range(hosts)))
        copy_rows(
            TrainingClass,
            (
                _training_class(number, county_of, items=items, entered_by=clerk.pk, chance=chance)
                for number in range(classes)
            ),
        )
        copy_rows(Trainee, trainee_rows(people, counties, chance=chance))
        copy_rows(Enrolment, (_enrolment(number, people) for number in range(scale)))
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    counts = {"institutions": hosts, "classes": classes, "trainees": people, "enrolments": scale}
    made = ", ".join(f"{number:,} {name}" for name, number in counts.items())
    print(f"generated {made} in {time.perf_counter() - began:.1f} s", file=sys.stderr, flush=True)
    return counts


@contextmanager
def without_triggers(*models: type[Model]) -> Iterator[None]:
    tables = [model._meta.db_table for model in models]
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        yield
        # Deferred foreign keys are looked at now, for a table with waiting checks can't be altered.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def copy_rows(model: type[Model], rows: Iterable[dict]) -> None:
    """COPY rows (attribute → value) with their own keys; the sequence goes on behind the last one."""
    table = model._meta.db_table
    columns: list[str] = []
    names: list[str] = []
    with connection.cursor() as cursor:
        buffer, waiting = io.StringIO(), 0

        def flush() -> None:
            nonlocal buffer, waiting
            buffer.seek(0)
            cursor.copy_expert(f"COPY {table} ({', '.join(columns)}) FROM STDIN", buffer)
            buffer, waiting = io.StringIO(), 0

        for row in rows:
            if not columns:
                names = list(row)
                columns = [f'"{model._meta.get_field(name).column}"' for name in names]
            buffer.write("\t".join(_text(row[name]) for name in names))
            buffer.write("\n")
            waiting += 1
            if waiting == CHUNK:
                flush()
        if waiting:
            flush()
        cursor.execute(
            f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))"
        )


def _text(value: object) -> str:
    """One value in COPY's text form; the generator's own texts hold no tab, line break or backslash."""
    if value is None:
        return r"\N"
    if isinstance(value, bytes):
        return rf"\\x{value.hex()}"
    return str(value)


def _catalogue_item(number: int, name: str) -> CatalogueItem:
    return CatalogueItem.objects.create(
        occupation_code=f"6-{number:02d}-01-01",
        occupation_name=name,
        certificate_kind=CertificateKind.SKILL_LEVEL,
        level=SkillLevel.LEVEL_2,
        lessons=80,
        valid_from=date(2018, 12, 27),
    )


def _institution(number: int, county_of: list[str]) -> dict:
    return {
        "id": number + 1,
        "name": f"第{number + 1}职业培训学校",
        "credit_code": institutions.credit_code(BEHIND_THE_FACTORIES + number),
        "kind": "private_training",
        "ownership": "private",
        "county": county_of[number],
        "address": "永昌街道太保路1号",
        "legal_person": core.invented_name(number),
        "contact_name": core.invented_name(number + 7),
        "contact_phone": "0875-2121000",
        "active": "t",
        "version": 1,
        "created_at": START,
    }


def _training_class(
    number: int, county_of: list[str], *, items: list[CatalogueItem], entered_by: int, chance: random.Random
) -> dict:
    host = number % len(county_of)
    begun = START + timedelta(days=number * 2_400 // max(len(county_of) * CLASSES_PER_INSTITUTION, 1))
    return {
        "id": number + 1,
        "number": f"{county_of[host]}-B-{number + 1:07d}",
        "name": f"第{number + 1}期{OCCUPATIONS[number % len(OCCUPATIONS)]}培训班",
        "programme": chance.choice((Programme.RURAL, Programme.HIGH, Programme.YUNSAO)).value,
        "catalogue_item": items[number % len(items)].pk,
        "fund": Fund.EMPLOYMENT_SUBSIDY.value,
        "institution": host + 1,
        "county": county_of[host],
        "planned_size": PER_CLASS,
        "start_on": begun.date(),
        "end_on": (begun + timedelta(days=9)).date(),
        "daily_times": "8:30—12:00",
        "theory_lessons": 40,
        "practice_lessons": 40,
        "place": "永昌街道太保路1号实训楼",
        "content": "工艺与安全操作",
        "textbook": "",
        "target_group": "企业职工",
        "job_direction": "县内企业",
        "support_measures": "推荐就业岗位",
        "manager_name": "冯玉兰",
        "manager_phone": "0875-2121000",
        "supervisor_name": "何正康",
        "supervisor_phone": "0875-2120088",
        "status": ClassStatus.FINISHED.value,
        "version": 8,
        "entered_by": entered_by,
        "created_at": begun,
        "approval_number": f"培〔2019〕{number + 1}号",
        "approved_by": "李正明",
        "approved_at": begun,
        "published_at": begun,
    }


def trainee_rows(count: int, counties: list[str], *, chance: random.Random) -> Iterator[dict]:
    pool = _sealed_pool() if count > SEALED_ONE_BY_ONE else None
    for number in range(count):
        born = date(1962, 1, 1) + timedelta(days=number // 999 % 15_000)
        first_17 = f"530000{born:%Y%m%d}{number % 999 + 1:03d}"
        id_number = first_17 + make_check_digit(first_17)
        phone, account = f"139{number % 100_000_000:08d}", f"62{number:017d}"
        key = uuid.UUID(int=chance.getrandbits(128), version=4)
        if pool:
            sealed = [chance.choice(each) for each in pool]
        else:
            numbers = {"id_number": id_number, "phone": phone, "bank_account": account}
            sealed = [seal(text, aad=f"trainees_trainee.{name}:{key}") for name, text in numbers.items()]
        yield {
            "id": number + 1,
            "key": key,
            "name": core.invented_name(number),
            "id_number_sealed": sealed[0],
            "id_number_hash": privacy.hash_of("id_number", id_number),
            "id_number_masked": mask_id_number(id_number),
            "birth_date": born,
            "sex": "male" if int(first_17[-1]) % 2 else "female",
            "phone_sealed": sealed[1],
            "phone_hash": privacy.hash_of("phone", phone),
            "phone_masked": mask_phone(phone),
            "bank_account_sealed": sealed[2],
            "bank_account_hash": privacy.hash_of("bank_account", account),
            "bank_account_masked": mask_account(account),
            "county": chance.choice(counties),
            "education": "高中",
            "privacy_notice_at": START,
            "privacy_notice_version": privacy.NOTICE_VERSION,
            "version": 1,
            "created_at": START,
        }


def _sealed_pool() -> list[list[bytes]]:
    texts = (("id_number", "5" * 18), ("phone", "1" * 11), ("bank_account", "6" * 19))
    return [[seal(text, aad=f"trainees_trainee.{name}:pool{n}") for n in range(POOL)] for name, text in texts]


def _enrolment(number: int, people: int) -> dict:
    # Consecutive places on a roster are consecutive people, so nobody is twice in one class.
    passed = number % 10 != 9
    return {
        "id": number + 1,
        "training_class": number // PER_CLASS + 1,
        "trainee": (number // people * 17 + number) % people + 1,
        "roster_upload": None,
        "category": PersonCategory.ENTERPRISE_EMPLOYEE.value,
        "category_evidence": "劳动合同",
        "household": "云南省保山市隆阳区永昌街道",
        "promised_employer": "县内制造企业",
        "status": "enrolled",
        "result": "passed" if passed else "failed",
        "theory_score": 60 + number % 40 if passed else 40,
        "practice_score": 60 + number % 37 if passed else 45,
        "certificate": None,
        "version": 2,
        "created_at": START,
    }
