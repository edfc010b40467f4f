"""What waits for whom, and what the person sees on the phone."""

from datetime import timedelta
from decimal import Decimal
from urllib.parse import urlsplit

import pytest
from django.urls import resolve

from subsidies import selectors
from subsidies.actions import claims, releases, standards
from subsidies.enums import PaymentStatus
from tests.factories import core, courses, law, subsidies, trainees
from yunnan_training.core.roles import Role

pytestmark = pytest.mark.django_db


def counts(actor, *, on=core.DAY) -> dict[str, int]:
    return {card.label: card.count for card in selectors.todo(actor.jurisdiction, on=on)}


def test_each_officer_sees_what_waits_for_them(cast):
    subsidies.draft(cast.owner)
    subsidies.submitted(cast.owner)
    subsidies.submitted(cast.owner)
    subsidies.reviewed(cast.owner)
    approved = subsidies.approved(cast.owner)
    assert counts(cast.owner.act("clerk")) == {
        "未提交的补贴申请": 1,
        "退回补正的补贴申请": 0,
        "待公示的补贴": 1,
        "公示期满待结束": 0,
    }
    assert counts(cast.owner.act("reviewer")) == {"待审核的补贴申请": 2}
    assert counts(cast.owner.act("head")) == {"待批准的补贴申请": 1, "待处理的异议": 0}
    subsidies.publicity(cast.owner, [approved])
    assert counts(cast.owner.act("clerk"), on=subsidies.AFTER - timedelta(days=1))["公示期满待结束"] == 0
    assert counts(cast.owner.act("clerk"), on=subsidies.AFTER)["公示期满待结束"] == 1


def test_finance_sees_what_is_to_be_paid_and_what_came_back(cast):
    chosen = subsidies.cleared(cast.owner, count=4)
    subsidies.batch(cast.owner, chosen[:1])
    subsidies.exported(cast.owner, chosen[1:2])
    subsidies.settled(cast.owner, chosen[2:3], paid=False)
    assert counts(cast.owner.act("finance")) == {
        "待拨付的补贴": 1,
        "拨付失败的补贴": 1,
        "待导出的拨付批次": 1,
        "待登记结果的拨付批次": 1,
    }


def test_a_draft_of_the_law_waits_for_whoever_did_not_write_it(cast):
    author = cast.act("provincial_officer")
    second = core.actor_for(core.officer(Role.PROVINCIAL_OFFICER, "530000", "另一人"))
    row = law.draft_release(author)
    assert counts(second)["待发布的规则版本"] == 1
    assert "待发布的规则版本" not in counts(author)
    releases.amend(row, law.higher_cap(parameter="technician.amount", value="2600"), by=second, at=core.at())
    assert "待发布的规则版本" not in counts(second)
    clerk = cast.owner.act("clerk")
    standards.draft(
        key="local.attendance_share",
        region=cast.owner.region,
        value="0.80",
        valid_from=core.DAY,
        document="隆阳人社发〔2026〕3号(虚构)",
        quote="出勤率达到80%以上方可结业",
        by=clerk,
        at=core.at(),
    )
    assert counts(cast.owner.act("head"))["待发布的地方标准"] == 1
    assert "待发布的地方标准" not in counts(clerk)
    assert "待发布的地方标准" not in counts(cast.sibling.act("head"))


def test_nothing_of_a_neighbour_is_counted(cast):
    subsidies.submitted(cast.owner)
    for office in (cast.sibling, cast.far):
        assert set(counts(office.act("reviewer")).values()) == {0}
    assert selectors.todo(cast.act("stranger").jurisdiction, on=core.DAY) == []


def test_an_institution_sees_its_own_drafts(cast):
    by = cast.owner.act("school_clerk")
    claims.enter(**subsidies.papers(cast.owner), agreement="协议1号", by=by, at=core.at())
    assert counts(by)["未提交的补贴申请"] == 1
    assert counts(cast.act("other_school_clerk"))["未提交的补贴申请"] == 0


def test_every_card_leads_to_a_page(cast):
    for role in ("clerk", "reviewer", "head", "finance"):
        for card in selectors.todo(cast.owner.act(role).jurisdiction, on=core.DAY):
            assert resolve(urlsplit(card.url).path).namespace == "subsidies"


def test_a_list_of_claims_is_one_query(cast, django_assert_num_queries):
    subsidies.submitted(cast.owner)
    subsidies.approved(cast.owner)
    jurisdiction = cast.owner.act("clerk").jurisdiction
    with django_assert_num_queries(1):
        for claim in selectors.recent_claims(jurisdiction):
            assert claim.trainee.name
            assert claim.county.name
            assert claim.enrolment.training_class.name


def test_the_totals_of_a_batch(cast):
    made = subsidies.settled(cast.owner, subsidies.cleared(cast.owner, count=2))
    totals = selectors.batch_totals(made)
    assert totals[PaymentStatus.PAID] == totals[""] == (2, Decimal("4000.00"))
    assert totals[PaymentStatus.FAILED] == (0, Decimal(0))


# The person's own page


def claim_row(who) -> selectors.StatusRow:
    return next(row for row in selectors.trainee_status(who) if row.kind == "claim")


def test_the_person_follows_the_claim_in_their_own_words(cast):
    who = trainees.trainee()
    claim = subsidies.draft(cast.owner, who=who)
    assert [row.kind for row in selectors.trainee_status(who)] == ["training"]
    claims.submit(claim, by=cast.owner.act("clerk"), at=core.at())
    assert claim_row(who).word == "补贴审核中"
    claims.move(claim, "review", by=cast.owner.act("reviewer"), at=core.at())
    assert (claim_row(who).word, claim_row(who).amount) == ("补贴审核中", None)
    claims.approve(claim, by=cast.owner.act("head"), at=core.at())
    assert claim_row(who).amount == Decimal("2000.00")
    subsidies.publicity(cast.owner, [claim])
    assert claim_row(who).word == "公示中"


def test_the_person_sees_what_arrived_when_and_where(cast):
    (claim,) = subsidies.cleared(cast.owner)
    assert claim_row(claim.trainee).word == "待发放"
    subsidies.batch(cast.owner, [claim])
    assert claim_row(claim.trainee).word == "待发放"


def test_the_paid_row_has_day_amount_and_last_four(cast):
    (claim,) = subsidies.cleared(cast.owner)
    subsidies.settled(cast.owner, [claim])
    row = claim_row(claim.trainee)
    assert (row.word, row.day, row.amount) == ("已发放", subsidies.AFTER, Decimal("2000.00"))
    assert row.account_last4 == claim.trainee.bank_account_masked[-4:]
    assert row.account_last4.isdigit()


def test_a_bounced_payment_is_still_to_come_and_says_why(cast):
    (claim,) = subsidies.cleared(cast.owner)
    subsidies.settled(cast.owner, [claim], paid=False)
    row = claim_row(claim.trainee)
    assert row.word == "待发放"
    assert "账号状态异常" in row.reason


def test_a_refusal_has_its_reason_and_where_to_complain(cast):
    claim = subsidies.submitted(cast.owner)
    claims.move(
        claim,
        "reject",
        by=cast.owner.act("reviewer"),
        at=core.at(),
        comment="社保记录与申请不符，举报电话13800138000",
    )
    row = claim_row(claim.trainee)
    assert row.word == "不予发放"
    assert row.reason.startswith("社保记录与申请不符")
    assert "13800138000" not in row.reason
    assert cast.owner.region.office_name in row.appeal
    assert cast.owner.region.office_phone in row.appeal


def test_the_class_shows_its_stage(cast):
    who = trainees.trainee()
    courses.running_class(cast.owner.school, people=[who], **cast.owner.class_officers)
    (row,) = selectors.trainee_status(who)
    assert (row.kind, row.word) == ("training", "在训")


def test_nobody_else_is_on_the_persons_page(cast):
    subsidies.submitted(cast.owner)
    assert selectors.trainee_status(trainees.trainee()) == []
