"""Payment batches: made, exported with a reason, settled once."""

from io import BytesIO

import openpyxl
import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from subsidies.enums import BatchStatus, ClaimStatus, PaymentStatus
from subsidies.models import PaymentBatch
from subsidies.payment_returns import TITLES
from tests.factories import core, subsidies
from tests.plain_numbers import CARD, plain_numbers
from trainees import privacy
from yunnan_training.core.enums import AccessKind
from yunnan_training.core.models import PersonalDataAccess, Region

pytestmark = pytest.mark.django_db
READERS = ["clerk", "reviewer", "head", "finance", "auditor"]


@pytest.fixture(autouse=True)
def _the_day():
    with time_machine.travel(core.at(subsidies.AFTER, 17), tick=False):
        yield


def html(answer) -> str:
    assert answer.status_code == 200
    return answer.content.decode()


def exported_sheet(content: bytes):
    sheet = openpyxl.load_workbook(BytesIO(content)).active
    head = next(row for row in sheet.iter_rows() if any(cell.value == TITLES["claim"] for cell in row))
    return sheet, {cell.value: cell.column for cell in head}, head[0].row


def answered(content: bytes, **values) -> bytes:
    """The exported list with the bank's answer in every row."""
    sheet, columns, head = exported_sheet(content)
    for row in range(head + 1, sheet.max_row + 1):
        if sheet.cell(row, columns[TITLES["claim"]]).value:
            for key, value in values.items():
                sheet.cell(row, columns[TITLES[key]]).value = value
    out = BytesIO()
    sheet.parent.save(out)
    return out.getvalue()


def rows_of(batch, *, failed=()) -> dict:
    typed = {"version": batch.version}
    for payment in batch.payments.all():
        bad = payment.pk in failed
        typed |= {
            f"p{payment.pk}-paid": "no" if bad else "yes",
            f"p{payment.pk}-paid_on": "" if bad else f"{subsidies.AFTER}",
            f"p{payment.pk}-voucher_number": "" if bad else f"PZ{payment.pk:06d}",
            f"p{payment.pk}-failure_reason": "账号状态异常" if bad else "",
        }
    return typed


class TestReach:
    @pytest.mark.parametrize("who", READERS)
    def test_the_county_reads_it_masked_and_its_neighbours_find_nothing(self, cast, signed_in, who):
        batch = subsidies.batch(cast.owner, subsidies.cleared(cast.owner))
        url = f"/payments/{batch.pk}/"
        answer = signed_in(getattr(cast.owner, who)).get(url)
        assert f"尾号{batch.payments.get().account_masked[-4:]}" in html(answer)
        assert plain_numbers(answer) == []
        for office in (cast.sibling, cast.far):
            client = signed_in(getattr(office, who))
            assert client.get(url).status_code == 404
            assert batch.number not in html(client.get("/payments/"))

    def test_institutions_administrators_and_strangers_have_no_business_here(self, cast, signed_in):
        for who in (cast.owner.school_clerk, cast.system_admin, cast.stranger):
            assert signed_in(who).get("/payments/").status_code == 403

    @pytest.mark.parametrize("who", ["clerk", "reviewer", "head", "auditor"])
    def test_only_finance_makes_exports_and_settles(self, cast, signed_in, who):
        batch = subsidies.exported(cast.owner, subsidies.cleared(cast.owner))
        client = signed_in(getattr(cast.owner, who))
        assert client.get("/payments/new/").status_code == 403
        for tail in ("act/", "export/", "settle/"):
            assert client.post(f"/payments/{batch.pk}/{tail}", {"reason": "看看"}).status_code == 403
        page = html(client.get(f"/payments/{batch.pk}/"))
        assert "下载拨付清单" not in page
        assert "登记拨付结果</a>" not in page

    @pytest.mark.parametrize("tail", ["act/", "export/", "settle/"])
    def test_a_siblings_finance_officer_finds_nothing(self, cast, signed_in, tail):
        batch = subsidies.exported(cast.owner, subsidies.cleared(cast.owner))
        typed = {"reason": "送银行代发", "version": batch.version}
        assert signed_in(cast.sibling.finance).post(f"/payments/{batch.pk}/{tail}", typed).status_code == 404

    def test_the_list_needs_a_fixed_number_of_queries(self, cast, signed_in, django_assert_max_num_queries):
        county = Region.objects.get(pk="530502")
        for order in range(22):
            PaymentBatch.objects.create(
                number=f"BF530502-2026-{order + 1000}", county=county, entered_by=cast.owner.finance
            )
        client = signed_in(cast.owner.finance)
        client.get("/payments/")
        with django_assert_max_num_queries(12):
            page = html(client.get("/payments/"))
        assert "下一页" in page


class TestMaking:
    def test_the_ticked_claims_make_a_batch(self, cast, signed_in):
        first, second = subsidies.cleared(cast.owner, count=2)
        client = signed_in(cast.owner.finance)
        answer = client.get("/payments/new/")
        page = html(answer)
        assert first.number in page
        assert "￥4,000.00" in page
        assert plain_numbers(answer) == []
        made = client.post("/payments/new/", {"claims": [first.pk]}, follow=True)
        assert "批次已编制" in html(made)
        assert [payment.claim for payment in PaymentBatch.objects.get().payments.all()] == [first]
        second.refresh_from_db()
        assert second.status == ClaimStatus.CLEARED

    def test_nothing_ticked_is_told(self, cast, signed_in):
        subsidies.cleared(cast.owner)
        assert "请至少选择一笔申请" in html(signed_in(cast.owner.finance).post("/payments/new/", {}))

    def test_one_that_can_not_be_paid_stops_it_and_is_named(self, cast, signed_in):
        first, second = subsidies.cleared(cast.owner, count=2)
        subsidies.change_account(second.trainee)
        page = html(signed_in(cast.owner.finance).post("/payments/new/", {"claims": [first.pk, second.pk]}))
        assert f"申请{second.number}" in page
        assert "由审核人确认收款账号后再拨付" in page
        assert not PaymentBatch.objects.exists()


class TestExport:
    def test_without_a_reason_nothing_leaves(self, cast, signed_in):
        batch = subsidies.batch(cast.owner, subsidies.cleared(cast.owner))
        client = signed_in(cast.owner.finance)
        for reason in ("", "   "):
            answer = client.post(
                f"/payments/{batch.pk}/export/", {"reason": reason, "version": batch.version}, follow=True
            )
            assert "请填写导出理由" in html(answer)
        batch.refresh_from_db()
        assert (batch.status, batch.file) == (BatchStatus.DRAFT, None)
        assert not PersonalDataAccess.objects.exists()

    def test_the_list_comes_as_a_file_and_the_look_is_logged(self, cast, signed_in):
        claim = subsidies.cleared(cast.owner)[0]
        batch = subsidies.batch(cast.owner, [claim])
        client = signed_in(cast.owner.finance)
        typed = {"reason": "送农行代发", "version": batch.version}
        answer = client.post(f"/payments/{batch.pk}/export/", typed)
        assert answer.status_code == 200
        assert answer["Content-Disposition"].startswith("attachment;")
        assert "no-store" in answer["Cache-Control"]
        assert claim.trainee.name not in answer["Content-Disposition"]
        sheet, columns, head = exported_sheet(answer.content)
        number = str(sheet.cell(head + 1, columns[TITLES["account"]]).value)
        assert number == privacy.opened(claim.trainee, "bank_account")
        look = PersonalDataAccess.objects.get()
        assert (look.kind, look.reason, look.row_count) == (AccessKind.EXPORT, "送农行代发", 1)
        assert look.actor == cast.owner.finance
        # Again: another look, another row.
        batch.refresh_from_db()
        again = client.post(
            f"/payments/{batch.pk}/export/", {"reason": "银行要求重发", "version": batch.version}
        )
        assert again.content == answer.content
        assert PersonalDataAccess.objects.count() == 2

    def test_the_page_never_shows_an_account(self, cast, signed_in):
        batch = subsidies.exported(cast.owner, subsidies.cleared(cast.owner))
        for tail in ("", "settle/"):
            answer = signed_in(cast.owner.finance).get(f"/payments/{batch.pk}/{tail}")
            assert not CARD.search(html(answer))

    def test_an_account_changed_after_the_batch_was_made_stops_it(self, cast, signed_in):
        claim = subsidies.cleared(cast.owner)[0]
        batch = subsidies.batch(cast.owner, [claim])
        subsidies.change_account(claim.trainee)
        client = signed_in(cast.owner.finance)
        page = html(client.get(f"/payments/{batch.pk}/"))
        assert "银行卡号在制单后变更过" in page
        assert 'name="reason"' not in page
        typed = {"reason": "送农行代发", "version": batch.version}
        answer = client.post(f"/payments/{batch.pk}/export/", typed, follow=True)
        assert "银行卡号在制单后变更过" in html(answer)
        assert not PersonalDataAccess.objects.exists()

    def test_an_old_page_is_told_so(self, cast, signed_in):
        batch = subsidies.batch(cast.owner, subsidies.cleared(cast.owner))
        typed = {"reason": "送农行代发", "version": 9}
        answer = signed_in(cast.owner.finance).post(f"/payments/{batch.pk}/export/", typed, follow=True)
        assert "该记录已被他人更新，请刷新页面后重试" in html(answer)


class TestSettling:
    def test_row_by_row_paid_and_failed(self, cast, signed_in):
        batch = subsidies.exported(cast.owner, subsidies.cleared(cast.owner, count=2))
        good, bad = batch.payments.order_by("pk")
        client = signed_in(cast.owner.finance)
        url = f"/payments/{batch.pk}/settle/"
        assert good.payee in html(client.get(url))
        page = html(client.post(url, rows_of(batch, failed={bad.pk}), follow=True))
        assert "拨付结果已登记" in page
        assert "账号状态异常" in page
        assert "有1笔未拨付成功" in page
        good.refresh_from_db()
        bad.refresh_from_db()
        assert (good.status, good.paid_on) == (PaymentStatus.PAID, subsidies.AFTER)
        assert (bad.status, bad.claim.status) == (PaymentStatus.FAILED, ClaimStatus.FAILED)

    def test_what_a_row_lacks_is_told_under_the_claims_number(self, cast, signed_in):
        batch = subsidies.exported(cast.owner, subsidies.cleared(cast.owner))
        payment = batch.payments.get()
        typed = rows_of(batch) | {f"p{payment.pk}-voucher_number": ""}
        page = html(signed_in(cast.owner.finance).post(f"/payments/{batch.pk}/settle/", typed))
        assert payment.claim.number in page
        assert "拨付成功的须填写凭证号" in page
        payment.refresh_from_db()
        assert payment.status == PaymentStatus.PENDING

    def test_a_day_that_is_none_is_told_in_its_row(self, cast, signed_in):
        batch = subsidies.exported(cast.owner, subsidies.cleared(cast.owner))
        payment = batch.payments.get()
        typed = rows_of(batch) | {f"p{payment.pk}-paid_on": "2026-02-30"}
        page = html(signed_in(cast.owner.finance).post(f"/payments/{batch.pk}/settle/", typed))
        assert "有填写不正确的行" in page

    def test_twice_is_refused(self, cast, signed_in):
        batch = subsidies.exported(cast.owner, subsidies.cleared(cast.owner))
        client = signed_in(cast.owner.finance)
        url, typed = f"/payments/{batch.pk}/settle/", rows_of(batch)
        client.post(url, typed)
        voucher = batch.payments.get().voucher_number
        payment = batch.payments.get()
        again = client.post(url, typed | {f"p{payment.pk}-voucher_number": "PZ999"}, follow=True)
        assert "批次当前为“已办结”" in html(again)
        assert batch.payments.get().voucher_number == voucher

    def test_an_old_page_is_told_so(self, cast, signed_in):
        batch = subsidies.exported(cast.owner, subsidies.cleared(cast.owner))
        typed = rows_of(batch) | {"version": 1}
        page = html(signed_in(cast.owner.finance).post(f"/payments/{batch.pk}/settle/", typed))
        assert "该记录已被他人更新" in page

    def _upload(self, client, batch, content: bytes):
        return client.post(
            f"/payments/{batch.pk}/settle/",
            {
                "upload": "1",
                "version": batch.version,
                "file": SimpleUploadedFile("清单.xlsx", content),
            },
            follow=True,
        )

    def test_by_the_list_that_came_back(self, cast, signed_in):
        batch = subsidies.exported(cast.owner, subsidies.cleared(cast.owner, count=2))
        returned = answered(
            batch.file.read(), result="成功", paid_on=f"{subsidies.AFTER}", voucher="PZ000001"
        )
        assert "拨付结果已登记" in html(self._upload(signed_in(cast.owner.finance), batch, returned))
        assert {payment.status for payment in batch.payments.all()} == {PaymentStatus.PAID}

    def test_every_finding_of_the_list_is_told_with_row_and_column(self, cast, signed_in):
        batch = subsidies.exported(cast.owner, subsidies.cleared(cast.owner, count=2))
        returned = answered(batch.file.read(), result="也许", voucher="PZ000001")
        answer = self._upload(signed_in(cast.owner.finance), batch, returned)
        page = html(answer)
        _, columns, head = exported_sheet(batch.file.read())
        letter = openpyxl.utils.get_column_letter(columns[TITLES["result"]])
        for row in (head + 1, head + 2):
            assert f"第{row}行" in page
        assert f"{letter}列" in page
        assert plain_numbers(answer) == []
        assert {payment.status for payment in batch.payments.all()} == {PaymentStatus.PENDING}

    @pytest.mark.parametrize(("content", "told"), [(b"PK nonsense", "xlsx"), (b"", "文件是空的")])
    def test_a_file_that_is_no_list_is_refused(self, cast, signed_in, content, told):
        batch = subsidies.exported(cast.owner, subsidies.cleared(cast.owner))
        assert told in html(self._upload(signed_in(cast.owner.finance), batch, content))

    def test_a_failed_payment_is_taken_up_again(self, cast, signed_in):
        claim = subsidies.cleared(cast.owner)[0]
        subsidies.settled(cast.owner, [claim], paid=False)
        client = signed_in(cast.owner.finance)
        claim.refresh_from_db()
        assert claim.number in html(client.get("/claims/?status=failed"))
        typed = {"transition": "retry", "version": claim.version, "comment": "已核实账号"}
        assert "已办理“重新拨付”" in html(client.post(f"/claims/{claim.pk}/act/", typed, follow=True))
        assert claim.number in html(client.get("/payments/new/"))


class TestCancelling:
    def test_a_batch_that_was_never_sent_is_given_up_with_a_reason(self, cast, signed_in):
        claim = subsidies.cleared(cast.owner)[0]
        batch = subsidies.batch(cast.owner, [claim])
        client = signed_in(cast.owner.finance)
        typed = {"transition": "cancel", "version": batch.version, "comment": ""}
        url = f"/payments/{batch.pk}/act/"
        assert "必须填写意见" in html(client.post(url, typed, follow=True))
        page = html(client.post(url, typed | {"comment": "重复编制"}, follow=True))
        assert "批次已作废" in page
        claim.refresh_from_db()
        assert claim.status == ClaimStatus.FAILED

    def test_one_that_was_sent_is_not(self, cast, signed_in):
        batch = subsidies.exported(cast.owner, subsidies.cleared(cast.owner))
        typed = {"transition": "cancel", "version": batch.version, "comment": "重复编制"}
        page = html(signed_in(cast.owner.finance).post(f"/payments/{batch.pk}/act/", typed, follow=True))
        assert "不能办理“作废批次”" in page
