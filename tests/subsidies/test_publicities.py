"""Publicity: how long, what the public sees, what an objection does, when it can end."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from courses.enums import Programme
from courses.models import TrainingClass
from subsidies import selectors
from subsidies.actions import claims, publicities
from subsidies.enums import ClaimStatus, PublicityStatus
from subsidies.models import Claim, Publicity
from tests.factories import core, subsidies
from yunnan_training.core.workflow import NotAllowed, Refused, Stale, passages

pytestmark = pytest.mark.django_db
LAST = date(2026, 3, 9)  # the fifth working day from Tuesday 3 March


def test_the_window_is_the_parameters_working_days_and_the_first_one_counts(cast):
    claim = subsidies.approved(cast.owner)
    opened = subsidies.publicity(cast.owner, [claim])
    assert (opened.starts_on, opened.ends_on, opened.calendar_note) == (subsidies.OPENS_ON, LAST, "")
    assert opened.number.startswith("GS530502-2026-")
    assert opened.objection_phone == cast.owner.region.office_phone
    claim.refresh_from_db()
    assert (claim.status, claim.publicity) == (ClaimStatus.PUBLICISED, opened)
    assert passages(claim).last().actor == cast.owner.clerk


def test_a_year_without_its_holidays_says_so(cast):
    # The locked calendar ends with 2026; the first working days of 2027 lie within the year that may be planned.
    opened = subsidies.publicity(cast.owner, [subsidies.approved(cast.owner)], starts_on=date(2027, 1, 4))
    assert opened.calendar_note.startswith("2027年节假日安排尚未收录")


def test_a_publicity_does_not_begin_in_another_age(cast):
    with pytest.raises(Refused, match="不能晚于一年之后"):
        subsidies.publicity(cast.owner, [subsidies.approved(cast.owner)], starts_on=date(2099, 1, 1))


def test_longer_is_allowed_and_shorter_is_not(cast):
    claim = subsidies.approved(cast.owner)
    with pytest.raises(Refused, match="不能少于5个工作日"):
        subsidies.publicity(cast.owner, [claim], days=4)
    assert subsidies.publicity(cast.owner, [claim], days=6).ends_on == LAST + timedelta(days=1)


def test_a_publicity_is_not_dated_back(cast):
    claim = subsidies.approved(cast.owner)
    with pytest.raises(Refused, match="不能早于今天"):
        subsidies.publicity(cast.owner, [claim], starts_on=core.DAY - timedelta(days=1))
    assert subsidies.publicity(cast.owner, [claim], starts_on=core.DAY).starts_on == core.DAY


def test_an_empty_list_and_a_missing_phone_are_told_together(cast):
    cast.owner.region.office_phone = ""
    with pytest.raises(Refused) as caught:
        publicities.open(
            county=cast.owner.region,
            claims=[],
            starts_on=core.DAY,
            by=cast.owner.act("clerk"),
            at=core.at(),
        )
    assert caught.value.messages == ["请填写异议受理电话", "请至少选择一笔已批准的申请"]


def test_one_claim_that_is_not_approved_stops_the_whole(cast):
    good, early = subsidies.approved(cast.owner), subsidies.reviewed(cast.owner)
    with pytest.raises(Refused, match=f"申请{early.number}：当前状态为“已审核”"):
        subsidies.publicity(cast.owner, [good, early])
    assert not Publicity.objects.exists()
    assert Claim.objects.get(pk=good.pk).status == ClaimStatus.APPROVED


def test_claims_of_another_county_do_not_come_along(cast):
    own, foreign = subsidies.approved(cast.owner), subsidies.approved(cast.sibling)
    with pytest.raises(Refused, match="不属于隆阳区"):
        subsidies.publicity(cast.owner, [own, foreign])


@pytest.mark.parametrize(
    ("office", "role"), [("sibling", "clerk"), ("far", "clerk"), ("owner", "finance"), ("owner", "head")]
)
def test_only_the_countys_clerk_opens_and_closes(cast, office, role):
    claim = subsidies.approved(cast.owner)
    by = getattr(cast, office).act(role)
    with pytest.raises(NotAllowed):
        publicities.open(county=cast.owner.region, claims=[claim], starts_on=core.DAY, by=by, at=core.at())
    opened = subsidies.publicity(cast.owner, [claim])
    with pytest.raises(NotAllowed):
        publicities.close(opened, by=by, at=core.at(subsidies.AFTER))


def test_the_last_day_belongs_to_the_public(cast):
    opened = subsidies.publicity(cast.owner, [subsidies.approved(cast.owner)])
    by = cast.owner.act("clerk")
    with pytest.raises(Refused, match="公示至2026-03-09（含当日）"):
        publicities.close(opened, by=by, at=core.at(LAST, 23, 59))
    closed = publicities.close(opened, by=by, at=core.at(LAST + timedelta(days=1), 0, 0))
    assert closed.status == PublicityStatus.CLOSED


def test_what_nobody_objected_to_goes_on_to_payment(cast):
    chosen = subsidies.cleared(cast.owner, count=2)
    assert {claim.status for claim in chosen} == {ClaimStatus.CLEARED}
    last = passages(chosen[0]).last()
    assert (last.move, last.actor) == ("clear", None)


def test_an_open_objection_keeps_the_publicity_open(cast):
    first, second = subsidies.approved(cast.owner), subsidies.approved(cast.owner)
    opened = subsidies.publicity(cast.owner, [first, second])
    claims.move(
        second, "object", by=cast.owner.act("clerk"), at=core.at(LAST), comment="群众反映不在一线岗位"
    )
    by = cast.owner.act("clerk")
    with pytest.raises(Refused, match=second.number):
        publicities.close(opened, by=by, at=core.at(subsidies.AFTER))
    assert Claim.objects.get(pk=first.pk).status == ClaimStatus.PUBLICISED
    claims.move(
        second, "dismiss", by=cast.owner.act("head"), at=core.at(subsidies.AFTER), comment="经核查属一线"
    )
    publicities.close(opened, by=by, at=core.at(subsidies.AFTER))
    assert {c.status for c in subsidies.fresh([first, second])} == {ClaimStatus.CLEARED}


def test_an_upheld_objection_ends_the_claim_alone(cast):
    first, second = subsidies.approved(cast.owner), subsidies.approved(cast.owner)
    opened = subsidies.publicity(cast.owner, [first, second])
    claims.move(second, "object", by=cast.owner.act("clerk"), at=core.at(LAST), comment="举报")
    with pytest.raises(NotAllowed):
        claims.move(second, "uphold", by=cast.owner.act("clerk"), at=core.at(LAST), comment="属实")
    claims.move(second, "uphold", by=cast.owner.act("head"), at=core.at(LAST), comment="经核查属实")
    publicities.close(opened, by=cast.owner.act("clerk"), at=core.at(subsidies.AFTER))
    statuses = [claim.status for claim in subsidies.fresh([first, second])]
    assert statuses == [ClaimStatus.CLEARED, ClaimStatus.REJECTED]


def test_a_stale_page_closes_nothing(cast):
    opened = subsidies.publicity(cast.owner, [subsidies.approved(cast.owner)])
    with pytest.raises(Stale):
        publicities.close(opened, by=cast.owner.act("clerk"), at=core.at(subsidies.AFTER), version=7)


def test_the_database_does_not_reopen_a_publicity(cast):
    chosen = subsidies.cleared(cast.owner)
    with (
        pytest.raises(IntegrityError, match="公示不能由closed变为open"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "UPDATE subsidies_publicity SET status = 'open', version = version + 1 WHERE id = %s",
            [chosen[0].publicity_id],
        )


# What the public sees


def test_the_public_sees_name_class_item_and_amount_and_no_more(cast):
    claim = subsidies.approved(cast.owner)
    opened = subsidies.publicity(cast.owner, [claim])
    (row,) = selectors.public_rows(opened, on=subsidies.OPENS_ON)
    assert row == selectors.PublicRow(
        name=claim.trainee.name,
        class_name=claim.enrolment.training_class.name,
        item="技师培训补贴",
        amount=Decimal("2000.00"),
    )
    assert set(row.__slots__) == {"name", "class_name", "item", "amount"}


@pytest.mark.parametrize(
    ("on", "shown"),
    [
        (subsidies.OPENS_ON - timedelta(days=1), 0),
        (subsidies.OPENS_ON, 1),
        (LAST, 1),
        (LAST + timedelta(days=1), 0),
    ],
)
def test_it_is_shown_from_the_first_day_to_the_last_and_not_after(cast, on, shown):
    """P11: also while nobody has closed it yet."""
    opened = subsidies.publicity(cast.owner, [subsidies.approved(cast.owner)])
    assert selectors.shown_publicities(on=on).filter(pk=opened.pk).count() == shown
    assert len(selectors.public_rows(opened, on=on)) == shown


def test_a_closed_publicity_shows_nobody(cast):
    (claim,) = subsidies.cleared(cast.owner)
    assert selectors.public_rows(claim.publicity, on=LAST) == []


@pytest.mark.parametrize("programme", [Programme.CUSTODY, Programme.DISABLED])
def test_people_of_a_discreet_programme_are_counted_and_not_named(cast, programme):
    """P10."""
    named, unnamed = subsidies.approved(cast.owner), subsidies.approved(cast.owner)
    TrainingClass.objects.filter(pk=unnamed.enrolment.training_class_id).update(programme=programme)
    opened = subsidies.publicity(cast.owner, [named, unnamed])
    rows = selectors.public_rows(opened, on=subsidies.OPENS_ON)
    assert [row.name for row in rows] == [named.trainee.name]
    total = selectors.unnamed_total(opened, on=subsidies.OPENS_ON)
    assert (total.count, total.amount) == (1, Decimal("2000.00"))
    assert selectors.unnamed_total(opened, on=subsidies.AFTER).count == 0


def test_a_claim_without_a_class_is_named(cast):
    claim = subsidies.draft(cast.owner, "H1")
    claims.correct(claim, enrolment=None, by=cast.owner.act("clerk"), at=core.at())
    claims.submit(claim, by=cast.owner.act("clerk"), at=core.at())
    claims.move(claim, "review", by=cast.owner.act("reviewer"), at=core.at())
    claim = claims.approve(claim, by=cast.owner.act("head"), at=core.at())
    opened = subsidies.publicity(cast.owner, [claim])
    (row,) = selectors.public_rows(opened, on=subsidies.OPENS_ON)
    assert (row.name, row.class_name) == (claim.trainee.name, "")
    assert selectors.unnamed_total(opened, on=subsidies.OPENS_ON).count == 0
