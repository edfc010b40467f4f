"""Money leaves once: the batch, the bank's list, the bank's answer, and every way to pay a claim twice."""

import threading
from datetime import timedelta
from io import BytesIO

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from openpyxl import load_workbook

from subsidies.actions import claims, payments, publicities
from subsidies.enums import BatchStatus, ClaimStatus, PaymentStatus
from subsidies.models import Claim, Payment, PaymentBatch
from tests.factories import core, subsidies, trainees
from trainees import privacy
from yunnan_training.core.enums import AccessKind
from yunnan_training.core.models import PersonalDataAccess
from yunnan_training.core.roles import Role
from yunnan_training.core.workflow import NotAllowed, Refused, Stale, passages

pytestmark = pytest.mark.django_db


# Making a batch


def test_a_batch_takes_cleared_claims_at_their_approved_amount(cast):
    chosen = subsidies.cleared(cast.owner, "H3", count=2)
    made = subsidies.batch(cast.owner, chosen)
    assert made.number.startswith("BF530502-2026-")
    assert [str(payment.amount) for payment in made.payments.order_by("pk")] == ["3000.00", "3000.00"]
    payment = made.payments.order_by("pk").first()
    assert payment.payee == chosen[0].trainee.name
    assert set(payment.account_masked[:-4]) == {"*"}
    assert {claim.status for claim in subsidies.fresh(chosen)} == {ClaimStatus.IN_BATCH}


@pytest.mark.parametrize(
    ("office", "role"), [("sibling", "finance"), ("far", "finance"), ("owner", "clerk"), ("owner", "head")]
)
def test_only_the_countys_finance_officer_pays(cast, office, role):
    chosen = subsidies.cleared(cast.owner)
    with pytest.raises(NotAllowed):
        payments.make_batch(
            county=cast.owner.region,
            claims=chosen,
            by=getattr(cast, office).act(role),
            at=core.at(subsidies.AFTER),
        )


def test_who_judged_a_claim_does_not_pay_it(cast):
    core.appoint(cast.owner.head, Role.FINANCE_OFFICER, "530502")
    chosen = subsidies.cleared(cast.owner)
    with pytest.raises(Refused, match="批准补贴"):
        payments.make_batch(
            county=cast.owner.region,
            claims=chosen,
            by=cast.owner.act("head"),
            at=core.at(subsidies.AFTER),
        )


def test_nobody_without_an_account_is_paid(cast):
    """K13: and the rest of the batch waits, every such claim being named."""
    chosen = subsidies.cleared(cast.owner, count=2)
    bare = chosen[0].trainee
    privacy.put(bare, "bank_account", "")
    bare.save()
    with pytest.raises(Refused) as caught:
        subsidies.batch(cast.owner, chosen)
    (message,) = caught.value.messages
    assert message.startswith(f"申请{chosen[0].number}：")
    assert "尚未登记本人银行卡号" in message
    assert not PaymentBatch.objects.exists()
    assert subsidies.fresh(chosen)[1].status == ClaimStatus.CLEARED


def test_one_account_does_not_receive_for_two_people(cast):
    """K12: also when the other person claims nothing."""
    (claim,) = subsidies.cleared(cast.owner)
    account = privacy.opened(claim.trainee, "bank_account")
    trainees.trainee("530627", bank_account=account)
    with pytest.raises(Refused, match="同一账号不能为两人收款"):
        subsidies.batch(cast.owner, [claim])


def test_two_subsidies_of_one_person_go_to_one_account(cast):
    who = trainees.trainee()
    chosen = [subsidies.approved(cast.owner, item, who=who) for item in ("H1", "H2")]
    opened = subsidies.publicity(cast.owner, chosen)
    publicities.close(opened, by=cast.owner.act("clerk"), at=core.at(subsidies.AFTER))
    assert subsidies.batch(cast.owner, subsidies.fresh(chosen)).payments.count() == 2


def test_an_account_changed_after_the_approval_waits_for_a_second_look(cast):
    """K14."""
    (claim,) = subsidies.cleared(cast.owner)
    subsidies.change_account(claim.trainee)
    with pytest.raises(Refused, match="由审核人确认收款账号"):
        subsidies.batch(cast.owner, [claim])
    claims.confirm_account(
        claim, comment="本人持新卡到窗口", by=cast.owner.act("reviewer"), at=core.at(subsidies.AFTER)
    )
    assert subsidies.batch(cast.owner, [claim]).payments.count() == 1


def test_an_amount_that_is_not_the_worksheets_is_not_paid(cast):
    """K46."""
    (claim,) = subsidies.cleared(cast.owner)
    Claim.objects.filter(pk=claim.pk).update(amount=2500)
    with pytest.raises(Refused, match="核定金额与计算表不一致"):
        subsidies.batch(cast.owner, [claim])


def test_a_claim_in_a_batch_is_not_put_into_another(cast):
    chosen = subsidies.cleared(cast.owner)
    subsidies.batch(cast.owner, chosen)
    with pytest.raises(Refused, match="当前状态为“拨付中”"):
        subsidies.batch(cast.owner, chosen)
    assert Payment.objects.count() == 1


def test_claims_of_another_county_are_refused(cast):
    own, foreign = subsidies.cleared(cast.owner), subsidies.cleared(cast.sibling)
    with pytest.raises(Refused, match="不属于隆阳区"):
        subsidies.batch(cast.owner, [*own, *foreign])


# Paying twice


def second_payment(claim: Claim) -> None:
    """Straight into the table, past every action."""
    first = claim.payments.order_by("pk").last()
    Payment.objects.create(
        batch=first.batch,
        claim=claim,
        amount=first.amount,
        payee=first.payee,
        account_hash=first.account_hash,
        account_masked=first.account_masked,
    )


@pytest.mark.parametrize("state", ["batch", "exported", "settled"])
def test_the_unique_index_refuses_a_second_payment(cast, state):
    chosen = subsidies.cleared(cast.owner)
    getattr(subsidies, state)(cast.owner, chosen)
    with pytest.raises(IntegrityError, match="claim_paid_once"), transaction.atomic():
        second_payment(chosen[0])


def test_raw_sql_is_refused_a_second_payment(cast):
    chosen = subsidies.cleared(cast.owner)
    subsidies.settled(cast.owner, chosen)
    columns = ", ".join(field.column for field in Payment._meta.concrete_fields if not field.primary_key)
    with (
        pytest.raises(IntegrityError, match="claim_paid_once"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"INSERT INTO subsidies_payment ({columns}) SELECT {columns} FROM subsidies_payment")


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE subsidies_payment SET status = 'failed', failure_reason = 'x'",
        "UPDATE subsidies_payment SET amount = 1",
        "DELETE FROM subsidies_payment",
    ],
)
def test_raw_sql_cannot_undo_a_payment(cast, sql):
    """Else the index could be walked round: un-pay, pay again."""
    subsidies.settled(cast.owner, subsidies.cleared(cast.owner))
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    assert Payment.objects.get().status == PaymentStatus.PAID


def test_a_paid_claim_leaves_that_state_no_more(cast):
    chosen = subsidies.cleared(cast.owner)
    subsidies.settled(cast.owner, chosen)
    with (
        pytest.raises(IntegrityError, match="补贴申请不能由paid变为cleared"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE subsidies_claim SET status = 'cleared', version = version + 1")
    with pytest.raises(Refused, match="当前状态为“已拨付”"):
        subsidies.batch(cast.owner, chosen)


@pytest.mark.django_db(transaction=True)
def test_two_officers_at_the_same_moment_pay_once(cast):
    chosen = subsidies.cleared(cast.owner, count=3)
    second = core.officer(Role.FINANCE_OFFICER, "530502")
    actors = [cast.owner.act("finance"), core.actor_for(second)]
    barrier, outcomes = threading.Barrier(2), []

    def pay(by):
        try:
            barrier.wait(timeout=20)
            made = payments.make_batch(
                county=cast.owner.region, claims=chosen, by=by, at=core.at(subsidies.AFTER)
            )
            outcomes.append(made.number)
        except Refused as refused:
            outcomes.append(refused)
        finally:
            connection.close()

    threads = [threading.Thread(target=pay, args=(by,)) for by in actors]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    refusals = [outcome for outcome in outcomes if isinstance(outcome, Refused)]
    assert (len(outcomes), len(refusals)) == (2, 1)
    assert all("当前状态为“拨付中”" in message for message in refusals[0].messages)
    assert Payment.objects.count() == 3
    assert PaymentBatch.objects.count() == 1


# The bank's list


def test_the_list_has_full_accounts_and_the_look_is_logged(cast):
    chosen = subsidies.cleared(cast.owner, count=2)
    exported = subsidies.exported(cast.owner, chosen)
    assert exported.status == BatchStatus.EXPORTED
    sheet = load_workbook(BytesIO(exported.file.read())).active
    heads = [cell.value for cell in sheet[3]]
    assert heads[:6] == ["序号", "申请编号", "收款人", "银行卡号", "补贴项目", "金额(元)"]
    first = dict(zip(heads, [cell.value for cell in sheet[4]], strict=True))
    assert first["银行卡号"] == privacy.opened(chosen[0].trainee, "bank_account")
    assert (first["收款人"], first["金额(元)"], first["拨付结果"]) == (chosen[0].trainee.name, 2000, None)
    assert cast.owner.finance.full_name in sheet["A2"].value
    log = PersonalDataAccess.objects.get(kind=AccessKind.EXPORT)
    assert (log.actor, log.reason, log.row_count) == (cast.owner.finance, "送银行代发", 2)
    assert (log.fields, log.region_code) == (["bank_account"], "530502")
    assert privacy.opened(chosen[0].trainee, "bank_account").encode() not in bytes(exported.file.sealed)


def test_without_a_reason_nothing_is_exported(cast):
    made = subsidies.batch(cast.owner, subsidies.cleared(cast.owner))
    with pytest.raises(Refused, match="理由"):
        payments.export(made, reason=" ", by=cast.owner.act("finance"), at=core.at(subsidies.AFTER))
    made.refresh_from_db()
    assert (made.status, made.file) == (BatchStatus.DRAFT, None)


@pytest.mark.parametrize(
    ("office", "role"), [("sibling", "finance"), ("owner", "clerk"), ("owner", "auditor")]
)
def test_nobody_else_exports_or_reads_the_list(cast, office, role):
    made = subsidies.batch(cast.owner, subsidies.cleared(cast.owner))
    by = getattr(cast, office).act(role)
    with pytest.raises(NotAllowed):
        payments.export(made, reason="查看", by=by, at=core.at(subsidies.AFTER))
    exported = payments.export(
        made, reason="送银行", by=cast.owner.act("finance"), at=core.at(subsidies.AFTER)
    )
    with pytest.raises(NotAllowed):
        payments.read_export(exported, reason="查看", by=by, at=core.at(subsidies.AFTER))
    assert PersonalDataAccess.objects.count() == 1


def test_reading_the_list_again_is_another_look(cast):
    exported = subsidies.exported(cast.owner, subsidies.cleared(cast.owner))
    by = cast.owner.act("finance")
    stored, content = payments.read_export(
        exported, reason="银行要求重发", by=by, at=core.at(subsidies.AFTER)
    )
    assert stored.name == f"拨付清单{exported.number}.xlsx"
    assert content[:2] == b"PK"
    assert list(PersonalDataAccess.objects.order_by("pk").values_list("reason", flat=True)) == [
        "送银行代发",
        "银行要求重发",
    ]


def test_an_account_changed_after_the_batch_was_made_stops_the_export(cast):
    (claim,) = subsidies.cleared(cast.owner)
    made = subsidies.batch(cast.owner, [claim])
    subsidies.change_account(claim.trainee)
    with pytest.raises(Refused, match="制单后变更过"):
        payments.export(made, reason="送银行", by=cast.owner.act("finance"), at=core.at(subsidies.AFTER))


def test_a_batch_that_was_never_sent_can_be_given_up_and_its_claims_taken_up_again(cast):
    (claim,) = subsidies.cleared(cast.owner)
    made, by = subsidies.batch(cast.owner, [claim]), cast.owner.act("finance")
    with pytest.raises(Refused, match="必须填写意见"):
        payments.cancel(made, comment="", by=by, at=core.at(subsidies.AFTER))
    payments.cancel(made, comment="账号有误", by=by, at=core.at(subsidies.AFTER))
    claim.refresh_from_db()
    assert claim.status == ClaimStatus.FAILED
    claims.move(claim, "retry", by=by, at=core.at(subsidies.AFTER), comment="重新编制")
    assert subsidies.batch(cast.owner, [claim]).payments.count() == 1


def test_a_batch_that_was_sent_cannot_be_given_up(cast):
    exported = subsidies.exported(cast.owner, subsidies.cleared(cast.owner))
    with pytest.raises(Refused, match="当前状态为“已导出”"):
        payments.cancel(exported, comment="算了", by=cast.owner.act("finance"), at=core.at(subsidies.AFTER))


# The bank's answer


def test_paid_and_failed_are_written_down_with_voucher_and_reason(cast):
    chosen = subsidies.cleared(cast.owner, count=2)
    made = subsidies.exported(cast.owner, chosen)
    first, second = made.payments.order_by("pk")
    settled = payments.settle(
        made,
        [subsidies.result(second, paid=False), subsidies.result(first)],
        by=cast.owner.act("finance"),
        at=core.at(subsidies.AFTER, 16),
    )
    assert settled.status == BatchStatus.SETTLED
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.status, first.paid_on, first.voucher_number) == (
        PaymentStatus.PAID,
        subsidies.AFTER,
        f"PZ{first.pk:06d}",
    )
    assert (second.status, second.failure_reason) == (PaymentStatus.FAILED, "账号状态异常")
    assert [c.status for c in subsidies.fresh(chosen)] == [ClaimStatus.PAID, ClaimStatus.FAILED]
    assert passages(chosen[1]).last().comment == "账号状态异常"


def test_a_failed_payment_is_tried_again_and_paid_once(cast):
    chosen = subsidies.cleared(cast.owner)
    subsidies.settled(cast.owner, chosen, paid=False)
    claims.move(
        chosen[0],
        "retry",
        by=cast.owner.act("finance"),
        at=core.at(subsidies.AFTER),
        comment="银行已恢复账户",
    )
    subsidies.settled(cast.owner, chosen)
    statuses = Payment.objects.order_by("pk").values_list("status", flat=True)
    assert list(statuses) == [PaymentStatus.FAILED, PaymentStatus.PAID]


def test_every_payment_needs_its_result_and_nothing_is_half_written(cast):
    made = subsidies.exported(cast.owner, subsidies.cleared(cast.owner, count=2))
    first, second = made.payments.order_by("pk")
    by, at = cast.owner.act("finance"), core.at(subsidies.AFTER, 16)
    with pytest.raises(Refused, match=f"申请{second.claim.number}尚未填写拨付结果"):
        payments.settle(made, [subsidies.result(first)], by=by, at=at)
    faulty = [subsidies.result(first), subsidies.result(second, voucher_number="")]
    with pytest.raises(Refused, match="凭证号"):
        payments.settle(made, faulty, by=by, at=at)
    assert set(Payment.objects.values_list("status", flat=True)) == {PaymentStatus.PENDING}
    assert PaymentBatch.objects.get().status == BatchStatus.EXPORTED


@pytest.mark.parametrize(
    ("days", "sentence"), [(1, "不能晚于今天"), (-1, "不能早于清单导出日期2026-03-10"), (0, "")]
)
def test_money_is_paid_between_the_export_and_today(cast, days, sentence):
    made = subsidies.exported(cast.owner, subsidies.cleared(cast.owner))
    answer = subsidies.result(made.payments.get(), paid_on=subsidies.AFTER + timedelta(days=days))
    by, at = cast.owner.act("finance"), core.at(subsidies.AFTER, 16)
    if not sentence:
        assert payments.settle(made, [answer], by=by, at=at).status == BatchStatus.SETTLED
        return
    with pytest.raises(Refused, match=sentence):
        payments.settle(made, [answer], by=by, at=at)


def test_a_batch_is_settled_once_and_after_its_export(cast):
    chosen = subsidies.cleared(cast.owner)
    made, by = subsidies.batch(cast.owner, chosen), cast.owner.act("finance")
    answer = [subsidies.result(made.payments.get())]
    with pytest.raises(Refused, match="导出清单后"):
        payments.settle(made, answer, by=by, at=core.at(subsidies.AFTER))
    payments.export(made, reason="送银行", by=by, at=core.at(subsidies.AFTER))
    with pytest.raises(Stale):
        payments.settle(made, answer, by=by, at=core.at(subsidies.AFTER), version=1)
    payments.settle(made, answer, by=by, at=core.at(subsidies.AFTER), version=2)
    with pytest.raises(Refused, match="已办结"):
        payments.settle(made, answer, by=by, at=core.at(subsidies.AFTER))


@pytest.mark.parametrize(("office", "role"), [("sibling", "finance"), ("owner", "clerk")])
def test_nobody_else_settles(cast, office, role):
    made = subsidies.exported(cast.owner, subsidies.cleared(cast.owner))
    with pytest.raises(NotAllowed):
        payments.settle(
            made,
            [subsidies.result(made.payments.get())],
            by=getattr(cast, office).act(role),
            at=core.at(subsidies.AFTER),
        )
