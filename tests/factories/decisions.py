"""Stored decisions whose facts a test says itself."""

from datetime import date, datetime

from courses.models import AdmissionDecision, Enrolment
from subsidies.actions import simulations
from subsidies.models import Assessment, Claim, Simulation
from subsidies.rules import decide, facts_from_json
from yunnan_training.core import law
from yunnan_training.core.models import Region
from yunnan_training.core.workflow import Actor

from . import core, subsidies

USED_BY_INSURANCE = {"certificate_uses": [{"fund": "unemployment_insurance", "standing": "paid"}]}


def decided(claim: Claim, *, at: datetime | None = None, **facts) -> Assessment:
    """A new assessment of the claim: the facts of its newest one with these put over them."""
    newest = claim.assessments.order_by("-pk").first()
    case = facts_from_json("claim", {**newest.facts, **facts})
    base = law.in_force()
    found = decide(case, release=base.release)
    return Assessment.objects.create(
        claim=claim,
        question=found.question,
        release_id=base.row_id,
        outcome=found.outcome,
        amount=found.amount,
        facts=case.to_json(),
        facts_digest=found.facts_digest,
        rules_version=found.rules_version,
        answer_digest=found.digest(),
        made_at=at or core.at(),
    )


RURAL = {
    "programme": "RURAL",
    "day": core.DAY.isoformat(),
    "birth_date": "1990-05-01",
    "in_custody": False,
    "rural_household": True,
    "registered_poor": True,
    "other_classes": [],
}


def admitted(enrolment: Enrolment, **facts) -> AdmissionDecision:
    """What the gate of a programme said about this person: a rural labourer with these facts put over."""
    case, base = facts_from_json("admission", {**RURAL, **facts}), law.in_force()
    found = decide(case, release=base.release)
    return AdmissionDecision.objects.create(
        enrolment=enrolment,
        release_id=base.row_id,
        outcome=found.outcome,
        warnings=len(found.warnings),
        facts=case.to_json(),
        facts_digest=found.facts_digest,
        answer_digest=found.digest(),
        decided_at=core.at(),
    )


def had_elsewhere(item: str, level: str) -> dict:
    """The same item was paid for another occupation."""
    return {
        "earlier_claims": [{"item": item, "standing": "paid", "occupation": "6-31-01-02", "level": level}]
    }


def of_office(office) -> dict[str, Claim]:
    """One county's decisions, with the effect of each reading known by hand:

    twice_h2, twice_h3   one person, refused because the item was had for another occupation   A16: +2000, +3000
    desk                 H3 without a front-line post                                         A17: +3000
    insured              H1 of 1500, the certificate used with the unemployment insurance     A20: +1500
    plain                H2, paid under every reading                                         2000 before and after
    """
    twice = subsidies.draft(office, "H2")
    made = {
        "twice_h2": twice,
        "twice_h3": subsidies.draft(office, "H3", who=twice.trainee),
        "desk": subsidies.draft(office, "H3", front_line_post=False),
        "insured": subsidies.draft(office, "H1"),
        "plain": subsidies.draft(office, "H2"),
    }
    decided(made["twice_h2"], **had_elsewhere("H2", "2"))
    decided(made["twice_h3"], **had_elsewhere("H3", "1"))
    decided(made["insured"], **USED_BY_INSURANCE)
    return made


def simulated(region: Region, *, by: Actor, readings: dict | None = None, title: str = "试算") -> Simulation:
    """Asked for over 2026, and run to its end."""
    made = simulations.request(
        title=title,
        region=region,
        period_from=date(2026, 1, 1),
        period_to=date(2026, 12, 31),
        readings=readings or {"reading.senior_technician_conditions": "stands_alone"},
        by=by,
    )
    for part in made.parts.select_related("job"):
        simulations.run_part(part.pk, newest=part.job.args["newest"], at=core.at())
    made.refresh_from_db()
    return made
