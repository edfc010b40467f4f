"""Stored decisions in any number, made by COPY: claims of invented people over last year, each with its frozen facts
and what the rules in force say about them. The same seed gives the same rows.

Two claims to a person; nine in ten are paid under every reading. The rest is what readings and drafts turn: the same
item had for another occupation, a post away from the front line, a certificate used with another fund, a fact unknown.
"""

import json
import random
import sys
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from django.db import transaction

from subsidies.models import Assessment, Claim
from subsidies.rules import decide, facts_from_json
from tests.factories import core
from trainees.models import Certificate, Trainee
from yunnan_training.core import law, regions
from yunnan_training.core.enums import RegionLevel
from yunnan_training.core.models import Region
from yunnan_training.core.roles import Role

from .generate import copy_rows, trainee_rows, without_triggers

YEAR = 2025
CLAIMS_PER_PERSON = 2
LEVELS = {"H1": "3", "H2": "2", "H3": "1"}
OCCUPATIONS = ("6-18-02-04", "6-31-01-02", "4-10-01-05", "4-03-02-01", "6-28-01-14")
MADE_AT = datetime(YEAR, 12, 31, 12, tzinfo=UTC)


def generate_decisions(count: int, seed: int = 71) -> None:
    """Fill a migrated database that holds no trainee yet."""
    began = time.perf_counter()
    regions.load()
    law.load_shipped(at=MADE_AT)
    chance = random.Random(seed)
    counties = sorted(Region.objects.filter(level=RegionLevel.COUNTY).values_list("code", flat=True))
    people = -(-count // CLAIMS_PER_PERSON)
    clerk = core.officer(Role.COUNTY_CLERK, "530502", "生成员", username=f"bench-decisions-{seed}")
    base = law.in_force()
    with transaction.atomic(), without_triggers(Trainee, Certificate, Claim, Assessment):
        copy_rows(Trainee, trainee_rows(people, counties, chance=chance))
        copy_rows(Certificate, (_certificate(number, seed) for number in range(count)))
        copy_rows(Claim, (_claim(number, counties, seed, clerk.pk) for number in range(count)))
        copy_rows(Assessment, _assessments(count, seed, base))
    print(
        f"generated {count:,} decisions in {time.perf_counter() - began:.1f} s", file=sys.stderr, flush=True
    )


def facts_of(number: int, seed: int) -> dict:
    """What was known of one claim, as it is stored."""
    chance = random.Random(seed * 1_000_003 + number)
    item = f"H{1 + (number // CLAIMS_PER_PERSON + number) % 4}"
    day = date(YEAR, 1, 1) + timedelta(days=chance.randrange(365))
    facts = {
        "item": item,
        "day": day.isoformat(),
        "occupation": chance.choice(OCCUPATIONS),
        "certificate_kind": "training_completion" if item == "H4" else "skill_level",
        "certificate_number": f"Y0053{number:010d}",
        "certificate_issuer": "云南省职业技能评价机构(虚构)",
        "certificate_issued_on": (day - timedelta(days=chance.randrange(1, 200))).isoformat(),
        "enterprise_employee": True,
        "front_line_post": True,
        "took_part_in_training": True,
        "training_passed": True,
        "held_certificates": [],
        "earlier_claims": [],
        "certificate_uses": [],
    }
    if item == "H4":
        facts["new_technology_training"] = True
        facts["held_certificates"] = [{"kind": "skill_level", "level": "1", "issued_on": "2019-05-20"}]
    else:
        facts["certificate_level"] = LEVELS[item]
    if item == "H1":
        facts |= {
            "entered_amount": f"{chance.randrange(500, 2001)}.00",
            "amount_basis": "某县人社发〔2024〕3号(虚构)",
        }
    _turn(facts, item, chance.random())
    return facts


def _turn(facts: dict, item: str, lot: float) -> None:
    """One in ten is otherwise."""
    if lot < 0.04:
        earlier = {"item": item, "standing": "paid", "occupation": "6-99-99-99"}
        facts["earlier_claims"] = [earlier | ({"level": LEVELS[item]} if item in LEVELS else {})]
    elif lot < 0.06:
        facts["certificate_uses"] = [{"fund": "unemployment_insurance", "standing": "paid"}]
    elif lot < 0.09:
        facts["front_line_post"] = False
    elif lot < 0.10:
        del facts["took_part_in_training"]


def _certificate(number: int, seed: int) -> dict:
    facts = facts_of(number, seed)
    return {
        "id": number + 1,
        "trainee": number // CLAIMS_PER_PERSON + 1,
        "kind": facts["certificate_kind"],
        "level": facts.get("certificate_level", ""),
        "occupation_code": facts["occupation"],
        "occupation_name": "焊工",
        "number": facts["certificate_number"],
        "issuer": facts["certificate_issuer"],
        "issued_on": facts["certificate_issued_on"],
        "created_at": MADE_AT,
    }


def _claim(number: int, counties: list[str], seed: int, clerk: int) -> dict:
    facts = facts_of(number, seed)
    return {
        "id": number + 1,
        "number": f"BT{YEAR}-{number + 1:08d}",
        "trainee": number // CLAIMS_PER_PERSON + 1,
        "county": counties[number // CLAIMS_PER_PERSON % len(counties)],
        "certificate": number + 1,
        "item": facts["item"],
        "agreement": "",
        "employer": "某机械制造有限公司(虚构)",
        "findings": "[]",
        "amount_basis": "",
        "payee_account_hash": "",
        "once_key": facts["item"],
        "status": "submitted",
        "version": 2,
        "claimed_on": facts["day"],
        "entered_by": clerk,
        "created_at": MADE_AT,
    }


def _assessments(count: int, seed: int, base: law.InForce) -> Iterator[dict]:
    for number in range(count):
        facts = facts_from_json("claim", facts_of(number, seed))
        found = decide(facts, release=base.release)
        yield {
            "id": number + 1,
            "claim": number + 1,
            "question": found.question,
            "release": base.row_id,
            "outcome": found.outcome.value,
            "amount": found.amount,
            "facts": json.dumps(facts.to_json(), ensure_ascii=False),
            "facts_digest": found.facts_digest,
            "rules_version": found.rules_version,
            "answer_digest": found.digest(),
            "made_at": MADE_AT,
        }
