"""Stored decisions replayed: what the rules cost beside reading the rows and decoding them.

As many assessments as `scale` says, each with its checks and its worksheet, are made by COPY from seeded facts: days
from 2019 to 2026, numbers and issuers of certificates, all items, refusals, unknown facts, earlier claims, findings.
Then they are streamed from PostgreSQL as `manage.py replay_decisions` streams them, and each step is timed by itself:

  read     a batch of decisions, checks and worksheet rows as Python tuples
  decode   JSON of facts and inputs, every row to its decision
  facts    the checked, frozen facts
  rules    the decision: every reason, amount, worksheet
  compare  both digests, every stored row against every recomputed one

The floor of the ratio is read and decode: what one would spend on looking at the rows without judging them. Steps are
measured in this process's own seconds, so that neither a busy machine nor the database's share of reading flatters the
ratio; the speed is by the clock on the wall. One pass; every decision must come out as it was stored. The tables of this
database are unlogged and without foreign keys.
"""

import gc
import io
import random
import sys
import time
from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path

import yaml
from django.db import connection
from django.utils import timezone

from subsidies.actions import stored_decisions
from subsidies.actions.stored_decisions import Source
from subsidies.rules import ClaimFacts, Decision, decide
from subsidies.rules.canonical import canonical_text
from subsidies.rules.replay import differences, facts_of, recomputed
from yunnan_training.core import law

from .measure import line, shown

SITUATIONS = Path(__file__).parents[1] / "subsidies" / "rules" / "cases" / "situations.yaml"
TABLES = ("subsidies_assessment", "subsidies_assessmentcheck", "subsidies_worksheetline")
COLUMNS = {
    "subsidies_assessment": "id, claim_id, question, release_id, outcome, amount, facts, facts_digest,"
    " rules_version, answer_digest, made_at",
    "subsidies_assessmentcheck": 'assessment_id, "order", code, outcome, reason, effect, clause, quote, sentence, inputs',
    "subsidies_worksheetline": 'assessment_id, "order", label, value, operation, clause',
}
CHUNK = 5_000
FIRST_DAY, DAYS = date(2019, 1, 2), 2_800
NOTHING = r"\N"
MADE_AT = "2026-03-02 09:00:00+08"
STEPS = ("read", "decode", "facts", "rules", "compare")


def run(scale: int = 30_000, *, repeats: int = 1) -> list[str]:
    law.load_shipped(at=timezone.now())
    fill(scale)
    release = law.in_force().release
    taken, checked, clock = dict.fromkeys(STEPS, 0.0), 0, time.process_time
    for facts in make_facts(2_000):  # both sides find warm memories
        decide(facts, release=release)
    gc.collect()
    gc.disable()  # nothing here goes in circles; switched on again below
    began = time.perf_counter()
    batches = stored_decisions.everything(Source.ASSESSMENT, since=None)
    while True:
        start = clock()
        raw = next(batches, None)
        if raw is None:
            break
        read = clock()
        stored = stored_decisions.decoded(raw)
        decoded = clock()
        facts = [facts_of(each.kept) for each in stored]
        parsed = clock()
        decisions = [recomputed(each, release) for each in facts]
        ruled = clock()
        for each, decision in zip(stored, decisions, strict=True):
            if found := differences(each.kept, decision, release):
                raise RuntimeError(f"decision {each.pk} doesn't come out again: {found[0]}")
        compared = clock()
        ends = (start, read, decoded, parsed, ruled, compared)
        for step, before, after in zip(STEPS, ends[:-1], ends[1:], strict=True):
            taken[step] += after - before
        checked += len(stored)
    if checked != scale:
        raise RuntimeError(f"{checked:,} of {scale:,} decisions were read")
    each = {step: seconds / checked for step, seconds in taken.items()}
    whole = time.perf_counter() - began
    gc.enable()
    parts = ", ".join(f"{step} {shown(seconds)}" for step, seconds in each.items())
    return [
        line(
            "replay, the rules' share",
            ours=each["rules"],
            floor=each["read"] + each["decode"],
            floor_name="rows read and decoded",
            repeats=1,
            more=f"{checked:,} decisions in {whole:.1f} s, {checked / whole:,.0f} a second; a decision: {parts}",
        ).replace("(median of 1)", "(one pass)")
    ]


def make_facts(count: int, *, seed: int = 71) -> Iterator[ClaimFacts]:
    """The same cases at every run."""
    chance = random.Random(seed)
    situations = list(yaml.safe_load(SITUATIONS.read_text(encoding="utf-8")).values())
    issuers = [f"云南省第{number}职业技能评价机构" for number in range(1, 41)]
    occupations = [f"6-{a:02d}-{b:02d}-01" for a in range(1, 32) for b in range(1, 8)]
    for number in range(count):
        stored = dict(chance.choice(situations))
        day = FIRST_DAY + timedelta(days=chance.randrange(DAYS))
        issued_on = max(day - timedelta(days=chance.randrange(400)), date(2018, 12, 28))
        stored |= {
            "day": day.isoformat(),
            "certificate_issued_on": issued_on.isoformat(),
            "certificate_number": f"{chance.randrange(10**15):016d}",
            "certificate_issuer": chance.choice(issuers),
            "occupation": chance.choice(occupations),
        }
        if stored.get("entered_amount"):
            stored["entered_amount"] = f"{chance.randrange(10, 41) * 50}.00"
        if chance.random() < 0.1:
            stored["earlier_claims"] = [
                {"item": "H1", "standing": chance.choice(["paid", "refused", "withdrawn"]), "level": "3"}
            ]
        if chance.random() < 0.05:
            stored[chance.choice(["front_line_post", "enterprise_employee", "training_passed"])] = False
        if chance.random() < 0.03:
            stored["certificate_level"] = chance.choice("12345")
        if chance.random() < 0.02:
            stored["certificate_uses"] = [{"fund": "unemployment_insurance", "standing": "recovered"}]
            reason = f"州局答复第{number}号,予以认可"
            stored["findings"] = [{"check": "certificate_is_unused", "accepted": True, "reason": reason}]
        yield ClaimFacts.from_json(stored)


def fill(count: int) -> None:
    began, in_force = time.perf_counter(), law.in_force()
    with connection.cursor() as cursor:
        _make_light(cursor)
        buffers = {table: io.StringIO() for table in TABLES}
        for number, facts in enumerate(make_facts(count), start=1):
            _write(buffers, number, facts, decide(facts, release=in_force.release), in_force.row_id)
            if number % CHUNK == 0 or number == count:
                _flush(cursor, buffers)
        cursor.execute("VACUUM ANALYZE")
    print(
        f"generated {count:,} stored decisions in {time.perf_counter() - began:.1f} s",
        file=sys.stderr,
        flush=True,
    )


def _make_light(cursor) -> None:
    """No triggers, no foreign keys, no log: this database is thrown away."""
    cursor.execute(
        "SELECT conrelid::regclass::text, conname FROM pg_constraint WHERE contype = 'f' AND"
        " (conrelid = ANY(%s::regclass[]) OR confrelid = ANY(%s::regclass[]))",
        [list(TABLES), list(TABLES)],
    )
    for table, name in cursor.fetchall():
        cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    for table in TABLES:
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(f"ALTER TABLE {table} SET UNLOGGED")
        cursor.execute(f"TRUNCATE {table}")


def _write(buffers: dict, number: int, facts: ClaimFacts, decision: Decision, release_id: int) -> None:
    amount = NOTHING if decision.amount is None else str(decision.amount)
    values = (
        *(str(number), "1", decision.question, str(release_id), decision.outcome.value, amount),
        *(_escaped(canonical_text(facts.to_json())), decision.facts_digest, decision.rules_version),
        *(decision.digest(), MADE_AT),
    )
    buffers["subsidies_assessment"].write("\t".join(values) + "\n")
    checks, lines = buffers["subsidies_assessmentcheck"], buffers["subsidies_worksheetline"]
    for order, check in enumerate(decision.checks, start=1):
        checks.write(f"{number}\t{order}\t{_row(check.as_kept)}\n")
    for order, row in enumerate(decision.worksheet, start=1):
        lines.write(f"{number}\t{order}\t{_row(row.as_kept)}\n")


@lru_cache(maxsize=100_000)
def _row(values: tuple[str, ...]) -> str:
    return "\t".join(map(_escaped, values))


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n")


def _flush(cursor, buffers: dict) -> None:
    for table, buffer in buffers.items():
        buffer.seek(0)
        cursor.copy_expert(f"COPY {table} ({COLUMNS[table]}) FROM STDIN", buffer)
        buffer.seek(0)
        buffer.truncate()
