"""Payments through the API: a batch of cleared claims, the list for the bank, its answer once and for all."""

from io import BytesIO

import openpyxl
import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from subsidies.enums import ClaimStatus, PaymentStatus
from subsidies.models import Payment, PaymentBatch
from subsidies.payment_returns import TITLES
from tests.core.api.conftest import problem
from tests.factories import core, subsidies
from tests.factories.api import caller
from trainees import privacy
from yunnan_training.core.api.files import XLSX
from yunnan_training.core.enums import AccessKind
from yunnan_training.core.models import IdempotencyKey, PersonalDataAccess
from yunnan_training.core.roles import Role

pytestmark = pytest.mark.django_db
REASON = {"reason": "送银行代发"}


@pytest.fixture(autouse=True)
def _the_day():
    with time_machine.travel(core.at(subsidies.AFTER, 17), tick=True):
        yield


def url_of(batch: PaymentBatch) -> str:
    return f"payments/{batch.pk}/"


def body(office, chosen) -> dict:
    return {"county": office.region.pk, "claims": [claim.pk for claim in chosen]}


def paid(payment, **fields) -> dict:
    voucher = {"paid_on": f"{subsidies.AFTER}", "voucher_number": f"PZ{payment.pk:06d}"}
    return {"payment": payment.pk, "paid": True, **voucher, **fields}


def failed(payment, **fields) -> dict:
    return {"payment": payment.pk, "paid": False, "failure_reason": "账号状态异常", **fields}


def payments_of(batch) -> list[Payment]:
    return list(batch.payments.order_by("pk"))


def answered(content: bytes, **values) -> SimpleUploadedFile:
    """The exported list with the bank's answer in every row."""
    sheet = openpyxl.load_workbook(BytesIO(content)).active
    head = next(row for row in sheet.iter_rows() if any(cell.value == TITLES["claim"] for cell in row))
    columns = {cell.value: cell.column for cell in head}
    for row in range(head[0].row + 1, sheet.max_row + 1):
        if sheet.cell(row, columns[TITLES["claim"]]).value:
            for key, value in values.items():
                sheet.cell(row, columns[TITLES[key]]).value = value
    out = BytesIO()
    sheet.parent.save(out)
    return SimpleUploadedFile("拨付清单.xlsx", out.getvalue(), content_type=XLSX)


# Whose it is


def test_a_batch_and_its_payments_lie_in_their_county(cast):
    batch = subsidies.batch(cast.owner, subsidies.cleared(cast.owner))
    (payment,) = payments_of(batch)
    for who in (cast.owner.finance, cast.owner.clerk, cast.owner.auditor, cast.prefecture_officer):
        client = caller(who)
        assert client.ids("payments/") == [batch.pk]
        assert client.ids("payment-items/") == [payment.pk]
        assert client.get(url_of(batch)).json()["payments"][0]["id"] == payment.pk
    for who in (cast.sibling.finance, cast.far.finance, cast.far_prefecture_officer):
        client = caller(who)
        for resource, row in (("payments", batch), ("payment-items", payment)):
            assert client.ids(f"{resource}/") == []
            problem(client.get(f"{resource}/{row.pk}/"), 404, "not-found")
    for step in ("export", "exported-list", "settle", "settle-file", "cancel"):
        problem(caller(cast.sibling.finance).post(f"{url_of(batch)}{step}/"), 404, "not-found")
        problem(caller(cast.owner.clerk).post(f"{url_of(batch)}{step}/"), 403, "forbidden")
    problem(caller(cast.owner.school_clerk).get("payments/"), 403, "forbidden")
    problem(caller(cast.owner.finance, "claims:read").get("payments/"), 403, "forbidden")


def test_accounts_are_masked_wherever_a_payment_is_shown(cast):
    (claim,) = subsidies.cleared(cast.owner)
    account = privacy.opened(claim.trainee, "bank_account")
    batch = subsidies.exported(cast.owner, [claim])
    (payment,) = payments_of(batch)
    client = caller(cast.owner.finance)
    told = {"results": [failed(payment, failure_reason=f"{account}已销户")]}
    assert client.change(url_of(batch), told, step="settle").status_code == 200
    for url in (url_of(batch), "payment-items/", f"payment-items/{payment.pk}/"):
        text = client.get(url).content.decode()
        assert account not in text, url
        assert payment.account_masked in text
        assert "已销户" in text
        assert "account_hash" not in text


def test_lists_cost_four_queries_however_long(cast, django_assert_max_num_queries):
    chosen = subsidies.cleared(cast.owner, "H3", count=3)
    for claim in chosen[:2]:
        subsidies.batch(cast.owner, [claim])
    subsidies.batch(cast.owner, chosen[2:])
    client = caller(cast.owner.finance)
    for url in ("payments/", "payment-items/"):
        client.get(url)
        with django_assert_max_num_queries(4):
            rows = client.get(url).json()["results"]
        assert [row.get("total", row.get("amount")) for row in rows] == ["3000.00"] * 3
    assert client.ids("payments/?status=exported") == []
    assert len(client.ids("payments/?status=draft&county=530500")) == 3
    assert len(client.ids(f"payment-items/?claim={chosen[0].pk}&status=pending")) == 1
    problem(client.get("payment-items/?payee=李"), 400, "unknown-parameter")


# Making a batch


@pytest.mark.parametrize(
    ("item", "amount"), [("H1", "1500.00"), ("H2", "2000.00"), ("H3", "3000.00"), ("H4", "1000.00")]
)
def test_a_batch_pays_each_item_what_was_approved(cast, item, amount):
    chosen = subsidies.cleared(cast.owner, item)
    made = caller(cast.owner.finance).post("payments/", body(cast.owner, chosen))
    assert made.status_code == 201, made.content
    assert (made.json()["total"], made.json()["payments"][0]["amount"]) == (amount, amount)
    assert made.json()["payments"][0]["item"] == item


def test_a_batch_sent_twice_is_made_once_and_a_claim_is_in_one_batch(cast):
    chosen = subsidies.cleared(cast.owner, count=2)
    client, sent = caller(cast.owner.finance), body(cast.owner, chosen)
    first = client.post("payments/", sent, headers={"Idempotency-Key": "once"})
    again = client.post("payments/", sent, headers={"Idempotency-Key": "once"})
    assert (first.status_code, again.json(), again["Idempotency-Replayed"]) == (201, first.json(), "true")
    assert (first.json()["payment_count"], first.json()["total"]) == (2, "4000.00")
    found = problem(client.post("payments/", sent), 409, "refused")
    assert len(found["errors"]) == 2
    assert PaymentBatch.objects.count() == 1


def test_claims_of_others_cannot_be_named_and_not_everyone_pays(cast):
    own, foreign = subsidies.cleared(cast.owner), subsidies.cleared(cast.sibling)
    client = caller(cast.owner.finance)
    found = problem(client.post("payments/", body(cast.owner, [*own, *foreign])), 400, "validation")
    assert [(error["field"], error["row"]) for error in found["errors"]] == [("claims", 2)]
    problem(client.post("payments/", body(cast.sibling, own)), 403, "forbidden")
    for who in (cast.owner.clerk, cast.owner.head, cast.prefecture_officer):
        problem(caller(who).post("payments/", body(cast.owner, own)), 403, "forbidden")
    core.appoint(cast.owner.head, Role.FINANCE_OFFICER, "530502")
    found = problem(caller(cast.owner.head).post("payments/", body(cast.owner, own)), 409, "refused")
    assert "批准补贴" in found["detail"]


# The list for the bank


def test_the_list_is_exported_for_a_reason_and_each_look_is_logged(cast):
    (claim,) = subsidies.cleared(cast.owner)
    batch = subsidies.batch(cast.owner, [claim])
    client, url = caller(cast.owner.finance), url_of(batch)
    problem(client.post(f"{url}export/", REASON), 428, "version-required")
    problem(client.change(url, {"reason": " "}, step="export"), 400, "validation")
    problem(client.post(f"{url}exported-list/", REASON), 409, "refused")
    assert not PersonalDataAccess.objects.filter(kind=AccessKind.EXPORT).exists()
    tag = client.tag(url)
    key = {"Idempotency-Key": "e"}
    answer = client.post(f"{url}export/", REASON, headers={"If-Match": tag, **key})
    assert (answer.status_code, answer["Content-Type"]) == (200, XLSX)
    assert answer["Cache-Control"] == "private, no-store"
    assert privacy.opened(claim.trainee, "bank_account") in [
        cell.value for row in openpyxl.load_workbook(BytesIO(answer.content)).active for cell in row
    ]
    assert client.tag(url) == answer["ETag"]
    problem(client.post(f"{url}export/", REASON, headers={"If-Match": tag, **key}), 412, "stale")
    problem(client.change(url, REASON, step="export"), 409, "refused")
    again = client.post(f"{url}exported-list/", {"reason": "银行未收到"}, headers=key)
    assert again.content == answer.content
    looks = PersonalDataAccess.objects.filter(kind=AccessKind.EXPORT).order_by("pk")
    assert [(look.actor, look.reason, look.row_count) for look in looks] == [
        (cast.owner.finance, "送银行代发", 1),
        (cast.owner.finance, "银行未收到", 1),
    ]
    assert not IdempotencyKey.objects.exists()  # a list with whole accounts is kept nowhere else


def test_a_draft_is_cancelled_with_a_reason_and_an_exported_batch_is_not(cast):
    chosen = subsidies.cleared(cast.owner, count=2)
    client = caller(cast.owner.finance)
    draft, sent = subsidies.batch(cast.owner, chosen[:1]), subsidies.exported(cast.owner, chosen[1:])
    problem(client.change(url_of(draft), step="cancel"), 409, "refused")
    cancelled = client.change(url_of(draft), {"comment": "误列"}, step="cancel").json()
    assert (cancelled["status"], cancelled["payments"][0]["failure_reason"]) == ("cancelled", "批次作废:误列")
    retried = client.change(f"claims/{chosen[0].pk}/", {"comment": "重新列入"}, step="retry")
    assert retried.json()["status"] == "cleared"
    problem(client.change(url_of(sent), {"comment": "误列"}, step="cancel"), 409, "refused")


# What the bank answered


def test_a_batch_is_settled_once(cast):
    chosen = subsidies.cleared(cast.owner, count=2)
    batch = subsidies.exported(cast.owner, chosen)
    good, bad = payments_of(batch)
    client, url = caller(cast.owner.finance), url_of(batch)
    told = {"results": [paid(good), failed(bad)]}
    problem(client.post(f"{url}settle/", told), 428, "version-required")
    tag = client.tag(url)
    key = {"Idempotency-Key": "s", "If-Match": tag}
    first = client.post(f"{url}settle/", told, headers=key)
    assert first.status_code == 200, first.content
    again = client.post(f"{url}settle/", told, headers=key)
    assert (again.json(), again["Idempotency-Replayed"]) == (first.json(), "true")
    rows = first.json()["payments"]
    assert [(row["status"], row["paid_on"], row["failure_reason"]) for row in rows] == [
        ("paid", f"{subsidies.AFTER}", ""),
        ("failed", None, "账号状态异常"),
    ]
    assert [claim.status for claim in subsidies.fresh(chosen)] == [ClaimStatus.PAID, ClaimStatus.FAILED]
    problem(client.post(f"{url}settle/", told, headers={"If-Match": tag}), 412, "stale")
    found = problem(client.change(url, told, step="settle"), 409, "refused")
    assert "已办结" in found["detail"]
    problem(client.change(url, {"results": [failed(good), failed(bad)]}, step="settle"), 409, "refused")
    good.refresh_from_db()
    assert good.status == PaymentStatus.PAID
    problem(client.post("payments/", body(cast.owner, chosen[:1])), 409, "refused")


def test_every_payment_wants_a_result_that_is_whole(cast):
    batch = subsidies.exported(cast.owner, subsidies.cleared(cast.owner, count=2))
    one, two = payments_of(batch)
    other = payments_of(subsidies.exported(cast.owner, subsidies.cleared(cast.owner)))[0]
    client, url = caller(cast.owner.finance), url_of(batch)
    unfit = [
        [],
        [{"payment": one.pk}],
        [paid(one), failed(two, paid_on=f"{subsidies.AFTER}")],
        [paid(one), paid(two, failure_reason="账号状态异常")],
    ]
    for results in unfit:
        problem(client.change(url, {"results": results}, step="settle"), 400, "validation")
    refused = [
        [paid(one)],
        [paid(one), paid(one), paid(two)],
        [paid(one), paid(two), paid(other)],
        [paid(one), paid(two, voucher_number="")],
        [paid(one), failed(two, failure_reason="")],
        [paid(one), paid(two, paid_on="2026-12-31")],
    ]
    for results in refused:
        problem(client.change(url, {"results": results}, step="settle"), 409, "refused")
    assert {payment.status for payment in payments_of(batch)} == {PaymentStatus.PENDING}


def test_a_batch_that_was_not_exported_has_no_result(cast):
    batch = subsidies.batch(cast.owner, subsidies.cleared(cast.owner))
    told = {"results": [paid(payments_of(batch)[0])]}
    problem(caller(cast.owner.finance).change(url_of(batch), told, step="settle"), 409, "refused")


def test_the_banks_own_file_settles_or_tells_what_is_wrong_where(cast):
    batch = subsidies.exported(cast.owner, subsidies.cleared(cast.owner))
    client, url = caller(cast.owner.finance), url_of(batch)

    def upload(**values):
        file = answered(batch.file.read(), **values)
        return client.post(
            f"{url}settle-file/", {"file": file}, format="multipart", headers={"If-Match": client.tag(url)}
        )

    found = problem(upload(result="成功"), 409, "refused")
    assert [error["message"] for error in found["errors"]] == [
        "第4行 H列（拨付日期）：拨付成功的须填写拨付日期",
        "第4行 I列（凭证号）：拨付成功的须填写凭证号",
    ]
    nonsense = {"file": SimpleUploadedFile("x.xlsx", b"not a workbook")}
    tag = {"If-Match": client.tag(url)}
    problem(client.post(f"{url}settle-file/", nonsense, format="multipart", headers=tag), 409, "refused")
    problem(client.post(f"{url}settle-file/", {}, headers=tag), 415, "unsupported-media-type")
    problem(client.post(f"{url}settle-file/", {}, format="multipart"), 428, "version-required")
    settled = upload(result="成功", paid_on=subsidies.AFTER, voucher="PZ2026031001")
    assert (settled.status_code, settled.json()["status"]) == (200, "settled")
    assert settled.json()["payments"][0]["voucher_number"] == "PZ2026031001"
    problem(upload(result="成功", paid_on=subsidies.AFTER, voucher="PZ2026031001"), 409, "refused")
