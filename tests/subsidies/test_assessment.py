"""From the office's records to the law's answer: what is known, what is not, and when an answer is too old."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from courses.enums import AttendanceMark, EnrolmentStatus, ExamResult
from subsidies import assessment
from subsidies.actions import claims
from subsidies.enums import ClaimStatus
from subsidies.models import Assessment, Claim
from subsidies.rules import Outcome, current
from subsidies.rules.enums import Standing
from tests.factories import core, law, subsidies, trainees
from tests.factories import courses as class_factory
from trainees.enums import SkillLevel
from yunnan_training.core.workflow import NotAllowed, Refused

pytestmark = pytest.mark.django_db


def codes(made: Assessment, outcome: str) -> set[str]:
    return set(made.checks.filter(outcome=outcome).values_list("code", flat=True))


@pytest.mark.parametrize(
    ("item", "amount"), [("H1", "1500.00"), ("H2", "2000.00"), ("H3", "3000.00"), ("H4", "1000.00")]
)
def test_each_item_of_the_clause_is_met_with_its_amount(cast, item, amount):
    made = assessment.newest(subsidies.draft(cast.owner, item))
    assert (made.outcome, made.amount) == (Outcome.MET, Decimal(amount))
    assert {check.clause for check in made.checks.all()} >= {"一(十)"}
    assert all(check.sentence for check in made.checks.all())
    last = made.worksheet.last()
    assert (last.label, last.value) == ("应补金额", f"{amount}元")
    assert [line.order for line in made.worksheet.all()] == list(range(1, made.worksheet.count() + 1))


@pytest.mark.parametrize(
    ("entered", "outcome"),
    [("2000.00", Outcome.MET), ("2000.01", Outcome.NOT_MET), ("0.01", Outcome.MET), (None, Outcome.NOT_MET)],
)
def test_the_cap_of_an_advanced_worker_is_never_filled_in(cast, entered, outcome):
    """T01: at the cap is right, a fen above is refused, nothing entered is nothing paid."""
    claim = subsidies.draft(cast.owner, "H1", entered_amount=entered and Decimal(entered))
    made = assessment.newest(claim)
    assert made.outcome == outcome
    assert made.amount == (Decimal(entered) if outcome == Outcome.MET else None)


def test_an_amount_without_its_basis_is_refused(cast):
    made = assessment.newest(subsidies.draft(cast.owner, "H1", amount_basis=" "))
    assert codes(made, Outcome.NOT_MET) == {"amount_has_basis"}


@pytest.mark.parametrize("amount", ["1999", "2001"])
def test_a_fixed_amount_can_only_be_itself(cast, amount):
    made = assessment.newest(subsidies.draft(cast.owner, "H2", entered_amount=Decimal(amount)))
    assert codes(made, Outcome.NOT_MET) == {"amount_is_allowed"}


def test_what_nobody_vouched_for_cannot_be_told(cast):
    made = assessment.newest(subsidies.draft(cast.owner, "H2", front_line_post=None))
    assert (made.outcome, made.amount) == (Outcome.CANNOT_TELL, None)
    assert codes(made, Outcome.CANNOT_TELL) == {"works_at_front_line"}


@pytest.mark.parametrize(
    ("mark", "took_part"),
    [
        (AttendanceMark.PRESENT, True),
        (AttendanceMark.LATE, True),
        (AttendanceMark.EARLY, True),
        (AttendanceMark.ABSENT, False),
        (AttendanceMark.LEAVE, False),
        (None, None),
    ],
)
def test_taking_part_is_being_there_once(cast, mark, took_part):
    training_class = class_factory.draft_class(cast.owner.school, entered_by=cast.owner.clerk)
    enrolment = class_factory.enrolment(training_class, trainees.trainee())
    if mark:
        class_factory.attended(enrolment, recorded_by=cast.owner.clerk, mark=mark)
    assert assessment.took_part(enrolment) is took_part


def test_who_left_the_roster_took_no_part(cast):
    training_class = class_factory.draft_class(cast.owner.school, entered_by=cast.owner.clerk)
    enrolment = class_factory.enrolment(training_class, trainees.trainee(), status=EnrolmentStatus.WITHDRAWN)
    class_factory.attended(enrolment, recorded_by=cast.owner.clerk)
    assert assessment.took_part(enrolment) is False


@pytest.mark.parametrize(
    ("result", "passed"),
    [
        (ExamResult.PASSED, True),
        (ExamResult.FAILED, False),
        (ExamResult.ABSENT, False),
        (ExamResult.PENDING, None),
    ],
)
def test_the_result_of_the_training_is_a_fact(cast, result, passed):
    training_class = class_factory.draft_class(cast.owner.school, entered_by=cast.owner.clerk)
    enrolment = class_factory.passed(
        class_factory.enrolment(training_class, trainees.trainee()), result=result
    )
    assert assessment.passed(enrolment) is passed


def test_training_that_the_records_do_not_know_cannot_be_told(cast):
    """A technician without a class here: nobody knows whether there was training."""
    who = trainees.trainee()
    claim = claims.enter(
        trainee=who,
        certificate=trainees.certificate(who),
        item="H2",
        front_line_post=True,
        by=cast.owner.act("clerk"),
        at=core.at(),
    )
    made = assessment.newest(claim)
    assert codes(made, Outcome.CANNOT_TELL) == {"took_part_in_training"}


def test_new_technology_is_for_a_senior_technician(cast):
    """T04: whose highest certificate is 技师 is refused."""
    claim = subsidies.draft(cast.owner, "H4")
    claim.trainee.certificates.filter(level=SkillLevel.LEVEL_1).update(level=SkillLevel.LEVEL_2)
    made = claims.assess(claim, by=cast.owner.act("clerk"), at=core.at())
    assert codes(made, Outcome.NOT_MET) == {"is_senior_technician"}


def test_a_question_left_to_a_person_is_settled_by_a_finding(cast):
    old = subsidies.draft(cast.owner, "H1")
    certificate = old.certificate
    certificate.issued_on = date(2018, 6, 1)
    certificate.save()
    enrolment = old.enrolment
    Claim.objects.filter(pk=old.pk).update(enrolment=None)
    made = claims.assess(old, by=cast.owner.act("clerk"), at=core.at())
    assert (made.outcome, codes(made, Outcome.NEEDS_PERSON)) == (
        Outcome.NEEDS_PERSON,
        {"certificate_is_issued"},
    )
    with pytest.raises(Refused, match="须由人工认定"):
        claims.submit(old, by=cast.owner.act("clerk"), at=core.at())
    finding = {"check": "certificate_is_issued", "accepted": True, "reason": "省厅答复口径认可"}
    claims.correct(old, findings=[finding], enrolment=None, by=cast.owner.act("clerk"), at=core.at())
    made = assessment.newest(old)
    assert made.outcome == Outcome.MET
    assert "省厅答复口径认可" in made.checks.get(code="certificate_is_issued").sentence
    assert enrolment.pk


def test_a_finding_needs_its_reason(cast):
    finding = {"check": "certificate_is_issued", "accepted": True, "reason": " "}
    with pytest.raises(Refused, match="必须写明理由"):
        subsidies.draft(cast.owner, "H1", findings=[finding])


def test_a_draft_is_no_claim_yet_and_the_others_are(cast):
    who = trainees.trainee()
    first = subsidies.draft(cast.owner, "H1", who=who)
    second = subsidies.draft(cast.owner, "H2", who=who)
    assert assessment.facts_of(second, day=core.DAY).earlier_claims == ()
    claims.submit(first, by=cast.owner.act("clerk"), at=core.at())
    (earlier,) = assessment.facts_of(second, day=core.DAY).earlier_claims
    assert (earlier.item, earlier.standing, earlier.level) == ("H1", Standing.PENDING, "3")


def test_every_state_but_the_draft_has_its_standing():
    assert set(ClaimStatus) - set(assessment.STANDING_OF) == {ClaimStatus.DRAFT}


def test_facts_carry_nothing_that_names_the_person(cast):
    claim = subsidies.draft(cast.owner)
    stored = str(assessment.newest(claim).facts)
    assert claim.trainee.name not in stored
    assert str(claim.trainee.key) not in stored


def test_the_once_key_follows_the_reading_in_force(cast):
    claim = subsidies.draft(cast.owner, "H2")
    assert assessment.once_key(claim, day=core.DAY) == "H2"
    other = current().with_reading("reading.once_in_life", "once_per_occupation_and_level")
    law.put_in_force(other)
    assert assessment.once_key(claim, day=core.DAY) == "H2:6-18-02-04:2"


def test_an_assessment_grows_old_with_the_facts(cast):
    claim = subsidies.submitted(cast.owner)
    made = assessment.newest(claim)
    assert assessment.is_fresh(claim, made)
    certificate = claim.certificate
    certificate.level = SkillLevel.LEVEL_3
    certificate.save()
    claim.refresh_from_db()
    assert not assessment.is_fresh(claim, made)


def test_an_assessment_grows_old_with_the_rules(cast):
    claim = subsidies.submitted(cast.owner)
    law.put_in_force(current().with_reading("reading.once_in_life", "once_per_occupation_and_level"))
    assert not assessment.is_fresh(claim, assessment.newest(claim))


def test_the_day_of_the_claim_is_that_of_its_submission(cast):
    claim = subsidies.draft(cast.owner, on=core.DAY)
    later = core.DAY + timedelta(days=3)
    claim = claims.submit(claim, by=cast.owner.act("clerk"), at=core.at(later))
    assert claim.claimed_on == later
    much_later = core.DAY + timedelta(days=30)
    made = claims.assess(claim, by=cast.owner.act("reviewer"), at=core.at(much_later))
    assert made.facts["day"] == later.isoformat()
    assert assessment.is_fresh(claim, made)


def test_before_the_notice_nothing_can_be_assessed(cast):
    claim = subsidies.draft(cast.owner)
    with pytest.raises(Refused, match="没有生效的补贴标准"):
        claims.assess(claim, by=cast.owner.act("clerk"), at=core.at(date(2018, 12, 26)))


@pytest.mark.parametrize("who", ["sibling", "far"])
def test_another_county_cannot_assess(cast, who):
    claim = subsidies.draft(cast.owner)
    with pytest.raises(NotAllowed):
        claims.assess(claim, by=getattr(cast, who).act("reviewer"), at=core.at())


def test_a_kept_answer_cannot_be_changed(cast):
    made = assessment.newest(subsidies.draft(cast.owner))
    with pytest.raises(Exception, match="Cannot update"):
        Assessment.objects.filter(pk=made.pk).update(amount=Decimal("9999"))
