"""一(十) H1 to H4 written for OpenFisca, as somebody would who keeps rules there: an entity, a variable for every input
and every check, dated parameters for figures and readings. Imported only where OpenFisca is installed.

An answer is a number that grows with its gravity, so that the whole is the greatest: met, for a person to decide,
cannot be told, not met. A yes or no is 2, 1, or 0 where it isn't known.
"""

from datetime import date
from importlib.metadata import version
from itertools import cycle, islice
from pathlib import Path

import numpy
import yaml
from openfisca_core.entities import build_entity
from openfisca_core.parameters import ParameterNode
from openfisca_core.periods import DateUnit
from openfisca_core.simulation_builder import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

from subsidies.rules import ClaimFacts, Outcome, current
from subsidies.rules.claims.items import ITEMS

VERSION = version("openfisca-core")
OUTCOMES = (Outcome.MET, Outcome.NEEDS_PERSON, Outcome.CANNOT_TELL, Outcome.NOT_MET)
MET, NEEDS_PERSON, CANNOT_TELL, NOT_MET = range(4)
MONTH = "2026-03"
SITUATIONS = Path(__file__).parents[1] / "subsidies" / "rules" / "cases" / "situations.yaml"
CHANGES = (
    {},
    {"certificate_number": None},
    {"certificate_level": "4"},
    {"earlier_claims": None},
    {"earlier_claims": "same"},
    {"front_line_post": False, "enterprise_employee": False, "training_passed": False},
    {"certificate_issued_on": "2018-03-01"},
)
KINDS = {
    None: 0,
    "vocational_qualification": 1,
    "skill_level": 2,
    "special_ability": 3,
    "training_completion": 4,
}
INPUTS = (
    "item",
    "claimed_on",
    "certificate_kind",
    "certificate_level",
    "number_given",
    "issuer_given",
    "issued_on",
    "enterprise_employee",
    "front_line_post",
    "took_part",
    "new_technology",
    "training_passed_result",
    "senior_since",
    "earlier",
    "uses",
    "entered",
    "entered_amount",
    "basis_given",
)
NOTICE_DAY = date(2018, 12, 27).toordinal()

Person = build_entity("person", "persons", "A person who claims", is_person=True)


def cases(count: int = 98) -> list[ClaimFacts]:
    situations = yaml.safe_load(SITUATIONS.read_text(encoding="utf-8")).values()
    made = []
    for change in CHANGES:
        for each in situations:
            changed = {**each, **change}
            if change.get("earlier_claims") == "same":
                changed["earlier_claims"] = [{"item": each["item"], "standing": "paid"}]
            made.append(ClaimFacts.from_json(changed))
    return list(islice(cycle(made), count))


def inputs_of(facts: ClaimFacts) -> dict:
    """The case as OpenFisca takes it; what needs a list is looked through here, to OpenFisca's advantage."""
    tri = {None: 0, False: 1, True: 2}
    senior = [
        held.issued_on
        for held in facts.held_certificates or ()
        if held.level == "1" and held.kind in ("vocational_qualification", "skill_level") and held.issued_on
    ]
    taken = [
        each
        for each in facts.earlier_claims or ()
        if each.item is facts.item and each.standing in ("pending", "paid")
    ]
    used = [each for each in facts.certificate_uses or () if each.standing in ("pending", "paid")]
    values = {
        "item": int(facts.item[1]),
        "claimed_on": facts.day.toordinal(),
        "certificate_kind": KINDS[facts.certificate_kind],
        "certificate_level": int(facts.certificate_level or 0),
        "number_given": int(bool(facts.certificate_number)),
        "issuer_given": int(bool(facts.certificate_issuer)),
        "issued_on": facts.certificate_issued_on.toordinal() if facts.certificate_issued_on else 0,
        "enterprise_employee": tri[facts.enterprise_employee],
        "front_line_post": tri[facts.front_line_post],
        "took_part": tri[facts.took_part_in_training],
        "new_technology": tri[facts.new_technology_training],
        "training_passed_result": tri[facts.training_passed],
        "senior_since": -1 if facts.held_certificates is None else min(senior).toordinal() if senior else 0,
        "earlier": 2 if taken else 0 if facts.earlier_claims is None else 1,
        "uses": 2 if used else 0 if facts.certificate_uses is None else 1,
        "entered": int(facts.entered_amount is not None),
        "entered_amount": float(facts.entered_amount or 0),
        "basis_given": int(bool(facts.amount_basis)),
    }
    return {"persons": {"one": {name: {MONTH: value} for name, value in values.items()}}}


def system() -> TaxBenefitSystem:
    made = TaxBenefitSystem([Person])
    for name in INPUTS:
        made.add_variable(_variable(name, float if name == "entered_amount" else int))
    for name, formula in CHECKS.items():
        made.add_variable(_variable(name, int, formula))
    made.add_variable(_variable("outcome", int, _outcome))
    made.add_variable(_variable("amount", float, _amount))
    made.parameters = ParameterNode("", data=_parameters())
    return made


def _variable(name: str, kind: type, formula=None) -> type:
    members = {"value_type": kind, "entity": Person, "definition_period": DateUnit.MONTH, "label": name}
    return type(name, (Variable,), members | ({"formula": formula} if formula else {}))


def _parameters() -> dict:
    release, on = current(), date(2026, 3, 2)

    def dated(value: float) -> dict:
        return {"values": {"2018-12-01": {"value": value}}}

    return {
        "amounts": {
            item: dated(float(release.money(spec.amount_key, on=on))) for item, spec in ITEMS.items()
        },
        "readings": {
            "inherits": dated(
                float(release.reading("reading.senior_technician_conditions", on=on) == "inherits")
            )
        },
    }


def _yes(value):
    return numpy.select([value == 2, value == 1], [MET, NOT_MET], CANNOT_TELL)


def _of(person, period, items: tuple[int, ...], answer):
    """Where the item asks this at all."""
    return numpy.where(numpy.isin(person("item", period), items), answer, MET)


def _kind_fits(person, period):
    kind, h4 = person("certificate_kind", period), person("item", period) == 4
    right = numpy.where(h4, kind == 4, (kind == 1) | (kind == 2))
    return numpy.select([kind == 0, right], [CANNOT_TELL, MET], NOT_MET)


def _level_fits(person, period):
    level = person("certificate_level", period)
    wanted = numpy.select([person("item", period) == n for n in (1, 2, 3)], [3, 2, 1], 0)
    return _of(
        person, period, (1, 2, 3), numpy.select([level == 0, level == wanted], [CANNOT_TELL, MET], NOT_MET)
    )


def _identified(person, period):
    given = (person("number_given", period) == 1) & (person("issuer_given", period) == 1)
    return numpy.where(given, MET, CANNOT_TELL)


def _issued(person, period):
    on = person("issued_on", period)
    late = on > person("claimed_on", period)
    return numpy.select([on == 0, late, on < NOTICE_DAY], [CANNOT_TELL, NOT_MET, NEEDS_PERSON], MET)


def _employee(person, period):
    return _of(person, period, (1,), _yes(person("enterprise_employee", period)))


def _inherited(person, period, parameters, fact: str):
    asked = (person("item", period) != 3) | (parameters(period).readings.inherits == 1)
    return _of(person, period, (2, 3), numpy.where(asked, _yes(person(fact, period)), MET))


def _front_line(person, period, parameters):
    return _inherited(person, period, parameters, "front_line_post")


def _took_part(person, period, parameters):
    return _inherited(person, period, parameters, "took_part")


def _first_time(person, period):
    earlier = person("earlier", period)
    return numpy.select([earlier == 2, earlier == 0], [NOT_MET, CANNOT_TELL], MET)


def _unused(person, period):
    uses = person("uses", period)
    return numpy.select([uses == 2, uses == 0], [NOT_MET, CANNOT_TELL], MET)


def _allowed(person, period, parameters):
    item, entered = person("item", period), person("entered", period) == 1
    amount, amounts = person("entered_amount", period), parameters(period).amounts
    fixed = numpy.select([item == 2, item == 3], [amounts.H2, amounts.H3], amounts.H4)
    capped = entered & (amount > 0) & (amount <= amounts.H1)
    return numpy.where(numpy.where(item == 1, capped, ~entered | (amount == fixed)), MET, NOT_MET)


def _basis(person, period):
    return _of(person, period, (1,), numpy.where(person("basis_given", period) == 1, MET, NOT_MET))


def _senior(person, period):
    since, on, day = person("senior_since", period), person("issued_on", period), person("claimed_on", period)
    found = numpy.select(
        [since == -1, since == 0, on == 0, since <= on, since > day],
        [CANNOT_TELL, NOT_MET, CANNOT_TELL, MET, NOT_MET],
        NEEDS_PERSON,
    )
    return _of(person, period, (4,), found)


def _new_technology(person, period):
    return _of(person, period, (4,), _yes(person("new_technology", period)))


def _passed(person, period):
    return _of(person, period, (4,), _yes(person("training_passed_result", period)))


CHECKS = {
    "is_enterprise_employee": _employee,
    "works_at_front_line": _front_line,
    "took_part_in_training": _took_part,
    "is_senior_technician": _senior,
    "training_is_of_new_technology": _new_technology,
    "passed_training": _passed,
    "certificate_kind_fits": _kind_fits,
    "certificate_level_fits": _level_fits,
    "certificate_is_identified": _identified,
    "certificate_is_issued": _issued,
    "first_time_for_person": _first_time,
    "certificate_is_unused": _unused,
    "amount_is_allowed": _allowed,
    "amount_has_basis": _basis,
}


def _outcome(person, period):
    return numpy.maximum.reduce([person(name, period) for name in CHECKS])


def _amount(person, period, parameters):
    item, amounts = person("item", period), parameters(period).amounts
    fixed = numpy.select([item == 2, item == 3], [amounts.H2, amounts.H3], amounts.H4)
    whole = numpy.where(item == 1, person("entered_amount", period), fixed)
    return numpy.where(person("outcome", period) == MET, whole, 0)


def calculated(made: TaxBenefitSystem, given: dict, *, read: bool):
    """Outcome, amount and the trace of one case: what OpenFisca's web API does for one."""
    simulation = SimulationBuilder().build_from_dict(made, given)
    simulation.trace = True
    outcome = simulation.calculate("outcome", MONTH)[0]
    amount = simulation.calculate("amount", MONTH)[0]
    return outcome, amount, simulation.tracer.get_serialized_flat_trace() if read else None
