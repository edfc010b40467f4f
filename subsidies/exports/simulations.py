"""The workbook of a simulation. No name and no number of a person stands in it: cases are known by their claim."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.db.models.functions import Coalesce
from django.utils import timezone

from courses.enums import Programme
from yunnan_training.core import law
from yunnan_training.core.xlsx.writer import Table, TableColumn, write_tables

from ..models import Simulation, SimulationChange
from ..rules import ITEM_LABELS
from ..rules.check_labels import check_label
from ..rules.enums import OUTCOME_LABELS

# Above this the cases are left out: nobody reads them, and the totals hold them all.
MOST_DETAILS = 200_000
COUNTS = (
    TableColumn("核定数", 10),
    TableColumn("原金额（元）", 16),
    TableColumn("测算金额（元）", 16),
    TableColumn("增减（元）", 16),
    TableColumn("变化笔数", 10),
    TableColumn("变化人数", 10),
    TableColumn("增加人数", 10),
    TableColumn("增加金额（元）", 16),
    TableColumn("减少人数", 10),
    TableColumn("减少金额（元）", 16),
)


def report(simulation: Simulation) -> bytes:
    found = simulation.summary
    moment = timezone.localtime(simulation.created_at)
    people = (TableColumn("变化笔数", 10), TableColumn("变化人数", 10))
    gains = (
        TableColumn("增加金额（元）", 16),
        TableColumn("减少金额（元）", 16),
        TableColumn("增减（元）", 16),
    )
    tables = [
        Table("说明", (TableColumn("事项", 18), TableColumn("内容", 90)), explained(simulation)),
        Table("汇总", (TableColumn("指标", 28), TableColumn("数值", 18)), totals(found)),
        Table(
            "按县", (TableColumn("区划代码", 10), TableColumn("县（市、区）", 20), *COUNTS),
            ((row["code"], row["name"], *_counts(row)) for row in found["counties"]),
        ),
        Table(
            "按项目", (TableColumn("培训项目", 26), TableColumn("补贴项目", 26), *COUNTS),
            ((row["programme"], row["item"], *_counts(row)) for row in found["items"]),
        ),
        Table(
            "按条款", (TableColumn("条款", 14), TableColumn("审核点", 26), *people, *gains),
            (
                (row["clause"], row["check"], row["cases"], row["people"], _yuan(row["gain"]), _yuan(row["loss"]), _yuan(row["delta"]))
                for row in found["clauses"]
            ),
        ),
        Table(
            "明细（脱敏）",
            (
                TableColumn("申请编号或班次编号", 26), TableColumn("县（市、区）", 20), TableColumn("培训项目", 26),
                TableColumn("补贴项目", 26), TableColumn("原结论", 12), TableColumn("测算结论", 12),
                TableColumn("原金额（元）", 14), TableColumn("测算金额（元）", 14), TableColumn("条款", 14),
                TableColumn("原因（审核点）", 26),
            ),
            details(simulation),
        ),
    ]  # fmt: skip
    return write_tables(tables, watermark=f"政策测算 {simulation.title}　{moment:%Y-%m-%d %H:%M} 发起")


def explained(simulation: Simulation) -> Iterator[tuple[str, str]]:
    base = simulation.base
    labels = law.read(base).parameters
    yield "名称", simulation.title
    yield "范围", simulation.region.name
    yield "期间", f"{simulation.period_from} 至 {simulation.period_to}（按核定事实所在日）"
    yield "对照", f"各笔核定当时的结论和金额；现行规则为{base}《{base.title}》"
    if simulation.release:
        yield "测算的草稿", f"{simulation.release}《{simulation.release.title}》"
    for key, choice in sorted(simulation.readings.items()):
        yield f"读法{labels[key].register}", f"{labels[key].label}：{labels[key].choices[choice]}"
    yield "改动的参数和读法", "、".join(_label(labels, key) for key in simulation.summary["changed"])
    yield "口径", "改动的数值和读法视同一直有效：下月起施行的改动，也按它一直如此来测算期内的核定。"
    yield (
        "口径",
        "补贴申请取每笔申请最近一次核定，不含已撤回和不予补贴的；事实为核定时存档的事实，不含由此引起的新申请。",
    )
    yield "性质", "测算不作出也不改变任何核定。本表不含姓名、身份证号码、联系方式和账号。"
    if simulation.summary["cases"] > MOST_DETAILS:
        yield "明细", f"变化超过{MOST_DETAILS:,}笔，不逐笔列出。"


def _label(labels, key: str) -> str:
    return labels[key].label if key in labels else key


def totals(found: dict) -> Iterator[tuple[str, Any]]:
    yield "参加测算的核定（笔）", found["decisions"]
    yield "原金额合计（元）", _yuan(found["before"])
    yield "测算金额合计（元）", _yuan(found["after"])
    yield "预算增减（元）", _yuan(found["delta"])
    yield "结论或金额有变化（笔）", found["cases"]
    yield "涉及（人）", found["people"]
    yield "金额增加（人）", found["gain_people"]
    yield "金额增加合计（元）", _yuan(found["gain"])
    yield "金额减少（人）", found["loss_people"]
    yield "金额减少合计（元）", _yuan(found["loss"])
    yield "只有结论变化（笔）", found["level_cases"]
    yield "新具备参训资格（人）", found["opened"]
    yield "不再具备参训资格（人）", found["shut"]
    yield "规则不认识的问题，未测算（笔）", sum(found["unknown"].values())
    yield "当日没有数值或事实不完整，未测算（笔）", found["unanswered"]


def details(simulation: Simulation) -> Iterator[tuple]:
    if simulation.summary["cases"] > MOST_DETAILS:
        return
    rows = (
        SimulationChange.objects.filter(part__simulation=simulation)
        .order_by("county_id", "pk")
        .values_list(
            Coalesce("assessment__claim__number", "admission__enrolment__training_class__number"),
            "county__name", "programme", "subject", "outcome_before", "outcome_after",
            "amount_before", "amount_after", "clause", "check_code",
        )
    )  # fmt: skip
    programmes = dict(Programme.choices)
    for number, county, programme, subject, before, after, paid, would, clause, check in rows.iterator(
        chunk_size=2_000
    ):
        yield (
            number, county, programmes.get(programme, programme), ITEM_LABELS.get(subject, "参训资格"),
            OUTCOME_LABELS.get(before, before), OUTCOME_LABELS.get(after, after),
            paid, would, clause, check_label(check),
        )  # fmt: skip


def _counts(row: dict) -> tuple:
    return (
        row["decisions"], _yuan(row["before"]), _yuan(row["after"]), _yuan(row["delta"]), row["cases"], row["people"],
        row["gain_people"], _yuan(row["gain"]), row["loss_people"], _yuan(row["loss"]),
    )  # fmt: skip


def _yuan(text: str) -> Decimal:
    return Decimal(text)
