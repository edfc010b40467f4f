"""The bank's answer comes back in the exported workbook: taken as a whole, or told what is wrong where."""

from datetime import date, datetime, timedelta
from io import BytesIO

import pytest
from openpyxl import load_workbook

from subsidies import payment_returns
from subsidies.actions import payments
from subsidies.enums import BatchStatus, ClaimStatus, PaymentStatus
from subsidies.models import Claim, Payment
from tests.factories import core, subsidies
from trainees import privacy
from yunnan_training.core.workflow import NotAllowed, Refused

pytestmark = pytest.mark.django_db
HEADS = [
    "序号",
    "申请编号",
    "收款人",
    "银行卡号",
    "补贴项目",
    "金额(元)",
    "拨付结果",
    "拨付日期",
    "凭证号",
    "失败原因",
]
FIRST_ROW = 4  # below title, watermark and heads


def returned(batch, *rows: dict, heads: dict | None = None) -> bytes:
    """The exported workbook with these cells written into its rows, as a clerk would."""
    book = load_workbook(BytesIO(batch.file.read()))
    sheet = book.active
    for number, cells in enumerate(rows, start=FIRST_ROW):
        for head, value in cells.items():
            sheet.cell(number, HEADS.index(head) + 1).value = value
    for head, value in (heads or {}).items():
        sheet.cell(FIRST_ROW - 1, HEADS.index(head) + 1).value = value
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def paid(**cells) -> dict:
    return {"拨付结果": "成功", "拨付日期": subsidies.AFTER, "凭证号": "PZ2026031001", **cells}


def failed(**cells) -> dict:
    return {"拨付结果": "退票", "失败原因": "账号状态异常", **cells}


def sentences(batch, *rows: dict, **options) -> list[str]:
    report = payment_returns.check(returned(batch, *rows, **options), batch, on=subsidies.AFTER)
    assert not report.results or report.ok
    return [finding.sentence for finding in report.findings]


def test_the_filled_in_list_settles_the_batch(cast):
    chosen = subsidies.cleared(cast.owner, count=2)
    batch = subsidies.exported(cast.owner, chosen)
    settled = payments.settle_from_workbook(
        batch,
        returned(batch, paid(), failed()),
        by=cast.owner.act("finance"),
        at=core.at(subsidies.AFTER, 16),
    )
    assert settled.status == BatchStatus.SETTLED
    first, second = Payment.objects.order_by("pk")
    assert (first.status, first.paid_on, first.voucher_number) == (
        PaymentStatus.PAID,
        subsidies.AFTER,
        "PZ2026031001",
    )
    assert (second.status, second.failure_reason) == (PaymentStatus.FAILED, "账号状态异常")
    assert [c.status for c in subsidies.fresh(chosen)] == [ClaimStatus.PAID, ClaimStatus.FAILED]


def test_one_fault_and_nothing_is_written(cast):
    chosen = subsidies.cleared(cast.owner, count=2)
    batch = subsidies.exported(cast.owner, chosen)
    content = returned(batch, paid(), paid(凭证号=None, 拨付日期=date(2026, 3, 11)))
    with pytest.raises(Refused) as caught:
        payments.settle_from_workbook(
            batch, content, by=cast.owner.act("finance"), at=core.at(subsidies.AFTER, 16)
        )
    assert caught.value.messages == [
        "第5行 H列（拨付日期）：拨付日期不能晚于今天",
        "第5行 I列（凭证号）：拨付成功的须填写凭证号",
    ]
    assert set(Payment.objects.values_list("status", flat=True)) == {PaymentStatus.PENDING}
    assert set(Claim.objects.values_list("status", flat=True)) == {ClaimStatus.IN_BATCH}


@pytest.mark.parametrize(
    "day",
    [
        datetime(2026, 3, 10, 8, 30),  # noqa: DTZ001  a cell of Excel knows no time zone
        "2026-03-10",
        "2026/3/10",
        "2026.03.10",
        "20260310",
        "2026年3月10日",
        20260310,
    ],
)
def test_a_day_is_read_as_offices_write_it(cast, day):
    batch = subsidies.exported(cast.owner, subsidies.cleared(cast.owner))
    report = payment_returns.check(returned(batch, paid(拨付日期=day)), batch, on=subsidies.AFTER)
    assert [result.paid_on for result in report.results] == [subsidies.AFTER]


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        ({"拨付结果": None}, "第4行 G列（拨付结果）：没有填写拨付结果，请填“成功”或“失败”"),
        ({"拨付结果": "处理中"}, "第4行 G列（拨付结果）：拨付结果“处理中”无法识别，请填“成功”或“失败”"),
        ({"拨付日期": "2026-02-30"}, "第4行 H列（拨付日期）：拨付日期无法识别，请按2026-03-02的样式填写"),
        ({"拨付日期": None}, "第4行 H列（拨付日期）：拨付成功的须填写拨付日期"),
        (
            {"拨付日期": subsidies.AFTER - timedelta(days=1)},
            "第4行 H列（拨付日期）：拨付日期不能早于清单导出日期2026-03-10",
        ),
        ({"凭证号": "长" * 41}, "第4行 I列（凭证号）：“凭证号”最多40个字"),
        ({"金额(元)": 2000.01}, "第4行 F列（金额(元)）：金额与系统中的2000.00元不一致，请勿改动导出的内容"),
        ({"金额(元)": "两千"}, "第4行 F列（金额(元)）：金额与系统中的2000.00元不一致，请勿改动导出的内容"),
        ({"收款人": "别人"}, "第4行 C列（收款人）：收款人与系统中的不一致，请勿改动导出的内容"),
        (
            {"银行卡号": "6200000000000000000"},
            "第4行 D列（银行卡号）：银行卡号与系统中的不一致，请勿改动导出的内容",
        ),
    ],
)
def test_a_fault_is_told_with_row_and_column(cast, cells, sentence):
    batch = subsidies.exported(cast.owner, subsidies.cleared(cast.owner))
    assert sentences(batch, paid(**cells)) == [sentence]


def test_a_failure_needs_its_reason(cast):
    batch = subsidies.exported(cast.owner, subsidies.cleared(cast.owner))
    assert sentences(batch, failed(失败原因=" ")) == ["第4行 J列（失败原因）：拨付失败的须填写失败原因"]


def test_foreign_doubled_and_missing_claims_are_told(cast):
    chosen = subsidies.cleared(cast.owner, count=3)
    batch = subsidies.exported(cast.owner, chosen)
    rows = [paid(), paid(申请编号=chosen[0].number), paid(申请编号="BT530581-2026-0001")]
    assert sentences(batch, *rows) == [
        f"第5行 B列（申请编号）：申请{chosen[0].number}出现了两次，请只保留一行",
        "第6行 B列（申请编号）：申请BT530581-2026-0001不在本批次中",
        f"整个文件：缺少申请{chosen[1].number}、{chosen[2].number}的结果，每一笔都要有结果才能登记",
    ]


def test_a_finding_never_repeats_an_account(cast):
    (claim,) = subsidies.cleared(cast.owner)
    batch = subsidies.exported(cast.owner, [claim])
    other = "6222020000000000123"
    told = "".join(sentences(batch, paid(银行卡号=other)))
    assert other not in told
    assert privacy.opened(claim.trainee, "bank_account") not in told


def test_changed_heads_are_told(cast):
    batch = subsidies.exported(cast.owner, subsidies.cleared(cast.owner))
    assert sentences(batch, paid(), heads={"凭证号": "备注"}) == ["整个文件：缺少“凭证号”列，请勿删改表头"]
    assert sentences(batch, paid(), heads={"补贴项目": "金额"}) == [
        "整个文件：“金额(元)”列重复，请只保留一列"
    ]


@pytest.mark.parametrize("content", [b"", b"not a workbook", b"PK\x03\x04broken"])
def test_a_file_that_is_no_workbook_is_refused_in_words(cast, content):
    batch = subsidies.exported(cast.owner, subsidies.cleared(cast.owner))
    (finding,) = payment_returns.check(content, batch, on=subsidies.AFTER).findings
    assert finding.place == "整个文件"


def test_nobody_else_uploads_results(cast):
    batch = subsidies.exported(cast.owner, subsidies.cleared(cast.owner))
    for by in (cast.sibling.act("finance"), cast.owner.act("clerk")):
        with pytest.raises(NotAllowed):
            payments.settle_from_workbook(batch, b"", by=by, at=core.at(subsidies.AFTER))
