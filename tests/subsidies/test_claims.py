"""Entering, judging and approving a claim: who may, who may not, and what the office is told."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.apps import apps
from django.db import DatabaseError, IntegrityError, connection, transaction

from subsidies import assessment
from subsidies.actions import claims
from subsidies.enums import ClaimStatus
from subsidies.models import Claim
from subsidies.workflow import CLAIM_WORKFLOW
from tests.factories import core, law, subsidies, trainees
from yunnan_training.core.roles import Role
from yunnan_training.core.workflow import NotAllowed, Refused, Stale, available, passages, perform

pytestmark = pytest.mark.django_db


def refusal(act, *args, **kwargs) -> list[str]:
    with pytest.raises(Refused) as caught:
        act(*args, **kwargs)
    return caught.value.messages


# Entering


def test_a_claim_gets_the_next_number_of_its_county_and_year(cast):
    first, second = subsidies.draft(cast.owner), subsidies.draft(cast.owner)
    prefix, _, serial = first.number.rpartition("-")
    assert prefix == "BT530502-2026"
    assert second.number == f"{prefix}-{int(serial) + 1:04d}"
    assert (first.status, first.county_id, first.entered_by) == (
        ClaimStatus.DRAFT,
        "530502",
        cast.owner.clerk,
    )
    assert passages(first).get().label == "录入补贴申请"


@pytest.mark.parametrize("who", ["sibling", "far"])
def test_a_clerk_enters_claims_of_their_own_county_only(cast, who):
    papers = subsidies.papers(cast.owner)
    with pytest.raises(NotAllowed, match="只能为本县"):
        claims.enter(**papers, by=getattr(cast, who).act("clerk"), at=core.at())
    assert not Claim.objects.exists()


@pytest.mark.parametrize("role", ["reviewer", "head", "finance", "auditor"])
def test_only_those_who_enter_may_enter(cast, role):
    papers = subsidies.papers(cast.owner)
    with pytest.raises(NotAllowed):
        claims.enter(**papers, by=cast.owner.act(role), at=core.at())


def test_a_stranger_enters_nothing(cast):
    papers = subsidies.papers(cast.owner)
    with pytest.raises(NotAllowed):
        claims.enter(**papers, by=cast.act("stranger"), at=core.at())


def test_an_institution_claims_for_its_own_people_with_their_agreement(cast):
    papers = subsidies.papers(cast.owner)
    by = cast.owner.act("school_clerk")
    assert refusal(claims.enter, **papers, by=by, at=core.at()) == [
        "机构代为申请，须填写申请人签署的代为申请协议"
    ]
    claim = claims.enter(**papers, agreement="代为申请协议2026-15号", by=by, at=core.at())
    assert claim.institution == cast.owner.school
    assert list(Claim.objects.within(by.jurisdiction)) == [claim]
    assert not Claim.objects.within(cast.act("other_school_clerk").jurisdiction).exists()


def test_an_institution_does_not_claim_for_another_institution(cast):
    papers = subsidies.papers(cast.owner)
    with pytest.raises(NotAllowed, match="本机构培训班的学员"):
        claims.enter(**papers, agreement="协议", by=cast.act("other_school_clerk"), at=core.at())


def test_an_institution_claims_for_the_certificate_of_its_class_only(cast):
    papers = subsidies.papers(cast.owner)
    other = trainees.certificate(papers["enrolment"].trainee, occupation_code="6-31-01-03")
    messages = refusal(
        claims.enter,
        **{**papers, "certificate": other},
        agreement="协议",
        by=cast.owner.act("school_clerk"),
        at=core.at(),
    )
    assert messages == ["机构只能为学员在本班取得的证书代为申请"]


def test_the_certificate_is_the_persons_own(cast):
    papers = subsidies.papers(cast.owner)
    papers["certificate"] = trainees.certificate(trainees.trainee())
    messages = refusal(claims.enter, **papers, by=cast.owner.act("clerk"), at=core.at())
    assert messages == ["证书不是申请人本人的证书，请核对"]


def test_the_training_is_the_persons_own(cast):
    papers = subsidies.papers(cast.owner)
    other = trainees.trainee()
    papers["certificate"] = trainees.certificate(other)
    messages = refusal(claims.enter, **papers, trainee=other, by=cast.owner.act("clerk"), at=core.at())
    assert messages == ["所选培训不是申请人本人参加的培训，请核对"]


def test_a_certificate_from_before_the_training_is_not_its_fruit(cast):
    """K08: of the last day of the class is right, of the day before is not."""
    papers = subsidies.papers(cast.owner)
    certificate, ended = papers["certificate"], papers["enrolment"].training_class.end_on
    certificate.issued_on = ended - timedelta(days=1)
    (message,) = refusal(claims.enter, **papers, by=cast.owner.act("clerk"), at=core.at())
    assert "早于所选培训的结业日期" in message
    certificate.issued_on = ended
    assert claims.enter(**papers, by=cast.owner.act("clerk"), at=core.at()).pk


@pytest.mark.parametrize(
    ("amount", "sentence"),
    [("0", "大于零"), ("-1", "大于零"), ("1500.005", "最多精确到分"), ("100000000", "不超过八位")],
)
def test_an_amount_that_cannot_be_paid_is_not_taken(cast, amount, sentence):
    with pytest.raises(Refused, match=sentence):
        subsidies.draft(cast.owner, "H1", entered_amount=Decimal(amount))


def test_an_item_outside_the_clause_is_refused(cast):
    papers = {**subsidies.papers(cast.owner), "item": "H9"}
    assert refusal(claims.enter, **papers, by=cast.owner.act("clerk"), at=core.at()) == [
        "补贴项目应为通知一(十)所列四项之一"
    ]


# Once in a life, one certificate


def test_the_same_item_once_in_a_life_whatever_the_occupation(cast):
    """T05, strict reading: another occupation doesn't help, nor another county."""
    who = trainees.trainee()
    subsidies.draft(cast.owner, "H2", who=who)
    sentence = ["该学员的这项补贴已申请过，每人只能享受一次(通知一(十))"]
    assert refusal(subsidies.draft, cast.owner, "H2", who=who, occupation="6-31-01-03") == sentence
    assert refusal(subsidies.draft, cast.sibling, "H2", who=who, occupation="6-31-01-03") == sentence


def test_all_four_items_in_one_life(cast):
    who = trainees.trainee()
    for item in ("H1", "H2", "H3", "H4"):
        subsidies.submitted(cast.owner, item, who=who)
    assert sorted(Claim.objects.values_list("item", flat=True)) == ["H1", "H2", "H3", "H4"]


def test_after_a_rejection_or_a_withdrawal_it_can_be_claimed_again(cast):
    who = trainees.trainee()
    first = subsidies.submitted(cast.owner, "H2", who=who)
    claims.move(first, "reject", by=cast.owner.act("reviewer"), at=core.at(), comment="材料不全且未补正")
    second = subsidies.draft(cast.owner, "H2", who=who)
    claims.move(second, "withdraw", by=cast.owner.act("clerk"), at=core.at(), comment="本人撤回")
    third = subsidies.submitted(cast.owner, "H2", who=who)
    assert third.status == ClaimStatus.SUBMITTED


def test_one_certificate_one_claim(cast):
    """K07: the same certificate under another item."""
    first = subsidies.draft(cast.owner, "H2")
    messages = refusal(
        claims.enter,
        trainee=first.trainee,
        certificate=first.certificate,
        item="H1",
        by=cast.owner.act("clerk"),
        at=core.at(),
    )
    assert messages == ["该证书已用于另一笔补贴申请"]


def test_a_lower_level_is_not_claimed_after_a_higher_one(cast):
    """K06, for the same occupation only."""
    who = trainees.trainee()
    subsidies.submitted(cast.owner, "H2", who=who)
    late = subsidies.draft(cast.owner, "H1", who=who)
    (message,) = refusal(claims.submit, late, by=cast.owner.act("clerk"), at=core.at())
    assert "更高等级" in message
    claims.move(late, "withdraw", by=cast.owner.act("clerk"), at=core.at(), comment="改报")
    assert subsidies.submitted(cast.owner, "H1", who=who, occupation="6-31-01-03").pk


# Correcting


def test_a_correction_counts_the_version_and_is_assessed_again(cast):
    claim = subsidies.draft(cast.owner, "H1", entered_amount=Decimal("2500"))
    assert assessment.newest(claim).amount is None
    corrected = claims.correct(
        claim, entered_amount=Decimal("1800"), by=cast.owner.act("clerk"), at=core.at(), version=1
    )
    assert corrected.version == 2
    assert assessment.newest(claim).amount == Decimal("1800")
    assert claim.assessments.count() == 2


def test_a_correction_of_an_older_version_is_stale(cast):
    claim = subsidies.draft(cast.owner)
    claims.correct(claim, employer="甲厂", by=cast.owner.act("clerk"), at=core.at(), version=1)
    with pytest.raises(Stale):
        claims.correct(claim, employer="乙厂", by=cast.owner.act("clerk"), at=core.at(), version=1)
    assert Claim.objects.get(pk=claim.pk).employer == "甲厂"


def test_a_submitted_claim_is_changed_only_after_its_return(cast):
    claim = subsidies.submitted(cast.owner)
    with pytest.raises(Refused, match="不能修改"):
        claims.correct(claim, employer="乙厂", by=cast.owner.act("clerk"), at=core.at())
    claims.move(
        claim, "return_for_correction", by=cast.owner.act("reviewer"), at=core.at(), comment="补充单位证明"
    )
    assert claims.correct(claim, employer="乙厂", by=cast.owner.act("clerk"), at=core.at()).employer == "乙厂"


def test_another_countys_clerk_corrects_nothing(cast):
    claim = subsidies.draft(cast.owner)
    with pytest.raises(NotAllowed):
        claims.correct(claim, employer="乙厂", by=cast.sibling.act("clerk"), at=core.at())


def test_a_correction_cannot_take_another_claims_certificate(cast):
    who = trainees.trainee()
    first = subsidies.draft(cast.owner, "H1", who=who)
    second = subsidies.draft(cast.owner, "H2", who=who)
    messages = refusal(
        claims.correct,
        second,
        certificate=first.certificate,
        by=cast.owner.act("clerk"),
        at=core.at(),
    )
    assert messages == ["该证书已用于另一笔补贴申请"]


# From submission to approval


def test_what_is_not_met_stops_the_submission_and_the_reasons_stay(cast):
    claim = subsidies.draft(cast.owner, "H2", front_line_post=False)
    messages = refusal(claims.submit, claim, by=cast.owner.act("clerk"), at=core.at())
    assert messages == ["申请人不在企业生产一线岗位工作。（一(十)）"]
    assert Claim.objects.get(pk=claim.pk).status == ClaimStatus.DRAFT
    assert claim.assessments.count() == 2  # at the entry, and at the attempt


def test_unknown_stops_the_submission_too(cast):
    claim = subsidies.draft(cast.owner, "H2", front_line_post=None)
    (message,) = refusal(claims.submit, claim, by=cast.owner.act("clerk"), at=core.at())
    assert "无法判断" in message


def test_without_an_assessment_no_step_is_taken(cast):
    papers = subsidies.papers(cast.owner)
    claim = Claim.objects.create(
        number="BT530502-2026-9999",
        trainee=papers["enrolment"].trainee,
        county=cast.owner.region,
        enrolment=papers["enrolment"],
        certificate=papers["certificate"],
        item="H2",
        once_key="H2",
        entered_by=cast.owner.clerk,
    )
    assert refusal(perform, CLAIM_WORKFLOW, claim, "submit", by=cast.owner.act("clerk"), at=core.at()) == [
        "尚未核定，请先核定补贴资格和金额"
    ]


def test_a_changed_fact_must_be_assessed_before_the_review(cast):
    claim = subsidies.submitted(cast.owner)
    claim.enrolment.attendance.update(mark="absent")
    by = cast.owner.act("reviewer")
    assert refusal(claims.move, claim, "review", by=by, at=core.at()) == [
        "申请材料、申领记录或政策参数在核定后有变化，请重新核定"
    ]
    claims.assess(claim, by=by, at=core.at())
    assert refusal(claims.move, claim, "review", by=by, at=core.at()) == ["申请人未参加培训。（一(十)）"]


@pytest.mark.parametrize(
    ("item", "amount"), [("H1", "1500.00"), ("H2", "2000.00"), ("H3", "3000.00"), ("H4", "1000.00")]
)
def test_the_approval_sets_the_amount_of_the_assessment(cast, item, amount):
    claim = subsidies.reviewed(cast.owner, item)
    assert claim.amount is None
    approved = claims.approve(claim, by=cast.owner.act("head"), at=core.at())
    assert (approved.status, approved.amount) == (ClaimStatus.APPROVED, Decimal(amount))
    assert approved.payee_account_hash == approved.trainee.bank_account_hash


def test_one_person_does_not_enter_and_review(cast):
    core.appoint(cast.owner.clerk, Role.COUNTY_REVIEWER, "530502")
    claim = subsidies.submitted(cast.owner)
    (message,) = refusal(claims.move, claim, "review", by=cast.owner.act("clerk"), at=core.at())
    assert message.startswith("您已办理过“录入补贴申请")
    assert message.endswith("须由另一人办理")


def test_one_person_does_not_correct_and_review(cast):
    """Who wrote into the claim afterwards doesn't judge it either."""
    core.appoint(cast.owner.reviewer, Role.COUNTY_CLERK, "530502")
    claim = subsidies.draft(cast.owner)
    claims.correct(claim, employer="丙厂", by=cast.owner.act("reviewer"), at=core.at())
    claims.submit(claim, by=cast.owner.act("clerk"), at=core.at())
    (message,) = refusal(claims.move, claim, "review", by=cast.owner.act("reviewer"), at=core.at())
    assert "修改补贴申请" in message


def test_one_person_does_not_review_and_approve(cast):
    core.appoint(cast.owner.reviewer, Role.COUNTY_HEAD, "530502")
    claim = subsidies.reviewed(cast.owner)
    (message,) = refusal(claims.approve, claim, by=cast.owner.act("reviewer"), at=core.at())
    assert "审核通过" in message


@pytest.mark.parametrize("who", ["sibling", "far"])
def test_neighbours_and_far_counties_judge_nothing(cast, who):
    other = getattr(cast, who)
    submitted, reviewed = subsidies.submitted(cast.owner), subsidies.reviewed(cast.owner)
    for claim, name, role in (
        (submitted, "review", "reviewer"),
        (submitted, "reject", "reviewer"),
        (reviewed, "approve", "head"),
        (reviewed, "refuse", "head"),
    ):
        with pytest.raises(NotAllowed):
            claims.move(claim, name, by=other.act(role), at=core.at(), comment="越权")
    assert not Claim.objects.within(other.act("clerk").jurisdiction).exists()


def test_the_prefecture_reads_and_does_not_decide(cast):
    claim = subsidies.submitted(cast.owner)
    by = cast.act("prefecture_officer")
    assert list(Claim.objects.within(by.jurisdiction)) == [claim]
    assert not Claim.objects.within(cast.act("far_prefecture_officer").jurisdiction).exists()
    with pytest.raises(NotAllowed):
        claims.move(claim, "review", by=by, at=core.at())


def test_a_step_on_an_older_version_is_stale(cast):
    claim = subsidies.submitted(cast.owner)
    with pytest.raises(Stale):
        claims.move(claim, "review", by=cast.owner.act("reviewer"), at=core.at(), version=1)
    assert claims.move(claim, "review", by=cast.owner.act("reviewer"), at=core.at(), version=2).version == 3


@pytest.mark.parametrize(
    ("start", "name", "role", "end"),
    [
        ("submitted", "return_for_correction", "reviewer", ClaimStatus.RETURNED),
        ("submitted", "reject", "reviewer", ClaimStatus.REJECTED),
        ("reviewed", "refuse", "head", ClaimStatus.REJECTED),
    ],
)
def test_a_no_needs_its_reason(cast, start, name, role, end):
    claim = getattr(subsidies, start)(cast.owner)
    by = cast.owner.act(role)
    (message,) = refusal(claims.move, claim, name, by=by, at=core.at(), comment="  ")
    assert "必须填写意见" in message
    moved = claims.move(claim, name, by=by, at=core.at(), comment="劳动合同与社保记录不符")
    assert moved.status == end
    assert passages(moved).last().comment == "劳动合同与社保记录不符"


@pytest.mark.parametrize("name", ["publicise", "clear", "batch", "pay", "fail"])
def test_steps_of_the_system_have_no_button(cast, name):
    claim = subsidies.submitted(cast.owner)
    with pytest.raises(NotAllowed, match="不能单独办理"):
        claims.move(claim, name, by=cast.owner.act("finance"), at=core.at())


def test_the_page_says_why_the_next_step_cannot_be_taken(cast):
    claim = subsidies.draft(cast.owner, "H2", front_line_post=False)
    steps = {s.name: s for s in available(CLAIM_WORKFLOW, claim, by=cast.owner.act("clerk"), at=core.at())}
    assert steps["submit"].refusal == "申请人不在企业生产一线岗位工作。（一(十)）"
    assert not steps["withdraw"].refusals
    assert available(CLAIM_WORKFLOW, claim, by=cast.sibling.act("clerk"), at=core.at()) == []


# The account that is to be paid


def test_a_changed_account_is_confirmed_by_a_second_officer(cast):
    claim = subsidies.approved(cast.owner)
    subsidies.change_account(claim.trainee)
    with pytest.raises(NotAllowed):
        claims.confirm_account(claim, comment="存折复印件", by=cast.owner.act("clerk"), at=core.at())
    by = cast.owner.act("reviewer")
    with pytest.raises(Refused, match="依据"):
        claims.confirm_account(claim, comment=" ", by=by, at=core.at())
    confirmed = claims.confirm_account(claim, comment="存折复印件", by=by, at=core.at())
    assert confirmed.payee_account_hash == confirmed.trainee.bank_account_hash
    assert passages(confirmed).last().label == "确认收款账号"


# What the database itself refuses and remembers


def run(sql: str, *params) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, params)


def test_raw_sql_cannot_jump_over_the_review(cast):
    claim = subsidies.submitted(cast.owner)
    with pytest.raises(IntegrityError, match="补贴申请不能由submitted变为approved"):
        run(
            "UPDATE subsidies_claim SET status = 'approved', amount = 2000, version = version + 1 WHERE id = %s",
            claim.pk,
        )


def test_raw_sql_cannot_approve_without_an_amount(cast):
    claim = subsidies.reviewed(cast.owner)
    with pytest.raises(IntegrityError, match="approved_claim_has_its_amount"):
        run("UPDATE subsidies_claim SET status = 'approved', version = version + 1 WHERE id = %s", claim.pk)


def test_raw_sql_cannot_be_born_approved_or_keep_the_version(cast):
    claim = subsidies.submitted(cast.owner)
    with pytest.raises(IntegrityError, match="必须同时更新版本号"):
        run("UPDATE subsidies_claim SET status = 'reviewed' WHERE id = %s", claim.pk)
    columns = ", ".join(f.column for f in Claim._meta.concrete_fields if f.column not in ("id", "number"))
    with pytest.raises(IntegrityError, match="只能从初始状态开始"):
        run(
            f"INSERT INTO subsidies_claim (number, {columns}) SELECT 'X', {columns} FROM subsidies_claim WHERE id = %s",
            claim.pk,
        )


def test_the_unique_index_stands_behind_the_action(cast):
    first = subsidies.submitted(cast.owner)
    with pytest.raises(IntegrityError, match="item_once_per_person"), transaction.atomic():
        Claim.objects.create(
            number="BT-X",
            trainee=first.trainee,
            county=first.county,
            certificate=trainees.certificate(first.trainee),
            item="H2",
            once_key="H2",
            entered_by=cast.owner.clerk,
        )


def history(claim: Claim) -> list[str]:
    events = apps.get_model("subsidies", "ClaimEvent").objects.filter(pgh_obj_id=claim.pk)
    return list(events.order_by("pgh_id").values_list("employer", flat=True))


def test_a_bulk_write_and_raw_sql_leave_their_history(cast):
    claim = subsidies.draft(cast.owner)
    before = len(history(claim))
    Claim.objects.filter(pk=claim.pk).update(employer="批量改写")
    run("UPDATE subsidies_claim SET employer = %s WHERE id = %s", "绕过平台改写", claim.pk)
    assert history(claim)[before:] == ["批量改写", "绕过平台改写"]


def test_nobody_changes_the_record_of_a_passage(cast):
    claim = subsidies.submitted(cast.owner)
    with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
        passages(claim).update(actor_name="他人")


# The region's own last day


DEADLINE, WON = "local.claim_deadline_days", subsidies.WON_ON["H2"]


@pytest.fixture
def deadline(cast):
    """`deadline("20")`: the prefecture releases that number of days."""

    def release(days: str, **given):
        law.standard("530500", DEADLINE, days, drafted_by=cast.prefecture_officer, **given)

    return release


def late(cast, on) -> str:
    claim = subsidies.draft(cast.owner, on=on)
    return "".join(refusal(claims.submit, claim, by=cast.owner.act("clerk"), at=core.at(on)))


@pytest.mark.parametrize("days", [0, 29, 30])
def test_a_claim_is_in_time_up_to_the_last_day_itself(cast, deadline, days):
    deadline("30")
    assert subsidies.submitted(cast.owner, on=WON + timedelta(days=days)).status == ClaimStatus.SUBMITTED


def test_a_day_later_is_refused_with_the_last_day_and_the_document(cast, deadline):
    deadline("30")
    last = WON + timedelta(days=30)
    assert late(cast, last + timedelta(days=1)) == (
        f"证书于{WON}发证，补贴申请期限为30日（保山市：某州人社规〔2025〕1号），最后一日为{last}，已逾期，不能提交"
    )


def test_the_standard_is_that_of_the_certificates_day_and_of_the_classs_programme(cast, deadline):
    deadline("1", valid_to=WON - timedelta(days=1))
    deadline("1", valid_from=WON + timedelta(days=1))
    deadline("1", valid_from=WON, valid_to=WON, programme="RURAL")
    assert subsidies.submitted(cast.owner)
    deadline("1", valid_from=WON, valid_to=WON, programme="HIGH")
    assert "期限为1日" in late(cast, core.DAY)


def test_a_claim_that_was_returned_keeps_its_first_day(cast, deadline):
    deadline("30")
    last, clerk = WON + timedelta(days=30), cast.owner.act("clerk")
    claim = subsidies.submitted(cast.owner, on=last)
    for days in (1, 2):
        again = core.at(last + timedelta(days=days))
        claim = claims.move(
            claim, "return_for_correction", by=cast.owner.act("reviewer"), at=again, comment="补协议"
        )
        claim = claims.submit(claim, by=clerk, at=again)
    assert (claim.status, claim.claimed_on) == (ClaimStatus.SUBMITTED, last + timedelta(days=2))


def test_another_certificate_has_its_own_first_day(cast, deadline):
    """Else a claim handed in early for one certificate would hold the door open for every other."""
    deadline("30")
    last, clerk = WON + timedelta(days=30), cast.owner.act("clerk")
    claim = subsidies.submitted(cast.owner, on=last)
    again = core.at(last + timedelta(days=1))
    claim = claims.move(
        claim, "return_for_correction", by=cast.owner.act("reviewer"), at=again, comment="证书有误"
    )
    other = trainees.certificate(
        claim.trainee, level=subsidies.LEVELS["H2"], occupation_code="6-18-01-01", issued_on=WON
    )
    claim = claims.correct(claim, certificate=other, by=clerk, at=again)
    assert "已逾期，不能提交" in "".join(refusal(claims.submit, claim, by=clerk, at=again))
