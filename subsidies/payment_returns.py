"""The gate for what the bank answered: the exported list comes back with a result in every row.

It reads and never writes. Every finding is said at once with row and column; one finding and nothing is
taken. A finding never repeats an account.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from django.utils import timezone

from yunnan_training.core.identity import without_blanks
from yunnan_training.core.xlsx.columns import Column, Header, find_header
from yunnan_training.core.xlsx.guard import WorkbookRefused
from yunnan_training.core.xlsx.reader import Cell, Sheet, read_workbook

from .models import Payment, PaymentBatch

COLUMNS = (
    Column("serial", "序号"),
    Column("claim", "申请编号", required=True, synonyms=("申请号", "补贴申请编号")),
    Column("payee", "收款人", synonyms=("姓名", "户名", "收款人姓名")),
    Column("account", "银行卡号", synonyms=("收款账号", "账号", "银行账号")),
    Column("item", "补贴项目"),
    Column("amount", "金额(元)", required=True, synonyms=("金额", "拨付金额")),
    Column("result", "拨付结果", required=True, synonyms=("结果", "处理结果", "发放结果")),
    Column("paid_on", "拨付日期", required=True, synonyms=("到账日期", "日期", "发放日期")),
    Column("voucher", "凭证号", required=True, synonyms=("凭证编号", "流水号", "银行流水号")),
    Column("reason", "失败原因", required=True, synonyms=("原因", "退票原因")),
)
TITLES = {column.key: column.title for column in COLUMNS}
PAID_WORDS = frozenset({"成功", "已拨付", "已到账", "到账", "拨付成功", "已发放"})
FAILED_WORDS = frozenset({"失败", "拨付失败", "退票", "退回", "未到账"})
LONGEST = {"voucher": 40, "reason": 120}
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?|(\d{4})(\d{2})(\d{2})")


@dataclass(frozen=True, slots=True)
class PaymentResult:
    """What became of one payment: paid with day and voucher, or failed with the reason."""

    payment_id: int
    paid: bool
    paid_on: date | None = None
    voucher_number: str = ""
    failure_reason: str = ""


@dataclass(frozen=True, slots=True)
class ReturnFinding:
    row: int | None
    column: str
    title: str
    message: str

    @property
    def place(self) -> str:
        """第5行 G列（拨付结果）"""
        if self.row is None:
            return "整个文件"
        return f"第{self.row}行 {self.column}列（{self.title}）" if self.column else f"第{self.row}行"

    @property
    def sentence(self) -> str:
        return f"{self.place}：{self.message}"


@dataclass(frozen=True, slots=True)
class ReturnReport:
    findings: tuple[ReturnFinding, ...] = ()
    results: tuple[PaymentResult, ...] = ()

    @property
    def ok(self) -> bool:
        return bool(self.results) and not self.findings


def check(data: bytes, batch: PaymentBatch, *, on: date) -> ReturnReport:
    """Judge the returned workbook of a batch as of the day `on`. Never raises for what a file contains."""
    try:
        workbook = read_workbook(data)
    except WorkbookRefused as refusal:
        return _about_file(refusal.message)
    for sheet in workbook.sheets:
        header = find_header(sheet, COLUMNS, key_columns=("claim",)) if sheet.visible else None
        if header:
            break
    else:
        return _about_file("没有找到表头，请使用系统导出的拨付清单填写结果后上传")
    if header.missing:
        return _about_file(f"缺少“{'、'.join(column.title for column in header.missing)}”列，请勿删改表头")
    if header.repeated:
        return _about_file(
            f"“{'、'.join(column.title for column, _ in header.repeated)}”列重复，请只保留一列"
        )
    ordered = batch.payments.select_related("claim").order_by("pk")
    payments = {payment.claim.number: payment for payment in ordered}
    return _judge(sheet, header, payments, on=on, earliest=_exported_on(batch))


def _exported_on(batch: PaymentBatch) -> date | None:
    return timezone.localtime(batch.exported_at).date() if batch.exported_at else None


def _about_file(*messages: str) -> ReturnReport:
    return ReturnReport(findings=tuple(ReturnFinding(None, "", "", message) for message in messages))


def _judge(
    sheet: Sheet, header: Header, payments: dict[str, Payment], *, on: date, earliest: date | None
) -> ReturnReport:
    findings: list[ReturnFinding] = []
    results: dict[str, PaymentResult] = {}
    for number in range(header.row + 1, len(sheet.rows) + 1):
        row = _Row(number, sheet, header)
        if row.blank:
            continue
        name = row.text("claim")
        payment = payments.get(name)
        if not name:
            row.say("claim", "没有填写申请编号，请勿改动导出的内容")
        elif payment is None:
            row.say("claim", f"申请{name}不在本批次中")
        elif name in results:
            row.say("claim", f"申请{name}出现了两次，请只保留一行")
        else:
            row.compare(payment)
            results[name] = row.result(payment, on=on, earliest=earliest)
        findings += row.findings
    absent = [name for name in payments if name not in results]
    if absent:
        findings.append(
            ReturnFinding(None, "", "", f"缺少申请{'、'.join(absent)}的结果，每一笔都要有结果才能登记")
        )
    return ReturnReport(findings=tuple(findings), results=tuple(results.values()) if not findings else ())


def faults(result: PaymentResult, *, on: date, earliest: date | None) -> Iterable[tuple[str, str]]:
    """(column key, sentence) for what a single result lacks; a form asks the same."""
    if result.paid:
        if result.paid_on is None:
            yield "paid_on", "拨付成功的须填写拨付日期"
        elif result.paid_on > on:
            yield "paid_on", "拨付日期不能晚于今天"
        elif earliest and result.paid_on < earliest:
            yield "paid_on", f"拨付日期不能早于清单导出日期{earliest:%Y-%m-%d}"
        if not result.voucher_number:
            yield "voucher", "拨付成功的须填写凭证号"
    elif not result.failure_reason:
        yield "reason", "拨付失败的须填写失败原因"
    for key, text in (("voucher", result.voucher_number), ("reason", result.failure_reason)):
        if len(text) > LONGEST[key]:
            yield key, f"“{TITLES[key]}”最多{LONGEST[key]}个字"


@dataclass
class _Row:
    """One row of the returned list and what is to be said about it."""

    number: int
    sheet: Sheet
    header: Header
    findings: list[ReturnFinding] = field(default_factory=list)

    def value(self, key: str) -> Cell:
        position = self.header.positions.get(key)
        return self.sheet.cell(self.number, position) if position else None

    def text(self, key: str) -> str:
        value = self.value(key)
        if value is None:
            return ""
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        return " ".join(str(value).split())

    @property
    def blank(self) -> bool:
        return not any(self.text(column.key) for column in COLUMNS if column.key != "serial")

    def say(self, key: str, message: str) -> None:
        self.findings.append(ReturnFinding(self.number, self.header.letter(key), TITLES[key], message))

    def compare(self, payment: Payment) -> None:
        """What was exported has to come back as it was."""
        amount = self._amount()
        if amount != payment.amount:
            self.say("amount", f"金额与系统中的{payment.amount}元不一致，请勿改动导出的内容")
        payee = self.text("payee")
        if payee and payee != payment.payee:
            self.say("payee", "收款人与系统中的不一致，请勿改动导出的内容")
        account = without_blanks(self.text("account"))
        if account and account[-4:] != payment.account_masked[-4:]:
            self.say("account", "银行卡号与系统中的不一致，请勿改动导出的内容")

    def _amount(self) -> Decimal | None:
        try:
            return Decimal(self.text("amount").replace(",", "").removesuffix("元"))
        except InvalidOperation:
            return None

    def result(self, payment: Payment, *, on: date, earliest: date | None) -> PaymentResult:
        word = without_blanks(self.text("result"))
        paid = word in PAID_WORDS
        if not word:
            self.say("result", "没有填写拨付结果，请填“成功”或“失败”")
        elif not paid and word not in FAILED_WORDS:
            self.say("result", f"拨付结果“{word[:10]}”无法识别，请填“成功”或“失败”")
        day, readable = self._day()
        if not readable:
            self.say("paid_on", "拨付日期无法识别，请按2026-03-02的样式填写")
        result = PaymentResult(
            payment_id=payment.pk,
            paid=paid,
            paid_on=day if paid else None,
            voucher_number=self.text("voucher") if paid else "",
            failure_reason="" if paid else self.text("reason"),
        )
        if word in PAID_WORDS | FAILED_WORDS:
            for key, message in faults(result, on=on, earliest=earliest):
                if key != "paid_on" or readable:
                    self.say(key, message)
        return result

    def _day(self) -> tuple[date | None, bool]:
        value = self.value("paid_on")
        if isinstance(value, datetime):
            return value.date(), True
        if isinstance(value, date):
            return value, True
        text = without_blanks(self.text("paid_on"))
        if not text:
            return None, True
        found = _DAY.fullmatch(text)
        try:
            return (date(*(int(part) for part in found.groups() if part)), True) if found else (None, False)
        except ValueError:
            return None, False
