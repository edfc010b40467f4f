"""One claim decided with all its reasons, against a bare if-chain that yields the same amount and no reason.

The chain reads the same frozen facts and knows the day's figures beforehand; it is what the law would cost without
clause, sentence, worksheet, digest and version. That it agrees with the rules is checked on every case first.
"""

import time
from collections.abc import Callable
from decimal import Decimal
from itertools import cycle, islice
from pathlib import Path

import orjson
import yaml

from subsidies.rules import ClaimFacts, current, decide

from .measure import REPEATS, by_turns, line, shown

SITUATIONS = Path(__file__).parents[1] / "subsidies" / "rules" / "cases" / "situations.yaml"
# What is changed in each complete situation: nothing, and one fact that refuses or leaves the answer open.
CHANGES = (
    {},
    {"certificate_number": None},
    {"certificate_level": "4"},
    {"earlier_claims": None},
    {"front_line_post": False, "enterprise_employee": False, "training_passed": False},
)
CASES = 200


def make_facts(count: int = CASES) -> list[ClaimFacts]:
    situations = yaml.safe_load(SITUATIONS.read_text(encoding="utf-8"))
    changed = [ClaimFacts.from_json({**each, **change}) for change in CHANGES for each in situations.values()]
    return list(islice(cycle(changed), count))


def bare_chain() -> Callable[[ClaimFacts], Decimal | None]:
    """Item, certificate, earlier claims, amount: an `if` each."""
    release = current()
    day = make_facts(1)[0].day
    cap = release.money("advanced_worker.amount_cap", on=day)
    fixed = {
        "H2": release.money("technician.amount", on=day),
        "H3": release.money("senior_technician.amount", on=day),
        "H4": release.money("senior_technician_new_technology.amount", on=day),
    }
    levels = {"H1": "3", "H2": "2", "H3": "1"}

    def amount(facts: ClaimFacts) -> Decimal | None:
        item = facts.item
        if item == "H4":
            if facts.certificate_kind != "training_completion":
                return None
            if not facts.new_technology_training or not facts.training_passed or not facts.held_certificates:
                return None
        else:
            if facts.certificate_kind not in ("vocational_qualification", "skill_level"):
                return None
            if facts.certificate_level != levels[item]:
                return None
            if item == "H1":
                if not facts.enterprise_employee:
                    return None
            elif not facts.front_line_post or not facts.took_part_in_training:
                return None
        if not facts.certificate_number or not facts.certificate_issuer or not facts.certificate_issued_on:
            return None
        if facts.certificate_issued_on > facts.day:
            return None
        if facts.earlier_claims is None or facts.earlier_claims or facts.certificate_uses is None:
            return None
        if facts.certificate_uses:
            return None
        if item != "H1":
            return fixed[item]
        entered = facts.entered_amount
        return entered if entered and 0 < entered <= cap and facts.amount_basis else None

    return amount


def run(scale: int = 30_000, *, repeats: int = REPEATS) -> list[str]:
    """One result line. `scale` counts enrolments elsewhere; a decision is the same at every scale."""
    facts, chain = make_facts(), bare_chain()
    for each in facts:
        if decide(each).amount != chain(each):
            raise RuntimeError(f"the chain and the rules disagree on {each.to_json()}")
    reasons = sum(len(decide(each).checks) for each in facts) / len(facts)

    def ours() -> None:
        for each in facts:
            decide(each)

    def floor() -> None:
        for each in facts:
            chain(each)

    def stored() -> None:
        for each in facts:
            orjson.dumps(decide(each).to_json())

    # Nothing waits for anything here, so it is the processor's time that is compared.
    times = by_turns(ours, floor, stored, repeats=repeats, calls=5, clock=time.process_time)
    own, bare, as_json = (taken / len(facts) for taken in times)
    return [
        line(
            "explained decision",
            ours=own,
            floor=bare,
            floor_name="bare if-chain, amount only",
            repeats=repeats,
            more=f"{reasons:.1f} reasons and a worksheet each; written as JSON {shown(as_json)}",
        )
    ]
